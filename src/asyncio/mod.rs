//! asyncio with CPython's semantics: a loop, coroutines, futures and tasks that do what Python's do, in the same order.
//!
//! For programs that come from Python, and for those who want asyncio's guarantees: cancellation comes out of an await inside the
//! coroutine, and the order of events is fixed. A loop is one future of the runtime and works on every platform.
//!
//! ```
//! use wasi_async_runtime::AsyncRuntime;
//! use wasi_async_runtime::asyncio::{self, Coroutine, Py, create_task, sleep};
//!
//! fn say(text: &'static str, delay: f64) -> Coroutine<&'static str> {
//!     Coroutine::new("say", async move {
//!         sleep(delay).await?;
//!         Ok(text)
//!     })
//! }
//!
//! let main = Coroutine::new("main", async {
//!     let (one, other) = (create_task(say("world", 0.002))?, create_task(say("hello", 0.001))?);
//!     Ok(format!("{}, {}", other.await?, one.await?))
//! });
//! assert_eq!(AsyncRuntime::block_on(asyncio::run(main)).unwrap(), "hello, world");
//! ```
//!
//! # How it works
//!
//! | file | what |
//! |---|---|
//! | `event_loop.rs` | the FIFO of handles, the turn, the doors to other threads and to Rust's wakers |
//! | `scheduled.rs`, `heapq.rs` | timers, in CPython's order |
//! | `coroutine.rs`, `frame.rs` | coroutines as values, and what passes at their suspension points |
//! | `future.rs`, `task.rs` | futures and tasks |
//! | `waiting.rs` | `gather`, `shield`, `wait`, `wait_for`, `as_completed` |
//! | `taskgroup.rs`, `timeouts.rs` | `TaskGroup`, `timeout` |
//! | `locks.rs`, `queues.rs` | synchronisation, queues |
//! | `exc.rs` | exceptions |
//!
//! # Platforms
//!
//! The same everywhere; the blocking `AsyncRuntime::block_on` around [`run`] is native and WASI, hosted programs await it.

mod coroutine;
mod event_loop;
pub mod exc;
mod frame;
mod future;
mod heapq;
mod locks;
mod queues;
mod run;
mod scheduled;
mod task;
mod taskgroup;
mod timeouts;
mod waiting;

pub use coroutine::{Coroutine, Sent};
pub use event_loop::{Handle, IntoTask, Loop, Outcome, Remote, TimerHandle, get_running_loop};
pub use exc::{Exc, Py};
pub use future::{Await, Future};
pub use locks::{Barrier, Condition, Event, Held, Lock, Permit, Semaphore};
pub use queues::{Fifo, Lifo, LifoQueue, Priority, PriorityQueue, Queue, Store};
pub use run::{create_task, run, sleep, sleep_with};
pub use task::{AnyTask, Task, all_tasks, current_task};
pub use taskgroup::TaskGroup;
pub use timeouts::{Timeout, timeout, timeout_at};
pub use waiting::{ReturnWhen, as_completed, gather, gather_exceptions, shield, wait, wait_for};
