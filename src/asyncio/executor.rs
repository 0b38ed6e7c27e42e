//! `run_in_executor` and `to_thread`: blocking functions beside the loop.
//!
//! # How it works
//!
//! The function runs on the runtime's blocking pool (where there are no threads: on the only one, on its turn). What it gives comes through the
//! loop's door; the turn after, it is set on the future, as CPython's `call_soon_threadsafe` does it.
//!
//! - **I1** A loop knows the functions that run for it, so that `run` can wait for them.

use super::event_loop::{Loop, get_running_loop};
use super::exc::{Exc, Py, RUNTIME_ERROR};
use super::future::Future;
use crate::error::AsyncError;
use crate::task::{spawn, spawn_blocking};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// What is done with what a function gives.
type Finish = Box<dyn FnOnce(Box<dyn Any + Send>)>;

/// The functions that run for a loop (I1).
#[derive(Default)]
pub(super) struct Executor {
    running: RefCell<HashMap<u64, Finish>>,
    last: Cell<u64>,
    is_shut_down: Cell<bool>,
    waits_for_end: RefCell<Option<Future<()>>>,
}

impl Executor {
    fn begin(&self, finish: Finish) -> u64 {
        let number = self.last.get() + 1;
        self.last.set(number);
        self.running.borrow_mut().insert(number, finish);
        number
    }

    /// A function has ended.
    pub(super) fn finish(&self, number: u64, given: Box<dyn Any + Send>) {
        let finish = self.running.borrow_mut().remove(&number);
        if let Some(finish) = finish {
            finish(given);
        }
        if self.running.borrow().is_empty()
            && let Some(future) = self.waits_for_end.take()
            && !future.done()
        {
            let set = future.set_result(());
            debug_assert!(set.is_ok(), "it was not done");
        }
    }
}

impl Loop {
    /// Runs a blocking function beside the loop: `loop.run_in_executor(None, function)`. Cancelling it works until the function begins.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the loop is closed, or its executor shut down. What is awaited gives `RuntimeError` where the function panicked.
    pub fn run_in_executor<T: Clone + Send + 'static>(
        &self,
        function: impl FnOnce() -> T + Send + 'static,
    ) -> Py<Future<T>> {
        self.check_closed()?;
        if self.executor().is_shut_down.get() {
            return Err(Exc::new(&RUNTIME_ERROR, "Executor shutdown has been called"));
        }
        let future: Future<T> = self.create_future();
        let given_to = future.clone();
        let number = self.executor().begin(Box::new(move |given| {
            let Ok(given) = given.downcast::<Result<T, AsyncError>>() else { return };
            if given_to.done() {
                return; // cancelled meanwhile
            }
            let set = match *given {
                Ok(value) => given_to.set_result(value),
                Err(error) if error.is_cancelled() => {
                    given_to.cancel();
                    Ok(())
                }
                Err(error) => given_to.set_exception(Exc::new(&RUNTIME_ERROR, error.to_string())),
            };
            debug_assert!(set.is_ok(), "it was not done");
        }));
        let handle = spawn_blocking(function);
        let abort = handle.abort_handle();
        future.add_done_callback(move |future| {
            if future.cancelled() {
                abort.abort();
            }
        });
        let door = self.door().clone();
        spawn(async move { door.finish(number, Box::new(handle.await)) }).detach();
        Ok(future)
    }

    /// Refuses more functions, and waits for those that still run: `loop.shutdown_default_executor()`.
    ///
    /// # Errors
    ///
    /// `CancelledError` where it is cancelled.
    pub async fn shutdown_default_executor(&self) -> Py<()> {
        self.executor().is_shut_down.set(true);
        if self.executor().running.borrow().is_empty() {
            return Ok(());
        }
        let future: Future<()> = self.create_future();
        *self.executor().waits_for_end.borrow_mut() = Some(future.clone());
        future.await
    }
}

/// Runs a blocking function beside the running loop and waits for it: `asyncio.to_thread`. Context variables stay here: they are the loop's
/// thread's.
///
/// # Errors
///
/// As [`Loop::run_in_executor`]; `RuntimeError` where no loop runs.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, Coroutine, to_thread};
///
/// let main = Coroutine::new("main", to_thread(|| 6 * 7));
/// assert_eq!(AsyncRuntime::block_on(asyncio::run(main)).unwrap(), 42);
/// ```
pub async fn to_thread<T: Clone + Send + 'static>(function: impl FnOnce() -> T + Send + 'static) -> Py<T> {
    get_running_loop()?.run_in_executor(function)?.await
}
