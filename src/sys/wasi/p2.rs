//! `wasi:io/poll` of preview 2.

use std::time::Duration;
use wasip2::clocks::monotonic_clock::subscribe_duration;

/// Waits on the host's monotonic clock. May return early.
pub(crate) fn sleep(duration: Duration) {
    subscribe_duration(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)).block();
}
