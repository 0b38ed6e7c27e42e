//! asyncio's types: what CPython's do, in the same order. The twins follow the programs in `tests/asyncio`, and must print what CPython 3.11
//! printed for those (`record.py`). They run under the simulated clock: with a real one a late wake-up changes the order, in CPython too.
#![cfg(feature = "asyncio")]

mod support;

use std::cell::RefCell;
use std::fmt::Display;
use std::rc::Rc;
use wasi_async_runtime::asyncio::exc::{
    BROKEN_BARRIER_ERROR, CANCELLED_ERROR, Exc, INVALID_STATE_ERROR, KEY_ERROR, RUNTIME_ERROR, TIMEOUT_ERROR,
    VALUE_ERROR,
};
use wasi_async_runtime::asyncio::{
    self, Barrier, Condition, ContextVar, Coroutine, Event, LifoQueue, Lock, PriorityQueue, Py, Queue, ReturnWhen,
    Semaphore, Sent, Task, TaskGroup, as_completed, copy_context, create_task, current_task, gather, gather_exceptions,
    get_event_loop, get_running_loop, new_event_loop, set_event_loop, shield, sleep, sleep_with, timeout, wait,
    wait_for,
};

/// What a program prints.
#[derive(Clone, Default)]
struct Out(Rc<RefCell<String>>);

impl Out {
    fn line(&self, line: impl Display) {
        *self.0.borrow_mut() += &format!("{line}\n");
    }
}

macro_rules! say {
    ($out:expr, $($text:tt)*) => { $out.line(format_args!($($text)*)) };
}

fn coroutine<T: 'static>(body: impl Future<Output = Py<T>> + 'static) -> Coroutine<T> {
    Coroutine::new("test", body)
}

/// As Python shows a truth.
fn shown(truth: bool) -> &'static str {
    if truth { "True" } else { "False" }
}

/// Runs a twin and compares.
async fn compare<F: Future<Output = Py<()>> + 'static>(expected: &str, main: impl FnOnce(Out) -> F) {
    let out = Out::default();
    support::soon(asyncio::run(coroutine(main(out.clone())))).await.unwrap();
    let printed = out.0.take();
    assert!(printed == expected, "it printed\n{printed}\nand not\n{expected}");
}

macro_rules! recorded {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/asyncio/", $name, ".out"))
    };
}

#[path = "asyncio/generators.rs"]
mod generators;
#[path = "asyncio/loops.rs"]
mod loop_twins;
#[path = "asyncio/regressions.rs"]
mod regressions;
#[path = "asyncio/runs.rs"]
mod runs;
#[path = "asyncio/streams.rs"]
mod streams;
#[path = "asyncio/sync.rs"]
mod sync;
#[path = "asyncio/tasks.rs"]
mod tasks;
#[path = "asyncio/waiting.rs"]
mod waiting;

#[wasi_async_runtime::test(start_paused = true)]
async fn turns() {
    compare(recorded!("turns"), |out| async move {
        let work = |name: &'static str, n| {
            let out = out.clone();
            coroutine(async move {
                for i in 0..n {
                    say!(out, "{name} {i}");
                    sleep(0.0).await?;
                }
                Ok(())
            })
        };
        let (a, b) = (create_task(work("a", 3))?, create_task(work("b", 2))?);
        say!(out, "main");
        a.await?;
        b.await?;
        say!(out, "end");
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn cancel() {
    compare(recorded!("cancel"), |out| async move {
        let print = out.clone();
        let task = create_task(coroutine(async move {
            let slept = sleep(10.0).await;
            if let Err(exc) = &slept {
                say!(print, "cancelled {exc}");
                sleep(0.0).await?;
                say!(print, "cleaned up");
            }
            slept
        }))?;
        sleep(0.0).await?;
        say!(out, "{} {} {}", shown(task.cancel_with("enough")), shown(task.cancelled()), task.cancelling());
        let exc = (&task).await.unwrap_err();
        say!(out, "main sees {exc:?} {} {}", shown(task.cancelled()), shown(task.cancel()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn callbacks() {
    compare(recorded!("callbacks"), |out| async move {
        let event_loop = get_running_loop()?;
        let future = event_loop.create_future();
        let (callback, soon) = (out.clone(), out.clone());
        future.add_done_callback(move |future| say!(callback, "callback {}", future.result().unwrap()));
        event_loop.call_soon(move || say!(soon, "soon"))?;
        future.set_result(1)?;
        say!(out, "set");
        assert!(future.set_result(2).unwrap_err().is(&INVALID_STATE_ERROR));
        sleep(0.0).await?;
        say!(out, "after");
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn gathers() {
    compare(recorded!("gather"), |out| async move {
        let print = out.clone();
        let work = move |n: i64| {
            let out = print.clone();
            coroutine(async move {
                let body = async {
                    for i in 0..n {
                        say!(out, "work {n} {i}");
                        sleep(0.0).await?;
                    }
                    if n == 2 { Err(Exc::new(&VALUE_ERROR, n)) } else { Ok(n * n) }
                };
                let result = body.await;
                say!(out, "end {n}");
                result
            })
        };
        let print = out.clone();
        let ticks = create_task(coroutine(async move {
            for i in 0..6 {
                say!(print, "tick {i}");
                sleep(0.0).await?;
            }
            Ok(())
        }))?;
        say!(out, "{:?}", gather([work(1), work(3)])?.await?);
        say!(out, "main {:?}", gather([work(2), work(4)])?.await.unwrap_err());
        let results = gather_exceptions([work(2), work(0)])?.await?;
        say!(out, "{:?} {:?}", results[0].as_ref().unwrap_err(), results[1].as_ref().unwrap());
        ticks.await
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn waits() {
    compare(recorded!("waits"), |out| async move {
        let print = out.clone();
        let slow = move || {
            let out = print.clone();
            coroutine(async move {
                let slept = sleep(10.0).await;
                say!(out, "slow ends");
                slept
            })
        };
        let exc = wait_for(slow(), 0.01).await.unwrap_err();
        assert!(exc.is(&TIMEOUT_ERROR));
        say!(out, "{exc:?} {:?}", exc.cause().unwrap());
        say!(out, "{}", wait_for(coroutine(sleep_with(0.0, 5)), 1.0).await?);
        let inner = create_task(slow())?;
        let outer = shield(inner.clone())?;
        sleep(0.0).await?;
        outer.cancel();
        assert!(outer.await.unwrap_err().is(&CANCELLED_ERROR));
        say!(out, "outer {}", shown(inner.done()));
        let both = gather([inner.clone(), create_task(coroutine(sleep(20.0)))?])?;
        sleep(0.0).await?;
        say!(out, "{}", shown(both.cancel()));
        assert!(both.await.unwrap_err().is(&CANCELLED_ERROR));
        say!(out, "both {}", shown(inner.cancelled()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn locks() {
    compare(recorded!("locks"), |out| async move {
        let print = out.clone();
        let holds = move |name: &'static str, lock: Lock, turns: usize| {
            let out = print.clone();
            coroutine(async move {
                say!(out, "{name} asks");
                let held = lock.hold().await?;
                say!(out, "{name} has it");
                for _ in 0..turns {
                    sleep(0.0).await?;
                }
                say!(out, "{name} lets go");
                drop(held);
                Ok(())
            })
        };
        let lock = Lock::new();
        let tasks: Vec<Task<()>> = ["a", "b", "c", "d"]
            .into_iter()
            .map(|name| create_task(holds(name, lock.clone(), 2)))
            .collect::<Py<_>>()?;
        let print = out.clone();
        let ticks = create_task(coroutine(async move {
            for i in 0..8 {
                say!(print, "tick {i}");
                sleep(0.0).await?;
            }
            Ok(())
        }))?;
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "cancel b {} {}", shown(tasks[1].cancel()), shown(lock.locked()));
        gather_exceptions(tasks)?.await?;
        ticks.await?;
        say!(out, "{}", lock.release().unwrap_err());
        let semaphore = Semaphore::new(2)?;
        let print = out.clone();
        let permits = move |name: &'static str, turns: usize| {
            let (out, semaphore) = (print.clone(), semaphore.clone());
            coroutine(async move {
                say!(out, "{name} asks");
                let permit = semaphore.hold().await?;
                say!(out, "{name} has it");
                for _ in 0..turns {
                    sleep(0.0).await?;
                }
                say!(out, "{name} lets go");
                drop(permit);
                Ok(())
            })
        };
        gather([permits("p", 1), permits("q", 3), permits("r", 1), permits("s", 0)])?.await?;
        say!(out, "{}", Semaphore::bounded(1)?.release().unwrap_err());
        let event = Event::new();
        let waits = |n: i32| {
            let (out, event) = (out.clone(), event.clone());
            create_task(coroutine(async move {
                say!(out, "wait {n}");
                say!(out, "woken {n} {}", shown(event.wait().await?));
                Ok(())
            }))
        };
        let tasks = (0..3).map(waits).collect::<Py<Vec<_>>>()?;
        sleep(0.0).await?;
        event.set();
        event.clear();
        say!(out, "set {}", shown(event.is_set()));
        gather(tasks)?.await?;
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn conditions_and_barriers() {
    compare(recorded!("condition"), |out| async move {
        let condition = Condition::new();
        let ready: Rc<RefCell<Vec<usize>>> = Rc::default();
        let mut tasks = Vec::new();
        for n in 0..2 {
            let (out, condition, ready) = (out.clone(), condition.clone(), ready.clone());
            tasks.push(create_task(coroutine(async move {
                let _held = condition.lock().hold().await?;
                condition.wait_for(|| ready.borrow().len() > n).await?;
                say!(out, "consumer {n} {:?}", ready.borrow());
                Ok(())
            }))?);
        }
        for n in 0..3 {
            let (out, condition) = (out.clone(), condition.clone());
            tasks.push(create_task(coroutine(async move {
                let _held = condition.lock().hold().await?;
                say!(out, "waits {n}");
                match condition.wait().await {
                    Ok(_) => say!(out, "woken {n} {}", shown(condition.lock().locked())),
                    Err(exc) => {
                        say!(out, "cancelled {n} {}", shown(condition.lock().locked()));
                        return Err(exc);
                    }
                }
                Ok(())
            }))?);
        }
        sleep(0.0).await?;
        tasks[3].cancel();
        sleep(0.0).await?;
        for n in 0..2 {
            let held = condition.lock().hold().await?;
            ready.borrow_mut().push(n);
            condition.notify_all()?;
            drop(held);
            sleep(0.0).await?;
            say!(out, "turn {n}");
        }
        for result in gather_exceptions(tasks)?.await? {
            say!(out, "{}", result.map_or_else(|exc| format!("{exc:?}"), |()| "None".to_owned()));
        }
        say!(out, "{}", condition.notify(1).unwrap_err());
        let barrier = Barrier::new(3)?;
        let meets = |n: usize| {
            let (out, barrier) = (out.clone(), barrier.clone());
            coroutine(async move {
                for _ in 0..n {
                    sleep(0.0).await?;
                }
                say!(out, "comes {n}");
                let index = barrier.wait().await?;
                say!(out, "goes {n} {index}");
                Ok(())
            })
        };
        gather([2, 0, 1].map(meets))?.await?;
        let waits = barrier.clone();
        let stuck = create_task(coroutine(async move { waits.wait().await }))?;
        sleep(0.0).await?;
        say!(out, "{} {}", barrier.n_waiting(), barrier.parties());
        barrier.abort().await?;
        let exc = stuck.await.unwrap_err();
        assert!(exc.is(&BROKEN_BARRIER_ERROR));
        say!(out, "{exc:?} {}", shown(barrier.broken()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn queues() {
    compare(recorded!("queues"), |out| async move {
        let queue: Queue<i64> = Queue::new(2);
        let (print, puts) = (out.clone(), queue.clone());
        let producer = create_task(coroutine(async move {
            for n in 0..5 {
                puts.put(n).await?;
                say!(print, "put {n} {}", puts.qsize());
            }
            Ok(())
        }))?;
        let consumer = |name: &'static str| {
            let (out, queue) = (out.clone(), queue.clone());
            create_task(coroutine(async move {
                loop {
                    let n = queue.get().await?;
                    say!(out, "{name} got {n}");
                    sleep(0.0).await?;
                    queue.task_done()?;
                }
                #[allow(unreachable_code, reason = "what the loop gives")]
                Ok(())
            }))
        };
        let consumers = [consumer("x")?, consumer("y")?];
        producer.await?;
        queue.join().await?;
        say!(out, "joined {} {}", shown(queue.empty()), shown(queue.full()));
        consumers.iter().for_each(|task| assert!(task.cancel()));
        for result in gather_exceptions(consumers)?.await? {
            say!(out, "{:?}", result.unwrap_err());
        }
        say!(out, "{:?}", queue.get_nowait().unwrap_err());
        queue.put_nowait(1)?;
        queue.put_nowait(2)?;
        say!(out, "{:?}", queue.put_nowait(3).unwrap_err());
        let put = |n| {
            let queue = queue.clone();
            create_task(coroutine(async move { queue.put(n).await }))
        };
        let (putter, other) = (put(3)?, put(4)?);
        sleep(0.0).await?;
        say!(out, "{}", queue.get_nowait()?);
        putter.cancel();
        gather_exceptions([putter, other])?.await?;
        let (first, second) = (queue.get_nowait()?, queue.get_nowait()?);
        say!(out, "{first} {second} {}", queue.qsize());
        let priority: PriorityQueue<i32> = PriorityQueue::new(0);
        for item in [3, 1, 2, 1] {
            priority.put_nowait(item)?;
        }
        say!(out, "{:?}", (0..4).map(|_| priority.get_nowait().unwrap()).collect::<Vec<_>>());
        let last: LifoQueue<i32> = LifoQueue::new(0);
        for item in [3, 1, 2] {
            last.put_nowait(item)?;
        }
        say!(out, "{:?}", (0..3).map(|_| last.get_nowait().unwrap()).collect::<Vec<_>>());
        say!(out, "{}", (0..4).find_map(|_| last.task_done().err()).unwrap());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn groups() {
    compare(recorded!("groups"), |out| async move {
        let print = out.clone();
        let works = move |name: &'static str, delay: f64, fails: bool| {
            let out = print.clone();
            coroutine(async move {
                say!(out, "{name} begins");
                if let Err(exc) = sleep(delay).await {
                    say!(out, "{name} is cancelled");
                    return Err(exc);
                }
                if fails {
                    return Err(Exc::new(&VALUE_ERROR, name));
                }
                say!(out, "{name} ends");
                Ok(name)
            })
        };
        let group = TaskGroup::enter()?;
        let (a, b) = (group.create_task(works("a", 0.02, false))?, group.create_task(works("b", 0.0, false))?);
        say!(out, "inside");
        group.exit(Ok(())).await?;
        say!(out, "{} {}", a.result()?, b.result()?);
        let (inside, print) = (works.clone(), out.clone());
        let raised = TaskGroup::scope(|group| async move {
            group.create_task(inside("c", 10.0, false))?;
            group.create_task(inside("d", 0.0, true))?;
            group.create_task(inside("e", 0.0, true))?;
            sleep(10.0).await?;
            say!(print, "never");
            Ok(())
        });
        say!(out, "{:?}", raised.await.unwrap_err().split(&VALUE_ERROR).0.unwrap());
        say!(out, "{}", current_task()?.unwrap().cancelling());
        let (inside, print) = (works.clone(), out.clone());
        let task = create_task(coroutine(async move {
            let raised = TaskGroup::scope(|group| async move {
                group.create_task(inside("f", 10.0, false))?;
                sleep(10.0).await
            });
            let raised = raised.await.unwrap_err();
            say!(print, "outer {raised:?}");
            Err::<(), _>(raised)
        }))?;
        sleep(0.0).await?;
        sleep(0.0).await?;
        task.cancel_with("stop");
        say!(out, "main {:?}", task.await.unwrap_err());
        let group = TaskGroup::enter()?;
        group.create_task(works("g", 10.0, false))?;
        sleep(0.0).await?;
        let raised = group.exit(Err::<(), _>(Exc::new(&KEY_ERROR, "body"))).await.unwrap_err();
        say!(out, "{raised:?} {}", raised.args()[0].str());
        let refused = group.create_task(coroutine(sleep(0.0))).unwrap_err().to_string();
        say!(out, "{}", refused.split("> ").nth(1).unwrap());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn timeouts() {
    compare(recorded!("timeouts"), |out| async move {
        let print = out.clone();
        let raised = timeout(0.02)?.scope(|_| async move {
            let slept = sleep(10.0).await;
            say!(print, "cleaned up");
            slept
        });
        let raised = raised.await.unwrap_err();
        say!(out, "{raised:?} {:?} {}", raised.cause().unwrap(), current_task()?.unwrap().cancelling());
        let limit = timeout(10.0)?;
        limit.scope(|_| sleep(0.0)).await?;
        say!(out, "{}", shown(limit.expired()));
        say!(out, "{}", limit.reschedule(1.0).unwrap_err());
        let print = out.clone();
        let raised = timeout(0.0)?.scope(|_| async move {
            say!(print, "begins");
            sleep(0.0).await?;
            say!(print, "not yet");
            sleep(0.0).await?;
            say!(print, "never");
            Ok(())
        });
        assert!(raised.await.unwrap_err().is(&TIMEOUT_ERROR));
        say!(out, "at once");
        let outer = timeout(0.04)?;
        let print = out.clone();
        let raised = outer.scope(|outer| async move {
            let inner = timeout(0.02)?.scope(|_| sleep(10.0)).await;
            assert!(inner.unwrap_err().is(&TIMEOUT_ERROR));
            say!(print, "inner {}", shown(outer.expired()));
            sleep(10.0).await
        });
        assert!(raised.await.unwrap_err().is(&TIMEOUT_ERROR));
        say!(out, "outer {}", shown(outer.expired()));
        let never = timeout(None)?;
        never.scope(|never| async move { never.reschedule(get_running_loop()?.time() + 10.0) }).await?;
        say!(out, "{}", shown(never.expired()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn contexts() {
    compare(recorded!("context"), |out| async move {
        let (var, bare) = (ContextVar::with_default("var", 0), ContextVar::<&str>::new("bare"));
        let child = |n: i32| {
            let (out, var) = (out.clone(), var.clone());
            create_task(coroutine(async move {
                say!(out, "child {n} {}", var.get()?);
                var.set(n);
                sleep(0.0).await?;
                say!(out, "child {n} {}", var.get()?);
                let nested = var.clone();
                let nested = coroutine(async move {
                    nested.set(n * 10);
                    Ok(())
                });
                nested.await?;
                say!(out, "child {n} {}", var.get()?);
                Ok(())
            }))
        };
        let event_loop = get_running_loop()?;
        var.set(1);
        let tasks = [child(2)?, child(3)?];
        let (print, inside) = (out.clone(), var.clone());
        event_loop.call_soon(move || {
            say!(print, "callback {}", inside.get().unwrap());
            inside.set(9);
        })?;
        var.set(4);
        let (print, inside) = (out.clone(), var.clone());
        event_loop.call_soon(move || say!(print, "callback {}", inside.get().unwrap()))?;
        gather(tasks)?.await?;
        say!(out, "main {}", var.get()?);
        let token = var.set(5);
        var.reset(&token)?;
        say!(out, "main {}", var.get()?);
        say!(out, "{}", shown(var.reset(&token).unwrap_err().to_string().contains("already been used once")));
        bare.get().unwrap_err();
        say!(out, "no value {}", bare.get_or("default"));
        let mut context = copy_context();
        context.run(|| drop(var.set(7)));
        say!(out, "{} {}", var.get()?, context.get(&var).unwrap());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn loops() {
    let out = Out::default();
    let say = |text: &'static str, times: usize| {
        let out = out.clone();
        coroutine(async move {
            for n in 0..times {
                say!(out, "{text} {n}");
                sleep(0.0).await?;
            }
            Ok(text)
        })
    };
    // Where tests share a thread, one that ran before has set none.
    let first = get_event_loop().unwrap_or_else(|_| {
        set_event_loop(new_event_loop());
        get_event_loop().unwrap()
    });
    let given = first.run_until_complete(say("first", 2)).await.unwrap();
    say!(out, "{given} {} {}", shown(first.is_running()), shown(first.is_closed()));
    let other = first.create_task(say("other", 3)).unwrap();
    let given = first.run_until_complete(say("second", 1)).await.unwrap();
    say!(out, "{given} {}", shown(other.done()));
    let stops = first.clone();
    first.call_later(0.01, move || stops.stop()).unwrap();
    first.run_forever().await.unwrap();
    say!(out, "{} {}", shown(other.done()), other.result().unwrap());
    let (print, inside) = (out.clone(), first.clone());
    let stops = coroutine(async move {
        let soon = print.clone();
        inside.call_soon(move || say!(soon, "after stop"))?;
        inside.stop();
        sleep(0.0).await?;
        say!(print, "same turn?");
        sleep(5.0).await
    });
    say!(out, "{}", first.run_until_complete(stops).await.unwrap_err());
    let cancels = first.clone();
    let cancel_all = move || cancels.all_tasks().iter().for_each(|task| assert!(task.cancel()));
    cancel_all();
    first.run_until_complete(coroutine(sleep(0.0))).await.unwrap();
    first.close().unwrap();
    say!(out, "{}", first.run_until_complete(coroutine(sleep(0.0))).await.unwrap_err());
    let new = new_event_loop();
    set_event_loop(new.clone());
    say!(out, "{}", shown(get_event_loop().unwrap() == new));
    let order: Rc<RefCell<Vec<&str>>> = Rc::default();
    let append = |text: &'static str| {
        let order = order.clone();
        move || order.borrow_mut().push(text)
    };
    new.call_later(0.003, append("c")).unwrap();
    new.call_later(0.001, append("a")).unwrap();
    new.call_at(new.time() + 0.002, append("b")).unwrap();
    new.call_soon(append("soon")).unwrap();
    new.call_later(0.0, append("zero")).unwrap();
    let cancelled = new.call_later(0.002, append("never")).unwrap();
    cancelled.cancel();
    let stops = new.clone();
    new.call_later(0.02, move || stops.stop()).unwrap();
    new.run_forever().await.unwrap();
    say!(out, "{} {}", format!("{:?}", order.borrow()).replace('"', "'"), shown(cancelled.cancelled()));
    let sum = new.run_in_executor(|| [1, 2, 3].iter().sum::<i32>()).unwrap();
    say!(out, "{}", new.run_until_complete(sum).await.unwrap());
    new.close().unwrap();
    asyncio::run(say("run", 1)).await.unwrap();
    say!(out, "{}", get_event_loop().unwrap_err());
    let printed = out.0.take();
    let expected = recorded!("loops");
    assert!(printed == expected, "it printed\n{printed}\nand not\n{expected}");
}

#[wasi_async_runtime::test(start_paused = true)]
async fn rounding() {
    compare(recorded!("rounding"), |out| async move {
        let twice = |name: &'static str, delay: f64| {
            let out = out.clone();
            coroutine(async move {
                sleep(delay).await?;
                say!(out, "{name} wakes");
                sleep(0.0).await?;
                say!(out, "{name} goes on");
                Ok(())
            })
        };
        gather([twice("c", 0.0106), twice("a", 0.0102), twice("b", 0.0104), twice("late", 0.05)])?.await?;
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn several() {
    compare(recorded!("several"), |out| async move {
        let print = out.clone();
        let works = move |name: &'static str, delay: f64, fails: bool| {
            let out = print.clone();
            coroutine(async move {
                sleep(delay).await?;
                say!(out, "{name} ends");
                if fails { Err(Exc::new(&VALUE_ERROR, name)) } else { Ok(name) }
            })
        };
        let these = || -> Py<Vec<asyncio::Future<&'static str>>> {
            let all = [("a", 0.06, false), ("b", 0.02, false), ("c", 0.04, true)];
            all.into_iter().map(|(name, delay, fails)| Ok((*create_task(works(name, delay, fails))?).clone())).collect()
        };
        let names = |done: &[asyncio::Future<&'static str>]| {
            let mut names: Vec<_> = done.iter().map(|one| one.result().unwrap_or("!")).collect();
            names.sort_unstable();
            format!("{names:?}").replace('"', "'")
        };
        let all = these()?;
        for return_when in [ReturnWhen::FirstCompleted, ReturnWhen::FirstException, ReturnWhen::AllCompleted] {
            let (done, pending) = wait(all.clone(), None, return_when).await?;
            say!(out, "{} {}", names(&done), pending.len());
        }
        let all = these()?;
        let (done, pending) = wait(all.clone(), 0.03, ReturnWhen::AllCompleted).await?;
        say!(out, "{} {}", names(&done), pending.len());
        for next in as_completed(all, None)? {
            say!(out, "{}", next.await.map_or_else(|exc| format!("{exc:?}"), str::to_owned));
        }
        for next in as_completed([works("x", 0.02, false), works("y", 10.0, false)], 0.05)? {
            say!(out, "{}", next.await.map_or_else(|exc| format!("{exc:?}"), str::to_owned));
        }
        let none = wait(Vec::<asyncio::Future<()>>::new(), None, ReturnWhen::AllCompleted).await;
        say!(out, "{}", none.unwrap_err());
        Ok(())
    })
    .await;
}

/// A task that is cancelled before its first step never begins; one that handles it goes on.
#[wasi_async_runtime::test(start_paused = true)]
async fn a_task_may_be_cancelled_before_it_begins_or_go_on_after() {
    let main = coroutine(async move {
        let never = create_task(coroutine(async { unreachable!() as Py<()> }))?;
        never.cancel();
        assert!((&never).await.unwrap_err().is(&CANCELLED_ERROR) && never.cancelled());
        let goes_on = create_task(coroutine(async {
            let first = sleep(5.0).await.is_err();
            let second = sleep(5.0).await.is_err();
            Ok((first, second))
        }))?;
        sleep(0.0).await?;
        goes_on.cancel();
        sleep(0.0).await?;
        assert!(!goes_on.done());
        goes_on.cancel();
        assert_eq!(goes_on.cancelling(), 2);
        assert_eq!(goes_on.await?, (true, true));
        Ok(())
    });
    asyncio::run(main).await.unwrap();
}

#[wasi_async_runtime::test(start_paused = true)]
async fn coroutines_are_driven_by_hand() {
    let out = Out::default();
    let print = out.clone();
    let mut driven = coroutine(async move {
        print.line("begins");
        let thrown = sleep(0.0).await.unwrap_err();
        print.line(format!("{thrown:?}"));
        sleep(0.0).await?;
        Ok(3)
    });
    assert!(matches!(driven.send(), Ok(Sent::Yielded(value)) if value.is_none()));
    assert!(matches!(driven.throw(Exc::new(&VALUE_ERROR, "x")), Ok(Sent::Yielded(_))));
    assert_eq!(driven.send().unwrap(), Sent::Returned(3));
    assert!(driven.send().unwrap_err().is(&RUNTIME_ERROR));
    assert_eq!(out.0.borrow().trim_end().replace('\n', " | "), "begins | ValueError('x')");

    let print = out.clone();
    let mut closed = coroutine(async move {
        let exc = sleep(0.0).await.unwrap_err();
        print.line(format!("{exc:?}"));
        Err::<(), _>(exc)
    });
    closed.send().unwrap();
    closed.close().unwrap();
    let mut stubborn = coroutine(async {
        let _ = sleep(0.0).await;
        sleep(0.0).await
    });
    stubborn.send().unwrap();
    assert_eq!(stubborn.close().unwrap_err().to_string(), "coroutine ignored GeneratorExit");
    assert_eq!(out.0.borrow().trim_end().replace('\n', " | "), "begins | ValueError('x') | GeneratorExit()");
}

/// What is left when `main` ends is cancelled and awaited; timers that lie close together fire in one turn.
#[wasi_async_runtime::test(start_paused = true)]
async fn run_cancels_what_is_left() {
    let out = Out::default();
    let print = out.clone();
    let left = coroutine(async move {
        let slept = sleep(100.0).await;
        print.line(format!("left {:?}", slept.as_ref().unwrap_err()));
        sleep(0.0).await?;
        print.line("left ends");
        slept
    });
    let print = out.clone();
    let main = coroutine(async move {
        create_task(left)?;
        sleep(0.001).await?;
        print.line("main ends");
        Ok(())
    });
    asyncio::run(main).await.unwrap();
    assert_eq!(out.0.borrow().trim_end().replace('\n', " | "), "main ends | left CancelledError() | left ends");
}

/// A Rust future inside a coroutine parks its task on a real waker.
#[wasi_async_runtime::test(start_paused = true)]
async fn rust_futures_are_awaited_inside_coroutines() {
    let main = coroutine(async {
        let outside = wasi_async_runtime::spawn(async {
            wasi_async_runtime::sleep(support::MS).await;
            5
        });
        let task = create_task(coroutine(async move { Ok(outside.await.ok()) }))?;
        wasi_async_runtime::sleep(support::MS).await;
        wasi_async_runtime::yield_now().await;
        assert_eq!(task.await?, Some(5));
        // Cancelled while it waits for one.
        let task = create_task(coroutine(async {
            std::future::poll_fn(|_| std::task::Poll::<()>::Pending).await;
            Ok(())
        }))?;
        sleep(0.0).await?;
        assert!(task.cancel() && !task.done());
        Ok(())
    });
    support::soon(asyncio::run(main)).await.unwrap();
}

/// Bad use gives what CPython gives.
#[wasi_async_runtime::test(start_paused = true)]
async fn bad_use_raises_as_in_python() {
    let main = coroutine(async {
        let event_loop = get_running_loop()?;
        let nested = asyncio::run(coroutine(async { Ok(()) })).await.unwrap_err();
        assert_eq!(nested.to_string(), "asyncio.run() cannot be called from a running event loop");
        let again = event_loop.run_forever().await.unwrap_err();
        assert_eq!(again.to_string(), "This event loop is already running");
        assert_eq!(event_loop.close().unwrap_err().to_string(), "Cannot close a running event loop");
        let pending = event_loop.create_future::<i32>();
        assert_eq!(pending.result().unwrap_err().to_string(), "Result is not set.");
        Ok(event_loop)
    });
    let closed = asyncio::run(main).await.unwrap();
    assert_eq!(closed.call_soon(|| ()).unwrap_err().to_string(), "Event loop is closed");
    assert_eq!(get_running_loop().unwrap_err().to_string(), "no running event loop");
}
