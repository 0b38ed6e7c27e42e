//! Waiting for several at once, or for a time: `gather`, `shield`, `wait`, `wait_for`, `as_completed`.
//!
//! # How it works
//!
//! Each adds one callback to what it waits for, as CPython 3.11 does, so each costs the same number of turns. What `gather` gives is a
//! future whose `cancel` cancels its children; it is done when they are.
//!
//! - **I1** A child that ends after the outer future has its exception counted as asked for.

use super::coroutine::Coroutine;
use super::event_loop::{IntoTask, Loop, TimerHandle, get_running_loop};
use super::exc::{CANCELLED_ERROR, Exc, Py, TIMEOUT_ERROR, VALUE_ERROR};
use super::future::{self, AnyFuture, Callback, Future, State, Typed};
use super::queues::Queue;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;

/// The future of `gather`.
struct Gathering<R> {
    value: RefCell<Option<R>>,
    state: State,
    children: Vec<Rc<dyn AnyFuture>>,
    cancel_requested: Cell<bool>,
}

impl<R: 'static> AnyFuture for Gathering<R> {
    fn state(&self) -> &State {
        &self.state
    }

    fn request_cancel(self: Rc<Self>, message: Option<String>) -> bool {
        if self.state.is_done() {
            return false;
        }
        let mut any = false;
        for child in &self.children {
            any |= child.clone().request_cancel(message.clone());
        }
        self.cancel_requested.set(self.cancel_requested.get() || any);
        any
    }
}

impl<R: 'static> Typed<R> for Gathering<R> {
    fn value(&self) -> &RefCell<Option<R>> {
        &self.value
    }
}

/// Runs coroutines beside each other and gives their results in order: `asyncio.gather`. The first exception is that of the whole; the
/// others go on.
///
/// # Errors
///
/// `RuntimeError` where no loop runs. What is awaited gives the first exception.
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
pub fn gather<T: Clone + 'static, A: IntoTask<T>>(awaited: impl IntoIterator<Item = A>) -> Py<Future<Vec<T>>> {
    gather_with(awaited, false, |children| children.iter().filter_map(|child| child.result().ok()).collect())
}

/// As [`gather`], and exceptions are results as others: `return_exceptions=True`.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn gather_exceptions<T: Clone + 'static, A: IntoTask<T>>(
    awaited: impl IntoIterator<Item = A>,
) -> Py<Future<Vec<Py<T>>>> {
    gather_with(awaited, true, |children| children.iter().map(result_or_exception).collect())
}

fn result_or_exception<T: Clone + 'static>(child: &Future<T>) -> Py<T> {
    if child.cancelled() {
        return Err(Exc::new(&CANCELLED_ERROR, child.any().state().cancel_message().unwrap_or_default()));
    }
    child.result()
}

fn gather_with<T: Clone + 'static, A: IntoTask<T>, R: 'static>(
    awaited: impl IntoIterator<Item = A>,
    return_exceptions: bool,
    collect: impl Fn(&[Future<T>]) -> R + 'static,
) -> Py<Future<R>> {
    let event_loop = get_running_loop()?;
    let children: Vec<Future<T>> = awaited.into_iter().map(|one| one.into_task(&event_loop)).collect::<Py<_>>()?;
    let different: Vec<_> = different(children.iter().cloned()).iter().map(Future::any).collect();
    let outer = Rc::new(Gathering {
        value: RefCell::new(None),
        state: State::new(event_loop),
        children: different.clone(),
        cancel_requested: Cell::new(false),
    });
    let gathered = Future(outer.clone() as Rc<dyn Typed<R>>);
    if children.is_empty() {
        gathered.set_result(collect(&[]))?;
        return Ok(gathered);
    }
    let group = Rc::new(Group { outer, children, collect, return_exceptions, unfinished: Cell::new(different.len()) });
    for child in &different {
        let group = group.clone();
        future::add_callback(child, Callback::Call(0, Box::new(move |child| group.child_is_done(child))));
    }
    Ok(gathered)
}

/// What the callbacks of a gather's children share.
struct Group<T, R, C> {
    outer: Rc<Gathering<R>>,
    children: Vec<Future<T>>,
    collect: C,
    return_exceptions: bool,
    unfinished: Cell<usize>,
}

impl<T: Clone + 'static, R: 'static, C: Fn(&[Future<T>]) -> R> Group<T, R, C> {
    fn child_is_done(&self, child: &Rc<dyn AnyFuture>) {
        self.unfinished.set(self.unfinished.get() - 1);
        let outer: Rc<dyn AnyFuture> = self.outer.clone();
        let state = child.state();
        if outer.state().is_done() {
            if !state.is_cancelled() {
                let _ = state.exception(); // (I1)
            }
            return;
        }
        if !self.return_exceptions {
            // A cancelled child gives its CancelledError.
            let raised = state.exception().unwrap_or_else(Some);
            if let Some(exc) = raised {
                return end(future::set_exception(&outer, exc));
            }
        }
        if self.unfinished.get() > 0 {
            return;
        }
        if self.outer.cancel_requested.get() {
            return end(future::set_exception(&outer, state.cancelled_error()));
        }
        let typed: Rc<dyn Typed<R>> = self.outer.clone();
        end(future::set_result(&typed, (self.collect)(&self.children)));
    }
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
pub fn shield<T: Clone + 'static>(awaited: impl IntoTask<T>) -> Py<Future<T>> {
    let event_loop = get_running_loop()?;
    let inner = awaited.into_task(&event_loop)?;
    if inner.done() {
        return Ok(inner);
    }
    let outer: Future<T> = event_loop.create_future();
    let given = outer.clone();
    let number = inner.add_done_callback(move |inner| {
        if given.cancelled() {
            if !inner.cancelled() {
                let _ = inner.exception(); // (I1)
            }
        } else if inner.cancelled() {
            given.cancel();
        } else {
            end(match inner.result() {
                Ok(value) => given.set_result(value),
                Err(exc) => given.set_exception(exc),
            });
        }
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
pub async fn wait_for<T: Clone + 'static>(awaited: impl IntoTask<T>, timeout: impl Into<Option<f64>>) -> Py<T> {
    let event_loop = get_running_loop()?;
    let Some(timeout) = timeout.into() else { return awaited.in_place().await };
    if timeout <= 0.0 {
        let task = awaited.into_task(&event_loop)?;
        if task.done() {
            return task.result();
        }
        cancel_and_wait(&task, &event_loop).await?;
        return task.result().map_err(timed_out);
    }
    let waiter: Future<()> = event_loop.create_future();
    let timer = event_loop.call_later(timeout, release(&waiter))?;
    let _cancelled_with_it = super::run::CancelOnDrop(timer);
    let task = awaited.into_task(&event_loop)?;
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

fn timed_out(exc: Exc) -> Exc {
    if exc.is(&CANCELLED_ERROR) { Exc::new(&TIMEOUT_ERROR, ()).from_cause(exc) } else { exc }
}

fn release(waiter: &Future<()>) -> impl FnOnce() + 'static {
    let waiter = waiter.clone();
    move || {
        if !waiter.done() {
            end(waiter.set_result(()));
        }
    }
}

/// Cancels a task and waits until it has ended, however it takes that.
async fn cancel_and_wait<T: Clone + 'static>(task: &Future<T>, event_loop: &Loop) -> Py<()> {
    let waiter: Future<()> = event_loop.create_future();
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

/// Waits for futures, for `timeout` seconds at most, and gives those that are done and those that are not, each in the order in which they
/// were given: `asyncio.wait`, whose sets have no order.
///
/// # Errors
///
/// `ValueError` for none; `CancelledError` where it is cancelled, and the futures go on; `RuntimeError` where no loop runs.
pub async fn wait<T: Clone + 'static>(
    futures: impl IntoIterator<Item = Future<T>>,
    timeout: impl Into<Option<f64>>,
    return_when: ReturnWhen,
) -> Py<(Vec<Future<T>>, Vec<Future<T>>)> {
    let futures = different(futures);
    if futures.is_empty() {
        return Err(Exc::new(&VALUE_ERROR, "Set of Tasks/Futures is empty."));
    }
    let event_loop = get_running_loop()?;
    let waiter: Future<()> = event_loop.create_future();
    let timer = timeout.into().map(|timeout| event_loop.call_later(timeout, release(&waiter))).transpose()?;
    let _cancelled_with_it = timer.clone().map(super::run::CancelOnDrop);
    let left = Rc::new(Cell::new(futures.len()));
    let numbers: Vec<u64> = futures
        .iter()
        .map(|future| {
            let (left, timer, release) = (left.clone(), timer.clone(), release(&waiter));
            future.add_done_callback(move |future| {
                left.set(left.get() - 1);
                let raised = || !future.cancelled() && matches!(future.exception(), Ok(Some(_)));
                let is_enough = match return_when {
                    ReturnWhen::FirstCompleted => true,
                    ReturnWhen::FirstException => raised(),
                    ReturnWhen::AllCompleted => false,
                };
                if left.get() == 0 || is_enough {
                    timer.iter().for_each(|timer| timer.cancel());
                    release();
                }
            })
        })
        .collect();
    let waited = waiter.await;
    for (future, number) in futures.iter().zip(numbers) {
        future.remove_done_callback(number);
    }
    waited?;
    Ok(futures.into_iter().partition(Future::done))
}

/// Each once.
fn different<T: 'static>(futures: impl IntoIterator<Item = Future<T>>) -> Vec<Future<T>> {
    let mut known = HashSet::new();
    futures.into_iter().filter(|future| known.insert(Rc::as_ptr(&future.0).cast::<()>())).collect()
}

/// Gives coroutines, of which the first gives the result of what ends first, and so on: `asyncio.as_completed`.
///
/// # Errors
///
/// `RuntimeError` where no loop runs. The coroutines give `TimeoutError` where the time is up before.
pub fn as_completed<T: Clone + 'static, A: IntoTask<T>>(
    awaited: impl IntoIterator<Item = A>,
    timeout: impl Into<Option<f64>>,
) -> Py<Vec<Coroutine<T>>> {
    let event_loop = get_running_loop()?;
    let futures: Vec<Future<T>> = awaited.into_iter().map(|one| one.into_task(&event_loop)).collect::<Py<_>>()?;
    let futures = different(futures);
    let count = futures.len();
    let ended: Queue<Option<Future<T>>> = Queue::new(0);
    let todo = Rc::new(RefCell::new(Vec::<(Future<T>, u64)>::new()));
    let timer: Rc<RefCell<Option<TimerHandle>>> = Rc::default();
    for future in futures {
        let (left, queue, timer) = (todo.clone(), ended.clone(), timer.clone());
        let number = future.add_done_callback(move |future| {
            let mut todo = left.borrow_mut();
            let index = todo.iter().position(|(known, _)| known.is_same(&future));
            let Some(index) = index else { return }; // the time was up
            let removed = todo.remove(index);
            let is_last = todo.is_empty();
            drop(todo);
            drop(removed);
            end(queue.put_nowait(Some(future)));
            if is_last && let Some(timer) = timer.take() {
                timer.cancel();
            }
        });
        todo.borrow_mut().push((future, number));
    }
    if let Some(timeout) = timeout.into().filter(|_| count > 0) {
        let queue = ended.clone();
        let expire = move || {
            for (future, number) in todo.take() {
                future.remove_done_callback(number);
                end(queue.put_nowait(None));
            }
        };
        *timer.borrow_mut() = Some(event_loop.call_later(timeout, expire)?);
    }
    let next = |_| {
        let ended = ended.clone();
        Coroutine::new("as_completed.<locals>._wait_for_one", async move {
            match ended.get().await? {
                Some(future) => future.result(),
                None => Err(Exc::new(&TIMEOUT_ERROR, ())),
            }
        })
    };
    Ok((0..count).map(next).collect())
}
