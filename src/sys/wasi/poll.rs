//! The wait of the only thread.
//!
//! # How it works
//!
//! Nobody else exists who could wake this thread, so a wait ends with its timeout, and a wait without one never ends: that is a deadlock, and
//! it is told instead.
//!
//! - **I1** A wait is never shorter than its timeout: hosts that return early are asked again, for at least a millisecond, so
//!   that a host with a coarse clock is not asked in a tight loop.

use super::preview;
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

    /// Waits for a token, which gives true, or until `timeout` has passed.
    pub(crate) fn park(
        &self,
        _: &[Arc<Reactor>],
        timeout: Option<Duration>,
        _: &mut WakeList,
    ) -> Result<Parked, NeverWoken> {
        if self.token.swap(false, Ordering::Relaxed) {
            return Ok(Parked { notified: true, polled: false });
        }
        let mut left = timeout.ok_or(NeverWoken)?;
        let start = Instant::now();
        while !left.is_zero() {
            preview::sleep(left);
            left = timeout.unwrap_or_default().saturating_sub(start.elapsed());
            if !left.is_zero() {
                left = left.max(AFTER_EARLY_RETURN);
            }
        }
        Ok(Parked { notified: false, polled: false })
    }

    pub(crate) fn unpark(&self) {
        self.token.store(true, Ordering::Relaxed);
    }
}
