//! Promises of tasks.

use super::AbortOnSignal;
use crate::error::AsyncError;
use crate::sys::drive::drive;
use crate::task::{AbortOnDropHandle, TaskHandle};
use js_sys::Promise;
use std::future::Future;
use wasm_bindgen::prelude::*;

/// Makes a promise of a task.
///
/// A task that ends with a value resolves it, a value of `()` with `undefined`, as if it were an `async` function of JavaScript. A task
/// that ends with a `Result` resolves or rejects it. See [`Outcome`] for the types. The promise settles in a microtask after the task's
/// end, also when the task's runtime has been shut down.
///
/// A promise that JavaScript has forgotten leaves the task running, like a handle that was dropped; [`abort_on`](super::abort_on)
/// lets JavaScript end it. Nothing is left of either once the task has ended.
///
/// # Platforms
///
/// Only in browsers and Node. A rejection that nobody handles is reported by the host; Node ends the process then. A panic is a trap
/// there: the promises of tasks that were alive then never settle, later ones are rejected.
///
/// # Errors
///
/// Where awaiting the handle would give an [`AsyncError`], the promise is rejected with an `Error` of the same text. Its `name` is
/// "AbortError" if the task was aborted. Where the signal of [`abort_on`](super::abort_on) did that, it is rejected with the signal's
/// `reason`, as the host's own promises are.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{AsyncError, js, spawn};
///
/// let promise = js::to_promise(spawn(async { "done" }));
///
/// let promise = js::to_promise(spawn(async {
///     let answer = spawn(async { 42 }).await?;
///     Ok::<_, AsyncError>(answer)
/// }));
/// ```
pub fn to_promise<H, Kind>(mut handle: H) -> Promise
where
    H: Joinable + 'static,
    H::Value: Outcome<Kind>,
{
    let mut ends = None;
    let promise = Promise::new(&mut |resolve, reject| ends = Some((resolve, reject)));
    if let Some((resolve, reject)) = ends {
        drive(async move {
            let ended = (&mut handle).await.map_err(|error| handle.reason().unwrap_or_else(|| error.into()));
            let (settle, value) = match ended.and_then(Outcome::settle) {
                Ok(value) => (resolve, value),
                Err(value) => (reject, value),
            };
            let _ = settle.call1(&JsValue::UNDEFINED, &value);
        });
    }
    promise
}

/// The handles that [`to_promise`] takes.
pub trait Joinable: Future<Output = Result<Self::Value, AsyncError>> + Unpin + sealed::Sealed {
    /// What the task ends with.
    type Value;
}

impl<T> Joinable for TaskHandle<T> {
    type Value = T;
}

impl<T> Joinable for AbortOnDropHandle<T> {
    type Value = T;
}

impl<T> Joinable for AbortOnSignal<T> {
    type Value = T;
}

mod sealed {
    use super::{AbortOnDropHandle, AbortOnSignal, TaskHandle};
    use wasm_bindgen::JsValue;

    #[expect(unnameable_types, reason = "it seals")]
    pub trait Sealed {
        /// Why JavaScript aborted the task, if it did.
        fn reason(&mut self) -> Option<JsValue> {
            None
        }
    }
    impl<T> Sealed for TaskHandle<T> {}
    impl<T> Sealed for AbortOnDropHandle<T> {}
    impl<T> Sealed for AbortOnSignal<T> {
        fn reason(&mut self) -> Option<JsValue> {
            self.take_reason()
        }
    }
}

/// What a task may end with to become a promise.
///
/// | type | resolves with | rejects with |
/// |---|---|---|
/// | `()` | `undefined` | |
/// | `T: Into<JsValue>`: numbers, texts, types of wasm-bindgen | the value | |
/// | `Result<T, E>`, `Result<(), E>` with `E: Into<JsValue>` | the value | the error |
///
/// [`AsyncError`] and [`Rejection`](super::Rejection) are such errors, and so is wasm-bindgen's `JsError`.
///
/// The parameter says which row it is. The compiler finds it; a function that is generic over outcomes has it as a parameter of its own.
///
/// # Examples
///
/// ```
/// use js_sys::Promise;
/// use wasi_async_runtime::{js, spawn};
///
/// fn start<T: js::Outcome<Kind> + Send + 'static, Kind>(value: T) -> Promise {
///     js::to_promise(spawn(async { value }))
/// }
///
/// start(());
/// start(7);
/// start(Ok::<&str, js_sys::JsString>("fine"));
/// ```
pub trait Outcome<Kind> {
    /// What a promise is resolved (`Ok`) or rejected (`Err`) with.
    fn settle(self) -> Result<JsValue, JsValue>;
}

impl Outcome<()> for () {
    fn settle(self) -> Result<JsValue, JsValue> {
        Ok(JsValue::UNDEFINED)
    }
}

impl<T: Into<JsValue>> Outcome<JsValue> for T {
    fn settle(self) -> Result<JsValue, JsValue> {
        Ok(self.into())
    }
}

impl<E: Into<JsValue>> Outcome<Result<(), JsValue>> for Result<(), E> {
    fn settle(self) -> Result<JsValue, JsValue> {
        self.map(|()| JsValue::UNDEFINED).map_err(Into::into)
    }
}

impl<T: Into<JsValue>, E: Into<JsValue>> Outcome<Result<JsValue, JsValue>> for Result<T, E> {
    fn settle(self) -> Result<JsValue, JsValue> {
        self.map(Into::into).map_err(Into::into)
    }
}
