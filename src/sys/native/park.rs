//! Putting a thread to sleep and waking it.
//!
//! # How it works
//!
//! A token in an atomic, a condition variable for the sleep. `unpark` leaves the token and wakes the sleeper; `park` takes
//! the token, or sleeps until there is one. Not `std::thread::park`: a task's own code may use that on the same thread, and
//! would eat our tokens as we would eat its.
//!
//! - **I1** A token left by `unpark` ends the next `park` at once: what was written before `unpark` is seen after `park`.
//! - **I2** `park` may return early; callers look again.

use crate::primitives::atomic::{AtomicU32, Ordering};
use crate::primitives::{Condvar, Mutex};
use std::time::{Duration, Instant};

const EMPTY: u32 = 0;
const TOKEN: u32 = 1;
const PARKED: u32 = 2;

#[derive(Debug)]
pub(crate) struct Park {
    token: AtomicU32,
    lock: Mutex<()>,
    wake: Condvar,
}

/// Nothing can ever wake this thread; never so natively, where other threads may.
#[derive(Debug)]
pub(crate) struct NeverWoken;

impl Park {
    pub(crate) const fn new() -> Self {
        Park { token: AtomicU32::new(EMPTY), lock: Mutex::new(()), wake: Condvar::new() }
    }

    /// Waits for a token, which gives true, or until `timeout` has passed.
    pub(crate) fn park(&self, timeout: Option<Duration>) -> Result<bool, NeverWoken> {
        if self.take_token() {
            return Ok(true);
        }
        if timeout == Some(Duration::ZERO) {
            return Ok(false);
        }
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut guard = self.lock.lock();
        if self.token.compare_exchange(EMPTY, PARKED, Ordering::SeqCst, Ordering::SeqCst).is_err() {
            self.token.swap(EMPTY, Ordering::SeqCst);
            return Ok(true);
        }
        loop {
            guard = match deadline {
                None => self.wake.wait(guard),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        break;
                    }
                    self.wake.wait_timeout(guard, left)
                }
            };
            if self.token.load(Ordering::SeqCst) == TOKEN {
                break;
            }
        }
        Ok(self.token.swap(EMPTY, Ordering::SeqCst) == TOKEN)
    }

    fn take_token(&self) -> bool {
        self.token.compare_exchange(TOKEN, EMPTY, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }

    /// Leaves a token (I1).
    pub(crate) fn unpark(&self) {
        if self.token.swap(TOKEN, Ordering::SeqCst) == PARKED {
            drop(self.lock.lock()); // the sleeper is between its exchange and its wait: let it get there
            self.wake.notify_one();
        }
    }
}

#[cfg(target_os = "linux")]
pub(crate) fn tighten_timers() {
    let one = std::num::NonZero::<u64>::MIN;
    let _ = rustix::thread::set_current_timer_slack(Some(one)); // a wish: without it timers are 50 µs late
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn tighten_timers() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_ends_one_park_and_a_timeout_the_next() {
        let park = Park::new();
        park.unpark();
        park.unpark();
        assert!(park.park(None).unwrap());
        let start = Instant::now();
        assert!(!park.park(Some(Duration::from_millis(5))).unwrap());
        assert!(start.elapsed() >= Duration::from_millis(5));
    }

    #[test]
    fn two_threads_hand_over_ten_thousand_times() {
        let (a, b) = (Park::new(), Park::new());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for _ in 0..10_000 {
                    a.park(None).unwrap();
                    b.unpark();
                }
            });
            for _ in 0..10_000 {
                a.unpark();
                b.park(None).unwrap();
            }
        });
    }
}
