//! Gives the functions that a page's script lends to its wasm module short names, and takes the comments out of the script
//! and the notes of compilers and linkers out of the module.
//!
//! wasm-bindgen names each such function with a hash, in both files; hashes can't be compressed.

use std::fs;
use std::path::Path;

/// A section of a wasm module that browsers ignore.
const NOTES: u8 = 0;
/// The section that lists what it is lent.
const IMPORTS: u8 = 2;

/// Shortens the names that a module and its script have in common.
pub(crate) fn shorten(dist: &Path, module: &str) -> Result<(), String> {
    let (script, wasm) = (
        dist.join(format!("{module}.js")),
        dist.join(format!("{module}_bg.wasm")),
    );
    let trouble = |file: &Path, e: &std::io::Error| format!("{} can't be shortened: {e}", file.display());
    let text = fs::read_to_string(&script).map_err(|e| trouble(&script, &e))?;
    let bytes = fs::read(&wasm).map_err(|e| trouble(&wasm, &e))?;
    let (text, bytes) = shortened(&text, &bytes).map_err(|e| format!("{module}: {e}"))?;
    fs::write(&script, text).map_err(|e| trouble(&script, &e))?;
    fs::write(&wasm, bytes).map_err(|e| trouble(&wasm, &e))
}

/// A script and its wasm module with short names.
fn shortened(script: &str, wasm: &[u8]) -> Result<(String, Vec<u8>), String> {
    let mut names: Vec<String> = Vec::new();
    let mut out = wasm.get(..8).ok_or("the module has no header")?.to_vec();
    let mut rest = Bytes(&wasm[8..]);
    while let Some((id, section)) = rest.section()? {
        if id == NOTES {
            continue;
        }
        if id == IMPORTS {
            let short = imports(section, &mut names)?;
            out.push(id);
            write_number(short.len(), &mut out);
            out.extend(short);
        } else {
            out.push(id);
            write_number(section.len(), &mut out);
            out.extend(section);
        }
    }
    Ok((in_script(script, &names)?, out))
}

/// The short name of the import with this index.
fn short(index: usize) -> String {
    format!("i{index}")
}

/// The list of imports with short names, in the order of `names`.
fn imports(section: &[u8], names: &mut Vec<String>) -> Result<Vec<u8>, String> {
    let mut from = Bytes(section);
    let mut out = Vec::with_capacity(section.len());
    let count = from.number()?;
    write_number(count, &mut out);
    for _ in 0..count {
        let module = from.name()?;
        write_number(module.len(), &mut out);
        out.extend(module);
        let name = String::from_utf8(from.name()?.to_vec()).map_err(|_| "an import's name is not text")?;
        let index = names.iter().position(|known| *known == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        let short = short(index);
        write_number(short.len(), &mut out);
        out.extend(short.as_bytes());
        let kind = from.import()?;
        out.extend(kind);
    }
    Ok(out)
}

/// A script with these names replaced by short ones, and without comments.
fn in_script(script: &str, names: &[String]) -> Result<String, String> {
    let mut seen = vec![false; names.len()];
    let mut out = String::with_capacity(script.len());
    let mut comment = false;
    for line in script.lines() {
        let line = line.trim();
        comment |= line.starts_with("/**");
        if comment {
            comment = !line.ends_with("*/");
            continue;
        }
        if line.is_empty() {
            continue;
        }
        // Words, and what is between them.
        let mut rest = line;
        while !rest.is_empty() {
            let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            if let Some(index) = names.iter().position(|name| name == word) {
                seen[index] = true;
                out.push_str(&short(index));
            } else {
                out.push_str(word);
            }
            let end = after.find(is_word).unwrap_or(after.len());
            out.push_str(&after[..end]);
            rest = &after[end..];
        }
        out.push('\n');
    }
    match seen.iter().position(|seen| !seen) {
        Some(index) => Err(format!("the script does not lend {}", names[index])),
        None => Ok(out),
    }
}

/// The bytes of a module from some place on.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or("the module is cut off")?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, String> {
        Ok(self.take(1)?[0])
    }

    /// A number in LEB128.
    fn number(&mut self) -> Result<usize, String> {
        let mut number = 0_usize;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err("a number of the module is too long".to_owned())
    }

    fn name(&mut self) -> Result<&'a [u8], String> {
        let length = self.number()?;
        self.take(length)
    }

    /// The next section: its id, its content.
    fn section(&mut self) -> Result<Option<(u8, &'a [u8])>, String> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let id = self.byte()?;
        Ok(Some((id, self.name()?)))
    }

    /// What an import is, after its names.
    fn import(&mut self) -> Result<&'a [u8], String> {
        let start = self.0;
        match self.byte()? {
            // A function, by its type.
            0 => drop(self.number()?),
            // A table of references, or a memory, with its limits.
            kind @ (1 | 2) => {
                if kind == 1 {
                    self.byte()?;
                }
                let limits = self.byte()?;
                self.number()?;
                if limits & 1 == 1 {
                    self.number()?;
                }
            }
            // A global, by its type.
            3 => drop(self.take(2)?),
            kind => return Err(format!("the module has an unknown kind of import: {kind}")),
        }
        Ok(&start[..start.len() - self.0.len()])
    }
}

/// Adds a number in LEB128.
fn write_number(number: usize, out: &mut Vec<u8>) {
    let mut rest = number;
    loop {
        let low = u8::try_from(rest & 0x7f).unwrap_or(0);
        rest >>= 7;
        if rest == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that is lent these functions, and a memory.
    fn module(names: &[&str]) -> Vec<u8> {
        let mut list = Vec::new();
        write_number(names.len() + 1, &mut list);
        for name in names {
            list.extend(b"\x01m");
            write_number(name.len(), &mut list);
            list.extend(name.as_bytes());
            list.extend([0, 3]);
        }
        list.extend(b"\x01m\x06memory\x02\x01\x01\x80\x02");
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        out.push(IMPORTS);
        write_number(list.len(), &mut out);
        out.extend(list);
        out.extend([0, 5, 4]);
        out.extend(b"name");
        out.extend([10, 1, 0]);
        out
    }

    #[test]
    fn names_are_short_in_both_files() {
        let long = format!("__wbg_{}", "x".repeat(150));
        let names = ["__wbg_a_0123", "__wbg_a_0123", &long];
        let script = format!(
            "/**\n * @returns {{number}}\n */\nconst o = {{\n  __wbg_a_0123: function() {{}},\n\n  {long}: 1, memory, __wbg_a_01234: 2 }};\n"
        );
        let (script, wasm) = shortened(&script, &module(&names)).expect("it can be shortened");
        assert_eq!(
            script,
            "const o = {\ni0: function() {},\ni1: 1, i2, __wbg_a_01234: 2 };\n"
        );
        let mut expected = b"\0asm\x01\0\0\0\x02".to_vec();
        let list = b"\x04\x01m\x02i0\x00\x03\x01m\x02i0\x00\x03\x01m\x02i1\x00\x03\x01m\x02i2\x02\x01\x01\x80\x02";
        write_number(list.len(), &mut expected);
        expected.extend(list);
        expected.extend([10, 1, 0]);
        assert_eq!(wasm, expected);
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        let whole = module(&["__wbg_a"]);
        for (script, wasm) in [
            ("const o = {};", whole.as_slice()),
            ("__wbg_a memory", &whole[..whole.len() - 1]),
            ("__wbg_a memory", &whole[..20]),
            ("", b""),
        ] {
            assert!(shortened(script, wasm).is_err(), "{script} {wasm:?}");
        }
    }
}
