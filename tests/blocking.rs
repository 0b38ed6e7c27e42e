//! Blocking work: its values, its panics, its abort, and that it never runs inside the call.

mod support;

use std::sync::{Arc, Mutex};
use std::thread;
use support::{Counter, Counts, Flag, MS, eventually, run_in, soon};
use wasi_async_runtime::{
    AbortHandle, AsyncError, AsyncRuntime, Handle, TaskHandle, sleep, spawn, spawn_blocking, task, yield_now,
};

#[wasi_async_runtime::test]
async fn blocking_work_gives_its_value() {
    assert_eq!(soon(spawn_blocking(|| (1..=10).sum::<u32>())).await, Ok(55));
    let text = String::from("moved in and out");
    assert_eq!(soon(spawn_blocking(move || text)).await.as_deref(), Ok("moved in and out"));
    assert_eq!(soon(spawn_blocking(|| 1).join()).await.unwrap(), 1);
}

#[wasi_async_runtime::test]
async fn blocking_work_never_runs_inside_the_call() {
    thread_local! {
        static INSIDE: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
    }
    for _ in 0..100 {
        INSIDE.set(true);
        let handle = spawn_blocking(|| INSIDE.get());
        INSIDE.set(false);
        assert_eq!(soon(handle).await, Ok(false));
    }
}

#[wasi_async_runtime::test]
async fn many_closures_all_run() {
    let counts = Counts::new();
    let handles: Vec<_> = (0..1000_usize)
        .map(|n| {
            let value = counts.value();
            spawn_blocking(move || {
                let _value = value;
                n
            })
        })
        .collect();
    let mut sum = 0;
    for handle in handles {
        sum += soon(handle).await.unwrap();
    }
    assert_eq!(sum, 1000 * 999 / 2);
    assert_eq!(counts.drops(), 1000);
}

#[wasi_async_runtime::test]
async fn blocking_work_may_be_started_from_tasks_and_from_blocking_work() {
    let handle = spawn(async {
        let inner = spawn_blocking(|| spawn_blocking(|| 6)).await.unwrap();
        inner.await.unwrap() + 1
    });
    assert_eq!(soon(handle).await, Ok(7));
}

#[wasi_async_runtime::test]
async fn blocking_work_spawns_tasks_on_its_own_runtime() {
    let runtime = Handle::current();
    let handle = spawn_blocking(move || {
        let id = task::id();
        let same = Handle::current() == runtime && Handle::try_current().as_ref() == Ok(&runtime);
        (id, same, spawn(async { Handle::current() }))
    });
    let outer = handle.id();
    let (id, same, spawned) = soon(handle).await.unwrap();
    assert_eq!((id, same), (outer, true));
    assert_eq!(soon(spawned).await, Ok(Handle::current()));
}

#[wasi_async_runtime::test]
async fn a_dropped_handle_leaves_the_closure_running() {
    let done = Flag::new();
    let set = done.clone();
    spawn_blocking(move || set.set()).detach();
    eventually("it runs", || done.is_set()).await;
}

#[wasi_async_runtime::test]
async fn a_closure_that_was_aborted_in_time_never_runs() {
    for round in 0..100 {
        let (counts, ran) = (Counts::new(), Flag::new());
        let (value, set) = (counts.value(), ran.clone());
        let handle = spawn_blocking(move || {
            let _value = value;
            set.set();
            round
        });
        if round % 2 == 0 {
            handle.abort();
        }
        match soon(handle).await {
            Ok(value) => assert!(value == round && ran.is_set()),
            Err(error) => assert!(round % 2 == 0 && error.is_cancelled() && !ran.is_set(), "{error}"),
        }
        assert_eq!(counts.drops(), 1);
    }
}

/// Where there is one thread, a closure starts only when its turn has come.
#[cfg(target_family = "wasm")]
#[wasi_async_runtime::test]
async fn abort_before_its_turn_cancels_the_closure() {
    let (counts, ran) = (Counts::new(), Flag::new());
    let (value, set) = (counts.value(), ran.clone());
    let handle = spawn_blocking(move || {
        let _value = value;
        set.set();
    });
    handle.abort();
    assert!(soon(handle).await.unwrap_err().is_cancelled());
    assert!(!ran.is_set());
    assert_eq!(counts.drops(), 1);
}

/// Where there are threads, a closure starts when one is free.
#[cfg(not(target_family = "wasm"))]
#[wasi_async_runtime::test]
async fn abort_before_a_thread_is_free_cancels_the_closure() {
    let runtime = AsyncRuntime::builder().current_thread().max_blocking_threads(1).build().unwrap();
    let (started, release) = (Flag::new(), Flag::new());
    let (set, released) = (started.clone(), release.clone());
    let first = runtime.handle().spawn_blocking(move || {
        set.set();
        while !released.is_set() {
            thread::sleep(MS);
        }
        1
    });
    eventually("the first has the thread", || started.is_set()).await;
    let (counts, ran) = (Counts::new(), Flag::new());
    let (value, set) = (counts.value(), ran.clone());
    let queued = runtime.handle().spawn_blocking(move || {
        let _value = value;
        set.set();
    });
    let third = runtime.handle().spawn_blocking(|| 3);
    queued.abort();
    assert_eq!(counts.drops(), 0, "it is dropped on its turn");
    release.set();
    assert!(soon(queued).await.unwrap_err().is_cancelled());
    assert!(!ran.is_set());
    assert_eq!(counts.drops(), 1);
    assert_eq!((soon(first).await, soon(third).await), (Ok(1), Ok(3)));
}

#[wasi_async_runtime::test]
async fn abort_after_the_start_lets_the_closure_end() {
    let own = Arc::new(Mutex::new(None::<AbortHandle>));
    let given = own.clone();
    let handle = spawn_blocking(move || {
        let abort = loop {
            // On another thread it may be early; on the only one it has been given before its turn.
            if let Some(abort) = given.lock().unwrap().take() {
                break abort;
            }
            thread::yield_now();
        };
        abort.abort();
        assert!(!abort.is_finished());
        "to the end"
    });
    *own.lock().unwrap() = Some(handle.abort_handle());
    assert_eq!(soon(handle).await, Ok("to the end"));
}

#[wasi_async_runtime::test]
async fn abort_after_the_end_keeps_the_value() {
    let handle = spawn_blocking(|| 4);
    eventually("it ends", || handle.is_finished()).await;
    handle.abort();
    handle.abort_handle().abort();
    assert_eq!(soon(handle).await, Ok(4));
}

#[wasi_async_runtime::test]
async fn what_a_closure_holds_is_dropped_once_and_before_its_handle_is_ready() {
    for _ in 0..100 {
        let (counts, output) = (Counts::new(), Counts::new());
        let (value, out) = (counts.value(), output.value());
        let handle = spawn_blocking(move || {
            let _value = value;
            out
        });
        let out = soon(handle).await.unwrap();
        assert_eq!((counts.drops(), output.drops()), (1, 0));
        drop(out);
        assert_eq!(output.drops(), 1);
    }
}

#[wasi_async_runtime::test]
async fn no_more_closures_run_at_a_time_than_there_may_be_threads() {
    let runtime = AsyncRuntime::builder().current_thread().max_blocking_threads(2).build().unwrap();
    let (running, most) = (Counter::new(), Arc::new(Mutex::new(0)));
    let handles: Vec<_> = (0..50)
        .map(|n| {
            let (running, most) = (running.clone(), most.clone());
            runtime.handle().spawn_blocking(move || {
                let now = running.add() + 1;
                let mut most = most.lock().unwrap();
                *most = now.max(*most);
                drop(most);
                std::hint::black_box((0..20_000_u64).sum::<u64>());
                running.take_one();
                n
            })
        })
        .collect();
    let all = async move {
        for (n, handle) in handles.into_iter().enumerate() {
            assert_eq!(soon(handle).await, Ok(n));
        }
    };
    run_in(&runtime, all).await;
    assert!((1..=2).contains(&*most.lock().unwrap()));
    assert!(runtime.metrics().blocking_threads() <= 2);
}

#[wasi_async_runtime::test]
async fn tasks_go_on_while_their_blocking_work_waits_for_its_turn() {
    let handles: Vec<_> = (0..20).map(|n| spawn_blocking(move || n)).collect();
    yield_now().await;
    sleep(MS).await;
    assert_eq!(soon(spawn(async { 1 })).await, Ok(1));
    for (n, handle) in handles.into_iter().enumerate() {
        assert_eq!(soon(handle).await, Ok(n));
    }
}

#[cfg(not(target_family = "wasm"))]
#[wasi_async_runtime::test]
async fn blocking_work_does_not_hold_up_tasks_and_timers() {
    let (stop, started) = (Flag::new(), Flag::new());
    let (stopped, set) = (stop.clone(), started.clone());
    let handle = spawn_blocking(move || {
        set.set();
        while !stopped.is_set() {
            thread::sleep(MS);
        }
    });
    eventually("it runs", || started.is_set()).await;
    soon(sleep(MS)).await;
    assert_eq!(soon(spawn(async { 1 })).await, Ok(1));
    assert!(!handle.is_finished());
    stop.set();
    soon(handle).await.unwrap();
}

#[wasi_async_runtime::test]
async fn named_blocking_work_has_its_name() {
    let named = task::Builder::new().name("cruncher").spawn_blocking(|| 5);
    assert!(format!("{named:?}").contains("cruncher"));
    assert_eq!(soon(named).await, Ok(5));
    let on = task::Builder::new().spawn_blocking_on(&Handle::current(), || 6);
    assert_eq!(soon(on).await, Ok(6));
}

#[wasi_async_runtime::test]
async fn errors_of_blocking_work_travel_with_the_question_mark() -> Result<(), AsyncError> {
    fn work() -> Result<u8, AsyncError> {
        Err("no such number".into())
    }
    let result = spawn_blocking(work).await?;
    assert_eq!(result, Err(AsyncError::Other("no such number".into())));
    Ok(())
}

#[wasi_async_runtime::test]
async fn a_loop_over_finished_blocking_work_yields_now_and_then() {
    let handles: Vec<_> = (0..500).map(|n| spawn_blocking(move || n)).collect();
    eventually("all have ended", || handles.iter().all(TaskHandle::is_finished)).await;
    let counts = Counts::new();
    let all = counts.future(async move {
        for handle in handles {
            handle.await.unwrap();
        }
    });
    soon(spawn(all)).await.unwrap();
    assert!(counts.polls() >= 2, "500 ready handles in one poll");
}

#[cfg(panic = "unwind")]
#[wasi_async_runtime::test]
async fn a_panic_in_blocking_work_gives_its_message_and_the_pool_goes_on() {
    let counts = Counts::new();
    for n in 0..20 {
        let value = counts.value();
        let handle = spawn_blocking(move || {
            let _value = value;
            panic!("closure {n}");
        });
        assert_eq!(soon(handle).await, Err::<(), _>(AsyncError::Panic(format!("closure {n}"))));
    }
    assert_eq!(counts.drops(), 20);
    let failure = soon(spawn_blocking(|| std::panic::panic_any(9_u16)).join()).await.unwrap_err();
    assert_eq!(*failure.into_panic().unwrap().downcast::<u16>().unwrap(), 9);
    assert_eq!(soon(spawn_blocking(|| 1)).await, Ok(1));
}
