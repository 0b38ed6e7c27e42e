//! Errors on their way between Rust and JavaScript.

use crate::error::AsyncError;
use js_sys::Reflect;
use std::error::Error;
use std::fmt;
use wasm_bindgen::prelude::*;

/// What a task that was aborted, or work that was aborted, is called in JavaScript.
const ABORT_ERROR: &str = "AbortError";
const TIMEOUT_ERROR: &str = "TimeoutError";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = String)]
    fn to_text(value: &JsValue) -> Result<String, JsValue>;
}

/// A promise was rejected, with this value: by custom an `Error`, but it can be anything.
///
/// It converts into an [`AsyncError`]: `Cancelled` where the value's `name` is "AbortError", otherwise `Other`, with the text of the value.
/// It converts into a `JsValue` as well: the value itself, so that a task can hand it on through [`to_promise`](super::to_promise).
///
/// Like every value of JavaScript it is not `Send`.
///
/// # Examples
///
/// ```
/// use js_sys::Promise;
/// use wasi_async_runtime::{AsyncError, js, spawn_local};
/// use wasm_bindgen::JsValue;
///
/// spawn_local(async {
///     let promise = Promise::reject(&JsValue::from_str("too late"));
///     let rejection = js::from_promise(promise).await.unwrap_err();
///     assert_eq!(rejection.value().as_string().as_deref(), Some("too late"));
///     assert_eq!(rejection.to_string(), "the promise was rejected: too late");
///     assert!(AsyncError::from(rejection).is_other());
/// })
/// .detach();
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection {
    value: JsValue,
}

impl Rejection {
    pub(super) fn new(value: JsValue) -> Rejection {
        Rejection { value }
    }

    /// What the promise was rejected with.
    pub fn value(&self) -> &JsValue {
        &self.value
    }

    /// Gives what the promise was rejected with.
    pub fn into_value(self) -> JsValue {
        self.value
    }

    fn is_abort(&self) -> bool {
        let name = self.value.is_object().then(|| Reflect::get(&self.value, &JsValue::from_str("name")).ok());
        name.flatten().is_some_and(|name| name == *ABORT_ERROR)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the promise was rejected: ")?;
        match to_text(&self.value) {
            Ok(text) => f.write_str(&text),
            Err(_) => f.write_str("a value without a text"),
        }
    }
}

impl Error for Rejection {}

impl From<Rejection> for AsyncError {
    fn from(rejection: Rejection) -> Self {
        let text = rejection.to_string();
        if rejection.is_abort() { AsyncError::Cancelled(text) } else { AsyncError::Other(text) }
    }
}

impl From<Rejection> for JsValue {
    fn from(rejection: Rejection) -> Self {
        rejection.into_value()
    }
}

/// Makes an `Error` with the text of this one. As hosts name theirs, its `name` is "AbortError" for `Cancelled`, "TimeoutError" for
/// `Timeout`, otherwise "Error". Only in browsers and Node.
impl From<AsyncError> for JsValue {
    fn from(error: AsyncError) -> Self {
        let made = js_sys::Error::new(&error.to_string());
        match error {
            AsyncError::Cancelled(_) => made.set_name(ABORT_ERROR),
            AsyncError::Timeout(_) => made.set_name(TIMEOUT_ERROR),
            _ => (),
        }
        made.into()
    }
}
