//! The standard streams: a thread each, which waits where the system does.
//!
//! # How it works
//!
//! Terminals, files and pipes that other programs share cannot be put into non-blocking mode, and files cannot be watched. So a thread
//! makes the calls. It belongs to the process and not to a runtime: nothing waits for its end, also not for a read that never returns. It
//! starts with the first operation on its stream and then stays.
//!
//! The reader reads when it is asked to and not ahead: a program that has read a line may leave the rest to its child. What it has read
//! stays until somebody takes it. The writer has one write at a time.
//!
//! - **I1** Bytes that were read are given out once, in order; the thread reads only while there are none.
//! - **I2** A write is ready when its bytes are with the system, and only the view that asked for it is told. It may have more by then, behind
//!   those (a buffer that has grown). One that asks with other bytes, because its last write was dropped, waits for that one first.
//! - **I3** In a forked child, where the threads are missing, no lock of theirs is taken: operations give an error.

use crate::engine::core::losses;
use crate::error::AsyncError;
use crate::primitives::{Condvar, Mutex, MutexGuard};
use crate::sys::{Output, Reactor};
use crate::util::budget;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker, ready};

/// Most bytes of one read or write.
const MOST: usize = 64 * 1024;

/// What the thread of a stream does with the bytes.
type Call = fn(&mut Vec<u8>) -> io::Result<usize>;

/// What the thread of a stream and those who use it share.
struct Stream {
    state: Mutex<State>,
    asked: Condvar,
    /// How often runtimes had been lost when the thread started, and one more; nothing before.
    started: AtomicU64,
}

struct State {
    /// What the thread is to do, or does.
    busy: bool,
    /// The view whose write the thread makes, unless it is gone.
    writer: Option<u64>,
    /// What was read and not given out yet (I1), or is to be written.
    bytes: Vec<u8>,
    taken: usize,
    /// What the last read gave.
    ended: Option<io::Result<usize>>,
    /// Writes that have happened, until their views ask (I2).
    written: Vec<Written>,
    waiting: Vec<Waker>,
}

struct Written {
    by: u64,
    bytes: Vec<u8>,
    ended: io::Result<usize>,
}

impl Stream {
    const fn new() -> Stream {
        let state = State {
            busy: false,
            writer: None,
            bytes: Vec::new(),
            taken: 0,
            ended: None,
            written: Vec::new(),
            waiting: Vec::new(),
        };
        Stream { state: Mutex::new(state), asked: Condvar::new(), started: AtomicU64::new(0) }
    }

    /// In a forked child the thread is missing, and may have held the lock (I3).
    fn is_lost(&self) -> bool {
        let started = self.started.load(Ordering::Relaxed);
        started != 0 && started != losses() + 1
    }

    fn lock(&self) -> io::Result<MutexGuard<'_, State>> {
        if self.is_lost() {
            let text = "this process was forked, and the threads of its standard streams stayed in its parent; use std::io here";
            return Err(AsyncError::Runtime(text.into()).into());
        }
        Ok(self.state.lock())
    }

    /// Has the thread make a call, and the task woken when it has.
    fn ask(&'static self, mut state: MutexGuard<'_, State>, call: Call, waker: Waker) -> io::Result<()> {
        if self.started.load(Ordering::Relaxed) == 0 {
            let thread = std::thread::Builder::new().name("async-stdio".into());
            thread.spawn(move || self.serve(call))?;
            self.started.store(losses() + 1, Ordering::Relaxed); // under the lock
        }
        state.busy = true;
        state.waiting.push(waker);
        self.asked.notify_one();
        Ok(())
    }

    fn serve(&self, call: Call) {
        let mut state = self.state.lock();
        loop {
            while !state.busy {
                state = self.asked.wait(state);
            }
            let mut bytes = std::mem::take(&mut state.bytes);
            drop(state);
            let ended = call(&mut bytes);
            state = self.state.lock();
            match state.writer.take() {
                Some(by) => state.written.push(Written { by, bytes, ended }),
                None => {
                    state.bytes = bytes;
                    state.taken = 0;
                    state.ended = Some(ended);
                }
            }
            state.busy = false;
            let waiting = std::mem::take(&mut state.waiting);
            drop(state);
            waiting.into_iter().for_each(Waker::wake);
            state = self.state.lock();
        }
    }
}

/// Waits with whoever waits already. A waker of somebody who waits no more costs a wake-up.
fn join(state: &mut State, waker: Waker) -> Option<Waker> {
    let known = state.waiting.iter().any(|known| known.will_wake(&waker));
    if known {
        return Some(waker); // to be dropped outside the lock
    }
    state.waiting.push(waker);
    None
}

fn read(bytes: &mut Vec<u8>) -> io::Result<usize> {
    bytes.resize(MOST, 0);
    // As much as that is read past the buffer of the standard library, which gives what it has first.
    let read = retry(|| io::stdin().read(bytes));
    bytes.truncate(*read.as_ref().unwrap_or(&0));
    read
}

#[allow(clippy::ptr_arg, reason = "a `Call`")]
fn write_out(bytes: &mut Vec<u8>) -> io::Result<usize> {
    let written = retry(|| io::stdout().write(bytes));
    io::stdout().flush().and(written)
}

#[allow(clippy::ptr_arg, reason = "a `Call`")]
fn write_err(bytes: &mut Vec<u8>) -> io::Result<usize> {
    retry(|| io::stderr().write(bytes))
}

fn retry(mut call: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// What one view of the input has of its own: nothing.
#[derive(Debug, Default)]
pub(crate) struct Reading;

pub(crate) fn poll_read(
    _: &mut Reading,
    _: impl FnOnce() -> io::Result<Arc<Reactor>>,
    cx: &mut Context<'_>,
    buf: &mut [u8],
) -> Poll<io::Result<usize>> {
    static INPUT: Stream = Stream::new();
    if buf.is_empty() {
        return Poll::Ready(Ok(0));
    }
    ready!(budget::poll_spend(cx));
    let waker = cx.waker().clone();
    let mut state = INPUT.lock()?;
    if state.busy {
        let unneeded = join(&mut state, waker);
        drop(state);
        drop(unneeded);
        return Poll::Pending;
    }
    let left = &state.bytes[state.taken..];
    if !left.is_empty() {
        let n = left.len().min(buf.len());
        buf[..n].copy_from_slice(&left[..n]);
        state.taken += n;
        return Poll::Ready(Ok(n));
    }
    match state.ended.take() {
        // All of it was given out: read on.
        Some(Ok(1..)) | None => match INPUT.ask(state, read, waker) {
            Ok(()) => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        },
        Some(end) => Poll::Ready(end),
    }
}

fn output(output: Output) -> (&'static Stream, Call) {
    static OUT: Stream = Stream::new();
    static ERR: Stream = Stream::new();
    match output {
        Output::Out => (&OUT, write_out),
        Output::Err => (&ERR, write_err),
    }
}

/// What one view of an output has of its own: its number, from its first write on.
#[derive(Debug, Default)]
pub(crate) struct Writing(Option<(Output, u64)>);

impl Writing {
    fn number(&mut self, output: Output) -> u64 {
        static LAST: AtomicU64 = AtomicU64::new(0); // orders nothing
        self.0.get_or_insert_with(|| (output, LAST.fetch_add(1, Ordering::Relaxed))).1
    }
}

impl Drop for Writing {
    /// What its last write gives, nobody asks for any more.
    fn drop(&mut self) {
        if let Some((stream, number)) = self.0 {
            let Ok(mut state) = output(stream).0.lock() else { return };
            state.written.retain(|written| written.by != number);
            state.writer = state.writer.filter(|writer| *writer != number);
        }
    }
}

pub(crate) fn poll_write(
    writing: &mut Writing,
    to: Output,
    cx: &mut Context<'_>,
    buf: &[u8],
) -> Poll<io::Result<usize>> {
    if buf.is_empty() {
        return Poll::Ready(Ok(0));
    }
    let bytes = &buf[..buf.len().min(MOST)];
    let waker = cx.waker().clone();
    let number = writing.number(to);
    let (stream, call) = output(to);
    let mut state = stream.lock()?;
    if let Some(index) = state.written.iter().position(|written| written.by == number) {
        let written = state.written.swap_remove(index);
        if bytes.starts_with(&written.bytes) {
            return Poll::Ready(written.ended);
        }
        // The last write was dropped, and has happened (I2).
    }
    if state.busy {
        let unneeded = join(&mut state, waker);
        drop(state);
        drop(unneeded);
        return Poll::Pending;
    }
    state.bytes.clear();
    state.bytes.extend_from_slice(bytes);
    state.writer = Some(number);
    match stream.ask(state, call, waker) {
        Ok(()) => Poll::Pending,
        Err(error) => Poll::Ready(Err(error)),
    }
}
