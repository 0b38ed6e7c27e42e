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
//! - **I1** A task is resumed by its steps only, and never while it runs.
//! - **I2** The current task of the loop is the one whose step runs.
//! - **I3** A Rust future that cannot take what is thrown in leaves it to the next step.

use super::context::{self, Context};
use super::coroutine::Coroutine;
use super::event_loop::{Door, Entry, Loop, get_running_loop};
use super::exc::{CANCELLED_ERROR, Exc, Py, RUNTIME_ERROR};
use super::frame::{self, Driven, Yielded};
use super::future::{self, AnyFuture, Await, Callback, Future, Kind, State, Typed};
use crate::primitives::atomic::{AtomicBool, Ordering};
use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::future::IntoFuture;
use std::ops::Deref;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::task::{Wake, Waker};

/// What the loop needs to know of a task.
pub(super) trait Step {
    /// Resumes it, after throwing something in.
    fn step(self: Rc<Self>, thrown: Option<Exc>);
    fn number(&self) -> u64;
    fn is_done(&self) -> bool;
    fn any(self: Rc<Self>) -> Rc<dyn AnyFuture>;
    fn name(&self) -> &Name;
    fn cancels(&self) -> &Cell<u32>;
}

/// A task of any type: what `current_task` and `all_tasks` give.
#[derive(Clone)]
pub struct AnyTask(pub(super) Rc<dyn Step>);

impl AnyTask {
    /// Its name.
    pub fn get_name(&self) -> String {
        self.0.name().get()
    }

    /// Gives it a name.
    pub fn set_name(&self, name: impl Into<String>) {
        self.0.name().set(name.into());
    }

    /// Says whether it has ended.
    pub fn done(&self) -> bool {
        self.0.is_done()
    }

    /// Cancels it; false where it was done.
    pub fn cancel(&self) -> bool {
        self.0.clone().any().request_cancel(None)
    }

    /// How often it was asked to cancel, less [`uncancel`](AnyTask::uncancel).
    pub fn cancelling(&self) -> u32 {
        self.0.cancels().get()
    }

    /// Takes one request to cancel back; gives how many are left.
    pub fn uncancel(&self) -> u32 {
        uncancel(self.0.cancels())
    }
}

impl PartialEq for AnyTask {
    fn eq(&self, other: &AnyTask) -> bool {
        self.0.number() == other.0.number()
    }
}

impl fmt::Debug for AnyTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Task {}>", self.get_name())
    }
}

/// The name of a task.
pub(super) struct Name(Cell<NameText>);

enum NameText {
    /// "Task-7".
    Number(u64),
    Given(Box<str>),
}

impl Name {
    /// The next of those that tasks without a name get.
    fn next() -> Name {
        thread_local! {
            static LAST: Cell<u64> = const { Cell::new(0) };
        }
        LAST.set(LAST.get() + 1);
        Name(Cell::new(NameText::Number(LAST.get())))
    }

    fn given(name: String) -> Name {
        Name(Cell::new(NameText::Given(name.into_boxed_str())))
    }

    pub(super) fn get(&self) -> String {
        let name = self.0.replace(NameText::Number(0));
        let text = match &name {
            NameText::Number(number) => format!("Task-{number}"),
            NameText::Given(name) => name.to_string(),
        };
        self.0.set(name);
        text
    }

    fn set(&self, name: String) {
        self.0.set(NameText::Given(name.into_boxed_str()));
    }
}

fn uncancel(cancels: &Cell<u32>) -> u32 {
    let left = cancels.get().saturating_sub(1);
    cancels.set(left);
    left
}

/// The task whose step runs in the running loop, if it is one: `asyncio.current_task`.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn current_task() -> Py<Option<AnyTask>> {
    Ok(get_running_loop()?.current().map(AnyTask))
}

/// The tasks of the running loop that are not done, in the order of their making: `asyncio.all_tasks`.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn all_tasks() -> Py<Vec<AnyTask>> {
    Ok(get_running_loop()?.tasks().into_iter().map(AnyTask).collect())
}

/// A coroutine that runs beside others: `asyncio.Task`. Clones are the same task; everything a [`Future`] can, it can.
pub struct Task<T> {
    future: Future<T>,
    shared: Rc<Shared<T>>,
}

impl<T> Clone for Task<T> {
    fn clone(&self) -> Task<T> {
        Task { future: self.future.clone(), shared: self.shared.clone() }
    }
}

impl<T> Deref for Task<T> {
    type Target = Future<T>;

    fn deref(&self) -> &Future<T> {
        &self.future
    }
}

struct Shared<T> {
    state: State,
    value: RefCell<Option<T>>,
    /// Borrowed while a step runs (I1).
    coroutine: RefCell<Option<Coroutine<T>>>,
    waits_for: Cell<Option<Rc<dyn AnyFuture>>>,
    /// It waits for a Rust future.
    is_foreign: Cell<bool>,
    must_cancel: Cell<bool>,
    cancels: Cell<u32>,
    name: Name,
    number: u64,
    /// Under which the loop knows it.
    place: usize,
    waker: OnceCell<Waker>,
    /// Its own, while no step runs.
    context: Cell<Context>,
}

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
        }
        let number = LAST.get() + 1;
        LAST.set(number);
        let shared = Rc::new_cyclic(|weak: &Weak<Shared<T>>| Shared {
            state: State::new(event_loop.clone(), Kind::Task),
            value: RefCell::new(None),
            coroutine: RefCell::new(Some(coroutine)),
            waits_for: Cell::default(),
            is_foreign: Cell::new(false),
            must_cancel: Cell::new(false),
            cancels: Cell::new(0),
            name: name.map_or_else(Name::next, Name::given),
            number,
            place: event_loop.register(weak.clone()),
            waker: OnceCell::new(),
            context: Cell::new(context),
        });
        if eager && event_loop.is_running() {
            shared.clone().step(None);
        } else {
            event_loop.queue(Entry::Step(shared.clone(), None));
        }
        Task { future: Future(shared.clone()), shared }
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        self.state.event_loop().unregister(self.place);
    }
}

impl<T> Task<T> {
    /// The values of its context variables, while no step runs.
    pub(super) fn context(&self) -> Context {
        let context = self.shared.context.take();
        self.shared.context.set(context.clone());
        context
    }

    pub(super) fn future(&self) -> &Future<T> {
        &self.future
    }

    /// Its name: "Task-7", unless it was given one.
    pub fn get_name(&self) -> String {
        self.shared.name.get()
    }

    /// Gives it a name.
    pub fn set_name(&self, name: impl Into<String>) {
        self.shared.name.set(name.into());
    }

    /// How often it was asked to cancel, less [`uncancel`](Task::uncancel).
    pub fn cancelling(&self) -> u32 {
        self.shared.cancels.get()
    }

    /// Takes one request to cancel back; gives how many are left.
    pub fn uncancel(&self) -> u32 {
        uncancel(&self.shared.cancels)
    }
}

impl<T: Clone + 'static> AnyFuture for Shared<T> {
    fn state(&self) -> &State {
        &self.state
    }

    fn request_cancel(self: Rc<Self>, message: Option<String>) -> bool {
        if self.state.is_done() {
            return false;
        }
        self.cancels.set(self.cancels.get() + 1);
        let awaited = self.waits_for.take();
        self.waits_for.set(awaited.clone());
        if let Some(awaited) = awaited
            && awaited.request_cancel(message.clone())
        {
            return true;
        }
        self.must_cancel.set(true);
        self.state.set_cancel_message(message);
        if self.is_foreign.replace(false) {
            self.state.event_loop().queue(Entry::Step(self.clone(), None));
        }
        true
    }
}

impl<T: Clone + 'static> Typed<T> for Shared<T> {
    fn value(&self) -> &RefCell<Option<T>> {
        &self.value
    }
}

impl<T: Clone + 'static> Step for Shared<T> {
    fn step(self: Rc<Self>, thrown: Option<Exc>) {
        if self.state.is_done() {
            return; // woken once more by a Rust future
        }
        let Ok(mut place) = self.coroutine.try_borrow_mut() else { return }; // it runs (I1)
        let Some(coroutine) = place.as_mut() else { return };
        let event_loop = self.state.event_loop();
        let thrown = self.what_to_throw(thrown);
        let awaited = self.waits_for.take();
        let last = event_loop.replace_current(Some(self.clone()));
        let driven = context::run_in(&self.context, || self.resume(coroutine, thrown));
        drop(event_loop.replace_current(last));
        match driven {
            Driven::Ended(ended) => {
                let ended_body = place.take();
                drop(place);
                drop(ended_body);
                self.end(ended);
            }
            Driven::Yielded(yielded) => {
                drop(place);
                self.await_what(yielded);
            }
            Driven::Foreign(left) => {
                self.must_cancel.set(self.must_cancel.get() || left.is_some()); // (I3)
                self.is_foreign.set(true);
                self.waits_for.set(awaited); // what it waited for beside that
            }
        }
    }

    fn number(&self) -> u64 {
        self.number
    }

    fn is_done(&self) -> bool {
        self.state.is_done()
    }

    fn any(self: Rc<Self>) -> Rc<dyn AnyFuture> {
        self
    }

    fn name(&self) -> &Name {
        &self.name
    }

    fn cancels(&self) -> &Cell<u32> {
        &self.cancels
    }
}

impl<T: Clone + 'static> Shared<T> {
    fn what_to_throw(&self, thrown: Option<Exc>) -> Option<Exc> {
        if !self.must_cancel.replace(false) {
            return thrown;
        }
        Some(thrown.filter(|exc| exc.is(&CANCELLED_ERROR)).unwrap_or_else(|| self.state.cancelled_error()))
    }

    /// Polls the coroutine, with the probe where that is enough.
    fn resume(self: &Rc<Self>, coroutine: &mut Coroutine<T>, thrown: Option<Exc>) -> Driven<Py<T>> {
        self.is_foreign.set(false);
        if let Some(waker) = self.waker.get() {
            return drive(coroutine, thrown, waker);
        }
        let (driven, was_used) = self.state.event_loop().probe().poll_with(|probe| drive(coroutine, thrown, probe));
        match driven {
            Driven::Foreign(left) => drive(coroutine, left, self.own_waker()),
            Driven::Yielded(_) if was_used => {
                self.own_waker(); // it waits for a Rust future beside what it yields: that one is polled again
                self.state.event_loop().door().wake(self.number);
                driven
            }
            driven => driven,
        }
    }

    fn own_waker(self: &Rc<Self>) -> &Waker {
        self.waker.get_or_init(|| {
            let step: Rc<dyn Step> = self.clone();
            self.state.event_loop().register_foreign(&step);
            let door = self.state.event_loop().door().clone();
            Waker::from(Arc::new(TaskWaker { door, task: self.number }))
        })
    }

    fn end(self: &Rc<Self>, ended: Py<T>) {
        if self.waker.get().is_some() {
            self.state.event_loop().forget_foreign(self.number);
        }
        let future: Rc<dyn AnyFuture> = self.clone();
        let typed: Rc<dyn Typed<T>> = self.clone();
        let set = match ended {
            Ok(_) if self.must_cancel.replace(false) => {
                future::cancel_plain(&future, self.state.cancel_message());
                Ok(())
            }
            Ok(value) => future::set_result(&typed, value),
            Err(exc) if exc.is(&CANCELLED_ERROR) => {
                self.state.set_cancelled_by(exc);
                future::cancel_plain(&future, None);
                Ok(())
            }
            Err(exc) => {
                if exc.ends_loops() {
                    self.state.event_loop().end_with(exc.clone());
                }
                future::set_exception(&future, exc)
            }
        };
        if let Err(exc) = set {
            self.state.event_loop().tell("a task cannot end", &exc);
        }
    }

    fn await_what(self: Rc<Self>, yielded: Yielded) {
        let event_loop = self.state.event_loop();
        let awaited = match yielded {
            Yielded::Bare => return event_loop.queue(Entry::Step(self.clone(), None)),
            Yielded::Future(awaited) => awaited,
        };
        let refuse = |text: String| event_loop.queue(Entry::Step(self.clone(), Some(Exc::new(&RUNTIME_ERROR, text))));
        if !awaited.state().event_loop().is_same(event_loop) {
            return refuse(format!("Task {} got Future attached to a different loop", self.name.get()));
        }
        if std::ptr::addr_eq(Rc::as_ptr(&awaited), Rc::as_ptr(&self)) {
            return refuse(format!("Task cannot await on itself: {}", self.name.get()));
        }
        future::add_callback(&awaited, Callback::Step(self.clone()));
        let cancels = self.must_cancel.get().then(|| awaited.clone());
        self.waits_for.set(Some(awaited));
        if cancels.is_some_and(|awaited| awaited.request_cancel(self.state.cancel_message())) {
            self.must_cancel.set(false);
        }
    }
}

fn drive<T>(coroutine: &mut Coroutine<T>, thrown: Option<Exc>, waker: &Waker) -> Driven<Py<T>> {
    frame::drive(thrown, || coroutine.poll_body(&mut std::task::Context::from_waker(waker)))
}

/// Wakes a task of a loop from wherever.
struct TaskWaker {
    door: Arc<Door>,
    task: u64,
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
    fn poll_with<R>(&self, poll: impl FnOnce(&Waker) -> R) -> (R, bool) {
        let before = Arc::strong_count(&self.probed);
        let polled = poll(&self.waker);
        let was_woken = self.probed.woken.load(Ordering::Relaxed);
        if was_woken {
            self.probed.woken.store(false, Ordering::Relaxed);
        }
        (polled, was_woken || Arc::strong_count(&self.probed) > before)
    }
}

impl<T: Clone + 'static> IntoFuture for Task<T> {
    type Output = Py<T>;
    type IntoFuture = Await<T>;

    fn into_future(self) -> Await<T> {
        self.future.into_future()
    }
}

impl<T: Clone + 'static> IntoFuture for &Task<T> {
    type Output = Py<T>;
    type IntoFuture = Await<T>;

    fn into_future(self) -> Await<T> {
        self.future.clone().into_future()
    }
}

impl<T> fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Task {} {:?}>", self.get_name(), self.future)
    }
}
