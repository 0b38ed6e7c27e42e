//! The pool: what the workers of one runtime share, from its start to its end.
//!
//! # How it works
//!
//! A pool has a seat for each worker: what others may take from that worker or see of it. Tasks that become ready on a worker
//! go to its own queues (`worker.rs`); from anywhere else they go to the injector, and `idle.rs` says whom to wake for them.
//! A pool lives for ever and serves one runtime after the other; its threads live as long as the runtime.
//!
//! # Invariants
//!
//! - **I1** A task from outside is pushed first and notified of afterwards.
//! - **I2** The pool ends when it is closed, its registry is empty, its workers have left and its blocking pool is empty. The
//!   last of them ends it, once.

use crate::engine::context;
use crate::engine::core::{Core, RuntimeRef, Shape};
use crate::engine::task::{Home, Ready, Runnable, Schedule, Slot};
use crate::engine::timers::{NEVER, Timers};
use crate::error::AsyncError;
use crate::primitives::atomic::{AtomicU32, AtomicUsize, Ordering};
use crate::primitives::{CachePadded, Condvar, Mutex};
use crate::shape::blocking::{Blocking, Owner};
use crate::shape::idle::{Idle, LOOK, MAX_WORKERS};
use crate::shape::reactor::ReactorCell;
use crate::shape::thread::{self, Thread, until};
use crate::shape::{Config, Left, Wait, call_hook, nanos};
use crate::sys;
use crate::util::recycle::Recycler;
use crossbeam_deque::{Injector, Stealer, Worker as Deque};
use std::any::Any;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// The shared part of a runtime with workers.
pub(crate) struct Pool {
    pub(super) core: Core,
    pub(super) seats: Box<[CachePadded<SharedSeat>]>,
    pub(super) injector: Injector<Runnable>,
    pub(super) idle: Idle,
    blocking: Blocking,
    pub(super) reactor: ReactorCell,
    pub(super) event_interval: AtomicU32,
    pub(super) global_queue_interval: AtomicU32,
    /// Workers inside a nested `block_on` (`worker.rs`, I3).
    pub(super) nested: AtomicUsize,
    state: Mutex<State>,
    changed: Condvar,
}

/// What others may take or see of a worker.
pub(super) struct SharedSeat {
    pub(super) thread: &'static Thread,
    pub(super) lifo: Slot,
    pub(super) stealer: Stealer<Runnable>,
    /// Counts polls, so that the watcher sees whether the worker is still in the same one, and a thief how fast it is.
    pub(super) polls: AtomicU32,
    /// Counts the worker's looks at the reactor while it runs.
    pub(super) looks: AtomicU32,
    /// The owner's end, while no worker sits here.
    pub(super) deque: Mutex<Option<Deque<Runnable>>>,
}

#[derive(Debug, Default)]
struct State {
    /// Worker threads that have not left.
    running: usize,
    shut_down: bool,
    ended: bool,
}

static POOLS: Recycler<Pool> = Recycler::new();

/// A worker's place in a pool.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seat {
    pub(super) pool: &'static Pool,
    pub(super) index: usize,
}

impl Seat {
    pub(super) fn shared(self) -> &'static SharedSeat {
        &self.pool.seats[self.index].0
    }
}

impl Pool {
    /// Starts a runtime with `workers` workers.
    pub(crate) fn start(config: &Config, workers: usize) -> Result<RuntimeRef, AsyncError> {
        if workers > MAX_WORKERS {
            return Err(AsyncError::Runtime(format!("{workers} workers are more than the {MAX_WORKERS} possible")));
        }
        let pool = POOLS.take(|pool| pool.seats.len() == workers, || Pool::leak(workers));
        let runtime = pool.core.current();
        *pool.state.lock() = State { running: workers, ..State::default() };
        pool.core.begin();
        pool.idle.reset(workers);
        pool.event_interval.store(config.event_interval, Ordering::Relaxed);
        pool.global_queue_interval.store(config.global_queue_interval, Ordering::Relaxed);
        pool.blocking.start(config);
        pool.reactor.reset();
        let config = Arc::new(config.clone());
        for index in 0..workers {
            if let Err(error) = pool.start_worker(index, &config) {
                // Those that run end the runtime; those that do not are counted off here.
                pool.state.lock().running -= workers - index;
                // Not for ever: a hook of a thread that runs may wait for the process-wide runtime, which starts here.
                pool.shut_down(runtime, Wait::For(Duration::from_secs(1)));
                return Err(AsyncError::Spawn(format!(
                    "worker thread {index} of {workers}: {error}; ask for fewer threads or a smaller stack"
                )));
            }
        }
        Ok(runtime)
    }

    fn leak(workers: usize) -> &'static Pool {
        let seat = |_| {
            let deque = Deque::new_fifo();
            CachePadded(SharedSeat {
                thread: Thread::leak(),
                lifo: Slot::new(),
                stealer: deque.stealer(),
                polls: AtomicU32::new(0),
                looks: AtomicU32::new(0),
                deque: Mutex::new(Some(deque)),
            })
        };
        let pool: &'static Pool = Box::leak(Box::new(Pool {
            core: Core::new(workers + 1, sys::now),
            seats: (0..workers).map(seat).collect(),
            injector: Injector::new(),
            idle: Idle::new(),
            blocking: Blocking::new(),
            reactor: ReactorCell::new(),
            event_interval: AtomicU32::new(0),
            global_queue_interval: AtomicU32::new(0),
            nested: AtomicUsize::new(0),
            state: Mutex::new(State::default()),
            changed: Condvar::new(),
        }));
        pool.core.home().bind(pool, Some(&pool.core));
        pool.core.bind(pool);
        pool.blocking.bind(&pool.core, pool);
        pool.seats.iter().for_each(|seat| seat.thread.serve(pool));
        pool
    }

    fn start_worker(&'static self, index: usize, config: &Arc<Config>) -> std::io::Result<()> {
        let mut builder = std::thread::Builder::new().name(config.thread_name.clone());
        if let Some(size) = config.stack_size {
            builder = builder.stack_size(size);
        }
        let config = Arc::clone(config);
        builder.spawn(move || self.work(index, &config)).map(drop)
    }

    /// The life of a worker thread.
    fn work(&'static self, index: usize, config: &Config) {
        context::work_for(&self.core);
        call_hook(&config.on_thread_start);
        let seat = Seat { pool: self, index };
        thread::enter_as(self.seats[index].thread, Some((seat, config.seed)), |entered| {
            if let Some(worker) = &entered.worker {
                worker.run(entered);
            }
        });
        call_hook(&config.on_thread_stop);
        self.state.lock().running -= 1;
        self.try_end();
    }

    pub(super) fn is_stopping(&'static self) -> bool {
        self.core.home().registry().is_finished()
    }

    /// Wakes a worker for a task that any of them may run.
    #[inline]
    pub(super) fn notify(&self) {
        if let Some(worker) = self.idle.notify() {
            self.seats[worker].thread.unpark();
        }
    }

    /// Wakes a worker as the watcher, unless there is one, or one wakes soon for a timer of its own.
    #[inline]
    pub(crate) fn need_watcher(&self) {
        let wakes_soon = |parked: usize| {
            let timers = &self.seats[parked].thread.timers;
            timers.next() != NEVER && timers.waits_until(sys::now().saturating_add(nanos(LOOK)))
        };
        if let Some(worker) = self.idle.need_watcher(wakes_soon) {
            self.seats[worker].thread.unpark();
        }
    }

    pub(super) fn unpark_all(&self) {
        self.seats.iter().for_each(|seat| seat.thread.unpark());
    }

    pub(super) fn has_stealable(&self) -> bool {
        !self.injector.is_empty() || self.seats.iter().any(|seat| !seat.stealer.is_empty())
    }

    /// Ends the runtime if nothing of it is left (I2), and tells those who wait that something has changed.
    fn try_end(&'static self) {
        let mut state = self.state.lock();
        let ends = state.shut_down
            && !state.ended
            && state.running == 0
            && self.core.home().registry().is_finished()
            && self.blocking.is_finished();
        state.ended |= ends;
        drop(state);
        if ends {
            self.core.end_generation();
            self.core.home().registry().reopen();
            self.blocking.end();
            POOLS.put(self);
        }
        let _state = self.state.lock();
        self.changed.notify_all();
    }

    pub(crate) fn shut_down(&'static self, runtime: RuntimeRef, wait: Wait) -> Left {
        if !runtime.is_alive() {
            return Left::default(); // ended before, or lost
        }
        self.blocking.close();
        self.core.close();
        self.reactor.close();
        // Not before the parts are closed: from now on the runtime may end at any time, and the next one use them.
        self.state.lock().shut_down = true;
        self.try_end();
        let deadline = match wait {
            _ if context::is_inside(runtime) => return self.left(runtime),
            Wait::Not => return self.left(runtime),
            Wait::Forever => NEVER,
            Wait::For(duration) => sys::now().saturating_add(nanos(duration)),
        };
        let mut state = self.state.lock();
        while runtime.is_alive() {
            state = match until(deadline, sys::now) {
                None => self.changed.wait(state),
                Some(Duration::ZERO) => {
                    drop(state);
                    return self.left(runtime);
                }
                Some(left) => self.changed.wait_timeout(state, left),
            };
        }
        Left::default()
    }

    fn left(&'static self, runtime: RuntimeRef) -> Left {
        // Those that are parked only wait for the others.
        let parked = self.idle.parked();
        // One that has been woken to end a task may still count as parked.
        let tasks_left = !self.core.home().registry().is_finished();
        let busy = self.state.lock().running.saturating_sub(parked).max(usize::from(tasks_left));
        let left = Left { workers: busy, blocking: self.blocking.running() };
        if runtime.is_alive() { left } else { Left::default() }
    }

    /// The reactor; who makes it wakes those who sleep, and one of them waits on it from then on.
    pub(crate) fn reactor(&self) -> io::Result<Arc<sys::Reactor>> {
        self.reactor.get_or_make(|| self.unpark_all())
    }

    pub(crate) fn blocking(&self) -> &Blocking {
        &self.blocking
    }
}

impl Owner for Pool {
    fn run_inline(&'static self, task: Runnable) {
        self.schedule(task, Ready::Spawned);
    }

    fn blocking_is_idle(&'static self) {}

    fn blocking_is_gone(&'static self) {
        self.try_end();
    }
}

impl Schedule for Pool {
    #[inline]
    fn schedule(&'static self, task: Runnable, ready: Ready) {
        let elsewhere = thread::with_entered(|entered| match entered.and_then(|entered| entered.worker.as_ref()) {
            Some(worker) if worker.takes_tasks_of(self) => {
                worker.queue(task, ready);
                None
            }
            _ => Some(task),
        });
        if let Some(task) = elsewhere {
            self.injector.push(task);
            self.notify();
        }
    }

    #[inline]
    fn shard_group(&'static self) -> usize {
        thread::with_entered(|entered| match entered.and_then(|entered| entered.worker.as_ref()) {
            Some(worker) if worker.belongs_to(self) => worker.seat.index,
            _ => self.seats.len(),
        })
    }

    fn emptied(&'static self) {
        self.unpark_all();
    }
}

impl Shape for Pool {
    /// Of the current thread if it has entered, otherwise of any worker.
    fn timers(&'static self) -> &'static Timers {
        thread::with_entered(|entered| match entered {
            Some(entered) => &entered.thread.timers,
            None => &self.seats[0].thread.timers,
        })
    }

    fn blocking(&'static self) -> &'static Home {
        self.blocking.home()
    }

    fn workers(&self) -> usize {
        self.seats.len()
    }

    fn as_any(&'static self) -> &'static dyn Any {
        self
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("core", &self.core)
            .field("workers", &self.seats.len())
            .field("parked", &self.idle.parked())
            .finish_non_exhaustive()
    }
}
