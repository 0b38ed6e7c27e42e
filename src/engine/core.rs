//! The shared part of a runtime, and the reference to it that handles and tasks carry.
//!
//! # How it works
//!
//! A `Core` holds what every shape has: the home of its tasks, the home of its blocking work and its clock. It lives for
//! ever and serves one runtime after the other; its generation counts them, and a `RuntimeRef` names one of them.
//!
//! - **I1** The generation is raised when a runtime has ended: its tasks have completed, its threads are gone. A `RuntimeRef`
//!   of an ended runtime is recognised by its generation.
//! - **I2** While a task of a runtime has not completed, the generation stays: code inside a task needs no check.

use crate::engine::clock::{Clock, Now};
use crate::engine::task::{self, Home, RawTask, Spawn};
use crate::engine::timers::Timers;
use crate::primitives::Mutex;
use crate::primitives::atomic::{AtomicU64, Ordering};
use std::any::Any;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};

/// What the engine asks of a shape besides queueing tasks.
pub(crate) trait Shape: Send + Sync {
    /// The timers that a future polled on the current thread should use.
    fn timers(&'static self) -> &'static Timers;

    /// Where the closures of `spawn_blocking` go.
    fn blocking(&'static self) -> &'static Home;

    /// Threads that run tasks.
    fn workers(&self) -> usize;

    /// The shape itself, for those who know what shapes there are.
    fn as_any(&'static self) -> &'static dyn Any;
}

/// How often all runtimes of the process were lost at once: raised in a forked child, where their threads are missing, and
/// after a trap of a wasm instance, whose host's calls run no more tasks.
static LOSSES: AtomicU64 = AtomicU64::new(0);

/// Every runtime that exists now is lost: it refuses tasks. Safe to call in a forked child of a threaded process.
pub(crate) fn lose_all() {
    LOSSES.fetch_add(1, Ordering::Relaxed);
}

/// Changes when they are lost: what was made before belongs to runtimes that are not here.
#[allow(dead_code, reason = "a platform without sockets has no use for it")]
pub(crate) fn losses() -> u64 {
    LOSSES.load(Ordering::Relaxed)
}

pub(crate) struct Core {
    generation: AtomicU64,
    /// `LOSSES` when this generation began.
    losses: AtomicU64,
    home: Home,
    clock: Clock,
    waits: AtomicU64,
    /// Homes of threads that have local tasks of this runtime, and which of the uses of the home.
    local_homes: Mutex<Vec<(&'static Home, u64)>>,
    shape: OnceLock<&'static dyn Shape>,
}

impl Core {
    pub(crate) fn new(shards: usize, now: Now) -> Core {
        Core {
            generation: AtomicU64::new(1),
            losses: AtomicU64::new(LOSSES.load(Ordering::Relaxed)),
            home: Home::new(shards),
            clock: Clock::new(now),
            waits: AtomicU64::new(0),
            local_homes: Mutex::new(Vec::new()),
            shape: OnceLock::new(),
        }
    }

    /// Says, once, which shape this is the core of.
    pub(crate) fn bind(&self, shape: &'static dyn Shape) {
        let bound = self.shape.set(shape);
        debug_assert!(bound.is_ok(), "a core is bound once");
    }

    pub(crate) fn shape(&self) -> &'static dyn Shape {
        *self.shape.get().expect("a core is bound before it is used")
    }

    pub(crate) fn home(&'static self) -> &'static Home {
        &self.home
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Notes that a thread has local tasks of this runtime.
    pub(crate) fn add_local_home(&self, home: &'static Home) {
        let mut homes = self.local_homes.lock();
        let use_of_home = home.uses();
        match homes.iter_mut().find(|(known, _)| std::ptr::eq(*known, home)) {
            Some((_, last)) => *last = use_of_home,
            None => homes.push((home, use_of_home)),
        }
    }

    /// Refuses tasks from now on and ends those that are there. Local tasks end on their threads, when those get to it.
    pub(crate) fn close(&'static self) {
        self.home.close();
        for (home, use_of_home) in self.local_homes.lock().clone() {
            // A thread that has left since then ended its tasks itself; what its home has now is not ours.
            if home.uses() == use_of_home {
                home.registry().wake_all();
            }
        }
    }

    /// A thread of this runtime is about to wait.
    pub(crate) fn count_wait(&self) {
        self.waits.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn waits(&self) -> u64 {
        self.waits.load(Ordering::Relaxed)
    }

    /// The runtime that uses the core now.
    pub(crate) fn current(&'static self) -> RuntimeRef {
        RuntimeRef { core: self, generation: self.generation.load(Ordering::Acquire) }
    }

    /// Says whether this runtime was lost, by a fork or a trap.
    #[inline]
    pub(crate) fn is_lost(&self) -> bool {
        self.losses.load(Ordering::Relaxed) != LOSSES.load(Ordering::Relaxed)
    }

    /// A runtime begins to use the core.
    pub(crate) fn begin(&self) {
        self.losses.store(LOSSES.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// The runtime has ended: from now on it is told apart from the next one (I1). Called before any of its parts is made ready
    /// for that, so that a task which finds a part open again also finds its runtime ended.
    pub(crate) fn end_generation(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.local_homes.lock().clear();
        self.waits.store(0, Ordering::Relaxed);
        self.clock.reset();
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core").field("home", &self.home).finish_non_exhaustive()
    }
}

/// One runtime, which may have ended meanwhile.
#[derive(Clone, Copy)]
pub(crate) struct RuntimeRef {
    core: &'static Core,
    generation: u64,
}

impl RuntimeRef {
    pub(crate) fn new(core: &'static Core, generation: u64) -> Self {
        RuntimeRef { core, generation }
    }

    pub(crate) fn core(self) -> &'static Core {
        self.core
    }

    pub(crate) fn generation(self) -> u64 {
        self.generation
    }

    #[inline]
    pub(crate) fn is_lost(self) -> bool {
        self.core.is_lost()
    }

    /// Says whether this generation of the core has not ended, in this process.
    #[inline]
    pub(crate) fn is_alive(self) -> bool {
        self.core.generation.load(Ordering::Acquire) == self.generation && !self.core.is_lost()
    }

    /// Says whether this runtime takes tasks.
    pub(crate) fn is_open(self) -> bool {
        // In this order: a registry that is open again, for the next runtime, belongs to one that has ended.
        !self.core.home.registry().is_closed() && self.is_alive()
    }

    /// Spawns a task on this runtime; one that has ended refuses it.
    #[inline]
    pub(crate) fn spawn<F>(self, future: F, spawn: Spawn) -> RawTask<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        task::spawn(&self.core.home, self, future, spawn)
    }

    /// Queues a closure for the blocking pool of this runtime.
    pub(crate) fn spawn_blocking<F, T>(self, work: F, spawn: Spawn) -> RawTask<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        task::spawn(self.core.shape().blocking(), self, Blocking(Some(work)), spawn)
    }
}

impl PartialEq for RuntimeRef {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.core, other.core) && self.generation == other.generation
    }
}

impl fmt::Debug for RuntimeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuntimeRef").field("generation", &self.generation).field("core", &self.core).finish()
    }
}

/// A blocking closure as a future that is ready after its first poll.
struct Blocking<F>(Option<F>);

impl<F> Unpin for Blocking<F> {}

impl<F: FnOnce() -> T, T> Future for Blocking<F> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<T> {
        match self.0.take() {
            Some(work) => Poll::Ready(work()),
            None => unreachable!("a task is not polled after it has completed"),
        }
    }
}
