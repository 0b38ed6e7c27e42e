//! The front door: the process-wide runtime, runtimes of one's own, their handles and how they are built.
//!
//! # How it works
//!
//! The process-wide runtime is a [`Runtime`] in a static that starts on first use and never ends. A [`Handle`] is a reference to
//! one life of a core (`engine/core.rs`), which is checked when it is used.
//!
//! - **I1** The process-wide runtime is started once; a start that fails leaves nothing behind and is tried again next time.

use crate::engine::context;
use crate::engine::core::RuntimeRef;
use crate::error::AsyncError;
use crate::primitives::Mutex;
use crate::shape::pool::Pool;
use crate::shape::single::Single;
use crate::shape::thread::{self, DEFAULT_INTERVAL, Deadlock};
use crate::shape::{Config, Flavour, Left, Wait, flavour, hosted, shut_down};
use crate::sys;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

static PROCESS_WIDE: OnceLock<Runtime> = OnceLock::new();
/// Held while the process-wide runtime starts (I1).
static STARTING: Mutex<()> = Mutex::new(());

/// The process-wide runtime. It starts by itself on first use and lives as long as the process.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{AsyncRuntime, spawn};
///
/// let answer = AsyncRuntime::block_on(async { spawn(async { 42 }).await });
/// assert_eq!(answer, Ok(42));
/// ```
#[derive(Debug)]
pub enum AsyncRuntime {}

impl AsyncRuntime {
    /// Runs a future to its end on this thread, and the tasks that it spawns.
    ///
    /// May be called inside a task, too: the other tasks go on meanwhile. Only calls inside each other that wait for each other in
    /// a circle can hang.
    ///
    /// # Platforms
    ///
    /// Natively and under WASI. A browser's thread must not block: use [`spawn`](crate::spawn) and `#[wasi_async_runtime::main]`
    /// there.
    ///
    /// # Panics
    ///
    /// With the panic of `future`; if the runtime cannot start; in a browser; and, under WASI, when nothing can ever wake
    /// `future` again. [`try_block_on`](AsyncRuntime::try_block_on) gives the last three as errors.
    #[track_caller]
    pub fn block_on<F: Future>(future: F) -> F::Output {
        or_panic(Self::try_block_on(future))
    }

    /// Runs a future to its end on this thread; see [`block_on`](AsyncRuntime::block_on).
    ///
    /// # Errors
    ///
    /// [`AsyncError::PlatformNotSupported`] in a browser, [`AsyncError::Spawn`] if no thread could be started,
    /// [`AsyncError::Runtime`] in a forked child, and when nothing can ever wake `future` again.
    ///
    /// # Panics
    ///
    /// With the panic of `future`.
    pub fn try_block_on<F: Future>(future: F) -> Result<F::Output, AsyncError> {
        may_block()?;
        let runtime = process_wide()?;
        if runtime.is_lost() {
            return Err(forked());
        }
        try_block_on(runtime, future)
    }

    /// Starts the runtime now instead of on first use.
    ///
    /// # Errors
    ///
    /// [`AsyncError::Spawn`] if no thread could be started, [`AsyncError::Runtime`] in a forked child. It is no error if the
    /// runtime runs already.
    pub fn init() -> Result<(), AsyncError> {
        if process_wide()?.is_lost() { Err(forked()) } else { Ok(()) }
    }

    /// Describes a runtime: finish with [`Builder::build`] for one of your own, or with [`Builder::init`] for this one.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The handle of the process-wide runtime.
    ///
    /// # Panics
    ///
    /// If the runtime cannot start.
    #[track_caller]
    pub fn handle() -> Handle {
        Handle { runtime: or_panic(process_wide()) }
    }

    /// What the process-wide runtime has done so far.
    ///
    /// # Panics
    ///
    /// If the runtime cannot start.
    #[track_caller]
    pub fn metrics() -> Metrics {
        Self::handle().metrics()
    }
}

#[track_caller]
fn or_panic<T>(result: Result<T, AsyncError>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}

/// The runtime that a call on this thread goes to: that of the task, or the process-wide one.
#[inline]
pub(crate) fn current_or_process_wide() -> Result<RuntimeRef, AsyncError> {
    match context::runtime() {
        Some(runtime) => Ok(runtime),
        None => process_wide(),
    }
}

/// The process-wide runtime, started if need be (I1).
pub(crate) fn process_wide() -> Result<RuntimeRef, AsyncError> {
    if let Some(runtime) = PROCESS_WIDE.get() {
        return Ok(runtime.handle.runtime);
    }
    let _starting = STARTING.lock();
    match PROCESS_WIDE.get() {
        Some(runtime) => Ok(runtime.handle.runtime),
        None => start_process_wide(Builder::default()),
    }
}

fn start_process_wide(builder: Builder) -> Result<RuntimeRef, AsyncError> {
    let runtime = builder.build()?;
    Ok(PROCESS_WIDE.get_or_init(|| runtime).handle.runtime)
}

fn may_block() -> Result<(), AsyncError> {
    if sys::HOSTED {
        return Err(AsyncError::PlatformNotSupported(
            "block_on, for a browser's thread must not block; spawn the future, or use #[wasi_async_runtime::main]"
                .into(),
        ));
    }
    Ok(())
}

fn forked() -> AsyncError {
    AsyncError::Runtime(
        "this process was forked, and the threads of the runtime stayed in its parent; build a runtime of its own"
            .into(),
    )
}

fn try_block_on<F: Future>(runtime: RuntimeRef, future: F) -> Result<F::Output, AsyncError> {
    thread::block_on(runtime, future).map_err(|Deadlock| {
        AsyncError::Runtime(
            "deadlock: the future of block_on waits, and no timer, no ready task and no other thread can ever wake it"
                .into(),
        )
    })
}

/// A runtime of one's own. Dropping it aborts its tasks and waits until current polls return.
///
/// # Platforms
///
/// In a browser or Node nothing can wait: dropping or shutting it down returns at once, and its tasks end in the next slices.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{AsyncRuntime, spawn};
///
/// let runtime = AsyncRuntime::builder().worker_threads(2).build().unwrap();
/// assert_eq!(runtime.block_on(async { spawn(async { 7 }).await }), Ok(7));
/// runtime.shutdown();
/// ```
#[derive(Debug)]
pub struct Runtime {
    handle: Handle,
}

impl Runtime {
    /// Runs a future to its end on this thread, in the context of this runtime; see [`AsyncRuntime::block_on`].
    ///
    /// # Panics
    ///
    /// As [`AsyncRuntime::block_on`].
    #[track_caller]
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.handle.block_on(future)
    }

    /// Runs a future to its end on this thread; see [`AsyncRuntime::try_block_on`].
    ///
    /// # Errors
    ///
    /// As [`AsyncRuntime::try_block_on`].
    pub fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, AsyncError> {
        self.handle.try_block_on(future)
    }

    /// The handle of this runtime.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// What this runtime has done so far.
    pub fn metrics(&self) -> Metrics {
        self.handle.metrics()
    }

    /// Ends the runtime as dropping it does: aborts its tasks, waits until current polls and blocking closures return. Called inside a task
    /// of its own, it does not wait.
    pub fn shutdown(self) {}

    /// Ends the runtime, and waits for at most `limit`.
    ///
    /// What has not ended by then goes on in the background until its current poll, or its closure, returns. The answer says
    /// what that is.
    pub fn shutdown_timeout(self, limit: Duration) -> Unfinished {
        let left = shut_down(self.handle.runtime, Wait::For(limit));
        std::mem::forget(self);
        Unfinished { left }
    }

    /// Ends the runtime without waiting for anything.
    pub fn shutdown_background(self) {
        shut_down(self.handle.runtime, Wait::Not);
        std::mem::forget(self);
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        shut_down(self.handle.runtime, Wait::Forever);
    }
}

/// What had not ended when [`Runtime::shutdown_timeout`] stopped waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfinished {
    left: Left,
}

impl Unfinished {
    /// Says whether everything has ended.
    pub fn is_empty(&self) -> bool {
        self.left == Left::default()
    }

    /// Workers whose current poll had not returned.
    pub fn workers(&self) -> usize {
        self.left.workers
    }

    /// Blocking closures that had not returned.
    pub fn blocking(&self) -> usize {
        self.left.blocking
    }
}

/// A reference to a runtime, to spawn on it from anywhere. Cheap to clone; it does not keep the runtime alive.
#[derive(Clone, Debug, PartialEq)]
pub struct Handle {
    runtime: RuntimeRef,
}

impl Handle {
    /// The runtime of the current task; outside a task, the process-wide one.
    ///
    /// # Panics
    ///
    /// If the process-wide runtime is needed and cannot start.
    #[track_caller]
    pub fn current() -> Handle {
        Handle { runtime: or_panic(current_or_process_wide()) }
    }

    /// The runtime of the current task.
    ///
    /// # Errors
    ///
    /// [`AsyncError::Runtime`] outside a task; nothing is started.
    pub fn try_current() -> Result<Handle, AsyncError> {
        match context::runtime() {
            Some(runtime) => Ok(Handle { runtime }),
            None => Err(AsyncError::Runtime(
                "no task is running on this thread; Handle::current() gives the process-wide runtime".into(),
            )),
        }
    }

    /// Runs a future to its end on this thread, in the context of this runtime; see [`AsyncRuntime::block_on`].
    ///
    /// It works also after the runtime has shut down: then whatever `future` spawns gives [`AsyncError::Runtime`].
    ///
    /// # Panics
    ///
    /// As [`AsyncRuntime::block_on`].
    #[track_caller]
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        or_panic(self.try_block_on(future))
    }

    /// Runs a future to its end on this thread; see [`AsyncRuntime::try_block_on`].
    ///
    /// # Errors
    ///
    /// As [`AsyncRuntime::try_block_on`].
    pub fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, AsyncError> {
        may_block()?;
        try_block_on(self.runtime, future)
    }

    /// What the runtime has done so far.
    pub fn metrics(&self) -> Metrics {
        if !self.runtime.is_alive() {
            return Metrics::default();
        }
        let core = self.runtime.core();
        let (blocking_threads, registry) = match flavour(core) {
            Flavour::Workers(pool) => (pool.blocking().threads(), core.home().registry()),
            Flavour::Single(single) => (single.blocking_pool().threads(), core.home().registry()),
        };
        Metrics {
            workers: core.shape().workers(),
            spawned_tasks: registry.spawned(),
            live_tasks: registry.live(),
            blocking_threads,
            waits: core.waits(),
            longest_slice: hosted::longest_slice(),
        }
    }

    pub(crate) fn runtime(&self) -> RuntimeRef {
        self.runtime
    }
}

/// Figures of a runtime at one moment; all zero when it has ended.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    workers: usize,
    spawned_tasks: u64,
    live_tasks: usize,
    blocking_threads: usize,
    waits: u64,
    longest_slice: Duration,
}

impl Metrics {
    /// Threads that run tasks; 1 for the current-thread flavour, under WASI and in browsers.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Tasks spawned so far, local tasks and blocking closures not counted.
    pub fn spawned_tasks(&self) -> u64 {
        self.spawned_tasks
    }

    /// Tasks that have not ended, counted as in [`spawned_tasks`](Metrics::spawned_tasks).
    pub fn live_tasks(&self) -> usize {
        self.live_tasks
    }

    /// Threads of the blocking pool.
    pub fn blocking_threads(&self) -> usize {
        self.blocking_threads
    }

    /// How often a thread of the runtime found nothing to do and waited, or, in a browser, returned to the host until further notice.
    pub fn waits(&self) -> u64 {
        self.waits
    }

    /// The longest time for which this instance kept the thread of its browser or Node in one call; zero on other platforms. It is the
    /// slice of 5 ms and at most one poll.
    pub fn longest_slice(&self) -> Duration {
        self.longest_slice
    }
}

/// Describes a runtime; made by [`AsyncRuntime::builder`].
///
/// # Platforms
///
/// Where there is one thread (WASI, browsers, Node) whatever describes threads has no effect: their number, names, stacks and hooks, the
/// blocking pool and the global queue. In browsers and Node the event interval has none either: a slice is a time there.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
///
/// let runtime = AsyncRuntime::builder().worker_threads(2).thread_name("mine").build().unwrap();
/// assert_eq!(runtime.block_on(async { 1 + 1 }), 2);
/// assert!(AsyncRuntime::builder().worker_threads(0).build().is_err());
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until build() or init()"]
pub struct Builder {
    config: Config,
    workers_named: bool,
}

impl Default for Builder {
    fn default() -> Self {
        let config = Config {
            workers: None,
            thread_name: "async-worker".into(),
            stack_size: None,
            on_thread_start: None,
            on_thread_stop: None,
            max_blocking_threads: 512,
            keep_alive: Duration::from_secs(10),
            event_interval: DEFAULT_INTERVAL,
            global_queue_interval: 31,
            start_paused: false,
            seed: None,
        };
        Builder { config: Config { workers: Some(default_workers()), ..config }, workers_named: false }
    }
}

fn default_workers() -> usize {
    if sys::THREADS { std::thread::available_parallelism().map_or(1, usize::from) } else { 1 }
}

impl Builder {
    /// One thread at a time runs the tasks: the one in `block_on`. While none is, they wait.
    pub fn current_thread(mut self) -> Builder {
        self.config.workers = None;
        self.workers_named = false;
        self
    }

    /// The number of threads that run tasks; by default one per processor.
    ///
    /// # Platforms
    ///
    /// A wish: where there is one thread only (WASI, browsers), it is 1.
    pub fn worker_threads(mut self, workers: usize) -> Builder {
        self.config.workers = Some(workers);
        self.workers_named = true;
        self
    }

    /// The name of the worker threads, by default "async-worker"; threads of the blocking pool get "-b" at its end.
    pub fn thread_name(mut self, name: &str) -> Builder {
        self.config.thread_name = name.into();
        self
    }

    /// The stack size of the threads, in bytes; by default that of the standard library.
    pub fn thread_stack_size(mut self, bytes: usize) -> Builder {
        self.config.stack_size = Some(bytes);
        self
    }

    /// Called on each thread of the runtime when it starts, blocking threads included. A panic in it is reported and ignored.
    pub fn on_thread_start(mut self, hook: impl Fn() + Send + Sync + 'static) -> Builder {
        self.config.on_thread_start = Some(Arc::new(hook));
        self
    }

    /// Called on each thread of the runtime when it ends, blocking threads included. A panic in it is reported and ignored.
    pub fn on_thread_stop(mut self, hook: impl Fn() + Send + Sync + 'static) -> Builder {
        self.config.on_thread_stop = Some(Arc::new(hook));
        self
    }

    /// The most threads for [`spawn_blocking`](crate::spawn_blocking), by default 512. Further work waits for one of them.
    pub fn max_blocking_threads(mut self, threads: usize) -> Builder {
        self.config.max_blocking_threads = threads;
        self
    }

    /// How long a blocking thread without work stays, by default 10 s.
    pub fn thread_keep_alive(mut self, keep_alive: Duration) -> Builder {
        self.config.keep_alive = keep_alive;
        self
    }

    /// Polls between two looks at timers and I/O, by default 61.
    pub fn event_interval(mut self, polls: u32) -> Builder {
        self.config.event_interval = polls;
        self
    }

    /// Polls between two looks of a busy worker at the queue of tasks from outside, by default 31.
    pub fn global_queue_interval(mut self, polls: u32) -> Builder {
        self.config.global_queue_interval = polls;
        self
    }

    /// Starts with a paused clock, see [`time::pause`](crate::time::pause). Needs [`current_thread`](Builder::current_thread).
    pub fn start_paused(mut self, paused: bool) -> Builder {
        self.config.start_paused = paused;
        self
    }

    /// The seed of the runtime's random choices: the same seed and the same program give the same order of events on one thread.
    ///
    /// On the current-thread flavour a seed also draws the order in which ready tasks run by lot (local tasks keep theirs), so that a
    /// simulation with many seeds meets many orders; without one they run first in, first out. With workers it chooses whom a
    /// worker steals from first.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::{Arc, Mutex};
    /// use wasi_async_runtime::{AsyncRuntime, spawn};
    ///
    /// let order = |seed| {
    ///     let runtime = AsyncRuntime::builder().current_thread().rng_seed(seed).build().unwrap();
    ///     let log = Arc::new(Mutex::new(Vec::new()));
    ///     runtime.block_on(async {
    ///         let note = |n| {
    ///             let log = log.clone();
    ///             spawn(async move { log.lock().unwrap().push(n) })
    ///         };
    ///         for task in (0..9).map(note).collect::<Vec<_>>() {
    ///             task.await.unwrap();
    ///         }
    ///     });
    ///     Arc::into_inner(log).unwrap().into_inner().unwrap()
    /// };
    /// assert_eq!(order(1), order(1));
    /// assert_ne!(order(1), order(2));
    /// ```
    pub fn rng_seed(mut self, seed: u64) -> Builder {
        self.config.seed = Some(seed);
        self
    }

    /// Starts a runtime of one's own.
    ///
    /// # Errors
    ///
    /// [`AsyncError::Runtime`] for a description that makes no sense, [`AsyncError::Spawn`] if a thread could not be started.
    pub fn build(self) -> Result<Runtime, AsyncError> {
        self.check()?;
        sys::start_process();
        let runtime = match self.config.workers {
            Some(workers) if sys::THREADS => Pool::start(&self.config, workers)?,
            _ => Single::start(&self.config),
        };
        Ok(Runtime { handle: Handle { runtime } })
    }

    /// Starts the process-wide runtime as described.
    ///
    /// # Errors
    ///
    /// [`AsyncError::Runtime`] if it has started already; otherwise as [`build`](Builder::build).
    pub fn init(self) -> Result<(), AsyncError> {
        let _starting = STARTING.lock();
        if PROCESS_WIDE.get().is_some() {
            return Err(AsyncError::Runtime(
                "the process-wide runtime has started already; call init() before anything uses it".into(),
            ));
        }
        start_process_wide(self).map(drop)
    }

    fn check(&self) -> Result<(), AsyncError> {
        let config = &self.config;
        let wrong = match config.workers {
            Some(0) => "worker_threads must be at least 1; current_thread() is a runtime without workers",
            Some(_) if config.start_paused && (self.workers_named || sys::THREADS) => {
                "start_paused needs current_thread(): a simulated clock has one thread"
            }
            _ if config.max_blocking_threads == 0 => "max_blocking_threads must be at least 1",
            _ if config.event_interval == 0 => "event_interval must be at least 1",
            _ if config.global_queue_interval == 0 => "global_queue_interval must be at least 1",
            _ if config.thread_name.contains('\0') => "thread_name must not contain a NUL character",
            _ => return Ok(()),
        };
        Err(AsyncError::Runtime(wrong.into()))
    }
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} workers and {} blocking closures", self.left.workers, self.left.blocking)
    }
}
