//! A connection: what CPython's selector transport and the protocol of its streams are together.
//!
//! # How it works
//!
//! ```text
//!   socket ── a service: read_ready ──► reader.feed_data, feed_eof
//!   socket ◄─ a service: write_ready ── out ◄── write: sends at once what it can
//!     └────── close: sends what is left ──► connection_lost: reader, drain, wait_closed, the server, and the socket is closed
//! ```
//!
//! A connection has two services, as in CPython's selector it has two callbacks. A handle of theirs reads or writes once; where more can be
//! done at once the next turn has another. Up to 64 KiB wait in `out` before `drain` waits.
//!
//! - **I1** `connection_lost` is called once, by a handle of its own or by the service that has sent the last byte.
//! - **I2** The loop keeps an open connection, by its services. So it keeps one that a server has accepted although nobody holds its writer;
//!   one that was opened is closed with its last writer. The end of the loop closes the sockets of all.
//! - **I3** A handle reads what was there at the start of its turn: who is to be told of data asks at once whether there is some, and leaves
//!   a waker if not.
//! - **I4** No borrow is held while a waker may run.

use super::super::event_loop::Loop;
use super::super::exc::{CONNECTION_RESET_ERROR, Exc, Py, RUNTIME_ERROR, VALUE_ERROR};
use super::super::future::Future;
use super::super::service::Service;
use super::buffer::Buffer;
use super::reader::StreamReader;
use super::server::Serving;
use crate::engine::readiness::Direction;
use crate::net::TcpStream;
use futures_io::{AsyncRead, AsyncWrite};
use std::cell::{Cell, OnceCell, RefCell};
use std::future::poll_fn;
use std::io;
use std::net::{Shutdown, SocketAddr};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// The most that is read in one turn, as in CPython.
const MOST_READ: usize = 256 * 1024;

/// More than this in `out` has `drain` wait, until no more than a fourth is there.
const HIGH_WATER: usize = 64 * 1024;

/// So many writes to a connection that is lost are passed over in silence.
const SILENT_WRITES: u32 = 5;

pub(super) struct Connection {
    event_loop: Loop,
    reader: StreamReader,
    /// None when it is closed.
    stream: RefCell<Option<Rc<TcpStream>>>,
    reading: OnceCell<Rc<Service>>,
    writing: OnceCell<Rc<Service>>,
    pub(super) peername: Option<SocketAddr>,
    pub(super) sockname: Option<SocketAddr>,
    /// The loop listens for data, but for a pause.
    reads: Cell<bool>,
    reading_paused: Cell<bool>,
    out: RefCell<Buffer>,
    high_water: Cell<usize>,
    low_water: Cell<usize>,
    writing_paused: Cell<bool>,
    /// `write_eof` was called, and has been carried out.
    eof: Cell<bool>,
    eof_sent: Cell<bool>,
    closing: Cell<bool>,
    /// How often it was found out that it is lost: the first time `connection_lost` is on its way.
    losses: Cell<u32>,
    lost: Cell<bool>,
    drains: RefCell<Vec<Future<()>>>,
    closed: Future<()>,
    server: RefCell<Option<Rc<Serving>>>,
}

impl Connection {
    pub(super) fn new(
        event_loop: &Loop,
        stream: TcpStream,
        peername: Option<SocketAddr>,
        reader: &StreamReader,
        server: Option<Rc<Serving>>,
    ) -> Rc<Connection> {
        let _ = stream.set_nodelay(true); // a wish
        Rc::new(Connection {
            event_loop: event_loop.clone(),
            reader: reader.clone(),
            peername: peername.or_else(|| stream.peer_addr().ok()),
            sockname: stream.local_addr().ok(),
            stream: RefCell::new(Some(Rc::new(stream))),
            reading: OnceCell::new(),
            writing: OnceCell::new(),
            reads: Cell::new(false),
            reading_paused: Cell::new(false),
            out: RefCell::default(),
            high_water: Cell::new(HIGH_WATER),
            low_water: Cell::new(HIGH_WATER / 4),
            writing_paused: Cell::new(false),
            eof: Cell::new(false),
            eof_sent: Cell::new(false),
            closing: Cell::new(false),
            losses: Cell::new(0),
            lost: Cell::new(false),
            drains: RefCell::default(),
            closed: event_loop.create_future(),
            server: RefCell::new(server),
        })
    }

    /// Has the next turn call `made`, begin to read, and wake who waits for what this gives. `keeps` lives as long as the connection is open.
    pub(super) fn begin(
        self: &Rc<Self>,
        keeps: impl Sized + 'static,
        made: impl FnOnce() -> Py<()> + 'static,
    ) -> Py<Future<()>> {
        let (reads, writes) = (Served(self.clone()), self.clone());
        let reading = self.event_loop.serve(poll_fn(move |cx| {
            let (Served(connection), _) = (&reads, &keeps);
            connection.read_ready(cx);
            Poll::Pending // `connection_lost` ends it
        }));
        let writing = self.event_loop.serve(poll_fn(move |cx| {
            writes.write_ready(cx);
            Poll::Pending
        }));
        let set = (self.reading.set(reading), self.writing.set(writing));
        debug_assert!(set.0.is_ok() && set.1.is_ok(), "a connection begins once");
        if let Some(server) = &*self.server.borrow() {
            server.attach();
        }
        self.event_loop.call_soon(made)?;
        let reads = self.clone();
        self.event_loop.call_soon(move || {
            reads.reads.set(true);
            reads.listen();
        })?;
        let begun: Future<()> = self.event_loop.create_future();
        let sets = begun.clone();
        self.event_loop.call_soon(move || if sets.done() { Ok(()) } else { sets.set_result(()) })?;
        Ok(begun)
    }

    pub(super) fn event_loop(&self) -> &Loop {
        &self.event_loop
    }

    /// The loop begins to listen for data. What is there already has its handle in the next turn, behind what was reported before.
    fn listen(&self) {
        let (Some(stream), Some(reading)) = (self.stream(), self.reading.get()) else { return };
        if reading.poll_with(|cx| poll_readable(&stream, cx)).is_ready() {
            self.event_loop.services().look();
            reading.wake();
        }
    }

    fn stream(&self) -> Option<Rc<TcpStream>> {
        self.stream.borrow().clone()
    }

    pub(super) fn is_closing(&self) -> bool {
        self.closing.get()
    }

    fn is_reading(&self) -> bool {
        !self.closing.get() && !self.reading_paused.get()
    }

    pub(super) fn pause_reading(&self) {
        if self.is_reading() {
            self.reading_paused.set(true);
        }
    }

    pub(super) fn resume_reading(&self) {
        if !self.closing.get() && self.reading_paused.replace(false) {
            self.listen();
        }
    }

    /// Reads once, if there is something.
    fn read_ready(self: &Rc<Self>, cx: &mut Context<'_>) {
        thread_local! {
            static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
        }
        if self.losses.get() > 0 || !self.reads.get() || !self.is_reading() {
            return;
        }
        let Some(stream) = self.stream() else { return };
        let mut scratch = SCRATCH.take();
        scratch.resize(MOST_READ, 0);
        let read = Pin::new(&mut &*stream).poll_read(cx, &mut scratch);
        let done = match read {
            Poll::Pending => Ok(()),
            Poll::Ready(Err(error)) => self.fail(error),
            Poll::Ready(Ok(0)) => {
                self.reads.set(false);
                self.reader.feed_eof();
                Ok(())
            }
            Poll::Ready(Ok(length)) => {
                let fed = self.reader.feed_data(&scratch[..length]);
                if self.is_reading()
                    && poll_readable(&stream, cx).is_ready()
                    && let Some(reading) = self.reading.get()
                {
                    reading.wake();
                }
                fed
            }
        };
        SCRATCH.set(scratch);
        if let Err(exc) = done {
            self.event_loop.tell("Fatal error: protocol.data_received() call failed.", &exc);
        }
    }

    /// Writes once, if there is something, and does what was to be done after the last byte.
    fn write_ready(self: &Rc<Self>, cx: &mut Context<'_>) {
        if self.losses.get() > 0 {
            return;
        }
        let Some(stream) = self.stream() else { return };
        if !self.out.borrow().is_empty() {
            let mut out = self.out.take();
            let written = Pin::new(&mut &*stream).poll_write(cx, out.bytes());
            if let Poll::Ready(Ok(length)) = written {
                out.skip(length);
            }
            let is_sent = out.is_empty();
            self.out.replace(out); // nobody has written meanwhile
            match written {
                Poll::Pending => return,
                Poll::Ready(Err(error)) => {
                    if let Err(exc) = self.fail(error) {
                        self.event_loop.tell("Fatal write error on socket transport", &exc);
                    }
                    return;
                }
                Poll::Ready(Ok(_)) => self.resume_writers(),
            }
            if !is_sent {
                if poll_writable(&stream, cx).is_ready()
                    && let Some(writing) = self.writing.get()
                {
                    writing.wake();
                }
                return;
            }
        }
        if self.closing.get() && poll_sent(&stream, cx).is_ready() {
            self.losses.set(1);
            self.connection_lost(None);
        } else if self.eof.get() && !self.eof_sent.get() && poll_sent(&stream, cx).is_ready() {
            self.eof_sent.set(true);
            if let Err(error) = stream.shutdown(Shutdown::Write) {
                self.event_loop.tell("Exception in callback", &Exc::from_io(&error));
            }
        }
    }

    /// Sends data, or keeps it to be sent.
    pub(super) fn write(self: &Rc<Self>, mut data: &[u8]) -> Py<()> {
        if self.eof.get() {
            return Err(Exc::new(&RUNTIME_ERROR, "Cannot call write() after write_eof()"));
        }
        if data.is_empty() {
            return Ok(());
        }
        let Some(stream) = self.stream().filter(|_| self.losses.get() == 0) else {
            if self.losses.get() >= SILENT_WRITES {
                eprintln!("socket.send() raised exception.");
            }
            self.losses.set(self.losses.get() + 1);
            return Ok(());
        };
        if let Some(writing) = self.writing.get()
            && self.out.borrow().is_empty()
        {
            match writing.poll_with(|cx| Pin::new(&mut &*stream).poll_write(cx, data)) {
                Poll::Pending => {}
                Poll::Ready(Err(error)) => return self.fail(error),
                Poll::Ready(Ok(length)) => {
                    data = &data[length..];
                    if data.is_empty() {
                        return Ok(());
                    }
                    if writing.poll_with(|cx| poll_writable(&stream, cx)).is_ready() {
                        self.event_loop.services().look();
                        writing.wake();
                    }
                }
            }
        }
        self.out.borrow_mut().extend(data);
        self.pause_writers();
        Ok(())
    }

    /// As [`poll_sent`]; who wants to know is woken as a writer.
    fn is_sent(&self, stream: &TcpStream) -> bool {
        let sent = |writing: &Rc<Service>| writing.poll_with(|cx| poll_sent(stream, cx)).is_ready();
        self.unsent() == 0 && self.writing.get().is_some_and(sent)
    }

    pub(super) fn unsent(&self) -> usize {
        self.out.borrow().len()
    }

    /// More than `high` bytes have `drain` wait, until no more than `low` are left.
    pub(super) fn set_limits(&self, high: Option<usize>, low: Option<usize>) -> Py<()> {
        let high = high.unwrap_or_else(|| low.map_or(HIGH_WATER, |low| low.saturating_mul(4)));
        let low = low.unwrap_or(high / 4);
        if low > high {
            return Err(Exc::new(&VALUE_ERROR, format!("high ({high}) must be >= low ({low}) must be >= 0")));
        }
        self.high_water.set(high);
        self.low_water.set(low);
        self.pause_writers();
        Ok(())
    }

    fn pause_writers(&self) {
        if self.unsent() > self.high_water.get() {
            self.writing_paused.set(true);
        }
    }

    fn resume_writers(&self) {
        if self.writing_paused.get() && self.unsent() <= self.low_water.get() {
            self.writing_paused.set(false);
            self.end_drains(None);
        }
    }

    fn end_drains(&self, exc: Option<&Exc>) {
        let waiting = self.drains.borrow().clone();
        for drain in waiting.iter().filter(|drain| !drain.done()) {
            let set = exc.map_or_else(|| drain.set_result(()), |exc| drain.set_exception(exc.clone()));
            debug_assert!(set.is_ok(), "{set:?}");
        }
    }

    /// Waits until there is room.
    pub(super) async fn drained(&self) -> Py<()> {
        if self.lost.get() {
            return Err(Exc::new(&CONNECTION_RESET_ERROR, "Connection lost"));
        }
        if !self.writing_paused.get() {
            return Ok(());
        }
        let drain: Future<()> = self.event_loop.create_future();
        self.drains.borrow_mut().push(drain.clone());
        let _waits = Drains { connection: self, drain: drain.clone() };
        drain.await
    }

    /// Ends what is sent, after what was written.
    pub(super) fn write_eof(&self) -> Py<()> {
        let Some(stream) = self.stream().filter(|_| !self.closing.get()) else { return Ok(()) };
        if !self.eof.replace(true) && self.is_sent(&stream) {
            self.eof_sent.set(true);
            stream.shutdown(Shutdown::Write).map_err(|error| Exc::from_io(&error))?;
        }
        Ok(())
    }

    /// Closes it after what was written is sent.
    pub(super) fn close(self: &Rc<Self>) -> Py<()> {
        let Some(stream) = self.stream() else { return Ok(()) };
        if self.closing.replace(true) {
            return Ok(());
        }
        if self.is_sent(&stream) { self.lose(None) } else { Ok(()) }
    }

    /// Closes it now.
    pub(super) fn abort(self: &Rc<Self>) -> Py<()> {
        self.force_close(None)
    }

    fn force_close(self: &Rc<Self>, exc: Option<Exc>) -> Py<()> {
        if self.losses.get() > 0 {
            return Ok(());
        }
        self.out.borrow_mut().clear();
        self.closing.set(true);
        self.lose(exc)
    }

    /// The system has failed.
    fn fail(self: &Rc<Self>, error: io::Error) -> Py<()> {
        self.force_close(Some(Exc::from_io(&error)))
    }

    /// Has `connection_lost` called in the next turn (I1).
    fn lose(self: &Rc<Self>, exc: Option<Exc>) -> Py<()> {
        self.losses.set(self.losses.get() + 1);
        let connection = self.clone();
        self.event_loop.call_soon(move || connection.connection_lost(exc))?;
        Ok(())
    }

    /// It is over: tells all whom that concerns, and closes the socket.
    fn connection_lost(&self, exc: Option<Exc>) {
        match &exc {
            None => self.reader.feed_eof(),
            Some(exc) => self.reader.set_exception(exc.clone()),
        }
        if !self.closed.done() {
            let set = match &exc {
                None => self.closed.set_result(()),
                Some(exc) => self.closed.set_exception(exc.clone()),
            };
            debug_assert!(set.is_ok(), "it was not done");
            let _ = self.closed.exception(); // nobody needs to ask for it
        }
        self.lost.set(true);
        if self.writing_paused.get() {
            self.end_drains(exc.as_ref());
        }
        let stream = self.stream.take();
        drop(stream);
        for service in [self.reading.get(), self.writing.get()].into_iter().flatten() {
            self.event_loop.services().end(service);
        }
        let server = self.server.take();
        if let Some(server) = server {
            server.detach();
        }
    }

    pub(super) async fn wait_closed(&self) -> Py<()> {
        (&self.closed).await
    }
}

/// A connection whose socket is closed with its services, if it was not before.
struct Served(Rc<Connection>);

impl Drop for Served {
    fn drop(&mut self) {
        let stream = self.0.stream.take();
        drop(stream);
    }
}

/// Ready when there is something to read, or the end. Takes nothing.
fn poll_readable(stream: &TcpStream, cx: &mut Context<'_>) -> Poll<()> {
    stream.watched.poll_with(Direction::Read, cx, |stream| stream.peek(&mut [0])).map(drop)
}

/// Ready when a write is worth a try.
fn poll_writable(stream: &TcpStream, cx: &mut Context<'_>) -> Poll<()> {
    stream.watched.poll_with(Direction::Write, cx, |_| Ok(())).map(drop)
}

/// Ready when the system has everything that was written: at once, on most platforms. A peer that is gone ends the wait as well.
fn poll_sent(stream: &TcpStream, cx: &mut Context<'_>) -> Poll<()> {
    Pin::new(&mut &*stream).poll_flush(cx).map(drop)
}

/// One who waits for room, until this is dropped.
struct Drains<'a> {
    connection: &'a Connection,
    drain: Future<()>,
}

impl Drop for Drains<'_> {
    fn drop(&mut self) {
        let mut drains = self.connection.drains.borrow_mut();
        let index = drains.iter().position(|drain| drain.is_same(&self.drain));
        let removed = index.map(|index| drains.remove(index));
        drop(drains);
        drop(removed);
    }
}
