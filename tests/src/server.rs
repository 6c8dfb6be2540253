//! A web server for one folder, as plain as those that archives are published on.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Serves a folder on this machine while the program runs; returns the address.
pub fn serve(folder: PathBuf) -> std::io::Result<SocketAddr> {
    serve_while(folder, Arc::new(AtomicBool::new(true)))
}

/// Serves a folder on this machine as long as `on` is true; otherwise it hangs up.
pub fn serve_while(folder: PathBuf, on: Arc<AtomicBool>) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if !on.load(Ordering::Relaxed) {
                continue;
            }
            let folder = folder.clone();
            // A browser that hangs up needs no answer.
            std::thread::spawn(move || answer(&folder, stream));
        }
    });
    Ok(address)
}

/// Answers one request.
fn answer(folder: &Path, mut stream: TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = request.split(' ').nth(1).unwrap_or("/");
    let (status, kind, body) = match find(folder, path) {
        Some(file) => ("200 OK", content_type(&file), std::fs::read(&file)?),
        None => ("404 Not Found", "text/plain; charset=utf-8", b"not here".to_vec()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

/// The file for an address; nothing outside the folder.
pub fn find(folder: &Path, address: &str) -> Option<PathBuf> {
    let path = decode(address.split(['?', '#']).next()?)?;
    let mut file = folder.to_owned();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if part == ".." || part.contains('\\') {
            return None;
        }
        file.push(part);
    }
    if path.ends_with('/') {
        file.push("index.html");
    }
    file.is_file().then_some(file)
}

/// Decodes percent signs in an address.
pub fn decode(address: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = address.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The media type that a web server gives for a file.
fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("xml") => "application/xml",
        Some("txt" | "md" | "csv") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_files_inside_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("site");
        std::fs::create_dir_all(root.join("年")).expect("a folder");
        for file in ["index.html", "年/index.html", "a b.txt"] {
            std::fs::write(root.join(file), file).expect("a file");
        }
        std::fs::write(folder.path().join("secret"), "").expect("a file");
        let check = |address: &str, expected: Option<&str>| {
            assert_eq!(find(&root, address), expected.map(|file| root.join(file)), "{address}");
        };
        check("/", Some("index.html"));
        check("/%E5%B9%B4/", Some("年/index.html"));
        check("/a%20b.txt?x=1#y", Some("a b.txt"));
        check("/nothing", None);
        check("/../secret", None);
        check("/%2e%2e/secret", None);
        check("/%", None);
        check("/%ff", None);
    }
}
