//! `wasi:io/poll` of preview 2.

use std::io;
use std::sync::OnceLock;
use std::time::Duration;
use wasip2::cli::stdin::get_stdin;
use wasip2::clocks::monotonic_clock::subscribe_duration;
use wasip2::io::poll::{Pollable, poll};
use wasip2::io::streams::{InputStream, StreamError};

/// How long a look at descriptors takes. Not nothing: a host may serve its sockets only while we wait.
pub(crate) const LOOK: Duration = Duration::from_micros(10);

/// What is waited for.
pub(crate) type Interest = Pollable;

fn stdin() -> &'static InputStream {
    static STDIN: OnceLock<InputStream> = OnceLock::new();
    STDIN.get_or_init(get_stdin)
}

/// What is waited for when somebody reads the standard input.
pub(crate) fn input() -> Interest {
    stdin().subscribe()
}

/// Reads what is there; `WouldBlock` where that is nothing.
pub(crate) fn read_input(buf: &mut [u8]) -> io::Result<usize> {
    match stdin().read(buf.len() as u64) {
        Ok(bytes) if bytes.is_empty() => Err(io::ErrorKind::WouldBlock.into()),
        Ok(bytes) => {
            buf[..bytes.len()].copy_from_slice(&bytes);
            Ok(bytes.len())
        }
        Err(StreamError::Closed) => Ok(0),
        Err(StreamError::LastOperationFailed(error)) => Err(io::Error::other(error.to_debug_string())),
    }
}

fn clock(duration: Duration) -> Pollable {
    subscribe_duration(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX))
}

/// Waits on the host's monotonic clock. May return early.
pub(crate) fn sleep(duration: Duration) {
    clock(duration).block();
}

/// Waits until one of the descriptors is ready or `timeout` has passed; gives the indices of those that are.
pub(crate) fn wait(interests: &[&Interest], timeout: Option<Duration>) -> Vec<usize> {
    let clock = timeout.map(clock);
    let asked: Vec<_> = interests.iter().copied().chain(&clock).collect();
    let ready = poll(&asked).into_iter().map(|index| index as usize);
    ready.filter(|index| *index < interests.len()).collect()
}
