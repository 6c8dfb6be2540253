//! Packs the validator as built by trunk into one HTML file that runs from disk without any request.

use std::fs;
use std::path::{Path, PathBuf};

/// The page, with placeholders.
const PAGE: &str = include_str!("../../nianbao-form/single.html");

/// The wasm modules as trunk names them: the page's own first, then those loaded when needed.
pub(crate) const MODULES: [&str; 6] = ["nianbao-form", "engine", "reader", "documents", "pages", "legacy"];

/// The script that loads them, in both pages.
const LOADER: &str = "loader";

/// Packs the validator in `dist` into the file `out`.
pub(crate) fn pack(dist: &Path, out: &Path) -> Result<(), String> {
    let mut styles = String::new();
    // By name: tokens.css comes before validator.css, which uses it.
    for style in files(dist)? {
        if style.extension().is_some_and(|extension| extension == "css") {
            styles.push_str(&read(&style)?);
        }
    }
    let mut scripts = Vec::new();
    let mut wasm = Vec::new();
    for name in std::iter::once(LOADER).chain(MODULES) {
        scripts.push((name, read(&dist.join(format!("{name}.js")))?));
    }
    // Each on a thread of its own, since it takes long.
    std::thread::scope(|scope| {
        let packing = MODULES.map(|name| {
            let file = dist.join(format!("{name}_bg.wasm"));
            (name, scope.spawn(move || gzip(&bytes(&file)?)))
        });
        for (name, packing) in packing {
            let packed = packing.join().map_err(|_| format!("{name} can't be compressed"))?;
            wasm.push((name, packed?));
        }
        Ok::<(), String>(())
    })?;
    let early = read(&dist.join("early.js"))?;
    let page = page(&styles, &early, &scripts, &wasm)?;
    fs::write(out, page).map_err(|e| format!("{} can't be written: {e}", out.display()))
}

/// The page with everything in it; the wasm modules are compressed.
fn page(styles: &str, early: &str, scripts: &[(&str, String)], wasm: &[(&str, Vec<u8>)]) -> Result<String, String> {
    if styles.contains("</style") {
        return Err("a style sheet holds </style, which would end it inside the page".to_owned());
    }
    if early.contains("</script") || early.contains("<!--") {
        return Err("early.js holds </script or <!--, which would end it inside the page".to_owned());
    }
    let mut modules = String::new();
    for (name, script) in scripts {
        inline(name, script, &mut modules)?;
    }
    let mut data = String::new();
    for (name, bytes) in wasm {
        data.push_str("<script type=\"application/octet-stream\" id=\"wasm-");
        data.push_str(name);
        data.push_str("\">");
        base85(bytes, &mut data);
        data.push_str("</script>\n");
    }
    let mut page = String::with_capacity(PAGE.len() + styles.len() + modules.len() + data.len());
    let mut rest = PAGE;
    while let Some((before, behind)) = rest.split_once("{{") {
        let (name, behind) = behind.split_once("}}").ok_or("single.html has {{ without }}")?;
        page.push_str(before);
        page.push_str(match name {
            "styles" => styles,
            "early" => early,
            "modules" => &modules,
            "wasm" => &data,
            name => return Err(format!("single.html asks for {name}, which is not known")),
        });
        rest = behind;
    }
    page.push_str(rest);
    Ok(page)
}

/// Adds a module to the page's one script: its exports become the value `modules.get(name)`.
fn inline(name: &str, script: &str, out: &mut String) -> Result<(), String> {
    if script.contains("</script") || script.contains("<!--") {
        return Err(format!(
            "{name}.js holds </script or <!--, which would end it inside the page"
        ));
    }
    let mut exports: Vec<(String, String)> = Vec::new();
    out.push_str("modules.set(\"");
    out.push_str(name);
    out.push_str("\", (() => {\n");
    for line in script.lines() {
        if line.starts_with("import ") {
            return Err(format!(
                "{name}.js imports another module, which is impossible in a single file"
            ));
        }
        let Some(exported) = line.strip_prefix("export ") else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        if let Some(list) = exported.strip_prefix('{') {
            let list = list.split('}').next().unwrap_or_default();
            for item in list.split(',').map(str::trim).filter(|item| !item.is_empty()) {
                let (inside, outside) = item.split_once(" as ").unwrap_or((item, item));
                exports.push((outside.to_owned(), inside.to_owned()));
            }
            continue;
        }
        let named = ["async function ", "function ", "class ", "const ", "let "]
            .iter()
            .find_map(|word| exported.strip_prefix(word))
            .and_then(|rest| {
                rest.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
                    .next()
            })
            .filter(|name| !name.is_empty())
            .ok_or_else(|| format!("{name}.js has an unknown kind of export: {line}"))?;
        exports.push((named.to_owned(), named.to_owned()));
        out.push_str(exported);
        out.push('\n');
    }
    if exports.is_empty() {
        return Err(format!("{name}.js exports nothing"));
    }
    let list: Vec<String> = exports
        .iter()
        .map(|(outside, inside)| format!("{outside}: {inside}"))
        .collect();
    out.push_str("return { ");
    out.push_str(&list.join(", "));
    out.push_str(" };\n})());\n");
    Ok(())
}

/// Compresses with zopfli, whose gzip is some 4 % smaller than zlib's best. Browsers can decompress nothing denser
/// themselves.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let options = zopfli::Options {
        // More take longer and save less than a thousandth.
        iteration_count: const { std::num::NonZeroU64::new(5).expect("it is not zero") },
        ..zopfli::Options::default()
    };
    zopfli::compress(options, zopfli::Format::Gzip, bytes, &mut out)
        .map_err(|e| format!("wasm can't be compressed: {e}"))?;
    Ok(out)
}

/// Writes four bytes as five digits of base 85, a sixteenth less than base64 needs; the last one to three bytes as one digit
/// more than they are. The digits are `#` to `x` without `<`, which could end the script that holds them.
fn base85(bytes: &[u8], out: &mut String) {
    for four in bytes.chunks(4) {
        let group = four.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (4 - four.len()));
        for power in [85 * 85 * 85 * 85, 85 * 85 * 85, 85 * 85, 85, 1]
            .iter()
            .take(four.len() + 1)
        {
            let digit = u8::try_from(group / power % 85).unwrap_or_default() + b'#';
            out.push(char::from(if digit < b'<' { digit } else { digit + 1 }));
        }
    }
}

/// The files of a folder, sorted by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{} can't be listed: {e}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|e| format!("{} can't be read: {e}", file.display()))
}

fn bytes(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|e| format!("{} can't be read: {e}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads digits as `single.html` does.
    fn bytes_of(digits: &str) -> Vec<u8> {
        let value = |digit: u8| u64::from(if digit > b'<' { digit - 36 } else { digit - 35 });
        let groups = digits.as_bytes().chunks(5).flat_map(|five| {
            let padded = five.iter().copied().map(value).chain([84; 4]).take(5);
            let group = padded.fold(0, |group, digit| group * 85 + digit);
            u32::try_from(group).unwrap().to_be_bytes()
        });
        groups.take(digits.len() * 4 / 5).collect()
    }

    #[test]
    fn bytes_are_written_as_digits_and_come_back() {
        for (bytes, expected) in [
            (&b""[..], ""),
            (&[0], "##"),
            (&[255], "uu"),
            (&[0, 0, 0, 0], "#####"),
            (&[255, 255, 255, 255], "v:Z/#"),
            (b"foobar", "DrGWvC?+"),
        ] {
            let mut out = String::new();
            base85(bytes, &mut out);
            assert_eq!(out, expected, "{bytes:?}");
        }
        for length in 0..300_u32 {
            let bytes: Vec<u8> = (0..length).map(|at| (at * at * 7 % 251) as u8).collect();
            let mut out = String::new();
            base85(&bytes, &mut out);
            assert!(!out.contains('<'));
            assert_eq!(bytes_of(&out), bytes);
        }
    }

    fn script(text: &str) -> Vec<(&'static str, String)> {
        vec![("engine", text.to_owned())]
    }

    #[test]
    fn everything_is_put_into_the_page() {
        let module =
            "export function check_json() {}\nfunction other() {}\nexport { initSync, __wbg_init as default };\n";
        let page = page(
            "body{}",
            "early();",
            &script(module),
            &[("engine", gzip(b"foo").unwrap())],
        )
        .unwrap();
        for piece in [
            "body{}",
            "<script>\nearly();\n",
            "modules.set(\"engine\", (() => {\nfunction check_json() {}\nfunction other() {}\n",
            "return { check_json: check_json, initSync: initSync, default: __wbg_init };",
            "id=\"wasm-engine\">-.aF+",
        ] {
            assert!(page.contains(piece), "{piece}");
        }
        assert!(!page.contains("{{"));
    }

    #[test]
    fn code_that_would_break_the_page_is_refused() {
        let module = "export { __wbg_init as default };";
        for (styles, module) in [
            ("</style>", module),
            ("", "'</script>'; export { __wbg_init as default };"),
            ("", "import './snippet.js';\nexport { __wbg_init as default };"),
            ("", "export * from 'x';"),
            ("", "function nothing() {}"),
        ] {
            assert!(page(styles, "", &script(module), &[]).is_err(), "{styles} {module}");
        }
    }
}
