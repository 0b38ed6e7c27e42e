//! What is known of one descriptor: which way it is ready, and who waits until it is.
//!
//! # How it works
//!
//! A descriptor counts as ready until an operation on it has found that it is not. Then the task leaves its waker here; when the
//! platform reports the descriptor ready, the reactor notes it and wakes those who wait in that direction.
//!
//! The platform may report only *changes* (edge-triggered epoll and kqueue). So "not ready" may be noted only if nothing was
//! reported since the operation began: each report raises a tick, and who clears says which tick it saw. The idea is tokio's
//! `runtime/io/scheduled_io.rs`.
//!
//! Any number of tasks may wait in one direction, and all are woken. An operation that waits has a number, under which it takes its
//! waker back when it is dropped. The polls of `futures-io` come without one: of their wakers the last few are kept, and who is
//! displaced is woken, so that it may come back.
//!
//! # Invariants
//!
//! - **I1** *No lost wake-up.* (`models/tests/readiness.rs`) Who reports: set the bits, then take the wakers under the lock. Who waits: leave the waker under the
//!   lock, after a look at the bits under the same lock. So either the bits are seen, or the waker is found.
//! - **I2** Bits are cleared only if the tick is the one that was seen before the operation.
//! - **I3** An end that was reported (the peer has closed its side) may come together with data, in one report: it outlasts a
//!   short read, which proves only that the data is used up.
//! - **I4** Wakers are cloned, woken and dropped outside the lock.
//! - **I5** What is left behind by those who wait no more is bounded: [`MOST_NAMELESS`] wakers in a direction.

use crate::primitives::Mutex;
use crate::primitives::atomic::{AtomicU32, Ordering};
use std::fmt;
use std::sync::atomic::AtomicU64;
use std::task::{Context, Poll, Waker};

/// What a task waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Read,
    Write,
}

/// What a platform reports of a descriptor, and what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ready(u32);

impl Ready {
    pub(crate) const NOTHING: Ready = Ready(0);
    pub(crate) const READABLE: Ready = Ready(1);
    pub(crate) const WRITABLE: Ready = Ready(2);
    /// No more data will come but what is there (I3).
    pub(crate) const READ_ENDED: Ready = Ready(4);
    /// No more data can be sent.
    pub(crate) const WRITE_ENDED: Ready = Ready(8);
    /// Nobody reports any more: the runtime ends.
    const ABANDONED: Ready = Ready(16);
    pub(crate) const BOTH: Ready = Ready(1 | 2);

    const BITS: u32 = 31;
    const TICK: u32 = 32;

    pub(crate) const fn and(self, other: Ready) -> Ready {
        Ready(self.0 | other.0)
    }

    fn overlaps(self, other: Ready) -> bool {
        self.0 & other.0 != 0
    }

    /// What makes an operation in this direction worth a try.
    const fn for_direction(direction: Direction) -> Ready {
        match direction {
            Direction::Read => Ready::READABLE.and(Ready::READ_ENDED).and(Ready::ABANDONED),
            Direction::Write => Ready::WRITABLE.and(Ready::WRITE_ENDED).and(Ready::ABANDONED),
        }
    }
}

/// What was known before an operation was tried.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen(u32);

impl Seen {
    /// Says that nobody reports any more.
    pub(crate) fn is_abandoned(self) -> bool {
        Ready(self.0).overlaps(Ready::ABANDONED)
    }
}

pub(crate) struct Readiness {
    state: AtomicU32,
    waiting: Mutex<[Waiting; 2]>,
}

/// The number of an operation that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waiter(u64);

impl Waiter {
    /// A poll that no operation stands behind: nobody will say when it waits no more.
    pub(crate) const NAMELESS: Waiter = Waiter(0);

    pub(crate) fn next() -> Waiter {
        static LAST: AtomicU64 = AtomicU64::new(0); // orders nothing
        Waiter(LAST.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1)
    }
}

/// How many wakers of nameless polls are kept in a direction (I5): one task reads and one writes, as a rule.
const MOST_NAMELESS: usize = 4;

/// Those who wait in one direction: mostly one task, so the first needs no list.
struct Waiting {
    first: Option<(Waiter, Waker)>,
    more: Vec<(Waiter, Waker)>,
}

impl Waiting {
    const fn new() -> Waiting {
        Waiting { first: None, more: Vec::new() }
    }

    fn any(&self) -> bool {
        self.first.is_some() || !self.more.is_empty()
    }

    fn all(&mut self) -> impl Iterator<Item = &mut (Waiter, Waker)> {
        self.first.iter_mut().chain(&mut self.more)
    }

    /// Adds a waker, or puts it in the place of an older one; what is displaced must be woken.
    fn add(&mut self, waiter: Waiter, waker: Waker) -> Displaced {
        let nameless = waiter == Waiter::NAMELESS;
        let same = |known: &&mut (Waiter, Waker)| known.0 == waiter && (!nameless || known.1.will_wake(&waker));
        if let Some(known) = self.all().find(same) {
            return Displaced::Unneeded(std::mem::replace(&mut known.1, waker));
        }
        let too_many = nameless && self.all().filter(|known| known.0 == waiter).count() == MOST_NAMELESS;
        // Of those the oldest stands first.
        let displaced = if too_many { self.remove(|known| known.0 == waiter) } else { None };
        if self.first.is_none() && self.more.is_empty() {
            self.first = Some((waiter, waker));
        } else {
            self.more.push((waiter, waker));
        }
        displaced.map_or(Displaced::Nobody, Displaced::Waits)
    }

    fn remove(&mut self, wanted: impl Fn(&(Waiter, Waker)) -> bool) -> Option<Waker> {
        if self.first.as_ref().is_some_and(&wanted) {
            return self.first.take().map(|(_, waker)| waker);
        }
        let index = self.more.iter().position(wanted)?;
        Some(self.more.remove(index).1)
    }

    fn take(&mut self, woken: &mut Vec<Waker>) {
        woken.extend(self.first.take().into_iter().chain(self.more.drain(..)).map(|(_, waker)| waker));
    }
}

/// A waker that gave way to another.
enum Displaced {
    Nobody,
    /// That of the last poll of the same operation.
    Unneeded(Waker),
    /// That of a poll which may still be waited for.
    Waits(Waker),
}

impl Readiness {
    pub(crate) fn new(ready: Ready) -> Readiness {
        Readiness { state: AtomicU32::new(ready.0), waiting: Mutex::new([Waiting::new(), Waiting::new()]) }
    }

    /// Ready where an operation is worth a try; otherwise the task is woken as soon as one is.
    #[inline]
    pub(crate) fn poll(&self, direction: Direction, waiter: Waiter, cx: &Context<'_>) -> Poll<Seen> {
        let any = Ready::for_direction(direction);
        match self.seen(any) {
            Some(seen) => Poll::Ready(seen),
            None => self.wait(any, direction, waiter, cx.waker()),
        }
    }

    /// Ready when nobody reports any more; until then the task is woken at least for that.
    pub(crate) fn poll_abandoned(&self, direction: Direction, waiter: Waiter, cx: &Context<'_>) -> Poll<()> {
        self.wait(Ready::ABANDONED, direction, waiter, cx.waker()).map(drop)
    }

    /// An operation waits no more.
    pub(crate) fn leave(&self, direction: Direction, waiter: Waiter) {
        let left = self.waiting.lock()[direction as usize].remove(|known| known.0 == waiter);
        drop(left);
    }

    #[inline]
    fn seen(&self, any: Ready) -> Option<Seen> {
        let state = self.state.load(Ordering::Acquire);
        Ready(state).overlaps(any).then_some(Seen(state))
    }

    fn wait(&self, any: Ready, direction: Direction, waiter: Waiter, waker: &Waker) -> Poll<Seen> {
        let new = waker.clone(); // outside the lock (I4)
        let mut waiting = self.waiting.lock();
        if let Some(seen) = self.seen(any) {
            return Poll::Ready(seen); // reported meanwhile (I1)
        }
        let displaced = waiting[direction as usize].add(waiter, new);
        drop(waiting);
        match displaced {
            Displaced::Nobody => {}
            Displaced::Unneeded(waker) => drop(waker),
            Displaced::Waits(waker) => waker.wake(),
        }
        Poll::Pending
    }

    /// Says who waits: for data, for room.
    pub(crate) fn waits_for(&self) -> [bool; 2] {
        let waiting = self.waiting.lock();
        [waiting[0].any(), waiting[1].any()]
    }

    /// An operation has found that the descriptor is not ready (I2).
    #[inline]
    pub(crate) fn clear(&self, direction: Direction, seen: Seen) {
        self.clear_bits(Ready::for_direction(direction).0 & !Ready::ABANDONED.0, seen);
    }

    /// An operation has moved less than it was offered: the next would find nothing, unless an end was reported (I3).
    #[inline]
    pub(crate) fn clear_short(&self, direction: Direction, seen: Seen) {
        let bit = match direction {
            Direction::Read => Ready::READABLE,
            Direction::Write => Ready::WRITABLE,
        };
        self.clear_bits(bit.0, seen);
    }

    /// Nothing is known of this direction any more.
    pub(crate) fn forget(&self, direction: Direction) {
        let bits = Ready::for_direction(direction).0 & !Ready::ABANDONED.0;
        self.state.fetch_and(!bits, Ordering::AcqRel);
    }

    fn clear_bits(&self, bits: u32, seen: Seen) {
        // A failure says that something was reported meanwhile, or noted by another task, which looks again as we do.
        let _ = self.state.compare_exchange(seen.0, seen.0 & !bits, Ordering::AcqRel, Ordering::Relaxed);
    }

    /// Notes what was reported and hands out the wakers of those who wait for it, or of all.
    pub(crate) fn set(&self, ready: Ready, wake_all: bool, woken: &mut Vec<Waker>) {
        let mut state = self.state.load(Ordering::Relaxed);
        loop {
            let ticked = (state & !Ready::BITS).wrapping_add(Ready::TICK);
            let new = ticked | (state & Ready::BITS) | ready.0;
            match self.state.compare_exchange_weak(state, new, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => break,
                Err(now) => state = now,
            }
        }
        let mut waiting = self.waiting.lock();
        for direction in [Direction::Read, Direction::Write] {
            if wake_all || ready.overlaps(Ready::for_direction(direction)) {
                waiting[direction as usize].take(woken);
            }
        }
    }

    /// Nobody reports any more: whoever waits, or comes to wait, is told so.
    pub(crate) fn abandon(&self, woken: &mut Vec<Waker>) {
        self.set(Ready::ABANDONED, true, woken);
    }
}

impl fmt::Debug for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = Ready(self.state.load(Ordering::Relaxed) & Ready::BITS);
        f.debug_struct("Readiness").field("state", &state).field("waiting", &self.waits_for()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::primitives::atomic::AtomicUsize;
    use std::sync::Arc;
    use std::task::Wake;

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn waker() -> (Arc<Count>, Waker) {
        let count = Arc::new(Count::default());
        (count.clone(), count.into())
    }

    fn poll(readiness: &Readiness, direction: Direction, waker: &Waker) -> Option<Seen> {
        match readiness.poll(direction, Waiter::NAMELESS, &Context::from_waker(waker)) {
            Poll::Ready(seen) => Some(seen),
            Poll::Pending => None,
        }
    }

    fn report(readiness: &Readiness, ready: Ready) {
        let mut woken = Vec::new();
        readiness.set(ready, false, &mut woken);
        woken.into_iter().for_each(Waker::wake);
    }

    #[test]
    fn a_report_during_an_operation_outlasts_its_failure() {
        let readiness = Readiness::new(Ready::BOTH);
        let (count, waker) = waker();
        let seen = poll(&readiness, Direction::Read, &waker).unwrap();
        report(&readiness, Ready::READABLE);
        readiness.clear(Direction::Read, seen);
        let seen = poll(&readiness, Direction::Read, &waker).expect("reported since it was seen");
        readiness.clear(Direction::Read, seen);
        assert!(poll(&readiness, Direction::Read, &waker).is_none());
        assert!(poll(&readiness, Direction::Write, &waker).is_some(), "the other direction is as it was");
        report(&readiness, Ready::WRITABLE);
        assert_eq!(count.0.load(Ordering::Relaxed), 0);
        report(&readiness, Ready::READABLE);
        assert_eq!(count.0.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn an_end_outlasts_a_short_read_and_not_one_that_finds_nothing() {
        let readiness = Readiness::new(Ready::NOTHING);
        let (_, waker) = waker();
        report(&readiness, Ready::READABLE.and(Ready::READ_ENDED));
        let seen = poll(&readiness, Direction::Read, &waker).unwrap();
        readiness.clear_short(Direction::Read, seen);
        let seen = poll(&readiness, Direction::Read, &waker).expect("the end is still to be read");
        readiness.clear(Direction::Read, seen);
        assert!(poll(&readiness, Direction::Read, &waker).is_none());
    }

    #[test]
    fn of_polls_without_an_operation_a_few_wakers_are_kept_and_the_others_are_asked_back() {
        let readiness = Readiness::new(Ready::NOTHING);
        let wakers: Vec<_> = (0..1000).map(|_| waker()).collect();
        for (_, waker) in &wakers {
            assert!(poll(&readiness, Direction::Read, waker).is_none());
            assert!(poll(&readiness, Direction::Read, waker).is_none(), "the same waker again");
        }
        let woken = || wakers.iter().map(|(count, _)| count.0.load(Ordering::Relaxed)).collect::<Vec<_>>();
        let last = 1000 - MOST_NAMELESS;
        assert_eq!(woken()[..last], vec![1; last]);
        assert_eq!(woken()[last..], [0; MOST_NAMELESS]);
        report(&readiness, Ready::READABLE);
        assert_eq!(woken(), [1; 1000]);
        assert_eq!(readiness.waits_for(), [false, false]);
    }

    #[test]
    fn an_operation_that_is_dropped_takes_its_waker_along() {
        let readiness = Readiness::new(Ready::NOTHING);
        let (stays, waits) = waker();
        let first = Waiter::next();
        let poll =
            |waiter, waker: &Waker| readiness.poll(Direction::Write, waiter, &Context::from_waker(waker)).is_ready();
        assert!(!poll(first, &waits));
        for _ in 0..1000 {
            let ((gone, waker), waiter) = (waker(), Waiter::next());
            assert!(!poll(waiter, &waker) && !poll(waiter, &waker));
            readiness.leave(Direction::Write, waiter);
            drop(waker);
            assert_eq!(Arc::strong_count(&gone), 1, "nobody has it any more");
        }
        // A poll with another waker replaces the last one of the same operation.
        let (moved, other) = waker();
        assert!(!poll(first, &other));
        report(&readiness, Ready::WRITABLE);
        assert_eq!((stays.0.load(Ordering::Relaxed), moved.0.load(Ordering::Relaxed)), (0, 1));
    }

    #[test]
    fn all_who_wait_are_told_when_nobody_reports_any_more() {
        let readiness = Readiness::new(Ready::NOTHING);
        let wakers: Vec<_> = (0..MOST_NAMELESS).map(|_| waker()).collect();
        for (_, waker) in &wakers {
            assert!(poll(&readiness, Direction::Write, waker).is_none());
        }
        let mut woken = Vec::new();
        readiness.abandon(&mut woken);
        assert_eq!(woken.len(), MOST_NAMELESS);
        let seen = poll(&readiness, Direction::Write, &wakers[0].1).unwrap();
        readiness.clear(Direction::Write, seen);
        assert!(poll(&readiness, Direction::Read, &wakers[0].1).unwrap().is_abandoned());
    }
}
