//! `os` and `os.path`: names of files, and the environment.

use crate::{Bytes, Py, Str, host};

/// `os.environ.get(name)`, `os.getenv(name)`
pub fn getenv(name: &str) -> Option<Str> {
    std::env::var(name).ok().map(Str::from)
}

/// `os.getpid()`
pub fn getpid() -> i64 {
    host::pid()
}

/// `os.urandom(count)`
///
/// # Errors
///
/// `ValueError` for less than 0.
pub fn urandom(count: i64) -> Py<Bytes> {
    let count = usize::try_from(count).map_err(|_| crate::shown::value_error("negative argument not allowed"))?;
    let random = crate::random::Random::new(crate::random::entropy());
    let bytes: Vec<u8> = (0..count).map(|_| (random.random() * 256.0) as u8).collect();
    Ok(Bytes::from(bytes))
}

/// `os.path.join(first, …)`
pub fn join(parts: &[&str]) -> Str {
    let mut path = String::new();
    for (place, part) in parts.iter().enumerate() {
        if part.starts_with('/') || place == 0 {
            path.clear();
        } else if !path.is_empty() && !path.ends_with('/') {
            path.push('/');
        }
        path.push_str(part);
    }
    Str::from(path)
}

/// `os.path.split(path)`
pub fn split(path: &str) -> (Str, Str) {
    let at = path.rfind('/').map_or(0, |at| at + 1);
    let (head, tail) = path.split_at(at);
    let is_root = head.bytes().all(|byte| byte == b'/');
    (Str::new(if is_root { head } else { head.trim_end_matches('/') }), Str::new(tail))
}

/// `os.path.basename(path)`
pub fn basename(path: &str) -> Str {
    split(path).1
}

/// `os.path.dirname(path)`
pub fn dirname(path: &str) -> Str {
    split(path).0
}

/// `os.path.splitext(path)`
pub fn splitext(path: &str) -> (Str, Str) {
    let begin = path.rfind('/').map_or(0, |at| at + 1);
    let name = path.get(begin..).unwrap_or_default();
    let dots = name.len() - name.trim_start_matches('.').len();
    match name.rfind('.').filter(|at| *at >= dots) {
        Some(at) => {
            let (stem, extension) = path.split_at(begin + at);
            (Str::new(stem), Str::new(extension))
        }
        None => (Str::new(path), Str::EMPTY),
    }
}

/// `os.path.exists(path)`
pub fn exists(path: &str) -> bool {
    std::path::Path::new(path).exists()
}

/// `os.path.isfile(path)`
pub fn isfile(path: &str) -> bool {
    std::path::Path::new(path).is_file()
}

/// `os.path.isdir(path)`
pub fn isdir(path: &str) -> bool {
    std::path::Path::new(path).is_dir()
}

/// `os.path.isabs(path)`
pub fn isabs(path: &str) -> bool {
    path.starts_with('/')
}

/// `os.path.normpath(path)`
pub fn normpath(path: &str) -> Str {
    if path.is_empty() {
        return Str::literal(".");
    }
    let slashes = match path.len() - path.trim_start_matches('/').len() {
        2 => "//",
        0 => "",
        _ => "/",
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        let goes_up = part == ".." && parts.last().is_some_and(|last| *last != "..");
        if goes_up {
            parts.pop();
        } else if part != ".." || slashes.is_empty() {
            parts.push(part);
        }
    }
    let joined = format!("{slashes}{}", parts.join("/"));
    if joined.is_empty() { Str::literal(".") } else { Str::from(joined) }
}
