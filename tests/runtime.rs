//! Runtimes of one's own: building, handles, many of them, shutting down, and what outlives them.
#![allow(clippy::async_yields_async, reason = "handles and sleeps are handed out of a runtime on purpose")]

mod support;

use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;
use support::{
    Counter, Counts, Flag, Gate, HOUR, Log, MS, OnDrop, SECOND, Wakes, assert_message_style, eventually, flavours,
    poll_once, run_in, soon, yield_for_ever,
};
use wasi_async_runtime::{
    AsyncError, AsyncRuntime, Builder, Handle, Instant, Metrics, Runtime, TaskHandle, interval, sleep, spawn,
    spawn_blocking, spawn_local, task, timeout, yield_now,
};

fn build(builder: Builder) -> Runtime {
    builder.build().expect("the runtime starts")
}

// Building and running.

#[wasi_async_runtime::test]
async fn runtimes_of_every_flavour_run_tasks() {
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let handle = runtime.handle().clone();
        let sum = run_in(&runtime, async move {
            assert_eq!(Handle::current(), handle);
            let spawned = spawn(async { 1 });
            let by_handle = handle.spawn(async { 2 });
            let local = spawn_local(async { 4 });
            let blocking = spawn_blocking(|| 8);
            sleep(MS).await;
            spawned.await.unwrap() + by_handle.await.unwrap() + local.await.unwrap() + blocking.await.unwrap()
        });
        assert_eq!(soon(sum).await, 15, "{flavour}");
        runtime.shutdown();
    }
}

#[wasi_async_runtime::test]
async fn all_settings_of_a_builder_are_taken() {
    let builder = AsyncRuntime::builder()
        .worker_threads(1)
        .thread_name("mine")
        .thread_stack_size(1 << 20)
        .max_blocking_threads(3)
        .thread_keep_alive(SECOND)
        .event_interval(1)
        .global_queue_interval(1)
        .on_thread_start(|| {})
        .on_thread_stop(|| {})
        .start_paused(false)
        .rng_seed(5);
    assert!(format!("{builder:?}").contains("mine"));
    let runtime = build(builder.clone());
    assert_eq!(soon(run_in(&runtime, async { spawn(async { 7 }).await })).await, Ok(7));
    let second = build(builder.current_thread());
    assert_eq!(soon(run_in(&second, async { spawn(async { 8 }).await })).await, Ok(8));
}

#[wasi_async_runtime::test]
async fn what_makes_no_sense_is_an_error_that_names_the_setting() {
    let builder = AsyncRuntime::builder;
    let wrong = [
        ("worker_threads", builder().worker_threads(0)),
        ("max_blocking_threads", builder().max_blocking_threads(0)),
        ("event_interval", builder().event_interval(0)),
        ("global_queue_interval", builder().global_queue_interval(0)),
        ("thread_name", builder().thread_name("with\0zero")),
        ("start_paused", builder().worker_threads(2).start_paused(true)),
        ("start_paused", builder().worker_threads(1).start_paused(true)),
        ("max_blocking_threads", builder().current_thread().max_blocking_threads(0)),
    ];
    for (setting, builder) in wrong {
        let AsyncError::Runtime(text) = builder.build().unwrap_err() else { panic!("{setting}") };
        assert!(text.contains(setting), "{setting}: {text}");
        assert_message_style(&text);
    }
    let unwanted = builder().worker_threads(0).current_thread();
    assert!(unwanted.build().is_ok(), "the last word holds");
}

#[cfg(not(target_family = "wasm"))]
#[wasi_async_runtime::test]
async fn more_workers_than_possible_are_an_error() {
    let error = AsyncRuntime::builder().worker_threads(usize::MAX).build().unwrap_err();
    assert!(error.is_runtime() && error.to_string().contains("workers"), "{error}");
}

#[cfg(not(target_family = "wasm"))]
#[wasi_async_runtime::test]
async fn there_are_as_many_workers_as_asked_for() {
    for workers in [1, 2, 5] {
        let runtime = build(AsyncRuntime::builder().worker_threads(workers));
        assert_eq!(runtime.metrics().workers(), workers);
    }
    assert_eq!(build(AsyncRuntime::builder().current_thread()).metrics().workers(), 1);
}

#[cfg(target_family = "wasm")]
#[wasi_async_runtime::test]
async fn where_there_is_one_thread_workers_are_a_wish() {
    for workers in [1, 2, 5] {
        let runtime = build(AsyncRuntime::builder().worker_threads(workers));
        assert_eq!(runtime.metrics().workers(), 1);
        assert_eq!(soon(run_in(&runtime, async { spawn(async { 7 }).await })).await, Ok(7));
    }
}

#[wasi_async_runtime::test]
async fn setting_up_the_process_wide_runtime_after_its_start_is_an_error() {
    AsyncRuntime::init().unwrap();
    AsyncRuntime::init().unwrap();
    for builder in [AsyncRuntime::builder(), AsyncRuntime::builder().current_thread()] {
        let AsyncError::Runtime(text) = builder.init().unwrap_err() else { panic!("the wrong error") };
        assert!(text.contains("started already"), "{text}");
        assert_message_style(&text);
    }
    let handle = AsyncRuntime::handle();
    assert_eq!(handle, AsyncRuntime::handle(), "it is still the same");
    assert!(AsyncRuntime::metrics().workers() >= 1);
}

#[wasi_async_runtime::test]
async fn metrics_count_tasks_without_local_ones_and_blocking_work() {
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let (gate, handle) = (Gate::new(), runtime.handle().clone());
        let tasks: Vec<_> = (0..10).map(|_| handle.spawn(gate.passed())).collect();
        let metrics: Metrics = handle.metrics();
        assert_eq!((metrics.spawned_tasks(), metrics.live_tasks()), (10, 10), "{flavour}");
        gate.open();
        let all = async move {
            for task in tasks {
                task.await.unwrap();
            }
            spawn_local(async {}).await.unwrap();
            spawn_blocking(|| ()).await.unwrap();
        };
        soon(run_in(&runtime, all)).await;
        assert_eq!((handle.metrics().spawned_tasks(), handle.metrics().live_tasks()), (10, 0), "{flavour}");
    }
}

#[wasi_async_runtime::test]
async fn tasks_for_a_runtime_that_has_ended_count_nowhere() {
    for (flavour, builder) in flavours() {
        let ended = build(builder.clone());
        let handle = ended.handle().clone();
        ended.shutdown();
        // The next one of a kind takes over what the last one had. Other tests may be quicker, so several begin.
        let next: Vec<_> = (0..8).map(|_| build(builder.clone())).collect();
        for _ in 0..20 {
            assert!(handle.spawn(async {}).await.unwrap_err().is_runtime());
        }
        for runtime in &next {
            assert_eq!((runtime.metrics().spawned_tasks(), runtime.metrics().live_tasks()), (0, 0), "{flavour}");
        }
    }
}

#[wasi_async_runtime::test]
async fn one_runtime_runs_a_thousand_futures_one_after_the_other() {
    for (_, builder) in flavours() {
        let runtime = build(builder);
        for n in 0..1000 {
            assert_eq!(run_in(&runtime, async move { n }).await, n);
        }
        for n in 0..100 {
            let spawned = run_in(&runtime, async move { spawn(async move { n }).await });
            assert_eq!(soon(spawned).await, Ok(n));
        }
        assert_eq!(runtime.metrics().live_tasks(), 0);
    }
}

#[wasi_async_runtime::test]
async fn tasks_live_on_between_two_runs() {
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let (gate, passed) = (Gate::new(), Gate::new());
        let (waits, opens) = (gate.passed(), passed.clone());
        run_in(&runtime, async move {
            spawn(async move {
                waits.await;
                opens.open();
            })
            .detach();
        })
        .await;
        gate.open();
        let second = timeout(support::PATIENCE, passed.passed());
        assert_eq!(run_in(&runtime, second).await, Ok(()), "{flavour}");
    }
}

#[wasi_async_runtime::test]
async fn two_hundred_runtimes_one_after_the_other() {
    for round in 0..200_u64 {
        let [current, one, two] = flavours();
        let builder = [current, one, two].into_iter().nth(round as usize % 3).unwrap().1;
        let (runtime, counts) = (build(builder), Counts::new());
        assert_eq!(runtime.metrics().spawned_tasks(), 0, "figures begin anew");
        let (waiting, sleeping) = (counts.pending(), counts.future(sleep(HOUR)));
        let sum = run_in(&runtime, async move {
            spawn(waiting).detach();
            spawn(sleeping).detach();
            spawn(async move { round + 1 }).await.unwrap()
        });
        assert_eq!(soon(sum).await, round + 1);
        drop(runtime);
        eventually("both are dropped", || counts.drops() == 2).await;
    }
}

#[wasi_async_runtime::test]
async fn two_runtimes_side_by_side() {
    for (flavour, builder) in flavours() {
        let other = build(builder);
        let (here, there) = (Handle::current(), other.handle().clone());
        assert_ne!(here, there);
        let talk = run_in(&other, async move {
            let mut sum = 0;
            for n in 0..50 {
                let home = here.clone();
                let far = home.spawn(async move {
                    sleep(MS / 10).await;
                    (Handle::current(), n)
                });
                let near = spawn(async move { (Handle::current(), n) });
                let (far, near) = (far.await.unwrap(), near.await.unwrap());
                assert!(far.0 == here && near.0 == there);
                sum += far.1 + near.1;
            }
            sum
        });
        assert_eq!(soon(talk).await, 50 * 49, "{flavour}");
    }
}

#[wasi_async_runtime::test]
async fn handles_are_equal_where_they_mean_the_same_runtime() {
    let [first, second] = [(); 2].map(|()| build(AsyncRuntime::builder().current_thread()));
    assert_eq!(*first.handle(), first.handle().clone());
    assert_ne!(first.handle(), second.handle());
    let old = first.handle().clone();
    drop(first);
    let third = build(AsyncRuntime::builder().current_thread());
    assert_ne!(old, *third.handle(), "not even if the memory is used again");
}

// Shutting down.

/// Tasks in every state, all of which must be dropped exactly once.
struct Crowd {
    counts: Counts,
    handles: Vec<(&'static str, TaskHandle<()>)>,
}

/// Fills a runtime with tasks in every state.
async fn crowd(runtime: &Runtime) -> Crowd {
    let (counts, gate) = (Counts::new(), Gate::new());
    let (inside, waits) = (counts.clone(), gate.clone());
    let mut handles = run_in(runtime, async move {
        let counts = inside;
        let handles = vec![
            ("parked", spawn(counts.pending())),
            ("parked at a gate", spawn(counts.future(waits.passed()))),
            ("asleep", spawn(counts.future(sleep(HOUR)))),
            ("in a timeout", spawn(counts.future(async { drop(timeout(HOUR, pending::<()>()).await) }))),
            ("always ready", spawn(counts.future(yield_for_ever()))),
            ("waiting for a task", {
                let inner = spawn(counts.pending());
                spawn(counts.future(async move { drop(inner.await) }))
            }),
            ("holding values", {
                let (first, second) = (counts.value(), counts.value());
                spawn(counts.future(async move {
                    pending::<()>().await;
                    drop((first, second));
                }))
            }),
        ];
        // All of them have run.
        while counts.polls() < 7 || waits.waiting() == 0 {
            sleep(MS).await;
        }
        handles
    })
    .await;
    let aborted = runtime.handle().spawn(counts.pending());
    aborted.abort();
    handles.push(("aborted before", aborted));
    runtime.handle().spawn(counts.pending()).detach();
    handles.push(("new", runtime.handle().spawn(counts.pending())));
    Crowd { counts, handles }
}

const CROWD: usize = 7 + 1 + 2 + 3;

#[wasi_async_runtime::test]
async fn shutdown_drops_every_future_exactly_once_and_its_handles_say_so() {
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let crowd = crowd(&runtime).await;
        assert!(crowd.counts.drops() <= 1, "{flavour}: at most the aborted one");
        runtime.shutdown();
        for (what, handle) in crowd.handles {
            let error = soon(handle).await.unwrap_err();
            let expected = if what == "aborted before" { error.is_cancelled() } else { error.is_join_error() };
            assert!(expected, "{flavour}, {what}: {error:?}");
            assert_message_style(&error.to_string());
        }
        eventually("all are dropped", || crowd.counts.drops() >= CROWD).await;
        assert_eq!(crowd.counts.drops(), CROWD, "{flavour}");
    }
}

#[wasi_async_runtime::test]
async fn shutdown_in_the_background_drops_every_future_exactly_once() {
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let crowd = crowd(&runtime).await;
        let (counts, handle) = (crowd.counts.clone(), runtime.handle().clone());
        runtime.shutdown_background();
        finish(&handle).await;
        for (what, handle) in crowd.handles {
            let error = soon(handle).await.unwrap_err();
            assert!(error.is_cancelled() || error.is_join_error(), "{flavour}, {what}: {error:?}");
        }
        eventually("all are dropped", || counts.drops() >= CROWD).await;
        assert_eq!(counts.drops(), CROWD, "{flavour}");
    }
}

/// Gives the tasks of a runtime without a thread of its own the chance to end.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
async fn finish(runtime: &Handle) {
    runtime.block_on(async {
        for _ in 0..100 {
            yield_now().await;
        }
    });
}

/// The host runs them.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
async fn finish(_: &Handle) {}

#[wasi_async_runtime::test]
async fn shutdown_with_a_limit_ends_at_once_where_nothing_holds_it_up() {
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let crowd = crowd(&runtime).await;
        let left = runtime.shutdown_timeout(support::PATIENCE);
        assert!(left.is_empty(), "{flavour}: {left}");
        assert_eq!((left.workers(), left.blocking()), (0, 0));
        eventually("all are dropped", || crowd.counts.drops() == CROWD).await;
    }
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
#[wasi_async_runtime::test]
async fn dropping_a_runtime_waits_until_all_futures_are_dropped() {
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let crowd = crowd(&runtime).await;
        drop(runtime);
        assert_eq!(crowd.counts.drops(), CROWD, "{flavour}");
        for (what, mut handle) in crowd.handles {
            assert!(handle.is_finished(), "{flavour}, {what}");
            assert!(poll_once(&mut handle).await.is_some_and(|result| result.is_err()));
        }
    }
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
#[wasi_async_runtime::test]
async fn tasks_that_were_never_polled_are_dropped_unpolled() {
    let (runtime, counts) = (build(AsyncRuntime::builder().current_thread()), Counts::new());
    let handles: Vec<_> = (0..10).map(|_| runtime.handle().spawn(counts.future(async {}))).collect();
    drop(runtime);
    assert_eq!((counts.polls(), counts.drops()), (0, 10));
    for handle in handles {
        assert!(soon(handle).await.unwrap_err().is_join_error());
    }
}

#[wasi_async_runtime::test]
async fn shutdown_ends_the_local_tasks_of_the_runtime() {
    for (flavour, builder) in flavours() {
        let (runtime, counts) = (build(builder), Counts::new());
        let parked = runtime.handle().spawn_local(counts.pending());
        let asleep = runtime.handle().spawn_local(counts.future(sleep(HOUR)));
        yield_now().await;
        runtime.shutdown();
        for local in [parked, asleep] {
            let error = soon(local).await.unwrap_err();
            assert!(error.is_join_error(), "{flavour}: {error:?}");
        }
        assert_eq!(counts.drops(), 2, "{flavour}");
    }
}

#[wasi_async_runtime::test]
async fn shutdown_ends_the_local_tasks_of_tasks() {
    for (flavour, builder) in flavours() {
        let (runtime, counts) = (build(builder), Counts::new());
        let inner = counts.clone();
        let spawner = runtime.handle().spawn(async move { spawn_local(inner.pending()) });
        let local = soon(run_in(&runtime, async move { spawner.await.unwrap() })).await;
        runtime.shutdown();
        // On a runtime without threads the local task ended with the run that drove it.
        let error = soon(local).await.unwrap_err();
        assert!(error.is_join_error() || error.is_cancelled(), "{flavour}: {error:?}");
        assert_eq!(counts.drops(), 1, "{flavour}");
    }
}

#[wasi_async_runtime::test]
async fn shutdown_drops_blocking_work_that_waits_exactly_once() {
    for (flavour, builder) in flavours() {
        let (runtime, counts, ran) = (build(builder.max_blocking_threads(1)), Counts::new(), Counter::new());
        let handles: Vec<_> = (0..50)
            .map(|_| {
                let (value, ran) = (counts.value(), ran.clone());
                runtime.handle().spawn_blocking(move || {
                    let _value = value;
                    ran.add();
                })
            })
            .collect();
        runtime.shutdown();
        let mut ended = 0;
        for handle in handles {
            match soon(handle).await {
                Ok(()) => ended += 1,
                Err(error) => assert!(error.is_join_error(), "{flavour}: {error:?}"),
            }
        }
        assert_eq!((counts.drops(), ran.get()), (50, ended), "{flavour}");
    }
}

#[wasi_async_runtime::test]
async fn outputs_of_tasks_that_ended_before_the_shutdown_are_kept() {
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let handle = runtime.handle().spawn(async { "kept" });
        let watched = handle.abort_handle();
        soon(run_in(&runtime, async move { eventually("it ends", || watched.is_finished()).await })).await;
        let blocking = runtime.handle().spawn_blocking(|| "too");
        let blocking = soon(run_in(&runtime, async move {
            eventually("it ends", || blocking.is_finished()).await;
            blocking
        }));
        let blocking = blocking.await;
        runtime.shutdown();
        assert_eq!(soon(handle).await, Ok("kept"), "{flavour}");
        assert_eq!(soon(blocking).await, Ok("too"), "{flavour}");
    }
}

#[wasi_async_runtime::test]
async fn who_waits_for_a_task_learns_of_the_shutdown() {
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let handle = runtime.handle().spawn(pending::<()>());
        let waiting = spawn(handle);
        let joining = spawn(runtime.handle().spawn(pending::<()>()).join());
        sleep(MS).await;
        drop(runtime);
        assert!(soon(waiting).await.unwrap().unwrap_err().is_join_error(), "{flavour}");
        let failure = soon(joining).await.unwrap().unwrap_err();
        assert!(!failure.is_panic() && !failure.is_cancelled());
        assert!(failure.to_string().contains("shutdown"), "{failure}");
    }
}

#[wasi_async_runtime::test]
async fn a_spawn_after_the_shutdown_gives_runtime_and_drops_the_future_unpolled() {
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let handle = runtime.handle().clone();
        runtime.shutdown();
        let counts = Counts::new();
        let spawned = handle.spawn(counts.pending());
        let local = handle.spawn_local(counts.pending());
        let value = counts.value();
        let blocking = handle.spawn_blocking(move || drop(value));
        let named = task::Builder::new().name("too late").spawn_on(&handle, counts.pending());
        for late in [spawned, local, blocking, named] {
            let id = late.id();
            let error = soon(late).await.unwrap_err();
            assert!(error.is_runtime(), "{flavour}: {error:?}");
            assert_message_style(&error.to_string());
            assert!(error.to_string().contains(&format!("task {id}")), "{error}");
        }
        assert_eq!((counts.polls(), counts.drops()), (0, 4), "{flavour}");
        handle.spawn(async {}).detach();
        assert!(handle.spawn(async {}).abort_on_drop().is_finished());
        assert_eq!(handle.metrics().live_tasks(), 0);
    }
}

/// Spawns in the drop of a future that the shutdown drops.
async fn spawn_during_the_shutdown(spawn_one: fn(Counts) -> TaskHandle<()>) {
    for (flavour, builder) in flavours() {
        let (runtime, spawned, counts) = (build(builder), Arc::new(Mutex::new(None)), Counts::new());
        let (slot, inner, polls) = (spawned.clone(), counts.clone(), Counts::new());
        let waiting = polls.pending();
        let spawner = runtime.handle().spawn(async move {
            let _on_drop = OnDrop(move || *slot.lock().unwrap() = Some(spawn_one(inner.clone())));
            waiting.await;
        });
        run_in(&runtime, async move { eventually("it is parked", || polls.polls() == 1).await }).await;
        drop(runtime);
        eventually("the task ends", || spawner.is_finished()).await;
        let late = spawned.lock().unwrap().take().unwrap();
        let error = soon(late).await.unwrap_err();
        assert!(error.is_runtime(), "{flavour}: {error:?}");
        assert_eq!((counts.polls(), counts.drops()), (0, 1), "{flavour}");
    }
}

#[wasi_async_runtime::test]
async fn a_spawn_in_the_drop_of_a_future_during_the_shutdown_gives_runtime() {
    spawn_during_the_shutdown(|counts| spawn(counts.pending())).await;
}

#[wasi_async_runtime::test]
async fn a_local_spawn_in_the_drop_of_a_future_during_the_shutdown_gives_runtime() {
    spawn_during_the_shutdown(|counts| spawn_local(counts.pending())).await;
}

#[wasi_async_runtime::test]
async fn blocking_work_started_in_the_drop_of_a_future_during_the_shutdown_gives_runtime() {
    spawn_during_the_shutdown(|counts| {
        let value = counts.value();
        spawn_blocking(move || drop(value))
    })
    .await;
}

#[wasi_async_runtime::test]
async fn a_runtime_may_be_dropped_inside_a_task_of_its_own() {
    for (flavour, builder) in flavours() {
        let (runtime, counts) = (Arc::new(Mutex::new(Some(build(builder)))), Counts::new());
        let handle = runtime.lock().unwrap().as_ref().unwrap().handle().clone();
        let parked = handle.spawn(counts.pending());
        let (own, log) = (runtime.clone(), Log::new());
        let seen = log.clone();
        let ends_it = handle.spawn(async move {
            let runtime = own.lock().unwrap().take();
            drop(runtime);
            let late = [spawn(async {}), Handle::current().spawn(async {})];
            seen.add(late.iter().all(TaskHandle::is_finished));
            yield_now().await;
            seen.add(false); // it is ended at its next await at the latest
        });
        finish(&handle).await;
        let error = soon(ends_it).await.unwrap_err();
        assert!(error.is_join_error(), "{flavour}: {error:?}");
        assert!(soon(parked).await.unwrap_err().is_join_error(), "{flavour}");
        assert_eq!((counts.drops(), log.all()), (1, vec![true]), "{flavour}");
    }
}

/// Ends a runtime inside a task of its own and spawns after that.
async fn spawn_after_a_shutdown_inside(spawn_one: fn() -> TaskHandle<()>) {
    for (flavour, builder) in flavours() {
        let (runtime, spawned) = (build(builder), Arc::new(Mutex::new(None)));
        let (handle, slot) = (runtime.handle().clone(), spawned.clone());
        let ends_it = handle.spawn(async move {
            drop(runtime);
            *slot.lock().unwrap() = Some(spawn_one());
        });
        finish(&handle).await;
        soon(ends_it).await.unwrap();
        let late = spawned.lock().unwrap().take().unwrap();
        let error = soon(late).await.unwrap_err();
        assert!(error.is_runtime(), "{flavour}: {error:?}");
    }
}

#[wasi_async_runtime::test]
async fn after_a_shutdown_inside_its_own_task_no_task_is_started() {
    spawn_after_a_shutdown_inside(|| spawn(async {})).await;
    spawn_after_a_shutdown_inside(|| Handle::current().spawn(async {})).await;
}

#[wasi_async_runtime::test]
async fn after_a_shutdown_inside_its_own_task_no_local_task_is_started() {
    spawn_after_a_shutdown_inside(|| spawn_local(async {})).await;
}

#[wasi_async_runtime::test]
async fn after_a_shutdown_inside_its_own_task_no_blocking_work_is_started() {
    spawn_after_a_shutdown_inside(|| spawn_blocking(|| {})).await;
}

#[wasi_async_runtime::test]
async fn a_shutdown_with_a_limit_inside_its_own_task_does_not_wait() {
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let handle = runtime.handle().clone();
        let ends_it = handle.spawn(async move {
            runtime.shutdown_timeout(HOUR);
            "went on"
        });
        finish(&handle).await;
        assert_eq!(soon(ends_it).await, Ok("went on"), "{flavour}");
    }
}

/// A task that never ends; in its drop it spawns itself anew, until `most` have been dropped.
fn spawns_itself_anew(handle: &Handle, drops: Counter, most: usize) -> TaskHandle<()> {
    let own = handle.clone();
    let spawns_again = OnDrop(move || {
        if drops.add() < most {
            spawns_itself_anew(&own, drops.clone(), most).detach();
        }
    });
    handle.spawn(async move {
        let _kept = spawns_again;
        pending::<()>().await;
    })
}

#[wasi_async_runtime::test]
async fn a_task_that_spawns_itself_anew_in_its_drop_does_not_hold_up_the_shutdown() {
    for (flavour, builder) in flavours() {
        let (runtime, count) = (build(builder), Counter::new());
        let (handle, drops) = (runtime.handle().clone(), count.clone());
        run_in(&runtime, async move {
            spawns_itself_anew(&handle, drops, 10).detach();
            sleep(MS).await;
        })
        .await;
        drop(runtime);
        eventually("it is dropped", || count.get() > 0).await;
        assert!(count.get() <= 11, "{flavour}");
    }
}

#[wasi_async_runtime::test]
async fn futures_that_spawn_anew_in_their_drop_after_the_shutdown_do_not_overflow_the_stack() {
    const MANY: usize = 20_000;
    for (flavour, builder) in flavours() {
        let (runtime, count) = (build(builder), Counter::new());
        let handle = runtime.handle().clone();
        runtime.shutdown();
        let first = spawns_itself_anew(&handle, count.clone(), MANY);
        assert!(first.is_finished(), "{flavour}");
        assert!(soon(first).await.unwrap_err().is_runtime(), "{flavour}");
        assert!(count.get() >= MANY, "{flavour}: {}", count.get());
    }
}

#[wasi_async_runtime::test]
async fn tasks_that_hold_each_others_handles_end_with_their_runtime() {
    for (flavour, builder) in flavours() {
        let (runtime, counts) = (build(builder), Counts::new());
        let (first_slot, second_slot) = (Log::new(), Log::new());
        let waits = |slot: &Log<Arc<Mutex<Option<TaskHandle<()>>>>>| {
            let slot = slot.clone();
            counts.future(async move {
                while slot.len() == 0 {
                    yield_now().await;
                }
                let other = slot.all().remove(0).lock().unwrap().take().unwrap();
                let _ = other.await;
            })
        };
        let first = runtime.handle().spawn(waits(&first_slot));
        let second = runtime.handle().spawn(waits(&second_slot));
        first_slot.add(Arc::new(Mutex::new(Some(second))));
        second_slot.add(Arc::new(Mutex::new(Some(first))));
        run_in(&runtime, async {
            for _ in 0..10 {
                sleep(MS / 10).await;
            }
        })
        .await;
        drop(runtime);
        eventually("both are dropped", || counts.drops() == 2).await;
        assert_eq!(counts.drops(), 2, "{flavour}");
    }
}

#[cfg(panic = "unwind")]
#[wasi_async_runtime::test]
async fn panics_in_drops_do_not_disturb_a_shutdown() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("in a drop");
        }
    }
    for (flavour, builder) in flavours() {
        let (runtime, counts) = (build(builder), Counts::new());
        let mut handles = Vec::new();
        for _ in 0..10 {
            let bomb = Bomb;
            handles.push(runtime.handle().spawn(async move {
                let _kept = bomb;
                pending::<()>().await;
            }));
            runtime.handle().spawn(counts.pending()).detach();
        }
        run_in(&runtime, async {
            for _ in 0..10 {
                sleep(MS / 10).await;
            }
        })
        .await;
        drop(runtime);
        for handle in handles {
            let error = soon(handle).await.unwrap_err();
            assert_eq!(error, AsyncError::Panic("in a drop".into()), "{flavour}");
        }
        eventually("the others are dropped", || counts.drops() == 10).await;
    }
}

// What outlives a runtime.

#[wasi_async_runtime::test]
async fn a_live_sleep_outlives_its_runtime_and_goes_on_with_the_next() {
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let mut sleeping = sleep(20 * MS);
        let deadline = sleeping.deadline();
        let mut sleeping = run_in(&runtime, async move {
            let _ = poll_once(&mut sleeping).await;
            sleeping
        })
        .await;
        drop(runtime);
        soon(&mut sleeping).await;
        assert!(Instant::now() >= deadline, "{flavour}");
    }
}

#[wasi_async_runtime::test]
async fn a_live_timeout_and_interval_outlive_their_runtime() {
    for (flavour, builder) in flavours() {
        let (runtime, start) = (build(builder), Instant::now());
        let mut limited = Box::pin(timeout(50 * MS, pending::<()>()));
        let mut every = interval(20 * MS);
        let (limited, late, mut every) = run_in(&runtime, async move {
            let late = poll_once(limited.as_mut()).await;
            every.tick().await;
            let _ = poll_once(every.tick()).await;
            (limited, late, every)
        })
        .await;
        drop(runtime);
        soon(every.tick()).await;
        assert!(start.elapsed() >= 20 * MS, "{flavour}");
        let late = match late {
            Some(late) => late, // a machine that slow
            None => soon(limited).await,
        };
        assert_eq!(late, Err(AsyncError::Timeout(50 * MS)), "{flavour}");
        assert!(start.elapsed() >= 50 * MS, "{flavour}");
    }
}

#[wasi_async_runtime::test]
async fn the_end_of_a_runtime_wakes_who_sleeps_by_its_timers() {
    // The sleep is registered with the runtime that ends, the task that waits for it belongs to this one.
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let mut sleeping = sleep(20 * MS);
        let deadline = sleeping.deadline();
        let mut sleeping = run_in(&runtime, async move {
            let _ = poll_once(&mut sleeping).await;
            sleeping
        })
        .await;
        let _ = Pin::new(&mut sleeping).poll(&mut Context::from_waker(&Waker::from(Wakes::new())));
        let waiting = spawn(async move {
            (&mut sleeping).await;
            Instant::now()
        });
        yield_now().await;
        drop(runtime);
        assert!(soon(waiting).await.unwrap() >= deadline, "{flavour}");
    }
}

/// Lets a task wait at a gate, ends its runtime, and uses its wakers in the next one, which may have the same memory: its
/// tasks must not hear of them.
async fn use_wakers_after_the_shutdown(spawn_one: fn(&Handle, Gate, Counts) -> TaskHandle<()>) {
    for (flavour, builder) in flavours() {
        let (runtime, gate, counts) = (build(builder.clone()), Gate::new(), Counts::new());
        let (waits, inner) = (gate.clone(), counts.clone());
        run_in(&runtime, async move {
            spawn_one(&Handle::current(), waits.clone(), inner).detach();
            eventually("it waits", || waits.waiting() == 1).await;
        })
        .await;
        drop(runtime);
        eventually("it is dropped", || counts.drops() == 1).await;
        let next = build(builder);
        let later = Counts::new();
        let parked = next.handle().spawn(later.pending());
        let wakers = gate.take_wakers();
        run_in(&next, async move {
            sleep(MS).await;
            for waker in wakers {
                waker.wake_by_ref();
                let clone = waker.clone();
                drop(waker);
                spawn(async move { clone.wake() }).await.unwrap();
            }
            sleep(MS).await;
        })
        .await;
        assert_eq!((counts.polls(), counts.drops()), (1, 1), "{flavour}");
        assert_eq!((later.polls(), later.drops()), (1, 0), "{flavour}");
        parked.abort();
    }
}

#[wasi_async_runtime::test]
async fn wakers_may_be_used_and_dropped_after_the_shutdown() {
    use_wakers_after_the_shutdown(|handle, gate, counts| handle.spawn(counts.future(gate.passed()))).await;
}

#[wasi_async_runtime::test]
async fn wakers_of_local_tasks_may_be_used_and_dropped_after_the_shutdown() {
    use_wakers_after_the_shutdown(|handle, gate, counts| handle.spawn_local(counts.future(gate.passed()))).await;
}

#[wasi_async_runtime::test]
async fn handles_of_tasks_may_be_used_after_the_shutdown() {
    for (flavour, builder) in flavours() {
        let runtime = build(builder);
        let (parked, dropped, kept) = {
            let handle = runtime.handle();
            (handle.spawn(pending::<()>()), handle.spawn(pending::<()>()), handle.spawn(pending::<()>()))
        };
        let (abort, id) = (parked.abort_handle(), parked.id());
        drop(runtime);
        eventually("they end", || parked.is_finished() && dropped.is_finished()).await;
        parked.abort();
        abort.abort();
        abort.clone().abort();
        assert!(abort.is_finished() && abort.id() == id);
        drop(dropped.abort_on_drop());
        kept.detach();
        assert!(format!("{parked:?}").contains("finished: true"));
        assert!(soon(parked).await.unwrap_err().is_join_error(), "{flavour}");
        drop(abort);
    }
}

#[wasi_async_runtime::test]
async fn a_runtime_is_not_kept_alive_by_its_handles() {
    for (flavour, builder) in flavours() {
        let (runtime, counts) = (build(builder), Counts::new());
        let handles = vec![runtime.handle().clone(); 3];
        let task = runtime.handle().spawn(counts.pending());
        drop(runtime);
        assert!(soon(task).await.unwrap_err().is_join_error(), "{flavour}");
        assert_eq!(counts.drops(), 1);
        for handle in handles {
            assert!(soon(handle.spawn(async {})).await.unwrap_err().is_runtime(), "{flavour}");
        }
    }
}

#[wasi_async_runtime::test]
async fn a_shut_down_runtime_leaves_the_others_alone() {
    let gate = Gate::new();
    let here = spawn(gate.passed());
    let local = spawn_local(gate.passed());
    let asleep = spawn(sleep(5 * MS));
    for (_, builder) in flavours() {
        let runtime = build(builder);
        run_in(&runtime, async { spawn(pending::<()>()).detach() }).await;
        drop(runtime);
    }
    soon(asleep).await.unwrap();
    assert!(!here.is_finished() && !local.is_finished());
    gate.open();
    soon(here).await.unwrap();
    soon(local).await.unwrap();
}

#[wasi_async_runtime::test]
async fn a_runtime_that_does_nothing_starts_and_ends() {
    for _ in 0..20 {
        for (_, builder) in flavours() {
            drop(build(builder.clone()));
            build(builder.clone()).shutdown();
            build(builder.clone()).shutdown_background();
            assert!(build(builder).shutdown_timeout(Duration::from_secs(10)).is_empty());
        }
    }
}

#[wasi_async_runtime::test]
async fn a_flag_set_before_the_shutdown_is_seen_after_it() {
    // Shutting down in the middle of busy work: whatever is dropped was polled to its end or not at all after that.
    for (flavour, builder) in flavours() {
        let (runtime, over, late) = (build(builder), Flag::new(), Counter::new());
        let handles: Vec<_> = (0..50)
            .map(|_| {
                let (over, late) = (over.clone(), late.clone());
                runtime.handle().spawn(async move {
                    loop {
                        if over.is_set() {
                            late.add();
                        }
                        yield_now().await;
                    }
                })
            })
            .collect();
        run_in(&runtime, sleep(2 * MS)).await;
        let abandoned: Vec<TaskHandle<()>> = handles;
        drop(runtime);
        eventually("all end", || abandoned.iter().all(TaskHandle::is_finished)).await;
        over.set();
        sleep(2 * MS).await;
        assert_eq!(late.get(), 0, "{flavour}: nothing is polled after the end");
    }
}
