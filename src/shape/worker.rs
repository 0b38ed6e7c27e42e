//! A worker: which task it runs next, when it searches, and when it parks.
//!
//! # How it works
//!
//! ```text
//!            spawn, wake on a worker                    spawn, wake from elsewhere
//!                     │                                           │
//!                     ▼                                           ▼
//!   LIFO slot ─displaced─► deque (FIFO) ◄── batch ── other deques, injector
//!       │                    │
//!       └──────► pop ◄───────┴── local queue (tasks of this thread, in turn with the others)
//! ```
//!
//! A worker takes the task that it has just woken from its LIFO slot, because the data is still in its cache; otherwise the
//! oldest of its deque, in turn with its local tasks; now and then one from the injector. With nothing left it searches:
//! injector first, then the deques of the others, beginning at a random one; where that did more harm than good it rests before
//! (`thief.rs`). Then it parks, by the protocol of `idle.rs`.
//! The design is that of tokio's multi-thread scheduler, over crossbeam-deque (Chase and Lev 2005; Lê, Pop, Cohen and
//! Zappa Nardelli 2013).
//!
//! # Invariants
//!
//! - **I1** Whoever queues a task that any worker may run notifies afterwards, unless it went into the LIFO slot or is a yield of the task that just ran: those
//!   are run by this worker, or found by the watcher when this worker's poll blocks.
//! - **I2** At most `LIFO_RUN` tasks in a row come from the slot, so a chain of wakes does not starve the deque; a wake made by
//!   a task that finishes goes to the deque when there is something in it, so joining does not starve it either. A woken task
//!   takes the slot from the one that was there; a spawned one takes it only when it is free.
//! - **I3** A worker in a nested `block_on` runs no stealable tasks: it gives them to the others, and what it wakes goes to
//!   the injector. Only when every worker is nested do they all take stealable tasks, so that a runtime of one worker (or
//!   of workers that all wait) goes on.
//! - **I4** But for the slot, tasks run in the order in which they became ready on this thread, whether local or stealable: a
//!   local task carries the number of tasks that had gone into the deque before it, and the oldest task of the deque has a
//!   number by its length. So a task that yields finds every task that was ready before it.

use crate::engine::context;
use crate::engine::task::{Ready, Runnable};
use crate::engine::timers::NEVER;
use crate::engine::turn::{Budget, Next, Queue, turn};
use crate::engine::wheel::Tick;
use crate::primitives::atomic::Ordering;
use crate::shape::idle::LOOK;
use crate::shape::nanos;
use crate::shape::pool::{Pool, Seat, SharedSeat};
use crate::shape::thief::Thief;
use crate::shape::thread::{Entered, earlier, until};
use crate::sys;
use crate::util::rng::Rng;
use crossbeam_deque::{Steal, Worker as Deque};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::time::Duration;

/// Tasks from the LIFO slot in a row. Enough for a request and its answers, few enough to keep the deque moving.
const LIFO_RUN: u32 = 32;

/// Looks at which nobody runs before the watcher leaves. They cost about what it costs to call one, so short gaps between polls
/// do not call one each time.
const LINGER: u32 = 2;

/// How long a timer of a running worker may be overdue before the watcher fires it: such a worker fires its timers itself
/// once a turn, unless its poll blocks.
const OVERDUE: Tick = 500_000;

/// What only the worker's own thread may touch.
pub(crate) struct Worker {
    pub(super) seat: Seat,
    deque: Deque<Runnable>,
    polls: Cell<u32>,
    /// Tasks that have gone into the deque (I4).
    pushed: Cell<u64>,
    until_injector: Cell<u32>,
    /// Tasks in a row from the LIFO slot (I2).
    lifo_run: Cell<u32>,
    searching: Cell<bool>,
    thief: Thief,
    /// Nested calls of `block_on` (I3).
    nested: Cell<usize>,
    rng: Rng,
    /// The polls of the others at the last look of the watcher.
    seen: RefCell<Vec<u32>>,
    /// How often the others had looked at the reactor by then.
    looks_seen: Cell<u32>,
}

impl Worker {
    pub(crate) fn new((seat, seed): (Seat, Option<u64>)) -> Worker {
        let deque = seat.shared().deque.lock().take();
        // Each worker draws other numbers, the same ones for the same seed.
        let seed = seed.unwrap_or_else(sys::now).wrapping_add(seat.index as u64);
        Worker {
            seat,
            deque: deque.expect("one thread a seat"),
            polls: Cell::new(0),
            pushed: Cell::new(0),
            until_injector: Cell::new(0),
            lifo_run: Cell::new(0),
            searching: Cell::new(false),
            thief: Thief::default(),
            nested: Cell::new(0),
            rng: Rng::new(seed),
            seen: RefCell::new(vec![0; seat.pool.seats.len()]),
            looks_seen: Cell::new(0),
        }
    }

    /// Gives the deque back, for the next thread in this seat.
    pub(crate) fn leave(self) {
        debug_assert!(self.deque.is_empty(), "no task is left behind");
        *self.seat.shared().deque.lock() = Some(self.deque);
    }

    fn pool(&self) -> &'static Pool {
        self.seat.pool
    }

    fn shared(&self) -> &'static SharedSeat {
        self.seat.shared()
    }

    #[inline]
    pub(crate) fn belongs_to(&self, pool: &'static Pool) -> bool {
        std::ptr::eq(self.seat.pool, pool)
    }

    /// Says whether tasks woken here may be queued here (I3).
    #[inline]
    pub(super) fn takes_tasks_of(&self, pool: &'static Pool) -> bool {
        self.belongs_to(pool) && (self.nested.get() == 0 || self.helps())
    }

    fn helps(&self) -> bool {
        self.pool().nested.load(Ordering::SeqCst) == self.pool().seats.len()
    }

    /// Queues a task that became ready on this thread (I1, I2).
    #[inline]
    pub(super) fn queue(&self, task: Runnable, ready: Ready) {
        let lifo = &self.shared().lifo;
        let behind = match ready {
            Ready::Yielded => return self.queue_last(task),
            Ready::Spawned => !lifo.is_empty(),
            Ready::Woken => context::is_finishing() && !self.deque.is_empty(),
        };
        let displaced = if behind { Some(task) } else { lifo.swap(task) };
        match displaced {
            Some(task) => {
                self.push(task);
                self.pool().notify();
            }
            None => self.pool().need_watcher(),
        }
    }

    /// Queues a task that yields behind all that is ready here, the task in the slot included (I4).
    #[inline]
    fn queue_last(&self, task: Runnable) {
        if let Some(woken) = self.shared().lifo.take() {
            self.push(woken);
            self.push(task);
            self.pool().notify();
        } else {
            self.push(task);
            self.pool().need_watcher();
        }
    }

    /// Turns, searches and parks until the pool stops.
    pub(crate) fn run(&self, entered: &Entered) {
        let source = Source { worker: self, entered };
        loop {
            let budget = Budget::Polls(self.pool().event_interval.load(Ordering::Relaxed));
            match turn(&source, budget) {
                Next::Done => return,
                Next::Busy => {
                    self.look_at_io(entered);
                }
                Next::Idle => self.find_or_park(entered, &|| self.pool().is_stopping()),
            }
        }
    }

    /// Looks at the descriptors of the runtime, unless another worker waits for them; true if something became ready.
    ///
    /// Before it steals, a worker looks here: it finds what its own tasks have sent to others of the runtime, while both are warm.
    fn look_at_io(&self, entered: &Entered) -> bool {
        let Some(reactor) = self.pool().reactor.get() else { return false };
        entered.look_at(&reactor);
        let looks = &self.shared().looks;
        looks.store(looks.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
        let found = entered.has_woken();
        if found {
            entered.wake_woken();
        }
        found
    }

    /// Nothing is ready here: looks elsewhere, or parks.
    pub(crate) fn find_or_park(&self, entered: &Entered, finished: &dyn Fn() -> bool) {
        if !self.look_at_io(entered) && !self.search(entered) {
            self.park(entered, finished);
        }
    }

    /// The next task of this worker.
    #[inline]
    pub(crate) fn pop(&self, entered: &Entered) -> Option<Runnable> {
        entered.take_inbox();
        self.count_poll();
        if self.searching.get() {
            return self.pop_searching(entered);
        }
        if self.is_turn_of_injector()
            && let Some(task) = self.take_injected()
        {
            return Some(task);
        }
        self.pop_ready(entered).or_else(|| self.take_injected())
    }

    #[cold]
    fn pop_searching(&self, entered: &Entered) -> Option<Runnable> {
        let task = self.pop_ready(entered).or_else(|| self.take_injected());
        if task.is_some() {
            self.end_search();
        }
        task
    }

    /// The task in the slot, unless it is time for others (I2), or the oldest of the local tasks and of the deque (I4).
    #[inline]
    fn pop_ready(&self, entered: &Entered) -> Option<Runnable> {
        let lifo = &self.shared().lifo;
        let run = self.lifo_run.get();
        if run < LIFO_RUN
            && let Some(task) = lifo.take()
        {
            self.lifo_run.set(run + 1);
            return Some(task);
        }
        self.lifo_run.set(0);
        let local_first = entered.queue.front_mark().is_some_and(|mark| mark <= self.deque_front());
        let oldest = if local_first { entered.queue.pop() } else { self.deque.pop() };
        oldest.or_else(|| entered.queue.pop()).or_else(|| lifo.take())
    }

    /// Tasks that have gone into the deque so far: the mark of a local task that becomes ready now.
    #[inline]
    pub(crate) fn mark(&self) -> u64 {
        self.pushed.get()
    }

    /// The mark that belongs to the oldest task of the deque.
    #[inline]
    fn deque_front(&self) -> u64 {
        self.pushed.get().saturating_sub(self.deque.len() as u64)
    }

    #[inline]
    fn push(&self, task: Runnable) {
        self.pushed.set(self.pushed.get() + 1);
        self.deque.push(task);
    }

    /// Calls a steal that moves a batch into the deque.
    #[inline]
    fn count_batch<R>(&self, steal: impl FnOnce(&Deque<Runnable>) -> R) -> R {
        let before = self.deque.len();
        let result = steal(&self.deque);
        let batch = self.deque.len().saturating_sub(before);
        self.pushed.set(self.pushed.get() + batch as u64);
        result
    }

    /// Counts down to the next look at the injector.
    #[inline]
    fn is_turn_of_injector(&self) -> bool {
        let left = self.until_injector.get();
        if left > 0 {
            self.until_injector.set(left - 1);
            return false;
        }
        // At least one other task in between, or a flood would starve those.
        self.until_injector.set(self.pool().global_queue_interval.load(Ordering::Relaxed).max(2) - 1);
        true
    }

    #[inline]
    fn count_poll(&self) {
        let polls = self.polls.get().wrapping_add(1);
        self.polls.set(polls);
        self.shared().polls.store(polls, Ordering::Relaxed);
    }

    #[inline]
    fn take_injected(&self) -> Option<Runnable> {
        let injector = &self.pool().injector;
        while !injector.is_empty() {
            match self.count_batch(|deque| injector.steal_batch_and_pop(deque)) {
                Steal::Success(task) => {
                    if !self.deque.is_empty() {
                        self.pool().notify();
                    }
                    return Some(task);
                }
                Steal::Empty => return None,
                Steal::Retry => {}
            }
        }
        None
    }

    /// Moves tasks of the others into the deque; true if there is something to run.
    fn search(&self, entered: &Entered) -> bool {
        if !self.searching.get() && !self.pool().idle.start_search() {
            return false;
        }
        self.searching.set(true);
        let injector = &self.pool().injector;
        self.steal_with(|deque| injector.steal_batch(deque)) || self.rest(entered) || self.steal()
    }

    fn steal(&self) -> bool {
        let seats = &self.pool().seats;
        let first = self.rng.below(seats.len());
        let mut others = (0..seats.len()).map(|offset| (first + offset) % seats.len());
        let is_robbed = |index: &usize| self.steal_with(|deque| seats[*index].stealer.steal_batch(deque));
        let Some(victim) = others.find(|index| *index != self.seat.index && is_robbed(index)) else { return false };
        if seats.len() == 2 {
            self.thief.begin(&seats[victim], self.deque.len());
        }
        true
    }

    /// Rests before it steals again, where that slows its victim down (`thief.rs`). True if there is something else to run.
    ///
    /// It counts as a searcher meanwhile. With two workers the other is the victim, so nobody is kept asleep by that.
    fn rest(&self, entered: &Entered) -> bool {
        let pool = self.pool();
        if pool.seats.len() != 2 {
            return false;
        }
        let is_wanted = || entered.something_is_ready() || !pool.injector.is_empty();
        self.thief.rest(entered.thread.timers.next(), || is_wanted() || pool.is_stopping());
        is_wanted()
    }

    /// Steals until it is clear whether there is something.
    fn steal_with(&self, steal: impl Fn(&Deque<Runnable>) -> Steal<()>) -> bool {
        loop {
            match self.count_batch(&steal) {
                Steal::Success(()) => return true,
                Steal::Empty => return false,
                Steal::Retry => {}
            }
        }
    }

    /// Something was found: the last searcher wakes the next if there is more (`idle.rs`, I3).
    fn end_search(&self) {
        if !self.searching.replace(false) {
            return;
        }
        let pool = self.pool();
        if pool.idle.stop_search() && pool.has_stealable() {
            pool.notify();
        }
        if pool.idle.give_up_call(self.seat.index) {
            pool.need_watcher();
        }
    }

    /// Parks until notified, or the next deadline.
    fn park(&self, entered: &Entered, finished: &dyn Fn() -> bool) {
        let (pool, index) = (self.pool(), self.seat.index);
        self.thief.forget();
        pool.idle.announce(index, self.searching.replace(false));
        let timeout = entered.prepare_wait();
        let stealable = pool.has_stealable() || !self.shared().lifo.is_empty();
        let left_post = if stealable || entered.something_is_ready() || finished() {
            false
        } else {
            pool.core.count_wait();
            self.sleep(entered, timeout)
        };
        entered.end_wait();
        if !pool.idle.retract(index) {
            self.searching.set(true); // notified, and counted as a searcher by who did it
        } else if stealable {
            pool.idle.start_search_anyway();
            self.searching.set(true);
        }
        entered.wake_woken(); // not before this worker counts as running: it would be notified of its own tasks
        // Should this worker's next poll block, its timers are not forgotten; and who watched, or was called to, or waited on the
        // reactor leaves it to another, but for one that may have been called just now: it may find nothing to run.
        let runs = !self.searching.get();
        if left_post || runs && pool.idle.give_up_call(index) || entered.thread.timers.next() != NEVER {
            pool.need_watcher();
        }
    }

    /// Sleeps, as the watcher if one is needed; true if it was the watcher when it woke, or waited on the reactor.
    fn sleep(&self, entered: &Entered, timeout: Option<Duration>) -> bool {
        let idle = &self.pool().idle;
        let deadline = timeout.map_or(NEVER, |timeout| sys::now().saturating_add(nanos(timeout)));
        while idle.start_watching(self.seat.index) {
            self.remember_polls();
            self.is_reactor_unattended(); // remembers the looks
            let mut idle_looks = 0;
            let mut reactor = None;
            let nobody_runs = loop {
                let parked = entered.park(reactor, earlier(Some(LOOK), until(deadline, sys::now)));
                reactor = self.is_reactor_unattended().then_some(self.pool());
                if parked.notified || sys::now() >= deadline || self.look(entered) {
                    break false;
                }
                idle_looks = if idle.any_running() { 0 } else { idle_looks + 1 };
                if idle_looks > LINGER {
                    break true;
                }
            };
            let still_needed = idle.stop_watching();
            if !nobody_runs {
                return true;
            }
            if !still_needed {
                break;
            }
        }
        entered.park(Some(self.pool()), until(deadline, sys::now)).polled
    }

    /// Says whether none of those who run has looked at the reactor since the last call. Then the watcher waits for it; otherwise it leaves
    /// it to them: what a task of theirs sends to another would be received here, and the answer to that there, each on a cold cache.
    fn is_reactor_unattended(&self) -> bool {
        let looks = self.others().fold(0, |sum: u32, (_, seat)| sum.wrapping_add(seat.looks.load(Ordering::Relaxed)));
        self.looks_seen.replace(looks) == looks
    }

    fn others(&self) -> impl Iterator<Item = (usize, &'static SharedSeat)> {
        let own = self.seat.index;
        let seats = self.pool().seats.iter().map(|seat| &seat.0).enumerate();
        seats.filter(move |(index, _)| *index != own)
    }

    fn remember_polls(&self) {
        let mut seen = self.seen.borrow_mut();
        self.others().for_each(|(index, seat)| seen[index] = seat.polls.load(Ordering::Relaxed));
    }

    /// The watcher's look at the others: takes what waits in the slot of a worker that is still in the poll of the last look,
    /// and fires timers that are overdue. True if there is something to run now, or a reactor has reported something.
    fn look(&self, entered: &Entered) -> bool {
        let mut found = entered.has_woken();
        for (index, seat) in self.others() {
            let polls = seat.polls.load(Ordering::Relaxed);
            let blocked = std::mem::replace(&mut self.seen.borrow_mut()[index], polls) == polls;
            if blocked {
                if let Some(task) = seat.lifo.take() {
                    self.push(task);
                    found = true;
                }
                found |= !seat.stealer.is_empty(); // yielded, or woken while it ran: nobody was notified
            }
            let now = sys::now();
            if seat.thread.timers.is_due(now.saturating_sub(OVERDUE)) {
                seat.thread.timers.fire(now);
                found = true;
            }
        }
        found
    }

    /// A `block_on` begins inside a task of this worker: the others get its tasks (I3).
    pub(crate) fn begin_nested(&self) {
        self.nested.set(self.nested.get() + 1);
        if self.nested.get() == 1 {
            let pool = self.pool();
            if pool.nested.fetch_add(1, Ordering::SeqCst) + 1 == pool.seats.len() {
                pool.unpark_all(); // from now on they help
            } else {
                self.hand_over();
            }
        }
    }

    pub(crate) fn end_nested(&self) {
        self.nested.set(self.nested.get() - 1);
        if self.nested.get() == 0 {
            self.pool().nested.fetch_sub(1, Ordering::SeqCst);
            self.end_search();
        }
    }

    /// Gives the stealable tasks of this worker to the others, and stops searching.
    fn hand_over(&self) {
        let mut any = false;
        while let Some(task) = self.shared().lifo.take().or_else(|| self.deque.pop()) {
            self.pool().injector.push(task);
            any = true;
        }
        self.end_search();
        if any {
            self.pool().notify();
        }
    }

    /// Whether this worker, in a nested `block_on`, must take stealable tasks (I3). Where it need not, what it has goes to the
    /// others, and it does not count as a searcher: its next poll may be a long one.
    pub(crate) fn helps_while_nested(&self) -> bool {
        let nested = self.nested.get() > 0;
        let helps = nested && self.helps();
        if nested && !helps {
            self.hand_over();
        }
        helps
    }

    /// The worker waits in a nested `block_on` and does not help: it neither runs nor is parked, as far as the others go.
    pub(crate) fn away(&self) -> Away {
        self.pool().idle.leave();
        Away(self.pool())
    }
}

/// A worker that is away, until this is dropped.
#[must_use]
pub(crate) struct Away(&'static Pool);

impl Drop for Away {
    fn drop(&mut self) {
        self.0.idle.come_back();
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("index", &self.seat.index).finish_non_exhaustive()
    }
}

/// What a worker looks at between two tasks.
struct Source<'a> {
    worker: &'a Worker,
    entered: &'a Entered,
}

impl Queue for Source<'_> {
    #[inline]
    fn pop(&self) -> Option<Runnable> {
        self.worker.pop(self.entered)
    }

    fn fire_timers(&self) {
        self.entered.fire_timers();
    }

    fn now(&self) -> Tick {
        sys::now()
    }

    #[inline]
    fn verdict(&self) -> Option<Next> {
        self.worker.pool().is_stopping().then_some(Next::Done)
    }
}
