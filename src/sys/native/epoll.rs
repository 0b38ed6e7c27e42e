//! Linux's epoll, edge-triggered: one system call a wait, and none to register interest again.
//!
//! # How it works
//!
//! Each descriptor is registered once, for both directions, and reports changes only. Other threads end a wait through an
//! eventfd that is registered the same way, so nobody needs to read it: each write to it is a change.
//!
//! epoll waits in milliseconds. A wait that ends with a timer is cut in two: whole milliseconds in epoll, and the rest in `ppoll` on
//! the epoll descriptor, which counts nanoseconds. Most timers are timeouts that never come, so most waits are one call.
//! (`epoll_pwait2` counts nanoseconds too, but is missing before Linux 5.11 and forbidden in some sandboxes.)
//!
//! - **I1** A wait ends early after `notify`, whether that came before or during it.

use crate::engine::readiness::Ready;
use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};
use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::io::{Errno, read, write};
use std::io;
use std::mem::MaybeUninit;
use std::time::{Duration, Instant};

/// The data of the eventfd; no descriptor has that key.
const WAKE: u64 = u64::MAX;

/// Events taken at once.
const BATCH: usize = 256;

/// What is left of a wait when `ppoll` takes over: epoll's milliseconds may pass late by less than that.
const FINE: Duration = Duration::from_millis(2);

/// What can be registered.
pub(crate) use rustix::fd::AsFd as AsSource;

/// Interest lasts; there is nothing to renew.
pub(crate) const RENEWS: bool = false;

/// An end that the peer has made is reported as such.
pub(crate) const REPORTS_ENDS: bool = true;

const FLAGS: EventFlags = EventFlags::IN.union(EventFlags::OUT).union(EventFlags::RDHUP).union(EventFlags::ET);

#[derive(Debug)]
pub(crate) struct Poller {
    epoll: OwnedFd,
    wake: OwnedFd,
}

/// Key and what was reported, of each descriptor.
pub(crate) struct Events(Vec<(u32, Ready)>);

impl Events {
    pub(crate) fn new() -> Events {
        Events(Vec::with_capacity(BATCH))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, Ready)> {
        self.0.iter().copied()
    }
}

fn ready(flags: EventFlags) -> Ready {
    let table = [
        (EventFlags::IN, Ready::READABLE),
        (EventFlags::OUT, Ready::WRITABLE),
        // An error is told by the next operation, in whichever direction that is.
        (EventFlags::ERR, Ready::BOTH),
        (EventFlags::RDHUP, Ready::READ_ENDED),
        (EventFlags::HUP, Ready::READ_ENDED.and(Ready::WRITE_ENDED)),
    ];
    let reported = table.into_iter().filter(|(flag, _)| flags.contains(*flag));
    reported.fold(Ready::NOTHING, |sum, (_, ready)| sum.and(ready))
}

impl Poller {
    pub(crate) fn new() -> io::Result<Poller> {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        let wake = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        epoll::add(&epoll, &wake, EventData::new_u64(WAKE), EventFlags::IN | EventFlags::ET)?;
        Ok(Poller { epoll, wake })
    }

    /// Registers a descriptor for both directions.
    pub(crate) fn add(&self, source: &impl AsSource, key: u32) -> io::Result<()> {
        Ok(epoll::add(&self.epoll, source, EventData::new_u64(u64::from(key)), FLAGS)?)
    }

    /// Reports the descriptor anew if it is ready now.
    pub(crate) fn ask_again(&self, source: &impl AsSource, key: u32) -> io::Result<()> {
        Ok(epoll::modify(&self.epoll, source, EventData::new_u64(u64::from(key)), FLAGS)?)
    }

    pub(crate) fn renew(&self, _: &impl AsSource, _: u32, _: [bool; 2]) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn delete(&self, source: &impl AsSource) -> io::Result<()> {
        Ok(epoll::delete(&self.epoll, source)?)
    }

    /// Collects what is ready, at once or when something becomes ready, a notification comes or `timeout` has passed.
    pub(crate) fn wait(&self, events: &mut Events, timeout: Option<Duration>) -> io::Result<()> {
        let start = timeout.filter(|timeout| !timeout.is_zero()).map(|timeout| (Instant::now(), timeout));
        let mut left = timeout;
        loop {
            if self.wait_once(events, left)? > 0 {
                return Ok(());
            }
            left = start.map(|(start, timeout)| timeout.saturating_sub(start.elapsed()));
            if left.is_none_or(|left| left.is_zero()) {
                return Ok(());
            }
        }
    }

    /// As `wait`, and ends early when one of the others has something to report. Those are to be looked at then.
    pub(crate) fn wait_beside<'a>(
        &'a self,
        others: impl Iterator<Item = &'a Poller>,
        events: &mut Events,
        timeout: Option<Duration>,
    ) -> io::Result<()> {
        let all = std::iter::once(self).chain(others);
        let mut all: Vec<_> = all.map(|poller| PollFd::new(poller, PollFlags::IN)).collect();
        poll(&mut all, timeout.map(timespec).as_ref())?;
        self.wait_once(events, Some(Duration::ZERO)).map(drop)
    }

    /// May end early.
    fn wait_once(&self, events: &mut Events, timeout: Option<Duration>) -> io::Result<usize> {
        let milliseconds = match timeout {
            None => None,
            Some(left) if left.is_zero() => Some(Duration::ZERO),
            Some(left) if left < FINE => {
                let left = timespec(left);
                if poll(&mut [PollFd::new(&self.epoll, PollFlags::IN)], Some(&left))? == 0 {
                    return Ok(0);
                }
                Some(Duration::ZERO)
            }
            Some(left) => Some(left.saturating_sub(FINE / 2)),
        };
        // Whole milliseconds, and not more than the call takes.
        let timeout = milliseconds.map(|left| left.as_millis().min(i32::MAX as u128) as u64);
        let timeout = timeout.map(|left| timespec(Duration::from_millis(left)));
        let mut buffer = [MaybeUninit::<epoll::Event>::uninit(); BATCH];
        let (reported, _) = epoll::wait(&self.epoll, &mut buffer, timeout.as_ref())?;
        let all = reported.iter().map(|event| (event.data.u64(), event.flags));
        events.0.clear();
        events.0.extend(all.filter(|(key, _)| *key != WAKE).map(|(key, flags)| (key as u32, ready(flags))));
        Ok(reported.len())
    }

    /// Ends the wait of another thread, or the next one (I1).
    pub(crate) fn notify(&self) {
        let one = 1_u64.to_ne_bytes();
        if write(&self.wake, &one) == Err(Errno::AGAIN) {
            // The counter is full, after 2^64 - 2 writes: begin anew.
            let _ = read(&self.wake, &mut [0; 8]);
            let _ = write(&self.wake, &one);
        }
    }
}

fn timespec(duration: Duration) -> Timespec {
    duration.try_into().unwrap_or(Timespec { tv_sec: i64::MAX, tv_nsec: 0 })
}

impl AsFd for Poller {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.epoll.as_fd()
    }
}
