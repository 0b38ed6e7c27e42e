//! Who sleeps, who searches and who is woken: the protocol of the workers, and nothing else.
//!
//! # How it works
//!
//! ```text
//!            start_search            found: stop_search (the last one looks for more, and wakes another)
//!  running ───────────────► searching ──────────────────────────────► running
//!     ▲                         │ found nothing
//!     │                         ▼
//!     │  retract        announced: in the list, counted as parked ── re-check every queue ──► park
//!     └───────────────────────◄─┴──────────────────────────────────────────────────────────────┘
//!                                 notify: taken off the list, counted as searching, unparked
//! ```
//!
//! Whoever queues a task that any worker may run calls `notify`. It wakes one parked worker, unless one is searching
//! already: that one will find the task (after a rest, perhaps, where there are two workers: `thief.rs`), and the last
//! searcher to find something wakes the next where more is queued. So a flood of tasks wakes the workers one after the
//! other instead of all at once. The protocol is that of Go's scheduler and of tokio's
//! `runtime/scheduler/multi_thread/idle.rs`; the list of parked workers is a plain vector under a lock, touched only when a
//! worker parks or is woken. `models/tests/idle.rs` goes through its interleavings.
//!
//! One parked worker is the **watcher** while others run, and for a moment after: it looks at them every `LOOK`, for tasks that
//! wait in the LIFO slot of a worker whose poll blocks, and for timers that such a worker does not fire.
//!
//! # Invariants
//!
//! - **I1** `searching` and `parked` stand in one word. A worker is counted as parked exactly while it is in the list; both
//!   change together under the lock.
//! - **I2** *No lost wake-up.* The one who queues: push, fence, read the word. The one who parks: change the word, fence,
//!   look at every queue. Both fences are sequentially consistent, so at least one of the two sees the other: either the task
//!   is found by the re-check, or the worker is seen as parked.
//! - **I3** A notification is not sent while a worker searches. A searcher that gives up is counted as parked in the same
//!   step and then re-checks (I2); one that finds something and was the last changes the word, fences, and notifies if any
//!   queue still holds something.
//! - **I4** `watcher` says who watches, or who was called to. Who has something to watch (a timer, a task in the slot, one that
//!   yielded) reads it and calls a parked worker if there is nobody, unless one will wake by itself within a `LOOK`: that one
//!   calls another before it runs anything. Who was called watches when it parks again, and calls another when it finds
//!   something to run. The watcher clears `watcher` when it stops and then reads the word; a worker that starts to run changes
//!   the word before it reads `watcher`, so one of the two sees the other.

use crate::primitives::Mutex;
use crate::primitives::atomic::{AtomicU32, Ordering, fence};
use std::time::Duration;

/// How often the watcher looks. A task waits in the slot of a blocked worker for at most two looks.
pub(crate) const LOOK: Duration = Duration::from_millis(1);

/// The low half counts searching workers, the high half parked ones.
const PARKED: u32 = 1 << 16;
const SEARCHING_MASK: u32 = PARKED - 1;

/// The most workers the word can count.
pub(crate) const MAX_WORKERS: usize = SEARCHING_MASK as usize;

#[derive(Debug)]
pub(crate) struct Idle {
    word: AtomicU32,
    /// `NOBODY`, `WATCHING`, or the number of the worker that was called to watch (I4).
    watcher: AtomicU32,
    parked: Mutex<Vec<usize>>,
    workers: AtomicU32,
}

const NOBODY: u32 = u32::MAX;
const WATCHING: u32 = u32::MAX - 1;

fn parked(word: u32) -> u32 {
    word / PARKED
}

fn searching(word: u32) -> u32 {
    word & SEARCHING_MASK
}

impl Idle {
    pub(crate) fn new() -> Self {
        Idle {
            word: AtomicU32::new(0),
            watcher: AtomicU32::new(NOBODY),
            parked: Mutex::new(Vec::new()),
            workers: AtomicU32::new(0),
        }
    }

    /// Starts over with `workers` workers, all running.
    pub(crate) fn reset(&self, workers: usize) {
        let mut list = self.parked.lock();
        list.clear();
        list.reserve(workers);
        self.word.store(0, Ordering::SeqCst);
        self.watcher.store(NOBODY, Ordering::SeqCst);
        self.workers.store(workers as u32, Ordering::SeqCst);
    }

    /// A task that any worker may run was queued: the worker to unpark, if one must be (I2, I3).
    #[inline]
    pub(crate) fn notify(&self) -> Option<usize> {
        fence(Ordering::SeqCst);
        let word = self.word.load(Ordering::SeqCst);
        if parked(word) == 0 || searching(word) > 0 { None } else { self.wake_one() }
    }

    /// Takes a parked worker off the list, as a searcher (I1).
    #[cold]
    fn wake_one(&self) -> Option<usize> {
        let mut list = self.parked.lock();
        if searching(self.word.load(Ordering::SeqCst)) > 0 {
            return None;
        }
        let worker = list.pop()?;
        self.word.fetch_sub(PARKED - 1, Ordering::SeqCst);
        Some(worker)
    }

    /// Becomes a searcher, unless half of the running workers search already.
    pub(crate) fn start_search(&self) -> bool {
        let word = self.word.load(Ordering::SeqCst);
        let running = self.workers.load(Ordering::Relaxed).saturating_sub(parked(word));
        if searching(word) > 0 && 2 * searching(word) >= running {
            return false;
        }
        self.start_search_anyway();
        true
    }

    /// Becomes a searcher although others search: the re-check before parking has found something.
    pub(crate) fn start_search_anyway(&self) {
        self.word.fetch_add(1, Ordering::SeqCst);
    }

    /// Stops searching because something was found: true for the last searcher, who must look whether there is more and
    /// notify then (I3).
    pub(crate) fn stop_search(&self) -> bool {
        let last = searching(self.word.fetch_sub(1, Ordering::SeqCst)) == 1;
        fence(Ordering::SeqCst);
        last
    }

    /// Counts `worker` as parked, and no longer as searching. It must re-check every queue before it parks (I2).
    pub(crate) fn announce(&self, worker: usize, was_searching: bool) {
        let mut list = self.parked.lock();
        list.push(worker);
        self.word.fetch_add(PARKED - u32::from(was_searching), Ordering::SeqCst);
        drop(list);
        fence(Ordering::SeqCst);
    }

    /// The worker runs again. False if it had been notified: then it is counted as searching.
    pub(crate) fn retract(&self, worker: usize) -> bool {
        let mut list = self.parked.lock();
        let Some(index) = list.iter().position(|&parked| parked == worker) else { return false };
        list.swap_remove(index);
        self.word.fetch_sub(PARKED, Ordering::SeqCst);
        true
    }

    /// Says whether any worker is not parked.
    pub(crate) fn any_running(&self) -> bool {
        parked(self.word.load(Ordering::SeqCst)) < self.workers.load(Ordering::Relaxed)
    }

    /// Somebody who runs has something to watch: the worker to unpark as the watcher, if there is none and no parked one
    /// `wakes_soon` by itself (I4).
    #[inline]
    pub(crate) fn need_watcher(&self, wakes_soon: impl Fn(usize) -> bool) -> Option<usize> {
        if self.watcher.load(Ordering::SeqCst) != NOBODY || parked(self.word.load(Ordering::SeqCst)) == 0 {
            None
        } else {
            self.call_watcher(wakes_soon)
        }
    }

    /// Takes a parked worker off the list to watch, although others may be searching: those may find something to run.
    #[cold]
    fn call_watcher(&self, wakes_soon: impl Fn(usize) -> bool) -> Option<usize> {
        let mut list = self.parked.lock();
        let worker = *list.last()?;
        if list.iter().any(|parked| wakes_soon(*parked)) || !self.exchange_watcher(NOBODY, worker as u32) {
            return None;
        }
        list.pop();
        self.word.fetch_sub(PARKED - 1, Ordering::SeqCst);
        Some(worker)
    }

    fn exchange_watcher(&self, current: u32, new: u32) -> bool {
        self.watcher.compare_exchange(current, new, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }

    /// A worker that was called to watch has something to run: true if it was, and then another must be called (I4).
    #[inline]
    pub(crate) fn give_up_call(&self, worker: usize) -> bool {
        self.watcher.load(Ordering::SeqCst) == worker as u32 && self.exchange_watcher(worker as u32, NOBODY)
    }

    /// Becomes the watcher, unless there is one or nobody runs.
    pub(crate) fn start_watching(&self, worker: usize) -> bool {
        if self.any_running() {
            return self.exchange_watcher(worker as u32, WATCHING) || self.exchange_watcher(NOBODY, WATCHING);
        }
        // Called for nothing, unless somebody who counts on it has begun to run meanwhile.
        self.give_up_call(worker) && self.any_running() && self.exchange_watcher(NOBODY, WATCHING)
    }

    /// Stops watching; true if somebody runs, so that a watcher is still needed (I4).
    pub(crate) fn stop_watching(&self) -> bool {
        self.watcher.store(NOBODY, Ordering::SeqCst);
        self.any_running()
    }

    /// A worker waits in a nested `block_on`: it neither runs nor is parked.
    pub(crate) fn leave(&self) {
        self.workers.fetch_sub(1, Ordering::SeqCst);
    }

    pub(crate) fn come_back(&self) {
        self.workers.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn parked(&self) -> usize {
        parked(self.word.load(Ordering::SeqCst)) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_searcher_holds_further_notifications_back() {
        let idle = Idle::new();
        idle.reset(3);
        assert_eq!(idle.notify(), None, "all run");
        idle.announce(0, false);
        idle.announce(1, false);
        assert_eq!(idle.notify(), Some(1), "the one that parked last");
        assert_eq!(idle.notify(), None, "one searches");
        assert!(!idle.retract(1), "it was notified");
        assert!(idle.stop_search(), "it was the only searcher");
        assert_eq!(idle.notify(), Some(0));
        assert_eq!(idle.parked(), 0);
    }

    #[test]
    fn a_worker_that_wakes_by_itself_leaves_the_list() {
        let idle = Idle::new();
        idle.reset(2);
        assert!(idle.start_search());
        idle.announce(0, true);
        assert!(idle.retract(0));
        assert_eq!(idle.notify(), None);
    }

    #[test]
    fn one_watches_and_who_was_called_may_pass_it_on() {
        let idle = Idle::new();
        idle.reset(3);
        let never = |_| false;
        assert_eq!(idle.need_watcher(never), None, "nobody is parked");
        idle.announce(0, false);
        idle.announce(1, false);
        assert_eq!(idle.need_watcher(|worker| worker == 0), None, "one wakes soon");
        assert_eq!(idle.need_watcher(never), Some(1));
        assert_eq!(idle.need_watcher(never), None, "one is called");
        assert!(!idle.retract(1) && idle.give_up_call(1) && !idle.give_up_call(1));
        assert_eq!(idle.need_watcher(never), Some(0), "although one searches");
        idle.announce(1, true);
        assert!(!idle.start_watching(1), "it was not called");
        idle.announce(0, true);
        assert!(idle.start_watching(0) && !idle.give_up_call(0));
        assert_eq!(idle.need_watcher(never), None, "one watches");
        assert!(idle.stop_watching(), "one runs");
        idle.announce(2, false);
        assert!(!idle.stop_watching() && !idle.start_watching(1), "nobody runs");
    }

    #[test]
    fn at_most_half_of_the_running_workers_search() {
        let idle = Idle::new();
        idle.reset(4);
        assert!(idle.start_search() && idle.start_search() && !idle.start_search());
        idle.reset(1);
        assert!(idle.start_search(), "a single worker may");
    }
}
