//! A server of the files of one folder on 127.0.0.1, under the policy that the runtime promises to work under.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::{Context, anyhow};
use tiny_http::{Header, Response};

/// No inline scripts, no eval but WebAssembly's, nothing from elsewhere.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/// Serves until it is dropped.
pub(crate) struct Server {
    server: Arc<tiny_http::Server>,
}

impl Server {
    /// Starts serving on a free port.
    pub(crate) fn start(folder: &Path) -> anyhow::Result<Self> {
        let server =
            tiny_http::Server::http("127.0.0.1:0").map_err(|error| anyhow!("cannot listen on 127.0.0.1: {error}"))?;
        let server = Arc::new(server);
        let (serving, folder) = (Arc::clone(&server), folder.to_owned());
        thread::Builder::new()
            .name("server".to_owned())
            .spawn(move || serve(&serving, &folder))
            .context("cannot start a thread")?;
        Ok(Self { server })
    }

    /// The page's address.
    pub(crate) fn address(&self) -> String {
        format!("http://{}/index.html", self.server.server_addr())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

fn serve(server: &tiny_http::Server, folder: &Path) {
    for request in server.incoming_requests() {
        let file = file_of(folder, request.url()).and_then(|path| {
            let kind = kind_of(&path)?;
            Some((File::open(path).ok()?, kind))
        });
        // A browser that hangs up is no concern of the server.
        let _ = match file {
            Some((file, kind)) => request.respond(with_headers(Response::from_file(file), kind)),
            None => request.respond(Response::empty(404)),
        };
    }
}

fn with_headers(mut response: Response<File>, kind: &str) -> Response<File> {
    for (name, value) in [("Content-Type", kind), ("Content-Security-Policy", POLICY)] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    response
}

/// The file of an address; a folder, or what leads out of this one, has none.
fn file_of(folder: &Path, url: &str) -> Option<PathBuf> {
    let name = url.strip_prefix('/')?.split('?').next()?;
    let plain = name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    plain.then(|| folder.join(name))
}

fn kind_of(path: &Path) -> Option<&'static str> {
    match path.extension()?.to_str()? {
        "html" => Some("text/html; charset=utf-8"),
        "css" => Some("text/css"),
        "js" => Some("text/javascript"),
        "wasm" => Some("application/wasm"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let file = |url| file_of(Path::new("/f"), url);
        assert_eq!(file("/tour_bg.wasm?x"), Some(PathBuf::from("/f/tour_bg.wasm")));
        assert_eq!(file("/snippets/a/b.js"), Some(PathBuf::from("/f/snippets/a/b.js")));
        for url in ["/", "/../secret.js", "/a//b.js", "/.git/x.js", "x"] {
            assert_eq!(file(url), None, "{url}");
        }
    }
}
