//! Starting tasks with a name.

use crate::engine::task::{Nowhere, Spawn};
use crate::runtime::{Handle, current_or_process_wide};
use crate::shape::thread;
use crate::task::TaskHandle;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

/// Starts a task with a name, which errors and dumps show.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{AsyncRuntime, task};
///
/// AsyncRuntime::block_on(async {
///     let handle = task::Builder::new().name("reader").spawn(std::future::pending::<()>());
///     handle.abort();
///     assert!(handle.await.unwrap_err().to_string().contains("(reader) was aborted"));
/// });
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until it spawns"]
pub struct Builder {
    name: Option<Arc<str>>,
}

impl Builder {
    /// A builder without a name.
    #[inline]
    pub fn new() -> Builder {
        Builder { name: None }
    }

    /// Names the task.
    pub fn name(mut self, name: &str) -> Builder {
        self.name = Some(name.into());
        self
    }

    /// Starts a task; see [`spawn`](crate::spawn).
    #[track_caller]
    #[inline]
    pub fn spawn<F>(self, future: F) -> TaskHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let spawn = self.spawn_info();
        match current_or_process_wide() {
            Ok(runtime) => TaskHandle::new(runtime.spawn(future, spawn)),
            Err(_) => TaskHandle::new(thread::spawn_nowhere(Nowhere::NoThread, future, spawn)),
        }
    }

    /// Starts a task that stays on this thread; see [`spawn_local`](crate::spawn_local).
    #[track_caller]
    pub fn spawn_local<F>(self, future: F) -> TaskHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        let spawn = self.spawn_info();
        match current_or_process_wide() {
            Ok(runtime) => TaskHandle::new(thread::spawn_local(runtime, future, spawn)),
            Err(_) => TaskHandle::new(thread::spawn_nowhere(Nowhere::NoThread, future, spawn)),
        }
    }

    /// Runs a closure that blocks; see [`spawn_blocking`](crate::spawn_blocking).
    #[track_caller]
    pub fn spawn_blocking<F, T>(self, work: F) -> TaskHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let spawn = self.spawn_info();
        match current_or_process_wide() {
            Ok(runtime) => TaskHandle::new(runtime.spawn_blocking(work, spawn)),
            Err(_) => TaskHandle::new(thread::spawn_nowhere(Nowhere::NoThread, async move { work() }, spawn)),
        }
    }

    /// Starts a task on another runtime; see [`Handle::spawn`].
    #[track_caller]
    pub fn spawn_on<F>(self, runtime: &Handle, future: F) -> TaskHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let spawn = self.spawn_info();
        TaskHandle::new(runtime.runtime().spawn(future, spawn))
    }

    /// Starts a task of another runtime that stays on this thread; see [`Handle::spawn_local`].
    #[track_caller]
    pub fn spawn_local_on<F>(self, runtime: &Handle, future: F) -> TaskHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        let spawn = self.spawn_info();
        TaskHandle::new(thread::spawn_local(runtime.runtime(), future, spawn))
    }

    /// Runs a closure that blocks on another runtime; see [`Handle::spawn_blocking`].
    #[track_caller]
    pub fn spawn_blocking_on<F, T>(self, runtime: &Handle, work: F) -> TaskHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let spawn = self.spawn_info();
        TaskHandle::new(runtime.runtime().spawn_blocking(work, spawn))
    }

    #[track_caller]
    #[inline]
    fn spawn_info(self) -> Spawn {
        Spawn { name: self.name, site: Location::caller() }
    }
}
