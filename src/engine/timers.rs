//! Timers: a wheel behind a lock, and who must know when its next deadline moves.
//!
//! # How it works
//!
//! Each worker, each thread in `block_on` and each current-thread runtime owns one `Timers`. A sleeping future leaves its
//! waker in the wheel of the thread that polls it; cancelling works from any thread. The owner fires what is due once a
//! turn and waits until `prepare_wait` at most; a worker that has nothing to do looks after the timers of busy ones.
//!
//! - **I1** `next` is never later than the earliest deadline in the wheel, so a turn may skip the lock while `next` lies
//!   ahead. It is exact after `prepare_wait` and `fire`.
//! - **I2** `waiting_until` is set under the lock before the owner waits, and read under the lock by `insert`: either the
//!   owner has seen the new timer before it waits, or the inserter sees that it waits too long and notifies it.
//! - **Mass load**: where many timers are set, wake-ups are grouped. After firing, the owner waits for at least `GROUP`, so
//!   that a hundred thousand timers a second do not cost as many sleeps of a thread. A timer is at most that much later.
//! - **I3** Wakers are woken and dropped outside the lock.

use crate::engine::wheel::{Key, Tick, Wheel};
use crate::primitives::atomic::{AtomicU64, Ordering};
use crate::primitives::{Mutex, MutexGuard};
use crate::util::wake_list::{BATCH, WakeList};
use std::fmt;
use std::sync::OnceLock;
use std::task::Waker;

/// The owner is not waiting: it will look at `next` before it does.
const AWAKE: Tick = 0;
/// How long wake-ups are grouped under mass load.
const GROUP: Tick = 40_000;
/// From how many timers on it is mass load.
const MASS: usize = 128;
/// No deadline.
pub(crate) const NEVER: Tick = Tick::MAX;

pub(crate) struct Timers {
    /// The earliest deadline known (I1).
    next: AtomicU64,
    inner: Mutex<Inner>,
    owner: OnceLock<&'static dyn Notify>,
}

struct Inner {
    wheel: Wheel<Waker>,
    waiting_until: Tick,
    last_fired: Tick,
    /// An empty list, kept so that firing allocates nothing.
    batch: WakeList,
}

/// Somebody who waits and can be told to look again.
pub(crate) trait Notify: Send + Sync {
    fn notify(&self);

    /// A timer has become the earliest while the owner is awake. It fires it itself, unless its poll blocks.
    fn has_earlier(&self) {}
}

/// What a poll of a sleeping future found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Registered {
    /// The timer is still set, and its waker is the right one.
    Waiting,
    /// The timer has fired, or was let go by an owner that ended.
    Gone,
}

impl Timers {
    pub(crate) const fn new() -> Self {
        let inner = Inner { wheel: Wheel::new(), waiting_until: AWAKE, last_fired: 0, batch: WakeList::new() };
        Timers { next: AtomicU64::new(NEVER), inner: Mutex::new(inner), owner: OnceLock::new() }
    }

    /// Says, once, who waits for these timers.
    pub(crate) fn bind(&self, owner: &'static dyn Notify) {
        let bound = self.owner.set(owner);
        debug_assert!(bound.is_ok(), "timers are bound once");
    }

    /// Sets a timer, and notifies the owner if it waits beyond it (I2).
    #[inline]
    pub(crate) fn insert(&self, deadline: Tick, waker: Waker) -> Key {
        let mut inner = self.inner.lock();
        let key = inner.wheel.insert(deadline, waker);
        self.moved_up(inner, deadline);
        key
    }

    /// Takes a timer out. Safe with keys of timers that are gone.
    #[inline]
    pub(crate) fn cancel(&self, key: Key) {
        let waker = self.inner.lock().wheel.remove(key);
        drop(waker);
    }

    /// Leaves the waker of the current poll with the timer.
    #[inline]
    pub(crate) fn update(&self, key: Key, waker: &Waker) -> Registered {
        let mut inner = self.inner.lock();
        let Some(old) = inner.wheel.get_mut(key) else { return Registered::Gone };
        if old.will_wake(waker) {
            return Registered::Waiting;
        }
        drop(inner);
        let new = waker.clone(); // outside the lock: a waker may be anybody's code
        let mut inner = self.inner.lock();
        let Some(old) = inner.wheel.get_mut(key) else { return Registered::Gone };
        let old = std::mem::replace(old, new);
        drop(inner);
        drop(old);
        Registered::Waiting
    }

    /// Says, without the lock, whether something may be due at `now`.
    #[inline]
    pub(crate) fn is_due(&self, now: Tick) -> bool {
        self.next.load(Ordering::Acquire) <= now
    }

    /// The earliest deadline known; may be too early after a cancellation, never too late.
    #[inline]
    pub(crate) fn next(&self) -> Tick {
        self.next.load(Ordering::Acquire)
    }

    /// Wakes every timer that is due at `now`, in the order of their deadlines.
    pub(crate) fn fire(&self, now: Tick) {
        if !self.is_due(now) {
            return;
        }
        let mut batch = std::mem::take(&mut self.inner.lock().batch);
        let mut more = true;
        while more {
            let mut inner = self.inner.lock();
            more = inner.wheel.fire(now, BATCH, batch.list());
            inner.last_fired = now;
            self.update_next(&mut inner);
            drop(inner);
            batch.wake_all();
        }
        self.inner.lock().batch = batch;
    }

    /// The exact next deadline.
    pub(crate) fn exact_next(&self) -> Tick {
        self.update_next(&mut self.inner.lock())
    }

    fn update_next(&self, inner: &mut Inner) -> Tick {
        let next = inner.wheel.next_deadline().unwrap_or(NEVER);
        self.next.store(next, Ordering::Release);
        next
    }

    /// Until when the owner may wait: the exact next deadline, or a little later under mass load. From now until `end_wait` it
    /// counts as waiting until that deadline (I2).
    pub(crate) fn prepare_wait(&self) -> Tick {
        let mut inner = self.inner.lock();
        let next = self.update_next(&mut inner);
        inner.waiting_until = next;
        if inner.wheel.len() < MASS { next } else { next.max(inner.last_fired.saturating_add(GROUP)) }
    }

    /// Gives a timer another deadline; false if it is gone.
    pub(crate) fn move_to(&self, key: Key, deadline: Tick) -> bool {
        let mut inner = self.inner.lock();
        let moved = inner.wheel.move_to(key, deadline);
        if moved {
            self.moved_up(inner, deadline);
        }
        moved
    }

    /// Lowers `next`, and notifies the owner if it waits beyond `deadline` (I2).
    #[inline]
    fn moved_up(&self, inner: MutexGuard<'_, Inner>, deadline: Tick) {
        if deadline >= self.next.load(Ordering::Relaxed) {
            return;
        }
        self.next.store(deadline, Ordering::Release);
        let (awake, waits_too_long) = (inner.waiting_until == AWAKE, deadline < inner.waiting_until);
        drop(inner);
        match self.owner.get() {
            Some(owner) if waits_too_long => owner.notify(),
            Some(owner) if awake => owner.has_earlier(),
            _ => {}
        }
    }

    /// Says whether the owner waits, and will look again at or before `now`.
    pub(crate) fn waits_until(&self, now: Tick) -> bool {
        let waiting_until = self.inner.lock().waiting_until;
        waiting_until != AWAKE && waiting_until <= now
    }

    pub(crate) fn end_wait(&self) {
        self.inner.lock().waiting_until = AWAKE;
    }

    /// The owner ends, or will not fire them: wakes every sleeper, so that each finds itself another owner.
    pub(crate) fn release_all(&self) {
        let mut all = WakeList::new();
        let mut inner = self.inner.lock();
        inner.last_fired = 0; // the next owner may have another clock
        inner.wheel.drain(all.list());
        self.next.store(NEVER, Ordering::Release);
        drop(inner);
        all.wake_all();
    }

    pub(crate) fn len(&self) -> usize {
        self.inner.lock().wheel.len()
    }
}

impl fmt::Debug for Timers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timers").field("len", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::primitives::atomic::AtomicUsize;

    struct Count(AtomicUsize);

    impl Notify for Count {
        fn notify(&self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn an_earlier_timer_notifies_the_owner_only_while_it_waits_too_long() {
        static OWNER: Count = Count(AtomicUsize::new(0));
        let notified = || OWNER.0.load(Ordering::Relaxed);
        let timers = Timers::new();
        timers.bind(&OWNER);
        let insert = |deadline| timers.insert(deadline, Waker::noop().clone());
        insert(500_000_000);
        assert_eq!(notified(), 0, "the owner is awake");
        assert!(!timers.waits_until(NEVER), "the owner is awake");
        assert_eq!(timers.prepare_wait(), 500_000_000);
        assert!(!timers.waits_until(499_999_999) && timers.waits_until(500_000_000));
        insert(600_000_000);
        assert_eq!(notified(), 0, "it waits for an earlier one");
        insert(400_000_000);
        assert_eq!(notified(), 1);
        timers.end_wait();
        insert(300_000_000);
        assert_eq!(notified(), 1);
        assert!(!timers.is_due(299_999_999) && timers.is_due(300_000_000));
        timers.fire(450_000_000);
        assert_eq!(timers.len(), 2);
        timers.release_all();
        assert_eq!((timers.len(), timers.next()), (0, NEVER));
    }
}
