//! The thread shape: a thread that runs turns and waits in between.
//!
//! # How it works
//!
//! A thread *enters* when it calls `block_on` or starts as a worker, and gets a `Thread` (what others know of it: its inbox,
//! its timers, how to wake it) and an `Entered` on its stack (what only itself may touch: its queue, its role). A nested
//! `block_on` finds both and adds no more than its root. The loop is: turn, then wait.
//!
//! ```text
//!  block_on ─► enter (or re-enter) ─► root queued like a local task ─► loop { turn; wait } until the root is finished
//!                                                                      └ wait: until a deadline, a wake, a jump of the clock
//!  outermost return ─► the runtimes it drove get their tasks back ─► local tasks are aborted and run to their end
//! ```
//!
//! # Invariants
//!
//! - **I1** Local tasks and roots are queued on the thread of their home only: by its owner directly, by others through the
//!   inbox, which is followed by a notification.
//! - **I2** Before the owner waits it has announced its deadline (`Timers::prepare_wait`) and looked at every queue after
//!   that; who queues something for it pushes first and notifies afterwards. The token of `Park` closes the gap.
//! - **I3** When a thread leaves, its home is closed and its local tasks have completed: nothing of it is in use when the
//!   `Thread` is handed to the next one. Timers that foreign futures left with it are released.
//! - **I4** A root is finished when `block_on` returns, also after a deadlock, which aborts it: its borrows end with the call.

use crate::engine::core::RuntimeRef;
use crate::engine::queue::{HandedOver, Inbox, LocalQueue};
use crate::engine::task::{self, Home, Nowhere, RawTask, Ready, Runnable, Schedule, Spawn};
use crate::engine::timers::{NEVER, Notify, Timers};
use crate::engine::turn::{Budget, Next, Queue, turn};
use crate::engine::wheel::Tick;
use crate::shape::pool::{Pool, Seat};
use crate::shape::single::Single;
use crate::shape::worker::Worker;
use crate::shape::{Flavour, flavour, hosted};
use crate::sys;
use crate::util::recycle::Recycler;
use crate::util::scoped::Scoped;
use crate::util::wake_list::WakeList;
use std::cell::{Cell, OnceCell, RefCell};
use std::future::Future;
use std::pin::pin;
use std::ptr;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// What others know of a thread that runs tasks.
#[derive(Debug)]
pub(crate) struct Thread {
    /// Of its local tasks, which bring their runtime along.
    home: Home,
    inbox: Inbox,
    /// Of futures polled here, but for those of a current-thread runtime, which has its own.
    pub(crate) timers: Timers,
    park: sys::Park,
    /// Of a worker's thread.
    pool: OnceLock<&'static Pool>,
}

static THREADS: Recycler<Thread> = Recycler::new();

impl Thread {
    pub(crate) fn leak() -> &'static Thread {
        let thread: &'static Thread = Box::leak(Box::new(Thread {
            home: Home::new(1),
            inbox: Inbox::new(),
            timers: Timers::new(),
            park: sys::Park::new(),
            pool: OnceLock::new(),
        }));
        thread.home.bind(thread, None);
        thread.timers.bind(thread);
        thread
    }

    /// Says, once, that this is the thread of a worker.
    pub(crate) fn serve(&self, pool: &'static Pool) {
        let bound = self.pool.set(pool);
        debug_assert!(bound.is_ok(), "a thread serves one pool");
    }

    pub(crate) fn unpark(&self) {
        self.park.unpark();
    }
}

impl Schedule for Thread {
    #[inline]
    fn schedule(&'static self, task: Runnable, ready: Ready) {
        let foreign = with_entered(|entered| match entered {
            Some(entered) if ptr::eq(entered.thread, self) => {
                entered.push(task, ready);
                None
            }
            _ => Some(task),
        });
        if let Some(task) = foreign {
            self.inbox.push(task);
            self.unpark();
        }
    }

    fn emptied(&'static self) {
        self.unpark();
    }
}

impl Notify for Thread {
    fn notify(&self) {
        self.unpark();
    }

    fn has_earlier(&self) {
        if let Some(pool) = self.pool.get() {
            pool.need_watcher();
        }
    }
}

/// What only the thread itself may touch, from its outermost entry to its return.
#[derive(Debug)]
pub(crate) struct Entered {
    pub(crate) thread: &'static Thread,
    pub(crate) queue: LocalQueue,
    /// The current-thread runtimes that this thread drives, the innermost last.
    driven: RefCell<Vec<&'static Single>>,
    /// The runtimes that this thread drives whenever nobody else does: those of its calls of `block_on`.
    wanted: RefCell<Vec<(&'static Single, RuntimeRef)>>,
    /// Its role in a pool of workers.
    pub(crate) worker: Option<Worker>,
    /// Taken with the first wait that has a deadline.
    slack: OnceCell<sys::TimerSlack>,
    /// Those on which this thread waits, while it waits; kept so that a wait allocates nothing.
    reactors: RefCell<Vec<Arc<sys::Reactor>>>,
    /// Who is to be woken for what a reactor has reported.
    woken: RefCell<WakeList>,
    /// A driven runtime has a seed, which draws the order of its tasks by lot; and how many are left in this round.
    draws_lots: Cell<bool>,
    round: Cell<usize>,
}

thread_local! {
    static ENTERED: Scoped<Entered> = const { Scoped::new() };
}

/// Calls `f` with what the current thread has entered, none on a thread that runs no tasks.
#[inline]
pub(crate) fn with_entered<R>(f: impl FnOnce(Option<&Entered>) -> R) -> R {
    // The thread-local has no destructor, so it can always be read.
    ENTERED.with(|slot| slot.with(f))
}

/// Enters the current thread, or finds it entered, and calls `f`.
pub(crate) fn enter<R>(f: impl FnOnce(&Entered) -> R) -> R {
    let mut f = Some(f);
    let again = with_entered(|entered| entered.map(|entered| (f.take().expect("taken once"))(entered)));
    match (again, f) {
        (Some(result), _) => result,
        (None, Some(f)) => {
            let thread = THREADS.take(|_| true, Thread::leak);
            let result = enter_as(thread, None, f);
            THREADS.put(thread);
            result
        }
        (None, None) => unreachable!("either entered before or not"),
    }
}

/// Enters the current thread as `thread`; on return its local tasks have ended (I3).
pub(crate) fn enter_as<R>(
    thread: &'static Thread,
    seat: Option<(Seat, Option<u64>)>,
    f: impl FnOnce(&Entered) -> R,
) -> R {
    let entered = Entered::new(thread, seat.map(Worker::new));
    // A panic that leaves a turn comes from a waker or the drop of a detached output, never from a task. Tasks may be half-way then, and roots borrow from
    // the frames that it would unwind: no way but to stop.
    let bomb = AbortOnUnwind;
    let result = ENTERED.with(|slot| {
        slot.set(&entered, || {
            let result = f(&entered);
            entered.finish_local_tasks();
            result
        })
    });
    std::mem::forget(bomb);
    if let Some(worker) = entered.worker {
        worker.leave();
    }
    result
}

/// Enters the current thread for good: the only thread of a host that calls.
pub(crate) fn enter_for_good() -> &'static Entered {
    thread_local! {
        static FOR_GOOD: Cell<Option<&'static Entered>> = const { Cell::new(None) };
    }
    FOR_GOOD.with(|kept| {
        if let Some(entered) = kept.get() {
            return entered;
        }
        let entered: &'static Entered = Box::leak(Box::new(Entered::new(Thread::leak(), None)));
        ENTERED.with(|slot| slot.set_for_good(entered));
        kept.set(Some(entered));
        entered
    })
}

struct AbortOnUnwind;

impl Drop for AbortOnUnwind {
    fn drop(&mut self) {
        eprintln!("wasi_async_runtime: a waker panicked, or the runtime itself; the process cannot go on");
        std::process::abort();
    }
}

/// Nothing can ever wake the thread.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Deadlock;

/// Runs `future` to its end on this thread, together with the tasks that this thread may run.
///
/// # Panics
///
/// Goes on with the panic of `future`.
pub(crate) fn block_on<F: Future>(runtime: RuntimeRef, future: F) -> Result<F::Output, Deadlock> {
    match enter(|entered| entered.block_on(runtime, future)) {
        Ok(output) => Ok(output),
        Err(failure) if failure.is_panic() => failure.resume_unwind(),
        Err(_) => Err(Deadlock),
    }
}

/// Spawns a task that stays on this thread.
#[track_caller]
pub(crate) fn spawn_local<F: Future + 'static>(runtime: RuntimeRef, future: F, spawn: Spawn) -> RawTask<F::Output> {
    if sys::HOSTED
        && let Flavour::Single(single) = flavour(runtime.core())
    {
        // SAFETY: there is one thread, and it runs the tasks of every home.
        return unsafe { task::spawn_local(single.local_home(), runtime, future, spawn) };
    }
    with_entered(|entered| match entered {
        // SAFETY: a `Thread` queues its tasks on its own thread and finishes them before it leaves (I1, I3).
        Some(entered) => unsafe { task::spawn_local(&entered.thread.home, runtime, future, spawn) },
        None => spawn_nowhere(Nowhere::NotLocal, future, spawn),
    })
}

/// A task that cannot be started: it has ended with `Spawn`.
pub(crate) fn spawn_nowhere<F: Future + 'static>(why: Nowhere, future: F, spawn: Spawn) -> RawTask<F::Output> {
    static NOWHERE: OnceLock<&'static Thread> = OnceLock::new();
    task::spawn_nowhere(&NOWHERE.get_or_init(Thread::leak).home, why, future, spawn)
}

/// What a thread looks at between two tasks.
struct Source<'a, F> {
    entered: &'a Entered,
    finished: F,
}

impl<F: Fn() -> bool> Queue for Source<'_, F> {
    #[inline]
    fn pop(&self) -> Option<Runnable> {
        self.entered.pop()
    }

    fn fire_timers(&self) {
        self.entered.fire_timers();
    }

    fn now(&self) -> Tick {
        sys::now()
    }

    #[inline]
    fn verdict(&self) -> Option<Next> {
        (self.finished)().then_some(Next::Done)
    }
}

impl Entered {
    fn new(thread: &'static Thread, worker: Option<Worker>) -> Self {
        Entered {
            thread,
            queue: LocalQueue::default(),
            driven: RefCell::new(Vec::new()),
            wanted: RefCell::new(Vec::new()),
            worker,
            slack: OnceCell::new(),
            reactors: RefCell::default(),
            woken: RefCell::default(),
            draws_lots: Cell::new(false),
            round: Cell::new(0),
        }
    }

    /// Queues a task that this thread runs.
    #[inline]
    pub(crate) fn push(&self, task: Runnable, ready: Ready) {
        self.queue.push(task, ready, self.mark());
        if sys::HOSTED {
            hosted::notify();
        }
    }

    /// Queues what another thread has left.
    pub(crate) fn take_over(&self, tasks: HandedOver) {
        self.queue.take_over(tasks, self.mark());
    }

    /// Where a local task that becomes ready now stands among the stealable ones.
    #[inline]
    fn mark(&self) -> u64 {
        self.worker.as_ref().map_or(0, Worker::mark)
    }

    fn block_on<F: Future>(&self, runtime: RuntimeRef, future: F) -> task::Output<F::Output> {
        let single = match flavour(runtime.core()) {
            Flavour::Single(single) => Some(single),
            Flavour::Workers(_) => None,
        };
        let bomb = AbortOnUnwind;
        // SAFETY: the thread's home queues the root on this thread only (I1), and the loops below end when it is finished
        // and not before (I4), so its borrows outlive it; a panic on the way ends the process.
        let mut root = unsafe { task::spawn_root(&self.thread.home, runtime, future, Spawn::unnamed()) };
        if let Some(worker) = &self.worker {
            worker.begin_nested();
        }
        let wanted = single.filter(|single| single.want(runtime, self));
        let interval = single.map_or(DEFAULT_INTERVAL, Single::event_interval);
        let result = self.run_until(|| root.task.is_finished(), interval);
        if result.is_err() {
            root.abort();
            let ended = self.run_until(|| root.task.is_finished(), interval);
            debug_assert!(ended.is_ok(), "an aborted root is ready to run");
        }
        if let Some(single) = wanted {
            single.finish_and_unwant(self);
        }
        if let Some(worker) = &self.worker {
            worker.end_nested();
        }
        std::mem::forget(bomb);
        match pin!(std::future::poll_fn(|cx| root.task.poll(cx))).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => output,
            Poll::Pending => unreachable!("the root is finished"),
        }
    }

    /// Turns and waits until `finished`.
    fn run_until(&self, finished: impl Fn() -> bool, interval: u32) -> Result<(), Deadlock> {
        let source = Source { entered: self, finished: &finished };
        loop {
            let next = turn(&source, Budget::Polls(interval));
            if next == Next::Done {
                return Ok(());
            }
            if next == Next::Busy {
                self.look_at_io();
            }
            let took_over = self.tend();
            if next == Next::Idle && !took_over {
                match &self.worker {
                    Some(worker) if worker.helps_while_nested() => worker.find_or_park(self, &finished),
                    _ => self.wait(&finished)?,
                }
            }
        }
    }

    #[inline]
    pub(crate) fn pop(&self) -> Option<Runnable> {
        self.queue.take_from(&self.thread.inbox, self.mark());
        for single in self.driven.borrow().iter() {
            self.queue.take_from(single.injector(), self.mark());
        }
        if self.draws_lots.get() {
            self.continue_round();
        }
        match &self.worker {
            Some(worker) if worker.helps_while_nested() => worker.pop(self),
            _ => self.queue.pop(),
        }
    }

    /// Counts down the round, and begins the next with the tasks that are ready now.
    #[cold]
    fn continue_round(&self) {
        let left = self.round.get();
        if left == 0 {
            self.driven.borrow().iter().for_each(|single| single.shuffle(&self.queue));
        }
        self.round.set(if left == 0 { self.queue.len() } else { left }.saturating_sub(1));
    }

    pub(crate) fn take_inbox(&self) {
        self.queue.take_from(&self.thread.inbox, self.mark());
    }

    pub(crate) fn fire_timers(&self) {
        fire(&self.thread.timers, sys::now);
        let mut index = 0;
        while let Some(single) = self.driven(index) {
            if single.timers().next() != NEVER {
                single.fire_timers();
            }
            index += 1;
        }
    }

    /// Not borrowed while its timers fire: a waker may be anybody's code.
    fn driven(&self, index: usize) -> Option<&'static Single> {
        self.driven.borrow().get(index).copied()
    }

    pub(crate) fn drives(&self, single: &'static Single) -> bool {
        self.driven.borrow().iter().any(|driven| ptr::eq(*driven, single))
    }

    pub(crate) fn add_driven(&self, single: &'static Single) {
        self.driven.borrow_mut().push(single);
        self.draws_lots.set(self.draws_lots.get() || single.draws_lots());
    }

    pub(crate) fn remove_driven(&self, single: &'static Single) {
        let mut driven = self.driven.borrow_mut();
        driven.retain(|driven| !ptr::eq(*driven, single));
        self.draws_lots.set(driven.iter().any(|single| single.draws_lots()));
    }

    pub(crate) fn wants(&self, runtime: RuntimeRef) -> bool {
        self.wanted.borrow().iter().any(|(_, wanted)| *wanted == runtime)
    }

    pub(crate) fn add_wanted(&self, single: &'static Single, runtime: RuntimeRef) {
        self.wanted.borrow_mut().push((single, runtime));
    }

    pub(crate) fn remove_wanted(&self, single: &'static Single) {
        self.wanted.borrow_mut().retain(|(wanted, _)| !ptr::eq(*wanted, single));
    }

    /// Leaves runtimes that have come to their end, where the host's thread drives them for good, and takes over those that nobody drives; true if there may be something to
    /// run now.
    pub(crate) fn tend(&self) -> bool {
        let mut took_over = false;
        let mut index = 0;
        while let Some((single, runtime)) = self.wanted(index) {
            if single.leave_if_finished(self) {
                continue; // the next one has its place now
            }
            if !self.drives(single) {
                single.take_over(runtime, self);
                took_over |= self.drives(single);
            }
            index += 1;
        }
        took_over
    }

    /// Not borrowed while it is tended: that may wake a waker of anybody's.
    fn wanted(&self, index: usize) -> Option<(&'static Single, RuntimeRef)> {
        let mut wanted = self.wanted.borrow_mut();
        while wanted.get(index).is_some_and(|(_, runtime)| !runtime.is_alive()) {
            wanted.remove(index);
        }
        wanted.get(index).copied()
    }

    /// Says whether anything but a stealable task waits for this thread.
    pub(crate) fn something_is_ready(&self) -> bool {
        !self.queue.is_empty()
            || !self.thread.inbox.is_empty()
            || self.driven.borrow().iter().any(|single| !single.injector().is_empty())
    }

    /// Announces how long this thread will wait (I2); none for ever.
    pub(crate) fn prepare_wait(&self) -> Option<Duration> {
        let mut timeout = until(self.thread.timers.prepare_wait(), sys::now);
        for single in self.driven.borrow().iter() {
            let deadline = single.timers().prepare_wait();
            if !single.core().clock().is_paused() {
                timeout = earlier(timeout, until(deadline, || single.core().clock().now()));
            }
        }
        timeout
    }

    pub(crate) fn count_wait(&self) {
        self.driven.borrow().iter().for_each(|single| single.core().count_wait());
    }

    pub(crate) fn end_wait(&self) {
        self.thread.timers.end_wait();
        self.driven.borrow().iter().for_each(|single| single.timers().end_wait());
    }

    /// Has a reactor's report wake those who wait for it.
    pub(crate) fn wake_woken(&self) {
        let mut woken = self.woken.take(); // not borrowed meanwhile: a waker may be anybody's code
        woken.wake_all();
        self.woken.replace(woken);
    }

    pub(crate) fn has_woken(&self) -> bool {
        !self.woken.borrow().is_empty()
    }

    /// Looks, without waiting, at the descriptors of the runtimes that this thread drives.
    pub(crate) fn look_at_io(&self) {
        let reactors = self.driven.borrow();
        reactors.iter().filter_map(|single| single.made_reactor()).for_each(|reactor| self.look_at(&reactor));
        drop(reactors);
        self.wake_woken();
    }

    /// Collects who is to be woken for what is ready in `reactor`, unless another thread is at it.
    pub(crate) fn look_at(&self, reactor: &sys::Reactor) {
        reactor.look(&mut self.woken.borrow_mut());
    }

    /// Lets a paused clock jump to its next deadline, if nothing else is left to do. True if there may be something to run now.
    pub(crate) fn jump(&self) -> bool {
        let may_jump = |single: &&&'static Single| single.may_jump();
        let single = self.driven.borrow().iter().rev().find(may_jump).copied();
        if single.is_some() {
            self.look_at_io(); // what is ready comes before what is late
        }
        // In this order: the end of blocking work is seen after what it woke.
        single.is_some_and(|single| self.something_is_ready() || single.jump())
    }

    /// Waits for a wake or the next deadline, or lets a paused clock jump to it.
    fn wait(&self, finished: &dyn Fn() -> bool) -> Result<(), Deadlock> {
        if self.jump() {
            return Ok(());
        }
        let timeout = self.prepare_wait();
        let waited = if self.something_is_ready() || finished() {
            Ok(())
        } else {
            self.count_wait();
            let _away = self.worker.as_ref().map(Worker::away);
            self.try_park(None, timeout).map(drop)
        };
        self.end_wait();
        self.wake_woken();
        waited.map_err(|_| Deadlock)
    }

    /// Parks until unparked, or until `timeout` has passed, or until something is reported by a reactor: of a runtime that this
    /// thread drives, or of its pool. What was reported is left to `wake_woken`.
    pub(crate) fn park(&self, pool: Option<&Pool>, timeout: Option<Duration>) -> sys::Parked {
        self.try_park(pool, timeout).unwrap_or(sys::Parked { notified: true, polled: false })
    }

    fn try_park(&self, pool: Option<&Pool>, timeout: Option<Duration>) -> Result<sys::Parked, sys::NeverWoken> {
        if timeout.is_some() {
            self.slack.get_or_init(sys::TimerSlack::tighten);
        }
        let mut reactors = self.reactors.borrow_mut();
        reactors.extend(self.driven.borrow().iter().rev().filter_map(|single| single.made_reactor()));
        reactors.extend(pool.and_then(|pool| pool.reactor.get()));
        let parked = self.thread.park.park(&reactors, timeout, &mut self.woken.borrow_mut());
        reactors.clear();
        parked
    }

    /// Runs the tasks of homes that are closed until they are `finished`; gives up at the deadline.
    pub(crate) fn run_down(&self, finished: impl Fn() -> bool, deadline: Tick) {
        let source = Source { entered: self, finished: &finished };
        while !finished() {
            // A task that is woken on another thread just now is on its way to a queue: wait for it.
            if turn(&source, Budget::Polls(DEFAULT_INTERVAL)) == Next::Idle && !self.something_is_ready() {
                match until(deadline, sys::now) {
                    Some(Duration::ZERO) => return,
                    left => drop(self.park(None, left)),
                }
                self.wake_woken();
            }
        }
    }

    /// Aborts what is left of the local tasks and runs them to their end (I3).
    fn finish_local_tasks(&self) {
        let home = &self.thread.home;
        home.close();
        self.run_down(|| home.registry().is_finished(), NEVER);
        self.thread.timers.release_all();
        home.reopen();
        debug_assert!(self.queue.is_empty(), "no task is left behind");
    }
}

/// Polls per turn where no runtime says otherwise; tokio's number, which has proved itself.
pub(crate) const DEFAULT_INTERVAL: u32 = 61;

#[inline]
fn fire(timers: &Timers, now: impl FnOnce() -> Tick) {
    if timers.next() != NEVER {
        timers.fire(now());
    }
}

/// How long it is until `deadline`; none for never.
pub(crate) fn until(deadline: Tick, now: impl FnOnce() -> Tick) -> Option<Duration> {
    (deadline != NEVER).then(|| Duration::from_nanos(deadline.saturating_sub(now())))
}

pub(crate) fn earlier(a: Option<Duration>, b: Option<Duration>) -> Option<Duration> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
