//! `poll_oneoff` of preview 1.
//!
//! # How it works
//!
//! Hosts differ in what they do with descriptors that they cannot poll: one fails the whole call for a bad descriptor, another for a
//! regular file, or tells of the clock at once. So after a failure each descriptor is asked for alone, when the clock has come each is looked
//! at, and one that fails counts as ready: the operation on it says what is wrong.

use crate::engine::readiness::Direction;
use std::io;
use std::time::Duration;

/// How long a look at descriptors takes.
pub(crate) const LOOK: Duration = Duration::ZERO;

/// A descriptor and what is waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interest {
    descriptor: wasi::Fd,
    direction: Direction,
}

pub(crate) fn interest(descriptor: wasi::Fd, direction: Direction) -> Interest {
    Interest { descriptor, direction }
}

/// What is waited for when somebody reads the standard input.
pub(crate) fn input() -> Interest {
    interest(0, Direction::Read)
}

fn error(errno: wasi::Errno) -> io::Error {
    io::Error::from_raw_os_error(errno.raw().into())
}

/// Operations on a descriptor do not wait any longer, where the host allows it.
#[cfg(feature = "net")]
pub(crate) fn set_nonblocking(descriptor: wasi::Fd) -> io::Result<()> {
    let status = status(descriptor)?;
    if status.fs_filetype == wasi::FILETYPE_DIRECTORY {
        return Err(io::Error::new(io::ErrorKind::Unsupported, "a directory cannot be waited for"));
    }
    // SAFETY: nothing but numbers goes in; test: wasi_descriptors.rs.
    let _ = unsafe { wasi::fd_fdstat_set_flags(descriptor, status.fs_flags | wasi::FDFLAGS_NONBLOCK) };
    Ok(())
}

/// Reads what is there, after the host has said that there is something.
pub(crate) fn read_input(buf: &mut [u8]) -> io::Result<usize> {
    let vector = wasi::Iovec { buf: buf.as_mut_ptr(), buf_len: buf.len() };
    // SAFETY: the vector describes the buffer, which is alive and ours during the call; test: wasi_host.rs, which reads.
    let read = unsafe { wasi::fd_read(0, &[vector]) };
    read.map_err(error)
}

const IDLE: wasi::Event = wasi::Event {
    userdata: 0,
    error: wasi::ERRNO_SUCCESS,
    type_: wasi::EVENTTYPE_CLOCK,
    fd_readwrite: wasi::EventFdReadwrite { nbytes: 0, flags: 0 },
};

/// Waits on the host's monotonic clock. May return early, on some hosts by most of the time asked for.
pub(crate) fn sleep(duration: Duration) {
    let _ = poll(&[clock(duration)], &mut [IDLE]); // a failure counts as an early return
}

/// Waits until one of the descriptors is ready or `timeout` has passed; gives the indices of those that are. May return early.
pub(crate) fn wait(interests: &[&Interest], timeout: Option<Duration>) -> Vec<usize> {
    let mut asked: Vec<_> = (0..).zip(interests).map(|(index, interest)| subscription(index, interest)).collect();
    asked.extend(timeout.map(clock));
    let mut events = vec![IDLE; asked.len()];
    match poll(&asked, &mut events) {
        Ok(count) => {
            let reported = events[..count].iter().filter(|event| event.type_ != wasi::EVENTTYPE_CLOCK);
            let ready: Vec<_> = reported.map(|event| event.userdata as usize).collect();
            if ready.is_empty() { all_closed(interests) } else { ready }
        }
        Err(_) => {
            let fails = |subscription: &wasi::Subscription| {
                poll(&[*subscription, clock(Duration::ZERO)], &mut [IDLE, IDLE]).is_err()
            };
            let culprits: Vec<_> = (0..interests.len()).filter(|index| fails(&asked[*index])).collect();
            if culprits.is_empty() {
                sleep(timeout.unwrap_or(PAUSE).min(PAUSE)); // it cannot say which: not in a tight loop
            }
            culprits
        }
    }
}

/// Those that are open no more: Node tells of them by a clock that ends at once.
fn all_closed(interests: &[&Interest]) -> Vec<usize> {
    (0..interests.len()).filter(|index| status(interests[*index].descriptor).is_err()).collect()
}

fn status(descriptor: wasi::Fd) -> io::Result<wasi::Fdstat> {
    // SAFETY: a number goes in, and numbers come out; test: wasi_descriptors.rs.
    unsafe { wasi::fd_fdstat_get(descriptor) }.map_err(error)
}

/// How long to wait where the host fails without a reason.
const PAUSE: Duration = Duration::from_millis(10);

fn subscription(index: u64, interest: &Interest) -> wasi::Subscription {
    let fd_read = wasi::SubscriptionFdReadwrite { file_descriptor: interest.descriptor };
    let u = match interest.direction {
        Direction::Read => {
            wasi::SubscriptionU { tag: wasi::EVENTTYPE_FD_READ.raw(), u: wasi::SubscriptionUU { fd_read } }
        }
        Direction::Write => {
            wasi::SubscriptionU { tag: wasi::EVENTTYPE_FD_WRITE.raw(), u: wasi::SubscriptionUU { fd_write: fd_read } }
        }
    };
    wasi::Subscription { userdata: index, u }
}

/// The timeout is relative: Node 20 never returns from an absolute one.
fn clock(duration: Duration) -> wasi::Subscription {
    let clock = wasi::SubscriptionClock {
        id: wasi::CLOCKID_MONOTONIC,
        timeout: u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX),
        precision: 0,
        flags: 0,
    };
    wasi::Subscription {
        userdata: u64::MAX,
        u: wasi::SubscriptionU { tag: wasi::EVENTTYPE_CLOCK.raw(), u: wasi::SubscriptionUU { clock } },
    }
}

fn poll(asked: &[wasi::Subscription], events: &mut [wasi::Event]) -> Result<usize, wasi::Errno> {
    debug_assert_eq!(asked.len(), events.len(), "each may come");
    // SAFETY: that many subscriptions to read and room for as many events, both alive during the call; test: every sleep of the
    // suite under WASI.
    unsafe { wasi::poll_oneoff(asked.as_ptr(), events.as_mut_ptr(), asked.len()) }
}
