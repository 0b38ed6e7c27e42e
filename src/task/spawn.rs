//! Starting tasks.

use crate::runtime::Handle;
use crate::task::TaskHandle;
use std::future::Future;

/// Starts a task on the current runtime: inside a task its own runtime, elsewhere the process-wide one.
///
/// The future is queued and polled later, never inside this call. The task goes on when the handle is dropped. Works on
/// any thread and inside destructors.
///
/// # Platforms
///
/// `Send` is asked for everywhere, so that what compiles for WebAssembly compiles natively; [`spawn_local`] takes other
/// futures.
///
/// # Errors
///
/// None here: what goes wrong is told by the handle. It gives [`AsyncError::Runtime`](crate::AsyncError::Runtime) if the
/// runtime has shut down and [`AsyncError::Spawn`](crate::AsyncError::Spawn) if no thread could be started.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{AsyncRuntime, spawn};
///
/// let sum = AsyncRuntime::block_on(async {
///     let a = spawn(async { 1 });
///     let b = spawn(async { 2 });
///     a.await.unwrap() + b.await.unwrap()
/// });
/// assert_eq!(sum, 3);
/// ```
#[track_caller]
#[inline]
pub fn spawn<F>(future: F) -> TaskHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    crate::task::Builder::new().spawn(future)
}

/// Starts a task that stays on the current thread, so that its future need not be `Send`.
///
/// Tasks of a thread run in the order in which they are woken. When the outermost `block_on` of the thread returns, those that
/// are left are aborted and dropped.
///
/// # Platforms
///
/// Natively and under WASI the calling thread must run tasks: call it in a task on a worker, or inside `block_on`. A browser's
/// thread always does.
///
/// # Errors
///
/// On a thread that runs no tasks the handle gives [`AsyncError::Spawn`](crate::AsyncError::Spawn) at once.
///
/// # Examples
///
/// ```
/// use std::rc::Rc;
/// use wasi_async_runtime::{AsyncRuntime, spawn_local};
///
/// AsyncRuntime::block_on(async {
///     let shared = Rc::new(5);
///     assert_eq!(spawn_local(async move { *shared }).await, Ok(5));
/// });
/// ```
#[track_caller]
pub fn spawn_local<F>(future: F) -> TaskHandle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    crate::task::Builder::new().spawn_local(future)
}

/// Runs a closure that blocks, or computes for long, without holding up the tasks.
///
/// Aborting works until the closure starts. When the runtime is dropped, closures that run are waited for.
///
/// # Platforms
///
/// Natively on a pool of threads that grows as needed, up to
/// [`max_blocking_threads`](crate::Builder::max_blocking_threads). Under WASI and in browsers there is one thread: the closure
/// runs on it, on its turn, never inside this call.
///
/// # Errors
///
/// If no thread can be started and none exists, the handle gives [`AsyncError::Spawn`](crate::AsyncError::Spawn).
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{AsyncRuntime, spawn_blocking};
///
/// let sum = AsyncRuntime::block_on(spawn_blocking(|| (1..=10).sum::<u32>()));
/// assert_eq!(sum, Ok(55));
/// ```
#[track_caller]
pub fn spawn_blocking<F, T>(work: F) -> TaskHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    crate::task::Builder::new().spawn_blocking(work)
}

impl Handle {
    /// Starts a task on this runtime; see [`spawn`].
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> TaskHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        crate::task::Builder::new().spawn_on(self, future)
    }

    /// Starts a task of this runtime that stays on the current thread; see [`spawn_local`].
    #[track_caller]
    pub fn spawn_local<F>(&self, future: F) -> TaskHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        crate::task::Builder::new().spawn_local_on(self, future)
    }

    /// Runs a closure that blocks on the blocking pool of this runtime; see [`spawn_blocking`].
    #[track_caller]
    pub fn spawn_blocking<F, T>(&self, work: F) -> TaskHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        crate::task::Builder::new().spawn_blocking_on(self, work)
    }
}
