//! The validator as one file: what trunk built, put into one page that runs from disk without a request.

use std::fs;
use std::path::{Path, PathBuf};

/// The page, with places for what is put in.
const PAGE: &str = include_str!("../../nianbao-form/single.html");

/// Packs the validator in `dist` into the file `out`.
pub(crate) fn pack(dist: &Path, out: &Path) -> Result<(), String> {
    let files = files(dist)?;
    let with = |extension: &'static str| {
        files
            .iter()
            .filter(move |file| file.extension().is_some_and(|it| it == extension))
    };
    let one = |extension: &'static str| -> Result<&PathBuf, String> {
        let mut found = with(extension);
        match (found.next(), found.next()) {
            (Some(file), None) => Ok(file),
            _ => Err(format!(
                "{} should hold one .{extension} file for the single-file validator; build it anew",
                dist.display()
            )),
        }
    };
    let wasm = one("wasm")?;
    // The module that goes with the wasm; start.js only starts it, as the page does itself.
    let module = dist.join(
        wasm.file_name()
            .and_then(|name| name.to_str())
            .and_then(|name| name.strip_suffix("_bg.wasm"))
            .map(|name| format!("{name}.js"))
            .ok_or_else(|| format!("{} is not named as wasm-bindgen names it", wasm.display()))?,
    );
    let mut styles = String::new();
    // By name: tokens.css comes before validator.css, which uses it.
    for style in with("css") {
        styles.push_str(&read(style)?);
    }
    let page = page(&styles, &read(&module)?, &bytes(wasm)?)?;
    fs::write(out, page).map_err(|e| format!("{} can't be written: {e}", out.display()))
}

/// The page with everything in it.
fn page(styles: &str, module: &str, wasm: &[u8]) -> Result<String, String> {
    if styles.contains("</style") {
        return Err("a style sheet holds </style, which would end it inside the page".to_owned());
    }
    if module.contains("</script") || module.contains("<!--") {
        return Err("the module holds </script or <!--, which would end it inside the page".to_owned());
    }
    if module.lines().any(|line| line.trim_start().starts_with("import ")) {
        return Err("the module imports another one, which a single file can't".to_owned());
    }
    let init = module
        .lines()
        .filter(|line| line.trim_start().starts_with("export {"))
        .find_map(|line| line.split_once(" as default"))
        .and_then(|(before, _)| before.rsplit([' ', '{', ',']).next())
        .filter(|name| !name.is_empty())
        .ok_or("the module has no default export that starts it")?;
    let mut page = String::with_capacity(PAGE.len() + styles.len() + module.len() + wasm.len() * 4 / 3 + 4);
    let mut rest = PAGE;
    while let Some((before, behind)) = rest.split_once("{{") {
        let (name, behind) = behind.split_once("}}").ok_or("single.html has {{ without }}")?;
        page.push_str(before);
        match name {
            "styles" => page.push_str(styles),
            "module" => page.push_str(module),
            "init" => page.push_str(init),
            "wasm" => base64(wasm, &mut page),
            name => return Err(format!("single.html asks for {name}, which is not known")),
        }
        rest = behind;
    }
    page.push_str(rest);
    Ok(page)
}

fn base64(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for three in bytes.chunks(3) {
        let group = three.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for digit in 0..4 {
            if digit <= three.len() {
                let index = (group >> (18 - 6 * digit)) & 63;
                out.push(char::from(DIGITS[index as usize]));
            } else {
                out.push('=');
            }
        }
    }
}

/// The files of a folder, by name.
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

    #[test]
    fn bytes_are_written_as_base64() {
        for (bytes, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
            ("\u{ff}\u{fe}", "w7/Dvg=="),
        ] {
            let mut out = String::new();
            base64(bytes.as_bytes(), &mut out);
            assert_eq!(out, expected, "{bytes:?}");
        }
    }

    #[test]
    fn everything_is_put_into_the_page() {
        let module = "export function check_json() {}\nexport { initSync, __wbg_init as default };\n";
        let page = page("body{}", module, b"foo").unwrap();
        for piece in [
            "body{}",
            "export function check_json",
            "await __wbg_init({",
            ">Zm9v</script>",
        ] {
            assert!(page.contains(piece), "{piece}");
        }
        assert!(!page.contains("{{"));
    }

    #[test]
    fn what_would_break_the_page_is_said() {
        let module = "export { __wbg_init as default };";
        for (styles, module) in [
            ("</style>", module),
            ("", "'</script>'; export { __wbg_init as default };"),
            ("", "import './snippet.js';\nexport { __wbg_init as default };"),
            ("", "export {};"),
        ] {
            assert!(page(styles, module, b"").is_err(), "{styles} {module}");
        }
    }
}
