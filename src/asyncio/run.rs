//! `asyncio.run`, `create_task`, `sleep`.

use super::coroutine::Coroutine;
use super::current::set_event_loop;
use super::event_loop::{Loop, TimerHandle, get_running_loop, running};
use super::exc::{Exc, Py, RUNTIME_ERROR};
use super::frame::{self, Yielded};
use super::future::{self, AnyFuture, Callback, Future};
use super::task::Task;
use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

/// Runs a coroutine in a loop of its own: `asyncio.run`. Tasks that are left when it has ended are cancelled, and awaited.
///
/// # Errors
///
/// What the coroutine raises; `RuntimeError` inside a running loop.
///
/// # Examples
///
/// See [the module](crate::asyncio).
pub async fn run<T: Clone + 'static>(main: Coroutine<T>) -> Py<T> {
    if running().is_some() {
        return Err(Exc::new(&RUNTIME_ERROR, "asyncio.run() cannot be called from a running event loop"));
    }
    let event_loop = Loop::new();
    set_event_loop(event_loop.clone());
    let result = event_loop.run_until_complete(main).await;
    let cleaned_up = clean_up(&event_loop).await;
    set_event_loop(None);
    event_loop.close()?;
    cleaned_up.and(result)
}

/// Ends what `main` has left.
async fn clean_up(event_loop: &Loop) -> Py<()> {
    cancel_all(event_loop).await?;
    let executes = event_loop.clone();
    let shutdown = async move { executes.shutdown_default_executor().await };
    event_loop.run_until_complete(Coroutine::new("shutdown_default_executor", shutdown)).await
}

/// Cancels what is left, and waits for it.
async fn cancel_all(event_loop: &Loop) -> Py<()> {
    let left = event_loop.tasks();
    if left.is_empty() {
        return Ok(());
    }
    let left: Vec<Rc<dyn AnyFuture>> = left.into_iter().map(|task| task.any()).collect();
    left.iter().for_each(|task| {
        task.clone().request_cancel(None);
    });
    let all = event_loop.create_future::<()>();
    let waits = Rc::new(Cell::new(left.len()));
    for task in &left {
        let (all, waits) = (all.clone(), waits.clone());
        let done = move |_: &Rc<dyn AnyFuture>| {
            waits.set(waits.get() - 1);
            if waits.get() == 0 {
                let _ = all.set_result(()); // nobody else sets it
            }
        };
        future::add_callback(task, Callback::Call(0, Box::new(done)));
    }
    event_loop.run_until_complete(all).await?;
    for task in left.iter().filter(|task| !task.state().is_cancelled()) {
        if let Ok(Some(exc)) = task.state().exception() {
            event_loop.tell("unhandled exception during asyncio.run() shutdown", &exc);
        }
    }
    Ok(())
}

/// Makes a task of a coroutine in the running loop.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn create_task<T: Clone + 'static>(coroutine: Coroutine<T>) -> Py<Task<T>> {
    get_running_loop()?.create_task(coroutine)
}

/// Waits for `delay` seconds; with zero or less it lets the others run once: `asyncio.sleep`.
///
/// # Errors
///
/// `CancelledError` where it is cancelled; `RuntimeError` where no loop runs.
pub async fn sleep(delay: f64) -> Py<()> {
    sleep_with(delay, ()).await
}

/// As [`sleep`], and gives `result`.
///
/// # Errors
///
/// As [`sleep`].
pub async fn sleep_with<T: Clone + 'static>(delay: f64, result: T) -> Py<T> {
    if delay <= 0.0 {
        bare_yield().await?;
        return Ok(result);
    }
    let event_loop = get_running_loop()?;
    let future: Future<T> = event_loop.create_future();
    let woken = future.clone();
    let timer = event_loop.call_later(delay, move || {
        if !woken.cancelled() {
            let _ = woken.set_result(result); // nobody else sets it
        }
    })?;
    let _cancelled_with_it = CancelOnDrop(timer);
    future.await
}

/// Takes a timer back with the wait that it is for.
pub(super) struct CancelOnDrop(pub(super) TimerHandle);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Lets the others run once.
async fn bare_yield() -> Py<()> {
    let mut asked = false;
    poll_fn(move |cx| {
        if asked {
            return Poll::Ready(frame::take_thrown().map_or(Ok(()), Err));
        }
        asked = true;
        if frame::offer(Yielded::Bare).is_err() {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    })
    .await
}
