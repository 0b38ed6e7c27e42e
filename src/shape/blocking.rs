//! The blocking pool: threads for closures that block, as many as there is work for, up to a limit.
//!
//! # How it works
//!
//! A closure is a task whose home is this pool, so abort, panics and shutdown work as for every task; "until the closure
//! starts" follows by itself, for the closure runs inside the task's only poll. Threads wait on one condition variable for
//! the queue, start when there is work and none is idle, and leave after `keep_alive` without any.
//!
//! - **I1** `idle` counts threads that wait and have not been told of work; whoever queues a task takes one off and notifies,
//!   or starts a thread while there are fewer than `max`. So a queued task has a thread that will look, or all are busy.
//! - **I2** A thread leaves under the lock, and only with the queue empty.
//! - **I3** When no thread can be started, one that exists takes the task; if there is none, the task ends with `Spawn`.
//! - **I4** The owner is told when the pool is closed and its last thread has gone.

use crate::engine::core::Core;
use crate::engine::task::{self, Home, Ready, Runnable, Schedule};
use crate::primitives::atomic::{AtomicUsize, Ordering};
use crate::primitives::{Condvar, Mutex};
use crate::shape::{Config, Hook, call_hook};
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
    emptied: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Runnable>,
    idle: usize,
    /// Notifications on their way to a waiting thread.
    notified: usize,
    threads: usize,
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
            emptied: OnceLock::new(),
        }
    }

    /// Says, once, whose pool it is and who is told when it has nothing left (I4).
    pub(crate) fn bind(&'static self, core: &'static Core, emptied: impl Fn() + Send + Sync + 'static) {
        self.home.bind(self, Some(core));
        let bound = self.emptied.set(Box::new(emptied));
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
        self.home.registry().is_finished() && self.state.lock().threads == 0
    }

    /// Makes a finished pool ready for the next runtime.
    pub(crate) fn end(&self) {
        self.home.registry().reopen();
        *self.state.lock() = State::default();
    }

    fn run(&self, task: Runnable) {
        task::run(task);
        self.busy.fetch_sub(1, Ordering::AcqRel);
    }

    fn start_thread(&'static self, config: &PoolConfig) -> io::Result<()> {
        let mut builder = std::thread::Builder::new().name(config.name.clone());
        if let Some(size) = config.stack_size {
            builder = builder.stack_size(size);
        }
        let config = config.clone();
        builder.spawn(move || self.serve(&config)).map(drop)
    }

    /// No thread could be started: leaves the queue to those that exist (I3).
    fn give_up_thread(&self) {
        let mut state = self.state.lock();
        state.threads -= 1;
        if state.threads > 0 {
            return;
        }
        let queue = std::mem::take(&mut state.queue);
        drop(state);
        for task in queue {
            task::refuse_without_thread(task);
            self.busy.fetch_sub(1, Ordering::AcqRel);
        }
    }

    /// The life of a thread.
    fn serve(&'static self, config: &PoolConfig) {
        call_hook(&config.on_start);
        while let Some(task) = self.next(config.keep_alive) {
            self.run(task);
        }
        call_hook(&config.on_stop);
        let mut state = self.state.lock();
        state.threads -= 1;
        let last = state.threads == 0 && state.closed;
        drop(state);
        if last && let Some(emptied) = self.emptied.get() {
            emptied();
        }
    }

    /// Waits for work; none when the thread should leave (I2).
    fn next(&self, keep_alive: Duration) -> Option<Runnable> {
        let mut state = self.state.lock();
        if let Some(task) = state.queue.pop_front() {
            return Some(task);
        }
        let deadline = Instant::now().checked_add(keep_alive);
        state.idle += 1;
        loop {
            if state.closed {
                state.idle = state.idle.saturating_sub(1);
                return None;
            }
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) && state.notified == 0 {
                state.idle -= 1;
                return None;
            }
            state = match left {
                Some(left) if state.notified == 0 => self.work.wait_timeout(state, left),
                None if state.notified == 0 => self.work.wait(state),
                _ => state,
            };
            if state.notified > 0 {
                state.notified -= 1;
                match state.queue.pop_front() {
                    Some(task) => return Some(task),
                    None => state.idle += 1, // somebody was quicker; a notification is worth one idle thread
                }
            }
        }
    }
}

impl Schedule for Blocking {
    fn schedule(&'static self, task: Runnable, _ready: Ready) {
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
        let Some(config) = state.config.clone().filter(|config| state.threads < config.max) else { return };
        state.threads += 1;
        drop(state);
        if self.start_thread(&config).is_err() {
            self.give_up_thread();
        }
    }

    fn emptied(&'static self) {}
}

impl fmt::Debug for Blocking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state.lock();
        f.debug_struct("Blocking").field("threads", &state.threads).field("queued", &state.queue.len()).finish()
    }
}
