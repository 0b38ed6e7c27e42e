//! Putting a thread to sleep and waking it.
//!
//! # How it works
//!
//! A token in an atomic word. `unpark` leaves the token and wakes the sleeper; `park` takes the token, or sleeps until there
//! is one. How a thread sleeps on the word is the affair of `sleep`: a futex on Linux, a condition variable elsewhere. Not `std::thread::park`: a
//! task's own code may use that on the same thread, and would eat our tokens as we would eat its.
//!
//! A thread that is given reactors waits on the first whose turn it gets, in place of sleeping; `unpark` then ends the wait of that reactor.
//!
//! - **I1** A token left by `unpark` ends the next `park` at once: what was written before `unpark` is seen after `park`.
//! - **I2** `park` may return early; callers look again.
//! - **I3** `reactor` is set before the word says `POLLING`, and cleared after it has changed: who reads `POLLING` finds the reactor to
//!   notify, or finds none because the wait is over.

use super::reactor::{Reactor, Turn};
use crate::primitives::Mutex;
use crate::primitives::atomic::{AtomicU32, Ordering};
use crate::sys::{NeverWoken, Parked};
use crate::util::wake_list::WakeList;
use sleep::Sleeper;
use std::sync::Arc;
use std::time::{Duration, Instant};

const EMPTY: u32 = 0;
const TOKEN: u32 = 1;
/// The thread sleeps on the word.
const PARKED: u32 = 2;
/// The thread waits on a reactor.
const POLLING: u32 = 3;

#[derive(Debug)]
pub(crate) struct Park {
    token: AtomicU32,
    sleeper: Sleeper,
    /// The reactor on which the thread waits (I3).
    reactor: Mutex<Option<Arc<Reactor>>>,
}

impl Park {
    pub(crate) const fn new() -> Self {
        Park { token: AtomicU32::new(EMPTY), sleeper: Sleeper::new(), reactor: Mutex::new(None) }
    }

    /// Waits for a token, which gives true, or until `timeout` has passed, or one of the reactors reports something: who is to be
    /// woken for it is in `woken` then.
    pub(crate) fn park(
        &self,
        reactors: &[Arc<Reactor>],
        timeout: Option<Duration>,
        woken: &mut WakeList,
    ) -> Result<Parked, NeverWoken> {
        if timeout == Some(Duration::ZERO) {
            reactors.iter().for_each(|reactor| reactor.look(woken));
            return Ok(Parked { notified: self.take_token(), polled: false });
        }
        for (index, reactor) in reactors.iter().enumerate() {
            if let Some(turn) = reactor.try_begin() {
                let polled = self.poll(reactor, turn, &reactors[index + 1..], timeout, woken);
                return Ok(Parked { notified: polled, polled: true });
            }
        }
        Ok(Parked { notified: self.sleep(timeout), polled: false })
    }

    fn take_token(&self) -> bool {
        // An exchange: it synchronises with an `unpark` that has come after the one which made an earlier exchange fail.
        self.token.swap(EMPTY, Ordering::SeqCst) == TOKEN
    }

    /// Says what the thread is about to do; false if there is a token, which is taken.
    fn announce(&self, state: u32) -> bool {
        let announced = self.token.compare_exchange(EMPTY, state, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        if !announced {
            self.take_token();
        }
        announced
    }

    /// Waits on a reactor, and looks at the others; true for a token.
    fn poll(
        &self,
        reactor: &Arc<Reactor>,
        turn: Turn<'_>,
        others: &[Arc<Reactor>],
        timeout: Option<Duration>,
        woken: &mut WakeList,
    ) -> bool {
        *self.reactor.lock() = Some(reactor.clone());
        let announced = self.announce(POLLING);
        if announced && others.is_empty() {
            turn.wait(timeout, woken);
        } else if announced {
            turn.wait_beside(others, timeout, woken);
            others.iter().for_each(|reactor| reactor.look(woken));
        }
        let notified = !announced || self.take_token();
        drop(self.reactor.lock().take());
        notified
    }

    /// Sleeps until there is a token, which gives true, or until `timeout` has passed.
    fn sleep(&self, timeout: Option<Duration>) -> bool {
        if !self.announce(PARKED) {
            return true;
        }
        let start = timeout.map(|timeout| (Instant::now(), timeout));
        let mut left = timeout;
        loop {
            self.sleeper.sleep(&self.token, left);
            let timed_out = start.is_some_and(|(start, timeout)| {
                let rest = timeout.saturating_sub(start.elapsed());
                left = Some(rest);
                rest.is_zero()
            });
            if timed_out || self.token.load(Ordering::SeqCst) == TOKEN {
                return self.take_token();
            }
        }
    }

    /// Leaves a token (I1).
    pub(crate) fn unpark(&self) {
        match self.token.swap(TOKEN, Ordering::SeqCst) {
            PARKED => self.sleeper.wake(&self.token),
            POLLING => {
                let reactor = self.reactor.lock().clone();
                if let Some(reactor) = reactor {
                    reactor.notify();
                }
            }
            _ => {}
        }
    }
}

#[cfg(target_os = "linux")]
mod sleep {
    use super::{AtomicU32, Duration, PARKED};
    use rustix::thread::futex;

    #[derive(Debug)]
    pub(crate) struct Sleeper;

    impl Sleeper {
        pub(crate) const fn new() -> Self {
            Sleeper
        }

        /// Sleeps while the word says `PARKED`; may return early.
        pub(crate) fn sleep(&self, word: &AtomicU32, timeout: Option<Duration>) {
            let timeout = timeout.and_then(|timeout| timeout.try_into().ok());
            let _ = futex::wait(word, futex::Flags::PRIVATE, PARKED, timeout.as_ref());
        }

        pub(crate) fn wake(&self, word: &AtomicU32) {
            let _ = futex::wake(word, futex::Flags::PRIVATE, 1);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod sleep {
    use super::{AtomicU32, Duration, Ordering, PARKED};
    use crate::primitives::{Condvar, Mutex};

    #[derive(Debug)]
    pub(crate) struct Sleeper {
        lock: Mutex<()>,
        wake: Condvar,
    }

    impl Sleeper {
        pub(crate) const fn new() -> Self {
            Sleeper { lock: Mutex::new(()), wake: Condvar::new() }
        }

        /// Sleeps while the word says `PARKED`; may return early.
        pub(crate) fn sleep(&self, word: &AtomicU32, timeout: Option<Duration>) {
            let guard = self.lock.lock();
            if word.load(Ordering::SeqCst) == PARKED {
                match timeout {
                    Some(timeout) => drop(self.wake.wait_timeout(guard, timeout)),
                    None => drop(self.wake.wait(guard)),
                }
            }
        }

        pub(crate) fn wake(&self, _: &AtomicU32) {
            drop(self.lock.lock()); // the sleeper is between its look at the word and its wait: let it get there
            self.wake.notify_one();
        }
    }
}

pub(crate) use slack::TimerSlack;

#[cfg(target_os = "linux")]
mod slack {
    use rustix::thread::{current_timer_slack, set_current_timer_slack};
    use std::num::NonZero;

    /// Has the kernel end this thread's timed waits on time. Linux lets them come 50 µs late by default, in order to group them.
    /// Dropping it gives the thread back what it had.
    #[derive(Debug)]
    pub(crate) struct TimerSlack {
        previous: Option<NonZero<u64>>,
    }

    impl TimerSlack {
        pub(crate) fn tighten() -> Self {
            let previous = current_timer_slack().ok().and_then(NonZero::new);
            if previous.is_some() {
                let _ = set_current_timer_slack(Some(NonZero::<u64>::MIN)); // a wish
            }
            TimerSlack { previous }
        }
    }

    impl Drop for TimerSlack {
        fn drop(&mut self) {
            if self.previous.is_some() {
                let _ = set_current_timer_slack(self.previous);
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod slack {
    /// Nothing to ask for here.
    #[derive(Debug)]
    pub(crate) struct TimerSlack;

    impl TimerSlack {
        pub(crate) fn tighten() -> Self {
            TimerSlack
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_ends_one_park_and_a_timeout_the_next() {
        let park = Park::new();
        park.unpark();
        park.unpark();
        let park = |timeout| park.park(&[], timeout, &mut WakeList::new()).unwrap().notified;
        assert!(park(None));
        let start = Instant::now();
        assert!(!park(Some(Duration::from_millis(5))));
        assert!(start.elapsed() >= Duration::from_millis(5));
    }

    #[test]
    fn two_threads_hand_over_ten_thousand_times() {
        let (a, b) = (Park::new(), Park::new());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for _ in 0..10_000 {
                    a.park(&[], None, &mut WakeList::new()).unwrap();
                    b.unpark();
                }
            });
            for _ in 0..10_000 {
                a.unpark();
                b.park(&[], None, &mut WakeList::new()).unwrap();
            }
        });
    }
}
