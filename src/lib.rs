//! One async runtime, without tokio, for native threads, WASI and the browser.
//!
//! The same source runs on all three and behaves alike; where a platform cannot do a thing it says so with
//! [`AsyncError::PlatformNotSupported`]. Nothing needs to be set up: the process-wide runtime starts on first use, and every
//! function works on any thread.
//!
//! ```
//! use std::time::Duration;
//! use wasi_async_runtime::{AsyncError, AsyncRuntime, sleep, spawn, timeout};
//!
//! let sum = AsyncRuntime::block_on(async {
//!     let slow = spawn(async {
//!         sleep(Duration::from_millis(1)).await;
//!         1
//!     });
//!     let quick = spawn(async { 2 });
//!     let both = async { Ok::<_, AsyncError>(slow.await? + quick.await?) };
//!     timeout(Duration::from_secs(5), both).await?
//! });
//! assert_eq!(sum, Ok(3));
//! ```
//!
//! # Where to look
//!
//! | for | see |
//! |---|---|
//! | running a future | [`AsyncRuntime::block_on`], [`macro@main`], [`macro@test`] |
//! | starting tasks | [`spawn`], [`spawn_local`], [`spawn_blocking`], [`task::Builder`] |
//! | ending them | [`TaskHandle`], [`AbortHandle`], [`AbortOnDropHandle`] |
//! | time | [`sleep()`], [`timeout()`], [`interval()`], [`Instant`], and [`time`] for the simulated clock |
//! | sockets | [`net`] |
//! | the standard streams | [`io`] |
//! | asyncio's loops, coroutines and tasks (feature `asyncio`) | `asyncio` |
//! | promises and abort signals, in browsers and Node | `js` |
//! | a runtime of one's own | [`AsyncRuntime::builder`], [`Runtime`], [`Handle`] |
//! | what went wrong | [`AsyncError`], [`JoinFailure`] |

#![cfg_attr(
    not(all(feature = "macros", feature = "net")),
    allow(dead_code, reason = "some parts of the engine serve these features only")
)]

#[cfg(feature = "asyncio")]
pub mod asyncio;
mod engine;
mod error;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
#[cfg(feature = "net")]
pub mod io;
#[cfg(feature = "net")]
pub mod net;
mod primitives;
mod runtime;
mod shape;
mod sys;
pub mod task;
pub mod time;
mod util;

#[cfg(feature = "macros")]
#[doc(hidden)]
#[path = "macros.rs"]
pub mod __private;

pub use error::{AsyncError, JoinFailure};
pub use runtime::{AsyncRuntime, Builder, Handle, Metrics, Runtime, Unfinished};
#[allow(unused_imports, unreachable_pub, reason = "some platforms have no more than the others")]
pub use sys::public::*;
pub use task::{AbortHandle, AbortOnDropHandle, TaskHandle, TaskId, spawn, spawn_blocking, spawn_local, yield_now};
pub use time::{
    Instant, Interval, MissedTickBehavior, Sleep, Timeout, interval, interval_at, sleep, sleep_until, timeout,
    timeout_at,
};
#[cfg(feature = "macros")]
pub use wasi_async_runtime_macros::{main, test};
