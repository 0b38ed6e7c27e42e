//! Sleeps and timeouts on the host's one timer: in a page, in a worker and in Node.
#![cfg(all(target_family = "wasm", target_os = "unknown"))]

mod support_browser;

use std::cell::Cell;
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;
use support_browser::{MS, Timers, host_name, host_now, host_timeout, macrotask, median, outside};
use wasi_async_runtime::{
    AsyncError, Handle, Instant, sleep, sleep_until, spawn, spawn_local, timeout, timeout_at, yield_now,
};
use wasm_bindgen_test::console_log;

const HOUR: Duration = Duration::from_secs(3600);
/// What `setTimeout` takes at most: 2^31 - 1 ms.
const LONGEST: f64 = 2_147_483_647.0;

struct OnDrop(Rc<Cell<bool>>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

// Timeouts and aborts.

#[wasi_async_runtime::test]
async fn a_timeout_fires_when_the_future_never_wakes() {
    let start = host_now();
    let dropped = Rc::new(Cell::new(false));
    let guard = OnDrop(dropped.clone());
    let never = async move {
        let _guard = guard;
        // No waker is kept by anybody.
        poll_fn(|_| Poll::<()>::Pending).await
    };
    assert_eq!(timeout(20 * MS, never).await, Err(AsyncError::Timeout(20 * MS)));
    assert!(dropped.get(), "it is dropped when the timeout fires");
    assert!(host_now() - start >= 20.0);
    let late = timeout_at(Instant::now() + 5 * MS, pending::<()>()).await;
    assert!(late.is_err_and(|error| error.is_timeout()));
}

#[wasi_async_runtime::test]
async fn a_timeout_lets_what_is_in_time_through() {
    assert_eq!(timeout(Duration::ZERO, async { 1 }).await, Ok(1), "ready at its first poll");
    assert_eq!(timeout(Duration::MAX, async { 2 }).await, Ok(2));
    let slow = async {
        sleep(2 * MS).await;
        3
    };
    assert_eq!(timeout(HOUR, slow).await, Ok(3));
}

#[wasi_async_runtime::test]
async fn a_timeout_fires_beside_a_task_that_is_always_ready() {
    let stop = Rc::new(Cell::new(false));
    let stopped = stop.clone();
    let busy = spawn_local(async move {
        while !stopped.get() {
            yield_now().await;
        }
    });
    assert!(timeout(20 * MS, pending::<()>()).await.is_err());
    stop.set(true);
    busy.await.expect("it ends");
}

#[wasi_async_runtime::test]
async fn abort_drops_the_future_in_a_later_turn_and_is_finished_says_so() {
    let dropped = Rc::new(Cell::new(false));
    let guard = OnDrop(dropped.clone());
    let task = spawn_local(async move {
        let _guard = guard;
        sleep(HOUR).await;
    });
    yield_now().await;
    assert!(!task.is_finished());
    let handle = task.abort_handle();
    // From a callback of the host, outside of every turn.
    let seen = outside({
        let dropped = dropped.clone();
        move || {
            handle.abort();
            handle.abort();
            dropped.get()
        }
    })
    .await;
    assert!(!seen, "a future is dropped in a turn only");
    let id = task.id();
    let error = task.await.expect_err("it was aborted");
    assert!(error.is_cancelled() && error.to_string().contains(&id.to_string()), "{error}");
    assert!(dropped.get());

    let task = spawn(async { 9 });
    while !task.is_finished() {
        yield_now().await;
    }
    task.abort();
    assert_eq!(task.await, Ok(9), "a finished task keeps its value");
}

// The host's timer.

#[wasi_async_runtime::test]
async fn a_sleep_beyond_the_range_of_the_hosts_timer_does_not_fire() {
    // The shortest is a minute longer than that range: it is still beyond it when it is armed.
    for long in [Duration::from_millis((1 << 31) + 60_000), Duration::from_secs(1 << 33), Duration::MAX] {
        host_timeout(1.0).await; // nothing is due: the timer is not armed
        let timers = Timers::watch();
        let fired = Rc::new(Cell::new(false));
        let set = fired.clone();
        let task = spawn_local(async move {
            sleep(long).await;
            set.set(true);
        });
        // The test itself has no timer of the runtime's, so the host's is for the long sleep alone.
        support_browser::settled(host_promise(30.0)).await;
        assert!(!fired.get(), "{long:?} passed at once");
        let delays: Vec<f64> = timers.delays().into_iter().filter(|ms| *ms != 30.0).collect();
        if long == Duration::MAX {
            assert!(delays.is_empty(), "no timer for what never comes: {delays:?}");
        } else {
            assert_eq!(delays, [LONGEST], "one timer, of the greatest length");
        }
        drop(timers);
        task.abort();
        assert!(task.await.is_err());
    }
}

/// The host's own timer, which `Timers` sees like any other.
fn host_promise(ms: f64) -> js_sys::Promise {
    js_sys::Promise::new(&mut |resolve, _| {
        support_browser::call("setTimeout", &[resolve.into(), ms.into()]);
    })
}

#[wasi_async_runtime::test]
async fn a_thousand_sleeps_arm_one_timer_at_a_time() {
    let timers = Timers::watch();
    let waits = || Handle::current().metrics().waits();
    let before = waits();
    let end = Instant::now() + 200 * MS;
    let tasks: Vec<_> = (0..1000).map(|n| spawn(sleep_until(end + Duration::from_micros(n % 10)))).collect();
    for task in tasks {
        task.await.expect("it ends");
    }
    let (delays, most, waits) = (timers.delays(), timers.most(), waits() - before);
    console_log!("{}: 1000 sleeps of 200 ms: setTimeout {delays:?}, {waits} waits", host_name());
    assert!(most <= 1, "{most} were pending at the same time");
    // One, and another where the host's timer came early by more than the last stretch, and one after that stretch.
    assert!(delays.len() <= 3, "{delays:?}");
    assert!(waits <= 3, "{waits}");
}

#[wasi_async_runtime::test]
async fn a_timer_that_is_moved_forward_is_still_one() {
    let timers = Timers::watch();
    // Longer ones first, and a wait of the runtime after each.
    let mut tasks = Vec::new();
    for n in 0..10_u32 {
        let length = (150 - 10 * n) * MS;
        tasks.push(spawn(async move {
            let start = Instant::now();
            sleep(length).await;
            assert!(start.elapsed() >= length);
        }));
        macrotask().await;
    }
    for task in tasks {
        task.await.expect("it ends");
    }
    assert!(timers.delays().len() >= 2, "it was moved forward: {:?}", timers.delays());
    assert_eq!(timers.most(), 1);
    assert!(timers.pending() <= 1);
}

#[wasi_async_runtime::test]
async fn timeouts_that_do_not_come_leave_the_timer_alone() {
    let timers = Timers::watch();
    let waits = || Handle::current().metrics().waits();
    let before = waits();
    for _ in 0..50 {
        // Each waits for the host, within a limit that moves.
        let limited =
            timeout(HOUR, support_browser::settled(js_sys::Promise::resolve(&wasm_bindgen::JsValue::from(1))));
        assert!(limited.await.is_ok());
    }
    let hour = f64::from(3_600_000);
    let armed = timers.delays().iter().filter(|ms| **ms >= hour).count();
    assert!(armed <= 1, "the host's timer was armed {armed} times in {} waits", waits() - before);
}

#[wasi_async_runtime::test]
async fn nothing_happens_while_nothing_is_due() {
    let timers = Timers::watch();
    let waits = || Handle::current().metrics().waits();
    let before = waits();
    sleep(400 * MS).await;
    let (delays, waits) = (timers.delays(), waits() - before);
    assert!(delays.len() <= 2 && waits <= 3, "{delays:?}, {waits} waits");
}

#[wasi_async_runtime::test]
async fn short_sleeps_do_not_keep_the_thread_busy_without_end() {
    // At most every other wait is a chain of macrotasks: the others are the host's timer. On a machine that stands still some
    // need no wait at all, so fewer than half are asked for here.
    const SLEEPS: usize = 40;
    let timers = Timers::watch();
    for _ in 0..SLEEPS {
        sleep(MS).await;
    }
    let armed = timers.delays().len();
    assert!(armed >= SLEEPS / 8, "{armed} of {SLEEPS} waits let the thread rest");
}

// Precision.

#[wasi_async_runtime::test]
async fn sleeps_are_never_early() {
    for micros in [1, 100, 250, 500, 900, 1000, 1500, 3900, 4000, 4100, 5500, 10_300, 20_000] {
        let length = Duration::from_micros(micros);
        for _ in 0..3 {
            let (start, host) = (Instant::now(), host_now());
            sleep(length).await;
            let (took, host) = (start.elapsed(), host_now() - host);
            assert!(took >= length, "{length:?} took {took:?}");
            // The deadline counts in whole nanoseconds, the host's clock in floating milliseconds.
            assert!(host >= length.as_secs_f64() * 1e3 - 1e-5, "{length:?} took {host} ms by the host's clock");
        }
    }
}

#[wasi_async_runtime::test]
async fn sleeps_at_the_same_time_are_never_early_and_end_in_order() {
    let order = Rc::new(std::cell::RefCell::new(Vec::new()));
    let start = Instant::now() + 40 * MS;
    let tasks: Vec<_> = [17_u32, 3, 11, 1, 8, 2, 14, 5]
        .into_iter()
        .map(|ms| {
            let order = order.clone();
            spawn_local(async move {
                sleep_until(start + ms * MS).await;
                assert!(start.elapsed() >= ms * MS);
                order.borrow_mut().push(ms);
            })
        })
        .collect();
    yield_now().await;
    let all_wait = Instant::now() < start;
    for task in tasks {
        task.await.expect("it ends");
    }
    // On a machine that stood still for 40 ms there is no order to speak of.
    assert!(!all_wait || *order.borrow() == [1, 2, 3, 5, 8, 11, 14, 17], "{order:?}");
}

#[wasi_async_runtime::test]
async fn a_short_sleep_hurries() {
    // After each the host's own timer gives the thread its rest, so that every sleep may hurry.
    let mut report = String::new();
    for micros in [100, 1000, 2000, 4000, 10_000, 20_000] {
        let length = Duration::from_micros(micros);
        let (mut late, mut in_a_row) = (Vec::new(), Vec::new());
        for _ in 0..15 {
            host_timeout(5.0).await;
            let timers = Timers::watch();
            let start = Instant::now();
            sleep(length).await;
            late.push((start.elapsed() - length).as_secs_f64() * 1e6);
            if micros < 4000 {
                assert!(
                    timers.delays().is_empty(),
                    "the last stretch is not left to setTimeout: {:?}",
                    timers.delays()
                );
            }
        }
        for _ in 0..15 {
            let start = Instant::now();
            sleep(length).await;
            in_a_row.push((start.elapsed() - length).as_secs_f64() * 1e6);
        }
        let (late, in_a_row) = (median(late), median(in_a_row));
        report += &format!(" {:.1} ms: {late:.0} ({in_a_row:.0})", micros as f64 / 1e3);
    }
    console_log!("{}: median lateness in us, alone (in a row):{report}", host_name());
}
