//! `poll_oneoff` of preview 1.

use std::time::Duration;

/// Waits on the host's monotonic clock. May return early, on some hosts by most of the time asked for.
///
/// The timeout is relative: Node 20 never returns from an absolute one.
pub(crate) fn sleep(duration: Duration) {
    let clock = wasi::SubscriptionClock {
        id: wasi::CLOCKID_MONOTONIC,
        timeout: u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX),
        precision: 0,
        flags: 0,
    };
    let subscription = wasi::Subscription {
        userdata: 0,
        u: wasi::SubscriptionU { tag: wasi::EVENTTYPE_CLOCK.raw(), u: wasi::SubscriptionUU { clock } },
    };
    let mut event = wasi::Event {
        userdata: 0,
        error: wasi::ERRNO_SUCCESS,
        type_: wasi::EVENTTYPE_CLOCK,
        fd_readwrite: wasi::EventFdReadwrite { nbytes: 0, flags: 0 },
    };
    // SAFETY: one subscription to read and room for one event to write, both alive during the call. A failure counts as an early
    // return; test: every sleep of the suite under WASI.
    let _ = unsafe { wasi::poll_oneoff(&subscription, &mut event, 1) };
}
