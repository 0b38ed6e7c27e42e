//! Tasks: futures that run a coroutine, one step at a time.
//!
//! # How it works
//!
//! A step resumes the coroutine. What it yields says when the next step comes: with a future, when that is done, by a callback; with
//! nothing, in the next turn. A coroutine that awaits a Rust future yields nothing and is pending; such a future is given a real waker,
//! which queues the next step through the loop's door. Whether a step needs one is not known before: it is polled with a *probe*, a waker
//! that all tasks of a loop share, and polled again with one of its own where somebody has kept the probe or woken it.
//!
//! `cancel` reaches the innermost future that is awaited. Where there is none, `CancelledError` is thrown in with the next step; so it
//! comes out of an await *inside* the coroutine, whose clean-up may await, handle it, and be cancelled again.
//!
//! A task is its coroutine (`resumable.rs`), with a state and a number.
//!
//! - **I1** A task is resumed by its steps only, and never while it runs.
//! - **I2** The current task of the loop is the one whose step runs.
//! - **I3** A Rust future that cannot take what is thrown in leaves it to the next step.
//! - **I4** A cancel walks down the tasks that await each other: it takes no stack however many there are, and comes out of a ring.

use super::context::{self, Context};
use super::coroutine::Coroutine;
use super::entry::{Entry, Run};
use super::event_loop::{Door, Loop, get_running_loop};
use super::exc::{CANCELLED_ERROR, Exc, Py, RUNTIME_ERROR};
use super::frame::{self, Driven, Yielded};
use super::future::{self, AnyFuture, Await, Callback, Future, Kind, State, Typed};
use super::resumable::{Coro, FOREIGN, Head, MUST_CANCEL, Resumable};
use crate::primitives::atomic::{AtomicBool, Ordering, fence};
use std::cell::Cell;
use std::fmt;
use std::future::IntoFuture;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Wake, Waker};

/// What a task that is asked to cancel passes that on to.
pub(super) enum Cancels {
    /// It is done.
    Nothing,
    /// What it awaits, if anything.
    What(Option<Rc<dyn AnyFuture>>),
    /// It is asked in the course of its own cancel: tasks await each other in a ring, and none would ever go on.
    Itself,
}

/// Set in the number of cancels of a task while what it awaits is cancelled for it.
const WALKED: u16 = 1 << 15;

/// A task of any type: what `current_task` and `all_tasks` give.
#[derive(Clone)]
pub struct AnyTask(pub(super) Rc<dyn Resumable>);

impl AnyTask {
    /// Its number, as [`Task::number`].
    pub fn number(&self) -> u64 {
        self.0.head().number.get()
    }

    /// How far it is: "pending", "cancelled" or "finished".
    pub fn stage_name(&self) -> &'static str {
        self.0.state().stage_name()
    }

    /// Its name.
    pub fn get_name(&self) -> String {
        self.0.head().name()
    }

    /// Gives it a name.
    pub fn set_name(&self, name: impl Into<String>) {
        self.0.head().name_it(name.into());
    }

    /// Says whether it has ended.
    pub fn done(&self) -> bool {
        self.0.state().is_done()
    }

    /// Cancels it; false where it was done.
    pub fn cancel(&self) -> bool {
        self.0.clone().request_cancel(None)
    }

    /// As [`cancel`](AnyTask::cancel), with a message for the `CancelledError`.
    pub fn cancel_with(&self, message: impl Into<String>) -> bool {
        self.0.clone().request_cancel(Some(message.into()))
    }

    /// How often it was asked to cancel, less [`uncancel`](AnyTask::uncancel); no more than 32,767.
    pub fn cancelling(&self) -> u32 {
        self.0.head().cancelling().into()
    }

    /// Takes one request to cancel back; gives how many are left.
    pub fn uncancel(&self) -> u32 {
        self.0.head().take_cancel_back().into()
    }
}

impl AnyTask {
    /// It as a future that gives nothing.
    pub fn to_future(&self) -> Future<()> {
        Future(Rc::new(Ended(self.0.clone())))
    }
}

/// A task of any type, as a future that gives nothing.
struct Ended(Rc<dyn AnyFuture>);

impl AnyFuture for Ended {
    fn state(&self) -> &State {
        self.0.state()
    }

    fn request_cancel(self: Rc<Self>, message: Option<String>) -> bool {
        self.0.clone().request_cancel(message)
    }

    fn task(&self) -> Option<&Head> {
        self.0.task()
    }

    fn as_task(self: Rc<Self>) -> Option<Rc<dyn Resumable>> {
        self.0.clone().as_task()
    }

    fn survived_message(&self) -> Option<String> {
        self.0.survived_message()
    }
}

impl Typed<()> for Ended {
    fn put(&self, (): ()) {}

    fn get(&self) -> Option<()> {
        Some(())
    }
}

impl PartialEq for AnyTask {
    fn eq(&self, other: &AnyTask) -> bool {
        self.number() == other.number()
    }
}

impl fmt::Debug for AnyTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Task {}>", self.get_name())
    }
}

/// The task whose step runs in the running loop, if it is one: `asyncio.current_task`.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn current_task() -> Py<Option<AnyTask>> {
    Ok(get_running_loop()?.current().map(AnyTask))
}

/// The tasks of the running loop that are not done, in the order of their making, those that were named at that by
/// [`Loop::create_task_named`] last: `asyncio.all_tasks`, whose set has no order.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn all_tasks() -> Py<Vec<AnyTask>> {
    Ok(get_running_loop()?.tasks().into_iter().map(AnyTask).collect())
}

/// A coroutine that runs beside others: `asyncio.Task`. Clones are the same task; everything a [`Future`] can, it can.
pub struct Task<T>(Future<T>);

impl<T> Clone for Task<T> {
    fn clone(&self) -> Task<T> {
        Task(self.0.clone())
    }
}

impl<T> Deref for Task<T> {
    type Target = Future<T>;

    fn deref(&self) -> &Future<T> {
        &self.0
    }
}

/// The numbers of tasks that are named as they are made, which CPython does not count.
const NAMED: u64 = 1 << 63;

impl<T: Clone + 'static> Task<T> {
    pub(super) fn start(
        event_loop: &Loop,
        coroutine: Coroutine<T>,
        name: Option<String>,
        context: Context,
        eager: bool,
    ) -> Task<T> {
        thread_local! {
            static LAST: Cell<u64> = const { Cell::new(0) };
            static LAST_NAMED: Cell<u64> = const { Cell::new(NAMED) };
        }
        let last = if name.is_some() { &LAST_NAMED } else { &LAST };
        let number = last.get() + 1;
        last.set(number);
        let task: Rc<dyn Resumable> = coroutine.0.clone();
        let head = task.head();
        let is_first = head.state.set(State::new(event_loop.clone(), Kind::Task)).is_ok();
        debug_assert!(is_first, "a coroutine is moved into its task");
        head.number.set(number);
        head.context.set(context);
        head.place.set(event_loop.register(Rc::downgrade(&task)));
        if let Some(name) = name {
            head.name_it(name);
        }
        if eager && event_loop.is_polling() {
            task.step(event_loop);
        } else {
            event_loop.queue(Entry::new(task));
        }
        Task(Future(coroutine.0))
    }
}

impl<T> Task<T> {
    fn head(&self) -> &Head {
        self.0.0.task().unwrap_or_else(|| unreachable!("a task is made of a coroutine alone"))
    }

    /// The values of its context variables, for whoever goes on with them when it has ended.
    pub(super) fn take_context(&self) -> Context {
        self.head().context.take()
    }

    /// The task as a future.
    pub(super) fn into_future_of_it(self) -> Future<T> {
        self.0
    }

    /// Its name: "Task-7", unless it was given one.
    pub fn get_name(&self) -> String {
        self.head().name()
    }

    /// Gives it a name.
    pub fn set_name(&self, name: impl Into<String>) {
        self.head().name_it(name.into());
    }

    /// Its number in the order of making; of those that were named as they were made, which are counted apart, beyond 2^63.
    pub fn number(&self) -> u64 {
        self.head().number.get()
    }

    /// It as a task of any type.
    pub fn to_any(&self) -> AnyTask
    where
        T: Clone + 'static,
    {
        let task = self.0.any().as_task();
        AnyTask(task.unwrap_or_else(|| unreachable!("a task is made of a coroutine alone")))
    }

    /// How often it was asked to cancel, less [`uncancel`](Task::uncancel).
    pub fn cancelling(&self) -> u32 {
        self.head().cancelling().into()
    }

    /// Takes one request to cancel back; gives how many are left.
    pub fn uncancel(&self) -> u32 {
        self.head().take_cancel_back().into()
    }
}

impl<T: 'static, F: std::future::Future<Output = Py<T>> + 'static> AnyFuture for Coro<T, F> {
    fn state(&self) -> &State {
        self.head().state_of_task()
    }

    fn request_cancel(self: Rc<Self>, message: Option<String>) -> bool {
        request_cancel(self, message)
    }

    fn task(&self) -> Option<&Head> {
        Some(self.head())
    }

    fn as_task(self: Rc<Self>) -> Option<Rc<dyn Resumable>> {
        Some(self)
    }

    fn survived_message(&self) -> Option<String> {
        self.head().cancel_message()
    }
}

impl<T: 'static, F: std::future::Future<Output = Py<T>> + 'static> Run for Coro<T, F> {
    fn run(self: Rc<Self>, event_loop: &Loop, _: usize) -> Option<Exc> {
        let task: Rc<dyn Resumable> = self;
        task.step(event_loop);
        None
    }

    fn described(&self) -> String {
        format!("<Task pending name='{}'>", self.head().name())
    }
}

/// Cancels a task, or what it awaits; false where it was done.
fn request_cancel(mut task: Rc<dyn Resumable>, message: Option<String>) -> bool {
    let mut walked: Vec<Rc<dyn Resumable>> = Vec::new();
    // Down the chain of tasks that await each other, to the first that waits for something else (I4).
    let was_cancelled = loop {
        match task.head().begin_cancel() {
            Cancels::Nothing => match walked.last() {
                Some(waits) => {
                    waits.clone().cancel_here(message, false);
                    break true;
                }
                None => break false,
            },
            Cancels::Itself => {
                task.clone().cancel_here(message, true);
                break true;
            }
            Cancels::What(awaited) => {
                walked.push(task);
                let Some(next) = awaited.clone().and_then(AnyFuture::as_task) else {
                    if !awaited.is_some_and(|awaited| awaited.request_cancel(message.clone()))
                        && let Some(last) = walked.last()
                    {
                        last.clone().cancel_here(message, false);
                    }
                    break true;
                };
                task = next;
            }
        }
    };
    walked.iter().for_each(|task| task.head().end_cancel());
    was_cancelled
}

/// What a task has and does beside its coroutine.
impl Head {
    pub(super) fn name(&self) -> String {
        let given = self.rare.get().and_then(|rare| {
            let name = rare.name.take();
            rare.name.set(name.clone());
            name
        });
        given.map_or_else(|| format!("Task-{}", self.number.get()), String::from)
    }

    fn name_it(&self, name: String) {
        self.rare().name.set(Some(name.into_boxed_str()));
    }

    fn cancelling(&self) -> u16 {
        self.cancels.get() & !WALKED
    }

    fn take_cancel_back(&self) -> u16 {
        let cancels = self.cancels.get();
        let left = (cancels & !WALKED).saturating_sub(1);
        self.cancels.set(left | cancels & WALKED);
        left
    }

    /// It is asked to cancel: says what is to be cancelled for that.
    fn begin_cancel(&self) -> Cancels {
        if self.state_of_task().is_done() {
            return Cancels::Nothing;
        }
        let cancels = self.cancels.get();
        if cancels & WALKED != 0 {
            return Cancels::Itself;
        }
        self.cancels.set((cancels + 1).min(WALKED - 1) | WALKED);
        let awaited = self.waits_for.take();
        self.waits_for.set(awaited.clone());
        Cancels::What(awaited)
    }

    fn end_cancel(&self) {
        self.cancels.set(self.cancels.get() & !WALKED);
    }

    /// The message of the last cancel that was thrown in, or is still to come.
    fn cancel_message(&self) -> Option<String> {
        let rare = self.rare.get()?;
        let message = rare.cancel_message.take();
        rare.cancel_message.set(message.clone());
        message
    }

    /// Where a cancel is due, that is thrown in, unless what was awaited has ended with one itself; how else that ended is lost.
    #[inline]
    fn what_to_throw(&self, awaited: Option<&Rc<dyn AnyFuture>>) -> Option<Exc> {
        let thrown = self.rare.get().and_then(|rare| rare.thrown.take());
        if !self.lower(MUST_CANCEL) {
            return thrown;
        }
        let awaited = awaited.map(|awaited| awaited.state()).filter(|awaited| awaited.is_done());
        let thrown = thrown.or_else(|| awaited.and_then(|awaited| awaited.exception().unwrap_or_else(Some)));
        let cancelled = thrown.filter(|exc| exc.is(&CANCELLED_ERROR));
        Some(cancelled.unwrap_or_else(|| future::cancelled_error(self.cancel_message())))
    }

    /// What was thrown in and not taken is thrown in with the next step (I3).
    #[inline]
    fn throw_again(&self, left: Option<Exc>) {
        if left.is_some() {
            self.raise(MUST_CANCEL);
        }
    }

    fn own_waker(&self) -> Option<&Waker> {
        self.rare.get().and_then(|rare| rare.waker.get())
    }
}

/// The steps of a task.
impl dyn Resumable {
    /// Resumes it, in its loop.
    pub(super) fn step(self: Rc<Self>, event_loop: &Loop) {
        let head = self.head();
        if head.state_of_task().is_done() {
            return; // woken once more by a Rust future
        }
        if head.is_locked() {
            return; // it runs (I1)
        }
        let awaited = head.waits_for.take();
        let thrown = head.what_to_throw(awaited.as_ref());
        let last = event_loop.replace_current(head.place.get());
        let driven = context::run_in(&head.context, || self.resume(head, thrown, event_loop));
        event_loop.replace_current(last);
        match driven {
            Driven::Yielded(Yielded::Bare, None) => event_loop.queue(Entry::new(self)), // most often, without a move
            Driven::Ended(ended) => self.finish(ended),
            Driven::Yielded(yielded, left) => {
                head.throw_again(left);
                self.await_what(yielded, event_loop);
            }
            Driven::Foreign(Some(exc)) if event_loop.is_ending() => {
                self.end(); // what it waits for cannot be cancelled, and nobody may wait for ever
                self.finish(Err(exc));
            }
            Driven::Foreign(left) => {
                head.throw_again(left);
                head.raise(FOREIGN);
                head.waits_for.set(awaited); // what it waited for beside that
            }
        }
    }

    /// Its loop is closed: its coroutine is, too.
    pub(super) fn abandon(&self) {
        drop(self.head().waits_for.take());
        if !self.head().is_locked() {
            self.let_go();
            self.clear();
        }
    }

    /// Has its next step throw the cancel in; `at_once` where nothing else brings that step.
    fn cancel_here(self: Rc<Self>, message: Option<String>, at_once: bool) {
        let head = self.head();
        head.raise(MUST_CANCEL);
        if message.is_some() || head.rare.get().is_some() {
            head.rare().cancel_message.set(message);
        }
        if head.lower(FOREIGN) || at_once {
            let event_loop = head.state_of_task().event_loop().clone();
            event_loop.queue(Entry::new(self));
        }
    }

    /// Polls the coroutine, with the probe where that is enough.
    #[inline]
    fn resume(self: &Rc<Self>, head: &Head, thrown: Option<Exc>, event_loop: &Loop) -> Driven<Py<()>> {
        head.lower(FOREIGN);
        if let Some(waker) = head.own_waker() {
            return self.drive(head, thrown, waker);
        }
        let (driven, was_used) = event_loop.probe().poll_with(|probe| self.drive(head, thrown, probe));
        match driven {
            Driven::Foreign(left) => self.drive(head, left, self.make_waker(event_loop)),
            Driven::Yielded(..) if was_used => {
                self.make_waker(event_loop); // it waits for a Rust future beside what it yields: that one is polled again
                event_loop.door().wake(head.number.get());
                driven
            }
            driven => driven,
        }
    }

    #[inline(always)]
    fn drive(&self, head: &Head, thrown: Option<Exc>, waker: &Waker) -> Driven<Py<()>> {
        frame::drive(thrown, waker, |cx| self.poll_with(head, cx))
    }

    fn make_waker(self: &Rc<Self>, event_loop: &Loop) -> &Waker {
        let head = self.head();
        head.rare().waker.get_or_init(|| {
            event_loop.register_foreign(self);
            waker(event_loop.door(), head.number.get())
        })
    }

    fn finish(self: Rc<Self>, ended: Py<()>) {
        let head = self.head();
        let state = head.state_of_task();
        let event_loop = state.event_loop();
        if head.own_waker().is_some() {
            event_loop.forget_foreign(head.number.get());
        }
        let set = match ended {
            Ok(()) if head.lower(MUST_CANCEL) => {
                self.clear();
                future::cancel_plain(state, head.cancel_message());
                Ok(())
            }
            Ok(()) => future::set_returned(state),
            Err(exc) if exc.is(&CANCELLED_ERROR) => {
                future::cancel_by(state, None, Some(exc));
                Ok(())
            }
            Err(exc) => {
                if exc.ends_loops() {
                    event_loop.end_with(exc.clone());
                }
                future::set_exception(state, exc)
            }
        };
        if let Err(exc) = set {
            event_loop.tell("a task cannot end", &exc);
        }
    }

    #[inline]
    fn await_what(self: Rc<Self>, yielded: Yielded, event_loop: &Loop) {
        let awaited = match yielded {
            Yielded::Bare => return event_loop.queue(Entry::new(self)),
            Yielded::Value(exchange) if exchange.value.is_none() => return event_loop.queue(Entry::new(self)),
            Yielded::Value(exchange) => {
                return self.refuse(event_loop, format!("Task got bad yield: {:?}", exchange.value));
            }
            Yielded::Future(awaited) => awaited,
        };
        let head = self.head();
        if !awaited.state().event_loop().is_same(event_loop) {
            let name = head.name();
            return self.refuse(event_loop, format!("Task {name} got Future attached to a different loop"));
        }
        if std::ptr::eq(awaited.state(), head.state_of_task()) {
            let name = head.name();
            return self.refuse(event_loop, format!("Task cannot await on itself: {name}"));
        }
        if head.own_waker().is_some() {
            future::remove_step(awaited.state(), head.number.get()); // of a wait that was given up
        }
        future::add_callback(awaited.state(), Callback::Step(self.clone()));
        let cancels = head.has(MUST_CANCEL).then(|| awaited.clone());
        head.waits_for.set(Some(awaited));
        let Some(awaited) = cancels else { return };
        if awaited.request_cancel(head.cancel_message()) {
            head.lower(MUST_CANCEL);
        }
    }

    /// Has its next step raise what it did wrong.
    fn refuse(self: Rc<Self>, event_loop: &Loop, text: String) {
        self.head().rare().thrown.set(Some(Exc::new(&RUNTIME_ERROR, text)));
        event_loop.queue(Entry::new(self));
    }
}

/// Wakes a task of a loop from wherever.
struct TaskWaker {
    door: Arc<Door>,
    task: u64,
}

/// What wakes the task, or the service, of this number.
pub(super) fn waker(door: &Arc<Door>, number: u64) -> Waker {
    Waker::from(Arc::new(TaskWaker { door: door.clone(), task: number }))
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.door.wake(self.task);
    }
}

/// A waker that tells whether anybody wants one.
pub(super) struct Probe {
    probed: Arc<Probed>,
    waker: Waker,
}

#[derive(Default)]
struct Probed {
    woken: AtomicBool,
}

impl Wake for Probed {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Relaxed);
    }
}

impl Default for Probe {
    fn default() -> Probe {
        let probed = Arc::new(Probed::default());
        Probe { waker: Waker::from(probed.clone()), probed }
    }
}

impl Probe {
    /// Calls `poll` with the waker, and says whether it was kept or woken.
    #[inline(always)]
    fn poll_with<R>(&self, poll: impl FnOnce(&Waker) -> R) -> (R, bool) {
        let before = Arc::strong_count(&self.probed);
        let polled = poll(&self.waker);
        // The count first: whoever wakes and lets go in between is seen by the one or the other.
        let was_kept = Arc::strong_count(&self.probed) > before;
        fence(Ordering::Acquire);
        let was_woken = self.probed.woken.load(Ordering::Relaxed);
        if was_woken {
            self.probed.woken.store(false, Ordering::Relaxed);
        }
        (polled, was_woken || was_kept)
    }
}

impl<T: Clone + 'static> IntoFuture for Task<T> {
    type Output = Py<T>;
    type IntoFuture = Await<T>;

    fn into_future(self) -> Await<T> {
        self.0.into_future()
    }
}

impl<T: Clone + 'static> IntoFuture for &Task<T> {
    type Output = Py<T>;
    type IntoFuture = Await<T>;

    fn into_future(self) -> Await<T> {
        self.0.clone().into_future()
    }
}

impl<T> fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Task {} {:?}>", self.get_name(), self.0)
    }
}
