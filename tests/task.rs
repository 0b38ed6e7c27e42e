//! Tasks: spawning, joining, aborting, detaching, panicking, waking, and being fair to each other.

mod support;

use std::cell::Cell;
use std::future::{Future, pending, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use support::{
    Counter, Counts, Flag, Gate, Hooks, Log, MS, OnDrop, Wakes, eventually, poll_idly, poll_once, run_in, soon,
    yield_for_ever,
};
use wasi_async_runtime::{
    AbortHandle, AsyncError, AsyncRuntime, Handle, TaskHandle, sleep, spawn, spawn_local, task, timeout, yield_now,
};

// Spawning and joining.

#[wasi_async_runtime::test]
async fn a_spawned_task_gives_its_output() {
    assert_eq!(soon(spawn(async { 42 })).await, Ok(42));
}

#[wasi_async_runtime::test]
async fn outputs_of_all_shapes_arrive_whole() {
    let large: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let expected = large.clone();
    assert_eq!(soon(spawn(async move { large })).await, Ok(expected));
    assert_eq!(soon(spawn(async {})).await, Ok(()));
    assert_eq!(soon(spawn(async { [7_u64; 1000] })).await, Ok([7; 1000]));
    assert_eq!(soon(spawn(async { Some(Box::new("text")) })).await, Ok(Some(Box::new("text"))));
}

#[wasi_async_runtime::test]
async fn futures_of_all_sizes_run() {
    async fn keeps<const N: usize>() -> usize {
        let bytes = [1_u8; N];
        yield_now().await;
        bytes.iter().map(|byte| usize::from(*byte)).sum()
    }
    assert_eq!(soon(spawn(keeps::<0>())).await, Ok(0));
    assert_eq!(soon(spawn(keeps::<2000>())).await, Ok(2000));
    assert_eq!(soon(spawn(keeps::<2100>())).await, Ok(2100));
    assert_eq!(soon(spawn(keeps::<50_000>())).await, Ok(50_000));
}

#[wasi_async_runtime::test]
async fn tasks_compute() {
    let tasks: Vec<_> = (0..100_u64).map(|n| spawn(async move { (0..=n).sum::<u64>() })).collect();
    for (n, task) in (0..100_u64).zip(tasks) {
        assert_eq!(soon(task).await, Ok(n * (n + 1) / 2));
    }
}

#[wasi_async_runtime::test]
async fn ten_thousand_tasks_all_end() {
    let counts = Counts::new();
    let tasks: Vec<_> = (0..10_000_usize)
        .map(|n| {
            spawn(counts.future(async move {
                yield_now().await;
                n
            }))
        })
        .collect();
    let mut sum = 0;
    for task in tasks {
        sum += soon(task).await.unwrap();
    }
    assert_eq!(sum, 10_000 * 9_999 / 2);
    assert_eq!((counts.polls(), counts.drops()), (20_000, 10_000));
}

#[wasi_async_runtime::test]
async fn tasks_spawn_tasks_to_any_depth() {
    fn level(depth: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
        Box::pin(async move {
            if depth == 0 {
                return 0;
            }
            spawn(level(depth - 1)).await.unwrap() + 1
        })
    }
    assert_eq!(soon(spawn(level(200))).await, Ok(200));
}

#[wasi_async_runtime::test]
async fn a_tree_of_tasks_comes_together() {
    fn leaves(depth: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
        Box::pin(async move {
            if depth == 0 {
                return 1;
            }
            let (left, right) = (spawn(leaves(depth - 1)), spawn(leaves(depth - 1)));
            left.await.unwrap() + right.await.unwrap()
        })
    }
    assert_eq!(soon(leaves(10)).await, 1024);
}

thread_local! {
    static INSIDE_SPAWN: Cell<bool> = const { Cell::new(false) };
}

/// Calls `spawn` and notes meanwhile that this thread is inside it.
fn noting<T>(spawn: impl FnOnce() -> T) -> T {
    INSIDE_SPAWN.set(true);
    let handle = spawn();
    INSIDE_SPAWN.set(false);
    handle
}

#[wasi_async_runtime::test]
async fn spawn_never_polls_inside_spawn() {
    let was_inside = Counter::new();
    let mut tasks = Vec::new();
    for _ in 0..500 {
        let inside = was_inside.clone();
        let look = async move {
            if INSIDE_SPAWN.get() {
                inside.add();
            }
        };
        tasks.push(noting(|| spawn(look)));
    }
    let inside = was_inside.clone();
    let from_a_task = spawn(async move {
        for _ in 0..500 {
            let inside = inside.clone();
            let look = async move {
                if INSIDE_SPAWN.get() {
                    inside.add();
                }
            };
            noting(|| spawn(look)).await.unwrap();
        }
    });
    for task in tasks {
        soon(task).await.unwrap();
    }
    soon(from_a_task).await.unwrap();
    assert_eq!(was_inside.get(), 0);
}

#[wasi_async_runtime::test(flavor = "current_thread")]
async fn what_is_spawned_on_one_thread_waits_for_its_turn() {
    let counts = Counts::new();
    let handle = spawn(counts.future(async {}));
    assert_eq!(counts.polls(), 0);
    assert!(!handle.is_finished());
    yield_now().await;
    assert_eq!((counts.polls(), counts.drops()), (1, 1));
    assert!(handle.is_finished());
}

// Joining.

#[wasi_async_runtime::test]
async fn a_handle_may_be_awaited_long_after_the_end() {
    let handle = spawn(async { 5 });
    eventually("the task ends", || handle.is_finished()).await;
    yield_now().await;
    assert_eq!(soon(handle).await, Ok(5));
}

#[wasi_async_runtime::test]
async fn a_handle_may_be_awaited_by_another_task() {
    let gate = Gate::new();
    let passed = gate.passed();
    let first = spawn(async move {
        passed.await;
        "from the first"
    });
    let second = spawn(async move { first.await.unwrap() });
    sleep(MS).await;
    gate.open();
    assert_eq!(soon(second).await, Ok("from the first"));
}

#[wasi_async_runtime::test]
async fn a_handle_may_be_awaited_by_reference_in_pieces() {
    let gate = Gate::new();
    let passed = gate.passed();
    let mut handle = spawn(async move {
        passed.await;
        9
    });
    assert_eq!(poll_once(&mut handle).await, None);
    assert!(timeout(MS, &mut handle).await.is_err());
    gate.open();
    assert_eq!(soon(&mut handle).await, Ok(9));
}

#[wasi_async_runtime::test]
async fn the_waker_of_the_last_poll_is_woken() {
    let gate = Gate::new();
    let mut handle = spawn(gate.passed());
    let (first, second) = (Wakes::new(), Wakes::new());
    let first_waker = Waker::from(first.clone());
    let second_waker = Waker::from(second.clone());
    assert!(Pin::new(&mut handle).poll(&mut Context::from_waker(&first_waker)).is_pending());
    assert!(Pin::new(&mut handle).poll(&mut Context::from_waker(&second_waker)).is_pending());
    gate.open();
    eventually("the second waker is woken", || second.count() > 0).await;
    assert!(handle.is_finished());
    assert_eq!(poll_idly(&mut handle), Poll::Ready(Ok(())));
}

#[wasi_async_runtime::test]
async fn a_handle_moves_between_tasks_in_the_middle_of_an_await() {
    let gate = Gate::new();
    let mut handle = spawn(gate.passed());
    assert!(poll_once(&mut handle).await.is_none());
    let other = spawn(handle);
    let (watched, opener) = (gate.clone(), gate.clone());
    eventually("the task waits at the gate", move || watched.waiting() > 0).await;
    opener.open();
    assert_eq!(soon(other).await, Ok(Ok(())));
}

#[cfg(panic = "unwind")]
#[wasi_async_runtime::test]
async fn polling_a_handle_after_it_was_ready_panics() {
    let failure = spawn(async {
        let mut handle = spawn(async {});
        (&mut handle).await.unwrap();
        let _ = poll_once(&mut handle).await;
    });
    assert!(soon(failure).await.unwrap_err().is_panic());
}

#[wasi_async_runtime::test]
async fn join_gives_the_output_too() {
    assert_eq!(soon(spawn(async { 3 }).join()).await.unwrap(), 3);
}

// Detaching.

#[wasi_async_runtime::test]
async fn dropping_a_handle_detaches() {
    let (gate, counts, done) = (Gate::new(), Counts::new(), Flag::new());
    let (passed, set) = (gate.passed(), done.clone());
    drop(spawn(counts.future(async move {
        passed.await;
        set.set();
    })));
    eventually("it waits", || gate.waiting() == 1).await;
    assert_eq!(counts.drops(), 0, "the future is not dropped by its handle");
    gate.open();
    eventually("it ends", || counts.drops() == 1).await;
    assert!(done.is_set());
}

#[wasi_async_runtime::test]
async fn a_detached_task_goes_on_and_its_output_is_dropped_once() {
    let (gate, future, output) = (Gate::new(), Counts::new(), Counts::new());
    let (passed, value) = (gate.passed(), output.value());
    spawn(future.future(async move {
        passed.await;
        value
    }))
    .detach();
    eventually("it waits", || gate.waiting() == 1).await;
    gate.open();
    eventually("its output is dropped", || output.drops() == 1).await;
    assert_eq!(future.drops(), 1);
}

#[wasi_async_runtime::test]
async fn the_output_of_a_dropped_handle_is_dropped_once() {
    let output = Counts::new();
    let value = output.value();
    let handle = spawn(async move { value });
    eventually("it ends", || handle.is_finished()).await;
    assert_eq!(output.drops(), 0);
    drop(handle);
    assert_eq!(output.drops(), 1);
}

#[wasi_async_runtime::test]
async fn a_handle_dropped_in_the_middle_of_an_await_detaches() {
    let (gate, counts, done) = (Gate::new(), Counts::new(), Flag::new());
    let (passed, set) = (gate.passed(), done.clone());
    let handle = spawn(counts.future(async move {
        passed.await;
        set.set();
    }));
    assert!(timeout(MS, handle).await.unwrap_err().is_timeout());
    gate.open();
    eventually("its future is dropped", || counts.drops() == 1).await;
    assert!(done.is_set(), "it ran to its end");
}

#[wasi_async_runtime::test]
async fn dropping_join_in_the_middle_detaches() {
    let (gate, counts, done) = (Gate::new(), Counts::new(), Flag::new());
    let (passed, set) = (gate.passed(), done.clone());
    let joining = spawn(counts.future(async move {
        passed.await;
        set.set();
    }))
    .join();
    assert!(timeout(MS, joining).await.is_err());
    gate.open();
    eventually("its future is dropped", || counts.drops() == 1).await;
    assert!(done.is_set(), "it ran to its end");
}

// Aborting.

/// Awaits a task that was aborted: it gives `Cancelled`, and its future is gone by then.
async fn assert_cancelled<T: std::fmt::Debug>(handle: TaskHandle<T>, counts: &Counts) {
    let error = soon(handle).await.unwrap_err();
    assert!(error.is_cancelled(), "{error:?}");
    assert_eq!(counts.drops(), 1);
}

#[wasi_async_runtime::test]
async fn abort_before_the_first_poll_drops_the_future_unpolled() {
    let counts = Counts::new();
    let handle = spawn_local(counts.pending());
    handle.abort();
    assert_eq!(counts.drops(), 0, "the future is dropped on its turn, not inside abort");
    assert_cancelled(handle, &counts).await;
    assert_eq!(counts.polls(), 0);
}

#[wasi_async_runtime::test]
async fn abort_right_after_spawn_cancels() {
    for _ in 0..200 {
        let counts = Counts::new();
        let handle = spawn(counts.pending());
        handle.abort();
        assert_cancelled(handle, &counts).await;
        assert!(counts.polls() <= 1);
    }
}

#[wasi_async_runtime::test]
async fn abort_while_parked_cancels() {
    let counts = Counts::new();
    let handle = spawn(counts.pending());
    eventually("it is parked", || counts.polls() == 1).await;
    handle.abort();
    assert_cancelled(handle, &counts).await;
    assert_eq!(counts.polls(), 1, "the future is not polled again");
}

#[wasi_async_runtime::test]
async fn abort_while_asleep_cancels_at_once() {
    let counts = Counts::new();
    let handle = spawn(counts.future(sleep(support::HOUR)));
    eventually("it sleeps", || counts.polls() == 1).await;
    handle.abort();
    assert_cancelled(handle, &counts).await;
}

#[wasi_async_runtime::test]
async fn abort_ends_a_task_that_is_always_ready() {
    let counts = Counts::new();
    let handle = spawn(counts.future(yield_for_ever()));
    eventually("it runs", || counts.polls() > 10).await;
    handle.abort();
    assert_cancelled(handle, &counts).await;
}

#[wasi_async_runtime::test]
async fn abort_twice_is_as_abort_once() {
    let counts = Counts::new();
    let handle = spawn(counts.pending());
    let abort = handle.abort_handle();
    handle.abort();
    abort.abort();
    handle.abort();
    assert_cancelled(handle, &counts).await;
    abort.abort();
    assert_eq!(counts.drops(), 1);
}

#[wasi_async_runtime::test]
async fn abort_after_completion_keeps_the_output() {
    let handle = spawn(async { 11 });
    let abort = handle.abort_handle();
    eventually("it ends", || handle.is_finished()).await;
    handle.abort();
    abort.abort();
    assert_eq!(soon(handle).await, Ok(11));
}

#[wasi_async_runtime::test]
async fn abort_from_another_task_cancels() {
    let counts = Counts::new();
    let handle = spawn(counts.pending());
    let abort = handle.abort_handle();
    let other = spawn(async move { abort.abort() });
    assert_cancelled(handle, &counts).await;
    soon(other).await.unwrap();
}

/// Spawns a task that gets its own abort handle.
fn spawn_with_own_abort<F, Fut>(make: F) -> TaskHandle<Fut::Output>
where
    F: FnOnce(AbortHandle) -> Fut + Send + 'static,
    Fut: Future<Output: Send> + Send + 'static,
{
    let own = Arc::new(Mutex::new(None::<AbortHandle>));
    let (given, gate) = (own.clone(), Gate::new());
    let passed = gate.passed();
    let handle = spawn(async move {
        passed.await;
        let abort = given.lock().unwrap().take().expect("given before the gate was opened");
        make(abort).await
    });
    *own.lock().unwrap() = Some(handle.abort_handle());
    gate.open();
    handle
}

#[wasi_async_runtime::test]
async fn a_task_that_aborts_itself_ends_at_its_next_await() {
    let (counts, went_on, came_back) = (Counts::new(), Flag::new(), Flag::new());
    let (value, on, back) = (counts.value(), went_on.clone(), came_back.clone());
    let handle = spawn_with_own_abort(move |abort| async move {
        let _value = value;
        abort.abort();
        on.set();
        pending::<()>().await;
        back.set();
    });
    assert_cancelled(handle, &counts).await;
    assert!(went_on.is_set() && !came_back.is_set());
}

#[wasi_async_runtime::test]
async fn a_task_that_aborts_itself_and_ends_in_the_same_poll_keeps_its_output() {
    let handle = spawn_with_own_abort(|abort| async move {
        abort.abort();
        "kept"
    });
    assert_eq!(soon(handle).await, Ok("kept"));
}

#[wasi_async_runtime::test]
async fn an_abort_handle_works_after_the_handle_is_gone() {
    let counts = Counts::new();
    let handle = spawn(counts.pending());
    let (abort, id) = (handle.abort_handle(), handle.id());
    drop(handle);
    eventually("it is parked", || counts.polls() == 1).await;
    let clone = abort.clone();
    assert!(!abort.is_finished());
    abort.abort();
    eventually("it ends", || clone.is_finished()).await;
    assert_eq!((counts.drops(), clone.id()), (1, id));
    clone.abort();
}

#[wasi_async_runtime::test]
async fn an_abort_handle_made_after_the_end_does_nothing() {
    let handle = spawn(async { 2 });
    eventually("it ends", || handle.is_finished()).await;
    let abort = handle.abort_handle();
    assert!(abort.is_finished());
    assert_eq!(abort.id(), handle.id());
    abort.abort();
    assert_eq!(soon(handle).await, Ok(2));
    assert!(abort.is_finished());
}

#[wasi_async_runtime::test]
async fn abort_on_drop_aborts_when_it_is_dropped() {
    let counts = Counts::new();
    let guard = spawn(counts.pending()).abort_on_drop();
    let abort = guard.abort_handle();
    eventually("it is parked", || counts.polls() == 1).await;
    assert!(!guard.is_finished());
    assert_eq!(guard.id(), abort.id());
    drop(guard);
    eventually("it ends", || abort.is_finished()).await;
    assert_eq!(counts.drops(), 1);
}

#[wasi_async_runtime::test]
async fn abort_on_drop_gives_the_output_when_it_is_awaited() {
    assert_eq!(soon(spawn(async { 8 }).abort_on_drop()).await, Ok(8));
    let guard = spawn(pending::<()>()).abort_on_drop();
    guard.abort();
    assert!(soon(guard).await.unwrap_err().is_cancelled());
}

#[wasi_async_runtime::test]
async fn abort_does_not_reach_what_the_task_spawned() {
    let (gate, child) = (Gate::new(), Counts::new());
    let in_child = child.future(gate.passed());
    let parent = spawn(async move { spawn(in_child).await });
    eventually("the child waits", || gate.waiting() == 1).await;
    parent.abort();
    assert!(soon(parent).await.unwrap_err().is_cancelled());
    assert_eq!(child.drops(), 0);
    gate.open();
    eventually("the child ends", || child.drops() == 1).await;
}

#[wasi_async_runtime::test]
async fn what_an_aborted_future_held_is_dropped_once() {
    let counts = Counts::new();
    let inner = counts.clone();
    let handle = spawn(async move {
        let _first = inner.value();
        let children = [inner.pending(), inner.pending()];
        let _second = inner.value();
        yield_now().await;
        for child in children {
            child.await;
        }
    });
    eventually("it waits for its child", || counts.polls() == 1).await;
    handle.abort();
    assert!(soon(handle).await.unwrap_err().is_cancelled());
    assert_eq!(counts.drops(), 4);
}

#[wasi_async_runtime::test]
async fn an_aborted_future_is_dropped_in_the_context_of_its_task() {
    let seen = Log::new();
    let (log, runtime) = (seen.clone(), Handle::current());
    let counts = Counts::new();
    let on_drop = OnDrop(move || {
        let spawned = spawn(async { 6 });
        log.add((task::try_id(), Handle::current() == runtime, spawned.id()));
        spawned.detach();
    });
    let waiting = counts.pending();
    let handle = spawn(async move {
        let _on_drop = on_drop;
        waiting.await;
    });
    eventually("it is parked", || counts.polls() == 1).await;
    let id = handle.id();
    handle.abort();
    assert!(soon(handle).await.unwrap_err().is_cancelled());
    let seen = seen.all();
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].0, seen[0].1), (Some(id), true));
}

#[wasi_async_runtime::test]
async fn a_task_spawned_in_the_drop_of_a_future_runs() {
    let (ran, counts) = (Flag::new(), Counts::new());
    let set = ran.clone();
    let on_drop = OnDrop(move || {
        let set = set.clone();
        spawn(async move { set.set() }).detach();
    });
    let waiting = counts.pending();
    let handle = spawn(async move {
        let _on_drop = on_drop;
        waiting.await;
    });
    handle.abort();
    assert!(soon(handle).await.unwrap_err().is_cancelled());
    eventually("what the drop spawned has run", || ran.is_set()).await;
}

// Every order of awaiting, aborting and dropping.

#[derive(Clone, Copy, Debug)]
enum Step {
    Abort,
    AbortByHandle,
    PollOnce,
    Wake,
    Yield,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Await,
    Join,
    Drop,
    Detach,
    AbortOnDrop,
}

/// Runs one order: a task at a gate, steps, and then what is done with its handle. Its future and its output are dropped
/// exactly once, and the handle says what became of it.
async fn try_order(steps: &[Step], end: End) {
    let (gate, future, output) = (Gate::new(), Counts::new(), Counts::new());
    let (passed, value) = (gate.passed(), output.value());
    let mut handle = spawn(future.future(async move {
        passed.await;
        value
    }));
    let abort = handle.abort_handle();
    let (mut aborted, mut woken, mut got) = (false, false, None);
    for step in steps {
        match step {
            Step::Abort => {
                handle.abort();
                aborted = true;
            }
            Step::AbortByHandle => {
                abort.clone().abort();
                aborted = true;
            }
            Step::PollOnce if got.is_none() => got = poll_once(&mut handle).await,
            Step::PollOnce => {}
            Step::Wake => {
                gate.open();
                woken = true;
            }
            Step::Yield => sleep(MS).await,
        }
    }
    let what = format!("{steps:?} {end:?}");
    let result = match end {
        _ if got.is_some() => got,
        End::Await if aborted || woken => Some(soon(handle).await),
        End::Join if aborted || woken => Some(soon(handle.join()).await.map_err(AsyncError::from)),
        End::AbortOnDrop => {
            drop(handle.abort_on_drop());
            aborted = true;
            None
        }
        End::Detach => {
            handle.detach();
            None
        }
        End::Await | End::Join | End::Drop => {
            drop(handle);
            None
        }
    };
    match &result {
        Some(Ok(_)) => assert!(woken, "{what}"),
        Some(Err(error)) => assert!(aborted && error.is_cancelled(), "{what}: {error}"),
        None => {}
    }
    if !aborted && !woken {
        abort.abort();
    }
    drop(result);
    eventually("the task ends", || abort.is_finished()).await;
    eventually("its output is dropped", || output.drops() == 1).await;
    assert_eq!((future.drops(), output.drops()), (1, 1), "{what}");
}

#[wasi_async_runtime::test]
async fn futures_and_outputs_are_dropped_once_in_every_order_of_operations() {
    let steps = [Step::Abort, Step::AbortByHandle, Step::PollOnce, Step::Wake, Step::Yield];
    let ends = [End::Await, End::Join, End::Drop, End::Detach, End::AbortOnDrop];
    for end in ends {
        try_order(&[], end).await;
        for first in steps {
            try_order(&[first], end).await;
            for second in steps {
                try_order(&[first, second], end).await;
                for third in [Step::Abort, Step::PollOnce, Step::Wake] {
                    try_order(&[first, second, third], end).await;
                }
            }
        }
    }
}

// `is_finished`.

#[wasi_async_runtime::test]
async fn is_finished_is_true_exactly_when_awaiting_is_ready_and_the_future_is_gone() {
    for round in 0..300 {
        let counts = Counts::new();
        let mut handle = spawn(counts.future(async move {
            for _ in 0..round % 7 {
                yield_now().await;
            }
        }));
        loop {
            let finished = handle.is_finished();
            if finished {
                assert_eq!(counts.drops(), 1);
            }
            let polled = poll_idly(&mut handle);
            if polled.is_ready() {
                assert_eq!(counts.drops(), 1);
                break;
            }
            assert!(!finished, "it said that it was finished, and was pending");
            yield_now().await;
        }
        assert!(handle.is_finished());
        yield_now().await; // a full budget for the next round
    }
}

#[wasi_async_runtime::test]
async fn is_finished_turns_true_after_an_abort_without_awaiting() {
    let counts = Counts::new();
    let handle = spawn(counts.pending());
    assert!(!handle.is_finished());
    handle.abort();
    eventually("it is finished", || handle.is_finished()).await;
    assert_eq!(counts.drops(), 1);
    let local = spawn_local(counts.pending());
    local.abort();
    assert!(!local.is_finished(), "its future goes on its turn, which is not now");
    eventually("the local one is finished", || local.is_finished()).await;
    assert_eq!(counts.drops(), 2);
    let debug = format!("{handle:?}");
    assert!(debug.contains("finished: true"), "{debug}");
}

// Errors.

#[wasi_async_runtime::test]
async fn errors_travel_through_tasks_with_the_question_mark() -> Result<(), AsyncError> {
    async fn innermost() -> Result<u8, AsyncError> {
        Err(AsyncError::from("broken at the bottom"))
    }
    async fn middle() -> Result<u8, AsyncError> {
        Ok(spawn(innermost()).await?? + 1)
    }
    let result: Result<u8, AsyncError> = spawn(middle()).await?;
    assert_eq!(result, Err(AsyncError::Other("broken at the bottom".into())));

    async fn gives_up() -> Result<(), AsyncError> {
        let handle = spawn(pending::<()>());
        handle.abort();
        handle.await?;
        unreachable!("it was aborted")
    }
    assert!(spawn(gives_up()).await?.unwrap_err().is_cancelled());

    async fn is_late() -> Result<(), AsyncError> {
        timeout(MS, pending::<()>()).await
    }
    assert_eq!(spawn(is_late()).await?, Err(AsyncError::Timeout(MS)));
    Ok(())
}

#[wasi_async_runtime::test]
async fn a_failure_knows_its_task() {
    let handle = task::Builder::new().name("reader").spawn(pending::<()>());
    let id = handle.id();
    handle.abort();
    let failure = soon(handle.join()).await.unwrap_err();
    assert!(failure.is_cancelled() && !failure.is_panic());
    assert_eq!(failure.id(), id);
    assert_eq!(failure.to_string(), format!("task {id} (reader) was aborted"));
    let failure = failure.into_panic().expect_err("it was no panic");
    assert!(format!("{failure:?}").contains("reader"));
    assert_eq!(AsyncError::from(failure), AsyncError::Cancelled(format!("task {id} (reader) was aborted")));
}

#[wasi_async_runtime::test]
async fn ids_are_unique_and_known_inside() {
    let tasks: Vec<_> = (0..100).map(|_| spawn(async { (task::id(), task::try_id()) })).collect();
    let mut ids = Vec::new();
    for task in tasks {
        let id = task.id();
        assert_eq!(soon(task).await, Ok((id, Some(id))));
        ids.push(id.to_string());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 100);
}

#[wasi_async_runtime::test]
async fn an_id_stays_the_same_from_poll_to_poll() {
    let handle = spawn(async {
        let before = task::id();
        let inner = spawn(async { task::id() }).await.unwrap();
        sleep(MS).await;
        assert_ne!(inner, before);
        before == task::id()
    });
    assert_eq!(soon(handle).await, Ok(true));
}

#[wasi_async_runtime::test]
async fn a_handle_shows_name_and_place_of_its_task() {
    let named = task::Builder::new().name("named one").spawn(async {});
    let shown = format!("{named:?}");
    assert!(shown.contains("named one") && shown.contains("task.rs"), "{shown}");
    assert!(format!("{:?}", named.abort_handle()).contains(&named.id().to_string()));
    soon(named).await.unwrap();
}

// Panics.

#[cfg(panic = "unwind")]
mod panics {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
    use support::CountedValue;

    #[wasi_async_runtime::test]
    async fn a_panic_gives_its_message_and_everything_else_goes_on() {
        let counts = Counts::new();
        let others: Vec<_> = (0..50).map(|n| spawn(async move { n })).collect();
        let number = 7;
        let lost = spawn(counts.future(async move { panic!("lost {number}") }));
        let text = spawn(async { panic!("only text") });
        let odd = spawn(async { panic_any(7_u8) });
        assert_eq!(soon(lost).await, Err::<(), _>(AsyncError::Panic("lost 7".into())));
        assert_eq!(soon(text).await, Err::<(), _>(AsyncError::Panic("only text".into())));
        let error = soon(odd).await.unwrap_err();
        assert!(error.is_panic(), "{error}");
        assert_eq!(counts.drops(), 1);
        for (n, other) in others.into_iter().enumerate() {
            assert_eq!(soon(other).await, Ok(n));
        }
        assert_eq!(soon(spawn(async { 1 })).await, Ok(1));
    }

    #[wasi_async_runtime::test]
    async fn a_panic_after_some_polls_is_caught_too() {
        for polls in 0..5 {
            let counts = Counts::new();
            let handle = spawn(counts.future(async move {
                for _ in 0..polls {
                    yield_now().await;
                }
                panic!("at poll {polls}");
            }));
            assert_eq!(soon(handle).await, Err::<(), _>(AsyncError::Panic(format!("at poll {polls}"))));
            assert_eq!((counts.polls(), counts.drops()), (polls + 1, 1));
        }
    }

    #[wasi_async_runtime::test]
    async fn join_gives_the_payload_of_a_panic() {
        let handle = task::Builder::new().name("odd").spawn(async { panic_any(7_u8) });
        let id = handle.id();
        let failure = soon(handle.join()).await.unwrap_err();
        assert!(failure.is_panic() && !failure.is_cancelled());
        assert_eq!(failure.id(), id);
        assert!(failure.to_string().starts_with(&format!("task {id} (odd) panicked: ")), "{failure}");
        assert_eq!(*failure.into_panic().unwrap().downcast::<u8>().unwrap(), 7);

        let failure = soon(spawn(async { panic_any("again") }).join()).await.unwrap_err();
        let again = spawn(async move { failure.resume_unwind() });
        assert_eq!(soon(again).await, Err::<(), _>(AsyncError::Panic("again".into())));

        let handle = spawn(pending::<()>());
        handle.abort();
        let failure = soon(handle.join()).await.unwrap_err();
        let shown = failure.to_string();
        let wrong = spawn(async move { failure.resume_unwind() });
        let Err(AsyncError::Panic(message)) = soon(wrong).await else { panic!("resume_unwind always panics") };
        assert!(message.contains(&shown), "{message}");
    }

    /// Panics in its drop, once.
    struct Bomb(&'static str, #[expect(dead_code, reason = "counts the drop")] CountedValue);

    impl Drop for Bomb {
        fn drop(&mut self) {
            if !std::thread::panicking() {
                panic!("{}", self.0);
            }
        }
    }

    #[wasi_async_runtime::test]
    async fn a_panic_in_the_drop_of_a_finished_future_is_caught() {
        let counts = Counts::new();
        /// Is ready at once; the bomb goes with the future, not with its output.
        struct Ready(#[expect(dead_code, reason = "dropped with it")] Bomb);
        impl Future for Ready {
            type Output = u8;
            fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u8> {
                Poll::Ready(1)
            }
        }
        let handle = spawn(Ready(Bomb("dropped badly", counts.value())));
        assert_eq!(soon(handle).await, Err(AsyncError::Panic("dropped badly".into())));
        assert_eq!(counts.drops(), 1);
        assert_eq!(soon(spawn(async { 1 })).await, Ok(1));
    }

    #[wasi_async_runtime::test]
    async fn a_panic_in_the_drop_of_an_aborted_future_is_caught() {
        let (counts, polls) = (Counts::new(), Counts::new());
        let (bomb, waiting) = (Bomb("aborted badly", counts.value()), polls.pending());
        let handle = spawn(async move {
            let _bomb = bomb;
            waiting.await;
        });
        eventually("it is parked", || polls.polls() == 1).await;
        handle.abort();
        assert_eq!(soon(handle).await, Err(AsyncError::Panic("aborted badly".into())));
        assert_eq!((counts.drops(), polls.drops()), (1, 1));
        assert_eq!(soon(spawn(async { 1 })).await, Ok(1));
    }

    #[wasi_async_runtime::test]
    async fn the_first_of_two_panics_is_told() {
        struct Twice;
        impl Future for Twice {
            type Output = ();
            fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
                panic!("first");
            }
        }
        impl Drop for Twice {
            fn drop(&mut self) {
                panic!("second");
            }
        }
        assert_eq!(soon(spawn(Twice)).await, Err(AsyncError::Panic("first".into())));
        assert_eq!(soon(spawn(async { 1 })).await, Ok(1));
    }

    #[wasi_async_runtime::test]
    async fn a_panic_in_the_drop_of_a_detached_future_hurts_nobody() {
        let (counts, polls) = (Counts::new(), Counts::new());
        let (bomb, waiting) = (Bomb("nobody sees this", counts.value()), polls.pending());
        let handle = spawn(async move {
            let _bomb = bomb;
            waiting.await;
        });
        let abort = handle.abort_handle();
        handle.detach();
        abort.abort();
        eventually("it ends", || abort.is_finished()).await;
        assert_eq!(counts.drops(), 1);
        assert_eq!(soon(spawn(async { 1 })).await, Ok(1));
    }

    #[wasi_async_runtime::test]
    async fn a_panic_in_the_drop_of_an_output_unwinds_into_who_drops_the_handle() {
        let counts = Counts::new();
        let bomb = Bomb("a bad output", counts.value());
        let handle = spawn(async move { bomb });
        eventually("it ends", || handle.is_finished()).await;
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(handle)));
        assert_eq!(dropped.unwrap_err().downcast_ref::<String>().map(String::as_str), Some("a bad output"));
        assert_eq!(counts.drops(), 1);
        assert_eq!(soon(spawn(async { 1 })).await, Ok(1));
    }

    #[wasi_async_runtime::test]
    async fn a_panic_in_a_nested_spawn_stays_in_the_inner_task() {
        let outer = spawn(async {
            let inner = spawn(async { panic!("inner") });
            inner.await.map_err(|error| error.to_string())
        });
        assert_eq!(soon(outer).await, Ok(Err::<(), _>("task panicked: inner".to_string())));
    }

    #[wasi_async_runtime::test]
    async fn a_hundred_panics_among_a_hundred_tasks_change_nothing_for_the_others() {
        let good: Vec<_> = (0..100)
            .map(|n| {
                spawn(async { panic!("one of many") }).detach();
                spawn(async move {
                    yield_now().await;
                    n
                })
            })
            .collect();
        for (n, task) in good.into_iter().enumerate() {
            assert_eq!(soon(task).await, Ok(n));
        }
    }

    #[wasi_async_runtime::test]
    async fn the_budget_and_the_context_survive_a_panic() {
        for _ in 0..3 {
            let _ = soon(spawn(async { panic!("gone") })).await;
            let runtime = Handle::current();
            let handle = spawn(async move { (task::id(), Handle::current() == runtime) });
            let id = handle.id();
            assert_eq!(soon(handle).await, Ok((id, true)));
        }
    }
}

// Wakers.

#[wasi_async_runtime::test]
async fn wakers_may_be_used_cloned_and_dropped_after_the_end() {
    let (gate, counts) = (Gate::new(), Counts::new());
    let passed = gate.passed();
    let handle = spawn(counts.future(async move {
        let _ = poll_once(passed).await;
    }));
    soon(handle).await.unwrap();
    let wakers = gate.take_wakers();
    assert_eq!(wakers.len(), 1);
    for waker in wakers {
        waker.wake_by_ref();
        let clone = waker.clone();
        drop(waker);
        let elsewhere = spawn(async move {
            clone.wake_by_ref();
            clone.wake();
        });
        soon(elsewhere).await.unwrap();
    }
    assert_eq!((counts.polls(), counts.drops()), (1, 1));
}

#[wasi_async_runtime::test]
async fn a_wake_after_an_abort_does_nothing() {
    let (gate, counts) = (Gate::new(), Counts::new());
    let handle = spawn(counts.future(gate.passed()));
    eventually("it waits", || gate.waiting() == 1).await;
    handle.abort();
    assert!(soon(handle).await.unwrap_err().is_cancelled());
    gate.open();
    yield_now().await;
    assert_eq!((counts.polls(), counts.drops()), (1, 1));
}

#[wasi_async_runtime::test]
async fn a_wake_during_a_poll_leads_to_another_poll() {
    let counts = Counts::new();
    let mut left = 100;
    let handle = spawn(counts.future(poll_fn(move |cx| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        cx.waker().wake_by_ref();
        let owned = cx.waker().clone();
        owned.wake();
        Poll::Pending
    })));
    soon(handle).await.unwrap();
    assert_eq!(counts.polls(), 101, "two wakes in one poll are one");
}

#[wasi_async_runtime::test]
async fn a_task_without_wakers_lives_on_and_can_be_aborted() {
    let (gate, counts) = (Gate::new(), Counts::new());
    let handle = spawn(counts.future(gate.passed()));
    eventually("it waits", || gate.waiting() == 1).await;
    drop(gate.take_wakers());
    sleep(MS).await;
    assert_eq!(counts.drops(), 0);
    handle.abort();
    assert_cancelled(handle, &counts).await;
}

#[wasi_async_runtime::test]
async fn no_wake_is_lost_between_two_tasks() {
    let turn = Arc::new(Mutex::new((0_u32, None::<Waker>)));
    let player = |parity: u32, turn: Arc<Mutex<(u32, Option<Waker>)>>| async move {
        for _ in 0..2000 {
            poll_fn(|cx| {
                let mut turn = turn.lock().unwrap();
                if turn.0 % 2 != parity {
                    turn.1 = Some(cx.waker().clone());
                    return Poll::Pending;
                }
                turn.0 += 1;
                let other = turn.1.take();
                drop(turn);
                if let Some(other) = other {
                    other.wake();
                }
                Poll::Ready(())
            })
            .await;
        }
    };
    let (even, odd) = (spawn(player(0, turn.clone())), spawn(player(1, turn.clone())));
    soon(even).await.unwrap();
    soon(odd).await.unwrap();
    assert_eq!(turn.lock().unwrap().0, 4000);
}

#[wasi_async_runtime::test]
async fn a_waker_of_a_handle_may_spawn_and_abort() {
    let (gate, spawned) = (Gate::new(), Flag::new());
    let mut handle = spawn(gate.passed());
    let other = spawn(pending::<()>());
    let (abort, set) = (other.abort_handle(), spawned.clone());
    let hooks = Hooks {
        woken: Box::new(move || {
            let set = set.clone();
            spawn(async move { set.set() }).detach();
            abort.abort();
        }),
        dropped: Box::new(|| spawn(async {}).detach()),
    };
    let waker = Waker::from(Arc::new(hooks));
    assert!(Pin::new(&mut handle).poll(&mut Context::from_waker(&waker)).is_pending());
    drop(waker);
    gate.open();
    assert!(soon(other).await.unwrap_err().is_cancelled());
    soon(handle).await.unwrap();
    eventually("what the waker spawned has run", || spawned.is_set()).await;
}

// Fairness.

#[wasi_async_runtime::test]
async fn an_always_ready_task_starves_neither_timers_nor_tasks() {
    let busy: Vec<_> = (0..4).map(|_| spawn(yield_for_ever()).abort_on_drop()).collect();
    for _ in 0..5 {
        soon(sleep(MS)).await;
        assert_eq!(soon(spawn(async { 1 })).await, Ok(1));
        assert_eq!(soon(spawn_local(async { 2 })).await, Ok(2));
        let sleeper = spawn(async {
            sleep(MS).await;
            3
        });
        assert_eq!(soon(sleeper).await, Ok(3));
    }
    drop(busy);
}

#[wasi_async_runtime::test]
async fn a_flood_of_self_waking_tasks_does_not_starve_a_sleep() {
    let flood: Vec<_> = (0..500).map(|_| spawn(yield_for_ever()).abort_on_drop()).collect();
    let sleeper = spawn(async {
        for _ in 0..3 {
            sleep(MS).await;
        }
    });
    soon(sleeper).await.unwrap();
    soon(sleep(MS)).await;
    drop(flood);
}

/// Two tasks that wake each other without end: each is always the one woken last.
fn ping_pong(count: &Counter) -> [TaskHandle<()>; 2] {
    type Ball = Arc<Mutex<(bool, [Option<Waker>; 2])>>;
    fn player(me: usize, ball: Ball, count: Counter) -> TaskHandle<()> {
        spawn(poll_fn(move |cx| {
            let mut state = ball.lock().unwrap();
            if usize::from(state.0) == me {
                state.0 = !state.0;
                count.add();
                let other = state.1[1 - me].take();
                state.1[me] = Some(cx.waker().clone());
                drop(state);
                other.into_iter().for_each(Waker::wake);
            } else {
                state.1[me] = Some(cx.waker().clone());
            }
            Poll::<()>::Pending
        }))
    }
    let ball = Ball::default();
    [player(0, ball.clone(), count.clone()), player(1, ball, count.clone())]
}

#[wasi_async_runtime::test]
async fn a_chain_of_wakes_without_end_starves_neither_tasks_nor_timers() {
    let count = Counter::new();
    let players = ping_pong(&count);
    eventually("they play", || count.get() > 1000).await;
    for _ in 0..5 {
        let task = spawn(async {
            yield_now().await;
            sleep(MS).await;
            1
        });
        assert_eq!(soon(task).await, Ok(1));
    }
    for player in players {
        player.abort();
        assert!(soon(player).await.unwrap_err().is_cancelled());
    }
}

#[wasi_async_runtime::test(flavor = "workers", worker_threads = 1)]
async fn a_chain_of_wakes_on_one_worker_does_not_starve_the_queue() {
    let count = Counter::new();
    let inner = count.clone();
    let test = spawn(async move {
        let players = ping_pong(&inner);
        while inner.get() < 1000 {
            yield_now().await;
        }
        for _ in 0..5 {
            assert_eq!(spawn(async { 1 }).await, Ok(1));
            sleep(MS).await;
        }
        players.iter().for_each(TaskHandle::abort);
    });
    soon(test).await.unwrap();
}

#[wasi_async_runtime::test]
async fn tasks_that_are_joined_one_after_the_other_starve_nobody() {
    let stop = Flag::new();
    let stopped = stop.clone();
    let joiner = spawn(async move {
        while !stopped.is_set() {
            spawn(async {}).await.unwrap();
        }
    });
    for _ in 0..5 {
        soon(sleep(MS)).await;
        assert_eq!(soon(spawn(async { 1 })).await, Ok(1));
    }
    stop.set();
    soon(joiner).await.unwrap();
}

#[wasi_async_runtime::test]
async fn busy_timers_do_not_starve_tasks() {
    let tick = || async {
        loop {
            sleep(std::time::Duration::from_nanos(1)).await;
        }
    };
    let busy: Vec<_> = (0..100).map(|_| spawn(tick()).abort_on_drop()).collect();
    for _ in 0..5 {
        let task = spawn(async {
            for _ in 0..10 {
                yield_now().await;
            }
            1
        });
        assert_eq!(soon(task).await, Ok(1));
        soon(sleep(MS)).await;
    }
    drop(busy);
}

#[wasi_async_runtime::test]
async fn a_task_that_loops_over_finished_handles_yields_now_and_then() {
    let handles: Vec<_> = (0..2000).map(|n| spawn(async move { n })).collect();
    eventually("all have ended", || handles.iter().all(TaskHandle::is_finished)).await;
    let counts = Counts::new();
    let looping = spawn(counts.future(async move {
        for (n, handle) in handles.into_iter().enumerate() {
            assert_eq!(handle.await, Ok(n));
        }
    }));
    soon(looping).await.unwrap();
    assert!(counts.polls() >= 2, "2000 ready handles in one poll");
}

#[wasi_async_runtime::test]
async fn the_future_of_a_test_has_a_budget_too() {
    let handles: Vec<_> = (0..2000).map(|n| spawn(async move { n })).collect();
    eventually("all have ended", || handles.iter().all(TaskHandle::is_finished)).await;
    let counts = Counts::new();
    let all = counts.future(async move {
        for handle in handles {
            handle.join().await.unwrap();
        }
    });
    soon(all).await;
    assert!(counts.polls() >= 2, "2000 ready handles in one poll");
}

#[wasi_async_runtime::test]
async fn a_loop_over_finished_handles_can_be_aborted_and_timed_out() {
    async fn for_ever() {
        loop {
            let mut ready: Vec<TaskHandle<()>> = (0..50).map(|_| spawn(async {})).collect();
            while let Some(handle) = ready.pop() {
                handle.await.unwrap();
            }
        }
    }
    assert!(timeout(5 * MS, for_ever()).await.unwrap_err().is_timeout());
    let handle = spawn(for_ever());
    sleep(MS).await;
    handle.abort();
    assert!(soon(handle).await.unwrap_err().is_cancelled());
}

// Yielding.

#[wasi_async_runtime::test]
async fn yield_now_is_pending_once() {
    let mut yielding = yield_now();
    assert!(poll_idly(&mut yielding).is_pending());
    assert!(poll_idly(&mut yielding).is_ready());
    let counts = Counts::new();
    soon(spawn(counts.future(yield_now()))).await.unwrap();
    assert_eq!(counts.polls(), 2);
}

#[wasi_async_runtime::test]
async fn yield_now_lets_every_ready_task_of_the_thread_run_once_first() {
    let counts: Vec<_> = (0..1000).map(|_| Counter::new()).collect();
    let tasks: Vec<_> = counts
        .iter()
        .cloned()
        .map(|count| {
            spawn_local(async move {
                loop {
                    count.add();
                    yield_now().await;
                }
            })
        })
        .collect();
    for round in 1..=3 {
        yield_now().await;
        assert!(counts.iter().all(|count| count.get() == round), "round {round}");
    }
    tasks.iter().for_each(TaskHandle::abort);
}

#[wasi_async_runtime::test(flavor = "current_thread")]
async fn yield_now_on_one_thread_lets_every_ready_task_run_once_first() {
    let count = Counter::new();
    for _ in 0..500 {
        let (one, other) = (count.clone(), count.clone());
        spawn(async move { one.add() }).detach();
        spawn_local(async move { other.add() }).detach();
    }
    yield_now().await;
    assert_eq!(count.get(), 1000);
}

#[wasi_async_runtime::test(flavor = "workers", worker_threads = 1)]
async fn yield_now_in_a_task_lets_the_tasks_that_it_spawned_run_once_first() {
    let task = spawn(async {
        let count = Counter::new();
        for _ in 0..500 {
            let count = count.clone();
            spawn(async move { count.add() }).detach();
        }
        yield_now().await;
        count.get()
    });
    assert_eq!(soon(task).await, Ok(500));
}

#[wasi_async_runtime::test(flavor = "workers", worker_threads = 1)]
async fn yield_now_in_a_task_lets_the_local_tasks_of_its_thread_run_once_first() {
    let task = spawn(async {
        let count = Counter::new();
        for _ in 0..100 {
            let count = count.clone();
            spawn_local(async move { count.add() }).detach();
        }
        yield_now().await;
        count.get()
    });
    assert_eq!(soon(task).await, Ok(100));
}

#[wasi_async_runtime::test(flavor = "workers", worker_threads = 1)]
async fn yield_now_in_a_local_task_lets_the_tasks_of_its_thread_run_once_first() {
    let task = spawn(async {
        let inner = spawn_local(async {
            let count = Counter::new();
            for _ in 0..100 {
                let count = count.clone();
                spawn(async move { count.add() }).detach();
            }
            yield_now().await;
            count.get()
        });
        inner.await.unwrap()
    });
    assert_eq!(soon(task).await, Ok(100));
}

#[wasi_async_runtime::test(flavor = "workers", worker_threads = 1)]
async fn yield_now_lets_a_task_run_that_was_just_spawned_however_long_the_chain_before() {
    fn chain(depth: u32, ran_first: Log<bool>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move {
            if depth > 0 {
                return spawn(chain(depth - 1, ran_first)).detach();
            }
            let ran = Flag::new();
            let set = ran.clone();
            spawn(async move { set.set() }).detach();
            yield_now().await;
            ran_first.add(ran.is_set());
        })
    }
    for depth in 0..80 {
        let ran_first = Log::new();
        soon(spawn(chain(depth, ran_first.clone()))).await.unwrap();
        eventually("the chain ends", || ran_first.len() == 1).await;
        assert_eq!(ran_first.all(), [true], "after a chain of {depth} tasks");
    }
}

#[wasi_async_runtime::test]
async fn yield_now_lets_every_ready_task_run_once_first_whatever_the_seed() {
    for seed in 0..50 {
        let runtime = AsyncRuntime::builder().current_thread().rng_seed(seed).build().unwrap();
        let task = runtime.handle().spawn(async {
            let count = Counter::new();
            for _ in 0..20 {
                let (one, other) = (count.clone(), count.clone());
                spawn(async move { one.add() }).detach();
                spawn_local(async move { other.add() }).detach();
            }
            yield_now().await;
            count.get()
        });
        assert_eq!(soon(run_in(&runtime, task)).await, Ok(40), "seed {seed}");
    }
}
