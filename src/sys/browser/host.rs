//! The host's event loop.
//!
//! # How it works
//!
//! Three ways to be called again, through two closures that are made once and kept for ever, one for the timer:
//!
//! | way | with | for |
//! |---|---|---|
//! | soon | `queueMicrotask` | the first task after a pause |
//! | later | `scheduler.postTask` at its default priority, else `setImmediate` (Node), else a `MessageChannel`, else `setTimeout` | the next slice: the page's own events come in between |
//! | timer | one `setTimeout` | the next deadline |
//!
//! Chains of microtasks, of `scheduler.yield` and of `postTask` at the priority `user-blocking` starve the page's own timers and network, so none of
//! them carries a slice. An open `MessageChannel` keeps Node alive, hence `setImmediate` there.
//!
//! - **I1** There is at most one timer; arming it again clears the last one.
//! - **I2** No borrow is held while JavaScript runs.

use js_sys::{Function, Reflect};
use std::cell::{Cell, RefCell};
use std::time::Duration;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(crate) fn now_ms() -> f64;
    #[cfg(feature = "asyncio")]
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    pub(crate) fn date_ms() -> f64;
    #[wasm_bindgen(js_name = queueMicrotask)]
    pub(crate) fn queue_microtask(call: &Function);
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(call: &Function, ms: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(call: &Function, ms: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearInterval)]
    fn clear_interval(timer: &JsValue);
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// `setTimeout` takes its milliseconds as a signed 32-bit number; what is longer is waited for in stages.
const LONGEST_MS: f64 = 2_147_483_647.0;

/// How the next slice is asked for.
#[derive(Clone)]
enum Later {
    /// A function of the host, called with its object and our closure.
    Call(JsValue, Function),
    /// The port to post an empty message to.
    Channel(JsValue, Function),
    Timeout,
}

struct Host {
    run: Function,
    timer_came: Function,
    later: Later,
    timer: RefCell<Option<JsValue>>,
    main_ended: Cell<bool>,
}

thread_local! {
    static HOST: RefCell<Option<&'static Host>> = const { RefCell::new(None) };
    /// The timer that `hold` has set.
    static HELD: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

fn host() -> Option<&'static Host> {
    HOST.with(|host| *host.borrow())
}

/// Makes a function of the host from one of ours, for ever.
fn function(call: fn()) -> Function {
    Closure::<dyn FnMut()>::new(call).into_js_value().unchecked_into()
}

pub(super) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

pub(super) fn get_function(object: &JsValue, name: &str) -> Option<Function> {
    if object.is_undefined() || object.is_null() { None } else { get(object, name).dyn_into().ok() }
}

/// Says, once, what the host is to call: when it was asked, and when the timer comes.
pub(crate) fn start(run: fn(), timer_came: fn()) {
    if host().is_some() {
        return;
    }
    let (run, timer_came) = (function(run), function(timer_came));
    let later = find_later(&run);
    let made = Host { run, timer_came, later, timer: RefCell::new(None), main_ended: Cell::new(false) };
    HOST.with(|host| *host.borrow_mut() = Some(Box::leak(Box::new(made))));
}

fn find_later(run: &Function) -> Later {
    let global = JsValue::from(js_sys::global());
    let scheduler = get(&global, "scheduler");
    if let Some(post) = get_function(&scheduler, "postTask") {
        return Later::Call(scheduler, post);
    }
    if let Some(immediate) = get_function(&global, "setImmediate") {
        return Later::Call(global, immediate);
    }
    channel(&global, run).unwrap_or(Later::Timeout)
}

fn channel(global: &JsValue, run: &Function) -> Option<Later> {
    let class = get_function(global, "MessageChannel")?;
    let channel = Reflect::construct(&class, &js_sys::Array::new()).ok()?;
    Reflect::set(&get(&channel, "port1"), &JsValue::from_str("onmessage"), run).ok()?;
    let port = get(&channel, "port2");
    let post = get_function(&port, "postMessage")?;
    Some(Later::Channel(port, post))
}

/// Calls `check` when the host's current call of ours is over, however it ends.
pub(crate) fn after_this_call(check: fn()) {
    thread_local! {
        static CHECK: RefCell<Option<Function>> = const { RefCell::new(None) };
    }
    let call = CHECK.with(|kept| kept.borrow_mut().get_or_insert_with(|| function(check)).clone());
    queue_microtask(&call);
}

/// Asks for a call before anything else of the host's.
pub(crate) fn request_soon() {
    if let Some(host) = host() {
        queue_microtask(&host.run);
    }
}

/// Asks for a call after what the host itself has to do.
pub(crate) fn request_later() {
    let Some(host) = host() else { return };
    let asked = match &host.later {
        Later::Call(object, call) => call.call1(object, &host.run).ok(),
        Later::Channel(port, post) => post.call1(port, &JsValue::NULL).ok(),
        Later::Timeout => None,
    };
    let asked = asked.unwrap_or_else(|| set_timeout(&host.run, 0.0));
    if host.main_ended.get() {
        unref(&asked);
    }
}

/// Asks for a call in `left`, and for none in place of an earlier wish (I1).
pub(crate) fn arm_timer(left: Option<Duration>) {
    let Some(host) = host() else { return };
    if let Some(timer) = host.timer.take() {
        clear_timeout(&timer);
    }
    if let Some(left) = left {
        // Rounded up: a timer that comes too early costs a second one.
        let ms = (left.as_secs_f64() * 1e3).ceil().min(LONGEST_MS);
        let timer = set_timeout(&host.timer_came, ms);
        if host.main_ended.get() {
            unref(&timer);
        }
        *host.timer.borrow_mut() = Some(timer);
    }
}

/// Keeps Node alive until it is let go or `main` has ended, for somebody who waits for what does not. `call` comes in weeks, if ever.
pub(super) fn hold(call: &Function) {
    if HELD.with(|held| held.borrow().is_some()) || host().is_some_and(|host| host.main_ended.get()) {
        return;
    }
    let timer = set_interval(call, LONGEST_MS);
    HELD.with(|held| *held.borrow_mut() = Some(timer));
}

/// Nobody waits for such a thing any longer.
pub(super) fn let_go() {
    if let Some(timer) = HELD.with(RefCell::take) {
        clear_interval(&timer);
    }
}

/// Lets Node end while a timer, an immediate or a stream is pending; those of other hosts have no `unref`.
pub(super) fn unref(pending: &JsValue) {
    if let Some(unref) = pending.is_object().then(|| get_function(pending, "unref")).flatten() {
        let _ = unref.call0(pending);
    }
}

/// The tasks of this instance are lost: nothing keeps Node alive for them.
pub(crate) fn trapped() {
    let_go();
    super::stdio::trapped();
}

/// The program's `main` has ended, with what went wrong: neither timers nor slices nor streams keep Node alive any
/// longer.
pub(crate) fn main_ended(failed: Option<String>) {
    if let Some(text) = failed {
        console_error(&text);
        let process = get(&JsValue::from(js_sys::global()), "process");
        if process.is_object() {
            let _ = Reflect::set(&process, &JsValue::from_str("exitCode"), &JsValue::from(1));
        }
    }
    if let Some(host) = host() {
        host.main_ended.set(true);
        let_go();
        let timer = host.timer.borrow().clone();
        if let Some(timer) = timer {
            unref(&timer);
        }
    }
}
