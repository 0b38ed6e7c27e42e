//! The crate polling: kqueue, IOCP, event ports and `poll`, one interface.
//!
//! # How it works
//!
//! Where the platform reports changes (kqueue), each descriptor is registered once, for both directions. Elsewhere a report ends
//! the interest of its descriptor, which whoever waits next renews.
//!
//! - **I1** A wait ends early after `notify`, whether that came before or during it.
//! - **I2** A descriptor is deleted before it is closed; who registers one sees to that.

use crate::engine::readiness::Ready;
use polling::{Event, Events as Reported, PollMode};
use std::io;
use std::num::NonZero;
use std::time::Duration;

/// What can be registered.
#[cfg(unix)]
pub(crate) use std::os::fd::AsFd as AsSource;
#[cfg(windows)]
pub(crate) use std::os::windows::io::AsSocket as AsSource;

/// Events taken at once.
const BATCH: NonZero<usize> = NonZero::new(256).unwrap();

/// How long a wait for several pollers watches one of them before it looks at the others.
const TURN: Duration = Duration::from_millis(1);

/// A report may end the interest, which is then renewed.
pub(crate) const RENEWS: bool = true;

/// An end that the peer has made is reported as readiness only.
pub(crate) const REPORTS_ENDS: bool = false;

#[derive(Debug)]
pub(crate) struct Poller(polling::Poller);

pub(crate) struct Events(Reported);

impl Events {
    pub(crate) fn new() -> Events {
        Events(Reported::with_capacity(BATCH))
    }

    /// Key and what was reported, of each descriptor.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, Ready)> {
        self.0.iter().map(|event| (event.key as u32, ready(&event)))
    }
}

fn ready(event: &Event) -> Ready {
    let readable = if event.readable { Ready::READABLE } else { Ready::NOTHING };
    let writable = if event.writable { Ready::WRITABLE } else { Ready::NOTHING };
    // Which of the two a hang-up or an error concerns is told by the next operation.
    let ended = event.is_interrupt() || event.is_err() == Some(true);
    readable.and(writable).and(if ended { Ready::BOTH } else { Ready::NOTHING })
}

impl Poller {
    pub(crate) fn new() -> io::Result<Poller> {
        polling::Poller::new().map(Poller)
    }

    fn mode(&self) -> PollMode {
        if self.0.supports_edge() { PollMode::Edge } else { PollMode::Oneshot }
    }

    /// Registers a descriptor for both directions.
    pub(crate) fn add(&self, source: &impl AsSource, key: u32) -> io::Result<()> {
        // SAFETY: I2; test: tests/native_net.rs, which closes descriptors under load.
        unsafe { self.0.add_with_mode(raw(source), Event::all(key as usize), self.mode()) }
    }

    /// Reports the descriptor anew if it is ready now; where a report ends the interest, renewing it does that.
    pub(crate) fn ask_again(&self, source: &impl AsSource, key: u32) -> io::Result<()> {
        if self.0.supports_edge() {
            self.0.modify_with_mode(borrowed(source), Event::all(key as usize), self.mode())?;
        }
        Ok(())
    }

    /// Renews the interest for those who wait: for data, for room.
    pub(crate) fn renew(&self, source: &impl AsSource, key: u32, [read, write]: [bool; 2]) -> io::Result<()> {
        if self.0.supports_edge() {
            return Ok(());
        }
        self.0.modify(borrowed(source), Event::new(key as usize, read, write))
    }

    pub(crate) fn delete(&self, source: &impl AsSource) -> io::Result<()> {
        self.0.delete(borrowed(source))
    }

    /// Collects what is ready, at once or when something becomes ready, a notification comes or `timeout` has passed.
    pub(crate) fn wait(&self, events: &mut Events, timeout: Option<Duration>) -> io::Result<()> {
        events.0.clear();
        self.0.wait(&mut events.0, timeout).map(drop)
    }

    /// As `wait`, and ends early enough for a look at the others.
    pub(crate) fn wait_beside<'a>(
        &'a self,
        _: impl Iterator<Item = &'a Poller>,
        events: &mut Events,
        timeout: Option<Duration>,
    ) -> io::Result<()> {
        self.wait(events, Some(timeout.unwrap_or(TURN).min(TURN)))
    }

    /// Ends the wait of another thread, or the next one (I1).
    pub(crate) fn notify(&self) {
        let _ = self.0.notify(); // fails where the poller itself is broken, which its wait reports
    }
}

#[cfg(unix)]
fn raw(source: &impl AsSource) -> std::os::fd::RawFd {
    std::os::fd::AsRawFd::as_raw_fd(&source.as_fd())
}

#[cfg(unix)]
fn borrowed(source: &impl AsSource) -> std::os::fd::BorrowedFd<'_> {
    source.as_fd()
}

#[cfg(windows)]
fn raw(source: &impl AsSource) -> std::os::windows::io::RawSocket {
    std::os::windows::io::AsRawSocket::as_raw_socket(&source.as_socket())
}

#[cfg(windows)]
fn borrowed(source: &impl AsSource) -> std::os::windows::io::BorrowedSocket<'_> {
    source.as_socket()
}
