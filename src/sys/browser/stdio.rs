//! The standard streams: those of Node's `process`. Pages and workers have none.
//!
//! # How it works
//!
//! ```text
//!  poll_read ──► stream.read(n) ── null ──► a place among those that wait ──► listen to `readable`, `end`, `error`, `close`
//!                    ▲                                                                            │
//!                    └────── the woken task reads ◄────── wake all, hold Node no longer ◄────── any of them ┘
//!
//!  poll_write ──► stream.write(copy, written) ──► the place waits ──► written(error?) ──► the write's end, wake all
//! ```
//!
//! Input is read in the paused mode: Node keeps what comes until somebody takes it, and a read that was dropped has taken nothing. A listener
//! of `readable` holds up those of `data`, which then get what reads take; without ours these flow, past us. So the stream is listened to as
//! long as a view lives that has waited once, and a program that keeps its view loses nothing. Only `error` is listened to from the first
//! read on: with nobody there it would end Node.
//!
//! A stream that is listened to keeps Node alive for as long as it is open, and for everybody. So the input is `unref`ed, unless others listen
//! to it, and what keeps Node alive while a read waits is a timer of this instance (`host::hold`), which the end of `main` lets go.
//!
//! Output has one write at a time, whose bytes are copied: memory of the module moves when it grows. Node calls `written` when the system
//! has them. The `error` event that follows a failed write comes to a listener of ours, which stays until then.
//!
//! - **I1** Bytes of the input are taken only by the read that is given them. What is too much of a text, where somebody has set an encoding,
//!   is kept for the next.
//! - **I2** A write belongs to the `Writing` that has asked for it, which alone is told how it has ended. It may have more by then, behind those
//!   bytes (a buffer that has grown). One that asks with other bytes, because the last write was dropped, waits for that one first.
//! - **I3** No borrow and no lock is held while JavaScript runs or a waker is woken or dropped.
//! - **I4** Node is held only while a read waits: the event that wakes lets go, and so does the drop of the last place that waits. With the
//!   last place, waiting or not, ends the listening (but for `error`).

use super::callback::Callback;
use super::host;
use crate::error::AsyncError;
use crate::primitives::Mutex;
use crate::sys::{Output, Reactor};
use crate::util::budget;
use js_sys::{Function, Reflect, Symbol, Uint8Array};
use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::io;
use std::rc::{Rc, Weak as WeakRc};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker, ready};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type Stream;
    #[wasm_bindgen(method, catch)]
    fn on(this: &Stream, event: &str, call: &Function) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeListener)]
    fn remove_listener(this: &Stream, event: &str, call: &Function) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = listenerCount)]
    fn listener_count(this: &Stream, event: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn read(this: &Stream, size: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn write(this: &Stream, bytes: &Uint8Array, written: &Function) -> Result<JsValue, JsValue>;
}

/// Most bytes of one write.
const MOST: usize = 64 * 1024;

const ERROR: &str = "error";

/// What ends a wait for input, besides an error.
const NEWS: [&str; 3] = ["readable", "end", "close"];

/// Node's `process`. Bundlers give pages an object of that name, which claims less.
fn process() -> Option<JsValue> {
    let process = host::get(&JsValue::from(js_sys::global()), "process");
    let tag = Reflect::get(&process, &Symbol::to_string_tag()).ok()?;
    let is_node = tag == *"process" && host::get(&host::get(&process, "versions"), "node").is_string();
    is_node.then_some(process)
}

/// A stream of the process, where it has one that does this.
fn stream(name: &str, does: &str) -> Option<Stream> {
    let stream = host::get(&process()?, name);
    let has = |method| host::get_function(&stream, method).is_some();
    [does, "on", "removeListener", "listenerCount"].into_iter().all(has).then(|| stream.unchecked_into())
}

fn unsupported(stream: &str) -> io::Error {
    let text = format!("there is no {stream} here; standard streams exist natively, under WASI and in Node");
    AsyncError::PlatformNotSupported(text).into()
}

/// What a stream says went wrong, or what it has thrown.
fn error_of(thrown: &JsValue) -> io::Error {
    let text = |name| host::get(thrown, name).as_string();
    let kind = text("code").map_or(io::ErrorKind::Other, |code| kind_of(&code));
    io::Error::new(kind, text("message").unwrap_or_else(|| "the stream failed".into()))
}

fn kind_of(code: &str) -> io::ErrorKind {
    match code {
        "EPIPE" | "ERR_STREAM_DESTROYED" | "ERR_STREAM_WRITE_AFTER_END" => io::ErrorKind::BrokenPipe,
        "EAGAIN" => io::ErrorKind::WouldBlock,
        "EINTR" => io::ErrorKind::Interrupted,
        "EISDIR" => io::ErrorKind::IsADirectory,
        "ENOENT" => io::ErrorKind::NotFound,
        "EACCES" | "EPERM" => io::ErrorKind::PermissionDenied,
        "EINVAL" => io::ErrorKind::InvalidInput,
        "ECONNRESET" => io::ErrorKind::ConnectionReset,
        "ECONNABORTED" => io::ErrorKind::ConnectionAborted,
        "ENOTCONN" => io::ErrorKind::NotConnected,
        "ETIMEDOUT" => io::ErrorKind::TimedOut,
        "ENOSPC" => io::ErrorKind::StorageFull,
        "EDQUOT" => io::ErrorKind::QuotaExceeded,
        "EFBIG" => io::ErrorKind::FileTooLarge,
        "ENOMEM" => io::ErrorKind::OutOfMemory,
        _ => io::ErrorKind::Other,
    }
}

/// One that waits: a part of a view of a stream, and gone with it.
#[derive(Default)]
struct Place(Mutex<Option<Waker>>);

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Place")
    }
}

/// Those who wait for the same.
#[derive(Default)]
struct Waiting(RefCell<Vec<Weak<Place>>>);

impl Waiting {
    fn join(&self, place: &mut Option<Arc<Place>>, waker: Waker) {
        let place = place.get_or_insert_default();
        let last = place.0.lock().replace(waker);
        // With a waker it is among them.
        if last.is_none() {
            let mut places = self.0.borrow_mut();
            if places.len() == places.capacity() {
                places.retain(|place| place.strong_count() > 0);
            }
            places.push(Arc::downgrade(place));
        }
        drop(last);
    }

    fn wake_all(&self) {
        for place in self.0.take() {
            let waker = place.upgrade().and_then(|place| place.0.lock().take());
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.0.borrow().iter().all(|place| place.strong_count() == 0)
    }
}

thread_local! {
    static INPUT: OnceCell<Rc<Input>> = const { OnceCell::new() };
    static OUT: OnceCell<Rc<Writer>> = const { OnceCell::new() };
    static ERR: OnceCell<Rc<Writer>> = const { OnceCell::new() };
}

/// The one that is kept, or one that is made now; what is made in the meantime by somebody whom JavaScript calls wins.
fn kept<T>(
    cell: &'static std::thread::LocalKey<OnceCell<Rc<T>>>,
    make: impl FnOnce() -> Option<Rc<T>>,
) -> Option<Rc<T>> {
    if let Some(kept) = cell.with(|cell| cell.get().cloned()) {
        return Some(kept);
    }
    let made = make()?;
    Some(cell.with(|cell| cell.get_or_init(|| made).clone()))
}

/// What one view of the input has of its own.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    place: Option<Arc<Place>>,
}

impl Drop for Reading {
    fn drop(&mut self) {
        let Some(place) = self.place.take() else { return };
        drop(place);
        if let Some(input) = INPUT.with(|input| input.get().cloned()) {
            input.leave();
        }
    }
}

struct Input {
    stream: Stream,
    /// Hears every event.
    heard: Function,
    /// Has the stream ask the system for more.
    look: Function,
    _callback: Callback,
    waiting: Waiting,
    /// Views that have a place.
    places: Cell<usize>,
    listens: Cell<bool>,
    /// It keeps Node alive no longer.
    unrefed: Cell<bool>,
    /// Of a text that was read and not given out yet (I1).
    left: RefCell<Vec<u8>>,
}

const HEARD: u32 = 0;
const LOOK: u32 = 1;

impl Input {
    fn new() -> Option<Rc<Input>> {
        let stream = stream("stdin", "read")?;
        let input = Rc::new_cyclic(|itself: &WeakRc<Input>| {
            let itself = itself.clone();
            let callback = Callback::new(move |which, _| match itself.upgrade() {
                Some(input) if which == LOOK => {
                    let _ = input.stream.read(&JsValue::from(0));
                }
                Some(input) => {
                    host::let_go();
                    input.waiting.wake_all();
                }
                None => {}
            });
            let (heard, look) = (callback.function(HEARD), callback.function(LOOK));
            Input {
                stream,
                heard,
                look,
                _callback: callback,
                waiting: Waiting::default(),
                places: Cell::new(0),
                listens: Cell::new(false),
                unrefed: Cell::new(false),
                left: RefCell::default(),
            }
        });
        let _ = input.stream.on(ERROR, &input.heard);
        Some(input)
    }

    /// A place has been given up (I4).
    fn leave(&self) {
        self.places.set(self.places.get() - 1);
        if self.waiting.is_empty() {
            host::let_go();
        }
        if self.places.get() == 0 {
            self.listen_no_more();
        }
    }

    fn listen_no_more(&self) {
        if self.listens.replace(false) {
            for event in NEWS {
                let _ = self.stream.remove_listener(event, &self.heard);
            }
        }
    }

    /// Waits for news of the stream.
    fn listen(&self) {
        host::hold(&self.heard);
        // JavaScript may have paused the stream just now, which stops it after this call, whatever was read.
        if let Some(process) = process()
            && let Some(next_tick) = host::get_function(&process, "nextTick")
        {
            let _ = next_tick.call1(&process, &self.look);
        }
        if !self.listens.replace(true) {
            for event in NEWS {
                let _ = self.stream.on(event, &self.heard);
            }
        }
    }

    /// Takes from the stream what keeps Node alive, unless others count on it.
    fn unref(&self) {
        if self.unrefed.get() {
            return;
        }
        let listeners = |event| self.stream.listener_count(event).ok().and_then(|count| count.as_f64());
        let ours = f64::from(u8::from(self.listens.get()));
        if listeners("data") == Some(0.0) && listeners("readable") == Some(ours) {
            self.unrefed.set(true);
            host::unref(&self.stream);
        }
    }

    /// Says whether a read is ready, with or without bytes.
    fn is_ready(&self) -> bool {
        !self.left.borrow().is_empty() || self.length() > 0.0 || self.end().is_some()
    }

    /// How much the stream has.
    fn length(&self) -> f64 {
        host::get(&self.stream, "readableLength").as_f64().unwrap_or(0.0)
    }

    /// How the stream has ended, if it has.
    fn end(&self) -> Option<io::Result<usize>> {
        let is = |name| host::get(&self.stream, name).is_truthy();
        if is("readableEnded") {
            return Some(Ok(0));
        }
        let error = host::get(&self.stream, "errored");
        if error.is_truthy() {
            return Some(Err(error_of(&error)));
        }
        let text = "somebody has destroyed the standard input";
        is("destroyed").then(|| Err(io::Error::new(io::ErrorKind::NotConnected, text)))
    }

    /// Takes what there is: bytes, else the end; `None` when either is still to come.
    fn take(&self, buf: &mut [u8]) -> Option<io::Result<usize>> {
        if !self.left.borrow().is_empty() {
            return Some(Ok(self.take_left(buf)));
        }
        let length = self.length();
        if length == 0.0
            && let Some(end) = self.end()
        {
            return Some(end);
        }
        // Without a size it also looks for more, and for the end.
        // A text is taken whole: its characters may be cut otherwise.
        let is_text = host::get(&self.stream, "readableEncoding").is_truthy();
        let size = if length == 0.0 || is_text { JsValue::UNDEFINED } else { length.min(buf.len() as f64).into() };
        match self.stream.read(&size) {
            Ok(chunk) if chunk.is_null() || chunk.is_undefined() => None,
            Ok(chunk) => Some(Ok(self.give(&chunk, buf))),
            Err(thrown) => Some(Err(error_of(&thrown))),
        }
    }

    fn give(&self, chunk: &JsValue, buf: &mut [u8]) -> usize {
        if let Some(bytes) = chunk.dyn_ref::<Uint8Array>()
            && let length = bytes.length() as usize
            && length <= buf.len()
        {
            bytes.copy_to(&mut buf[..length]);
            return length;
        }
        let bytes = chunk.as_string().map_or_else(|| Uint8Array::new(chunk).to_vec(), String::into_bytes);
        *self.left.borrow_mut() = bytes;
        self.take_left(buf)
    }

    fn take_left(&self, buf: &mut [u8]) -> usize {
        let mut left = self.left.borrow_mut();
        let length = left.len().min(buf.len());
        buf[..length].copy_from_slice(&left[..length]);
        left.drain(..length);
        length
    }
}

pub(crate) fn poll_read(
    reading: &mut Reading,
    _: impl FnOnce() -> io::Result<Arc<Reactor>>,
    cx: &mut Context<'_>,
    buf: &mut [u8],
) -> Poll<io::Result<usize>> {
    if buf.is_empty() {
        return Poll::Ready(Ok(0));
    }
    let input = kept(&INPUT, Input::new).ok_or_else(|| unsupported("standard input"))?;
    if input.is_ready() {
        ready!(budget::poll_spend(cx));
    }
    input.unref(); // before the first `read`, which begins to listen to the system
    if let Some(taken) = input.take(buf) {
        return Poll::Ready(taken);
    }
    if reading.place.is_none() {
        input.places.set(input.places.get() + 1);
    }
    input.waiting.join(&mut reading.place, cx.waker().clone());
    input.listen();
    Poll::Pending
}

/// The tasks of this instance are lost: listeners of JavaScript get their input back.
pub(super) fn trapped() {
    if let Some(input) = INPUT.with(|input| input.get().cloned()) {
        input.listen_no_more();
    }
}

/// What one view of an output has of its own.
#[derive(Debug, Default)]
pub(crate) struct Writing {
    place: Option<Arc<Place>>,
    write: Option<Arc<Write>>,
}

/// A write that was asked for.
struct Write {
    bytes: Vec<u8>,
    ended: Mutex<Option<io::Result<usize>>>,
}

impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Write").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

struct Writer {
    stream: Stream,
    callback: Callback,
    /// Hears of errors.
    failed: Function,
    hears: Cell<bool>,
    /// The write that the stream has, with its number.
    flight: RefCell<Option<(u32, Arc<Write>)>>,
    last: Cell<u32>,
    waiting: Waiting,
}

/// The function of the `error` event; the others have the number of their write.
const FAILED: u32 = 0;

impl Writer {
    fn new(name: &str) -> Option<Rc<Writer>> {
        let stream = stream(name, "write")?;
        Some(Rc::new_cyclic(|itself: &WeakRc<Writer>| {
            let itself = itself.clone();
            let callback = Callback::new(move |which, value| match itself.upgrade() {
                Some(writer) if which == FAILED => writer.hear_no_more(),
                Some(writer) if value.is_null() || value.is_undefined() => writer.end(which, Ok(())),
                Some(writer) => writer.end(which, Err(error_of(&value))),
                None => {}
            });
            let failed = callback.function(FAILED);
            Writer {
                stream,
                callback,
                failed,
                hears: Cell::new(false),
                flight: RefCell::default(),
                last: Cell::new(FAILED),
                waiting: Waiting::default(),
            }
        }))
    }

    /// Gives a write to the stream, which has none.
    fn begin(&self, bytes: &[u8]) -> Arc<Write> {
        let number = self.last.get().checked_add(1).unwrap_or(FAILED + 1);
        self.last.set(number);
        let write = Arc::new(Write { bytes: bytes.to_vec(), ended: Mutex::new(None) });
        *self.flight.borrow_mut() = Some((number, write.clone()));
        if !self.hears.replace(true) {
            let _ = self.stream.on(ERROR, &self.failed);
        }
        let copy = Uint8Array::from(bytes);
        if let Err(thrown) = self.stream.write(&copy, &self.callback.function(number)) {
            self.end(number, Err(error_of(&thrown)));
        }
        write
    }

    /// The stream has done with a write. The event of one that failed is still to come.
    fn end(&self, number: u32, ended: io::Result<()>) {
        let ours = self.flight.borrow_mut().take_if(|(flies, _)| *flies == number);
        let Some((_, write)) = ours else { return };
        if ended.is_ok() {
            self.hear_no_more();
        }
        *write.ended.lock() = Some(ended.map(|()| write.bytes.len()));
        self.waiting.wake_all();
    }

    /// Leaves errors to others, unless there is a write of ours.
    fn hear_no_more(&self) {
        if self.flight.borrow().is_none() && self.hears.replace(false) {
            let _ = self.stream.remove_listener(ERROR, &self.failed);
        }
    }
}

pub(crate) fn poll_write(
    writing: &mut Writing,
    output: Output,
    cx: &mut Context<'_>,
    buf: &[u8],
) -> Poll<io::Result<usize>> {
    if buf.is_empty() {
        return Poll::Ready(Ok(0));
    }
    let writer = match output {
        Output::Out => kept(&OUT, || Writer::new("stdout")).ok_or_else(|| unsupported("standard output")),
        Output::Err => kept(&ERR, || Writer::new("stderr")).ok_or_else(|| unsupported("standard output for errors")),
    }?;
    let bytes = &buf[..buf.len().min(MOST)];
    loop {
        if let Some(write) = &writing.write {
            let ended = write.ended.lock().take();
            if let Some(ended) = ended {
                let asked = bytes.starts_with(&write.bytes);
                writing.write = None;
                if asked {
                    return Poll::Ready(ended);
                }
                // The last write was dropped, and has happened (I2).
            }
        }
        if writer.flight.borrow().is_some() {
            writer.waiting.join(&mut writing.place, cx.waker().clone());
            return Poll::Pending;
        }
        writing.write = Some(writer.begin(bytes)); // it may have failed at once
    }
}
