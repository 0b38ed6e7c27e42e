//! Aborts in both directions.

use crate::error::AsyncError;
use crate::sys::callback::Callback;
use crate::sys::drive::drive;
use crate::task::{AbortHandle, TaskHandle, TaskId};
use js_sys::Function;
use pin_project_lite::pin_project;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type AbortSignal;
    #[wasm_bindgen(method, getter, catch)]
    fn aborted(this: &AbortSignal) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    fn reason(this: &AbortSignal) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = addEventListener)]
    fn add_event_listener(this: &AbortSignal, event: &str, call: &Function) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeEventListener)]
    fn remove_event_listener(this: &AbortSignal, event: &str, call: &Function) -> Result<(), JsValue>;

    type AbortController;
    #[wasm_bindgen(constructor)]
    fn new() -> AbortController;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &AbortController) -> JsValue;
    #[wasm_bindgen(method)]
    fn abort(this: &AbortController);
}

const ABORT: &str = "abort";

/// Lets an `AbortSignal` of JavaScript abort a task; gives a handle that listens to the signal.
///
/// A signal that has been aborted before aborts the task at once. `undefined` and `null` stand for no signal, since callers in
/// JavaScript often leave it out.
///
/// The signal is listened to until the task has ended or the handle is dropped; then the listener is removed, so that many tasks may
/// share a signal that lives long. Dropping the handle detaches the task, which the signal no longer reaches; with
/// [`detach`](AbortOnSignal::detach) it still does.
///
/// # Platforms
///
/// Only in browsers and Node.
///
/// # Cancel safety
///
/// Awaiting `&mut` the handle loses nothing.
///
/// # Errors
///
/// Those of [`TaskHandle`]. A `signal` that is none aborts the task, and the handle gives [`AsyncError::Other`].
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{js, spawn};
/// use js_sys::Promise;
/// use wasm_bindgen::JsValue;
///
/// /// To be exported: JavaScript calls `start({ signal: controller.signal })`.
/// fn start(options: JsValue) -> Promise {
///     let signal = js_sys::Reflect::get(&options, &"signal".into()).unwrap_or_default();
///     let task = spawn(std::future::pending::<()>());
///     js::to_promise(js::abort_on(task, &signal))
/// }
/// # let _ = start;
/// ```
pub fn abort_on<T>(handle: TaskHandle<T>, signal: impl AsRef<JsValue>) -> AbortOnSignal<T> {
    let signal = signal.as_ref();
    let listener = if signal.is_undefined() || signal.is_null() {
        Ok(None)
    } else {
        Listener::add(signal.unchecked_ref(), handle.abort_handle()).map(Some)
    };
    let no_signal = listener.is_err();
    if no_signal {
        handle.abort();
    }
    AbortOnSignal { handle, listener: listener.ok().flatten(), no_signal, reason: None }
}

/// A [`TaskHandle`] whose task an `AbortSignal` aborts; made by [`abort_on`].
#[must_use = "dropping this handle detaches its task from the signal; write `.detach()` to let both go on"]
pub struct AbortOnSignal<T> {
    handle: TaskHandle<T>,
    listener: Option<Listener>,
    /// What should have been a signal was none.
    no_signal: bool,
    /// Why the signal has aborted the task.
    reason: Option<JsValue>,
}

impl<T> AbortOnSignal<T> {
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

    pub(super) fn take_reason(&mut self) -> Option<JsValue> {
        self.reason.take()
    }

    /// Lets the task go on by itself, and the signal abort it still.
    pub fn detach(self)
    where
        T: 'static,
    {
        drive(async move { drop(self.await) });
    }
}

impl<T> Future for AbortOnSignal<T> {
    type Output = Result<T, AsyncError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let ended = ready!(Pin::new(&mut self.handle).poll(cx));
        let listener = self.listener.take();
        if matches!(ended, Err(AsyncError::Cancelled(_))) {
            self.reason = listener.and_then(|listener| listener.reason());
        }
        Poll::Ready(match ended {
            Err(AsyncError::Cancelled(_)) if self.no_signal => {
                Err("what should abort the task is no AbortSignal".into())
            }
            ended => ended,
        })
    }
}

impl<T> fmt::Debug for AbortOnSignal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AbortOnSignal")
            .field("handle", &self.handle)
            .field("listens", &self.listener.is_some())
            .finish_non_exhaustive()
    }
}

/// Listens to a signal until it is dropped.
struct Listener {
    signal: AbortSignal,
    function: Function,
    _callback: Callback,
}

impl Listener {
    /// An error where the signal is none.
    fn add(signal: &AbortSignal, task: AbortHandle) -> Result<Listener, JsValue> {
        if signal.aborted()?.as_bool().ok_or(JsValue::UNDEFINED)? {
            task.abort();
        }
        let callback = Callback::new(move |_, _| task.abort());
        let function = callback.function(0);
        signal.add_event_listener(ABORT, &function)?;
        Ok(Listener { signal: signal.clone(), function, _callback: callback })
    }

    /// Why the signal has fired, if it has and its host tells.
    fn reason(&self) -> Option<JsValue> {
        let fired = self.signal.aborted().is_ok_and(|aborted| aborted.is_truthy());
        fired.then(|| self.signal.reason().ok()).flatten().filter(|reason| !reason.is_undefined())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.signal.remove_event_listener(ABORT, &self.function);
    }
}

/// Gives `make` an `AbortSignal` that fires when the future it makes is dropped before it is ready.
///
/// For work of the host that should end when nobody waits for its result: an abort of the task, a [`timeout`](crate::timeout()) or a
/// race drops the future, and `fetch` closes its connection. The signal does not fire once the future is ready. `make` is called at once.
///
/// The signal is a plain `JsValue`; with web-sys, `signal.unchecked_into::<web_sys::AbortSignal>()`.
///
/// # Platforms
///
/// Only in browsers and Node.
///
/// # Cancel safety
///
/// Awaiting `&mut` it loses nothing. Dropping it fires the signal, then drops the future.
///
/// # Panics
///
/// If it is polled again after it was ready, where the future of `make` does.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use js_sys::{Object, Promise, Reflect};
/// use wasi_async_runtime::{js, spawn_local, timeout};
/// use wasm_bindgen::prelude::*;
///
/// #[wasm_bindgen]
/// extern "C" {
///     fn fetch(url: &str, options: &JsValue) -> Promise;
/// }
///
/// spawn_local(async {
///     let fetching = js::with_abort_signal(|signal| {
///         let options = Object::new();
///         let _ = Reflect::set(&options, &"signal".into(), &signal);
///         js::from_promise(fetch("/slow", &options))
///     });
///     // After a second the request is given up, not only its result.
///     let response = timeout(Duration::from_secs(1), fetching).await;
///     assert!(response.is_err());
/// })
/// .detach();
/// ```
pub fn with_abort_signal<F: Future>(make: impl FnOnce(JsValue) -> F) -> WithAbortSignal<F> {
    let abort = AbortOnDrop { controller: Some(AbortController::new()) };
    let signal = abort.controller.as_ref().map_or(JsValue::UNDEFINED, AbortController::signal);
    WithAbortSignal { abort, future: make(signal) }
}

pin_project! {
    /// The future of [`with_abort_signal`].
    #[must_use = "futures do nothing unless you await or poll them"]
    pub struct WithAbortSignal<F> {
        // Dropped first, so that the future still listens to what the abort does.
        abort: AbortOnDrop,
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for WithAbortSignal<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let output = ready!(this.future.poll(cx));
        this.abort.controller = None;
        Poll::Ready(output)
    }
}

impl<F> fmt::Debug for WithAbortSignal<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WithAbortSignal").field("ready", &self.abort.controller.is_none()).finish_non_exhaustive()
    }
}

struct AbortOnDrop {
    /// `None` when there is nothing left to abort.
    controller: Option<AbortController>,
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = self.controller.take() {
            controller.abort();
        }
    }
}
