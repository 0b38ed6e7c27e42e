//! Promises and abort signals: tasks for JavaScript, and JavaScript for tasks. Only in browsers and Node.
//!
//! | for | see |
//! |---|---|
//! | a promise of a task | [`to_promise`] |
//! | awaiting a promise | [`from_promise`], [`Rejection`] |
//! | a task that ends when an `AbortSignal` says so | [`abort_on`] |
//! | work of the host that ends when its future is dropped | [`with_abort_signal`] |
//!
//! ```
//! use js_sys::Promise;
//! use wasi_async_runtime::{AsyncError, js, spawn_local};
//! use wasm_bindgen::prelude::*;
//!
//! #[wasm_bindgen]
//! extern "C" {
//!     fn fetch(url: &str, options: &JsValue) -> Promise;
//! }
//!
//! /// For JavaScript: `await load(url, controller.signal)`.
//! #[wasm_bindgen]
//! pub fn load(url: String, signal: JsValue) -> Promise {
//!     let task = spawn_local(async move {
//!         let response = js::with_abort_signal(|signal| {
//!             let options = js_sys::Object::new();
//!             let _ = js_sys::Reflect::set(&options, &"signal".into(), &signal);
//!             js::from_promise(fetch(&url, &options))
//!         });
//!         Ok::<JsValue, AsyncError>(response.await?)
//!     });
//!     js::to_promise(js::abort_on(task, &signal))
//! }
//! ```
//!
//! # How it works
//!
//! JavaScript holds functions that stay callable for ever and find nothing once their Rust side is gone. So either side may be dropped
//! first: what is left of the other is freed by its own rules, and a promise that settles later, or a signal that fires
//! later, does nothing.
//!
//! Values of JavaScript are not `Send`. What holds one is started with [`spawn_local`](crate::spawn_local), or from another executor of
//! this thread.
//!
//! # Platforms
//!
//! The module exists on `wasm32-unknown-unknown` only. It needs `Promise`, and for [`with_abort_signal`] `AbortController`, which every
//! host of today has.

mod errors;
mod from_promise;
mod signal;
mod to_promise;

pub use errors::Rejection;
pub use from_promise::{PromiseFuture, from_promise};
pub use signal::{AbortOnSignal, WithAbortSignal, abort_on, with_abort_signal};
pub use to_promise::{Joinable, Outcome, to_promise};
