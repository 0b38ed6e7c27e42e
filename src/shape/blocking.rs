//! The blocking pool: threads for closures that block, as many as there is work for, up to a limit.
//!
//! # How it works
//!
//! A closure is a task whose home is this pool, so abort, panics and shutdown work as for every task; "until the closure
//! starts" follows by itself, for the closure runs inside the task's only poll. Threads wait on one condition variable for
//! the queue, start when there is work and none is idle, and leave after `keep_alive` without any. Threads start one after
//! the other: a flood of short closures is done before many have begun, and closures that block find one thread each.
//!
//! - **I1** `idle` counts threads that wait and have not been told of work; whoever queues a task takes one off and notifies,
//!   or starts a thread while there are fewer than `max`, unless one is `starting`. That one, as every thread that takes a
//!   task and leaves others, starts the next before it runs its own. So a queued task has a thread that will look, or all
//!   `max` are busy.
//! - **I2** A thread leaves under the lock, and only with the queue empty.
//! - **I3** When no thread can be started, one that exists takes the task; if there is none, the task ends with `Spawn`.
//! - **I4** A thread that is about to leave counts as leaving under the same lock, so it is never taken for one that will look.
//! - **I5** The owner is told whenever nothing is queued or runs any more, and whenever the last thread or the last task of a
//!   closed pool has gone.

use crate::engine::context;
use crate::engine::core::Core;
use crate::engine::task::{self, Home, Outside, Ready, Runnable, Schedule};
use crate::primitives::atomic::{AtomicUsize, Ordering};
use crate::primitives::{Condvar, Mutex, MutexGuard};
use crate::shape::{Config, Hook, call_hook};
use crate::sys;
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

pub(crate) struct Blocking {
    home: Home,
    state: Mutex<State>,
    work: Condvar,
    /// Closures that are queued or run.
    busy: AtomicUsize,
    owner: OnceLock<&'static dyn Owner>,
}

/// Who must know of the end of blocking work (I5).
pub(crate) trait Owner: Send + Sync {
    /// Queues a closure among the tasks: there are no threads.
    fn run_inline(&'static self, task: Runnable);

    /// Nothing is queued or runs.
    fn blocking_is_idle(&'static self);

    /// The closed pool may have come to its end.
    fn blocking_is_gone(&'static self);
}

#[derive(Default)]
struct State {
    queue: VecDeque<Runnable>,
    idle: usize,
    /// Notifications on their way to a waiting thread.
    notified: usize,
    threads: usize,
    /// A thread has been started that has not looked at the queue yet (I1).
    starting: bool,
    /// Threads that take no more work but have not ended (I4).
    leaving: usize,
    closed: bool,
    config: Option<PoolConfig>,
}

#[derive(Clone)]
struct PoolConfig {
    name: String,
    stack_size: Option<usize>,
    max: usize,
    keep_alive: Duration,
    on_start: Option<Hook>,
    on_stop: Option<Hook>,
}

impl Blocking {
    pub(crate) fn new() -> Self {
        Blocking {
            home: Home::new(1),
            state: Mutex::new(State::default()),
            work: Condvar::new(),
            busy: AtomicUsize::new(0),
            owner: OnceLock::new(),
        }
    }

    /// Says, once, whose pool it is.
    pub(crate) fn bind(&'static self, core: &'static Core, owner: &'static dyn Owner) {
        self.home.bind(self, Some(core));
        let bound = self.owner.set(owner);
        debug_assert!(bound.is_ok(), "a pool is bound once");
    }

    /// Opens the pool for a runtime.
    pub(crate) fn start(&self, config: &Config) {
        let config = PoolConfig {
            name: format!("{}-b", config.thread_name),
            stack_size: config.stack_size,
            max: config.max_blocking_threads,
            keep_alive: config.keep_alive,
            on_start: config.on_thread_start.clone(),
            on_stop: config.on_thread_stop.clone(),
        };
        *self.state.lock() = State { config: Some(config), ..State::default() };
    }

    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    /// Says whether a closure is queued or runs.
    pub(crate) fn is_busy(&self) -> bool {
        self.busy.load(Ordering::Acquire) > 0
    }

    /// Closures that run now.
    pub(crate) fn running(&self) -> usize {
        let state = self.state.lock();
        state.threads - state.idle - state.notified
    }

    pub(crate) fn threads(&self) -> usize {
        self.state.lock().threads
    }

    /// Ends what has not started, refuses what comes later, and lets the threads go.
    pub(crate) fn close(&'static self) {
        self.home.close();
        let mut state = self.state.lock();
        state.closed = true;
        let queue = std::mem::take(&mut state.queue);
        self.work.notify_all();
        drop(state);
        queue.into_iter().for_each(|task| self.run(task)); // each finds its home closed and drops its closure
    }

    pub(crate) fn is_finished(&self) -> bool {
        let state = self.state.lock();
        self.home.registry().is_finished() && state.threads == 0 && state.leaving == 0
    }

    /// Makes a finished pool ready for the next runtime.
    pub(crate) fn end(&self) {
        self.home.registry().reopen();
        *self.state.lock() = State::default();
    }

    fn run(&'static self, task: Runnable) {
        Outside::begin().run(task);
        self.count_off();
    }

    /// A task has left the pool (I5).
    fn count_off(&'static self) {
        if self.busy.fetch_sub(1, Ordering::AcqRel) == 1
            && let Some(owner) = self.owner.get()
        {
            owner.blocking_is_idle();
        }
    }

    /// Tells the owner if the pool may have come to its end (I5).
    fn tell_owner(&'static self) {
        if self.home.registry().is_closed()
            && let Some(owner) = self.owner.get()
        {
            owner.blocking_is_gone();
        }
    }

    fn start_thread(&'static self, config: &PoolConfig) -> io::Result<()> {
        let mut builder = std::thread::Builder::new().name(config.name.clone());
        if let Some(size) = config.stack_size {
            builder = builder.stack_size(size);
        }
        let config = config.clone();
        let core = self.home.core().expect("a pool is bound to its runtime");
        builder.spawn(move || self.serve(core, &config)).map(drop)
    }

    /// Starts a thread if something is queued for which there is none (I1).
    fn grow(&'static self, mut state: MutexGuard<'_, State>) {
        if state.queue.is_empty() || state.idle > 0 || state.notified > 0 || state.starting {
            return;
        }
        let room = |config: &&PoolConfig| state.threads < config.max;
        let Some(config) = state.config.as_ref().filter(room).cloned() else { return };
        state.threads += 1;
        state.starting = true;
        drop(state);
        if self.start_thread(&config).is_err() {
            self.give_up_thread();
        }
    }

    /// No thread could be started: leaves the queue to those that exist (I3).
    fn give_up_thread(&'static self) {
        let mut state = self.state.lock();
        state.starting = false;
        state.threads -= 1;
        let queue = if state.threads == 0 { std::mem::take(&mut state.queue) } else { VecDeque::new() };
        drop(state);
        for task in queue {
            task::refuse_without_thread(task);
            self.count_off();
        }
        self.tell_owner();
    }

    /// The life of a thread.
    fn serve(&'static self, core: &'static Core, config: &PoolConfig) {
        context::work_for(core);
        let mut first = self.first();
        call_hook(&config.on_start);
        while let Some(task) = first.take().or_else(|| self.next(config.keep_alive)) {
            self.run(task);
        }
        call_hook(&config.on_stop);
        self.state.lock().leaving -= 1;
        self.tell_owner();
    }

    /// What a thread that has just started finds, if anything.
    fn first(&'static self) -> Option<Runnable> {
        let mut state = self.state.lock();
        state.starting = false;
        let task = state.queue.pop_front();
        self.grow(state); // before the hook: that may take its time, or wait for another thread
        task
    }

    /// Waits for work; none when the thread must leave, and then it counts as leaving (I2, I4).
    fn next(&'static self, keep_alive: Duration) -> Option<Runnable> {
        let mut state = self.state.lock();
        if let Some(task) = state.queue.pop_front() {
            self.grow(state);
            return Some(task);
        }
        let deadline = Instant::now().checked_add(keep_alive);
        state.idle += 1;
        loop {
            if state.notified > 0 {
                state.notified -= 1;
                if let Some(task) = state.queue.pop_front() {
                    self.grow(state);
                    return Some(task);
                }
                state.idle += 1; // somebody was quicker; a notification is worth one idle thread
            }
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if state.closed || left == Some(Duration::ZERO) {
                state.idle -= 1;
                state.threads -= 1;
                state.leaving += 1;
                return None;
            }
            state = match left {
                Some(left) => self.work.wait_timeout(state, left),
                None => self.work.wait(state),
            };
        }
    }
}

impl Schedule for Blocking {
    fn schedule(&'static self, task: Runnable, _ready: Ready) {
        if !sys::THREADS
            && let Some(owner) = self.owner.get()
        {
            return owner.run_inline(task);
        }
        self.busy.fetch_add(1, Ordering::AcqRel);
        let mut state = self.state.lock();
        if state.closed {
            drop(state);
            return self.run(task);
        }
        state.queue.push_back(task);
        if state.idle > 0 {
            state.idle -= 1;
            state.notified += 1;
            drop(state);
            return self.work.notify_one();
        }
        self.grow(state);
    }

    fn emptied(&'static self) {
        self.tell_owner();
    }
}

impl fmt::Debug for Blocking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state.lock();
        f.debug_struct("Blocking").field("threads", &state.threads).field("queued", &state.queue.len()).finish()
    }
}
