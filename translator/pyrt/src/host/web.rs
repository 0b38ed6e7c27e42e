//! In Node, a page or a worker: what JavaScript offers. All of it is done at once, as a program that prints expects.
//!
//! # How it works
//!
//! ```text
//!  Node:   fs.writeSync(1, bytes) ── EAGAIN ──► process.stdout.write(bytes), from then on
//!  others: lines ──► console.log, and the element `stdout` of a page, which is made where it is missing
//! ```
//!
//! A host that offers neither gets nothing, like a process that was started without a standard output.

use std::cell::Cell;
use std::io::{self, Write};
use std::process::ExitCode;

use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// What is shown in a page is an element of this name.
const ELEMENT: &str = "stdout";

pub(crate) fn stdout() -> (Box<dyn Write>, bool) {
    match file_system() {
        Some(_) => (Box::new(Descriptor { number: 1, name: "stdout" }), is_terminal()),
        None => (Box::new(Console { method: "log", line: Vec::new() }), true),
    }
}

pub(crate) fn write_error(bytes: &[u8]) -> io::Result<()> {
    match file_system() {
        Some(_) => Descriptor { number: 2, name: "stderr" }.write_all(bytes),
        None => {
            let mut console = Console { method: "error", line: Vec::new() };
            console.write_all(bytes)?;
            console.end()
        }
    }
}

/// In a page they stand in its address: `?arg=one&arg=two`.
pub(crate) fn arguments(file: &str) -> Vec<String> {
    let of_node = get(&global("process"), "argv").dyn_into::<Array>().map(|words| words.slice(2, words.length()));
    let given = of_node.ok().or_else(of_page).unwrap_or_default();
    std::iter::once(file.to_owned()).chain(given.iter().filter_map(|word| word.as_string())).collect()
}

fn of_page() -> Option<Array> {
    let address = get(&global("location"), "search");
    let class: Function = global("URLSearchParams").dyn_into().ok()?;
    let parameters = Reflect::construct(&class, &Array::of1(&address)).ok()?;
    call(&parameters, "getAll", &["arg".into()]).ok()?.dyn_into().ok()
}

/// There are no others that it could be told apart from.
pub(crate) fn pid() -> i64 {
    1
}

/// The process gets its status here; to the runtime all is well. In a page the root element tells it: `data-status`.
pub(crate) fn end(status: u8) -> ExitCode {
    let process = global("process");
    if process.is_object() {
        let _ = Reflect::set(&process, &"exitCode".into(), &status.into());
    }
    let root = get(&global("document"), "documentElement");
    if root.is_object() {
        let _ = Reflect::set(&get(&root, "dataset"), &"status".into(), &status.to_string().into());
    }
    ExitCode::SUCCESS
}

pub(crate) fn end_interrupted() -> ExitCode {
    end(super::INTERRUPTED)
}

fn global(name: &str) -> JsValue {
    get(&js_sys::global(), name)
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = get(object, name).dyn_into()?;
    function.apply(object, &arguments.iter().collect::<Array>())
}

/// A module of Node itself; no bundler sees it.
fn built_in(name: &str) -> Option<JsValue> {
    call(&global("process"), "getBuiltinModule", &[name.into()]).ok().filter(JsValue::is_object)
}

fn file_system() -> Option<JsValue> {
    built_in("fs")
}

fn is_terminal() -> bool {
    built_in("tty").and_then(|tty| call(&tty, "isatty", &[1.into()]).ok()).is_some_and(|is| is.is_truthy())
}

thread_local! {
    /// Somebody has made a descriptor one that does not wait; Node's own stream copes with that, and keeps the order from then on.
    static STREAMS: Cell<bool> = const { Cell::new(false) };
}

/// A descriptor of Node.
struct Descriptor {
    number: u8,
    name: &'static str,
}

impl Descriptor {
    fn write_at_once(&self, bytes: &[u8]) -> io::Result<usize> {
        let fs = file_system().ok_or(io::ErrorKind::Unsupported)?;
        let written = call(&fs, "writeSync", &[self.number.into(), Uint8Array::from(bytes).into()]);
        let count = written.map_err(|thrown| error_of(&thrown))?;
        Ok(count.as_f64().map_or(bytes.len(), |count| count as usize))
    }

    fn write_by_stream(&self, bytes: &[u8]) -> io::Result<usize> {
        let stream = get(&global("process"), self.name);
        call(&stream, "write", &[Uint8Array::from(bytes).into()]).map_err(|thrown| error_of(&thrown))?;
        Ok(bytes.len())
    }
}

impl Write for Descriptor {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if STREAMS.get() {
            return self.write_by_stream(bytes);
        }
        match self.write_at_once(bytes) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                STREAMS.set(true);
                self.write_by_stream(bytes)
            }
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What Node says went wrong: `errno` is the system's number, below zero.
fn error_of(thrown: &JsValue) -> io::Error {
    let kind = match get(thrown, "code").as_string().as_deref() {
        Some("EPIPE") => io::ErrorKind::BrokenPipe,
        Some("EAGAIN") => io::ErrorKind::WouldBlock,
        Some("EINTR") => io::ErrorKind::Interrupted,
        Some("ENOSPC") => io::ErrorKind::StorageFull,
        _ => io::ErrorKind::Other,
    };
    let message = get(thrown, "message").as_string();
    message.map_or_else(|| kind.into(), |message| io::Error::new(kind, message))
}

/// The console, and the page where there is one.
struct Console {
    method: &'static str,
    /// Of a line whose end is to come: the console knows whole lines only.
    line: Vec<u8>,
}

impl Console {
    fn say(&self, line: &[u8]) {
        let text = JsValue::from(String::from_utf8_lossy(line).as_ref());
        let _ = call(&global("console"), self.method, &[text]);
    }

    /// Says a line that has no end.
    fn end(&mut self) -> io::Result<()> {
        if !self.line.is_empty() {
            let line = std::mem::take(&mut self.line);
            self.say(&line);
        }
        Ok(())
    }
}

impl Write for Console {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.method == "log" {
            show(&String::from_utf8_lossy(bytes));
        }
        self.line.extend_from_slice(bytes);
        while let Some(end) = self.line.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.line.drain(..=end).collect();
            self.say(line.strip_suffix(b"\n").unwrap_or(&line));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// Adds a text to the page.
fn show(text: &str) {
    let document = global("document");
    let body = get(&document, "body");
    if !body.is_object() {
        return;
    }
    let found = call(&document, "getElementById", &[ELEMENT.into()]).unwrap_or(JsValue::UNDEFINED);
    let element = if found.is_object() { found } else { make_element(&document, &body) };
    let _ = call(&element, "append", &[text.into()]);
}

fn make_element(document: &JsValue, body: &JsValue) -> JsValue {
    let made = call(document, "createElement", &["pre".into()]).unwrap_or(JsValue::UNDEFINED);
    let _ = Reflect::set(&made, &"id".into(), &ELEMENT.into());
    let _ = call(body, "append", std::slice::from_ref(&made));
    made
}
