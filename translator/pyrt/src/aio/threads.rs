//! Functions that CPython would run in threads.
//!
//! # How it works
//!
//! Values of a translated program belong to one thread, so what a thread would run is a task of the runtime beside the loop: it begins at
//! once, as a thread does, and where it sleeps the others go on. What it gives comes to the loop as what a thread gives: by a call that wakes it.

use std::future::Future as RustFuture;
use std::task::{Context, Waker};
use std::time::Duration;

use wasi_async_runtime::asyncio::{self, Exc, Future, Loop, Py};

use crate::exc::VALUE_ERROR;

/// `loop.run_in_executor(None, function)`: `body` does what the function does.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn in_thread<T: Clone + 'static>(body: impl RustFuture<Output = Py<T>> + 'static) -> Py<Future<T>> {
    let event_loop = asyncio::get_running_loop()?;
    let future = event_loop.create_future();
    let mut body = Box::pin(body);
    if let std::task::Poll::Ready(result) = body.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        deliver(&event_loop, &future, result)?;
        return Ok(future);
    }
    let given = future.clone();
    let task = wasi_async_runtime::spawn_local(async move {
        let result = body.await;
        // A loop that has ended needs it no more.
        let _ = deliver(&event_loop, &given, result);
    });
    task.detach();
    Ok(future)
}

/// `asyncio.to_thread(function)`
///
/// # Errors
///
/// What the function raises; `RuntimeError` where no loop runs.
pub async fn to_thread<T: Clone + 'static>(body: impl RustFuture<Output = Py<T>> + 'static) -> Py<T> {
    in_thread(body)?.await
}

/// `time.sleep(seconds)` in a function that a thread runs.
///
/// # Errors
///
/// `ValueError` where it is negative.
pub async fn sleep_in_thread(seconds: f64) -> Py<()> {
    if seconds < 0.0 {
        return Err(Exc::new(&VALUE_ERROR, "sleep length must be non-negative"));
    }
    let duration = Duration::try_from_secs_f64(seconds).map_err(|error| Exc::new(&VALUE_ERROR, error.to_string()))?;
    wasi_async_runtime::sleep(duration).await;
    Ok(())
}

/// Hands the result to the loop, unless the future was cancelled meanwhile.
fn deliver<T: Clone + 'static>(event_loop: &Loop, future: &Future<T>, result: Py<T>) -> Py<()> {
    let future = future.clone();
    let done = move || match result {
        _ if future.done() => Ok(()),
        Ok(value) => future.set_result(value),
        Err(exc) => future.set_exception(exc),
    };
    event_loop.call_soon_threadsafe(done).map(drop)
}
