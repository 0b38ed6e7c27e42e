//! The reading side of a stream: a buffer that somebody feeds, and one who waits for it.
//!
//! # How it works
//!
//! Reading never touches a socket. The connection's service feeds what has come; that wakes the one who waits, whose step runs a turn later
//! and takes from the buffer. With more than twice the limit in the buffer the connection stops reading, until the half of that is left.
//!
//! - **I1** One at a time waits for data. A wait that is cancelled has taken nothing.

use super::super::event_loop::get_running_loop;
use super::super::exc::{
    ASSERTION_ERROR, Exc, INCOMPLETE_READ_ERROR, LIMIT_OVERRUN_ERROR, Py, RUNTIME_ERROR, VALUE_ERROR,
};
use super::super::future::Future;
use super::super::numbers;
use super::DEFAULT_LIMIT;
use super::buffer::Buffer;
use super::connection::Connection;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

/// Bytes that come from somewhere: `asyncio.StreamReader`. Clones are the same one.
///
/// # Cancel safety
///
/// A read that is cancelled while it waits has taken nothing: what it waited for is there for the next. Only `read(-1)` has taken what it
/// had read before, as in CPython.
///
/// # Examples
///
/// A reader without a socket, on every platform:
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, Coroutine, StreamReader};
///
/// let main = Coroutine::new("main", async {
///     let reader = StreamReader::new();
///     reader.feed_data(b"one\ntwo\nthr")?;
///     reader.feed_eof();
///     let mut lines = Vec::new();
///     while let Some(line) = reader.anext().await? {
///         lines.push(line);
///     }
///     Ok(lines)
/// });
/// let lines = AsyncRuntime::block_on(asyncio::run(main)).unwrap();
/// assert_eq!(lines, [&b"one\n"[..], b"two\n", b"thr"]);
/// ```
#[derive(Clone)]
pub struct StreamReader(Rc<State>);

struct State {
    limit: usize,
    buffer: RefCell<Buffer>,
    eof: Cell<bool>,
    waiter: RefCell<Option<Future<()>>>,
    exception: RefCell<Option<Exc>>,
    /// Who feeds it, if that can be told to stop.
    connection: RefCell<Weak<Connection>>,
    paused: Cell<bool>,
}

impl Default for StreamReader {
    fn default() -> StreamReader {
        StreamReader::limited(DEFAULT_LIMIT)
    }
}

impl StreamReader {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// A reader that nothing has come for, with the limit of 64 KiB.
    pub fn new() -> StreamReader {
        StreamReader::default()
    }

    /// A reader with this limit: for the length of lines, and for half of what is buffered.
    ///
    /// # Errors
    ///
    /// `ValueError` where it is 0 or less.
    pub fn with_limit(limit: i64) -> Py<StreamReader> {
        match numbers::count(limit) {
            Some(limit) if limit > 0 => Ok(StreamReader::limited(limit)),
            _ => Err(Exc::new(&VALUE_ERROR, "Limit cannot be <= 0")),
        }
    }

    fn limited(limit: usize) -> StreamReader {
        StreamReader(Rc::new(State {
            limit,
            buffer: RefCell::default(),
            eof: Cell::new(false),
            waiter: RefCell::default(),
            exception: RefCell::default(),
            connection: RefCell::default(),
            paused: Cell::new(false),
        }))
    }

    pub(super) fn set_connection(&self, connection: &Rc<Connection>) {
        let last = self.0.connection.replace(Rc::downgrade(connection));
        drop(last);
    }

    /// The exception that was set, which every read raises.
    pub fn exception(&self) -> Option<Exc> {
        self.0.exception.borrow().clone()
    }

    /// Sets an exception, for who waits and for all reads to come.
    pub fn set_exception(&self, exc: Exc) {
        let last = self.0.exception.replace(Some(exc.clone()));
        drop(last);
        self.wake_waiter(|waiter| waiter.set_exception(exc));
    }

    fn wake_waiter(&self, set: impl FnOnce(&Future<()>) -> Py<()>) {
        let waiter = self.0.waiter.take();
        if let Some(waiter) = waiter.filter(|waiter| !waiter.done()) {
            let set = set(&waiter);
            debug_assert!(set.is_ok(), "{set:?}");
        }
    }

    /// Nothing more comes.
    pub fn feed_eof(&self) {
        self.0.eof.set(true);
        self.wake_waiter(|waiter| waiter.set_result(()));
    }

    /// Says whether the end has come and everything before it was read.
    pub fn at_eof(&self) -> bool {
        self.0.eof.get() && self.0.buffer.borrow().is_empty()
    }

    /// Adds data that has come.
    ///
    /// # Errors
    ///
    /// `AssertionError` after [`feed_eof`](StreamReader::feed_eof).
    pub fn feed_data(&self, data: &[u8]) -> Py<()> {
        if self.0.eof.get() {
            return Err(Exc::new(&ASSERTION_ERROR, "feed_data after feed_eof"));
        }
        if data.is_empty() {
            return Ok(());
        }
        self.0.buffer.borrow_mut().extend(data);
        self.wake_waiter(|waiter| waiter.set_result(()));
        if !self.0.paused.get()
            && self.length() > self.0.limit.saturating_mul(2)
            && let Some(connection) = self.connection()
        {
            connection.pause_reading();
            self.0.paused.set(true);
        }
        Ok(())
    }

    fn length(&self) -> usize {
        self.0.buffer.borrow().len()
    }

    fn connection(&self) -> Option<Rc<Connection>> {
        self.0.connection.borrow().upgrade()
    }

    fn resume(&self) {
        if self.0.paused.replace(false)
            && let Some(connection) = self.connection()
        {
            connection.resume_reading();
        }
    }

    /// Goes on reading where enough was taken.
    fn resume_where_there_is_room(&self) {
        if self.length() <= self.0.limit {
            self.resume();
        }
    }

    /// Waits until data or the end has come (I1).
    async fn wait_for_data(&self, who: &str) -> Py<()> {
        if self.0.waiter.borrow().is_some() {
            let text = format!("{who}() called while another coroutine is already waiting for incoming data");
            return Err(Exc::new(&RUNTIME_ERROR, text));
        }
        if self.0.eof.get() {
            return Err(Exc::new(&ASSERTION_ERROR, "_wait_for_data after EOF"));
        }
        self.resume(); // or it would wait for ever
        let waiter: Future<()> = get_running_loop()?.create_future();
        let last = self.0.waiter.replace(Some(waiter.clone()));
        drop(last);
        let _waits = Waits(self);
        waiter.await
    }

    /// Takes some bytes, up to `n`, as soon as there are any; none at the end. With a negative `n` it reads to the end.
    ///
    /// # Errors
    ///
    /// The exception that was set; `RuntimeError` where another waits; `CancelledError` where it is cancelled.
    pub async fn read(&self, n: i64) -> Py<Vec<u8>> {
        if let Some(exc) = self.exception() {
            return Err(exc);
        }
        let Some(n) = numbers::count(n) else {
            let mut all = Vec::new();
            loop {
                let block = self.read_some(self.0.limit).await?;
                if block.is_empty() {
                    return Ok(all);
                }
                all.extend(block);
            }
        };
        self.read_some(n).await
    }

    async fn read_some(&self, most: usize) -> Py<Vec<u8>> {
        if let Some(exc) = self.exception() {
            return Err(exc);
        }
        if most == 0 {
            return Ok(Vec::new());
        }
        if self.length() == 0 && !self.0.eof.get() {
            self.wait_for_data("read").await?;
        }
        Ok(self.take(most))
    }

    fn take(&self, most: usize) -> Vec<u8> {
        let taken = self.0.buffer.borrow_mut().take(most);
        self.resume_where_there_is_room();
        taken
    }

    /// Reads a line, with its `\n`; what is left at the end, and nothing after it.
    ///
    /// # Errors
    ///
    /// `ValueError` for a line beyond the limit, which is dropped as far as it has come; otherwise as [`read`](StreamReader::read).
    pub async fn readline(&self) -> Py<Vec<u8>> {
        let exc = match self.readuntil(b"\n").await {
            Ok(line) => return Ok(line),
            Err(exc) => exc,
        };
        if exc.is(&INCOMPLETE_READ_ERROR)
            && let Some(partial) = exc.partial()
        {
            return Ok(partial.to_vec());
        }
        if !exc.is(&LIMIT_OVERRUN_ERROR) {
            return Err(exc);
        }
        let mut buffer = self.0.buffer.borrow_mut();
        let consumed = exc.consumed().unwrap_or_default();
        match buffer.bytes().get(consumed) {
            Some(b'\n') => buffer.skip(consumed + 1),
            _ => buffer.clear(),
        }
        drop(buffer);
        self.resume_where_there_is_room();
        let raised = Exc::new(&VALUE_ERROR, exc.to_string());
        raised.set_context(exc);
        Err(raised)
    }

    /// Reads up to and with the separator.
    ///
    /// # Errors
    ///
    /// `IncompleteReadError` where the end comes first, with [`partial`](Exc::partial); `LimitOverrunError` where so much lies before the
    /// separator, and it is left there, with [`consumed`](Exc::consumed); `ValueError` for an empty separator; otherwise as
    /// [`read`](StreamReader::read).
    pub async fn readuntil(&self, separator: &[u8]) -> Py<Vec<u8>> {
        if separator.is_empty() {
            return Err(Exc::new(&VALUE_ERROR, "Separator should be at least one-byte string"));
        }
        if let Some(exc) = self.exception() {
            return Err(exc);
        }
        let mut looked_at = 0; // the separator does not begin before that
        let at = loop {
            let length = self.length();
            if length >= looked_at + separator.len() {
                let found = self.0.buffer.borrow().find(separator, looked_at);
                if let Some(at) = found {
                    break at;
                }
                looked_at = length + 1 - separator.len();
                if looked_at > self.0.limit {
                    let text = "Separator is not found, and chunk exceed the limit";
                    return Err(Exc::limit_overrun(text, looked_at));
                }
            }
            if self.0.eof.get() {
                let partial = self.0.buffer.borrow_mut().take_all();
                return Err(Exc::incomplete_read(partial, None));
            }
            self.wait_for_data("readuntil").await?;
        };
        if at > self.0.limit {
            return Err(Exc::limit_overrun("Separator is found, but chunk is longer than limit", at));
        }
        Ok(self.take(at + separator.len()))
    }

    /// Reads `n` bytes.
    ///
    /// # Errors
    ///
    /// `IncompleteReadError` where the end comes first, with [`partial`](Exc::partial) and [`expected`](Exc::expected); `ValueError` for a
    /// negative `n`; otherwise as [`read`](StreamReader::read).
    pub async fn readexactly(&self, n: i64) -> Py<Vec<u8>> {
        let negative = || Exc::new(&VALUE_ERROR, "readexactly size can not be less than zero");
        let n = numbers::count(n).ok_or_else(negative)?;
        if let Some(exc) = self.exception() {
            return Err(exc);
        }
        if n == 0 {
            return Ok(Vec::new());
        }
        while self.length() < n {
            if self.0.eof.get() {
                let partial = self.0.buffer.borrow_mut().take_all();
                return Err(Exc::incomplete_read(partial, n));
            }
            self.wait_for_data("readexactly").await?;
        }
        Ok(self.take(n))
    }

    /// The next line, and none at the end: what `async for line in reader` goes over.
    ///
    /// # Errors
    ///
    /// As [`readline`](StreamReader::readline).
    pub async fn anext(&self) -> Py<Option<Vec<u8>>> {
        let line = self.readline().await?;
        Ok((!line.is_empty()).then_some(line))
    }
}

/// One who waits, until this is dropped.
struct Waits<'a>(&'a StreamReader);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        let waiter = self.0.0.waiter.take();
        drop(waiter);
    }
}

impl fmt::Debug for StreamReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let State { limit, eof, paused, .. } = &*self.0;
        f.write_str("<StreamReader")?;
        if self.length() > 0 {
            write!(f, " {} bytes", self.length())?;
        }
        if eof.get() {
            f.write_str(" eof")?;
        }
        if *limit != DEFAULT_LIMIT {
            write!(f, " limit={limit}")?;
        }
        if let Some(exc) = self.exception() {
            write!(f, " exception={exc:?}")?;
        }
        f.write_str(if paused.get() { " paused>" } else { ">" })
    }
}
