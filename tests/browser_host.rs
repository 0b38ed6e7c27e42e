//! How the runtime and its host take turns: in a page, in a worker and in Node.
#![cfg(all(target_family = "wasm", target_os = "unknown"))]

mod support_browser;

use js_sys::{Function, Promise};
use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Poll, Waker};
use std::time::Duration;
use support_browser::slices::{self, watched};
use support_browser::{
    MS, call, callback, host_name, host_now, host_timeout, js, macrotask_asker, median, outside, set_timeout, settled,
};
use wasi_async_runtime::{
    AsyncError, AsyncRuntime, Handle, Instant, Runtime, sleep, spawn, spawn_blocking, spawn_local, task, time, timeout,
    yield_now,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

type Log = Rc<RefCell<Vec<&'static str>>>;

fn noter(log: &Log, entry: &'static str) -> impl Fn() + 'static {
    let log = log.clone();
    move || log.borrow_mut().push(entry)
}

/// Waits until `woken` is true; leaves its waker in `waker`.
async fn woken(flag: Rc<Cell<bool>>, waker: Rc<RefCell<Option<Waker>>>) {
    poll_fn(|cx| {
        *waker.borrow_mut() = Some(cx.waker().clone());
        if flag.get() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await
}

fn new_runtime() -> Runtime {
    AsyncRuntime::builder().build().expect("it starts")
}

// Turns.

#[wasi_async_runtime::test]
async fn promises_that_are_ready_do_not_starve_the_host() {
    // A tenth of a second's worth of them at most, were the host not starved.
    const MOST: u32 = if cfg!(debug_assertions) { 400_000 } else { 2_000_000 };
    let fired = Rc::new(Cell::new(false));
    let set = fired.clone();
    outside(move || set_timeout(0.0, move || set.set(true))).await;
    let start = host_now();
    let mut awaited = 0;
    while !fired.get() && awaited < MOST {
        settled(Promise::resolve(&JsValue::from(awaited))).await;
        awaited += 1;
    }
    console_log!("{}: setTimeout came after {awaited} ready promises, {:.1} ms", host_name(), host_now() - start);
    assert!(fired.get(), "{MOST} promises were awaited, and setTimeout(0) did not come");
}

#[wasi_async_runtime::test]
async fn wakes_from_idle_do_not_starve_the_host() {
    // Woken by microtasks of the host's own, each of which finds the runtime idle.
    const MOST: u32 = if cfg!(debug_assertions) { 400_000 } else { 2_000_000 };
    let fired = Rc::new(Cell::new(false));
    let set = fired.clone();
    outside(move || set_timeout(0.0, move || set.set(true))).await;
    for _ in 0..MOST {
        if fired.get() {
            return;
        }
        let (flag, waker) = (Rc::new(Cell::new(false)), Rc::new(RefCell::new(None::<Waker>)));
        let (set, wake) = (flag.clone(), waker.clone());
        let wake = Closure::once_into_js(move || {
            set.set(true);
            wake.take().expect("it waits").wake();
        });
        call("queueMicrotask", &[wake]);
        woken(flag, waker).await;
    }
    panic!("a task was woken {MOST} times, and setTimeout(0) did not come");
}

#[wasi_async_runtime::test]
async fn a_wake_from_idle_comes_in_a_microtask() {
    let (flag, waker) = (Rc::new(Cell::new(false)), Rc::new(RefCell::new(None::<Waker>)));
    let (log, done) = (Log::default(), Rc::new(Cell::new(false)));
    let waits = woken(flag.clone(), waker.clone());
    let note = noter(&log, "task");
    let task = spawn_local(async move {
        waits.await;
        note();
    });
    // The timer's call begins afresh: time used by microtasks before it does not count.
    sleep(5 * MS).await;
    outside({
        let (log, done) = (log.clone(), done.clone());
        move || {
            let asker = macrotask_asker();
            set_timeout(0.0, noter(&log, "setTimeout"));
            let _ = asker.call1(&JsValue::UNDEFINED, &callback(noter(&log, "macrotask")));
            call("queueMicrotask", &[callback(noter(&log, "microtask before"))]);
            flag.set(true);
            waker.take().expect("the task waits").wake();
            noter(&log, "wake")();
            call("queueMicrotask", &[callback(noter(&log, "microtask after"))]);
            set_timeout(20.0, move || done.set(true));
        }
    })
    .await;
    task.await.expect("it ends");
    while !done.get() {
        sleep(MS).await;
    }
    let log = log.borrow();
    assert_eq!(log[..4], ["wake", "microtask before", "task", "microtask after"], "{log:?}");
    assert_eq!(log.len(), 6, "{log:?}");
}

#[wasi_async_runtime::test]
async fn there_is_one_chain_of_slices() {
    watched(async {
        // A timer that is armed when the tasks become busy fires while a slice is asked for, and must not start a chain of its own.
        let stop = Rc::new(Cell::new(false));
        let stopped = stop.clone();
        let sleeper = spawn_local(watched(async { sleep(30 * MS).await }));
        sleep(5 * MS).await;
        let busy = outside(move || {
            spawn_local(watched(async move {
                while !stopped.get() {
                    yield_now().await;
                }
            }))
        })
        .await;
        sleeper.await.expect("it ends");
        // Between two macrotasks of the test's own there is one of the runtime's.
        let most = Rc::new(Cell::new(0));
        let (seen, hops, last) = (most.clone(), Rc::new(Cell::new(0)), Cell::new(u64::MAX));
        let asker = macrotask_asker();
        let again: Rc<RefCell<JsValue>> = Rc::default();
        let itself = again.clone();
        let hopped = hops.clone();
        let ask = asker.clone();
        *again.borrow_mut() = callback(move || {
            let now = slices::count();
            seen.set(seen.get().max(now.saturating_sub(last.replace(now))));
            hopped.set(hopped.get() + 1);
            if hopped.get() < 40 {
                let _ = ask.call1(&JsValue::UNDEFINED, &itself.borrow());
            }
        });
        let _ = asker.call1(&JsValue::UNDEFINED, &again.borrow());
        while hops.get() < 40 {
            yield_now().await;
        }
        stop.set(true);
        busy.await.expect("it ends");
        assert_eq!(most.get(), 1, "slices between two macrotasks of the host");
    })
    .await;
}

// Other executors, other runtimes.

/// Lets a foreign executor sleep from a callback of the host, and says whether the sleep has ended before a later timer of the
/// host comes. Nothing else touches the runtime meanwhile.
async fn sleeps_in_a_foreign_executor(length: Duration, runtime_is_idle: bool) -> bool {
    let ended = Rc::new(Cell::new(false));
    let promise = Promise::new(&mut |resolve, _| {
        let ended = ended.clone();
        set_timeout(0.0, move || {
            if !runtime_is_idle {
                spawn(async { yield_now().await }).detach();
            }
            let (end, start) = (ended.clone(), host_now());
            wasm_bindgen_futures::spawn_local(async move {
                sleep(length).await;
                assert!(host_now() - start >= length.as_secs_f64() * 1e3);
                end.set(true);
            });
            let (ended, resolve) = (ended.clone(), resolve.clone());
            set_timeout(400.0, move || drop(resolve.call1(&JsValue::UNDEFINED, &ended.get().into())));
        });
    });
    settled(promise).await.is_truthy()
}

#[wasi_async_runtime::test]
async fn a_foreign_executor_sleeps() {
    for length in [Duration::from_micros(500), 20 * MS] {
        assert!(sleeps_in_a_foreign_executor(length, true).await, "{length:?} in an idle runtime");
        assert!(sleeps_in_a_foreign_executor(length, false).await, "{length:?} in a runtime that is not idle");
    }
}

#[wasi_async_runtime::test]
async fn a_foreign_executor_awaits_and_times_out() {
    let result: Rc<RefCell<Vec<Result<i32, AsyncError>>>> = Rc::default();
    let set = result.clone();
    outside(move || {
        wasm_bindgen_futures::spawn_local(async move {
            let joined = spawn(async { 7 }).await;
            set.borrow_mut().push(joined);
            let late = timeout(20 * MS, pending::<i32>()).await;
            set.borrow_mut().push(late);
        });
    })
    .await;
    for _ in 0..100 {
        if result.borrow().len() == 2 {
            break;
        }
        host_timeout(20.0).await;
    }
    assert_eq!(*result.borrow(), [Ok(7), Err(AsyncError::Timeout(20 * MS))]);
}

#[wasi_async_runtime::test]
async fn an_earlier_sleep_moves_the_timer_forward() {
    // The host's timer is armed for an hour when a foreign executor comes with less.
    let hour = AsyncRuntime::handle().spawn(sleep(Duration::from_secs(3600)));
    host_timeout(10.0).await;
    assert!(sleeps_in_a_foreign_executor(20 * MS, true).await);
    hour.abort();
    assert!(hour.await.is_err_and(|error| error.is_cancelled()));
}

#[wasi_async_runtime::test]
async fn spawn_local_and_spawn_work_outside_a_task() {
    let (local, sent) = outside(|| {
        let text = Rc::new("not Send");
        let local = spawn_local(async move {
            yield_now().await;
            (text.len(), Handle::try_current().is_ok())
        });
        assert!(Handle::try_current().is_err() && task::try_id().is_none());
        (local, spawn(async { 5 }))
    })
    .await;
    assert_eq!(local.await, Ok((8, true)));
    assert_eq!(sent.await, Ok(5));
}

#[wasi_async_runtime::test]
async fn two_runtimes_run_side_by_side() {
    let (one, two) = (new_runtime(), new_runtime());
    let pinger = {
        let two = two.handle().clone();
        one.handle().spawn(async move {
            let mut sum = 0;
            for n in 0..100 {
                sum += two.spawn(async move { n }).await.expect("it ends");
                sleep(Duration::from_micros(100)).await;
            }
            sum
        })
    };
    let other = two.handle().spawn(async {
        sleep(20 * MS).await;
        "two"
    });
    assert_eq!(pinger.await, Ok(4950));
    assert_eq!(other.await, Ok("two"));
    assert_eq!((one.metrics().spawned_tasks(), two.metrics().spawned_tasks()), (1, 101));

    let waits = two.handle().spawn(pending::<()>());
    let goes_on = one.handle().spawn(async {
        sleep(5 * MS).await;
        "one"
    });
    let handle = two.handle().clone();
    drop(two);
    assert!(waits.await.is_err_and(|error| matches!(error, AsyncError::JoinError(_))));
    assert!(handle.spawn(async {}).await.is_err_and(|error| error.is_runtime()));
    assert_eq!(goes_on.await, Ok("one"));
}

#[wasi_async_runtime::test]
async fn runtimes_that_have_ended_leave_nothing_behind() {
    let pages = || core::arch::wasm32::memory_size(0);
    let mut at_first = 0;
    for n in 0..300 {
        let runtime = new_runtime();
        // Two tasks are alive when it ends: they end only in a later turn.
        let tasks = [
            runtime.handle().spawn(pending::<()>()),
            runtime.handle().spawn(async {
                sleep(Duration::from_secs(3600)).await;
            }),
        ];
        yield_now().await;
        drop(runtime);
        for task in tasks {
            assert!(task.await.is_err());
        }
        outside(|| ()).await;
        if n == 50 {
            at_first = pages();
        }
    }
    // A page of wasm is 64 KiB.
    assert!(pages() <= at_first + 1, "{} KiB more", 64 * (pages() - at_first));
}

// What cannot be, and what is different.

#[wasm_bindgen_test]
fn try_block_on_says_that_it_is_not_supported() {
    let polled = Rc::new(Cell::new(false));
    let set = polled.clone();
    let error = AsyncRuntime::try_block_on(async move { set.set(true) }).expect_err("a page must not block");
    let AsyncError::PlatformNotSupported(text) = &error else { panic!("{error:?}") };
    assert!(text.contains("spawn") && text.contains("#[wasi_async_runtime::main]"), "{text}");
    assert!(!polled.get(), "the future is not touched");
}

#[wasm_bindgen_test]
#[should_panic(expected = "use #[wasi_async_runtime::main]")]
fn block_on_panics_and_names_what_to_use() {
    AsyncRuntime::block_on(async {});
}

#[wasm_bindgen_test]
#[should_panic(expected = "use #[wasi_async_runtime::main]")]
fn block_on_of_a_runtime_panics_alike() {
    new_runtime().block_on(async {});
}

#[wasi_async_runtime::test]
async fn blocking_work_runs_on_its_turn_and_not_inside_the_call() {
    let log: Arc<std::sync::Mutex<Vec<&'static str>>> = Arc::default();
    let noter = |entry| {
        let log = log.clone();
        move || log.lock().expect("one thread").push(entry)
    };
    let (before, work) = (noter("task before"), noter("work"));
    let before = spawn(async move { before() });
    let work = spawn_blocking(work);
    noter("call returned")();
    work.await.expect("it ends");
    before.await.expect("it ends");
    assert_eq!(*log.lock().expect("one thread"), ["call returned", "task before", "work"]);

    let started = Arc::new(AtomicBool::new(false));
    let set = started.clone();
    let work = spawn_blocking(move || set.store(true, Ordering::Relaxed));
    work.abort();
    assert!(work.await.is_err_and(|error| error.is_cancelled()));
    assert!(!started.load(Ordering::Relaxed), "it was aborted before its turn");
    assert_eq!(AsyncRuntime::metrics().blocking_threads(), 0);
}

#[wasi_async_runtime::test]
async fn spawn_never_polls_inside_the_call() {
    let log = Log::default();
    outside({
        let log = log.clone();
        move || {
            let note = noter(&log, "task");
            spawn_local(async move { note() }).detach();
            noter(&log, "call returned")();
        }
    })
    .await;
    assert_eq!(*log.borrow(), ["call returned", "task"]);
}

#[wasi_async_runtime::test]
async fn metrics_know_one_worker_and_waits() {
    let runtime = AsyncRuntime::builder().worker_threads(3).build().expect("a wish");
    assert_eq!(runtime.metrics().workers(), 1);
    // Each turn of this runtime ends in a wait until further notice, or spins up to a deadline that is near.
    let before = runtime.metrics().waits();
    runtime.handle().spawn(sleep(200 * MS)).await.expect("it ends");
    let waits = runtime.metrics().waits() - before;
    assert!((1..=6).contains(&waits), "{waits} waits for one sleep");
}

// The simulated clock.

#[wasi_async_runtime::test(start_paused = true)]
async fn a_day_passes_at_once() {
    let (start, host) = (Instant::now(), host_now());
    sleep(Duration::from_secs(86_400)).await;
    assert_eq!(start.elapsed(), Duration::from_secs(86_400));
    assert_eq!(
        timeout(Duration::from_secs(3600), pending::<()>()).await,
        Err(AsyncError::Timeout(Duration::from_secs(3600)))
    );
    assert!(host_now() - host < 60_000.0);
    let start = Instant::now();
    time::advance(Duration::from_millis(1500)).await;
    assert_eq!(start.elapsed(), Duration::from_millis(1500));
}

#[wasi_async_runtime::test]
async fn a_paused_runtime_does_not_hurry_the_others() {
    let paused = AsyncRuntime::builder().current_thread().start_paused(true).build().expect("it starts");
    let start = host_now();
    let real = spawn(async { sleep(30 * MS).await });
    let day = paused.handle().spawn(async {
        let start = Instant::now();
        sleep(Duration::from_secs(86_400)).await;
        start.elapsed()
    });
    assert_eq!(day.await, Ok(Duration::from_secs(86_400)));
    real.await.expect("it ends");
    assert!(host_now() - start >= 30.0, "the real clock stays real");
}

// What a slice must not borrow.

#[wasi_async_runtime::test]
async fn a_task_may_call_javascript_that_calls_back_into_the_runtime() {
    // A callback inside a poll spawns, wakes and reads the clock.
    let handles = Rc::new(RefCell::new(Vec::new()));
    let keep = handles.clone();
    let back = callback(move || {
        keep.borrow_mut().push(spawn_local(async {
            sleep(MS).await;
            Instant::now()
        }));
    });
    let caller: Function = js("return (call) => { call(); call(); }").unchecked_into();
    caller.call1(&JsValue::UNDEFINED, &back).expect("it returns");
    let handles = handles.take();
    assert_eq!(handles.len(), 2);
    for handle in handles {
        handle.await.expect("it ends");
    }
}

#[wasi_async_runtime::test]
async fn a_switch_between_tasks_is_reported() {
    let start = host_now();
    let tasks: Vec<_> = (0..1000)
        .map(|_| {
            spawn(async {
                for _ in 0..100 {
                    yield_now().await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("it ends");
    }
    let switch = (host_now() - start) / 101_000.0 * 1e6;
    let hops: Vec<f64> = {
        let mut hops = Vec::new();
        for _ in 0..20 {
            let start = host_now();
            outside(|| ()).await;
            hops.push(host_now() - start);
        }
        hops
    };
    console_log!("{}: switch {switch:.0} ns, setTimeout(0) and back {:.2} ms", host_name(), median(hops));
}
