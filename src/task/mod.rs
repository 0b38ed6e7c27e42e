//! Tasks: spawning them, their handles, their names and ids.

mod builder;
mod handle;
mod spawn;
mod yield_now;

pub use crate::util::id::TaskId;
pub use builder::Builder;
pub use handle::{AbortHandle, AbortOnDropHandle, TaskHandle};
pub use spawn::{spawn, spawn_blocking, spawn_local};
pub use yield_now::{YieldNow, yield_now};

use crate::engine::context;

/// The id of the task that is running.
///
/// # Panics
///
/// Outside a task; the future of a `block_on` is none. See [`try_id`].
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{AsyncRuntime, spawn, task};
///
/// AsyncRuntime::block_on(async {
///     let handle = spawn(async { task::id() });
///     let id = handle.id();
///     assert_eq!(handle.await, Ok(id));
/// });
/// ```
#[track_caller]
pub fn id() -> TaskId {
    try_id().expect("task::id was called outside a task; task::try_id gives None there")
}

/// The id of the task that is running, `None` outside a task.
pub fn try_id() -> Option<TaskId> {
    context::task()
}
