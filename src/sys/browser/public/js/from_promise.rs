//! Awaiting a promise.

use super::Rejection;
use crate::sys::callback::Callback;
use crate::util::budget;
use js_sys::Function;
use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type Settling;
    #[wasm_bindgen(catch, js_namespace = Promise, js_name = resolve)]
    fn settling(value: &JsValue) -> Result<Settling, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn then(this: &Settling, resolved: &Function, rejected: &Function) -> Result<JsValue, JsValue>;
}

const RESOLVED: u32 = 0;
const REJECTED: u32 = 1;

/// Waits for a promise, as `await` does in JavaScript: a value that is no promise is ready with itself.
///
/// The promise is listened to from this call on, so its rejection counts as handled whenever the future is polled. The future is not
/// `Send`: start it with [`spawn_local`](crate::spawn_local). It works under other executors, too.
///
/// # Platforms
///
/// Only in browsers and Node.
///
/// # Cancel safety
///
/// Awaiting `&mut` it loses nothing. Dropping it frees all that waits; the promise goes on, and what it settles with is ignored. See
/// [`with_abort_signal`](super::with_abort_signal) to end the work behind it.
///
/// # Errors
///
/// [`Rejection`] with the value that the promise was rejected with.
///
/// # Panics
///
/// If it is polled again after it was ready.
///
/// # Examples
///
/// ```
/// use js_sys::Promise;
/// use wasi_async_runtime::{js, spawn_local};
/// use wasm_bindgen::JsValue;
///
/// spawn_local(async {
///     let value = js::from_promise(Promise::resolve(&JsValue::from(7))).await;
///     assert_eq!(value.unwrap(), 7);
/// })
/// .detach();
/// ```
pub fn from_promise(promise: impl AsRef<JsValue>) -> PromiseFuture {
    let state = Rc::new(State { settled: Cell::new(None), waker: Cell::new(None) });
    let told = state.clone();
    let callback = Callback::new(move |which, value| {
        told.settle(if which == RESOLVED { Ok(value) } else { Err(value) });
    });
    let (resolved, rejected) = (callback.function(RESOLVED), callback.function(REJECTED));
    // What throws here is code of the value's own: a getter, or a `then` that somebody has replaced.
    if let Err(thrown) = settling(promise.as_ref()).and_then(|settling| settling.then(&resolved, &rejected)) {
        state.settle(Err(thrown));
    }
    PromiseFuture { state, callback: Some(callback) }
}

struct State {
    settled: Cell<Option<Result<JsValue, JsValue>>>,
    waker: Cell<Option<Waker>>,
}

impl State {
    /// The first time counts: a `then` that somebody has replaced may call twice.
    fn settle(&self, with: Result<JsValue, JsValue>) {
        self.settled.set(Some(self.settled.take().unwrap_or(with)));
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// The future of [`from_promise`].
#[must_use = "futures do nothing unless you await or poll them"]
pub struct PromiseFuture {
    state: Rc<State>,
    /// `None` once this was ready.
    callback: Option<Callback>,
}

impl Future for PromiseFuture {
    type Output = Result<JsValue, Rejection>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        assert!(self.callback.is_some(), "a PromiseFuture was polled after it was ready");
        let Some(settled) = self.state.settled.take() else {
            self.state.waker.set(Some(cx.waker().clone()));
            return Poll::Pending;
        };
        if budget::poll_spend(cx).is_pending() {
            self.state.settled.set(Some(settled));
            return Poll::Pending;
        }
        self.callback = None;
        Poll::Ready(settled.map_err(Rejection::new))
    }
}

impl fmt::Debug for PromiseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PromiseFuture").field("ready", &self.callback.is_none()).finish_non_exhaustive()
    }
}
