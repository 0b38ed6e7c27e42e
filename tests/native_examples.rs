//! The examples that are programs, as processes: what they answer, print and refuse.
//!
//! `cargo test` builds the examples with the tests, and so does `cargo xtask test`. With `--test native_examples` cargo leaves them out:
//! then `cargo build --examples` comes first.

#![cfg(not(target_family = "wasm"))]

mod support_native;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use support_native::watchdog;

/// Beside the folder of this test's own executable.
fn example(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).unwrap().join("examples");
    let program = folder.join(name).with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.is_file(), "there is no {}: `cargo build --examples` makes it", program.display());
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    command
}

fn output(name: &str, arguments: &[&str]) -> Output {
    example(name).args(arguments).output().unwrap()
}

#[track_caller]
fn succeeds(name: &str, arguments: &[&str]) -> String {
    let output = output(name, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} {arguments:?}: {}\n{errors}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// It ends with status 1 and says this.
#[track_caller]
fn fails(name: &str, arguments: &[&str], saying: &str) {
    let output = output(name, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{name} {arguments:?}: {errors}");
    assert!(errors.contains(saying), "{name} {arguments:?}: {errors}");
    assert_eq!(errors.lines().count(), 1, "{name} {arguments:?}: {errors}");
}

/// A server that runs until it is dropped.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts it; its first line ends with its address.
    fn start(command: &mut Command) -> Server {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let word = line.split_whitespace().last().expect("the server prints its address");
        let address = word.trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
        Server { child, address }
    }

    fn connect(&self) -> Client {
        let stream = TcpStream::connect(self.address).unwrap();
        Client { reader: BufReader::new(stream.try_clone().unwrap()), stream }
    }

    /// The one answer to these bytes on a connection of its own.
    fn ask(&self, request: &str) -> Answer {
        let mut client = self.connect();
        client.send(request);
        client.answer(request.starts_with("HEAD"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Client {
    stream: TcpStream,
    reader: BufReader<TcpStream>,
}

#[derive(Debug)]
struct Answer {
    status: u16,
    /// In lower case, with their line ends.
    headers: String,
    body: Vec<u8>,
}

impl Client {
    fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).unwrap();
    }

    fn answer(&mut self, without_body: bool) -> Answer {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(self.reader.read_line(&mut head).unwrap() > 0, "the connection ends within {head:?}");
        }
        let status = head.strip_prefix("HTTP/1.1 ").unwrap()[..3].parse().unwrap();
        let headers = head.to_ascii_lowercase();
        let length = headers.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let mut body = vec![0; if without_body { 0 } else { length.parse().unwrap() }];
        self.reader.read_exact(&mut body).unwrap();
        Answer { status, headers, body }
    }

    #[track_caller]
    fn ends(mut self) {
        let mut rest = Vec::new();
        self.reader.read_to_end(&mut rest).unwrap();
        assert_eq!(String::from_utf8_lossy(&rest), "");
    }
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n")
}

/// A folder with some files, and a server of it.
struct Site {
    folder: PathBuf,
    server: Server,
}

const SECRET: &str = "nobody may read this";

impl Site {
    fn new(name: &str, arguments: &[&str]) -> Site {
        let outer = std::env::temp_dir().join(format!("wasi_async_runtime-{name}-{}", std::process::id()));
        let folder = outer.join("site");
        fs::create_dir_all(folder.join("sub")).unwrap();
        fs::write(outer.join("Cargo.toml"), SECRET).unwrap();
        fs::write(folder.join("index.html"), "<p>home").unwrap();
        fs::write(folder.join("sub/index.html"), "<p>sub").unwrap();
        fs::write(folder.join("with space.txt"), "some text").unwrap();
        fs::write(folder.join("empty"), "").unwrap();
        let mut command = example("file_server");
        let server = Server::start(command.arg(&folder).args(["--listen", "127.0.0.1:0"]).args(arguments));
        Site { folder, server }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.folder.parent().unwrap());
    }
}

#[test]
fn echo_sends_back_what_its_client_sends() {
    let _watchdog = watchdog(60);
    let server = Server::start(example("echo").args(["server", "127.0.0.1:0"]));
    let address = server.address.to_string();
    let said = succeeds("echo", &["client", &address, "--connections", "10", "--messages", "100"]);
    assert!(said.starts_with("1000 round trips of 64 bytes over 10 connections\n"), "{said}");
    assert!(said.contains("round trips a second: ") && said.contains("latency: median "), "{said}");
    // More than the buffers between them hold.
    let large = ["--size", "10000000", "--messages", "2", "--connections", "2"];
    let said = succeeds("echo", &[&["client", &address][..], &large].concat());
    assert!(said.starts_with("4 round trips"), "{said}");
}

#[test]
fn port_scan_finds_those_who_listen() {
    let _watchdog = watchdog(60);
    let listeners = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let mut ports = listeners.each_ref().map(|listener| listener.local_addr().unwrap().port());
    let closed = {
        let gone = TcpListener::bind("127.0.0.1:0").unwrap();
        gone.local_addr().unwrap().port()
    };
    let list = format!("{},{},{},{closed},{}-{}", ports[2], ports[0], ports[1], ports[0], ports[0]);
    let said = succeeds("port_scan", &["127.0.0.1", "--ports", &list, "--concurrency", "2"]);
    ports.sort_unstable();
    let found: Vec<u16> = said.lines().skip(1).map(|line| line.trim().parse().unwrap()).collect();
    // Another test may have taken the port that is closed here.
    let found: Vec<_> = found.into_iter().filter(|port| *port != closed).collect();
    assert_eq!(found, ports, "{said}");
    assert!(said.starts_with("127.0.0.1: ") && said.contains(" of 4 ports are open"), "{said}");
    let said = succeeds("port_scan", &["localhost", "--timeout", "5000"]);
    assert!(said.contains(" of 1024 ports are open"), "{said}");
}

#[test]
fn mistakes_on_the_command_line_are_named_in_one_line() {
    let _watchdog = watchdog(60);
    for name in ["echo", "port_scan", "file_server"] {
        assert!(succeeds(name, &["--help"]).starts_with(name));
        fails(name, &["--no-such-option"], "--no-such-option");
    }
    fails("echo", &[], "say server or client");
    fails("echo", &["shout"], "\"shout\" is neither server nor client");
    fails("echo", &["client"], "the address of a server is missing");
    fails("echo", &["client", "127.0.0.1:1", "--messages", "0"], "\"0\"");
    fails("echo", &["server", "127.0.0.1:99999"], "with a port of 0 to 65535");
    fails("port_scan", &[], "the host is missing");
    fails("port_scan", &["localhost", "--ports", "1,70000"], "\"70000\" is no port");
    fails("port_scan", &["localhost", "--ports", "9-1"], "wrong order");
    fails("port_scan", &["no.such.name.invalid"], "\"no.such.name.invalid\" cannot be looked up");
    fails("file_server", &["no/such/folder"], "cannot serve no/such/folder");
    fails("file_server", &[file!()], "it is no folder");
    fails("file_server", &["--listen", "localhost"], "write \"host:port\"");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    fails("file_server", &["--listen", &address], &format!("cannot listen on {address}"));
}

#[test]
fn one_connection_serves_many_requests() {
    let _watchdog = watchdog(60);
    let site = Site::new("keep-alive", &[]);
    let mut client = site.server.connect();
    let cases = [
        ("/", 200, "text/html; charset=utf-8", "<p>home"),
        ("/index.html?query#part", 200, "text/html; charset=utf-8", "<p>home"),
        ("/sub/", 200, "text/html; charset=utf-8", "<p>sub"),
        ("http://test/with%20space.txt", 200, "text/plain; charset=utf-8", "some text"),
        ("/empty", 200, "application/octet-stream", ""),
        ("/absent", 404, "text/plain; charset=utf-8", "404 Not Found: there is no such file\n"),
        ("/empty/", 404, "text/plain; charset=utf-8", "404 Not Found: there is no such file\n"),
    ];
    for (path, status, kind, body) in cases {
        client.send(&get(path));
        let answer = client.answer(false);
        assert_eq!((answer.status, String::from_utf8(answer.body).unwrap()), (status, body.to_owned()), "{path}");
        assert!(answer.headers.contains(&format!("\r\ncontent-type: {kind}\r\n")), "{}", answer.headers);
        assert!(answer.headers.contains("\r\ndate: "), "{}", answer.headers);
        client.send(&get(path).replace("GET", "HEAD"));
        let head = client.answer(true);
        assert_eq!((head.status, head.headers), (answer.status, answer.headers), "{path}");
    }
    client.send(&get("//sub"));
    let answer = client.answer(false);
    assert_eq!(answer.status, 301);
    assert!(answer.headers.contains("\r\nlocation: /sub/\r\n"), "{}", answer.headers);
    client.send("GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
    assert!(client.answer(false).headers.contains("connection: close"));
    client.ends();
    let mut old = site.server.connect();
    old.send("GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
    assert!(old.answer(false).headers.contains("connection: keep-alive"));
    old.send("GET / HTTP/1.0\r\n\r\n");
    assert_eq!(old.answer(false).status, 200);
    old.ends();
}

#[test]
fn requests_that_come_together_or_in_pieces_are_answered_in_order() {
    let _watchdog = watchdog(60);
    let site = Site::new("pipelining", &[]);
    let mut client = site.server.connect();
    const ROUNDS: usize = 500; // more than the server's buffer holds
    let mut sender = client.stream.try_clone().unwrap();
    let sending = std::thread::spawn(move || {
        let round = [get("/"), get("/absent"), get("/sub/")].concat();
        sender.write_all(round.repeat(ROUNDS).as_bytes()).unwrap();
    });
    for _ in 0..ROUNDS {
        assert_eq!(client.answer(false).body, b"<p>home");
        assert_eq!(client.answer(false).status, 404);
        assert_eq!(client.answer(false).body, b"<p>sub");
    }
    sending.join().unwrap();
    client.stream.set_nodelay(true).unwrap();
    for byte in get("/sub/").chars() {
        client.send(&byte.to_string());
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(client.answer(false).body, b"<p>sub");
}

#[test]
fn nothing_outside_the_folder_is_served() {
    let _watchdog = watchdog(60);
    let site = Site::new("traversal", &[]);
    let paths = [
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/..%2fCargo.toml",
        "/%2e%2e%2fCargo.toml",
        "/sub/../../Cargo.toml",
        "/sub/%2E%2E/%2E%2E/Cargo.toml",
        "//../Cargo.toml",
        "/./../Cargo.toml",
        "/..\\Cargo.toml",
        "/../site/index.html",
        "/index.html%00",
        "http://test/../Cargo.toml",
    ];
    for path in paths {
        let answer = site.server.ask(&get(path));
        assert_eq!(answer.status, 404, "{path}");
        assert!(!String::from_utf8_lossy(&answer.body).contains(SECRET), "{path}");
    }
    let absolute = site.folder.parent().unwrap().join("Cargo.toml");
    let answer = site.server.ask(&get(&format!("/{}", absolute.display()).replace('\\', "/")));
    assert_eq!(answer.status, 404);
}

#[test]
fn what_is_no_proper_request_is_refused_and_ends_the_connection() {
    let _watchdog = watchdog(60);
    let site = Site::new("refusals", &[]);
    let head = |more: &str| format!("GET / HTTP/1.1\r\nhost: test\r\n{more}\r\n");
    let cases = [
        ("nonsense\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), 400),
        (head("host: another\r\n"), 400),
        (head("content-length: -1\r\n"), 400),
        (head("content-length: 1, 2\r\n"), 400),
        (head("content-length: 5\r\n") + "hello", 413),
        (head("transfer-encoding: chunked\r\n") + "0\r\n\r\n", 413),
        (head("content-length: 5\r\n").replace("GET", "POST") + "hello", 405),
        ("GET / HTTP/3.0\r\nhost: test\r\n\r\n".to_owned(), 505),
        (head(&format!("long: {}\r\n", "x".repeat(100_000))), 431),
        (head(&"x: y\r\n".repeat(100)), 431),
    ];
    for (request, status) in cases {
        let mut client = site.server.connect();
        client.send(&request);
        let answer = client.answer(false);
        let about: String = request.chars().take(80).collect();
        assert_eq!(answer.status, status, "{about}");
        assert!(answer.headers.contains("connection: close"), "{about}");
        client.stream.shutdown(std::net::Shutdown::Write).unwrap();
        client.ends();
    }
    let mut client = site.server.connect();
    for (path, status) in [("*", 400), ("/%ff", 400)] {
        client.send(&get(path));
        assert_eq!(client.answer(false).status, status, "{path}");
    }
    client.send(&get("/").replace("GET", "DELETE"));
    let answer = client.answer(false);
    assert_eq!(answer.status, 405);
    assert!(answer.headers.contains("\r\nallow: get, head\r\n"), "{}", answer.headers);
    client.send(&get("/"));
    assert_eq!(client.answer(false).status, 200, "the connection goes on");
}

#[test]
fn a_large_file_arrives_whole() {
    let _watchdog = watchdog(60);
    let site = Site::new("large", &[]);
    let data: Vec<u8> = (0..10_u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for length in [64 << 10, (64 << 10) + 1, 10 << 20] {
        fs::write(site.folder.join("large"), &data[..length]).unwrap();
        let mut client = site.server.connect();
        client.send(&(get("/large") + &get("/")));
        assert!(client.answer(false).body == data[..length], "{length} bytes");
        assert_eq!(client.answer(false).body, b"<p>home", "after {length} bytes");
    }
}

#[test]
fn idle_and_slow_clients_are_left() {
    let _watchdog = watchdog(60);
    let site = Site::new("idle", &["--idle", "1"]);
    let mut idle = site.server.connect();
    idle.send(&get("/"));
    assert_eq!(idle.answer(false).status, 200);
    let mut slow = site.server.connect();
    slow.send("GET / HT");
    idle.ends();
    assert_eq!(slow.answer(false).status, 408);
    slow.stream.shutdown(std::net::Shutdown::Write).unwrap();
    slow.ends();
}
