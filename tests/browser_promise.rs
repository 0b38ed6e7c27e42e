//! Promises and abort signals: in a page, in a worker and in Node.
#![cfg(all(target_family = "wasm", target_os = "unknown"))]

mod support_browser;

use js_sys::{Error, Function, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::future::{Future, pending};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;
use support_browser::{MS, host_timeout, js, outside};
use wasi_async_runtime::js::{PromiseFuture, Rejection, abort_on, from_promise, to_promise, with_abort_signal};
use wasi_async_runtime::{AsyncError, AsyncRuntime, TaskHandle, sleep, spawn, spawn_local, timeout, yield_now};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const HOUR: Duration = Duration::from_secs(3600);

const _: () = {
    const fn unpin<T: Unpin + std::fmt::Debug + 'static>() {}
    unpin::<PromiseFuture>();
    unpin::<wasi_async_runtime::js::AbortOnSignal<u8>>();
    unpin::<wasi_async_runtime::js::WithAbortSignal<PromiseFuture>>();
    const fn error<T: std::error::Error + Clone + PartialEq + Into<AsyncError> + Into<JsValue>>() {}
    error::<Rejection>();
};

/// A promise that the test settles.
struct Deferred {
    promise: Promise,
    resolve: Function,
    reject: Function,
}

impl Deferred {
    fn new() -> Deferred {
        let mut ends = None;
        let promise = Promise::new(&mut |resolve, reject| ends = Some((resolve, reject)));
        let (resolve, reject) = ends.expect("the executor is called at once");
        Deferred { promise, resolve, reject }
    }

    fn resolve(&self, value: impl Into<JsValue>) {
        self.resolve.call1(&JsValue::UNDEFINED, &value.into()).expect("it returns");
    }

    fn reject(&self, value: impl Into<JsValue>) {
        self.reject.call1(&JsValue::UNDEFINED, &value.into()).expect("it returns");
    }
}

/// An `AbortController`, and how many listen to its signal.
struct Controller(JsValue);

impl Controller {
    fn new() -> Controller {
        Controller(js("const controller = new AbortController(), signal = controller.signal;
            const add = signal.addEventListener, remove = signal.removeEventListener, known = new Set();
            signal.addEventListener = (event, call) => { known.add(call); add.call(signal, event, call); };
            signal.removeEventListener = (event, call) => { known.delete(call); remove.call(signal, event, call); };
            return { signal, abort: (reason) => controller.abort(reason), listeners: () => known.size };"))
    }

    fn signal(&self) -> JsValue {
        get(&self.0, "signal")
    }

    fn abort(&self) {
        self.call("abort");
    }

    fn listeners(&self) -> u32 {
        self.call("listeners").as_f64().expect("a number") as u32
    }

    fn call(&self, name: &str) -> JsValue {
        get(&self.0, name).unchecked_into::<Function>().call0(&self.0).expect("it returns")
    }
}

/// Counts the rejections that nobody handled, until it is dropped.
struct Unhandled(JsValue);

impl Unhandled {
    fn watch() -> Unhandled {
        Unhandled(js("const seen = [], node = typeof process === 'object' && process.on ? process : null;
            const note = (event) => { event?.preventDefault?.(); seen.push(event); };
            const others = node ? node.listeners('unhandledRejection') : [];
            if (node) { node.removeAllListeners('unhandledRejection'); node.on('unhandledRejection', note); }
            else globalThis.addEventListener('unhandledrejection', note);
            return { seen, stop() {
                if (node) { node.off('unhandledRejection', note); for (const other of others) node.on('unhandledRejection', other); }
                else globalThis.removeEventListener('unhandledrejection', note);
            } };"))
    }

    /// After a while, in which the host would tell.
    async fn count(&self) -> u32 {
        host_timeout(30.0).await;
        js_sys::Array::from(&get(&self.0, "seen")).length()
    }
}

impl Drop for Unhandled {
    fn drop(&mut self) {
        let stop: Function = get(&self.0, "stop").unchecked_into();
        let _ = stop.call0(&self.0);
    }
}

/// Counts its wakes; the test sees by its `Arc` who keeps it.
#[derive(Default)]
struct Wakes(AtomicU32);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Wakes {
    fn count(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).expect("an object")
}

fn text(value: &JsValue, name: &str) -> String {
    get(value, name).as_string().expect("a text")
}

/// Polls once; the waker is gone afterwards, but for what the future keeps of it.
fn poll_with<F: Future + Unpin>(future: &mut F, wakes: &Arc<Wakes>) -> Poll<F::Output> {
    let waker = Waker::from(wakes.clone());
    Pin::new(future).poll(&mut Context::from_waker(&waker))
}

async fn eventually(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..5000 {
        if holds() {
            return;
        }
        sleep(MS).await;
    }
    panic!("it never comes that {what}");
}

fn is_aborted(signal: &JsValue) -> bool {
    get(signal, "aborted").is_truthy()
}

// Awaiting promises.

#[wasi_async_runtime::test]
async fn a_promise_that_resolves_gives_its_value() {
    let deferred = Deferred::new();
    let waits = spawn_local(from_promise(&deferred.promise));
    sleep(5 * MS).await;
    assert!(!waits.is_finished());
    outside(move || deferred.resolve(7)).await;
    assert_eq!(waits.await, Ok(Ok(JsValue::from(7))));
}

#[wasi_async_runtime::test]
async fn a_promise_that_rejects_gives_the_value_itself() {
    let deferred = Deferred::new();
    let error = JsValue::from(js_sys::TypeError::new("no number"));
    let waits = spawn_local(from_promise(&deferred.promise));
    sleep(5 * MS).await;
    let given = error.clone();
    outside(move || deferred.reject(given)).await;
    let rejection = waits.await.expect("it ends").expect_err("a rejection");
    assert_eq!(rejection.value(), &error);
    assert_eq!(rejection.to_string(), "the promise was rejected: TypeError: no number");
    let other = AsyncError::Other("the promise was rejected: TypeError: no number".into());
    assert_eq!(AsyncError::from(rejection.clone()), other);
    assert_eq!(rejection.clone().into_value(), error);
    assert_eq!(JsValue::from(rejection), error);
}

#[wasi_async_runtime::test]
async fn any_value_may_be_a_rejection() {
    for (value, shown) in [
        (JsValue::from_str("late"), "late"),
        (JsValue::from(5), "5"),
        (JsValue::UNDEFINED, "undefined"),
        (js("return Symbol('mark')"), "Symbol(mark)"),
        (js("return Object.create(null)"), "a value without a text"),
        (js("return { get name() { throw 1 }, toString() { throw 2 } }"), "a value without a text"),
    ] {
        let rejection = from_promise(Promise::reject(&value)).await.expect_err("a rejection");
        assert_eq!(rejection.to_string(), format!("the promise was rejected: {shown}"));
        assert!(AsyncError::from(rejection).is_other());
    }
    let abort = js("return new DOMException('over', 'AbortError')");
    let rejection = from_promise(Promise::reject(&abort)).await.expect_err("a rejection");
    assert_eq!(AsyncError::from(rejection), AsyncError::Cancelled("the promise was rejected: AbortError: over".into()));
}

#[wasi_async_runtime::test]
async fn promises_that_settle_before_the_first_poll_are_ready() {
    let unhandled = Unhandled::watch();
    let fine = from_promise(Promise::resolve(&JsValue::from("fine")));
    let failed = from_promise(Promise::reject(&JsValue::from("failed")));
    assert_eq!(unhandled.count().await, 0, "it is listened to from the call on");
    let wakes = Arc::default();
    let (mut fine, mut failed) = (fine, failed);
    assert_eq!(poll_with(&mut fine, &wakes), Poll::Ready(Ok(JsValue::from("fine"))));
    let Poll::Ready(Err(rejection)) = poll_with(&mut failed, &wakes) else { panic!("it has settled") };
    assert_eq!(rejection.value().as_string().as_deref(), Some("failed"));
    assert_eq!(wakes.count(), 0);
}

#[wasi_async_runtime::test]
async fn what_is_no_promise_is_awaited_as_javascript_does() {
    assert_eq!(from_promise(JsValue::from(5)).await, Ok(JsValue::from(5)));
    assert_eq!(from_promise(JsValue::UNDEFINED).await, Ok(JsValue::UNDEFINED));
    let thenable = js("return { then(resolve) { resolve('later'); resolve('again'); } }");
    assert_eq!(from_promise(thenable).await, Ok(JsValue::from("later")));
    let twice = js("const promise = Promise.resolve(1);
        promise.then = (resolved, rejected) => { resolved('first'); rejected('second'); }; return promise");
    assert_eq!(from_promise(twice).await, Ok(JsValue::from("first")));
    let throws = js("const promise = Promise.resolve(1); promise.then = () => { throw 'replaced' }; return promise");
    let rejection = from_promise(throws).await.expect_err("it throws");
    assert_eq!(rejection.value().as_string().as_deref(), Some("replaced"));
}

#[wasi_async_runtime::test]
async fn the_last_waker_is_woken_and_none_is_kept() {
    let deferred = Deferred::new();
    let (first, second): (Arc<Wakes>, Arc<Wakes>) = Default::default();
    let mut future = from_promise(&deferred.promise);
    assert!(poll_with(&mut future, &first).is_pending());
    assert!(poll_with(&mut future, &second).is_pending());
    assert_eq!((Arc::strong_count(&first), Arc::strong_count(&second)), (1, 2));
    deferred.resolve(1);
    assert_eq!(second.count(), 0, "settling is told in a microtask");
    host_timeout(5.0).await;
    assert_eq!((first.count(), second.count()), (0, 1));
    assert_eq!(Arc::strong_count(&second), 1);
    assert!(poll_with(&mut future, &first).is_ready());
    assert_eq!(Arc::strong_count(&first), 1);
}

#[wasi_async_runtime::test]
async fn a_future_that_is_dropped_first_frees_its_waker_and_a_late_end_does_nothing() {
    let unhandled = Unhandled::watch();
    for rejects in [false, true] {
        let deferred = Deferred::new();
        let wakes: Arc<Wakes> = Arc::default();
        let mut future = from_promise(&deferred.promise);
        assert!(poll_with(&mut future, &wakes).is_pending());
        assert_eq!(Arc::strong_count(&wakes), 2);
        drop(future);
        assert_eq!(Arc::strong_count(&wakes), 1, "the waker is freed with the future");
        drop(from_promise(&deferred.promise)); // never polled
        if rejects {
            deferred.reject("late");
        } else {
            deferred.resolve("late");
        }
        host_timeout(5.0).await;
        assert_eq!(wakes.count(), 0);
    }
    assert_eq!(unhandled.count().await, 0, "the late end throws nothing");
}

#[wasi_async_runtime::test]
async fn a_promise_that_never_settles_may_be_given_up() {
    let never = Deferred::new();
    let captured = Rc::new(());
    for aborts in [false, true] {
        let (keeps, promise) = (captured.clone(), never.promise.clone());
        let task = spawn_local(async move {
            let result = timeout(if aborts { HOUR } else { 5 * MS }, from_promise(promise)).await;
            drop(keeps);
            result.map(|_| ())
        });
        sleep(MS).await;
        if aborts {
            task.abort();
            assert!(task.await.expect_err("it was aborted").is_cancelled());
        } else {
            assert_eq!(task.await, Ok(Err(AsyncError::Timeout(5 * MS))));
        }
        assert_eq!(Rc::strong_count(&captured), 1);
    }
}

#[wasi_async_runtime::test]
async fn a_thousand_promises_settle_in_their_order() {
    let order: Rc<RefCell<Vec<u32>>> = Rc::default();
    let deferreds: Vec<_> = (0..1000).map(|_| Deferred::new()).collect();
    let tasks: Vec<_> = (0..1000)
        .map(|n| {
            let (order, waits) = (order.clone(), from_promise(&deferreds[n as usize].promise));
            spawn_local(async move {
                assert_eq!(waits.await, Ok(JsValue::from(n)));
                order.borrow_mut().push(n);
            })
        })
        .collect();
    sleep(MS).await;
    // Every seventh, around: seven and a thousand have no common divisor.
    let settled: Vec<u32> = (0..1000).map(|n| n * 7 % 1000).collect();
    let resolve = settled.clone();
    outside(move || resolve.iter().for_each(|&n| deferreds[n as usize].resolve(n))).await;
    for task in tasks {
        task.await.expect("it ends");
    }
    assert_eq!(*order.borrow(), settled);
}

#[wasi_async_runtime::test]
async fn many_of_everything_leave_no_memory_behind() {
    let pages = || core::arch::wasm32::memory_size(0);
    let (never, controller) = (Deferred::new(), Controller::new());
    let mut at_first = 0;
    for round in 0..40 {
        let endless: Vec<_> = (0..250)
            .map(|_| {
                let mut future = from_promise(&never.promise);
                assert!(poll_with(&mut future, &Arc::default()).is_pending());
                future
            })
            .collect();
        drop(endless);
        let promises: Vec<_> =
            (0..250).map(|n| to_promise(abort_on(spawn(async move { n }), controller.signal()))).collect();
        for (n, promise) in promises.into_iter().enumerate() {
            assert_eq!(from_promise(promise).await, Ok(JsValue::from(n as u32)));
        }
        for _ in 0..250 {
            drop(with_abort_signal(|_| pending::<()>()));
            drop(abort_on(spawn(async {}), controller.signal()));
        }
        yield_now().await;
        if round == 10 {
            at_first = pages();
        }
    }
    assert!(pages() <= at_first + 1, "{} KiB more", 64 * (pages() - at_first));
    assert_eq!(controller.listeners(), 0);
}

#[wasi_async_runtime::test]
async fn ready_promises_take_part_in_the_budget_of_a_poll() {
    let promises: Vec<_> = (0..1000).map(|n| from_promise(Promise::resolve(&JsValue::from(n)))).collect();
    host_timeout(5.0).await;
    let polls = Rc::new(Cell::new(0));
    let count = polls.clone();
    spawn_local(async move {
        let all = async {
            for (n, promise) in promises.into_iter().enumerate() {
                assert_eq!(promise.await, Ok(JsValue::from(n as u32)));
            }
        };
        let mut all = pin!(all);
        std::future::poll_fn(|cx| {
            count.set(count.get() + 1);
            all.as_mut().poll(cx)
        })
        .await;
    })
    .await
    .expect("it ends");
    assert!(polls.get() > 5, "{} polls for 1000 promises", polls.get());
}

#[wasi_async_runtime::test]
async fn a_foreign_executor_awaits_a_promise() {
    let deferred = Deferred::new();
    let got: Rc<RefCell<Option<JsValue>>> = Rc::default();
    let (set, promise) = (got.clone(), deferred.promise.clone());
    outside(move || {
        wasm_bindgen_futures::spawn_local(async move { *set.borrow_mut() = from_promise(promise).await.ok() });
    })
    .await;
    deferred.resolve("there");
    eventually("it is there", || got.borrow().is_some()).await;
    assert_eq!(got.take(), Some(JsValue::from("there")));
}

#[wasm_bindgen_test]
#[should_panic(expected = "a PromiseFuture was polled after it was ready")]
fn polling_a_promise_after_it_was_ready_panics() {
    let throws = js("const promise = Promise.resolve(1); promise.then = () => { throw 1 }; return promise");
    let mut future = from_promise(throws);
    let wakes = Arc::default();
    assert!(poll_with(&mut future, &wakes).is_ready());
    let _ = poll_with(&mut future, &wakes);
}

// Promises of tasks.

#[wasi_async_runtime::test]
async fn the_value_of_a_task_resolves_its_promise() {
    assert_eq!(from_promise(to_promise(spawn(async { 42 }))).await, Ok(JsValue::from(42)));
    assert_eq!(from_promise(to_promise(spawn(async { "text".to_string() }))).await, Ok(JsValue::from("text")));
    assert_eq!(from_promise(to_promise(spawn(async {}))).await, Ok(JsValue::UNDEFINED));
    assert_eq!(from_promise(to_promise(spawn(async { None::<u32> }))).await, Ok(JsValue::UNDEFINED));
    let slow = spawn_local(async {
        sleep(5 * MS).await;
        JsValue::from(true)
    });
    assert_eq!(from_promise(to_promise(slow)).await, Ok(JsValue::TRUE));
    assert_eq!(from_promise(to_promise(spawn(async { 1 }).abort_on_drop())).await, Ok(JsValue::from(1)));
}

#[wasi_async_runtime::test]
async fn the_result_of_a_task_resolves_or_rejects_its_promise() {
    let fine = spawn(async { Ok::<_, AsyncError>(1) });
    assert_eq!(from_promise(to_promise(fine)).await, Ok(JsValue::from(1)));
    let nothing = spawn(async { Ok::<(), AsyncError>(()) });
    assert_eq!(from_promise(to_promise(nothing)).await, Ok(JsValue::UNDEFINED));
    let failed = spawn(async { Err::<(), _>(AsyncError::Timeout(MS)) });
    let rejection = from_promise(to_promise(failed)).await.expect_err("a rejection");
    assert!(rejection.value().is_instance_of::<Error>());
    assert_eq!(text(rejection.value(), "name"), "TimeoutError");
    assert_eq!(text(rejection.value(), "message"), "timed out after 1ms");
    // A rejection goes through unchanged.
    let value = js("return { code: 7 }");
    let passes = spawn_local(from_promise(Promise::reject(&value)));
    let rejection = from_promise(to_promise(passes)).await.expect_err("a rejection");
    assert_eq!(*rejection.value(), value);
}

#[wasi_async_runtime::test]
async fn a_task_that_has_ended_settles_its_promise() {
    let ended = spawn(async { "early" });
    eventually("it ends", || ended.is_finished()).await;
    assert_eq!(from_promise(to_promise(ended)).await, Ok(JsValue::from("early")));

    let aborted = spawn(pending::<()>());
    aborted.abort();
    eventually("it ends", || aborted.is_finished()).await;
    let rejection = from_promise(to_promise(aborted)).await.expect_err("a rejection");
    assert_eq!(text(rejection.value(), "name"), "AbortError");
}

#[wasi_async_runtime::test]
async fn an_aborted_task_rejects_its_promise_with_an_abort_error() {
    let captured = Rc::new(());
    let keeps = captured.clone();
    let task = spawn_local(async move {
        pending::<()>().await;
        drop(keeps);
    });
    let (abort, promise) = (task.abort_handle(), to_promise(task));
    sleep(5 * MS).await;
    abort.abort();
    let rejection = from_promise(promise).await.expect_err("a rejection");
    assert_eq!(Rc::strong_count(&captured), 1, "its future has been dropped");
    assert!(rejection.value().is_instance_of::<Error>());
    assert_eq!(text(rejection.value(), "name"), "AbortError");
    let message = text(rejection.value(), "message");
    assert!(message.starts_with("cancelled: task ") && message.ends_with(" was aborted"), "{message}");
    assert!(AsyncError::from(rejection).is_cancelled());
}

thread_local! {
    /// Takes a promise out of a task that must be `Send`.
    static SHELF: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

#[wasi_async_runtime::test]
async fn the_end_of_a_runtime_rejects_the_promises_of_its_tasks() {
    let runtime = AsyncRuntime::builder().build().expect("it starts");
    let handle = runtime.handle().clone();
    // Also a promise that is made by a task of that runtime.
    handle.spawn(async { SHELF.set(Some(to_promise(spawn(pending::<()>())))) }).await.expect("it ends");
    let inside = SHELF.take().expect("it is there");
    let outside = to_promise(handle.spawn(pending::<()>()));
    drop(runtime);
    for promise in [inside, outside].map(from_promise) {
        let rejection = promise.await.expect_err("a rejection");
        assert_eq!(text(rejection.value(), "name"), "Error");
        assert!(text(rejection.value(), "message").starts_with("join failed: "), "{rejection}");
    }
    let refused = from_promise(to_promise(handle.spawn(async {}))).await.expect_err("a rejection");
    assert!(refused.to_string().contains("runtime error: "), "{refused}");
}

#[wasi_async_runtime::test]
async fn a_promise_that_is_forgotten_leaves_its_task_running_and_nothing_behind() {
    let (captured, output) = (Rc::new(()), Rc::new(Cell::new(0)));
    let (keeps, ended) = (captured.clone(), output.clone());
    /// Counts its drops; becomes a value of JavaScript.
    struct Counts(Rc<Cell<u32>>);
    impl Drop for Counts {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }
    impl From<Counts> for JsValue {
        fn from(_: Counts) -> JsValue {
            JsValue::NULL
        }
    }
    drop(to_promise(spawn_local(async move {
        sleep(5 * MS).await;
        drop(keeps);
        Counts(ended)
    })));
    assert_eq!((Rc::strong_count(&captured), output.get()), (2, 0));
    eventually("the task ends and its value is dropped", || output.get() == 1).await;
    assert_eq!((Rc::strong_count(&captured), Rc::strong_count(&output)), (1, 1));
}

#[wasi_async_runtime::test]
async fn a_thousand_tasks_settle_a_thousand_promises() {
    let promises: Vec<_> = (0..1000)
        .map(|n| {
            from_promise(to_promise(spawn(async move {
                if n % 2 == 0 {
                    yield_now().await;
                }
                if n % 3 == 0 { Err(AsyncError::from(n.to_string())) } else { Ok(n) }
            })))
        })
        .collect();
    for (n, promise) in promises.into_iter().enumerate() {
        match promise.await {
            Ok(value) => assert!(n % 3 != 0 && value == n as u32, "{n}: {value:?}"),
            Err(rejection) => assert!(n % 3 == 0 && text(rejection.value(), "message") == n.to_string(), "{n}"),
        }
    }
}

// JavaScript aborts a task.

fn endless(captured: &Rc<()>) -> TaskHandle<()> {
    let keeps = captured.clone();
    spawn_local(async move {
        pending::<()>().await;
        drop(keeps);
    })
}

#[wasi_async_runtime::test]
async fn a_signal_aborts_a_task() {
    let (controller, captured) = (Controller::new(), Rc::new(()));
    let task = abort_on(endless(&captured), controller.signal());
    sleep(5 * MS).await;
    assert!(!task.is_finished() && Rc::strong_count(&captured) == 2 && controller.listeners() == 1);
    outside(move || {
        controller.abort();
        controller.abort();
    })
    .await;
    assert!(task.await.expect_err("it was aborted").is_cancelled());
    assert_eq!(Rc::strong_count(&captured), 1);
}

#[wasi_async_runtime::test]
async fn a_signal_that_was_aborted_before_aborts_at_once() {
    let (controller, polled) = (Controller::new(), Rc::new(Cell::new(false)));
    controller.abort();
    let set = polled.clone();
    let task = abort_on(spawn_local(async move { set.set(true) }), controller.signal());
    assert!(task.await.expect_err("it was aborted").is_cancelled());
    assert!(!polled.get());
    assert_eq!(controller.listeners(), 0);
}

#[wasi_async_runtime::test]
async fn no_signal_never_aborts_and_something_else_is_an_error() {
    for none in [JsValue::UNDEFINED, JsValue::NULL] {
        assert_eq!(abort_on(spawn(async { 1 }), none).await, Ok(1));
    }
    for wrong in [JsValue::from(5), JsValue::from("signal"), js("return {}"), js("return { aborted: false }")] {
        let captured = Rc::new(());
        let error = abort_on(endless(&captured), &wrong).await.expect_err("no signal");
        assert_eq!(error, AsyncError::Other("what should abort the task is no AbortSignal".into()), "{wrong:?}");
        assert_eq!(Rc::strong_count(&captured), 1);
    }
}

#[wasi_async_runtime::test]
async fn the_end_of_a_task_removes_its_listener() {
    let controller = Controller::new();
    let mut task = abort_on(spawn(async { 5 }), controller.signal());
    assert_eq!(controller.listeners(), 1);
    assert_eq!((&mut task).await, Ok(5));
    assert_eq!(controller.listeners(), 0);
    controller.abort();
    // A thousand tasks share a signal that outlives them.
    let controller = Controller::new();
    let tasks: Vec<_> = (0..1000).map(|n| abort_on(spawn(async move { n }), controller.signal())).collect();
    assert_eq!(controller.listeners(), 1000);
    for (n, task) in tasks.into_iter().enumerate() {
        assert_eq!(task.await, Ok(n));
    }
    assert_eq!(controller.listeners(), 0);
}

#[wasi_async_runtime::test]
async fn dropping_the_handle_removes_the_listener_and_detaches() {
    let (controller, captured) = (Controller::new(), Rc::new(()));
    let task = abort_on(endless(&captured), controller.signal());
    let abort = task.abort_handle();
    drop(task);
    assert_eq!(controller.listeners(), 0);
    controller.abort();
    sleep(5 * MS).await;
    assert!(!abort.is_finished(), "the signal no longer reaches it");
    abort.abort();
    eventually("it ends", || abort.is_finished()).await;
    assert_eq!(Rc::strong_count(&captured), 1);
}

#[wasi_async_runtime::test]
async fn a_detached_task_still_hears_its_signal() {
    let (controller, captured) = (Controller::new(), Rc::new(()));
    abort_on(endless(&captured), controller.signal()).detach();
    sleep(5 * MS).await;
    assert_eq!((Rc::strong_count(&captured), controller.listeners()), (2, 1));
    controller.abort();
    eventually("it ends", || Rc::strong_count(&captured) == 1).await;
    eventually("the listener is removed", || controller.listeners() == 0).await;
    // And one that ends by itself.
    let controller = Controller::new();
    abort_on(spawn(async {}), controller.signal()).detach();
    eventually("the listener is removed", || controller.listeners() == 0).await;
}

#[wasi_async_runtime::test]
async fn a_signal_rejects_the_promise_of_its_task_with_its_reason() {
    for reason in [None, Some(JsValue::from("enough"))] {
        let (controller, captured) = (Controller::new(), Rc::new(()));
        let promise = to_promise(abort_on(endless(&captured), controller.signal()));
        sleep(5 * MS).await;
        let abort: Function = get(&controller.0, "abort").unchecked_into();
        abort.call1(&JsValue::UNDEFINED, reason.as_ref().unwrap_or(&JsValue::UNDEFINED)).expect("it returns");
        let rejection = from_promise(promise).await.expect_err("a rejection");
        assert_eq!(*rejection.value(), get(&controller.signal(), "reason"));
        match reason {
            Some(reason) => assert_eq!(*rejection.value(), reason),
            None => assert_eq!(text(rejection.value(), "name"), "AbortError"),
        }
        assert_eq!((Rc::strong_count(&captured), controller.listeners()), (1, 0));
    }
    // Aborted by somebody else.
    let controller = Controller::new();
    let task = abort_on(spawn(pending::<()>()), controller.signal());
    task.abort();
    let rejection = from_promise(to_promise(task)).await.expect_err("a rejection");
    assert!(text(rejection.value(), "message").ends_with(" was aborted"), "{rejection}");
}

// A task aborts JavaScript.

/// A promise as `fetch` gives one: it rejects when its signal fires.
fn work_of_the_host(signal: &JsValue) -> Promise {
    let start: Function = js(
        "return (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))",
    )
    .unchecked_into();
    start.call1(&JsValue::UNDEFINED, signal).expect("it returns").unchecked_into()
}

#[wasi_async_runtime::test]
async fn a_future_that_is_dropped_fires_its_signal() {
    let unhandled = Unhandled::watch();
    let mut signal = JsValue::UNDEFINED;
    let future = with_abort_signal(|given| {
        signal = given;
        from_promise(work_of_the_host(&signal))
    });
    assert!(!is_aborted(&signal));
    drop(future);
    assert!(is_aborted(&signal), "also when it was never polled");

    let result = timeout(
        5 * MS,
        with_abort_signal(|given| {
            signal = given;
            from_promise(work_of_the_host(&signal))
        }),
    )
    .await;
    assert!(result.is_err_and(|error| error.is_timeout()));
    assert!(is_aborted(&signal));
    assert_eq!(unhandled.count().await, 0, "the rejection that follows is handled");
}

#[wasi_async_runtime::test]
async fn a_future_that_is_ready_fires_no_signal() {
    let mut signal = JsValue::UNDEFINED;
    let future = with_abort_signal(|given| {
        signal = given;
        from_promise(Promise::resolve(&JsValue::from(3)))
    });
    assert_eq!(future.await, Ok(JsValue::from(3)));
    assert!(!is_aborted(&signal));
    // Ready, but not dropped yet.
    let mut future = Box::pin(with_abort_signal(|given| {
        signal = given;
        async { 4 }
    }));
    assert_eq!(future.as_mut().await, 4);
    drop(future);
    assert!(!is_aborted(&signal));
}

#[wasi_async_runtime::test]
async fn aborts_go_through_from_signal_to_signal() {
    let controller = Controller::new();
    let inner: Rc<RefCell<JsValue>> = Rc::default();
    let keep = inner.clone();
    let task = spawn_local(async move {
        with_abort_signal(|signal| {
            *keep.borrow_mut() = signal.clone();
            from_promise(work_of_the_host(&signal))
        })
        .await
    });
    let promise = to_promise(abort_on(task, controller.signal()));
    sleep(5 * MS).await;
    let signal = inner.borrow().clone();
    assert!(signal.is_object() && !is_aborted(&signal));
    controller.abort();
    let rejection = from_promise(promise).await.expect_err("a rejection");
    assert_eq!(text(rejection.value(), "name"), "AbortError");
    assert!(is_aborted(&signal));
    assert_eq!(Rc::strong_count(&inner), 1);
}

#[wasi_async_runtime::test]
async fn a_listener_may_drop_and_make_what_it_likes() {
    // The signal of a dropped future calls back into the runtime, in the middle of the drop.
    let controller = Controller::new();
    let other: Rc<RefCell<Option<PromiseFuture>>> = Rc::new(RefCell::new(Some(from_promise(Deferred::new().promise))));
    let made: Rc<RefCell<Option<Promise>>> = Rc::default();
    let (gone, set, signal) = (other.clone(), made.clone(), controller.signal());
    let listener = support_browser::callback(move || {
        drop(gone.take());
        *set.borrow_mut() = Some(to_promise(abort_on(spawn(async { 9 }), &signal)));
    });
    let listen: Function =
        js("return (signal, call) => signal.addEventListener('abort', () => call())").unchecked_into();
    drop(with_abort_signal(|signal| {
        listen.call2(&JsValue::UNDEFINED, &signal, &listener).expect("it returns");
        pending::<()>()
    }));
    assert!(other.borrow().is_none());
    let promise = made.take().expect("the listener was called");
    assert_eq!(from_promise(promise).await, Ok(JsValue::from(9)));
}
