//! What the tests of the hosted platform share: one file of tests runs in a page, in a dedicated worker and in Node, and
//! asks the global object for what its host has.
#![cfg(all(target_family = "wasm", target_os = "unknown"))]
#![allow(dead_code, reason = "each test file uses some of them")]

use js_sys::{Function, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

pub(crate) const MS: Duration = Duration::from_millis(1);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    /// Milliseconds on the host's clock. Named unlike the library's own import: a package's tests share its namespace in wasm-bindgen.
    pub(crate) fn host_now() -> f64;
}

/// Runs the body of a JavaScript function.
pub(crate) fn js(body: &str) -> JsValue {
    Function::new_no_args(body).call0(&JsValue::UNDEFINED).expect("the script runs")
}

/// A member of the global object; undefined where the host has none.
pub(crate) fn global(name: &str) -> JsValue {
    Reflect::get(&js_sys::global(), &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

pub(crate) fn host_has(name: &str) -> bool {
    !global(name).is_undefined()
}

/// The host, for reports.
pub(crate) fn host_name() -> &'static str {
    match (host_has("document"), host_has("process")) {
        (true, _) => "page",
        (_, true) => "node",
        _ => "worker",
    }
}

/// Calls a function of the global object.
pub(crate) fn call(name: &str, arguments: &[JsValue]) -> JsValue {
    let function: Function = global(name).dyn_into().unwrap_or_else(|_| panic!("the host has no {name}"));
    let arguments: js_sys::Array = arguments.iter().collect();
    function.apply(&JsValue::UNDEFINED, &arguments).expect("the host's function returns")
}

/// A function for the host, which may be called any number of times. It is never freed.
pub(crate) fn callback(call: impl FnMut() + 'static) -> JsValue {
    Closure::<dyn FnMut()>::new(call).into_js_value()
}

/// Calls `work` from a `setTimeout` of its own, outside of every task.
pub(crate) fn set_timeout(ms: f64, mut work: impl FnMut() + 'static) {
    let work = move || {
        slices::mark();
        work();
        slices::mark();
    };
    call("setTimeout", &[callback(work), JsValue::from(ms)]);
}

/// Calls `work` from a macrotask of its own, outside of every task and with nothing of the runtime on the stack, and waits
/// until it has returned.
pub(crate) async fn outside<R: 'static>(work: impl FnOnce() -> R + 'static) -> R {
    let result = Rc::new(RefCell::new(None));
    let (set, mut work) = (result.clone(), Some(work));
    let promise = Promise::new(&mut |resolve, _| {
        let (set, mut work) = (set.clone(), work.take());
        set_timeout(0.0, move || {
            *set.borrow_mut() = work.take().map(|work| work());
            let _ = resolve.call0(&JsValue::UNDEFINED);
        });
    });
    settled(promise).await;
    result.take().expect("the host has called it")
}

/// Waits for a promise that resolves.
pub(crate) async fn settled(promise: Promise) -> JsValue {
    JsFuture::from(promise).await.expect("the promise resolves")
}

/// Waits for the host's own `setTimeout`.
pub(crate) async fn host_timeout(ms: f64) {
    settled(Promise::new(&mut |resolve, _| {
        set_timeout(ms, move || drop(resolve.call0(&JsValue::UNDEFINED)));
    }))
    .await;
}

/// A function of JavaScript which asks the host for a macrotask by the way that the runtime takes, too.
pub(crate) fn macrotask_asker() -> Function {
    js("if (globalThis.scheduler?.postTask) return (call) => void scheduler.postTask(call);
        if (globalThis.setImmediate) return (call) => void setImmediate(call);
        const channel = new MessageChannel(), calls = [];
        channel.port1.onmessage = () => calls.shift()();
        return (call) => { calls.push(call); channel.port2.postMessage(null); };")
    .unchecked_into()
}

/// Waits for a macrotask of the host's, without a timer.
pub(crate) async fn macrotask() {
    let asker = macrotask_asker();
    settled(Promise::new(&mut |resolve, _| drop(asker.call1(&JsValue::UNDEFINED, &resolve)))).await;
}

/// Watches the host's `setTimeout` and `clearTimeout` until it is dropped.
pub(crate) struct Timers(JsValue);

impl Timers {
    pub(crate) fn watch() -> Timers {
        Timers(js("const set = globalThis.setTimeout, clear = globalThis.clearTimeout, pending = new Set();
            const watch = { delays: [], most: 0, early: 0, pending: () => pending.size,
                stop() { globalThis.setTimeout = set; globalThis.clearTimeout = clear; } };
            globalThis.setTimeout = (call, ms, ...rest) => {
                const id = set(() => { pending.delete(id); call(...rest); }, ms);
                pending.add(id);
                watch.delays.push(ms);
                watch.most = Math.max(watch.most, pending.size);
                return id;
            };
            globalThis.clearTimeout = (id) => { pending.delete(id); clear(id); };
            return watch;"))
    }

    /// The delays asked for so far.
    pub(crate) fn delays(&self) -> Vec<f64> {
        let delays: js_sys::Array = self.get("delays").unchecked_into();
        delays.iter().map(|ms| ms.as_f64().expect("a number")).collect()
    }

    /// How many have been pending at the same time.
    pub(crate) fn most(&self) -> u32 {
        self.get("most").as_f64().expect("a number") as u32
    }

    pub(crate) fn pending(&self) -> u32 {
        let pending: Function = self.get("pending").unchecked_into();
        pending.call0(&self.0).expect("it returns").as_f64().expect("a number") as u32
    }

    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &JsValue::from_str(name)).expect("an object")
    }
}

impl Drop for Timers {
    fn drop(&mut self) {
        let stop: Function = self.get("stop").unchecked_into();
        let _ = stop.call0(&self.0);
    }
}

/// The middle of some numbers.
pub(crate) fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// The slices of the runtime as its tasks see them.
///
/// Each task reports the beginning and the end of each of its polls. A microtask, asked for during a slice's first poll,
/// comes when the slice is over.
///
/// A slice ends at the first poll that returns after its time, so it ends within its time and one *step*: from the end of its
/// last poll but one, which was in time, to that microtask. For a slice of one poll the step counts from the last thing seen
/// before it: the end of the slice before, or of the host's callback that woke the task (`mark`). Whatever a busy machine
/// does in between is part of a step, so the bound holds on each.
pub(crate) mod slices {
    use super::{call, callback, host_now};
    use std::cell::{Cell, RefCell};
    use std::future::Future;
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll};
    use wasm_bindgen::prelude::*;

    #[derive(Default)]
    struct Watch {
        open: Cell<bool>,
        polls: Cell<u64>,
        /// The end of the last poll, and what its step counts from.
        last: Cell<f64>,
        before: Cell<f64>,
        /// What was seen last outside of slices.
        seen: Cell<f64>,
        slices: Cell<u64>,
        longest_step: Cell<f64>,
        close: RefCell<Option<JsValue>>,
    }

    thread_local! {
        static WATCH: Watch = Watch::default();
    }

    /// A future whose polls are reported.
    pub(crate) async fn watched<F: Future>(future: F) -> F::Output {
        let mut future = pin!(future);
        std::future::poll_fn(|cx| poll(future.as_mut(), cx)).await
    }

    fn poll<F: Future>(future: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output> {
        WATCH.with(Watch::begin);
        let poll = future.poll(cx);
        WATCH.with(Watch::end);
        poll
    }

    /// How many slices there were, the current one not counted.
    pub(crate) fn count() -> u64 {
        WATCH.with(|watch| watch.slices.get())
    }

    /// The longest step of a slice, in milliseconds.
    pub(crate) fn longest_step() -> f64 {
        WATCH.with(|watch| watch.longest_step.get())
    }

    /// Something happens outside of slices.
    pub(crate) fn mark() {
        WATCH.with(|watch| watch.seen.set(host_now()));
    }

    impl Watch {
        fn begin(&self) {
            if self.open.replace(true) {
                return;
            }
            self.polls.set(0);
            if self.seen.get() == 0.0 {
                self.seen.set(host_now());
            }
            let close = self.close.borrow_mut().get_or_insert_with(|| callback(|| WATCH.with(Watch::close))).clone();
            call("queueMicrotask", &[close]);
        }

        fn end(&self) {
            self.before.set(if self.polls.get() == 0 { self.seen.get() } else { self.last.get() });
            self.last.set(host_now());
            self.polls.set(self.polls.get() + 1);
        }

        fn close(&self) {
            self.open.set(false);
            let now = host_now();
            self.longest_step.set(self.longest_step.get().max(now - self.before.get()));
            self.seen.set(now);
            self.slices.set(self.slices.get() + 1);
        }
    }
}
