//! The loop: a FIFO of handles, timers, and turns as CPython's.
//!
//! # How it works
//!
//! ```text
//!  run_forever ─► one turn: wait for the next timer, if nothing is ready ─► due timers to the FIFO ─► the handles present now, once
//!                    ▲                                                                                     │
//!                    └────────────────── until `stop` ◄────────────────────────────────────────────────────┘
//! ```
//!
//! The loop is one future of the runtime, polled like any other. Where CPython waits in its selector, it is pending: the runtime's timers,
//! sockets and other tasks go on meanwhile, and what wakes a task of the loop from outside (a Rust future that it awaits,
//! `call_soon_threadsafe`) wakes the loop. The wait is rounded up to a millisecond, as CPython's selector does it: timers that lie closer
//! together fire in one turn.
//!
//! # Invariants
//!
//! - **I1** A turn runs the handles that are in the FIFO at its start, and no others; what they queue runs in the next.
//! - **I2** No borrow is held while a handle runs or is dropped.
//! - **I3** Between two polls of the runtime at most `HANDLES` handles run, and whole turns: so sockets and tasks of the runtime keep going.
//! - **I4** What is queued, set or stopped between two polls, by another task of the thread, wakes the loop.

use super::async_generator::AnyGenerator;
use super::context::copy_context;
use super::coroutine::Coroutine;
use super::entry::{Entry, Run};
use super::exc::{Exc, Py, RUNTIME_ERROR, VALUE_ERROR};
use super::executor::Executor;
use super::future::Future;
use super::resumable::Resumable;
use super::run::block_on;
use super::scheduled::Scheduled;
use super::service::Services;
use super::slots::Slots;
use super::task::{AnyTask, Probe, Task};
use super::waiter::Waiter;
use crate::primitives::Mutex;
use crate::primitives::atomic::{AtomicBool, Ordering};
use crate::time::{Instant, Sleep, sleep_until};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::ops::Deref;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// How many handles run before the runtime's own tasks and sockets have their turn (I3).
const HANDLES: usize = 128;

/// The place of no task.
pub(super) const NOWHERE: u32 = u32::MAX;

/// After so many handles the queue gives memory back that it does not need.
const MANY: usize = 16_384;

/// The longest wait, as CPython's `MAXIMUM_SELECT_TIMEOUT`.
const LONGEST_WAIT: f64 = 24.0 * 3600.0;

/// How long a handle may take in debug mode before it is told of, in seconds.
const SLOW: f64 = 0.1;

/// The resolution of CPython's monotonic clock: a timer is due when its `when` is before now and this.
const RESOLUTION: f64 = 1e-9;

/// What comes from outside of the loop's thread.
enum Outside {
    Call(Box<dyn FnOnce() + Send>),
    /// The task or service of this number has been woken by a Rust future.
    Wake(u64),
    /// A function of the executor of this number has given this.
    Finished(u64, Box<dyn Any + Send>),
    /// Somebody has pressed Ctrl-C.
    Interrupt,
}

/// The part that other threads may reach.
#[derive(Default)]
pub(super) struct Door {
    inbox: Mutex<Vec<Outside>>,
    /// The loop is closed; read and written under the lock of the inbox.
    is_closed: AtomicBool,
    /// Something lies in the inbox: read without the lock, once a turn. Who misses it is woken.
    is_filled: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

impl Door {
    /// False where the loop is closed: then it is dropped.
    fn put(&self, outside: Outside) -> bool {
        let mut inbox = self.inbox.lock();
        if self.is_closed.load(Ordering::Relaxed) {
            drop(inbox);
            drop(outside);
            return false;
        }
        inbox.push(outside);
        self.is_filled.store(true, Ordering::Release);
        drop(inbox);
        self.ring();
        true
    }

    /// Nothing comes in any more; gives what lies there.
    fn close(&self) -> Vec<Outside> {
        let mut inbox = self.inbox.lock();
        self.is_closed.store(true, Ordering::Relaxed);
        std::mem::take(&mut *inbox)
    }

    /// Wakes the loop, for something that lies elsewhere.
    fn ring(&self) {
        let waker = self.waker.lock().clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn is_filled(&self) -> bool {
        self.is_filled.load(Ordering::Acquire)
    }

    fn take(&self) -> Vec<Outside> {
        let mut inbox = self.inbox.lock();
        self.is_filled.store(false, Ordering::Relaxed);
        std::mem::take(&mut *inbox)
    }

    /// Those who come wake this task of the runtime from now on.
    fn set_waker(&self, waker: &Waker) {
        let mut place = self.waker.lock();
        if place.as_ref().is_none_or(|last| !last.will_wake(waker)) {
            let last = place.replace(waker.clone());
            drop(place);
            drop(last);
        }
    }

    pub(super) fn wake(&self, task: u64) {
        self.put(Outside::Wake(task));
    }

    /// Tells of an interrupt; false where the last one still lies there: the loop does not turn.
    pub(super) fn interrupt(&self) -> bool {
        let waits = self.inbox.lock().iter().any(|outside| matches!(outside, Outside::Interrupt));
        !waits && self.put(Outside::Interrupt)
    }

    /// Takes an interrupt out that no turn has taken; says whether there was one.
    pub(super) fn take_interrupt(&self) -> bool {
        let mut inbox = self.inbox.lock();
        let before = inbox.len();
        inbox.retain(|outside| !matches!(outside, Outside::Interrupt));
        inbox.len() < before
    }

    pub(super) fn finish(&self, number: u64, given: Box<dyn Any + Send>) {
        self.put(Outside::Finished(number, given));
    }
}

/// An event loop. Clones are the same loop.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{Coroutine, Loop, sleep};
///
/// let event_loop = Loop::new();
/// let main = Coroutine::new("main", async {
///     sleep(0.001).await?;
///     Ok("done")
/// });
/// let result = AsyncRuntime::block_on(event_loop.run_until_complete(main));
/// assert_eq!(result.unwrap(), "done");
/// event_loop.close().unwrap();
/// ```
#[derive(Clone)]
pub struct Loop(Rc<Shared>);

struct Shared {
    ready: RefCell<VecDeque<Entry>>,
    scheduled: RefCell<Scheduled>,
    door: Arc<Door>,
    start: Instant,
    stopping: Cell<bool>,
    running: Cell<bool>,
    polling: Cell<bool>,
    ending: Cell<bool>,
    closed: Cell<bool>,
    /// What a handle raised that ends the loop: KeyboardInterrupt, SystemExit.
    fatal: Cell<Option<Exc>>,
    is_fatal: Cell<bool>,
    /// The place of the task whose step runs, or `NOWHERE`.
    current: Cell<u32>,
    tasks: RefCell<Slots<Weak<dyn Resumable>>>,
    last_mark: Cell<u32>,
    probe: Probe,
    /// The async generators that were begun here.
    generators: RefCell<Vec<Weak<dyn AnyGenerator>>>,
    /// Those that Rust futures may wake, by number: nobody else may hold them.
    foreign: RefCell<HashMap<u64, Rc<dyn Resumable>>>,
    services: Services,
    handler: RefCell<Option<Handler>>,
    executor: Executor,
    eager_tasks: Cell<bool>,
    debug: Cell<bool>,
    slow_callback_duration: Cell<f64>,
    /// What an interrupt from the keyboard does while a `Runner` runs.
    on_interrupt: RefCell<Option<OnInterrupt>>,
}

/// Something that nobody handles: what an exception handler is told.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Trouble {
    /// What it is about.
    pub message: String,
    /// What was raised, if anything.
    pub exception: Option<Exc>,
}

impl Trouble {
    /// As CPython's `{"message": …, "exception": …}`.
    pub fn new(message: impl Into<String>, exception: impl Into<Option<Exc>>) -> Trouble {
        Trouble { message: message.into(), exception: exception.into() }
    }
}

type OnInterrupt = Rc<dyn Fn()>;

type Handler = Rc<dyn Fn(&Loop, &Trouble)>;

/// What a handle calls.
enum Call {
    /// A callback, which may raise.
    Function(Box<dyn FnOnce() -> Option<Exc>>),
    /// Releases who waits, unless that has ended.
    Release(Waiter),
}

impl Call {
    fn in_this_context<R: Outcome>(callback: impl FnOnce() -> R + 'static) -> Call {
        let mut context = copy_context();
        Call::Function(Box::new(move || context.run(|| callback().raised())))
    }
}

thread_local! {
    static RUNNING: RefCell<Option<Loop>> = const { RefCell::new(None) };
}

/// The loop that runs on this thread now.
///
/// # Errors
///
/// `RuntimeError` where none does.
pub fn get_running_loop() -> Py<Loop> {
    running().ok_or_else(|| Exc::new(&RUNTIME_ERROR, "no running event loop"))
}

pub(super) fn running() -> Option<Loop> {
    RUNNING.try_with(|running| running.borrow().clone()).ok().flatten()
}

/// Makes a loop the running one, whose turns run, until this is dropped.
struct Entered<'a>(Option<Loop>, &'a Loop);

impl<'a> Entered<'a> {
    fn enter(event_loop: &'a Loop) -> Entered<'a> {
        event_loop.0.polling.set(true);
        Entered(RUNNING.replace(Some(event_loop.clone())), event_loop)
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.1.0.polling.set(false);
        let last = RUNNING.replace(self.0.take());
        drop(last);
    }
}

/// What a callback gives: nothing, or `Py<()>` where it may raise.
pub trait Outcome: 'static {
    /// The exception that it raised.
    fn raised(self) -> Option<Exc>;
}

impl Outcome for () {
    fn raised(self) -> Option<Exc> {
        None
    }
}

impl Outcome for Py<()> {
    fn raised(self) -> Option<Exc> {
        self.err()
    }
}

/// A callback that was queued. Clones are the same one.
#[derive(Clone)]
pub struct Handle(Rc<Queued>);

struct Queued {
    call: Cell<Option<Call>>,
    cancelled: Cell<bool>,
    /// It stands among the timers of its loop.
    scheduled: Cell<bool>,
    /// For a timer.
    when: f64,
    event_loop: Weak<Shared>,
}

impl Run for Queued {
    fn run(self: Rc<Self>, _: &Loop, _: usize) -> Option<Exc> {
        match self.call.take()? {
            Call::Function(function) => function(),
            Call::Release(waiter) => {
                waiter.release();
                None
            }
        }
    }

    fn described(&self) -> String {
        if self.cancelled.get() { "<Handle cancelled>" } else { "<Handle>" }.to_owned()
    }
}

impl Handle {
    fn new<R: Outcome>(callback: impl FnOnce() -> R + 'static) -> Handle {
        Handle::of(Call::in_this_context(callback), 0.0, Weak::new(), false)
    }

    fn of(call: Call, when: f64, event_loop: Weak<Shared>, scheduled: bool) -> Handle {
        Handle(Rc::new(Queued {
            call: Cell::new(Some(call)),
            cancelled: Cell::new(false),
            scheduled: Cell::new(scheduled),
            when,
            event_loop,
        }))
    }

    /// Takes the callback back. Does nothing once it was called.
    pub fn cancel(&self) {
        if self.0.cancelled.replace(true) {
            return;
        }
        if self.0.scheduled.get()
            && let Some(event_loop) = self.0.event_loop.upgrade()
        {
            event_loop.scheduled.borrow_mut().note_cancelled();
        }
        let call = self.0.call.take();
        drop(call);
    }

    /// Says whether it was taken back.
    pub fn cancelled(&self) -> bool {
        self.0.cancelled.get()
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.described())
    }
}

/// A callback that waits for its time: a [`Handle`] with a time. Clones are the same one.
#[derive(Clone)]
pub struct TimerHandle(Handle);

impl TimerHandle {
    /// The loop's time at which it is called, in seconds.
    pub fn when(&self) -> f64 {
        self.0.0.when
    }
}

impl Deref for TimerHandle {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.0
    }
}

impl fmt::Debug for TimerHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimerHandle").field("when", &self.when()).field("cancelled", &self.cancelled()).finish()
    }
}

impl Loop {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// A new loop: `asyncio.new_event_loop()`.
    #[allow(clippy::new_without_default, reason = "each is another one")]
    pub fn new() -> Loop {
        Loop(Rc::new(Shared {
            ready: RefCell::default(),
            scheduled: RefCell::default(),
            door: Arc::default(),
            start: Instant::now(),
            stopping: Cell::new(false),
            running: Cell::new(false),
            polling: Cell::new(false),
            ending: Cell::new(false),
            closed: Cell::new(false),
            fatal: Cell::default(),
            is_fatal: Cell::new(false),
            current: Cell::new(NOWHERE),
            tasks: RefCell::default(),
            last_mark: Cell::new(0),
            probe: Probe::default(),
            generators: RefCell::default(),
            foreign: RefCell::default(),
            services: Services::default(),
            handler: RefCell::default(),
            executor: Executor::default(),
            eager_tasks: Cell::new(false),
            debug: Cell::new(false),
            slow_callback_duration: Cell::new(SLOW),
            on_interrupt: RefCell::default(),
        }))
    }

    /// The loop's clock, in seconds since some moment.
    pub fn time(&self) -> f64 {
        (Instant::now() - self.0.start).as_secs_f64()
    }

    /// A future of this loop.
    pub fn create_future<T: 'static>(&self) -> Future<T> {
        Future::new(self.clone())
    }

    /// Makes a task of a coroutine, whose first step is queued.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the loop is closed.
    pub fn create_task<T: Clone + 'static>(&self, coroutine: Coroutine<T>) -> Py<Task<T>> {
        self.check_closed()?;
        Ok(Task::start(self, coroutine, None, copy_context(), self.0.eager_tasks.get()))
    }

    /// As [`create_task`](Loop::create_task), with a name.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the loop is closed.
    pub fn create_task_named<T: Clone + 'static>(
        &self,
        coroutine: Coroutine<T>,
        name: impl Into<String>,
    ) -> Py<Task<T>> {
        self.check_closed()?;
        if self.0.eager_tasks.get() {
            let task = self.create_task(coroutine)?; // CPython's eager tasks are named after they have begun
            task.set_name(name);
            return Ok(task);
        }
        Ok(Task::start(self, coroutine, Some(name.into()), copy_context(), false))
    }

    /// As [`create_task`](Loop::create_task), in a context in place of a copy of the current one.
    pub(super) fn create_task_in<T: Clone + 'static>(
        &self,
        coroutine: Coroutine<T>,
        context: super::context::Context,
    ) -> Py<Task<T>> {
        self.check_closed()?;
        Ok(Task::start(self, coroutine, None, context, self.0.eager_tasks.get()))
    }

    /// Has tasks of this loop begin where they are made, up to their first suspension, while the loop runs: CPython 3.12's
    /// `loop.set_task_factory(asyncio.eager_task_factory)`. A task that ends there takes no turn.
    pub fn set_eager_tasks(&self, eager: bool) {
        self.0.eager_tasks.set(eager);
    }

    /// Has the loop call `callback` in its next turn.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the loop is closed.
    pub fn call_soon<R: Outcome>(&self, callback: impl FnOnce() -> R + 'static) -> Py<Handle> {
        self.check_closed()?;
        let handle = Handle::new(callback);
        self.queue(Entry::new(handle.0.clone()));
        Ok(handle)
    }

    /// As [`call_soon`](Loop::call_soon): a loop stays on its thread. Other threads use [`remote`](Loop::remote).
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the loop is closed.
    pub fn call_soon_threadsafe<R: Outcome>(&self, callback: impl FnOnce() -> R + 'static) -> Py<Handle> {
        self.call_soon(callback)
    }

    /// Has the loop call `callback` when `delay` seconds have passed.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the loop is closed.
    pub fn call_later<R: Outcome>(&self, delay: f64, callback: impl FnOnce() -> R + 'static) -> Py<TimerHandle> {
        self.call_at(self.time() + delay, callback)
    }

    /// Has the loop call `callback` when its clock shows `when`.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the loop is closed, `ValueError` where `when` is no number.
    pub fn call_at<R: Outcome>(&self, when: f64, callback: impl FnOnce() -> R + 'static) -> Py<TimerHandle> {
        self.schedule(when, Call::in_this_context(callback))
    }

    /// Releases who waits when `delay` seconds have passed.
    pub(super) fn release_later(&self, delay: f64, waiter: Waiter) -> Py<TimerHandle> {
        self.schedule(self.time() + delay, Call::Release(waiter))
    }

    fn schedule(&self, when: f64, call: Call) -> Py<TimerHandle> {
        self.check_closed()?;
        if when.is_nan() {
            return Err(Exc::new(&VALUE_ERROR, "when is no number"));
        }
        let timer = TimerHandle(Handle::of(call, when, Rc::downgrade(&self.0), true));
        self.0.scheduled.borrow_mut().push(timer.clone());
        self.ring();
        Ok(timer)
    }

    /// What other threads may use to have the loop call something.
    pub fn remote(&self) -> Remote {
        Remote(self.0.door.clone())
    }

    /// The tasks that are not done, in the order of their making, those that were named at that last: `asyncio.all_tasks(loop)`.
    pub fn all_tasks(&self) -> Vec<AnyTask> {
        self.tasks().into_iter().map(AnyTask).collect()
    }

    /// Ends `run_forever` after the turn that runs now.
    pub fn stop(&self) {
        self.0.stopping.set(true);
        self.ring();
    }

    /// Says whether it runs.
    pub fn is_running(&self) -> bool {
        self.0.running.get()
    }

    /// Says whether it was closed.
    pub fn is_closed(&self) -> bool {
        self.0.closed.get()
    }

    /// Ends the loop for good; what is queued is dropped. The coroutines of tasks that are not done are closed:
    /// `GeneratorExit` comes out of where they stand.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where it runs.
    pub fn close(&self) -> Py<()> {
        if self.is_running() {
            return Err(Exc::new(&RUNTIME_ERROR, "Cannot close a running event loop"));
        }
        self.0.closed.set(true);
        let (ready, timers) = (self.0.ready.take(), self.0.scheduled.borrow_mut().take_all());
        let (foreign, outside) = (self.0.foreign.take(), self.0.door.close());
        drop((ready, timers, foreign, outside));
        self.tasks().iter().for_each(|task| task.abandon());
        self.0.services.end_all();
        Ok(())
    }

    /// Runs until [`stop`](Loop::stop).
    ///
    /// # Errors
    ///
    /// `RuntimeError` where it runs or was closed, or another runs on this thread; what a callback raised that ends a loop.
    pub async fn run_forever(&self) -> Py<()> {
        self.check_closed()?;
        self.check_running()?;
        let _running = Running::begin(self);
        let mut wait = None;
        poll_fn(|cx| self.poll_turns(&mut wait, cx)).await
    }

    /// Runs until a coroutine, made a task of this loop, has ended; gives what it gives.
    ///
    /// # Errors
    ///
    /// What it raises; as [`run_forever`](Loop::run_forever); `RuntimeError` where the loop was stopped before, `ValueError` for a future of
    /// another loop.
    pub async fn run_until_complete<T: Clone + 'static>(&self, awaited: impl IntoTask<Output = T>) -> Py<T> {
        self.check_closed()?;
        self.check_running()?;
        let future = self.ensure_future(awaited)?;
        let event_loop = self.clone();
        let number = future.add_done_callback(move |future| {
            let has_ended_it = !future.cancelled() && matches!(future.exception(), Ok(Some(exc)) if exc.ends_loops());
            if !has_ended_it {
                event_loop.stop();
            }
        });
        let unlistens = Unlistens(&future, number);
        let ran = self.run_forever().await;
        drop(unlistens);
        if let Err(exc) = ran {
            if future.done() && !future.cancelled() {
                let _ = future.exception(); // it is told by what is raised here
            }
            return Err(exc);
        }
        if !future.done() {
            return Err(Exc::new(&RUNTIME_ERROR, "Event loop stopped before Future completed."));
        }
        future.result()
    }

    /// [`run_until_complete`](Loop::run_until_complete) on this thread, which waits: natively and under WASI.
    ///
    /// # Errors
    ///
    /// As [`run_until_complete`](Loop::run_until_complete) and [`run_blocking`](super::run_blocking).
    pub fn run_until_complete_blocking<T: Clone + 'static>(&self, awaited: impl IntoTask<Output = T>) -> Py<T> {
        block_on(self.run_until_complete(awaited))
    }

    /// [`run_forever`](Loop::run_forever) on this thread, which waits: natively and under WASI.
    ///
    /// # Errors
    ///
    /// As [`run_forever`](Loop::run_forever) and [`run_blocking`](super::run_blocking).
    pub fn run_forever_blocking(&self) -> Py<()> {
        block_on(self.run_forever())
    }

    /// Has what nobody handles told to `handler`, and not to the standard error output.
    pub fn set_exception_handler(&self, handler: impl Fn(&Loop, &Trouble) + 'static) {
        let last = self.0.handler.replace(Some(Rc::new(handler)));
        drop(last);
    }

    /// Has it told to the standard error output again: `set_exception_handler(None)`.
    pub fn reset_exception_handler(&self) {
        let last = self.0.handler.take();
        drop(last);
    }

    /// Tells the exception handler.
    pub fn call_exception_handler(&self, trouble: &Trouble) {
        let handler = self.0.handler.borrow().clone();
        match handler {
            Some(handler) => handler(self, trouble),
            None => self.default_exception_handler(trouble),
        }
    }

    /// Writes it to the standard error output.
    pub fn default_exception_handler(&self, trouble: &Trouble) {
        match &trouble.exception {
            Some(exc) => eprintln!("{}\n{}: {exc}", trouble.message, exc.class().qualified_name()),
            None => eprintln!("{}", trouble.message),
        }
    }

    pub(super) fn tell(&self, message: &str, exc: &Exc) {
        self.call_exception_handler(&Trouble::new(message, exc.clone()));
    }

    /// Has slow handles told of, and other checks made: `loop.set_debug`.
    pub fn set_debug(&self, debug: bool) {
        self.0.debug.set(debug);
    }

    /// Says whether it checks.
    pub fn get_debug(&self) -> bool {
        self.0.debug.get()
    }

    /// In debug mode, handles that take longer than this, in seconds, are told of on the standard error output; 0.1 at first.
    pub fn set_slow_callback_duration(&self, seconds: f64) {
        self.0.slow_callback_duration.set(seconds);
    }

    /// In debug mode, handles that take longer than this, in seconds, are told of.
    pub fn slow_callback_duration(&self) -> f64 {
        self.0.slow_callback_duration.get()
    }

    /// Has interrupts from the keyboard call this.
    pub(super) fn set_on_interrupt(&self, call: Option<OnInterrupt>) {
        let last = self.0.on_interrupt.replace(call);
        drop(last);
    }

    pub(super) fn services(&self) -> &Services {
        &self.0.services
    }

    pub(super) fn executor(&self) -> &Executor {
        &self.0.executor
    }

    pub(super) fn check_closed(&self) -> Py<()> {
        if self.is_closed() { Err(Exc::new(&RUNTIME_ERROR, "Event loop is closed")) } else { Ok(()) }
    }

    /// Makes a task of it, or gives the future that it is: `ensure_future(awaited, loop=self)`.
    pub(super) fn ensure_future<A: IntoTask>(&self, awaited: A) -> Py<Future<A::Output>> {
        let future = awaited.into_task(self)?;
        if !future.get_loop().is_same(self) {
            let text = "The future belongs to a different loop than the one specified as the loop argument";
            return Err(Exc::new(&VALUE_ERROR, text));
        }
        Ok(future)
    }

    fn check_running(&self) -> Py<()> {
        if self.is_running() {
            return Err(Exc::new(&RUNTIME_ERROR, "This event loop is already running"));
        }
        if running().is_some() {
            return Err(Exc::new(&RUNTIME_ERROR, "Cannot run the event loop while another loop is running"));
        }
        Ok(())
    }

    #[inline]
    pub(super) fn queue(&self, entry: Entry) {
        self.0.ready.borrow_mut().push_back(entry);
        self.ring();
    }

    /// Wakes the loop where it waits: other tasks of its thread may queue something too (I4).
    #[inline]
    fn ring(&self) {
        if !self.is_polling() {
            self.0.door.ring();
        }
    }

    /// Its turns run now.
    #[inline]
    pub(super) fn is_polling(&self) -> bool {
        self.0.polling.get()
    }

    /// What is left is cancelled, and nothing that cannot be is waited for, from now on.
    pub(super) fn begin_end(&self) {
        self.0.ending.set(true);
    }

    pub(super) fn is_ending(&self) -> bool {
        self.0.ending.get()
    }

    #[inline]
    pub(super) fn is_same(&self, other: &Loop) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    pub(super) fn door(&self) -> &Arc<Door> {
        &self.0.door
    }

    /// A task is there; gives the number under which it is to be taken out.
    pub(super) fn register(&self, task: Weak<dyn Resumable>) -> u32 {
        self.0.tasks.borrow_mut().insert(task)
    }

    pub(super) fn unregister(&self, number: u32) {
        let removed = self.0.tasks.borrow_mut().remove(number);
        drop(removed);
    }

    /// A mark for futures that no other collection of them bears, but for one that was marked four thousand million marks ago.
    pub(super) fn next_mark(&self) -> u32 {
        let mark = self.0.last_mark.get().wrapping_add(1).max(1);
        self.0.last_mark.set(mark);
        mark
    }

    #[inline]
    pub(super) fn probe(&self) -> &Probe {
        &self.0.probe
    }

    pub(super) fn register_generator(&self, generator: &Rc<dyn AnyGenerator>) {
        let mut generators = self.0.generators.borrow_mut();
        if generators.len() == generators.capacity() {
            generators.retain(|generator| generator.strong_count() > 0);
        }
        generators.push(Rc::downgrade(generator));
    }

    pub(super) fn take_generators(&self) -> Vec<Weak<dyn AnyGenerator>> {
        self.0.generators.take()
    }

    /// Rust futures may wake this task from now on.
    pub(super) fn register_foreign(&self, task: &Rc<dyn Resumable>) {
        self.0.foreign.borrow_mut().insert(task.head().number.get(), task.clone());
    }

    pub(super) fn forget_foreign(&self, number: u64) {
        let forgotten = self.0.foreign.borrow_mut().remove(&number);
        drop(forgotten);
    }

    /// The tasks that are not done, in the order of their making.
    pub(super) fn tasks(&self) -> Vec<Rc<dyn Resumable>> {
        let tasks = self.0.tasks.borrow();
        let mut tasks: Vec<_> = tasks.iter().filter_map(Weak::upgrade).filter(|task| !task.state().is_done()).collect();
        tasks.sort_unstable_by_key(|task| task.head().number.get());
        tasks
    }

    /// Makes the task at a place the current one; gives the last.
    #[inline]
    pub(super) fn replace_current(&self, place: u32) -> u32 {
        self.0.current.replace(place)
    }

    pub(super) fn current(&self) -> Option<Rc<dyn Resumable>> {
        self.0.tasks.borrow().get(self.0.current.get()).and_then(Weak::upgrade)
    }

    /// A handle has raised what ends the loop.
    pub(super) fn end_with(&self, exc: Exc) {
        self.0.is_fatal.set(true);
        drop(self.0.fatal.replace(Some(exc)));
    }

    fn take_fatal(&self) -> Option<Exc> {
        if self.0.is_fatal.replace(false) { self.0.fatal.take() } else { None }
    }

    fn poll_turns(&self, wait: &mut Option<Pin<Box<Sleep>>>, cx: &mut Context<'_>) -> Poll<Py<()>> {
        let _entered = Entered::enter(self);
        self.0.door.set_waker(cx.waker());
        let mut handles = 0;
        loop {
            if !self.0.services.is_empty() {
                self.0.services.look();
            }
            if self.0.door.is_filled() {
                self.take_from_outside();
            }
            if let Some(exc) = self.take_fatal() {
                return Poll::Ready(Err(exc));
            }
            let has_timers = self.0.scheduled.borrow().first().is_some();
            if has_timers {
                let removed = self.0.scheduled.borrow_mut().clean();
                drop(removed);
            }
            if self.0.ready.borrow().is_empty() && !self.0.stopping.get() {
                if self.poll_wait(wait, cx).is_pending() {
                    return Poll::Pending;
                }
            } else {
                *wait = None;
            }
            if has_timers {
                self.take_due_timers();
            }
            handles += self.run_handles();
            if let Some(exc) = self.take_fatal() {
                return Poll::Ready(Err(exc));
            }
            if self.0.stopping.replace(false) {
                return Poll::Ready(Ok(()));
            }
            if handles >= HANDLES {
                cx.waker().wake_by_ref(); // (I3)
                return Poll::Pending;
            }
        }
    }

    /// Waits for the next timer, by whole milliseconds.
    fn poll_wait(&self, wait: &mut Option<Pin<Box<Sleep>>>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(when) = self.0.scheduled.borrow().first().map(TimerHandle::when) else {
            *wait = None;
            return Poll::Pending;
        };
        let left = (when - self.time()).clamp(0.0, LONGEST_WAIT);
        if left == 0.0 {
            *wait = None;
            return Poll::Ready(());
        }
        let sleep = wait.get_or_insert_with(|| {
            let milliseconds = (left * 1e3).ceil();
            Box::pin(sleep_until(Instant::now() + Duration::from_secs_f64(milliseconds / 1e3)))
        });
        let polled = sleep.as_mut().poll_elapsed(cx);
        if polled.is_ready() {
            *wait = None;
        }
        polled
    }

    fn take_due_timers(&self) {
        let end = self.time() + RESOLUTION;
        loop {
            let mut scheduled = self.0.scheduled.borrow_mut();
            if scheduled.first().is_none_or(|timer| timer.when() >= end) {
                return;
            }
            let timer = scheduled.pop();
            drop(scheduled);
            if let Some(timer) = timer {
                timer.0.0.scheduled.set(false);
                self.queue(Entry::new(timer.0.0));
            }
        }
    }

    /// Runs the handles that are there now (I1); gives their number.
    fn run_handles(&self) -> usize {
        let count = self.0.ready.borrow().len();
        let mut left = count;
        while left > 0 {
            let many = left.min(MANY);
            for _ in 0..many {
                let Some(entry) = self.0.ready.borrow_mut().pop_front() else { break };
                self.run_handle(entry);
                if self.0.is_fatal.get() {
                    return count; // the others run when the loop does again
                }
            }
            left -= many;
            if many == MANY {
                self.give_memory_back();
            }
        }
        count
    }

    /// The memory of many handles that have run is not kept.
    fn give_memory_back(&self) {
        let mut ready = self.0.ready.borrow_mut();
        let most = ready.len().max(MANY) * 2;
        if ready.capacity() > most {
            ready.shrink_to(most);
        }
    }

    #[inline(always)]
    fn run_handle(&self, Entry { what, number }: Entry) {
        let raised = if self.get_debug() { self.run_timed(what, number) } else { what.run(self, number) };
        if let Some(exc) = raised {
            self.was_raised(exc);
        }
    }

    fn run_timed(&self, what: Rc<dyn Run>, number: usize) -> Option<Exc> {
        let (described, start) = (what.described(), Instant::now());
        let raised = what.run(self, number);
        let took = start.elapsed().as_secs_f64();
        if took >= self.slow_callback_duration() {
            eprintln!("Executing {described} took {took:.3} seconds");
        }
        raised
    }

    fn was_raised(&self, exc: Exc) {
        if exc.ends_loops() {
            self.end_with(exc);
        } else {
            self.tell("Exception in callback", &exc);
        }
    }

    fn take_from_outside(&self) {
        for outside in self.0.door.take() {
            match outside {
                Outside::Call(call) => self.queue(Entry::new(Handle::new(call).0)),
                Outside::Finished(number, given) => {
                    let event_loop = self.clone();
                    self.queue(Entry::new(Handle::new(move || event_loop.0.executor.finish(number, given)).0));
                }
                Outside::Interrupt => {
                    let call = self.0.on_interrupt.borrow().clone();
                    if let Some(call) = call {
                        call();
                    }
                }
                Outside::Wake(number) => {
                    let task = self.0.foreign.borrow().get(&number).cloned();
                    if let Some(task) = task {
                        self.queue(Entry::new(task));
                    } else if let Some(service) = self.0.services.woken(number) {
                        self.queue(Entry::new(service));
                    }
                }
            }
        }
    }
}

/// Takes a callback back, also where a run is given up.
struct Unlistens<'a, T: 'static>(&'a Future<T>, u64);

impl<T> Drop for Unlistens<'_, T> {
    fn drop(&mut self) {
        self.0.remove_done_callback(self.1);
    }
}

/// The loop runs, until this is dropped.
struct Running<'a>(&'a Loop);

impl<'a> Running<'a> {
    fn begin(event_loop: &'a Loop) -> Running<'a> {
        event_loop.0.running.set(true);
        Running(event_loop)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.0.running.set(false);
        self.0.0.stopping.set(false);
    }
}

/// A loop as other threads see it: `call_soon_threadsafe`.
#[derive(Clone)]
pub struct Remote(Arc<Door>);

impl Remote {
    /// Has the loop call `callback` in its next turn, from any thread.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the loop is closed.
    pub fn call_soon_threadsafe(&self, callback: impl FnOnce() + Send + 'static) -> Py<()> {
        if let Some(event_loop) = running().filter(|event_loop| Arc::ptr_eq(event_loop.door(), &self.0)) {
            event_loop.queue(Entry::new(Handle::new(callback).0)); // before what is queued here later
            return Ok(());
        }
        match self.0.put(Outside::Call(Box::new(callback))) {
            true => Ok(()),
            false => Err(Exc::new(&RUNTIME_ERROR, "Event loop is closed")),
        }
    }
}

/// What can be awaited by a loop: a coroutine, which becomes a task, or a future.
pub trait IntoTask {
    /// What it gives.
    type Output: Clone + 'static;

    /// `ensure_future`.
    #[doc(hidden)]
    fn into_task(self, event_loop: &Loop) -> Py<Future<Self::Output>>;

    /// Awaits it where it stands, without a task.
    #[doc(hidden)]
    fn in_place(self) -> impl std::future::Future<Output = Py<Self::Output>>;

    /// The loop to which it belongs, if it does already.
    #[doc(hidden)]
    fn loop_of_it(&self) -> Option<Loop> {
        None
    }
}

impl<T: Clone + 'static> IntoTask for Coroutine<T> {
    type Output = T;

    fn into_task(self, event_loop: &Loop) -> Py<Future<T>> {
        Ok(event_loop.create_task(self)?.into_future_of_it())
    }

    fn in_place(self) -> impl std::future::Future<Output = Py<T>> {
        self
    }
}

impl<T: Clone + 'static> IntoTask for Future<T> {
    type Output = T;

    fn into_task(self, _: &Loop) -> Py<Future<T>> {
        Ok(self)
    }

    fn in_place(self) -> impl std::future::Future<Output = Py<T>> {
        self.into_future()
    }

    fn loop_of_it(&self) -> Option<Loop> {
        Some(self.get_loop())
    }
}

impl<T: Clone + 'static> IntoTask for Task<T> {
    type Output = T;

    fn into_task(self, _: &Loop) -> Py<Future<T>> {
        Ok(self.into_future_of_it())
    }

    fn in_place(self) -> impl std::future::Future<Output = Py<T>> {
        self.into_future()
    }

    fn loop_of_it(&self) -> Option<Loop> {
        Some(self.get_loop())
    }
}

/// The same loop.
impl PartialEq for Loop {
    fn eq(&self, other: &Loop) -> bool {
        self.is_same(other)
    }
}

impl fmt::Debug for Loop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shared { running, closed, .. } = &*self.0;
        f.debug_struct("Loop").field("running", &running.get()).field("closed", &closed.get()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Remote")
    }
}
