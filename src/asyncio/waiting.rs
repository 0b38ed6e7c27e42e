//! Waiting for several at once, or for a time: `gather`, `shield`, `wait`, `wait_for`, `as_completed`.
//!
//! # How it works
//!
//! Each adds one callback to what it waits for, as CPython 3.11 does, so each costs the same number of turns. What `gather` gives is a
//! future whose `cancel` cancels its children; it is done when they are.
//!
//! - **I1** A child that ends after the outer future has its exception counted as asked for.

use super::coroutine::Coroutine;
use super::current::get_event_loop;
use super::entry::Run;
use super::event_loop::{IntoTask, Loop, TimerHandle, get_running_loop};
use super::exc::{CANCELLED_ERROR, Exc, Py, TIMEOUT_ERROR, VALUE_ERROR};
use super::future::{self, AnyFuture, Callback, Future, Kind, State, Typed};
use super::queues::Queue;
use super::task::{AnyTask, Task};
use super::timeouts;
use super::waiter::Waiter;
use std::cell::{Cell, OnceCell, RefCell};
use std::marker::PhantomData;
use std::rc::Rc;

mod parts;

pub use parts::Gather;

/// What `gather` waits for, and what it gives.
trait Children: 'static {
    type Results: 'static;

    fn count(&self) -> usize;
    fn child(&self, number: usize) -> Rc<dyn AnyFuture>;
    fn results(&self) -> Py<Self::Results>;
}

/// The future of `gather`.
struct Gathering<C: Children> {
    state: State,
    value: RefCell<Option<C::Results>>,
    /// As they were given, so that one that was given twice is cancelled twice; there before the first has ended.
    children: OnceCell<C>,
    return_exceptions: bool,
    mark: u32,
    unfinished: Cell<usize>,
    cancel_requested: Cell<bool>,
}

impl<C: Children> AnyFuture for Gathering<C> {
    fn state(&self) -> &State {
        &self.state
    }

    fn request_cancel(self: Rc<Self>, message: Option<String>) -> bool {
        let Some(children) = self.children.get().filter(|_| !self.state.is_done()) else { return false };
        let mut any = false;
        for number in 0..children.count() {
            any |= children.child(number).request_cancel(message.clone());
        }
        self.cancel_requested.set(self.cancel_requested.get() || any);
        any
    }
}

impl<C: Children> Typed<C::Results> for Gathering<C> {
    fn put(&self, value: C::Results) {
        let last = self.value.replace(Some(value));
        drop(last);
    }

    fn get(&self) -> Option<C::Results>
    where
        C::Results: Clone,
    {
        self.value.borrow().clone()
    }
}

impl<C: Children> Gathering<C> {
    fn new(event_loop: &Loop, return_exceptions: bool) -> Rc<Self> {
        Rc::new(Gathering {
            state: State::new(event_loop.clone(), Kind::GatheringFuture),
            value: RefCell::new(None),
            children: OnceCell::new(),
            return_exceptions,
            mark: event_loop.next_mark(),
            unfinished: Cell::new(0),
            cancel_requested: Cell::new(false),
        })
    }

    /// Makes a child of what it is given, and hears of its end: before the next child is made, for one that has ended is told of at once.
    fn child<A: IntoTask>(self: &Rc<Self>, awaited: A, number: usize) -> Py<Future<A::Output>> {
        let child = self.state.event_loop().ensure_future(awaited)?;
        self.hear(child.0.state(), number);
        Ok(child)
    }

    fn hear(self: &Rc<Self>, child: &State, number: usize) {
        if !child.mark(self.mark) {
            self.unfinished.set(self.unfinished.get() + 1);
            future::add_callback(child, Callback::Child(self.clone(), number as u32));
        }
    }

    fn begin(self: Rc<Self>, children: C) -> Py<Future<C::Results>> {
        let children = self.children.get_or_init(|| children);
        let gathered = Future(self.clone() as Rc<dyn Typed<C::Results>>);
        if children.count() == 0 {
            gathered.set_result(children.results()?)?;
        }
        Ok(gathered)
    }
}

impl<C: Children> Run for Gathering<C> {
    fn run(self: Rc<Self>, _: &Loop, number: usize) -> Option<Exc> {
        self.child_is_done(number);
        None
    }
}

impl<C: Children> Gathering<C> {
    fn child_is_done(self: Rc<Self>, number: usize) {
        self.unfinished.set(self.unfinished.get() - 1);
        let Some(children) = self.children.get() else { return }; // one of them could not be awaited
        let child = children.child(number);
        let state = child.state();
        if self.state.is_done() {
            if !state.is_cancelled() {
                let _ = state.exception(); // (I1)
            }
            return;
        }
        if !self.return_exceptions {
            // A cancelled child gives its CancelledError.
            let raised = state.exception().unwrap_or_else(Some);
            if let Some(exc) = raised {
                return end(future::set_exception(&self.state, exc));
            }
        }
        if self.unfinished.get() > 0 {
            return;
        }
        let results = children.results();
        if self.cancel_requested.get() {
            let last = children.child(children.count() - 1); // as in CPython, whichever has ended last
            let cancelled = match last.state().is_cancelled() {
                true => last.state().cancelled_error(),
                false => future::cancelled_error(last.survived_message()),
            };
            return end(future::set_exception(&self.state, cancelled));
        }
        end(match results {
            Ok(results) => future::set_result(&*self, results),
            Err(exc) => future::set_exception(&self.state, exc),
        });
    }
}

/// Children of one type; none of them has raised.
struct Plain<T, R>(Vec<Future<T>>, PhantomData<fn() -> R>);

impl<T: Clone + 'static, R: FromIterator<T> + 'static> Children for Plain<T, R> {
    type Results = R;

    fn count(&self) -> usize {
        self.0.len()
    }

    fn child(&self, number: usize) -> Rc<dyn AnyFuture> {
        self.0[number].any()
    }

    fn results(&self) -> Py<R> {
        self.0.iter().map(Future::result).collect()
    }
}

/// Children of one type, which may have raised, and what their results and exceptions become.
struct Tried<T, F, R>(Vec<Future<T>>, F, PhantomData<fn() -> R>);

impl<T: Clone + 'static, U, F: Fn(Py<T>) -> U + 'static, R: FromIterator<U> + 'static> Children for Tried<T, F, R> {
    type Results = R;

    fn count(&self) -> usize {
        self.0.len()
    }

    fn child(&self, number: usize) -> Rc<dyn AnyFuture> {
        self.0[number].any()
    }

    fn results(&self) -> Py<R> {
        Ok(self.0.iter().map(|child| (self.1)(result_or_exception(child))).collect())
    }
}

/// Children of any type, of which nothing is asked but to end.
struct Ending(Vec<Rc<dyn AnyFuture>>);

impl Children for Ending {
    type Results = ();

    fn count(&self) -> usize {
        self.0.len()
    }

    fn child(&self, number: usize) -> Rc<dyn AnyFuture> {
        self.0[number].clone()
    }

    fn results(&self) -> Py<()> {
        Ok(())
    }
}

/// Is done when all of these are, however they end: `gather(*tasks, return_exceptions=True)`.
pub(super) fn all_ended(event_loop: &Loop, futures: Vec<Rc<dyn AnyFuture>>) -> Py<Future<()>> {
    let gathering = Gathering::new(event_loop, true);
    futures.iter().enumerate().for_each(|(number, future)| gathering.hear(future.state(), number));
    gathering.begin(Ending(futures))
}

/// Waits for tasks of any types, however they end: `gather(*tasks, return_exceptions=True)` whose results nobody wants. Its cancel cancels
/// them.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::asyncio::{self, Coroutine, all_tasks, create_task, current_task, gather_ended, sleep};
///
/// let main = Coroutine::new("main", async {
///     let task = create_task(Coroutine::new("long", sleep(60.0)))?;
///     let current = current_task()?;
///     let others: Vec<_> = all_tasks()?.into_iter().filter(|task| Some(task) != current.as_ref()).collect();
///     others.iter().for_each(|task| drop(task.cancel()));
///     gather_ended(others)?.await?;
///     Ok(task.cancelled())
/// });
/// assert!(asyncio::run_blocking(main).unwrap());
/// ```
pub fn gather_ended(tasks: impl IntoIterator<Item = AnyTask>) -> Py<Future<()>> {
    all_ended(&get_running_loop()?, tasks.into_iter().map(|task| task.0 as Rc<dyn AnyFuture>).collect())
}

/// What [`gather_tuple`] takes: a tuple of up to eight coroutines, tasks and futures.
pub trait GatherTuple {
    /// A tuple of their results.
    type Results: Clone + 'static;
    /// A tuple of their results or exceptions.
    type Tried: Clone + 'static;

    #[doc(hidden)]
    fn gather(self) -> Py<Future<Self::Results>>;

    #[doc(hidden)]
    fn gather_exceptions(self) -> Py<Future<Self::Tried>>;
}

/// Tuples that are gathered; a tuple of futures of each length is a collection of children, alone or wrapped in [`TriedTuple`].
macro_rules! tuples {
    ($(($($type:ident $number:tt),+);)+) => {$(
        impl<$($type: Clone + 'static),+> Children for ($(Future<$type>,)+) {
            type Results = ($($type,)+);

            fn count(&self) -> usize {
                [$($number),+].len()
            }

            fn child(&self, number: usize) -> Rc<dyn AnyFuture> {
                let children: [&dyn Fn() -> Rc<dyn AnyFuture>; _] = [$(&|| self.$number.any()),+];
                children[number]()
            }

            fn results(&self) -> Py<Self::Results> {
                Ok(($(self.$number.result()?,)+))
            }
        }

        impl<$($type: Clone + 'static),+> Children for TriedTuple<($(Future<$type>,)+)> {
            type Results = ($(Py<$type>,)+);

            fn count(&self) -> usize {
                self.0.count()
            }

            fn child(&self, number: usize) -> Rc<dyn AnyFuture> {
                self.0.child(number)
            }

            fn results(&self) -> Py<Self::Results> {
                Ok(($(result_or_exception(&self.0.$number),)+))
            }
        }

        impl<$($type: IntoTask),+> GatherTuple for ($($type,)+) {
            type Results = ($($type::Output,)+);
            type Tried = ($(Py<$type::Output>,)+);

            fn gather(self) -> Py<Future<Self::Results>> {
                let gathering = Gathering::new(&loop_of(Some(&self.0))?, false);
                let children = ($(gathering.child(self.$number, $number)?,)+);
                gathering.begin(children)
            }

            fn gather_exceptions(self) -> Py<Future<Self::Tried>> {
                let gathering = Gathering::new(&loop_of(Some(&self.0))?, true);
                let children = ($(gathering.child(self.$number, $number)?,)+);
                gathering.begin(TriedTuple(children))
            }
        }
    )+};
}

/// Children of several types, which may have raised.
struct TriedTuple<C>(C);

tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
}

/// Runs coroutines beside each other and gives their results in order: `asyncio.gather`. The first exception is that of the whole; the
/// others go on. Outside a running loop the one of [`get_event_loop`] is meant, as in CPython 3.11.
///
/// # Errors
///
/// `RuntimeError` where there is no loop. What is awaited gives the first exception.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, Coroutine, gather, sleep_with};
///
/// let square = |n: i64| Coroutine::new("square", async move { sleep_with(0.001, n * n).await });
/// let main = Coroutine::new("main", async move { gather((1..4).map(square))?.await });
/// assert_eq!(AsyncRuntime::block_on(asyncio::run(main)).unwrap(), [1, 4, 9]);
/// ```
pub fn gather<T: Clone + 'static, A: IntoTask<Output = T>>(awaited: impl IntoIterator<Item = A>) -> Py<Future<Vec<T>>> {
    gather_into(awaited)
}

/// As [`gather`], into any collection.
///
/// # Errors
///
/// As [`gather`].
pub fn gather_into<R: FromIterator<T> + Clone + 'static, T: Clone + 'static, A: IntoTask<Output = T>>(
    awaited: impl IntoIterator<Item = A>,
) -> Py<Future<R>> {
    let mut awaited = awaited.into_iter().peekable();
    let gathering = Gathering::new(&loop_of(awaited.peek())?, false);
    let children = awaited.enumerate().map(|(number, one)| gathering.child(one, number));
    let children = children.collect::<Py<_>>()?;
    gathering.begin(Plain(children, PhantomData))
}

/// As [`gather`], and exceptions are results as others: `return_exceptions=True`.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn gather_exceptions<T: Clone + 'static, A: IntoTask<Output = T>>(
    awaited: impl IntoIterator<Item = A>,
) -> Py<Future<Vec<Py<T>>>> {
    gather_exceptions_into(awaited, |result| result)
}

/// As [`gather_exceptions`], into any collection of what `member` makes of the results and exceptions.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn gather_exceptions_into<R, U, T: Clone + 'static, A: IntoTask<Output = T>>(
    awaited: impl IntoIterator<Item = A>,
    member: impl Fn(Py<T>) -> U + 'static,
) -> Py<Future<R>>
where
    U: 'static,
    R: FromIterator<U> + Clone + 'static,
{
    let mut awaited = awaited.into_iter().peekable();
    let gathering = Gathering::new(&loop_of(awaited.peek())?, true);
    let children = awaited.enumerate().map(|(number, one)| gathering.child(one, number));
    let children = children.collect::<Py<_>>()?;
    gathering.begin(Tried(children, member, PhantomData))
}

/// As [`gather`], for up to eight of different types in a tuple: the result is a tuple.
///
/// # Errors
///
/// As [`gather`].
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, Coroutine, gather_tuple, sleep_with};
///
/// let main = Coroutine::new("main", async {
///     let (number, text) = (sleep_with(0.001, 1), sleep_with(0.001, "one"));
///     gather_tuple((Coroutine::new("number", number), Coroutine::new("text", text)))?.await
/// });
/// assert_eq!(AsyncRuntime::block_on(asyncio::run(main)).unwrap(), (1, "one"));
/// ```
pub fn gather_tuple<A: GatherTuple>(awaited: A) -> Py<Future<A::Results>> {
    awaited.gather()
}

/// As [`gather_tuple`], and exceptions are results as others: `return_exceptions=True`.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn gather_tuple_exceptions<A: GatherTuple>(awaited: A) -> Py<Future<A::Tried>> {
    awaited.gather_exceptions()
}

fn result_or_exception<T: Clone + 'static>(child: &Future<T>) -> Py<T> {
    if child.cancelled() {
        return Err(Exc::new(&CANCELLED_ERROR, child.any().state().cancel_message().unwrap_or_default()));
    }
    child.result()
}

/// The loop in which what is gathered belongs: that of the first, where that is a future, else the running one.
fn loop_of<A: IntoTask>(first: Option<&A>) -> Py<Loop> {
    first.and_then(A::loop_of_it).map_or_else(get_event_loop, Ok)
}

/// The outer future is not done, so it takes what it is given.
fn end(set: Py<()>) {
    debug_assert!(set.is_ok(), "{set:?}");
}

/// Waits for something without cancelling it where the wait is cancelled: `asyncio.shield`.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn shield<T: Clone + 'static>(awaited: impl IntoTask<Output = T>) -> Py<Future<T>> {
    let inner = awaited.into_task(&get_running_loop()?)?;
    if inner.done() {
        return Ok(inner);
    }
    let outer: Future<T> = inner.get_loop().create_future();
    let given = outer.clone();
    let number = inner.add_done_callback(move |inner| {
        if given.cancelled() {
            if !inner.cancelled() {
                let _ = inner.exception(); // (I1)
            }
        } else if inner.cancelled() {
            given.cancel();
        } else {
            // Somebody may have given the outer one a result by hand.
            return match inner.result() {
                Ok(value) => given.set_result(value),
                Err(exc) => given.set_exception(exc),
            };
        }
        Ok(())
    });
    outer.add_done_callback(move |_| {
        if !inner.done() {
            inner.remove_done_callback(number);
        }
    });
    Ok(outer)
}

/// Waits for something for `timeout` seconds at most, then cancels it: `asyncio.wait_for`, with the turns of CPython 3.11. Without a timeout
/// it is awaited in place.
///
/// # Errors
///
/// What it raises; `TimeoutError` where it was cancelled for the timeout; `RuntimeError` where no loop runs.
pub async fn wait_for<T: Clone + 'static>(
    awaited: impl IntoTask<Output = T>,
    timeout: impl Into<Option<f64>>,
) -> Py<T> {
    let event_loop = get_running_loop()?;
    let Some(timeout) = timeout.into() else { return awaited.in_place().await };
    if timeout <= 0.0 {
        let task = event_loop.ensure_future(awaited)?;
        if task.done() {
            return task.result();
        }
        cancel_and_wait(&task, &event_loop).await?;
        return task.result().map_err(timed_out);
    }
    let waiter = Waiter::new(&event_loop);
    let timer = event_loop.release_later(timeout, waiter.clone())?;
    let _cancelled_with_it = super::run::CancelOnDrop(timer);
    let task = event_loop.ensure_future(awaited)?;
    let release_by_task = release(&waiter);
    let number = task.add_done_callback(move |_| release_by_task());
    let waited = waiter.await;
    if task.done() {
        return match waited {
            Err(exc) if !exc.is(&CANCELLED_ERROR) => Err(exc),
            _ => task.result(),
        };
    }
    task.remove_done_callback(number);
    match waited {
        Ok(()) => {
            cancel_and_wait(&task, &event_loop).await?;
            task.result().map_err(timed_out)
        }
        Err(exc) if exc.is(&CANCELLED_ERROR) => {
            cancel_and_wait(&task, &event_loop).await?;
            Err(exc)
        }
        Err(exc) => Err(exc),
    }
}

/// As [`wait_for`], with the turns of CPython 3.12, where it is [`timeout`](super::timeout()) around an await in place: a coroutine does not
/// become a task.
///
/// # Errors
///
/// As [`wait_for`]; `RuntimeError` outside a task.
pub async fn wait_for_312<T: Clone + 'static>(
    awaited: impl IntoTask<Output = T>,
    timeout: impl Into<Option<f64>>,
) -> Py<T> {
    let timeout = timeout.into();
    if timeout.is_some_and(|timeout| timeout <= 0.0) {
        let event_loop = get_running_loop()?;
        let task = event_loop.ensure_future(awaited)?;
        if task.done() {
            return task.result();
        }
        cancel_and_wait(&task, &event_loop).await?;
        return task.result().map_err(timed_out);
    }
    super::timeout(timeout)?.scope(|_| awaited.in_place()).await
}

fn timed_out(exc: Exc) -> Exc {
    if exc.is(&CANCELLED_ERROR) { timeouts::timed_out(exc) } else { exc }
}

fn release(waiter: &Waiter) -> impl FnOnce() + 'static {
    let waiter = waiter.clone();
    move || {
        waiter.release();
    }
}

/// Cancels a task and waits until it has ended, however it takes that.
async fn cancel_and_wait<T: Clone + 'static>(task: &Future<T>, event_loop: &Loop) -> Py<()> {
    let waiter = Waiter::new(event_loop);
    let release = release(&waiter);
    let number = task.add_done_callback(move |_| release());
    task.cancel();
    let waited = waiter.await;
    task.remove_done_callback(number);
    waited
}

/// When [`wait`] has waited enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnWhen {
    /// One has ended: `FIRST_COMPLETED`.
    FirstCompleted,
    /// One has raised, or all have ended: `FIRST_EXCEPTION`.
    FirstException,
    /// All have ended: `ALL_COMPLETED`.
    AllCompleted,
}

/// What [`wait`] waits for and gives: futures, or tasks.
pub trait AsFuture: Clone + 'static {
    /// What it gives.
    type Output: Clone + 'static;

    /// It as a future.
    fn as_future(&self) -> &Future<Self::Output>;
}

impl<T: Clone + 'static> AsFuture for Future<T> {
    type Output = T;

    fn as_future(&self) -> &Future<T> {
        self
    }
}

impl<T: Clone + 'static> AsFuture for Task<T> {
    type Output = T;

    fn as_future(&self) -> &Future<T> {
        self
    }
}

/// Waits for futures, for `timeout` seconds at most, and gives those that are done and those that are not, each in the order in which they
/// were given: `asyncio.wait`, whose sets have no order.
///
/// # Errors
///
/// `ValueError` for none; `CancelledError` where it is cancelled, and the futures go on; `RuntimeError` where no loop runs.
pub async fn wait<A: AsFuture>(
    futures: impl IntoIterator<Item = A>,
    timeout: impl Into<Option<f64>>,
    return_when: ReturnWhen,
) -> Py<(Vec<A>, Vec<A>)> {
    let event_loop = get_running_loop()?;
    let futures = different(futures, event_loop.next_mark());
    if futures.is_empty() {
        return Err(Exc::new(&VALUE_ERROR, "Set of Tasks/Futures is empty."));
    }
    let waiter = Waiter::new(&event_loop);
    let timer = timeout.into().map(|timeout| event_loop.release_later(timeout, waiter.clone())).transpose()?;
    let left = Cell::new(futures.len());
    let timer = timer.map(super::run::CancelOnDrop);
    let waiting = Rc::new(Waiting { futures, return_when, left, waiter: waiter.clone(), timer: RefCell::new(timer) });
    let parent: Rc<dyn Run> = waiting.clone();
    for (number, future) in waiting.futures.iter().enumerate() {
        future::add_callback(future.as_future().0.state(), Callback::Child(parent.clone(), number as u32));
    }
    let waited = waiter.await;
    drop(waiting.timer.take());
    waiting.futures.iter().for_each(|future| future::remove_parent(future.as_future().0.state(), &parent));
    waited?;
    Ok(waiting.futures.iter().cloned().partition(|future| future.as_future().done()))
}

/// What the callbacks of [`wait`] share.
struct Waiting<A> {
    futures: Vec<A>,
    return_when: ReturnWhen,
    left: Cell<usize>,
    waiter: Waiter,
    timer: RefCell<Option<super::run::CancelOnDrop>>,
}

impl<A: AsFuture> Run for Waiting<A> {
    fn run(self: Rc<Self>, _: &Loop, number: usize) -> Option<Exc> {
        self.child_is_done(number);
        None
    }
}

impl<A: AsFuture> Waiting<A> {
    fn child_is_done(self: Rc<Self>, number: usize) {
        self.left.set(self.left.get() - 1);
        let child = self.futures[number].as_future();
        let raised = || !child.cancelled() && matches!(child.exception(), Ok(Some(_)));
        let is_enough = match self.return_when {
            ReturnWhen::FirstCompleted => true,
            ReturnWhen::FirstException => raised(),
            ReturnWhen::AllCompleted => false,
        };
        if self.left.get() == 0 || is_enough {
            drop(self.timer.take());
            self.waiter.release();
        }
    }
}

/// Each once.
fn different<A: AsFuture>(futures: impl IntoIterator<Item = A>, mark: u32) -> Vec<A> {
    futures.into_iter().filter(|future| !future.as_future().0.state().mark(mark)).collect()
}

/// Gives coroutines, of which the first gives the result of what ends first, and so on: `asyncio.as_completed`.
///
/// # Errors
///
/// `RuntimeError` where no loop runs. The coroutines give `TimeoutError` where the time is up before.
pub fn as_completed<T: Clone + 'static, A: IntoTask<Output = T>>(
    awaited: impl IntoIterator<Item = A>,
    timeout: impl Into<Option<f64>>,
) -> Py<impl ExactSizeIterator<Item = Coroutine<T>>> {
    let event_loop = get_running_loop()?;
    let futures: Vec<_> = awaited.into_iter().map(|one| event_loop.ensure_future(one)).collect::<Py<_>>()?;
    let futures = different(futures, event_loop.next_mark());
    let count = futures.len();
    let completing = Rc::new(Completing {
        left: Cell::new(count),
        has_expired: Cell::new(false),
        futures,
        ended: Queue::new(0),
        timer: Cell::new(None),
    });
    for (number, future) in completing.futures.iter().enumerate() {
        future::add_callback(future.0.state(), Callback::Child(completing.clone(), number as u32));
    }
    if let Some(timeout) = timeout.into().filter(|_| count > 0) {
        let expires = completing.clone();
        completing.timer.set(Some(event_loop.call_later(timeout, move || expires.expire())?));
    }
    Ok((0..count).map(move |_| {
        let completing = completing.clone();
        Coroutine::new("as_completed.<locals>._wait_for_one", async move {
            match completing.ended.get().await? {
                Some(number) => completing.futures[number].result(),
                None => Err(Exc::new(&TIMEOUT_ERROR, ())),
            }
        })
    }))
}

/// What the callbacks of [`as_completed`] share.
struct Completing<T> {
    futures: Vec<Future<T>>,
    left: Cell<usize>,
    has_expired: Cell<bool>,
    /// The numbers of those that have ended, in order; none for each that had not when the time was up.
    ended: Queue<Option<usize>>,
    timer: Cell<Option<TimerHandle>>,
}

impl<T: 'static> Completing<T> {
    fn expire(self: Rc<Self>) {
        self.has_expired.set(true);
        let parent: Rc<dyn Run> = self.clone();
        self.futures.iter().for_each(|future| future::remove_parent(future.0.state(), &parent));
        for _ in 0..self.left.get() {
            end(self.ended.put_nowait(None));
        }
    }
}

impl<T: 'static> Run for Completing<T> {
    fn run(self: Rc<Self>, _: &Loop, number: usize) -> Option<Exc> {
        self.child_is_done(number);
        None
    }
}

impl<T: 'static> Completing<T> {
    fn child_is_done(self: Rc<Self>, number: usize) {
        if self.has_expired.get() {
            return;
        }
        self.left.set(self.left.get() - 1);
        end(self.ended.put_nowait(Some(number)));
        if self.left.get() == 0
            && let Some(timer) = self.timer.take()
        {
            timer.cancel();
        }
    }
}
