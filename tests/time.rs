//! Sleeping, timeouts and intervals: exact under the paused clock, never early under the real one.

mod support;

use std::future::{Future, Ready, pending, poll_fn, ready};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use support::{
    Counter, Counts, Flag, Gate, HOUR, Hooks, Log, MS, Numbered, SECOND, Wakes, eventually, poll_idly, poll_once, soon,
    yield_for_ever,
};
use wasi_async_runtime::{
    AsyncError, Instant, Interval, MissedTickBehavior, Sleep, Timeout, interval, interval_at, sleep, sleep_until,
    spawn, spawn_local, time, timeout, timeout_at, yield_now,
};

const DAY: Duration = Duration::from_secs(86_400);
const YEAR: Duration = Duration::from_secs(365 * 86_400);

// Sleeping.

#[wasi_async_runtime::test]
async fn sleep_is_never_early() {
    let micros = [0, 1, 7, 50, 99, 300, 900, 1000, 1001, 2500, 3999, 4000, 4001, 7300];
    for duration in micros.map(Duration::from_micros) {
        let start = Instant::now();
        soon(sleep(duration)).await;
        assert!(start.elapsed() >= duration, "{duration:?}: {:?}", start.elapsed());
    }
    let start = Instant::now();
    soon(sleep(Duration::from_nanos(1))).await;
    assert!(start.elapsed() >= Duration::from_nanos(1));
}

#[wasi_async_runtime::test]
async fn many_sleeps_at_once_all_end_and_none_is_early() {
    let mut random = Numbered::from_seed(5);
    let tasks: Vec<_> = (0..1000)
        .map(|_| {
            let duration = Duration::from_micros(random.below(20_000));
            spawn(async move {
                let start = Instant::now();
                sleep(duration).await;
                (start.elapsed(), duration)
            })
        })
        .collect();
    for task in tasks {
        let (took, asked) = soon(task).await.unwrap();
        assert!(took >= asked, "{took:?} for {asked:?}");
    }
}

#[wasi_async_runtime::test]
async fn sleep_until_is_never_early() {
    for ahead in [MS, 3 * MS, 5 * MS] {
        let deadline = Instant::now() + ahead;
        soon(sleep_until(deadline)).await;
        assert!(Instant::now() >= deadline);
    }
    let past = Instant::now();
    sleep(MS).await;
    soon(sleep_until(past)).await;
}

#[wasi_async_runtime::test]
async fn sleeps_in_tasks_of_all_kinds_end() {
    soon(spawn(sleep(MS))).await.unwrap();
    soon(spawn_local(sleep(MS))).await.unwrap();
    let nested = spawn(async { spawn(sleep(MS)).await });
    soon(nested).await.unwrap().unwrap();
    let local_in_task = spawn(async { spawn_local(sleep(MS)).await });
    soon(local_in_task).await.unwrap().unwrap();
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_sleep_takes_exactly_its_duration() {
    for duration in [Duration::from_nanos(1), Duration::from_micros(17), MS, SECOND, HOUR, DAY, 100 * YEAR] {
        let start = Instant::now();
        sleep(duration).await;
        assert_eq!(start.elapsed(), duration);
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_sleep_counts_from_its_call() {
    let start = Instant::now();
    let sleeping = sleep(10 * SECOND);
    assert_eq!(sleeping.deadline(), start + 10 * SECOND);
    sleep(4 * SECOND).await;
    sleeping.await;
    assert_eq!(start.elapsed(), 10 * SECOND);

    let late = sleep(SECOND);
    sleep(HOUR).await;
    let before = Instant::now();
    late.await;
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn sleeps_beyond_every_range_of_a_host_take_exactly_their_time() {
    let beyond = [1_u64 << 31, (1 << 31) + 1, 1 << 32, (1 << 32) + 7, 5 << 31].map(Duration::from_millis);
    for duration in beyond {
        let start = Instant::now();
        sleep(duration).await;
        assert_eq!(start.elapsed(), duration);
    }
}

#[wasi_async_runtime::test]
async fn sleeps_beyond_every_range_of_a_host_do_not_fire_at_once() {
    let millis = [(1 << 31) - 1, 1 << 31, (1 << 31) + 1, 1 << 32, (1 << 32) + 1, u64::MAX / 1000, u64::MAX];
    let mut all: Vec<Duration> = millis.into_iter().map(Duration::from_millis).collect();
    all.extend([Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_nanos(u64::MAX), 300 * YEAR]);
    let fired = Counter::new();
    let tasks: Vec<_> = all
        .iter()
        .map(|duration| {
            let (fired, duration) = (fired.clone(), *duration);
            spawn(async move {
                sleep(duration).await;
                fired.add();
            })
        })
        .collect();
    for duration in all {
        assert_eq!(timeout(2 * MS, sleep(duration)).await, Err(AsyncError::Timeout(2 * MS)), "{duration:?}");
    }
    assert_eq!(fired.get(), 0);
    for task in tasks {
        task.abort();
        assert!(soon(task).await.unwrap_err().is_cancelled());
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_sleep_of_the_longest_duration_never_ends() {
    let start = Instant::now();
    assert!(timeout(200 * YEAR, sleep(Duration::MAX)).await.unwrap_err().is_timeout());
    assert_eq!(start.elapsed(), 200 * YEAR);
}

#[wasi_async_runtime::test]
async fn sleep_zero_lets_every_ready_task_of_the_thread_run_once_first() {
    let count = Counter::new();
    for round in 1..=3 {
        for _ in 0..500 {
            let count = count.clone();
            spawn_local(async move { count.add() }).detach();
        }
        sleep(Duration::ZERO).await;
        assert_eq!(count.get(), round * 500);
    }
    let past = Instant::now();
    let last = count.clone();
    spawn_local(async move { last.add() }).detach();
    sleep_until(past).await;
    assert_eq!(count.get(), 1501);
}

#[wasi_async_runtime::test]
async fn a_sleep_may_be_dropped_at_any_time() {
    for n in 0..1000 {
        let mut sleeping = sleep(Duration::from_micros(n * 7) + MS);
        if n % 3 > 0 {
            let _ = poll_idly(&mut sleeping);
        }
        if n % 3 == 1 {
            yield_now().await;
        }
    }
    soon(sleep(5 * MS)).await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_dropped_sleep_wakes_nobody() {
    let wakes = Wakes::new();
    let waker = Waker::from(wakes.clone());
    let mut sleeping = sleep(2 * MS);
    assert!(Pin::new(&mut sleeping).poll(&mut Context::from_waker(&waker)).is_pending());
    drop(sleeping);
    assert_eq!(Arc::strong_count(&wakes), 2, "the timer has let go of its waker");
    sleep(5 * MS).await;
    assert_eq!(wakes.count(), 0);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_sleep_that_moves_to_another_task_wakes_that_one() {
    let mut sleeping = sleep(3 * MS);
    let deadline = sleeping.deadline();
    assert!(poll_once(&mut sleeping).await.is_none());
    let first = Wakes::new();
    assert!(Pin::new(&mut sleeping).poll(&mut Context::from_waker(&Waker::from(first.clone()))).is_pending());
    let other = spawn(async move {
        sleeping.await;
        Instant::now()
    });
    assert_eq!(other.await, Ok(deadline));
    assert_eq!(first.count(), 0, "only the waker of the last poll is woken");
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_sleep_says_whether_it_has_ended() {
    let mut sleeping = pin!(sleep(SECOND));
    assert!(!sleeping.is_elapsed());
    assert!(poll_once(sleeping.as_mut()).await.is_none());
    assert!(!sleeping.is_elapsed());
    sleeping.as_mut().await;
    assert!(sleeping.is_elapsed());
    let shown = format!("{sleeping:?}");
    assert!(shown.contains("Sleep") && shown.contains("true"), "{shown}");
}

#[wasi_async_runtime::test(start_paused = true)]
async fn reset_gives_a_sleep_another_deadline() {
    let start = Instant::now();
    let mut sleeping = pin!(sleep(10 * SECOND));
    assert!(poll_once(sleeping.as_mut()).await.is_none());
    sleeping.as_mut().reset(start + 3 * SECOND);
    assert_eq!(sleeping.deadline(), start + 3 * SECOND);
    sleeping.as_mut().await;
    assert_eq!(start.elapsed(), 3 * SECOND, "earlier");

    sleeping.as_mut().reset(start + 5 * SECOND);
    assert!(!sleeping.is_elapsed());
    assert!(poll_once(sleeping.as_mut()).await.is_none());
    sleeping.as_mut().reset(start + 20 * SECOND);
    sleeping.as_mut().await;
    assert_eq!(start.elapsed(), 20 * SECOND, "later");

    sleeping.as_mut().reset(start);
    sleeping.as_mut().await;
    assert_eq!(start.elapsed(), 20 * SECOND, "in the past");
}

#[wasi_async_runtime::test(start_paused = true)]
async fn the_waker_of_a_timer_is_woken_and_dropped_outside_every_lock() {
    // In its wake and in its drop the waker sets, changes and drops timers, which takes the locks of the timers.
    let (woken, dropped) = (Counter::new(), Counter::new());
    let use_timers = |count: &Counter| {
        let count = count.clone();
        move || {
            let mut nested = sleep(HOUR);
            let _ = poll_idly(&mut nested);
            let other = Wakes::new();
            let _ = Pin::new(&mut nested).poll(&mut Context::from_waker(&Waker::from(other)));
            drop(nested);
            spawn(async {}).detach();
            count.add();
        }
    };
    let hooked = || {
        let hooks = Hooks { woken: Box::new(use_timers(&woken)), dropped: Box::new(use_timers(&dropped)) };
        Waker::from(Arc::new(hooks))
    };
    let mut fires = sleep(2 * MS);
    assert!(Pin::new(&mut fires).poll(&mut Context::from_waker(&hooked())).is_pending());
    let mut is_dropped = sleep(HOUR);
    assert!(Pin::new(&mut is_dropped).poll(&mut Context::from_waker(&hooked())).is_pending());
    let mut is_replaced = sleep(HOUR);
    assert!(Pin::new(&mut is_replaced).poll(&mut Context::from_waker(&hooked())).is_pending());
    assert!(poll_idly(&mut is_replaced).is_pending());
    assert_eq!(dropped.get(), 1);
    drop(is_dropped);
    assert_eq!(dropped.get(), 2);
    // Fires them here, in the context of this runtime: its own timers are what the waker uses.
    time::advance(5 * MS).await;
    drop(fires);
    assert_eq!((woken.get(), dropped.get()), (1, 3));
}

// Timeouts.

#[wasi_async_runtime::test]
async fn timeout_gives_the_output_of_a_future_in_time() {
    assert_eq!(timeout(HOUR, async { 7 }).await, Ok(7));
    let slow = async {
        sleep(MS).await;
        8
    };
    assert_eq!(soon(timeout(HOUR, slow)).await, Ok(8));
    assert_eq!(timeout(Duration::MAX, async { 9 }).await, Ok(9));
    assert_eq!(soon(timeout(Duration::MAX, sleep(MS))).await, Ok(()));
    assert_eq!(timeout_at(Instant::now() + HOUR, async { 10 }).await, Ok(10));
}

#[wasi_async_runtime::test]
async fn timeout_fires_when_the_future_never_wakes_and_is_never_early() {
    for limit in [Duration::from_nanos(1), MS, 3 * MS] {
        let start = Instant::now();
        assert_eq!(soon(timeout(limit, pending::<()>())).await, Err(AsyncError::Timeout(limit)));
        assert!(start.elapsed() >= limit);
    }
    let deadline = Instant::now() + 2 * MS;
    assert!(soon(timeout_at(deadline, pending::<()>())).await.unwrap_err().is_timeout());
    assert!(Instant::now() >= deadline);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_timeout_takes_exactly_its_limit() {
    for limit in [Duration::from_nanos(1), MS, HOUR, 100 * YEAR] {
        let start = Instant::now();
        assert_eq!(timeout(limit, pending::<()>()).await, Err(AsyncError::Timeout(limit)));
        assert_eq!(start.elapsed(), limit);
    }
}

#[wasi_async_runtime::test]
async fn a_ready_future_never_times_out_not_even_with_zero() {
    assert_eq!(timeout(Duration::ZERO, async { 1 }).await, Ok(1));
    assert_eq!(timeout(Duration::ZERO, ready(2)).await, Ok(2));
    let past = Instant::now();
    sleep(MS).await;
    assert_eq!(timeout_at(past, ready(3)).await, Ok(3));
    let late = timeout(MS, ready(4));
    sleep(3 * MS).await;
    assert_eq!(late.await, Ok(4));
}

#[wasi_async_runtime::test]
async fn a_timeout_of_zero_polls_a_pending_future_once() {
    let counts = Counts::new();
    let result = soon(timeout(Duration::ZERO, counts.pending())).await;
    assert_eq!(result, Err(AsyncError::Timeout(Duration::ZERO)));
    assert_eq!((counts.polls(), counts.drops()), (1, 1));
}

#[wasi_async_runtime::test]
async fn a_timeout_in_the_past_fires_at_once() {
    let past = Instant::now();
    sleep(MS).await;
    let counts = Counts::new();
    assert_eq!(soon(timeout_at(past, counts.pending())).await, Err(AsyncError::Timeout(Duration::ZERO)));
    assert_eq!((counts.polls(), counts.drops()), (1, 1));
}

#[wasi_async_runtime::test(start_paused = true)]
async fn the_clock_of_a_timeout_starts_at_its_first_poll() {
    let counts = Counts::new();
    let waiting = timeout(10 * SECOND, counts.pending());
    sleep(HOUR).await;
    let start = Instant::now();
    assert_eq!(waiting.await, Err(AsyncError::Timeout(10 * SECOND)));
    assert_eq!(start.elapsed(), 10 * SECOND);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn timeout_at_tells_the_time_that_there_was() {
    let start = Instant::now();
    let waiting = timeout_at(start + 10 * SECOND, pending::<()>());
    sleep(4 * SECOND).await;
    assert_eq!(waiting.await, Err(AsyncError::Timeout(6 * SECOND)));
    assert_eq!(start.elapsed(), 10 * SECOND);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_future_that_is_ready_at_the_deadline_wins() {
    assert_eq!(timeout(SECOND, sleep(SECOND)).await, Ok(()));
    let start = Instant::now();
    assert!(timeout(SECOND, sleep(SECOND + Duration::from_nanos(1))).await.unwrap_err().is_timeout());
    assert_eq!(start.elapsed(), SECOND);
}

#[wasi_async_runtime::test]
async fn a_timeout_drops_its_future_when_it_fires() {
    let counts = Counts::new();
    let mut waiting = Box::pin(timeout(MS, counts.pending()));
    assert!(soon(waiting.as_mut()).await.unwrap_err().is_timeout());
    assert_eq!(counts.drops(), 1, "it is dropped although the timeout still lives");
    drop(waiting);
    assert_eq!(counts.drops(), 1);
}

#[wasi_async_runtime::test]
async fn a_timeout_drops_its_future_when_it_is_ready_and_when_it_is_dropped() {
    let counts = Counts::new();
    let mut waiting = Box::pin(timeout(HOUR, counts.future(async { 1 })));
    assert_eq!(waiting.as_mut().await, Ok(1));
    assert_eq!(counts.drops(), 1);
    drop(waiting);
    let mut waiting = Box::pin(timeout(HOUR, counts.pending()));
    assert!(poll_once(waiting.as_mut()).await.is_none());
    drop(waiting);
    assert_eq!(counts.drops(), 2);
}

#[wasi_async_runtime::test]
async fn a_timeout_of_a_future_that_yields_for_ever_fires() {
    let counts = Counts::new();
    let result = soon(timeout(3 * MS, counts.future(yield_for_ever()))).await;
    assert_eq!(result, Err(AsyncError::Timeout(3 * MS)));
    assert_eq!(counts.drops(), 1);
    let task = spawn(timeout(3 * MS, yield_for_ever()));
    assert_eq!(soon(task).await.unwrap(), Err(AsyncError::Timeout(3 * MS)));
    let task = spawn_local(timeout(3 * MS, yield_for_ever()));
    assert_eq!(soon(task).await.unwrap(), Err(AsyncError::Timeout(3 * MS)));
    let busy_sleeper = async {
        loop {
            sleep(Duration::ZERO).await;
        }
    };
    let task = spawn(timeout(3 * MS, busy_sleeper));
    assert_eq!(soon(task).await.unwrap(), Err::<(), _>(AsyncError::Timeout(3 * MS)));
}

#[wasi_async_runtime::test]
async fn into_inner_gives_the_future_back_until_the_timeout_has_completed() {
    let inner: Option<Ready<u8>> = timeout(MS, ready(3)).into_inner();
    assert_eq!(inner.unwrap().await, 3);

    let (gate, counts) = (Gate::new(), Counts::new());
    let mut waiting = timeout(HOUR, counts.future(gate.passed()));
    assert!(poll_once(&mut waiting).await.is_none());
    let inner = waiting.into_inner().expect("it has not completed");
    gate.open();
    soon(inner).await;
    assert_eq!(counts.drops(), 1);

    let mut fired: Timeout<_> = timeout(MS, counts.pending());
    assert!(soon(&mut fired).await.is_err());
    assert!(fired.into_inner().is_none());
    let mut completed = timeout(MS, counts.future(ready(1)));
    assert_eq!((&mut completed).await, Ok(1));
    assert!(completed.into_inner().is_none());
    assert_eq!(counts.drops(), 3);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn timeouts_nest_and_the_shorter_one_fires() {
    let start = Instant::now();
    let inner_first = timeout(10 * SECOND, timeout(2 * SECOND, pending::<()>())).await;
    assert_eq!(inner_first, Ok(Err(AsyncError::Timeout(2 * SECOND))));
    let outer_first = timeout(2 * SECOND, timeout(10 * SECOND, pending::<()>())).await;
    assert_eq!(outer_first, Err(AsyncError::Timeout(2 * SECOND)));
    assert_eq!(start.elapsed(), 4 * SECOND);
}

#[wasi_async_runtime::test]
async fn a_timeout_of_a_handle_detaches_the_task_when_it_fires() {
    let (gate, counts) = (Gate::new(), Counts::new());
    let handle = spawn(counts.future(gate.passed()));
    assert!(timeout(MS, handle).await.unwrap_err().is_timeout());
    assert_eq!(counts.drops(), 0);
    gate.open();
    eventually("the task ends", || counts.drops() == 1).await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_timeout_that_was_not_needed_wakes_nobody_later() {
    let polls = Counter::new();
    let seen = polls.clone();
    let task = spawn(async move {
        assert_eq!(timeout(2 * MS, async { yield_now().await }).await, Ok(()));
        poll_fn::<(), _>(move |_| {
            seen.add();
            Poll::Pending
        })
        .await;
    });
    while polls.get() == 0 {
        yield_now().await;
    }
    sleep(5 * MS).await;
    assert_eq!(polls.get(), 1);
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
}

#[cfg(panic = "unwind")]
#[wasi_async_runtime::test]
async fn polling_a_timeout_after_it_has_completed_panics() {
    let task = spawn(async {
        let mut completed = timeout(MS, ready(1));
        (&mut completed).await.unwrap();
        let _ = poll_once(&mut completed).await;
    });
    let error = soon(task).await.unwrap_err();
    assert!(matches!(&error, AsyncError::Panic(message) if message.contains("Timeout")), "{error}");
}

#[cfg(panic = "unwind")]
#[wasi_async_runtime::test]
async fn a_panic_inside_a_timeout_goes_on() {
    let inside = async {
        yield_now().await;
        panic!("inside");
    };
    let task = spawn(timeout(HOUR, inside));
    assert_eq!(soon(task).await.map(drop), Err(AsyncError::Panic("inside".into())));
}

// Intervals.

#[wasi_async_runtime::test(start_paused = true)]
async fn an_interval_ticks_at_once_and_then_every_period() {
    let start = Instant::now();
    let mut every = interval(10 * MS);
    assert_eq!(every.period(), 10 * MS);
    for n in 0..100 {
        let scheduled = every.tick().await;
        assert_eq!(scheduled, start + n * 10 * MS);
        assert_eq!(Instant::now(), scheduled);
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn an_interval_may_start_later() {
    let start = Instant::now();
    let mut every = interval_at(start + HOUR, SECOND);
    assert_eq!(every.tick().await, start + HOUR);
    assert_eq!(every.tick().await, start + HOUR + SECOND);
    assert_eq!(start.elapsed(), HOUR + SECOND);
}

#[wasi_async_runtime::test]
async fn an_interval_is_never_early_under_the_real_clock() {
    let mut every = interval(2 * MS);
    let first = soon(every.tick()).await;
    for n in 1..5 {
        let scheduled = soon(every.tick()).await;
        assert_eq!(scheduled, first + n * 2 * MS);
        assert!(Instant::now() >= scheduled);
    }
}

/// Ticks once, misses ticks for 35 ms, and gives the next four: when they were scheduled and when they came, in ms.
async fn after_a_miss(behavior: MissedTickBehavior) -> Vec<(u128, u128)> {
    let start = Instant::now();
    let mut every: Interval = interval(10 * MS);
    every.set_missed_tick_behavior(behavior);
    assert_eq!(every.missed_tick_behavior(), behavior);
    every.tick().await;
    sleep(35 * MS).await;
    let mut ticks = Vec::new();
    for _ in 0..4 {
        let scheduled = every.tick().await;
        ticks.push(((scheduled - start).as_millis(), start.elapsed().as_millis()));
    }
    ticks
}

#[wasi_async_runtime::test(start_paused = true)]
async fn missed_ticks_come_in_a_burst_by_default() {
    assert_eq!(interval(MS).missed_tick_behavior(), MissedTickBehavior::Burst);
    assert_eq!(MissedTickBehavior::default(), MissedTickBehavior::Burst);
    assert_eq!(after_a_miss(MissedTickBehavior::Burst).await, [(10, 35), (20, 35), (30, 35), (40, 40)]);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn missed_ticks_may_delay_the_next_ones() {
    assert_eq!(after_a_miss(MissedTickBehavior::Delay).await, [(10, 35), (45, 45), (55, 55), (65, 65)]);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn missed_ticks_may_be_skipped() {
    assert_eq!(after_a_miss(MissedTickBehavior::Skip).await, [(10, 35), (40, 40), (50, 50), (60, 60)]);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn ticks_that_come_just_in_time_are_not_missed() {
    for behavior in [MissedTickBehavior::Burst, MissedTickBehavior::Delay, MissedTickBehavior::Skip] {
        let start = Instant::now();
        let mut every = interval(10 * MS);
        every.set_missed_tick_behavior(behavior);
        every.tick().await;
        sleep(20 * MS).await;
        assert_eq!(every.tick().await, start + 10 * MS);
        assert_eq!(every.tick().await, start + 20 * MS, "{behavior:?}: the second is due just now");
        assert_eq!(start.elapsed(), 20 * MS);
        assert_eq!(every.tick().await, start + 30 * MS, "{behavior:?}");
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn reset_makes_an_interval_tick_a_period_from_now() {
    let start = Instant::now();
    let mut every = interval(10 * MS);
    every.tick().await;
    sleep(7 * MS).await;
    every.reset();
    assert_eq!(every.tick().await, start + 17 * MS);
    assert_eq!(every.tick().await, start + 27 * MS);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_tick_that_is_not_awaited_to_its_end_is_not_lost() {
    let start = Instant::now();
    let mut every = interval(10 * MS);
    every.tick().await;
    for _ in 0..3 {
        assert!(timeout(3 * MS, every.tick()).await.is_err());
    }
    assert_eq!(every.tick().await, start + 10 * MS);
    assert_eq!(start.elapsed(), 10 * MS);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_burst_of_ticks_yields_now_and_then() {
    let counts = Counts::new();
    let mut every = interval(MS);
    every.tick().await;
    sleep(2 * SECOND).await;
    let burst = counts.future(async move {
        for _ in 0..2000 {
            every.tick().await;
        }
    });
    burst.await;
    assert!(counts.polls() >= 2, "2000 ready ticks in one poll");
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_loop_over_elapsed_sleeps_lets_others_run() {
    let ran = Flag::new();
    let set = ran.clone();
    spawn(async move { set.set() }).detach();
    let mut sleeping: Pin<Box<Sleep>> = Box::pin(sleep(Duration::ZERO));
    sleeping.as_mut().await;
    // An elapsed sleep stays ready, but not for ever within one poll.
    let counts = Counts::new();
    let looping = counts.future(async move {
        for _ in 0..1000 {
            sleeping.as_mut().await;
        }
    });
    looping.await;
    assert!(counts.polls() >= 2, "1000 elapsed sleeps in one poll");
    assert!(ran.is_set());
}

#[cfg(panic = "unwind")]
#[wasi_async_runtime::test]
async fn an_interval_without_a_period_panics() {
    for make in [|| drop(interval(Duration::ZERO)), || drop(interval_at(Instant::now(), Duration::ZERO))] {
        let error = soon(spawn(async move { make() })).await.unwrap_err();
        assert!(matches!(&error, AsyncError::Panic(message) if message.contains("period")), "{error}");
    }
}

// Instants.

#[wasi_async_runtime::test]
async fn instants_never_go_backwards() {
    let mut last = Instant::now();
    for n in 0..2000 {
        let now = Instant::now();
        assert!(now >= last);
        last = now;
        if n % 100 == 0 {
            yield_now().await;
        }
    }
    let task = spawn(async { Instant::now() });
    assert!(soon(task).await.unwrap() >= last);
}

#[wasi_async_runtime::test]
async fn instants_calculate() {
    let now = Instant::now();
    let later = now + SECOND;
    assert_eq!(later - now, SECOND);
    assert_eq!(now - later, Duration::ZERO);
    assert_eq!(later.duration_since(now), SECOND);
    assert_eq!(now.duration_since(later), Duration::ZERO);
    assert_eq!(now.saturating_duration_since(later), Duration::ZERO);
    assert_eq!(now.checked_duration_since(later), None);
    assert_eq!(later.checked_duration_since(now), Some(SECOND));
    assert_eq!(later.checked_sub(SECOND), Some(now));
    assert_eq!(now.checked_add(Duration::MAX), None);
    assert_eq!(now.checked_sub(Duration::MAX), None);
    let mut moved = now;
    moved += 3 * SECOND;
    moved -= 2 * SECOND;
    assert_eq!(moved, later);
    assert_eq!(later - SECOND, now);
    assert!(later > now && now.elapsed() < HOUR);
    assert!(format!("{now:?}").starts_with("Instant("));
}

#[wasi_async_runtime::test(start_paused = true)]
async fn timers_fire_in_the_order_of_their_deadlines() {
    let (log, mut random) = (Log::new(), Numbered::from_seed(9));
    let tasks: Vec<_> = (0..500)
        .map(|_| {
            let (log, duration) = (log.clone(), Duration::from_nanos(random.below(5_000_000_000)));
            spawn(async move {
                sleep(duration).await;
                log.add(duration);
            })
        })
        .collect();
    time::advance(Duration::ZERO).await;
    for task in tasks {
        task.await.unwrap();
    }
    let fired = log.all();
    assert_eq!(fired.len(), 500);
    assert!(fired.is_sorted(), "{fired:?}");
}
