//! The standard streams.
//!
//! # How it works
//!
//! Input is read only after the host has said that there is some: its descriptor may block. Each runtime that reads has a watch of its own.
//! Output is written as the standard library does: it blocks the only thread where the host's does.

use super::preview;
use super::reactor::{Source, Watch};
use crate::engine::readiness::{Direction, Ready, Waiter};
use crate::error::AsyncError;
use crate::primitives::Mutex;
use crate::sys::{Output, Reactor};
use crate::util::budget;
use std::io::{self, Write};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

struct Input;

impl Source for Input {
    fn interest(&self, _: Direction) -> preview::Interest {
        preview::input()
    }
}

/// The watch of the runtime whose reactor this is.
fn watch(reactor: &Arc<Reactor>) -> io::Result<Arc<Watch>> {
    static WATCHES: Mutex<Vec<Arc<Watch>>> = Mutex::new(Vec::new());
    let mut watches = WATCHES.lock();
    watches.retain(|watch| {
        let lasts = !watch.is_over();
        if !lasts {
            watch.end(&Input);
        }
        lasts
    });
    if let Some(watch) = watches.iter().find(|watch| watch.belongs_to(reactor)) {
        return Ok(watch.clone());
    }
    let watch = Arc::new(reactor.watch(&Input, Ready::NOTHING)?);
    watches.push(watch.clone());
    Ok(watch)
}

/// What one view of the input has of its own: nothing.
#[derive(Debug, Default)]
pub(crate) struct Reading;

pub(crate) fn poll_read(
    _: &mut Reading,
    reactor: impl FnOnce() -> io::Result<Arc<Reactor>>,
    cx: &mut Context<'_>,
    buf: &mut [u8],
) -> Poll<io::Result<usize>> {
    if buf.is_empty() {
        return Poll::Ready(Ok(0));
    }
    let watch = watch(&reactor()?)?;
    loop {
        let seen = ready!(watch.poll(&Input, Direction::Read, Waiter::NAMELESS, cx))?;
        if seen.is_abandoned() {
            let text = "the runtime that read from the standard input has ended";
            return Poll::Ready(Err(AsyncError::Runtime(text.into()).into()));
        }
        watch.readiness().forget(Direction::Read);
        match preview::read_input(buf) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            read => return Poll::Ready(read),
        }
    }
}

/// What one view of an output has of its own: nothing.
#[derive(Debug, Default)]
pub(crate) struct Writing;

pub(crate) fn poll_write(_: &mut Writing, output: Output, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
    ready!(budget::poll_spend(cx));
    Poll::Ready(match output {
        Output::Out => {
            let mut stdout = io::stdout();
            let written = stdout.write(buf);
            stdout.flush().and(written)
        }
        Output::Err => io::stderr().write(buf),
    })
}
