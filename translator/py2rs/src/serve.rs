//! A server for one page: browsers load WebAssembly over HTTP only.
//!
//! It answers on 127.0.0.1, one request at a time, with what stands in one folder and nothing below or above it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;

/// More of a request's head is not read.
const HEAD: u64 = 16 * 1024;
/// A browser that says nothing for so long holds nobody up.
const PATIENCE: Duration = Duration::from_secs(5);

/// Serves a folder until the process is ended.
pub(crate) fn serve(folder: &Path) -> anyhow::Result<ExitCode> {
    let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on 127.0.0.1")?;
    let address = listener.local_addr().context("cannot listen on 127.0.0.1")?;
    eprintln!("http://{address}/ runs the program; Ctrl-C ends this server");
    for connection in listener.incoming().flatten() {
        // A connection that breaks is the browser's affair.
        let _ = answer(connection, folder);
    }
    Ok(ExitCode::SUCCESS)
}

fn answer(mut connection: TcpStream, folder: &Path) -> std::io::Result<()> {
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    let mut head = BufReader::new((&connection).take(HEAD));
    let mut request = String::new();
    head.read_line(&mut request)?;
    let mut line = String::new();
    while head.read_line(&mut line)? > 0 && !line.trim_end().is_empty() {
        line.clear();
    }
    let found = name_in(&request).and_then(|name| Some((kind(name), fs::read(folder.join(name)).ok()?)));
    let (status, kind, body) = match found {
        Some((kind, body)) => ("200 OK", kind, body),
        None => ("404 Not Found", "text/plain", b"not found\n".to_vec()),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    );
    connection.write_all(head.as_bytes())?;
    connection.write_all(&body)
}

/// The file that is asked for: a plain name.
fn name_in(request: &str) -> Option<&str> {
    let path = request.strip_prefix("GET /")?.split([' ', '?']).next()?;
    let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
    let name = if path.is_empty() { "index.html" } else { path };
    (plain && !name.starts_with('.')).then_some(name)
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_served() {
        assert_eq!(name_in("GET / HTTP/1.1\r\n"), Some("index.html"));
        assert_eq!(name_in("GET /app_bg.wasm?x=1 HTTP/1.1\r\n"), Some("app_bg.wasm"));
        for request in
            ["GET /../x HTTP/1.1", "GET /a/b HTTP/1.1", "GET /.x HTTP/1.1", "POST / HTTP/1.1", "GET /%2e%2e HTTP/1.1"]
        {
            assert_eq!(name_in(request), None, "{request}");
        }
    }
}
