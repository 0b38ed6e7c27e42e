//! Serves the files of a folder over HTTP/1.1.
//!
//! ```text
//! cargo run --release --example file_server -- some/folder --listen 127.0.0.1:8080
//! curl -i http://127.0.0.1:8080/
//! ```
//!
//! # How it works
//!
//! A task per connection reads heads into one buffer and answers them in turn, so pipelined requests need nothing special. The blocking
//! pool opens files and reads them; the buffer of the answer goes there and comes back. A small file leaves in one write together with its
//! head, a large one in pieces: a connection never holds more than [`PIECE`] of a file.
//!
//! It serves what the folder holds, and what links in it point to. It takes no bodies: a request with one is answered, and then the
//! connection is closed. Ranges and conditional requests are answered with the whole file.

use anyhow::{Context, bail};
use futures_lite::{AsyncReadExt, AsyncWriteExt};
use httparse::{EMPTY_HEADER, Header};
use lexopt::prelude::*;
use percent_encoding::percent_decode_str;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::path::{Component, Path, PathBuf};
use std::str;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use wasi_async_runtime::net::{TcpListener, TcpStream};
use wasi_async_runtime::{AsyncError, spawn, spawn_blocking, timeout};

const HELP: &str = "\
file_server [FOLDER] [--listen ADDR] [--idle SECONDS]

  FOLDER    whose files are served (the current one)
  --listen  where (127.0.0.1:8080; with port 0 the system chooses one)
  --idle    how long a client may take for a request, or for a piece of the answer (30)
";

/// The longest head of a request.
const HEAD: usize = 16 * 1024;
/// The most header lines.
const HEADERS: usize = 64;
/// How much of a file is in memory at a time.
const PIECE: usize = 64 * 1024;
/// What is still taken from a client, for how long, after an answer that ends its connection: were it closed at once, with data unread,
/// the answer might be lost.
const LEFTOVER: (usize, Duration) = (1 << 20, Duration::from_secs(2));

struct Options {
    folder: PathBuf,
    listen: String,
    idle: Duration,
}

#[wasi_async_runtime::main]
async fn main() -> Result<(), Shown> {
    run().await.map_err(Shown)
}

/// An error that `main` shows to people: in one line, with its causes.
struct Shown(anyhow::Error);

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

async fn run() -> anyhow::Result<()> {
    let Some(options) = options()? else {
        print!("{HELP}");
        return Ok(());
    };
    let folder = options.folder.display();
    if !fs::metadata(&options.folder).with_context(|| format!("cannot serve {folder}"))?.is_dir() {
        bail!("cannot serve {folder}: it is no folder");
    }
    let listener = TcpListener::bind(&options.listen).await?;
    println!("serving {folder} on http://{}/", listener.local_addr()?);
    let options = Arc::new(options);
    loop {
        match listener.accept().await {
            // Clients come and go as they like: how a connection ended is no concern of the others.
            Ok((stream, _)) => spawn(Connection::new(stream, options.clone()).serve()).detach(),
            Err(error) => eprintln!("a connection is lost: {error}"),
        }
    }
}

fn options() -> anyhow::Result<Option<Options>> {
    let mut parser = lexopt::Parser::from_env();
    let mut folder = None;
    let mut listen = "127.0.0.1:8080".to_owned();
    let mut idle = Duration::from_secs(30);
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(None),
            Long("listen") => listen = parser.value()?.string()?,
            Long("idle") => idle = Duration::from_secs(parser.value()?.parse()?),
            Value(value) if folder.is_none() => folder = Some(PathBuf::from(value)),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(Options { folder: folder.unwrap_or_else(|| ".".into()), listen, idle }))
}

/// One client.
struct Connection {
    stream: TcpStream,
    options: Arc<Options>,
    /// What came and is not yet answered is `input[start..end]`.
    input: Box<[u8]>,
    start: usize,
    end: usize,
    /// The answer, or a piece of it.
    output: Vec<u8>,
}

impl Connection {
    fn new(stream: TcpStream, options: Arc<Options>) -> Connection {
        let input = vec![0; HEAD].into_boxed_slice();
        Connection { stream, options, input, start: 0, end: 0, output: Vec::new() }
    }

    /// Answers requests until one side has had enough.
    async fn serve(mut self) -> Result<(), AsyncError> {
        self.stream.set_nodelay(true)?;
        loop {
            let request = match timeout(self.options.idle, self.receive()).await {
                Ok(Ok(Some(request))) => request,
                Ok(Ok(None)) => return Ok(()), // the client has left
                Ok(Err(Unreadable::Refused(refusal))) => return self.refuse(refusal).await,
                Ok(Err(Unreadable::Broken(error))) => return Err(error.into()),
                Err(_) if self.start == self.end => return Ok(()), // it asks for nothing
                Err(_) => return self.refuse(Refusal(TIMEOUT, "the request took too long")).await,
            };
            let goes_on = request.keeps_alive;
            self.answer(request).await?;
            if !goes_on {
                return self.close().await;
            }
        }
    }

    /// Waits for the head of a request; none where the client closes the connection instead.
    async fn receive(&mut self) -> Result<Option<Request>, Unreadable> {
        loop {
            if let Some((request, length)) = Request::parse(&self.input[self.start..self.end])? {
                self.start += length;
                return Ok(Some(request));
            }
            self.input.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
            if self.end == HEAD {
                return Err(Refusal(TOO_LARGE_HEAD, "the head of the request is too long").into());
            }
            match self.stream.read(&mut self.input[self.end..]).await? {
                0 => return Ok(None),
                n => self.end += n,
            }
        }
    }

    async fn answer(&mut self, request: Request) -> Result<(), AsyncError> {
        let is_refused = request.target.is_err();
        let (options, mut output) = (self.options.clone(), std::mem::take(&mut self.output));
        output.clear();
        let answer = move || {
            let rest = request.answer(&options.folder, &mut output)?;
            io::Result::Ok((output, rest))
        };
        let (output, mut rest) = match is_refused {
            true => answer()?, // no file is touched
            false => spawn_blocking(answer).await??,
        };
        self.output = output;
        self.send().await?;
        while rest.left > 0 {
            let mut output = std::mem::take(&mut self.output);
            output.clear();
            let read = spawn_blocking(move || {
                rest.read(&mut output)?;
                io::Result::Ok((output, rest))
            });
            (self.output, rest) = read.await??;
            self.send().await?;
        }
        Ok(())
    }

    async fn send(&mut self) -> Result<(), AsyncError> {
        Ok(timeout(self.options.idle, self.stream.write_all(&self.output)).await??)
    }

    /// Answers what is no request, and closes the connection: nobody knows where the next one would begin.
    async fn refuse(mut self, refusal: Refusal) -> Result<(), AsyncError> {
        self.output.clear();
        refusal.write(&mut self.output, "connection: close\r\n", true);
        self.send().await?;
        self.close().await
    }

    async fn close(mut self) -> Result<(), AsyncError> {
        self.stream.shutdown(Shutdown::Write)?;
        let (mut most, duration) = LEFTOVER;
        let leftover = async {
            while most > 0 {
                match self.stream.read(&mut self.input).await? {
                    0 => break,
                    n => most = most.saturating_sub(n),
                }
            }
            io::Result::Ok(())
        };
        Ok(timeout(duration, leftover).await??)
    }
}

/// What there is to know about a request.
struct Request {
    /// Or why there is nothing to look for.
    target: Result<Target, Refusal>,
    is_head: bool,
    keeps_alive: bool,
    /// The header line of the answer that says so, where the version does not.
    connection: &'static str,
}

/// A path on the server.
struct Target {
    /// As it was sent.
    sent: String,
    /// Decoded, and relative to the folder.
    path: PathBuf,
}

impl Request {
    /// Reads the head of a request; gives it with its length, or nothing if it is not complete.
    fn parse(input: &[u8]) -> Result<Option<(Request, usize)>, Refusal> {
        let mut headers = [EMPTY_HEADER; HEADERS];
        let mut head = httparse::Request::new(&mut headers);
        let length = match head.parse(input) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(httparse::Error::TooManyHeaders) => return Err(Refusal(TOO_LARGE_HEAD, "too many header lines")),
            Err(httparse::Error::Version) => return Err(Refusal(VERSION, "HTTP/1.1 and 1.0 are spoken here")),
            Err(_) => return Err(Refusal(BAD, "this is no HTTP")),
        };
        let (method, target, is_new) = (head.method.unwrap_or(""), head.path.unwrap_or(""), head.version == Some(1));
        let has_body = has_body(head.headers)?;
        if is_new && named(head.headers, "host").count() != 1 {
            return Err(Refusal(BAD, "a request names one host"));
        }
        let keeps_alive = !has_body && (wants(head.headers, "keep-alive") || is_new) && !wants(head.headers, "close");
        let target = match method {
            "GET" | "HEAD" if has_body => Err(Refusal(TOO_LARGE_BODY, "no bodies are taken")),
            "GET" | "HEAD" => Target::parse(target),
            _ => Err(Refusal(METHOD, "GET and HEAD are answered")),
        };
        let connection = match (keeps_alive, is_new) {
            (false, _) => "connection: close\r\n",
            (true, true) => "",
            (true, false) => "connection: keep-alive\r\n",
        };
        Ok(Some((Request { target, is_head: method == "HEAD", keeps_alive, connection }, length)))
    }

    /// Writes the answer, with the beginning of the file; gives the rest of the file.
    fn answer(self, folder: &Path, output: &mut Vec<u8>) -> io::Result<Rest> {
        let found = self.target.and_then(|target| target.find(folder));
        match found {
            Ok(Found::File { file, length, kind }) => {
                write_head(output, OK, length, self.connection);
                write!(output, "content-type: {kind}\r\n\r\n")?;
                let mut rest = Rest { file: Some(file), left: if self.is_head { 0 } else { length } };
                rest.read(output)?;
                Ok(rest)
            }
            Ok(Found::Elsewhere(location)) => {
                write_head(output, MOVED, 0, self.connection);
                write!(output, "location: {location}\r\n\r\n")?;
                Ok(Rest::default())
            }
            Err(refusal) => {
                refusal.write(output, self.connection, !self.is_head);
                Ok(Rest::default())
            }
        }
    }
}

/// Says whether a body follows. What could be read in two ways is refused.
fn has_body(headers: &[Header<'_>]) -> Result<bool, Refusal> {
    let mut has_body = named(headers, "transfer-encoding").next().is_some();
    for value in named(headers, "content-length") {
        match str::from_utf8(value).map(|text| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>())) {
            Ok(Some(Ok(length))) => has_body |= length > 0,
            _ => return Err(Refusal(BAD, "the length of the body is no number")),
        }
    }
    Ok(has_body)
}

fn named<'a>(headers: &'a [Header<'a>], name: &str) -> impl Iterator<Item = &'a [u8]> {
    headers.iter().filter(move |header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value)
}

/// Says whether the header `connection` lists the word.
fn wants(headers: &[Header<'_>], word: &str) -> bool {
    let mut words = named(headers, "connection").flat_map(|value| value.split(|byte| *byte == b','));
    words.any(|found| found.trim_ascii().eq_ignore_ascii_case(word.as_bytes()))
}

/// What a target stands for.
enum Found {
    File { file: File, length: u64, kind: &'static str },
    Elsewhere(String),
}

impl Target {
    /// Reads `/path?query`, also behind `http://host`; the query means nothing here.
    fn parse(target: &str) -> Result<Target, Refusal> {
        let path = match target.strip_prefix("http://") {
            Some(rest) => rest.find('/').map_or("/", |slash| &rest[slash..]),
            None => target,
        };
        let sent = path.split(['?', '#']).next().unwrap_or_default();
        if !sent.starts_with('/') {
            return Err(Refusal(BAD, "the target is no path"));
        }
        let Ok(decoded) = percent_decode_str(sent).decode_utf8() else {
            return Err(Refusal(BAD, "the path is no UTF-8"));
        };
        let path = PathBuf::from(decoded.trim_start_matches('/'));
        // After decoding, and as this system splits paths: nothing leads out of the folder.
        let is_inside = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !is_inside || decoded.contains('\0') {
            return Err(NOTHING_THERE);
        }
        Ok(Target { sent: sent.to_owned(), path })
    }

    fn find(self, folder: &Path) -> Result<Found, Refusal> {
        self.open(folder).map_err(|error| match error.kind() {
            ErrorKind::PermissionDenied => Refusal(FORBIDDEN, "this may not be read"),
            ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename => NOTHING_THERE,
            _ => {
                eprintln!("{}: {error}", self.path.display());
                Refusal(FAILED, "the file cannot be read")
            }
        })
    }

    fn open(&self, folder: &Path) -> io::Result<Found> {
        let mut path = folder.join(&self.path);
        let mut metadata = fs::metadata(&path)?;
        if metadata.is_dir() {
            if !self.sent.ends_with('/') {
                // One slash at the beginning: two would name another host.
                return Ok(Found::Elsewhere(format!("/{}/", self.sent.trim_start_matches('/'))));
            }
            path.push("index.html");
            metadata = fs::metadata(&path)?;
        }
        if !metadata.is_file() {
            return Err(ErrorKind::NotFound.into()); // to open a pipe would wait for a writer
        }
        let file = File::open(&path)?;
        let length = file.metadata()?.len();
        Ok(Found::File { file, length, kind: content_type(&path) })
    }
}

fn content_type(path: &Path) -> &'static str {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "txt" | "md" | "rs" | "toml" | "lock" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "json" | "map" => "application/json",
        "xml" => "application/xml",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}

/// What of a file is not yet sent.
#[derive(Default)]
struct Rest {
    file: Option<File>,
    left: u64,
}

impl Rest {
    /// Adds the next piece to `output`.
    fn read(&mut self, output: &mut Vec<u8>) -> io::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let piece = self.left.min(PIECE as u64);
        output.reserve(piece as usize);
        if (file.take(piece).read_to_end(output)? as u64) < piece {
            // The length is told already: only the end of the connection can say that this is not all.
            return Err(io::Error::new(ErrorKind::UnexpectedEof, "the file became shorter while it was sent"));
        }
        self.left -= piece;
        Ok(())
    }
}

/// Why there is no answer to a request.
enum Unreadable {
    Refused(Refusal),
    Broken(io::Error),
}

impl From<Refusal> for Unreadable {
    fn from(refusal: Refusal) -> Unreadable {
        Unreadable::Refused(refusal)
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Unreadable {
        Unreadable::Broken(error)
    }
}

type Status = &'static str;

const OK: Status = "200 OK";
const MOVED: Status = "301 Moved Permanently";
const BAD: Status = "400 Bad Request";
const FORBIDDEN: Status = "403 Forbidden";
const NOT_FOUND: Status = "404 Not Found";
const METHOD: Status = "405 Method Not Allowed";
const TIMEOUT: Status = "408 Request Timeout";
const TOO_LARGE_BODY: Status = "413 Content Too Large";
const TOO_LARGE_HEAD: Status = "431 Request Header Fields Too Large";
const FAILED: Status = "500 Internal Server Error";
const VERSION: Status = "505 HTTP Version Not Supported";

/// What is said instead of a file, and why.
struct Refusal(Status, &'static str);

const NOTHING_THERE: Refusal = Refusal(NOT_FOUND, "there is no such file");

impl Refusal {
    fn write(&self, output: &mut Vec<u8>, connection: &str, with_body: bool) {
        let Refusal(status, why) = *self;
        let length = status.len() + ": ".len() + why.len() + "\n".len();
        write_head(output, status, length as u64, connection);
        if status == METHOD {
            output.extend_from_slice(b"allow: GET, HEAD\r\n");
        }
        output.extend_from_slice(b"content-type: text/plain; charset=utf-8\r\n\r\n");
        if with_body {
            output.extend([status, ": ", why, "\n"].iter().flat_map(|part| part.bytes()));
        }
    }
}

/// Writes the status and the header lines of every answer; the caller adds its own.
fn write_head(output: &mut Vec<u8>, status: Status, length: u64, connection: &str) {
    let now = httpdate::HttpDate::from(SystemTime::now());
    let head = write!(output, "HTTP/1.1 {status}\r\ndate: {now}\r\ncontent-length: {length}\r\n{connection}");
    head.expect("a Vec takes everything");
}
