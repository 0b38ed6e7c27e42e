//! Many threads at once: wake-ups that must not be lost, futures that must be dropped once, calls inside each other.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::async_yields_async, reason = "handles and sleeps are handed out of a runtime on purpose")]

mod support_native;

use futures_lite::future::block_on as wait_for;
use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;
use support_native::{MS, Mailbox, Random, Tally, slower, watchdog};
use wasi_async_runtime::{
    AsyncError, AsyncRuntime, Handle, Runtime, TaskHandle, sleep, spawn, spawn_blocking, spawn_local, timeout,
    yield_now,
};

fn workers(count: usize) -> Runtime {
    AsyncRuntime::builder().worker_threads(count).build().unwrap()
}

fn current_thread() -> Runtime {
    AsyncRuntime::builder().current_thread().build().unwrap()
}

/// Fewer rounds where every step is slower.
fn rounds(count: usize) -> usize {
    count / slower() as usize
}

/// Every wake crosses a thread: a task that is lost once is never heard of again.
#[test]
fn tasks_and_eight_threads_answer_each_other() {
    let _watchdog = watchdog(60);
    for count in [1, 2, 3, 8] {
        let runtime = workers(count);
        thread::scope(|scope| {
            for seed in 0..8 {
                let handle = runtime.handle();
                scope.spawn(move || {
                    let mailbox = Mailbox::new();
                    let (answer, answers) = mpsc::channel();
                    let inbox = Arc::clone(&mailbox);
                    let task = handle.spawn(async move {
                        let mut sum = 0;
                        loop {
                            match inbox.receive().await {
                                0 => return sum,
                                n => sum += n,
                            }
                            answer.send(sum).unwrap();
                        }
                    });
                    let (mut random, mut sum) = (Random::new(seed), 0);
                    for n in 1..=rounds(1500) as u64 {
                        mailbox.send(n);
                        sum += n;
                        if random.below(4) == 0 {
                            (0..random.below(2000)).for_each(|_| std::hint::spin_loop());
                        }
                        assert_eq!(answers.recv(), Ok(sum));
                    }
                    mailbox.send(0);
                    assert_eq!(wait_for(task), Ok(sum));
                });
            }
        });
    }
}

/// Each spawn finds the workers on their way to their beds.
#[test]
fn a_task_from_outside_never_waits_for_a_worker_that_parks() {
    let _watchdog = watchdog(60);
    for count in 1..=8 {
        let runtime = workers(count);
        let mut random = Random::new(count as u64);
        for n in 0..rounds(3000) as u64 {
            let task = runtime.handle().spawn(async move { n });
            assert_eq!(wait_for(task), Ok(n));
            (0..random.below(3000)).for_each(|_| std::hint::spin_loop());
        }
    }
}

/// Tasks hand on to others on other workers, with all of them parking in between.
#[test]
fn a_ring_of_tasks_goes_round() {
    let _watchdog = watchdog(60);
    for count in [1, 2, 4, 8] {
        let runtime = workers(count);
        let boxes: Vec<_> = (0..16).map(|_| Mailbox::new()).collect();
        let tasks: Vec<_> = (0..16)
            .map(|n| {
                let (inbox, next) = (Arc::clone(&boxes[n]), Arc::clone(&boxes[(n + 1) % 16]));
                runtime.handle().spawn(async move {
                    let mut random = Random::new(n as u64);
                    loop {
                        let left: usize = inbox.receive().await;
                        if random.below(3) == 0 {
                            spawn(async {}).detach(); // takes the slot
                        }
                        if random.below(50) == 0 {
                            sleep(Duration::from_micros(random.below(100))).await;
                        }
                        next.send(left.saturating_sub(1));
                        if left < 16 {
                            return;
                        }
                    }
                })
            })
            .collect();
        boxes[0].send(rounds(3000));
        boxes[7].send(rounds(3000));
        tasks.into_iter().take(1).for_each(|task| wait_for(task).unwrap());
    }
}

/// Wakers of one task used from several threads, also after its end.
#[test]
fn wakes_from_other_threads_find_tasks_that_end_and_tasks_that_are_aborted() {
    let _watchdog = watchdog(60);
    for flavour in [1, 2, 4] {
        let runtime = workers(flavour);
        let tally = Tally::new();
        for round in 0..rounds(300) {
            let waker = Arc::new(Mutex::new(None::<Waker>));
            let stop = Arc::new(AtomicBool::new(false));
            let (left, stopped) = (Arc::clone(&waker), Arc::clone(&stop));
            let mut polls = 0;
            let task = runtime.handle().spawn(tally.count(poll_fn(move |cx: &mut Context<'_>| {
                polls += 1;
                *left.lock().unwrap() = Some(cx.waker().clone());
                if stopped.load(Ordering::SeqCst) || polls > 500 { Poll::Ready(polls) } else { Poll::Pending }
            })));
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| {
                        for _ in 0..50 {
                            let waker = waker.lock().unwrap().clone();
                            if let Some(waker) = waker {
                                waker.wake_by_ref();
                                waker.wake();
                            }
                        }
                    });
                }
                if round % 2 == 0 {
                    task.abort();
                } else {
                    stop.store(true, Ordering::SeqCst);
                }
            });
            let last = waker.lock().unwrap().clone();
            last.into_iter().for_each(Waker::wake);
            let result = wait_for(task);
            let cancelled = matches!(result, Err(AsyncError::Cancelled(_)));
            assert!(result.is_ok() || cancelled && round % 2 == 0, "{result:?}");
            waker.lock().unwrap().iter().for_each(Waker::wake_by_ref);
        }
        drop(runtime);
        tally.check();
    }
}

/// The end of a task, its abort and the drop of its handles, all at the same time.
#[test]
fn an_abort_races_with_the_end_and_with_the_drop_of_the_handles() {
    let _watchdog = watchdog(60);
    for count in [1, 2, 4] {
        let runtime = workers(count);
        let tally = Tally::new();
        let (mut finished, mut cancelled) = (0, 0);
        for round in 0..rounds(1500) as u64 {
            let yields = round % 4;
            let task = runtime.handle().spawn(tally.count(async move {
                for _ in 0..yields {
                    yield_now().await;
                }
                round
            }));
            let aborts = [task.abort_handle(), task.abort_handle()];
            let start = &Barrier::new(3);
            thread::scope(|scope| {
                for abort in aborts {
                    scope.spawn(move || {
                        start.wait();
                        let again = abort.clone();
                        abort.abort();
                        drop(abort);
                        let _ = again.is_finished();
                        again.abort();
                    });
                }
                start.wait();
                match round % 3 {
                    0 => drop(task),
                    1 => drop(task.abort_on_drop()),
                    _ => match wait_for(task) {
                        Ok(value) => {
                            assert_eq!(value, round);
                            finished += 1;
                        }
                        Err(error) => {
                            assert!(error.is_cancelled(), "{error}");
                            cancelled += 1;
                        }
                    },
                }
            });
        }
        support_native::measured(
            format_args!("{count} workers: tasks that ended, tasks cancelled"),
            (finished, cancelled),
        );
        drop(runtime);
        tally.check();
    }
}

/// `is_finished` says that the future has been dropped.
#[test]
fn a_finished_task_has_dropped_its_future() {
    let _watchdog = watchdog(60);
    let runtime = workers(3);
    for round in 0..rounds(1000) {
        let tally = Tally::new();
        let counted = tally.count(pending::<()>());
        let task = runtime.handle().spawn(counted);
        if round % 2 == 0 {
            yield_thread(round % 7);
        }
        task.abort();
        while !task.is_finished() {
            std::hint::spin_loop();
        }
        assert_eq!(tally.dropped(), 1);
        assert!(wait_for(task).unwrap_err().is_cancelled());
    }
}

fn yield_thread(times: usize) {
    (0..times).for_each(|_| thread::yield_now());
}

#[test]
fn a_thread_local_that_is_destroyed_can_spawn() {
    struct SpawnInDrop(RefCell<Option<Box<dyn FnOnce()>>>);
    impl Drop for SpawnInDrop {
        fn drop(&mut self) {
            if let Some(last) = self.0.take() {
                last();
            }
        }
    }
    thread_local! {
        static EARLY: SpawnInDrop = const { SpawnInDrop(RefCell::new(None)) };
        static LATE: SpawnInDrop = const { SpawnInDrop(RefCell::new(None)) };
    }
    let _watchdog = watchdog(30);
    let runtime = workers(2);
    let ran = Arc::new(AtomicUsize::new(0));
    let last = |handle: Handle, ran: &Arc<AtomicUsize>| {
        let ran = Arc::clone(ran);
        Box::new(move || {
            let add = move |ran: Arc<AtomicUsize>| async move {
                sleep(Duration::from_micros(10)).await;
                ran.fetch_add(1, Ordering::SeqCst);
            };
            drop(handle.spawn(add(Arc::clone(&ran))));
            spawn(add(Arc::clone(&ran))).detach();
            let blocking = Arc::clone(&ran);
            handle.spawn_blocking(move || blocking.fetch_add(1, Ordering::SeqCst)).detach();
            drop(spawn_local(async {}));
            assert_eq!(handle.block_on(handle.spawn(async { 5 })), Ok(5));
            assert_eq!(handle.block_on(async { spawn_local(async { 6 }).await }), Ok(6));
            ran.fetch_add(1, Ordering::SeqCst);
        }) as Box<dyn FnOnce()>
    };
    let mut expected = 0;
    for round in 0..20 {
        let (handle, ran) = (runtime.handle().clone(), Arc::clone(&ran));
        let thread = move || {
            EARLY.with(|slot| *slot.0.borrow_mut() = Some(last(handle.clone(), &ran)));
            if round % 2 == 0 {
                handle.block_on(async { spawn_local(yield_now()).await }).unwrap();
            }
            LATE.with(|slot| *slot.0.borrow_mut() = Some(last(handle, &ran)));
        };
        thread::spawn(thread).join().unwrap();
        expected += 8;
    }
    support_native::until(|| ran.load(Ordering::SeqCst) == expected);
}

/// All workers are inside nested calls at the same time.
#[test]
fn every_worker_may_be_in_a_nested_block_on() {
    let _watchdog = watchdog(60);
    for count in [1, 2, 4] {
        let runtime = workers(count);
        for _ in 0..rounds(40) {
            let tasks: Vec<_> = (0..count * 2)
                .map(|n| {
                    runtime.handle().spawn(async move {
                        let local = spawn_local(async {
                            sleep(50 * Duration::from_micros(1)).await;
                            1
                        });
                        let sum = Handle::current().block_on(async {
                            let child = spawn(async {
                                yield_now().await;
                                2
                            });
                            let blocking = spawn_blocking(|| 4);
                            let local = local.await.unwrap();
                            if n % 2 == 0 {
                                sleep(Duration::from_micros(30)).await;
                            }
                            local + child.await.unwrap() + blocking.await.unwrap()
                        });
                        assert_eq!(spawn(async { 8 }).await, Ok(8));
                        sum
                    })
                })
                .collect();
            tasks.into_iter().for_each(|task| assert_eq!(wait_for(task), Ok(7)));
        }
    }
}

#[test]
fn a_nested_block_on_may_nest_again() {
    let _watchdog = watchdog(60);
    fn nest(depth: u32) -> u32 {
        Handle::current().block_on(async {
            if depth == 0 {
                return spawn(async { 1 }).await.unwrap();
            }
            sleep(Duration::from_micros(20)).await;
            let beside = spawn_local(async { 1 });
            let other = spawn(async move { if depth > 1 { nest(depth - 2) } else { 1 } });
            let inner = nest(depth - 1);
            inner + beside.await.unwrap() + other.await.unwrap()
        })
    }
    for count in [1, 2, 4] {
        let runtime = workers(count);
        for _ in 0..rounds(30) {
            let tasks: Vec<_> = (0..count).map(|_| runtime.handle().spawn(async { nest(5) })).collect();
            let results: Vec<_> = tasks.into_iter().map(|task| wait_for(task).unwrap()).collect();
            assert!(results.iter().all(|result| *result == results[0]), "{results:?}");
        }
    }
    assert_eq!(current_thread().block_on(async { nest(3) }), workers(2).block_on(async { nest(3) }));
}

#[test]
fn nested_calls_go_across_two_runtimes() {
    let _watchdog = watchdog(60);
    for (here, there) in [(1, 1), (2, 1), (1, 2), (2, 2)] {
        let (a, b) = (workers(here), workers(there));
        let single = current_thread();
        for _ in 0..rounds(40) {
            let (to_b, to_a, to_single) = (b.handle().clone(), a.handle().clone(), single.handle().clone());
            let tasks: Vec<_> = (0..4)
                .map(|_| {
                    let (to_a, to_b, to_single) = (to_a.clone(), to_b.clone(), to_single.clone());
                    a.handle().spawn(async move {
                        let own = Handle::current();
                        to_b.block_on(async {
                            assert_eq!(Handle::current(), to_b);
                            let elsewhere = spawn(async { Handle::current() });
                            let local = spawn_local(async { Handle::current() });
                            sleep(Duration::from_micros(20)).await;
                            assert_eq!(elsewhere.await.unwrap(), to_b);
                            assert_eq!(local.await.unwrap(), to_b);
                            let single = to_single.block_on(async { spawn(async { Handle::current() }).await });
                            assert_eq!(single.unwrap(), to_single);
                            assert_eq!(to_a.block_on(async { spawn(async { 3 }).await }), Ok(3));
                        });
                        assert_eq!(Handle::current(), own);
                    })
                })
                .collect();
            tasks.into_iter().for_each(|task| wait_for(task).unwrap());
        }
    }
}

/// Nested calls come and go while tasks flow.
#[test]
fn nested_calls_come_and_go_beside_other_tasks() {
    let _watchdog = watchdog(60);
    for count in [1, 2, 3].into_iter().cycle().take(rounds(90)) {
        let runtime = workers(count);
        let handle = runtime.handle();
        let flow: Vec<_> = (0..8)
            .map(|n| {
                handle.spawn(async move {
                    for i in 0..rounds(300) {
                        match (i + n) % 5 {
                            0 => sleep(Duration::from_micros(10)).await,
                            1 => assert_eq!(spawn(async { 1 }).await, Ok(1)),
                            _ => yield_now().await,
                        }
                    }
                })
            })
            .collect();
        let nested: Vec<_> = (0..4)
            .map(|n| {
                handle.spawn(async move {
                    for i in 0..rounds(200) {
                        Handle::current().block_on(async {
                            if (i + n) % 3 == 0 {
                                sleep(Duration::from_micros(20)).await;
                            }
                            spawn(async {}).await.unwrap();
                        });
                        if i % 7 == 0 {
                            yield_now().await;
                        }
                    }
                })
            })
            .collect();
        flow.into_iter().chain(nested).for_each(|task| wait_for(task).unwrap());
    }
}

/// The driver changes hands all the time, and no task is lost on the way.
#[test]
fn threads_in_block_on_take_a_current_thread_runtime_over_from_each_other() {
    let _watchdog = watchdog(60);
    for round in 0..rounds(30) as u64 {
        let runtime = current_thread();
        let tally = Tally::new();
        thread::scope(|scope| {
            for seed in 0..4 {
                let (runtime, tally) = (&runtime, &tally);
                scope.spawn(move || {
                    let mut random = Random::new(seed + 10 * round);
                    for n in 0..40_u64 {
                        let pause = Duration::from_micros(random.below(60));
                        let outside = runtime.handle().spawn(tally.count(async move {
                            sleep(pause).await;
                            n
                        }));
                        runtime.block_on(async {
                            let inside = spawn(tally.count(async move {
                                yield_now().await;
                                n
                            }));
                            let local = Rc::new(n);
                            let beside = spawn_local(tally.count(async move { *local }));
                            assert_eq!(inside.await, Ok(n));
                            assert_eq!(outside.await, Ok(n));
                            assert_eq!(beside.await, Ok(n));
                        });
                    }
                });
            }
        });
        drop(runtime);
        tally.check();
    }
}

#[test]
fn a_second_block_on_takes_over_when_the_first_returns() {
    let _watchdog = watchdog(30);
    let runtime = current_thread();
    let mailbox = Mailbox::new();
    let inbox = Arc::clone(&mailbox);
    let task = runtime.handle().spawn(async move { inbox.receive().await });
    thread::scope(|scope| {
        scope.spawn(|| runtime.block_on(sleep(50 * MS)));
        thread::sleep(10 * MS);
        scope.spawn(|| assert_eq!(runtime.block_on(task), Ok(5)));
        thread::sleep(100 * MS); // only the second one is left
        mailbox.send(5);
    });
}

#[test]
fn two_runtimes_side_by_side_keep_their_tasks_apart() {
    let _watchdog = watchdog(60);
    let (a, b) = (workers(2), workers(2));
    let (to_a, to_b) = (Mailbox::new(), Mailbox::new());
    let side = |runtime: &Runtime, inbox: &Arc<Mailbox<usize>>, outbox: &Arc<Mailbox<usize>>| {
        let (inbox, outbox, own) = (Arc::clone(inbox), Arc::clone(outbox), runtime.handle().clone());
        runtime.handle().spawn(async move {
            loop {
                let left = inbox.receive().await;
                assert_eq!(Handle::current(), own);
                assert_eq!(spawn(async { Handle::current() }).await, Ok(own.clone()));
                outbox.send(left.saturating_sub(1));
                if left <= 1 {
                    return;
                }
            }
        })
    };
    let tasks = [side(&a, &to_a, &to_b), side(&b, &to_b, &to_a)];
    to_a.send(rounds(6000));
    tasks.into_iter().for_each(|task| wait_for(task).unwrap());
    drop(a);
    assert_eq!(b.block_on(async { spawn(async { 1 }).await }), Ok(1), "the other one goes on");
}

/// A sleep is polled on one thread and dropped, or reset, on another one at the moment it fires.
#[test]
fn timers_are_cancelled_from_other_threads_while_they_fire() {
    let _watchdog = watchdog(60);
    for count in [1, 3] {
        let runtime = workers(count);
        thread::scope(|scope| {
            for seed in 0..4 {
                let handle = runtime.handle();
                scope.spawn(move || {
                    let mut random = Random::new(seed);
                    for _ in 0..rounds(300) {
                        let pause = Duration::from_micros(random.below(150));
                        // Polled here, then moved into a task, or dropped.
                        let mut sleep = Box::pin(sleep(pause));
                        let waker = Waker::noop();
                        let task = handle.spawn(poll_fn({
                            let mut polled = false;
                            move |cx: &mut Context<'_>| {
                                if !polled {
                                    polled = true;
                                    let _ = sleep.as_mut().poll(&mut Context::from_waker(waker));
                                    cx.waker().wake_by_ref();
                                    return Poll::Pending;
                                }
                                sleep.as_mut().poll(cx)
                            }
                        }));
                        (0..random.below(4000)).for_each(|_| std::hint::spin_loop());
                        if random.below(2) == 0 {
                            task.abort();
                            let _ = wait_for(task);
                        } else {
                            wait_for(task).unwrap();
                        }
                    }
                });
            }
        });
    }
}

#[test]
fn a_sleep_may_move_from_runtime_to_runtime_and_thread_to_thread() {
    let _watchdog = watchdog(60);
    for round in 0..rounds(100) as u64 {
        let (a, b) = (workers(1), current_thread());
        let start = std::time::Instant::now();
        let mut slept = Box::pin(sleep(Duration::from_micros(500 + 10 * round)));
        // One poll on a, then a ends.
        let polled = a.handle().spawn(async move {
            poll_fn(|cx| Poll::Ready(slept.as_mut().poll(cx).is_ready())).await;
            slept
        });
        let mut slept = wait_for(polled).unwrap();
        if round % 2 == 0 {
            drop(a);
        }
        match round % 3 {
            0 => {
                b.block_on(async { poll_fn(|cx| Poll::Ready(slept.as_mut().poll(cx).is_ready())).await });
                b.block_on(slept);
            }
            1 => b.block_on(slept),
            _ => wait_for(slept), // a foreign executor: the process-wide runtime, where a has ended
        }
        assert!(start.elapsed() >= Duration::from_micros(500 + 10 * round));
    }
}

#[test]
fn local_tasks_are_woken_from_other_threads() {
    let _watchdog = watchdog(60);
    for runtime in [workers(1), workers(3), current_thread()] {
        let boxes: Vec<_> = (0..8).map(|_| Mailbox::<u64>::new()).collect();
        let answers = Arc::new(AtomicUsize::new(0));
        let sum = |inbox: Arc<Mailbox<u64>>, answers: Arc<AtomicUsize>| async move {
            let home = thread::current().id();
            let kept = Rc::new(());
            let mut sum = 0;
            loop {
                let n = inbox.receive().await;
                assert_eq!(thread::current().id(), home);
                if n == 0 {
                    drop(kept);
                    return sum;
                }
                sum += n;
                answers.fetch_add(1, Ordering::SeqCst);
            }
        };
        let count = rounds(1000) as u64;
        let total: u64 = runtime.block_on(async {
            // Half of them on this thread, half on the workers.
            let hosts: Vec<_> = boxes
                .iter()
                .enumerate()
                .map(|(n, inbox)| {
                    let (inbox, answers) = (Arc::clone(inbox), Arc::clone(&answers));
                    if n % 2 == 0 {
                        spawn_local(sum(inbox, answers))
                    } else {
                        spawn(async move { spawn_local(sum(inbox, answers)).await.unwrap() })
                    }
                })
                .collect();
            let threads: Vec<_> = boxes
                .iter()
                .map(|inbox| {
                    let inbox = Arc::clone(inbox);
                    thread::spawn(move || {
                        for n in 1..=count {
                            inbox.send(n);
                            if n % 16 == 0 {
                                thread::yield_now();
                            }
                        }
                        inbox.send(0);
                    })
                })
                .collect();
            let mut total = 0;
            for host in hosts {
                total += host.await.unwrap();
            }
            threads.into_iter().for_each(|thread| thread.join().unwrap());
            total
        });
        assert_eq!(total, 8 * count * (count + 1) / 2);
        assert_eq!(answers.load(Ordering::SeqCst) as u64, 8 * count);
    }
}

#[test]
fn timeouts_race_with_what_they_limit() {
    let _watchdog = watchdog(60);
    let runtime = workers(3);
    let tasks: Vec<TaskHandle<(usize, usize)>> = (0..8)
        .map(|seed| {
            runtime.handle().spawn(async move {
                let mut random = Random::new(seed);
                let (mut in_time, mut late) = (0, 0);
                for _ in 0..rounds(150) {
                    let limit = Duration::from_micros(random.below(200));
                    let work = spawn(sleep(Duration::from_micros(random.below(200))));
                    let mut work = pin!(work.abort_on_drop());
                    match timeout(limit, work.as_mut()).await {
                        Ok(ended) => {
                            ended.unwrap();
                            in_time += 1;
                        }
                        Err(AsyncError::Timeout(after)) => {
                            assert_eq!(after, limit);
                            late += 1;
                        }
                        Err(error) => panic!("{error}"),
                    }
                }
                (in_time, late)
            })
        })
        .collect();
    let counts: Vec<_> = tasks.into_iter().map(|task| wait_for(task).unwrap()).collect();
    support_native::measured("in time, late", counts);
}
