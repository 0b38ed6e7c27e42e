//! The current-thread runtime: tasks that run while some thread is in `block_on`, or on the host's only thread.
//!
//! # How it works
//!
//! The runtime has no thread. One thread at a time *drives* it: the first that calls `block_on`. The driver takes tasks from
//! the injector into its own queue and fires the runtime's timers; others that call `block_on` meanwhile run their own
//! future and their local tasks, and take over when the driver leaves. In a browser the host's thread drives it for good.
//!
//! With a seed, the order of its tasks is drawn by lot: whenever the driver has run all tasks of a round, those that are ready
//! then are shuffled and make up the next round. So a yield still lets every ready task run once, local tasks keep their
//! order, and the same seed gives the same order again.
//!
//! # Invariants
//!
//! - **I1** The driver is set and cleared under the lock, and mirrored in `driver`. Tasks that are woken on the driver's
//!   thread go to its queue; all others to the injector, followed by a notification of the driver: push, fence, read
//!   `driver`. Who becomes the driver: write `driver`, fence, look at the injector. So a task is found by one of the two.
//! - **I2** A driver that leaves gives back what its queue holds of this runtime, in order, clears `driver`, and then wakes
//!   all who wait to take over. The next one finds it before what is in the injector, which came later.
//! - **I3** The runtime ends (its core's next generation begins) when it was shut down, no task and no blocking closure is
//!   left and no thread is in a `block_on` of it or drives it: the future of that call goes on, by the runtime's clock and timers. Whoever
//!   makes the last of these true ends it, once. A shutdown waits for the tasks and closures only.

use crate::engine::context;
use crate::engine::core::{Core, RuntimeRef, Shape};
use crate::engine::queue::{HandedOver, Inbox, LocalQueue};
use crate::engine::task::{Home, Ready, Runnable, Schedule};
use crate::engine::timers::{NEVER, Notify, Timers};
use crate::engine::wheel::Tick;
use crate::primitives::atomic::{AtomicPtr, AtomicU32, Ordering, fence};
use crate::primitives::{Condvar, Mutex, MutexGuard};
use crate::shape::blocking::{Blocking, Owner};
use crate::shape::reactor::ReactorCell;
use crate::shape::thread::{self, DEFAULT_INTERVAL, Entered, Thread, until};
use crate::shape::{Config, Left, Wait, hosted, nanos};
use crate::sys;
use crate::util::recycle::Recycler;
use crate::util::rng::Rng;
use std::any::Any;
use std::io;
use std::ptr;
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug)]
pub(crate) struct Single {
    core: Core,
    injector: Inbox,
    timers: Timers,
    blocking: Blocking,
    reactor: ReactorCell,
    /// Of local tasks, where the host's thread drives the runtime for good.
    local: Home,
    /// The thread that drives the runtime, or null (I1).
    driver: AtomicPtr<Thread>,
    event_interval: AtomicU32,
    /// Where the order of ready tasks is drawn by lot.
    lot: Mutex<Option<Rng>>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    driver: Option<&'static Thread>,
    /// Threads in `block_on`: one of them drives, the others would take over.
    waiting: Vec<&'static Thread>,
    /// What the last driver left (I2).
    left: HandedOver,
    shut_down: bool,
    ended: bool,
}

static SINGLES: Recycler<Single> = Recycler::new();

impl Single {
    /// Starts a runtime.
    pub(crate) fn start(config: &Config) -> RuntimeRef {
        let single = SINGLES.take(|_| true, Single::leak);
        *single.state.lock() = State::default();
        single.core.begin();
        single.event_interval.store(config.event_interval, Ordering::Relaxed);
        single.blocking.start(config);
        single.reactor.reset();
        *single.lot.lock() = config.seed.map(Rng::new);
        if config.start_paused {
            single.core.clock().pause();
        }
        if sys::HOSTED {
            hosted::adopt(single, single.core.current());
        }
        single.core.current()
    }

    fn leak() -> &'static Single {
        let single: &'static Single = Box::leak(Box::new(Single {
            core: Core::new(1, sys::now),
            injector: Inbox::new(),
            timers: Timers::new(),
            blocking: Blocking::new(),
            reactor: ReactorCell::new(),
            local: Home::new(1),
            driver: AtomicPtr::new(ptr::null_mut()),
            event_interval: AtomicU32::new(DEFAULT_INTERVAL),
            lot: Mutex::new(None),
            state: Mutex::new(State::default()),
            changed: Condvar::new(),
        }));
        single.core.home().bind(single, Some(&single.core));
        single.local.bind(single, Some(&single.core));
        single.core.bind(single);
        single.timers.bind(single);
        single.blocking.bind(&single.core, single);
        single
    }

    pub(crate) fn core(&'static self) -> &'static Core {
        &self.core
    }

    pub(crate) fn local_home(&'static self) -> &'static Home {
        &self.local
    }

    pub(crate) fn injector(&self) -> &Inbox {
        &self.injector
    }

    pub(crate) fn timers(&self) -> &Timers {
        &self.timers
    }

    /// The reactor; who makes it wakes the driver, which waits on it from then on.
    pub(crate) fn reactor(&self) -> io::Result<Arc<sys::Reactor>> {
        self.reactor.get_or_make(|| self.notify())
    }

    /// The reactor, if there is one.
    pub(crate) fn made_reactor(&self) -> Option<Arc<sys::Reactor>> {
        self.reactor.get()
    }

    pub(crate) fn event_interval(&self) -> u32 {
        self.event_interval.load(Ordering::Relaxed)
    }

    pub(crate) fn blocking_pool(&self) -> &Blocking {
        &self.blocking
    }

    /// Draws lots for the order of this runtime's tasks in `queue`, if it has a seed.
    pub(crate) fn shuffle(&'static self, queue: &LocalQueue) {
        if let Some(rng) = self.lot.lock().as_ref() {
            queue.shuffle_tasks_of(self.core.home(), rng);
        }
    }

    pub(crate) fn draws_lots(&self) -> bool {
        self.lot.lock().is_some()
    }

    fn is_finished(&'static self) -> bool {
        self.tasks_are_finished() && self.blocking.is_finished()
    }

    /// Says whether the runtime was shut down and its tasks have completed, closures included where they run among the tasks.
    fn tasks_are_finished(&'static self) -> bool {
        self.core.home().registry().is_finished()
            && self.local.registry().is_finished()
            && (sys::THREADS || self.blocking.home().registry().is_finished())
    }

    /// Drives the runtime from now on, or as soon as its driver leaves. True where `unwant` must undo it: not for a nested call,
    /// whose outer one sees to it.
    pub(crate) fn want(&'static self, runtime: RuntimeRef, entered: &Entered) -> bool {
        if entered.wants(runtime) || !runtime.is_alive() {
            return false;
        }
        let mut state = self.state.lock();
        if state.ended || !runtime.is_alive() {
            return false;
        }
        state.waiting.push(entered.thread);
        entered.add_wanted(self, runtime);
        if state.driver.is_none() {
            self.drive(&mut state, entered);
        }
        true
    }

    /// Becomes the driver if nobody is.
    pub(crate) fn take_over(&'static self, runtime: RuntimeRef, entered: &Entered) {
        if !self.driver.load(Ordering::SeqCst).is_null() {
            return;
        }
        let mut state = self.state.lock();
        if state.driver.is_none() && !state.ended && runtime.is_alive() {
            self.drive(&mut state, entered);
        }
    }

    fn drive(&'static self, state: &mut State, entered: &Entered) {
        state.driver = Some(entered.thread);
        self.driver.store(ptr::from_ref(entered.thread).cast_mut(), Ordering::SeqCst);
        fence(Ordering::SeqCst);
        entered.add_driven(self);
        entered.take_over(std::mem::take(&mut state.left));
    }

    /// Undoes `want`.
    pub(crate) fn unwant(&'static self, entered: &Entered) {
        self.leave(entered, self.state.lock());
    }

    /// Undoes `want`. The driver of a runtime that was shut down ends its tasks before it leaves: nobody else would.
    pub(crate) fn finish_and_unwant(&'static self, entered: &Entered) {
        loop {
            let state = self.state.lock();
            if !(state.shut_down && entered.drives(self)) || self.tasks_are_finished() {
                return self.leave(entered, state);
            }
            drop(state);
            entered.run_down(|| self.tasks_are_finished(), NEVER);
        }
    }

    fn leave(&'static self, entered: &Entered, mut state: MutexGuard<'_, State>) {
        entered.remove_wanted(self);
        state.waiting.retain(|thread| !ptr::eq(*thread, entered.thread));
        if entered.drives(self) {
            self.stop_driving(entered, &mut state);
        }
        drop(state);
        self.try_end();
    }

    /// Leaves the runtime to the next driver (I2).
    fn stop_driving(&'static self, entered: &Entered, state: &mut State) {
        state.left = entered.queue.hand_over([self.core.home(), self.blocking.home(), &self.local]);
        entered.remove_driven(self);
        state.driver = None;
        self.driver.store(ptr::null_mut(), Ordering::SeqCst);
        for thread in &state.waiting {
            thread.unpark();
        }
    }

    /// The host's thread, which is in no `block_on`, lets a runtime go that was shut down and has no task left; true if it did.
    pub(crate) fn leave_if_finished(&'static self, entered: &Entered) -> bool {
        let leaves = sys::HOSTED && self.tasks_are_finished();
        if leaves {
            self.unwant(entered);
        }
        leaves
    }

    /// Ends the runtime if nothing of it is left (I3), and tells those who wait that something has changed.
    fn try_end(&'static self) {
        let mut state = self.state.lock();
        let unused = state.waiting.is_empty() && state.driver.is_none();
        let ends = state.shut_down && !state.ended && unused && self.is_finished();
        state.ended |= ends;
        if ends {
            self.core.end_generation(); // under the lock: who is refused by `want` finds the runtime, and its clock, ended
        }
        drop(state);
        if ends {
            self.timers.release_all();
            self.core.home().registry().reopen();
            self.local.registry().reopen();
            self.blocking.end();
            SINGLES.put(self);
        }
        self.tell_of_change();
    }

    fn tell_of_change(&self) {
        let _state = self.state.lock(); // who waits is between its look and its wait: let it get there
        self.changed.notify_all();
    }

    /// Says whether the clock is paused and no blocking work runs that the clock must wait for.
    pub(crate) fn may_jump(&self) -> bool {
        self.core.clock().is_paused() && !self.blocking.is_busy()
    }

    /// Lets a paused clock jump to the next deadline; false if there is none.
    pub(crate) fn jump(&self) -> bool {
        let deadline = self.timers.exact_next();
        if deadline == NEVER {
            return false;
        }
        self.core.clock().advance_to(deadline);
        true
    }

    /// Fires what is due by the clock of this runtime.
    pub(crate) fn fire_timers(&self) {
        self.timers.fire(self.core.clock().now());
    }

    pub(crate) fn shut_down(&'static self, runtime: RuntimeRef, wait: Wait) -> Left {
        if !runtime.is_alive() {
            return Left::default(); // ended before, or lost
        }
        self.blocking.close();
        self.core.close();
        self.local.close();
        self.reactor.close();
        // Not before the parts are closed: from now on the runtime may end at any time, and the next one use them.
        let unused = {
            let mut state = self.state.lock();
            state.shut_down = true;
            state.waiting.is_empty()
        };
        if unused {
            self.timers.release_all(); // nobody fires them; futures in closures that still run find others
        }
        self.try_end();
        if sys::HOSTED {
            thread::with_entered(|entered| entered.map(Entered::tend));
            return Left::default();
        }
        if thread::with_entered(|entered| entered.is_some_and(|entered| entered.drives(self))) {
            return self.left(runtime); // this thread goes on driving it
        }
        let inside = context::is_inside(runtime);
        let deadline = match wait {
            _ if inside => NEVER,
            Wait::Forever => NEVER,
            Wait::For(duration) => sys::now().saturating_add(nanos(duration)),
            Wait::Not => 0,
        };
        while !self.is_over(runtime) {
            // Tasks end by being run: drive the runtime ourselves, if nobody does.
            thread::enter(|entered| {
                let wanted = self.want(runtime, entered);
                if !wanted && entered.wants(runtime) {
                    self.take_over(runtime, entered); // an outer call of this thread waits for that
                }
                if entered.drives(self) {
                    entered.run_down(|| self.tasks_are_finished(), deadline);
                }
                if wanted {
                    self.unwant(entered);
                }
            });
            if inside || !self.wait_for_change(runtime, deadline) {
                return self.left(runtime);
            }
        }
        Left::default()
    }

    fn left(&'static self, runtime: RuntimeRef) -> Left {
        let driven = self.state.lock().driver.is_some();
        let left = Left { workers: usize::from(driven), blocking: self.blocking.running() };
        if self.is_over(runtime) { Left::default() } else { left }
    }

    /// Says whether a shutdown need not wait any more. Parts that belong to the next runtime are those of one that has ended.
    fn is_over(&'static self, runtime: RuntimeRef) -> bool {
        self.is_finished() || !runtime.is_alive()
    }

    /// Waits until the runtime has ended or somebody must drive it; false at the deadline.
    fn wait_for_change(&'static self, runtime: RuntimeRef, deadline: Tick) -> bool {
        let mut state = self.state.lock();
        while !self.is_over(runtime) {
            let tasks_left = !self.tasks_are_finished();
            if tasks_left && state.driver.is_none() {
                return sys::now() < deadline;
            }
            if !sys::THREADS {
                return false; // nobody else can change anything
            }
            state = match until(deadline, sys::now) {
                None => self.changed.wait(state),
                Some(Duration::ZERO) => return false,
                Some(left) => self.changed.wait_timeout(state, left),
            };
        }
        true
    }
}

impl Owner for Single {
    fn run_inline(&'static self, task: Runnable) {
        self.schedule(task, Ready::Spawned);
    }

    /// A paused clock may jump now.
    fn blocking_is_idle(&'static self) {
        self.notify();
    }

    fn blocking_is_gone(&'static self) {
        self.notify();
        self.try_end();
    }
}

impl Schedule for Single {
    #[inline]
    fn schedule(&'static self, task: Runnable, ready: Ready) {
        let foreign = thread::with_entered(|entered| match entered {
            Some(entered) if ptr::eq(entered.thread, self.driver.load(Ordering::Relaxed)) => {
                entered.push(task, ready);
                None
            }
            _ => Some(task),
        });
        if let Some(task) = foreign {
            self.injector.push(task);
            fence(Ordering::SeqCst);
            self.notify();
        }
    }

    fn emptied(&'static self) {
        self.notify();
        self.tell_of_change();
    }
}

impl Notify for Single {
    /// Wakes the driver, if there is one (I1).
    fn notify(&self) {
        if sys::HOSTED {
            return hosted::notify();
        }
        let driver = self.driver.load(Ordering::SeqCst);
        if !driver.is_null() {
            // Threads live for ever; the lock says which one is meant without a pointer to follow.
            let driver = self.state.lock().driver;
            if let Some(driver) = driver {
                driver.unpark();
            }
        }
    }
}

impl Shape for Single {
    fn timers(&'static self) -> &'static Timers {
        &self.timers
    }

    fn blocking(&'static self) -> &'static Home {
        self.blocking.home()
    }

    fn workers(&self) -> usize {
        1
    }

    fn as_any(&'static self) -> &'static dyn Any {
        self
    }
}
