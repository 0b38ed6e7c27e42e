//! Handles of tasks.

use crate::engine::task::{AbortRef, RawTask};
use crate::error::{AsyncError, JoinFailure};
use crate::task::TaskId;
use crate::util::budget;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The handle of a task: a future of its result, and a way to abort it.
///
/// Dropping the handle detaches the task, which goes on by itself. See [`abort_on_drop`](TaskHandle::abort_on_drop) for a handle
/// that ends its task.
///
/// # Errors
///
/// Awaiting it gives [`AsyncError::Cancelled`] after an abort, [`AsyncError::Panic`] after a panic,
/// [`AsyncError::JoinError`] if the runtime shut down first, and [`AsyncError::Runtime`] or [`AsyncError::Spawn`] if the task
/// could not be started.
///
/// # Panics
///
/// If it is polled again after it was ready.
///
/// # Cancel safety
///
/// Dropping the handle, also in the middle of an await, leaves the task running. Awaiting `&mut handle` loses nothing.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{AsyncError, AsyncRuntime, spawn};
///
/// AsyncRuntime::block_on(async {
///     assert_eq!(spawn(async { 42 }).await, Ok(42));
///
///     let endless = spawn(std::future::pending::<()>());
///     endless.abort();
///     assert!(matches!(endless.await, Err(AsyncError::Cancelled(_))));
/// });
/// ```
#[doc(alias = "JoinHandle")]
#[must_use = "dropping a handle detaches its task; write `.detach()` to say so"]
pub struct TaskHandle<T> {
    task: RawTask<T>,
}

impl<T> TaskHandle<T> {
    #[inline]
    pub(crate) fn new(task: RawTask<T>) -> Self {
        TaskHandle { task }
    }

    /// The id of the task.
    pub fn id(&self) -> TaskId {
        self.task.meta().id()
    }

    /// Says whether the task has ended: awaiting the handle would be ready, and the future has been dropped.
    pub fn is_finished(&self) -> bool {
        self.task.is_finished()
    }

    /// Asks the task to end. It is not polled again; its future is dropped where it runs, and the handle then gives
    /// [`AsyncError::Cancelled`].
    ///
    /// Any number of times, from anywhere. A task that has ended keeps its result; so does one that ends in the poll that runs
    /// meanwhile. A closure of [`spawn_blocking`](crate::spawn_blocking) that has started is not stopped.
    pub fn abort(&self) {
        self.task.abort();
    }

    /// A handle that can abort the task without awaiting it. It allocates nothing.
    pub fn abort_handle(&self) -> AbortHandle {
        AbortHandle { task: self.task.abort_ref() }
    }

    /// Lets the task go on by itself, as dropping the handle does.
    pub fn detach(self) {}

    /// A handle that aborts the task when it is dropped.
    pub fn abort_on_drop(self) -> AbortOnDropHandle<T> {
        AbortOnDropHandle { handle: self }
    }

    /// Waits for the end of the task; where that is a failure, with all that is known of it, the payload of a panic included.
    ///
    /// # Errors
    ///
    /// The failure, where awaiting the handle would give an [`AsyncError`].
    ///
    /// # Cancel safety
    ///
    /// Dropping this future detaches the task.
    pub async fn join(mut self) -> Result<T, JoinFailure> {
        poll_fn(|cx| self.poll_join(cx)).await
    }

    #[inline]
    fn poll_join(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, JoinFailure>> {
        if self.task.is_finished() {
            ready!(budget::poll_spend(cx));
        }
        self.task.poll(cx).map_err(|failure| *failure)
    }
}

impl<T> Unpin for TaskHandle<T> {}

impl<T> Future for TaskHandle<T> {
    type Output = Result<T, AsyncError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_join(cx).map_err(AsyncError::from)
    }
}

impl<T> fmt::Debug for TaskHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let meta = self.task.meta();
        let mut debug = f.debug_struct("TaskHandle");
        debug.field("id", &meta.id());
        if let Some(name) = meta.name() {
            debug.field("name", &name);
        }
        debug.field("spawned_at", &format_args!("{}", meta.site())).field("finished", &self.is_finished()).finish()
    }
}

/// Aborts a task without its [`TaskHandle`]; made by [`TaskHandle::abort_handle`].
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{AsyncRuntime, spawn};
///
/// AsyncRuntime::block_on(async {
///     let handle = spawn(std::future::pending::<()>());
///     let abort = handle.abort_handle();
///     abort.abort();
///     assert!(handle.await.unwrap_err().is_cancelled());
///     assert!(abort.is_finished());
/// });
/// ```
#[derive(Clone)]
pub struct AbortHandle {
    task: AbortRef,
}

impl AbortHandle {
    /// Asks the task to end; see [`TaskHandle::abort`].
    pub fn abort(&self) {
        self.task.abort();
    }

    /// Says whether the task's future has been dropped. It may say so some nanoseconds before [`TaskHandle::is_finished`].
    pub fn is_finished(&self) -> bool {
        self.task.is_finished()
    }

    /// The id of the task.
    pub fn id(&self) -> TaskId {
        self.task.id()
    }
}

impl fmt::Debug for AbortHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AbortHandle").field("id", &self.id()).field("finished", &self.is_finished()).finish()
    }
}

/// A [`TaskHandle`] that aborts its task when it is dropped; made by [`TaskHandle::abort_on_drop`].
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{AsyncRuntime, spawn};
///
/// AsyncRuntime::block_on(async {
///     let guard = spawn(std::future::pending::<()>()).abort_on_drop();
///     let abort = guard.abort_handle();
///     drop(guard);
///     wasi_async_runtime::yield_now().await;
///     wasi_async_runtime::sleep(std::time::Duration::from_millis(20)).await;
///     assert!(abort.is_finished());
/// });
/// ```
#[must_use = "dropping this handle aborts its task"]
#[derive(Debug)]
pub struct AbortOnDropHandle<T> {
    handle: TaskHandle<T>,
}

impl<T> AbortOnDropHandle<T> {
    /// See [`TaskHandle::id`].
    pub fn id(&self) -> TaskId {
        self.handle.id()
    }

    /// See [`TaskHandle::is_finished`].
    pub fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }

    /// See [`TaskHandle::abort`].
    pub fn abort(&self) {
        self.handle.abort();
    }

    /// See [`TaskHandle::abort_handle`].
    pub fn abort_handle(&self) -> AbortHandle {
        self.handle.abort_handle()
    }
}

impl<T> Drop for AbortOnDropHandle<T> {
    fn drop(&mut self) {
        self.handle.abort();
    }
}

impl<T> Future for AbortOnDropHandle<T> {
    type Output = Result<T, AsyncError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.handle).poll(cx)
    }
}
