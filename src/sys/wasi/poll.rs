//! The wait of the only thread.
//!
//! # How it works
//!
//! Nobody else exists who could wake this thread, so a wait ends with its timeout or with a descriptor that somebody waits for. With neither
//! it would never end: that is a deadlock, and it is told instead.
//!
//! - **I1** A wait is never shorter than its timeout: hosts that return early are asked again, for at least a millisecond, so
//!   that a host with a coarse clock is not asked in a tight loop.

use super::preview;
use super::reactor::{Waited, wait};
use crate::primitives::atomic::{AtomicBool, Ordering};
use crate::sys::{NeverWoken, Parked, Reactor};
use crate::util::wake_list::WakeList;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The least that a host is asked for after it returned early: Node 20 returns from 100 µs after 17 µs.
const AFTER_EARLY_RETURN: Duration = Duration::from_millis(1);

#[derive(Debug)]
pub(crate) struct Park {
    token: AtomicBool,
}

impl Park {
    pub(crate) const fn new() -> Self {
        Park { token: AtomicBool::new(false) }
    }

    /// Waits for a token, or until `timeout` has passed, or until a descriptor is ready: who is to be woken for it is in `woken` then.
    pub(crate) fn park(
        &self,
        reactors: &[Arc<Reactor>],
        timeout: Option<Duration>,
        woken: &mut WakeList,
    ) -> Result<Parked, NeverWoken> {
        if self.token.swap(false, Ordering::Relaxed) {
            return Ok(Parked { notified: true, polled: false });
        }
        let ended = Parked { notified: false, polled: false };
        if timeout == Some(Duration::ZERO) {
            reactors.iter().for_each(|reactor| reactor.look(woken)); // timers that are always due starve no descriptor
        }
        let start = Instant::now();
        let mut left = timeout;
        while left != Some(Duration::ZERO) {
            let waited = if reactors.is_empty() { Waited::ForNothing } else { wait(reactors, left, woken) };
            match (waited, left) {
                (Waited::ForNothing, None) => return Err(NeverWoken),
                (Waited::ForNothing, Some(left)) => preview::sleep(left),
                (Waited::Ended, None) => return Ok(ended),
                (Waited::Ended, Some(_)) if !woken.is_empty() => return Ok(ended),
                (Waited::Ended, Some(_)) => {}
            }
            left = timeout.map(|timeout| timeout.saturating_sub(start.elapsed()));
            left = left.map(|left| if left.is_zero() { left } else { left.max(AFTER_EARLY_RETURN) });
        }
        Ok(ended)
    }

    pub(crate) fn unpark(&self) {
        self.token.store(true, Ordering::Relaxed);
    }
}
