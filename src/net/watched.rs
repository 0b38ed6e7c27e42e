//! A descriptor whose operations wait for their runtime's reactor.
//!
//! # How it works
//!
//! A descriptor belongs to the runtime in which it was made, whose reactor watches it until it is dropped. Each operation is tried first
//! and waits only where it would block (`engine/readiness.rs`).
//!
//! A task of another runtime may use it too. A runtime of the current-thread flavour looks at its reactor only while somebody is in its
//! `block_on`, so the task's own runtime then watches the descriptor as well, from its first wait on.
//!
//! - **I1** The descriptor is deregistered everywhere before it is closed or given away.
//! - **I2** Operations of a descriptor whose own runtime has ended give an error, wherever they are polled.

use crate::engine::context;
use crate::engine::core::RuntimeRef;
use crate::engine::readiness::{Direction, Ready, Seen, Waiter};
use crate::primitives::Mutex;
use crate::runtime::process_wide;
use crate::shape::reactor::ended;
use crate::shape::{self, Flavour, flavour};
use crate::sys::net::{ASKS_FIRST, HOLDS_WRITES, REPORTS_ENDS, Source, Watch};
use crate::util::budget;
use std::fmt;
use std::future::poll_fn;
use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

/// What counts as ready before the platform has said anything.
const AT_FIRST: Ready = if ASKS_FIRST { Ready::NOTHING } else { Ready::BOTH };

pub(crate) struct Watched<T: Source> {
    /// None once it was given away.
    io: Option<T>,
    home: RuntimeRef,
    watch: Watch,
    elsewhere: OnceLock<Box<Elsewhere>>,
}

/// The watches of other runtimes. Most descriptors have none.
type Elsewhere = Mutex<Vec<(RuntimeRef, Arc<Watch>)>>;

impl<T: Source> Watched<T> {
    /// Has the current runtime watch a descriptor that is in non-blocking mode and probably ready.
    pub(crate) fn new(io: T) -> io::Result<Self> {
        Self::with_ready(io, AT_FIRST)
    }

    pub(crate) fn with_ready(io: T, ready: Ready) -> io::Result<Self> {
        let home = match context::runtime() {
            Some(runtime) => runtime,
            None => process_wide()?,
        };
        let watch = shape::reactor(home)?.watch(&io, ready)?;
        Ok(Watched { io: Some(io), home, watch, elsewhere: OnceLock::new() })
    }

    #[inline]
    pub(crate) fn get(&self) -> &T {
        self.io.as_ref().expect(GIVEN_AWAY)
    }

    /// What the host is asked for is about to be another thing, or has become one: a connection that is made, a peer that is set.
    pub(crate) fn source_changes(&self) {
        self.watch.source_changes();
        if let Some(elsewhere) = self.elsewhere.get() {
            elsewhere.lock().iter().for_each(|(_, watch)| watch.source_changes());
        }
    }

    #[allow(dead_code, reason = "a platform without sockets has no use for it")]
    /// Gives the descriptor away, still in non-blocking mode.
    pub(crate) fn into_inner(mut self) -> T {
        self.end();
        self.io.take().expect(GIVEN_AWAY)
    }

    /// Tries `operation`, and again whenever it may not block any longer.
    pub(crate) fn operate<R>(
        &self,
        direction: Direction,
        mut operation: impl FnMut(&T) -> io::Result<R>,
    ) -> impl Future<Output = io::Result<R>> {
        let mut waits = Waits::new(self, direction);
        poll_fn(move |cx| waits.poll(|waiter| self.poll_as(waiter, direction, cx, &mut operation)))
    }

    #[allow(dead_code, reason = "a platform without sockets has no use for it")]
    /// As `operate`, for the polls of `futures-io`.
    #[inline]
    pub(crate) fn poll_with<R>(
        &self,
        direction: Direction,
        cx: &mut Context<'_>,
        mut operation: impl FnMut(&T) -> io::Result<R>,
    ) -> Poll<io::Result<R>> {
        self.poll_as(Waiter::NAMELESS, direction, cx, &mut operation)
    }

    #[inline]
    fn poll_as<R>(
        &self,
        waiter: Waiter,
        direction: Direction,
        cx: &mut Context<'_>,
        operation: &mut impl FnMut(&T) -> io::Result<R>,
    ) -> Poll<io::Result<R>> {
        match self.foreign() {
            None => self.poll_watch(&self.watch, waiter, direction, cx, operation, |_| false),
            Some(runtime) => {
                let watch = self.watch_in(runtime)?;
                self.poll_watch(&watch, waiter, direction, cx, operation, |_| false)
            }
        }
    }

    /// As `poll_with`, for an operation on a stream that is offered `length` bytes: when it moves less, there is no more to move.
    #[inline]
    fn poll_transfer(
        &self,
        direction: Direction,
        cx: &mut Context<'_>,
        length: usize,
        mut operation: impl FnMut(&T) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        let is_short = |moved: &usize| REPORTS_ENDS && *moved > 0 && *moved < length;
        match self.foreign() {
            None => self.poll_watch(&self.watch, Waiter::NAMELESS, direction, cx, &mut operation, is_short),
            Some(runtime) => {
                let watch = self.watch_in(runtime)?;
                self.poll_watch(&watch, Waiter::NAMELESS, direction, cx, &mut operation, is_short)
            }
        }
    }

    #[inline]
    fn poll_watch<R>(
        &self,
        watch: &Watch,
        waiter: Waiter,
        direction: Direction,
        cx: &mut Context<'_>,
        operation: &mut impl FnMut(&T) -> io::Result<R>,
        is_short: impl Fn(&R) -> bool,
    ) -> Poll<io::Result<R>> {
        loop {
            let seen = ready!(self.poll_seen(watch, waiter, direction, cx))?;
            ready!(budget::poll_spend(cx));
            if ASKS_FIRST {
                watch.readiness().clear(direction, seen);
            }
            match operation(self.get()) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => watch.readiness().clear(direction, seen),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(result) => {
                    if is_short(&result) {
                        watch.readiness().clear_short(direction, seen);
                    }
                    return Poll::Ready(Ok(result));
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    /// Reads from a stream.
    #[inline]
    pub(crate) fn poll_read(&self, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>>
    where
        for<'a> &'a T: Read,
    {
        self.poll_transfer(Direction::Read, cx, buf.len(), |mut io| io.read(buf))
    }

    pub(crate) fn poll_read_vectored(
        &self,
        cx: &mut Context<'_>,
        bufs: &mut [IoSliceMut<'_>],
    ) -> Poll<io::Result<usize>>
    where
        for<'a> &'a T: Read,
    {
        let length = bufs.iter().map(|buf| buf.len()).sum();
        self.poll_transfer(Direction::Read, cx, length, |mut io| io.read_vectored(bufs))
    }

    /// Writes to a stream.
    #[inline]
    pub(crate) fn poll_write(&self, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>>
    where
        for<'a> &'a T: Write,
    {
        self.poll_transfer(Direction::Write, cx, buf.len(), |mut io| io.write(buf))
    }

    pub(crate) fn poll_write_vectored(&self, cx: &mut Context<'_>, bufs: &[IoSlice<'_>]) -> Poll<io::Result<usize>>
    where
        for<'a> &'a T: Write,
    {
        let length = bufs.iter().map(|buf| buf.len()).sum();
        self.poll_transfer(Direction::Write, cx, length, |mut io| io.write_vectored(bufs))
    }

    /// Ready when the system has what was written to a stream.
    pub(crate) fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>>
    where
        for<'a> &'a T: Write,
    {
        if HOLDS_WRITES { self.poll_with(Direction::Write, cx, |mut io| io.flush()) } else { Poll::Ready(Ok(())) }
    }

    /// Ready where an operation is worth a try, or can never be (I2).
    #[inline]
    fn poll_seen(
        &self,
        watch: &Watch,
        waiter: Waiter,
        direction: Direction,
        cx: &Context<'_>,
    ) -> Poll<io::Result<Seen>> {
        match watch.poll(self.get(), direction, waiter, cx)? {
            Poll::Ready(seen) if seen.is_abandoned() => Poll::Ready(Err(self.abandoned(watch))),
            Poll::Ready(seen) => Poll::Ready(Ok(seen)),
            Poll::Pending if std::ptr::eq(watch, &self.watch) => Poll::Pending,
            // Its own runtime may end while another watches.
            Poll::Pending => {
                self.watch.readiness().poll_abandoned(direction, waiter, cx).map(|()| Err(self.abandoned(&self.watch)))
            }
        }
    }

    /// Waits until the descriptor is ready, as the platform says at some time after this call.
    pub(crate) fn ready(&self, direction: Direction) -> impl Future<Output = io::Result<()>> + Send + '_
    where
        T: Sync,
    {
        let mut waits = Waits::new(self, direction);
        let mut asked = false;
        poll_fn(move |cx| {
            waits.poll(|waiter| {
                let foreign = self.foreign().map(|runtime| self.watch_in(runtime)).transpose()?;
                let watch = foreign.as_deref().unwrap_or(&self.watch);
                if !asked {
                    // What is noted may be a guess, or used up by operations that do not go through here.
                    watch.ask_again(self.get(), direction)?;
                    asked = true;
                }
                let seen = ready!(self.poll_seen(watch, waiter, direction, cx))?;
                ready!(budget::poll_spend(cx));
                if ASKS_FIRST {
                    watch.readiness().clear(direction, seen); // it may be used up by whoever waited for it
                }
                Poll::Ready(Ok(()))
            })
        })
    }

    /// The runtime of the current task where it must watch the descriptor itself.
    #[inline]
    fn foreign(&self) -> Option<RuntimeRef> {
        match context::runtime() {
            Some(runtime) if runtime == self.home => None,
            Some(runtime) => Some(runtime),
            None => self.foreign_without_context(),
        }
    }

    /// A foreign executor polls: a runtime with workers watches all the time, another only while it is driven.
    #[cold]
    fn foreign_without_context(&self) -> Option<RuntimeRef> {
        match flavour(self.home.core()) {
            Flavour::Workers(_) => None,
            Flavour::Single(_) => process_wide().ok().filter(|runtime| *runtime != self.home),
        }
    }

    /// The watch of another runtime (I2).
    #[cold]
    fn watch_in(&self, runtime: RuntimeRef) -> io::Result<Arc<Watch>> {
        if !self.home.is_open() {
            return Err(self.abandoned(&self.watch));
        }
        let mut elsewhere = self.elsewhere.get_or_init(Box::default).lock();
        if let Some((_, watch)) = elsewhere.iter().find(|(other, _)| *other == runtime) {
            return Ok(watch.clone());
        }
        elsewhere.retain(|(other, watch)| {
            let lasts = other.is_open();
            if !lasts {
                watch.end(self.get());
            }
            lasts
        });
        let watch = Arc::new(shape::reactor(runtime)?.watch(self.get(), AT_FIRST)?);
        elsewhere.push((runtime, watch.clone()));
        Ok(watch)
    }

    #[cold]
    fn abandoned(&self, watch: &Watch) -> io::Error {
        watch.failure().unwrap_or_else(|| ended().into())
    }

    /// An operation waits no more, wherever it did.
    #[cold]
    fn leave(&self, direction: Direction, waiter: Waiter) {
        self.watch.readiness().leave(direction, waiter);
        if let Some(elsewhere) = self.elsewhere.get() {
            elsewhere.lock().iter().for_each(|(_, watch)| watch.readiness().leave(direction, waiter));
        }
    }

    /// Ends all watches (I1).
    fn end(&self) {
        self.watch.end(self.get());
        let elsewhere = self.elsewhere.get().into_iter().flat_map(|elsewhere| std::mem::take(&mut *elsewhere.lock()));
        elsewhere.for_each(|(_, watch)| watch.end(self.get()));
    }
}

impl<T: Source> Drop for Watched<T> {
    fn drop(&mut self) {
        if self.io.is_some() {
            self.end();
        }
    }
}

/// An operation that may wait: it takes its wakers back when it is dropped.
struct Waits<'a, T: Source> {
    watched: &'a Watched<T>,
    direction: Direction,
    waiter: Waiter,
    /// Its waker may be with a watch.
    waits: bool,
}

impl<'a, T: Source> Waits<'a, T> {
    fn new(watched: &'a Watched<T>, direction: Direction) -> Self {
        Waits { watched, direction, waiter: Waiter::next(), waits: false }
    }

    fn poll<R>(&mut self, poll: impl FnOnce(Waiter) -> Poll<R>) -> Poll<R> {
        let polled = poll(self.waiter);
        self.waits |= polled.is_pending();
        polled
    }
}

impl<T: Source> Drop for Waits<'_, T> {
    fn drop(&mut self) {
        if self.waits {
            self.watched.leave(self.direction, self.waiter);
        }
    }
}

const GIVEN_AWAY: &str = "a descriptor is given away at the end of its life";

impl<T: Source + fmt::Debug> fmt::Debug for Watched<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.io {
            Some(io) => io.fmt(f),
            None => f.pad("given away"),
        }
    }
}
