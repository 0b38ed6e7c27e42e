//! Local tasks: futures that are not `Send`, on the thread that spawned them, in the order in which they are woken.

mod support;

use std::cell::{Cell, RefCell};
use std::future::{Future, pending};
use std::pin::Pin;
use std::rc::Rc;
use std::thread;
use support::{Counter, Counts, Flag, Gate, Log, MS, OnDrop, eventually, poll_once, soon};
use wasi_async_runtime::{Handle, TaskHandle, sleep, spawn, spawn_local, task, yield_now};

#[wasi_async_runtime::test]
async fn a_local_task_may_hold_what_is_not_send() {
    let shared = Rc::new(RefCell::new(vec![1]));
    let inner = shared.clone();
    let handle = spawn_local(async move {
        inner.borrow_mut().push(2);
        yield_now().await;
        inner.borrow_mut().push(3);
        inner.clone()
    });
    let output = soon(handle).await.unwrap();
    assert_eq!(*output.borrow(), [1, 2, 3]);
    assert!(Rc::ptr_eq(&shared, &output));
}

#[wasi_async_runtime::test]
async fn spawn_local_never_polls_inside_spawn_local() {
    let counts = Counts::new();
    let handles: Vec<_> = (0..10).map(|_| spawn_local(counts.future(async {}))).collect();
    assert_eq!(counts.polls(), 0);
    assert!(handles.iter().all(|handle| !handle.is_finished()));
    yield_now().await;
    assert_eq!((counts.polls(), counts.drops()), (10, 10));
    assert!(handles.iter().all(TaskHandle::is_finished));
}

#[wasi_async_runtime::test]
async fn local_tasks_run_in_the_order_in_which_they_are_spawned() {
    let log = Log::new();
    let tasks: Vec<_> = (0..100)
        .map(|n| {
            let log = log.clone();
            spawn_local(async move { log.add(n) })
        })
        .collect();
    for task in tasks {
        soon(task).await.unwrap();
    }
    assert_eq!(log.all(), (0..100).collect::<Vec<_>>());
}

#[wasi_async_runtime::test]
async fn local_tasks_run_in_the_order_in_which_they_are_woken() {
    let (log, gates) = (Log::new(), [(); 10].map(|()| Gate::new()));
    let tasks: Vec<_> = gates
        .iter()
        .enumerate()
        .map(|(n, gate)| {
            let (log, passed) = (log.clone(), gate.passed());
            spawn_local(async move {
                passed.await;
                log.add(n);
            })
        })
        .collect();
    yield_now().await;
    let order = [3, 1, 4, 0, 5, 9, 2, 6, 8, 7];
    order.iter().for_each(|n| gates[*n].open());
    for task in tasks {
        soon(task).await.unwrap();
    }
    assert_eq!(log.all(), order);
}

#[wasi_async_runtime::test(flavor = "current_thread", rng_seed = 7)]
async fn local_tasks_keep_their_order_whatever_the_seed() {
    let log = Log::new();
    let tasks: Vec<_> = (0..100)
        .map(|n| {
            let log = log.clone();
            spawn(yield_now()).detach();
            spawn_local(async move {
                log.add(n);
                yield_now().await;
                log.add(100 + n);
            })
        })
        .collect();
    for task in tasks {
        soon(task).await.unwrap();
    }
    assert_eq!(log.all(), (0..200).collect::<Vec<_>>());
}

#[wasi_async_runtime::test]
async fn local_tasks_that_yield_take_turns() {
    let log = Log::new();
    let tasks: Vec<_> = ["a", "b", "c"]
        .map(|name| {
            let log = log.clone();
            spawn_local(async move {
                for _ in 0..3 {
                    log.add(name);
                    yield_now().await;
                }
            })
        })
        .into_iter()
        .collect();
    for task in tasks {
        soon(task).await.unwrap();
    }
    assert_eq!(log.all(), ["a", "b", "c", "a", "b", "c", "a", "b", "c"]);
}

#[wasi_async_runtime::test]
async fn local_tasks_of_a_spawned_task_run_in_order_too() {
    let log = Log::new();
    let inner = log.clone();
    let outer = spawn(async move {
        let tasks: Vec<_> = (0..100)
            .map(|n| {
                let log = inner.clone();
                spawn_local(async move {
                    log.add(n);
                    yield_now().await;
                    log.add(100 + n);
                })
            })
            .collect();
        // The handle of the last is awaited first: the order does not come from awaiting.
        tasks
    });
    let tasks = soon(outer).await.unwrap();
    for task in tasks.into_iter().rev() {
        soon(task).await.unwrap();
    }
    assert_eq!(log.all(), (0..200).collect::<Vec<_>>());
}

#[wasi_async_runtime::test]
async fn a_local_task_stays_on_its_thread() {
    let here = thread::current().id();
    let handle = spawn_local(async move {
        for _ in 0..20 {
            assert_eq!(thread::current().id(), here);
            yield_now().await;
            assert_eq!(thread::current().id(), here);
            sleep(MS / 10).await;
        }
        thread::current().id() == here
    });
    assert_eq!(soon(handle).await, Ok(true));

    let from_a_task = spawn(async {
        let there = thread::current().id();
        let local = spawn_local(async move {
            let not_send = Rc::new(());
            for _ in 0..20 {
                sleep(MS / 10).await;
                yield_now().await;
            }
            drop(not_send);
            thread::current().id() == there
        });
        // Others keep the workers busy meanwhile, so that this task moves about.
        for _ in 0..100 {
            spawn(yield_now()).detach();
        }
        local.await
    });
    assert_eq!(soon(from_a_task).await, Ok(Ok(true)));
}

#[wasi_async_runtime::test]
async fn a_local_task_woken_from_other_tasks_goes_on_on_its_own_thread() {
    let here = thread::current().id();
    let gate = Gate::new();
    let (not_send, passed) = (Rc::new(Cell::new(0)), gate.passed());
    let handle = spawn_local(async move {
        passed.await;
        not_send.set(not_send.get() + 1);
        (not_send.get(), thread::current().id() == here)
    });
    let open = async move {
        sleep(20 * MS).await; // until this thread has nothing left to do, and must be told
        gate.open();
    };
    spawn(open).detach();
    assert_eq!(soon(handle).await, Ok((1, true)));
}

#[wasi_async_runtime::test]
async fn a_local_future_is_dropped_on_its_own_thread_when_another_task_aborts_it() {
    let here = thread::current().id();
    let (counts, log) = (Counts::new(), Log::new());
    let (waiting, seen) = (counts.pending(), log.clone());
    let not_send = Rc::new(());
    let handle = spawn_local(async move {
        let _on_drop = OnDrop(move || seen.add(thread::current().id()));
        waiting.await;
        drop(not_send);
    });
    yield_now().await;
    let abort = handle.abort_handle();
    spawn(async move { abort.abort() }).detach();
    assert!(soon(handle).await.unwrap_err().is_cancelled());
    assert_eq!(log.all(), [here]);
    assert_eq!(counts.drops(), 1);
}

#[wasi_async_runtime::test]
async fn the_handle_of_a_local_task_may_be_awaited_elsewhere() {
    let gate = Gate::new();
    let passed = gate.passed();
    let local = spawn_local(async move {
        let not_send = Rc::new(5);
        passed.await;
        *not_send
    });
    let elsewhere = spawn(local);
    sleep(MS).await;
    gate.open();
    assert_eq!(soon(elsewhere).await, Ok(Ok(5)));
}

#[wasi_async_runtime::test]
async fn local_tasks_spawn_local_tasks() {
    fn level(depth: u32) -> Pin<Box<dyn Future<Output = u32>>> {
        Box::pin(async move {
            let not_send = Rc::new(depth);
            if depth == 0 {
                return 0;
            }
            let below = spawn_local(level(depth - 1)).await.unwrap();
            below + u32::from(*not_send == depth)
        })
    }
    assert_eq!(soon(spawn_local(level(100))).await, Ok(100));
}

#[wasi_async_runtime::test]
async fn local_and_other_tasks_wait_for_each_other() {
    let local = spawn_local(async {
        let not_send = Rc::new(1);
        let far = spawn(async {
            let near = spawn_local(async {
                let not_send = Rc::new(2);
                sleep(MS).await;
                *not_send
            });
            near.await.unwrap() + 1
        });
        far.await.unwrap() + *not_send
    });
    assert_eq!(soon(local).await, Ok(4));
}

#[wasi_async_runtime::test]
async fn ten_thousand_local_tasks_all_end() {
    let (counts, sum) = (Counts::new(), Rc::new(Cell::new(0)));
    let tasks: Vec<_> = (0..10_000)
        .map(|n| {
            let sum = sum.clone();
            spawn_local(counts.future(async move {
                yield_now().await;
                sum.set(sum.get() + n);
            }))
        })
        .collect();
    for task in tasks {
        soon(task).await.unwrap();
    }
    assert_eq!(sum.get(), 10_000 * 9_999 / 2);
    assert_eq!((counts.polls(), counts.drops()), (20_000, 10_000));
}

#[wasi_async_runtime::test]
async fn a_local_task_is_aborted_before_its_first_poll_while_parked_and_after_its_end() {
    let counts = Counts::new();
    let unpolled = spawn_local(counts.pending());
    unpolled.abort();
    assert!(soon(unpolled).await.unwrap_err().is_cancelled());
    assert_eq!((counts.polls(), counts.drops()), (0, 1));

    let parked = spawn_local(counts.pending());
    yield_now().await;
    parked.abort();
    parked.abort();
    assert!(soon(parked).await.unwrap_err().is_cancelled());
    assert_eq!((counts.polls(), counts.drops()), (1, 2));

    let ended = spawn_local(async { 3 });
    yield_now().await;
    ended.abort();
    assert_eq!(soon(ended).await, Ok(3));
}

#[wasi_async_runtime::test]
async fn a_dropped_handle_leaves_the_local_task_running() {
    let done = Rc::new(Cell::new(false));
    let set = done.clone();
    spawn_local(async move {
        sleep(MS).await;
        set.set(true);
    })
    .detach();
    eventually("it ends", || done.get()).await;
}

#[wasi_async_runtime::test]
async fn an_endless_local_task_starves_nobody() {
    let count = Counter::new();
    let inner = count.clone();
    let busy = spawn_local(async move {
        loop {
            inner.add();
            yield_now().await;
        }
    });
    for _ in 0..5 {
        soon(sleep(MS)).await;
        assert_eq!(soon(spawn(async { 1 })).await, Ok(1));
        assert_eq!(soon(spawn_local(async { 2 })).await, Ok(2));
    }
    assert!(count.get() > 5);
    busy.abort();
}

#[wasi_async_runtime::test]
async fn endless_local_tasks_of_a_worker_starve_nobody() {
    let test = spawn(async {
        let busy: Vec<_> = (0..3).map(|_| spawn_local(support::yield_for_ever()).abort_on_drop()).collect();
        for _ in 0..5 {
            sleep(MS).await;
            assert_eq!(spawn(async { 1 }).await, Ok(1));
            assert_eq!(spawn_local(async { 2 }).await, Ok(2));
        }
        drop(busy);
    });
    soon(test).await.unwrap();
}

#[wasi_async_runtime::test]
async fn a_named_local_task_has_its_name_and_id_and_runtime() {
    let runtime = Handle::current();
    let named = task::Builder::new().name("local one").spawn_local(async move {
        let not_send = Rc::new(());
        sleep(MS).await;
        drop(not_send);
        (task::id(), Handle::current() == runtime)
    });
    assert!(format!("{named:?}").contains("local one"));
    let id = named.id();
    assert_eq!(soon(named).await, Ok((id, true)));
    let aborted = task::Builder::new().name("local two").spawn_local(pending::<()>());
    aborted.abort();
    assert!(soon(aborted).await.unwrap_err().to_string().ends_with("(local two) was aborted"));
}

#[wasi_async_runtime::test]
async fn a_local_task_may_keep_its_waker_beyond_its_end() {
    let gate = Gate::new();
    let passed = gate.passed();
    let handle = spawn_local(async move {
        let not_send = Rc::new(());
        assert!(poll_once(passed).await.is_none());
        drop(not_send);
    });
    soon(handle).await.unwrap();
    for waker in gate.take_wakers() {
        waker.wake_by_ref();
        spawn(async move { waker.wake() }).await.unwrap();
    }
    let still = Flag::new();
    let set = still.clone();
    soon(spawn_local(async move { set.set() })).await.unwrap();
    assert!(still.is_set());
}

#[cfg(panic = "unwind")]
#[wasi_async_runtime::test]
async fn a_panic_in_a_local_task_stays_there() {
    let counts = Counts::new();
    let value = counts.value();
    let handle = spawn_local(async move {
        let _kept = (Rc::new(()), value);
        yield_now().await;
        panic!("in a local task");
    });
    let error = soon(handle).await.unwrap_err();
    assert_eq!(error, wasi_async_runtime::AsyncError::Panic("in a local task".into()));
    assert_eq!(counts.drops(), 1);
    assert_eq!(soon(spawn_local(async { 1 })).await, Ok(1));
}
