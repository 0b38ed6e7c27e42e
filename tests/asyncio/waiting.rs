//! Twins about `gather`, `wait`, `wait_for`, `shield`, `as_completed`, timeouts, groups.

use super::tasks::{all_of, ended, future_of, list, me, or_none, results, tell, texts};
use super::*;
use std::cell::OnceCell;
use std::time::Duration;
use wasi_async_runtime::asyncio::exc::{
    Argument, BASE_EXCEPTION, CONNECTION_ERROR, CONNECTION_RESET_ERROR, Class, EXCEPTION, EXCEPTION_GROUP,
    GENERATOR_EXIT, KEYBOARD_INTERRUPT, LOOKUP_ERROR, OS_ERROR, SYSTEM_EXIT, TYPE_ERROR,
};
use wasi_async_runtime::asyncio::{Future as PyFuture, IntoTask, Timeout, timeout_at};
use wasi_async_runtime::time::advance;

/// A coroutine that ticks once a turn.
fn ticks(out: &Out, times: usize) -> Coroutine<()> {
    let out = out.clone();
    coroutine(async move {
        for n in 0..times {
            say!(out, "tick {n}");
            sleep(0.0).await?;
        }
        Ok(())
    })
}

async fn turns(times: usize) -> Py<()> {
    for _ in 0..times {
        sleep(0.0).await?;
    }
    Ok(())
}

/// `time.sleep`: the loop stands still.
pub(super) fn stand_still(milliseconds: u64) {
    let _ = support::poll_idly(&mut Box::pin(advance(Duration::from_millis(milliseconds))));
}

/// What stands in the call of a `gather`: a coroutine becomes a task when its turn comes.
enum Awaited<T> {
    Future(PyFuture<T>),
    Coroutine(Coroutine<T>),
}

fn all<T: Clone + 'static>(awaited: impl IntoIterator<Item = Awaited<T>>) -> impl Iterator<Item = PyFuture<T>> {
    awaited.into_iter().map(|awaited| match awaited {
        Awaited::Future(future) => future,
        Awaited::Coroutine(coroutine) => future_of(&create_task(coroutine).unwrap()),
    })
}

/// A coroutine that lets some turns pass, says that it ends, and raises or gives its name.
fn work(out: &Out, name: &'static str, times: usize, error: Option<Exc>) -> Coroutine<&'static str> {
    let out = out.clone();
    coroutine(async move {
        turns(times).await?;
        say!(out, "{name} ends");
        error.map_or(Ok(name), Err)
    })
}

/// Tasks of `work`, as futures.
fn start<const N: usize>(out: &Out, all: [(&'static str, usize, Option<Exc>); N]) -> Py<Vec<PyFuture<&'static str>>> {
    all.into_iter().map(|(name, times, error)| Ok(future_of(&create_task(work(out, name, times, error))?))).collect()
}

fn value_error(text: &'static str) -> Exc {
    Exc::new(&VALUE_ERROR, text)
}

fn key_error(text: &'static str) -> Exc {
    Exc::new(&KEY_ERROR, text)
}

#[wasi_async_runtime::test(start_paused = true)]
async fn gather_hops() {
    compare(recorded!("gather_hops"), |out| async move {
        let work = |name, times| work(&out, name, times, None);
        let event_loop = get_running_loop()?;
        let ticking = create_task(ticks(&out, 12))?;
        let empty = gather(Vec::<Coroutine<&str>>::new())?;
        let (done, given) = (empty.done(), empty.await?);
        let exceptions = gather_exceptions(Vec::<Coroutine<&str>>::new())?.await?;
        say!(out, "{} {} {}", shown(done), texts(given), results(exceptions));
        say!(out, "{}", texts(gather([work("a", 2), work("b", 0), work("c", 1)])?.await?));
        let done = event_loop.create_future();
        done.set_result("was done")?;
        say!(out, "{}", texts(gather([done.clone()])?.await?));
        let given = [Awaited::Future(done.clone()), Awaited::Coroutine(work("d", 0)), Awaited::Future(done.clone())];
        say!(out, "{}", texts(gather(all(given))?.await?));
        ticking.await?;
        let failed = event_loop.create_future();
        failed.set_exception(value_error("was there"))?;
        let beside = create_task(ticks(&out, 4))?;
        let given = [Awaited::Future(failed), Awaited::Coroutine(work("e", 1))];
        say!(out, "{:?}", gather(all(given))?.await.unwrap_err());
        beside.await?;
        let task = future_of(&create_task(work("f", 1))?);
        let both = gather(all([
            Awaited::Future(task.clone()),
            Awaited::Future(done),
            Awaited::Future(task),
            Awaited::Coroutine(work("g", 0)),
        ]))?;
        let (once, twice) = (texts((&both).await?), texts((&both).await?));
        say!(out, "{once} {twice} {}", shown(both.result()? == both.result()?));
        let empty = Vec::<Coroutine<&str>>::new();
        let nested = gather([gather([work("h", 1), work("i", 0)])?, gather(empty)?, gather([work("j", 2)])?])?;
        let ticking = create_task(ticks(&out, 7))?;
        say!(out, "{}", list(nested.await?.into_iter().map(texts)));
        ticking.await
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn gather_first_exception() {
    compare(recorded!("gather_first_exception"), |out| async move {
        let work = |name: &'static str, times: usize, error: Option<Exc>| {
            let out = out.clone();
            coroutine(async move {
                let print = out.clone();
                let body = async move {
                    turns(times).await?;
                    say!(print, "{name} has done {times}");
                    error.map_or(Ok(name), Err)
                };
                let result = body.await;
                say!(out, "{name} ends");
                result
            })
        };
        tell(&out)?;
        let tasks = [
            create_task(work("a", 4, None))?,
            create_task(work("b", 1, Some(value_error("b"))))?,
            create_task(work("c", 3, Some(key_error("c"))))?,
        ];
        let done = |tasks: &[Task<&'static str>]| list(tasks.iter().map(|task| shown(task.done())));
        let whole = gather(tasks.clone())?;
        say!(out, "main {:?} {}", (&whole).await.unwrap_err(), done(&tasks));
        let is_same = whole.exception()?.unwrap() == tasks[1].exception()?.unwrap();
        say!(out, "{} {} {}", shown(whole.cancel()), shown(whole.cancelled()), shown(is_same));
        wait(tasks.iter().map(future_of), None, ReturnWhen::AllCompleted).await?;
        say!(out, "{} {}", done(&tasks), tasks[0].result()?);
        let (d, e) = (Some(value_error("d")), Some(key_error("e")));
        let raised = gather([work("d", 2, d), work("e", 2, e), work("f", 2, None)])?.await.unwrap_err();
        say!(out, "main {raised:?}");
        sleep(0.0).await?;
        let (g, i) = (Some(value_error("g")), Some(key_error("i")));
        let whole = gather_exceptions([work("g", 1, g), work("h", 2, None), work("i", 0, i)])?;
        say!(out, "{}", results((&whole).await?));
        let slow = create_task(work("j", 5, None))?;
        let inner = gather([work("k", 0, Some(value_error("k"))), work("l", 2, None)])?;
        let raised = gather([inner, gather([slow.clone()])?])?.await.unwrap_err();
        say!(out, "main {raised:?} {}", shown(slow.done()));
        say!(out, "{}", slow.await?);
        drop((tasks, whole));
        say!(out, "nothing told");
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn gather_nested_cancel() {
    compare(recorded!("gather_nested_cancel"), |out| async move {
        let leaf = |name: &'static str, cleanup: usize| {
            let out = out.clone();
            coroutine(async move {
                let slept = sleep(10.0).await;
                if let Err(exc) = &slept {
                    say!(out, "{name} {exc:?}");
                    turns(cleanup).await?;
                    say!(out, "{name} ends");
                }
                slept
            })
        };
        let branch = |name: &'static str, awaited: [Coroutine<()>; 2]| {
            let out = out.clone();
            coroutine(async move {
                let gathered = gather(awaited)?.await;
                if let Err(exc) = &gathered {
                    say!(out, "branch {name} {exc:?}");
                }
                gathered.map(drop)
            })
        };
        async fn attempt<T: std::fmt::Debug + Clone + 'static>(out: &Out, name: &str, awaited: &PyFuture<T>) {
            match awaited.await {
                Ok(value) => say!(out, "{name} gives {value:?}"),
                Err(exc) => say!(out, "{name} raises {exc:?}"),
            }
        }
        let start = |names: [&'static str; 3]| -> Py<Vec<Task<()>>> {
            names.into_iter().map(|name| create_task(leaf(name, 0))).collect()
        };
        let task = create_task(branch("outer", [leaf("a", 2), branch("inner", [leaf("b", 0), leaf("c", 1)])]))?;
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "{} {}", shown(task.cancel_with("from outside")), shown(task.done()));
        attempt(&out, "task", &task).await;
        let leaves = start(["d", "e", "f"])?;
        let inner = gather([leaves[0].clone(), leaves[1].clone()])?;
        let outer = gather([inner.clone(), gather([leaves[2].clone()])?])?;
        sleep(0.0).await?;
        let cancelled = outer.cancel_with("all");
        say!(out, "cancel {} {} {}", shown(cancelled), shown(outer.done()), shown(inner.done()));
        attempt(&out, "outer", &outer).await;
        attempt(&out, "inner", &inner).await;
        let gathers = [outer.cancelled(), inner.cancelled()];
        say!(out, "{}", list(gathers.into_iter().chain(leaves.iter().map(|leaf| leaf.cancelled())).map(shown)));
        let leaves = start(["g", "h", "i"])?;
        let inner = gather([leaves[0].clone(), leaves[1].clone()])?;
        let outer = gather([inner.clone(), gather([leaves[2].clone()])?])?;
        sleep(0.0).await?;
        leaves[1].cancel_with("only h");
        attempt(&out, "outer", &outer).await;
        let gathers = [outer.done(), inner.done()];
        say!(out, "{}", list(gathers.into_iter().chain(leaves.iter().map(|leaf| leaf.done())).map(shown)));
        say!(out, "again {} {}", shown(outer.cancel()), shown(inner.cancel()));
        for task in &leaves {
            task.cancel_with("the rest");
        }
        let given = gather_exceptions(leaves)?.await?;
        say!(out, "{}", results(given.into_iter().map(|given| given.map(|()| "None"))));
        let whole = gather_exceptions([leaf("j", 0), leaf("k", 1)])?;
        sleep(0.0).await?;
        whole.cancel_with("not a result");
        attempt(&out, "whole", &whole).await;
        say!(out, "{} {}", shown(whole.cancelled()), shown(whole.done()));
        let done = future_of(&create_task(coroutine(sleep(0.0)))?);
        (&done).await?;
        let first = [Awaited::Coroutine(leaf("l", 1)), Awaited::Future(done.clone())];
        let second = [Awaited::Future(done), Awaited::Coroutine(leaf("m", 1))];
        for awaited in [first, second] {
            let whole = gather_exceptions(all(awaited))?;
            sleep(0.0).await?;
            whole.cancel_with("a message");
            attempt(&out, "whole", &whole).await;
        }
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn gather_cancelled_children() {
    compare(recorded!("gather_cancelled_children"), |out| async move {
        let print = out.clone();
        let waits = move |name: &'static str, future: PyFuture<String>, swallows: bool| {
            let out = print.clone();
            coroutine(async move {
                match future.await {
                    Err(exc) if exc.is(&CANCELLED_ERROR) => {
                        say!(out, "{name} {exc:?}");
                        if swallows { Ok(format!("{name} lives on")) } else { Err(exc) }
                    }
                    result => result,
                }
            })
        };
        let cancels = |others: Vec<Task<String>>, message: &'static str| {
            let out = out.clone();
            coroutine(async move {
                for task in others {
                    sleep(0.0).await?;
                    say!(out, "cancels {}", shown(task.cancel_with(message)));
                }
                Ok("cancels".to_owned())
            })
        };
        let event_loop = get_running_loop()?;
        for swallows in [true, false] {
            let start = |name| create_task(waits(name, event_loop.create_future(), swallows));
            let tasks = vec![start("a")?, start("b")?];
            let mut awaited: Vec<_> = tasks.iter().map(|task| Awaited::Future(future_of(task))).collect();
            awaited.push(Awaited::Coroutine(cancels(tasks.clone(), "brother")));
            match gather(all(awaited))?.await {
                Ok(given) => say!(out, "{}", texts(given)),
                Err(exc) => {
                    let done = list(tasks.iter().map(|task| shown(task.done())));
                    say!(out, "main {exc:?} {} {done}", me().cancelling());
                }
            }
            say!(out, "{}", results(gather_exceptions(tasks)?.await?));
        }
        let done = create_task(coroutine(sleep_with(0.0, "done".to_owned())))?;
        let stubborn = create_task(waits("c", event_loop.create_future(), true))?;
        let whole = gather([done.clone(), stubborn.clone()])?;
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "{} {}", shown(done.done()), shown(whole.cancel_with("whole")));
        match whole.await {
            Ok(given) => say!(out, "{}", texts(given)),
            Err(exc) => say!(out, "main {exc:?}"),
        }
        say!(out, "{}", stubborn.result()?);
        let (print, waiting) = (out.clone(), event_loop.create_future());
        let gathers = coroutine(async move {
            let (myself, inside) = (me(), print.clone());
            let child = coroutine(async move {
                say!(inside, "child {}", shown(myself.cancel_with("by the child")));
                let slept = sleep(0.0).await;
                if let Err(exc) = &slept {
                    say!(inside, "child {exc:?}");
                }
                slept.map(|()| "None".to_owned())
            });
            let gathered = gather([child, waits("d", waiting, false)])?.await;
            say!(print, "gathers ends {}", me().cancelling());
            gathered
        });
        say!(out, "main {:?}", create_task(gathers)?.await.unwrap_err());
        let task = create_task(coroutine(sleep_with(0.0, "late")))?;
        let whole = gather([task.clone()])?;
        let (print, cancels) = (out.clone(), whole.clone());
        task.add_done_callback(move |_| say!(print, "too late {} {}", shown(cancels.cancel()), shown(cancels.done())));
        let first = event_loop.create_future();
        let both: Rc<OnceCell<PyFuture<Vec<&str>>>> = Rc::default();
        let (print, cancels) = (out.clone(), both.clone());
        first.add_done_callback(move |_| {
            let both = cancels.get().unwrap();
            say!(print, "too early {} {}", shown(both.cancel_with("x")), shown(both.done()));
        });
        both.set(gather([first.clone()])?).unwrap();
        first.set_result("early")?;
        let (whole, both) = (whole.await?, both.get().unwrap().await?);
        say!(out, "{} {}", texts(whole), texts(both));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn wait_when() {
    compare(recorded!("wait_when"), |out| async move {
        let waits = async |tasks: &[PyFuture<&'static str>], timeout: Option<f64>, when: ReturnWhen| -> Py<()> {
            let (done, pending) = wait(tasks.to_vec(), timeout, when).await?;
            let among = |those: &[PyFuture<&'static str>]| list(tasks.iter().map(|task| shown(those.contains(task))));
            say!(out, "{} {}", among(&done), among(&pending));
            Ok(())
        };
        use ReturnWhen::{AllCompleted, FirstCompleted, FirstException};
        let event_loop = get_running_loop()?;
        let print = out.clone();
        let ticking = create_task(coroutine(async move {
            for n in 0..9 {
                sleep(0.0).await?;
                say!(print, "tick {n}");
            }
            Ok(())
        }))?;
        let tasks = start(&out, [("a", 1, None), ("b", 2, Some(value_error("b"))), ("c", 4, None)])?;
        for when in [FirstCompleted, FirstException, AllCompleted, FirstCompleted] {
            waits(&tasks, None, when).await?;
        }
        say!(out, "{}", or_none(tasks[1].exception()?));
        let f = Some(key_error("f"));
        let tasks = start(&out, [("d", 9, None), ("e", 1, None), ("f", 3, f), ("g", 5, None)])?;
        let cancelled = tasks[0].clone();
        event_loop.call_soon(move || assert!(cancelled.cancel()))?;
        waits(&tasks, None, FirstException).await?;
        say!(out, "{} {}", shown(tasks[0].cancelled()), or_none(tasks[2].exception()?));
        waits(&tasks, None, AllCompleted).await?;
        let future = event_loop.create_future();
        future.set_result("None")?;
        waits(&[future.clone(), event_loop.create_future()], Some(0.0), AllCompleted).await?;
        waits(&[future.clone(), event_loop.create_future()], None, FirstCompleted).await?;
        waits(&[future.clone(), future.clone(), future], None, AllCompleted).await?;
        let tasks = start(&out, [("h", 0, None), ("i", 1, None), ("j", 20, None)])?;
        waits(&tasks, Some(0.0), AllCompleted).await?;
        waits(&tasks, Some(-1.0), AllCompleted).await?;
        waits(&tasks[..2], Some(10.0), AllCompleted).await?;
        tasks[2].cancel();
        waits(&tasks, None, FirstException).await?;
        say!(out, "{:?}", wait(Vec::<PyFuture<()>>::new(), None, AllCompleted).await.unwrap_err());
        ticking.await
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn wait_cancelled() {
    compare(recorded!("wait_cancelled"), |out| async move {
        let child = |name: &'static str, future: PyFuture<&'static str>| {
            let out = out.clone();
            coroutine(async move {
                match future.await {
                    Ok(value) => say!(out, "{name} has {value}"),
                    Err(exc) => {
                        if exc.is(&CANCELLED_ERROR) {
                            say!(out, "{name} {exc:?}");
                        }
                        return Err(exc);
                    }
                }
                Ok(())
            })
        };
        let dones = |children: &[PyFuture<()>]| list(children.iter().map(|child| shown(child.done())));
        let parent = |children: Vec<PyFuture<()>>, when: ReturnWhen| {
            let out = out.clone();
            coroutine(async move {
                match wait(children.clone(), None, when).await {
                    Ok((done, pending)) => say!(out, "parent {} {}", done.len(), pending.len()),
                    Err(exc) => {
                        say!(out, "parent {exc:?} {}", dones(&children));
                        sleep(0.0).await?;
                        say!(out, "parent ends {}", dones(&children));
                        return Err(exc);
                    }
                }
                Ok(())
            })
        };
        let event_loop = get_running_loop()?;
        let futures: Vec<PyFuture<&str>> = (0..3).map(|_| event_loop.create_future()).collect();
        let start = |(name, future): (_, &PyFuture<_>)| Ok(future_of(&create_task(child(name, future.clone()))?));
        let children = ["a", "b", "c"].into_iter().zip(&futures).map(start).collect::<Py<Vec<_>>>()?;
        let task = create_task(parent(children.clone(), ReturnWhen::AllCompleted))?;
        sleep(0.0).await?;
        task.cancel_with("parent only");
        futures[0].set_result("a value")?;
        ended(&task).await?;
        say!(out, "{} {}", shown(task.cancelled()), dones(&children));
        let task = create_task(parent(children.clone(), ReturnWhen::FirstException))?;
        let other = create_task(parent(children[1..].to_vec(), ReturnWhen::FirstCompleted))?;
        sleep(0.0).await?;
        children[1].cancel_with("b only");
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "cancel {} {}", shown(other.cancel_with("too late?")), shown(children[1].cancelled()));
        ended(&other).await?;
        say!(out, "{}", shown(other.cancelled()));
        futures[2].set_exception(Exc::new(&LOOKUP_ERROR, "c"))?;
        ended(&task).await?;
        let (raised, of_child) = (or_none(task.exception()?), or_none(children[2].exception()?));
        say!(out, "{} {raised} {of_child}", shown(task.cancelled()));
        let future = event_loop.create_future();
        let inner = create_task(parent(vec![future.clone()], ReturnWhen::AllCompleted))?;
        let outer = create_task(parent(vec![future_of(&inner)], ReturnWhen::AllCompleted))?;
        sleep(0.0).await?;
        outer.cancel_with("outer");
        ended(&outer).await?;
        say!(out, "{} {}", shown(inner.done()), shown(future.done()));
        future.set_result(())?;
        inner.await
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn wait_for_edges() {
    async fn attempt(out: &Out, awaited: impl IntoTask<Output = &'static str>, timeout: Option<f64>) {
        match wait_for(awaited, timeout).await {
            Ok(value) => say!(out, "gives {value}"),
            Err(exc) => {
                say!(out, "raises {exc:?} from {} while {}", or_none(exc.cause()), or_none(exc.context()));
            }
        }
    }

    compare(recorded!("wait_for_edges"), |out| async move {
        let work = |name: &'static str, times: usize, error: Option<Exc>| {
            let out = out.clone();
            coroutine(async move {
                say!(out, "{name} begins");
                match turns(times).await {
                    Ok(()) => error.map_or(Ok(name), Err),
                    Err(exc) => {
                        say!(out, "{name} {exc:?}");
                        Err(exc)
                    }
                }
            })
        };
        let event_loop = get_running_loop()?;
        let ticking = create_task(ticks(&out, 20))?;
        attempt(&out, work("none", 1, None), None).await;
        attempt(&out, work("ten", 1, None), Some(10.0)).await;
        attempt(&out, create_task(work("task", 1, None))?, None).await;
        attempt(&out, create_task(work("task of ten", 1, None))?, Some(10.0)).await;
        attempt(&out, work("fails", 1, Some(value_error("no"))), None).await;
        attempt(&out, work("fails", 1, Some(value_error("no"))), Some(10.0)).await;
        attempt(&out, work("zero", 1, None), Some(0.0)).await;
        attempt(&out, work("less", 1, None), Some(-1.0)).await;
        let task = create_task(work("begun", 9, None))?;
        sleep(0.0).await?;
        attempt(&out, task, Some(0.0)).await;
        let future: PyFuture<&str> = event_loop.create_future();
        attempt(&out, future.clone(), Some(0.0)).await;
        say!(out, "{}", shown(future.cancelled()));
        let future = event_loop.create_future();
        future.set_result("was done")?;
        for timeout in [None, Some(0.0), Some(-1.0), Some(10.0)] {
            attempt(&out, future.clone(), timeout).await;
        }
        let future: PyFuture<&str> = event_loop.create_future();
        future.set_exception(key_error("was there"))?;
        attempt(&out, future.clone(), Some(0.0)).await;
        attempt(&out, future, Some(10.0)).await;
        let future: PyFuture<&str> = event_loop.create_future();
        future.cancel_with("was cancelled");
        for timeout in [None, Some(0.0), Some(10.0)] {
            attempt(&out, future.clone(), timeout).await;
        }
        ticking.await
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn wait_for_swallows() {
    fn attempt(out: &Out, awaited: impl IntoTask<Output = String> + 'static, timeout: f64) -> Coroutine<()> {
        let out = out.clone();
        coroutine(async move {
            match wait_for(awaited, timeout).await {
                Ok(value) => say!(out, "gives {value}"),
                Err(exc) if exc.is(&EXCEPTION) => say!(out, "raises {exc:?} from {}", or_none(exc.cause())),
                Err(exc) => return Err(exc),
            }
            Ok(())
        })
    }

    compare(recorded!("wait_for_swallows"), |out| async move {
        let stubborn = |name: &'static str, then: &'static str| {
            let out = out.clone();
            coroutine(async move {
                let Err(exc) = sleep(10.0).await else { return Ok("None".to_owned()) };
                say!(out, "{name} {exc:?}");
                match then {
                    "returns" => Ok(format!("{name} returns")),
                    "raises" => Err(value_error(name)),
                    "cleans up" => {
                        sleep(0.02).await?;
                        say!(out, "{name} cleaned up");
                        Err(exc)
                    }
                    _ => {
                        sleep(0.04).await?;
                        Ok(format!("{name} lives on"))
                    }
                }
            })
        };
        for then in ["returns", "raises", "cleans up", "lives on"] {
            attempt(&out, stubborn(then, then), 0.02).await?;
        }
        for then in ["returns", "raises", "cleans up", "lives on"] {
            let task = create_task(stubborn(then, then))?;
            sleep(0.0).await?;
            attempt(&out, task.clone(), 0.0).await?;
            say!(out, "{} {} {}", shown(task.done()), shown(task.cancelled()), task.cancelling());
        }
        let task = create_task(stubborn("long", "lives on"))?;
        let outer = create_task(attempt(&out, task.clone(), 0.02))?;
        sleep(0.04).await?;
        let cancelled = outer.cancel_with("enough");
        say!(out, "cancel {} {} {}", shown(cancelled), shown(task.done()), task.cancelling());
        say!(out, "outer {:?} {}", outer.await.unwrap_err(), shown(task.done()));
        say!(out, "{}", task.await?);
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn wait_for_outer_cancelled() {
    fn outer(out: &Out, awaited: impl IntoTask<Output = &'static str> + 'static) -> Coroutine<&'static str> {
        let out = out.clone();
        coroutine(async move {
            let print = out.clone();
            let body = async move {
                let result = wait_for(awaited, 10.0).await?;
                say!(print, "outer has {result}");
                sleep(0.0).await?;
                Ok(result)
            };
            let result = body.await;
            if let Err(exc) = &result {
                say!(out, "outer {exc:?}");
            }
            result
        })
    }

    compare(recorded!("wait_for_outer_cancelled"), |out| async move {
        let inner = |name: &'static str, future: PyFuture<&'static str>, cleanup: usize| {
            let out = out.clone();
            coroutine(async move {
                let print = out.clone();
                let body = async move {
                    let result = future.await;
                    if let Err(exc) = &result {
                        say!(print, "{name} {exc:?}");
                        for n in 0..cleanup {
                            sleep(0.0).await?;
                            say!(print, "{name} cleans up {n}");
                        }
                    }
                    result
                };
                let result = body.await;
                say!(out, "{name} ends");
                result
            })
        };
        let event_loop = get_running_loop()?;
        let future = || event_loop.create_future();
        let task = create_task(outer(&out, inner("a", future(), 2)))?;
        turns(2).await?;
        task.cancel_with("outside");
        for turn in 0..6 {
            sleep(0.0).await?;
            say!(out, "turn {turn} {}", shown(task.done()));
        }
        let inside = create_task(inner("b", future(), 3))?;
        let task = create_task(outer(&out, inside.clone()))?;
        turns(2).await?;
        task.cancel_with("first");
        turns(2).await?;
        task.cancel_with("second");
        ended(&task).await?;
        say!(out, "{} {}", shown(task.cancelled()), shown(inside.done()));
        ended(&inside).await?;
        let result = future();
        let inside = create_task(inner("c", result.clone(), 0))?;
        let task = create_task(outer(&out, inside.clone()))?;
        turns(2).await?;
        result.set_result("a result")?;
        sleep(0.0).await?;
        let cancelled = task.cancel_with("too late");
        say!(out, "{} {} {}", shown(inside.done()), shown(cancelled), task.cancelling());
        ended(&task).await?;
        say!(out, "{} {} {}", shown(task.cancelled()), task.cancelling(), task.result()?);
        let inside = create_task(inner("d", future(), 0))?;
        let task = create_task(outer(&out, inside.clone()))?;
        turns(2).await?;
        inside.cancel_with("somebody else");
        ended(&task).await?;
        say!(out, "{} {}", shown(task.cancelled()), task.cancelling());
        let task = create_task(outer(&out, inner("e", future(), 0)))?;
        turns(1).await?;
        task.cancel_with("early");
        ended(&task).await?;
        say!(out, "{}", shown(task.cancelled()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn wait_for_nested() {
    fn attempt(
        out: &Out,
        name: &'static str,
        awaited: impl IntoTask<Output = String> + 'static,
        timeout: f64,
    ) -> Coroutine<String> {
        let out = out.clone();
        coroutine(async move {
            match wait_for(awaited, timeout).await {
                Ok(result) => {
                    say!(out, "{name} has {result}");
                    Ok(result)
                }
                Err(exc) if exc.is(&TIMEOUT_ERROR) => {
                    say!(out, "{name} {exc:?} from {}", or_none(exc.cause()));
                    Ok(format!("{name} is late"))
                }
                Err(exc) => {
                    say!(out, "{name} {exc:?}");
                    Err(exc)
                }
            }
        })
    }

    compare(recorded!("wait_for_nested"), |out| async move {
        let work = |name: &'static str, delay: f64| {
            let out = out.clone();
            coroutine(async move {
                let slept = sleep(delay).await;
                say!(out, "{name} ends");
                slept.map(|()| name.to_owned())
            })
        };
        let ticking = create_task(ticks(&out, 12))?;
        let inner = coroutine(wait_for(coroutine(wait_for(work("deep", 0.0), 10.0)), 10.0));
        wait_for(inner, None).await?;
        say!(out, "deep was had");
        wait_for(shield(work("shielded", 0.0))?, 10.0).await?;
        say!(out, "shielded was had");
        ticking.await?;
        attempt(&out, "outer", attempt(&out, "inner", work("a", 10.0), 0.02), 0.06).await?;
        attempt(&out, "outer", attempt(&out, "inner", work("b", 10.0), 0.06), 0.02).await?;
        let inner = attempt(&out, "inner", work("c", 10.0), 0.02);
        let works_on = coroutine(async move {
            inner.await?;
            sleep_with(10.0, "None".to_owned()).await
        });
        attempt(&out, "outer", works_on, 0.04).await?;
        let task = future_of(&create_task(work("d", 0.06))?);
        attempt(&out, "first", shield(task.clone())?, 0.02).await?;
        attempt(&out, "second", shield(task.clone())?, 0.02).await?;
        attempt(&out, "third", shield(task)?, 0.1).await?;
        let task = future_of(&create_task(work("e", 10.0))?);
        let given =
            gather_exceptions([attempt(&out, "long", task.clone(), 0.06), attempt(&out, "short", task, 0.02)])?.await?;
        say!(out, "{}", results(given));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn wait_for_same_turn() {
    fn attempt(
        out: &Out,
        name: &'static str,
        awaited: impl IntoTask<Output = &'static str> + 'static,
        timeout: f64,
    ) -> Coroutine<&'static str> {
        let out = out.clone();
        coroutine(async move {
            match wait_for(awaited, timeout).await {
                Ok(result) => say!(out, "{name} gives {result}"),
                Err(exc) if exc.is(&TIMEOUT_ERROR) => say!(out, "{name} {exc:?}"),
                Err(exc) => return Err(exc),
            }
            Ok("None")
        })
    }

    compare(recorded!("wait_for_same_turn"), |out| async move {
        let inner = |name: &'static str, future: PyFuture<&'static str>| {
            let out = out.clone();
            coroutine(async move {
                let result = future.await;
                match &result {
                    Ok(result) => say!(out, "{name} has {result}"),
                    Err(exc) => say!(out, "{name} {exc:?}"),
                }
                result
            })
        };
        let event_loop = get_running_loop()?;
        let set_later = |delay: f64, result: &'static str| -> Py<PyFuture<&'static str>> {
            let future = event_loop.create_future();
            let sets = future.clone();
            event_loop.call_later(delay, move || sets.set_result(result))?;
            Ok(future)
        };
        let late_later = || {
            let out = out.clone();
            event_loop.call_later(0.01, move || -> Py<()> {
                stand_still(80);
                create_task(ticks(&out, 4)).map(drop)
            })
        };
        let future = set_later(0.06, "just in time")?;
        late_later()?;
        attempt(&out, "a", inner("a", future), 0.08).await?;
        sleep(0.0).await?;
        let future = set_later(0.06, "a future")?;
        late_later()?;
        attempt(&out, "b", future, 0.08).await?;
        sleep(0.01).await?;
        let future = set_later(0.08, "too late")?;
        late_later()?;
        attempt(&out, "c", inner("c", future.clone()), 0.06).await?;
        say!(out, "{}", future.result()?);
        sleep(0.01).await?;
        for (one, other) in [(0.06, 0.08), (0.08, 0.06)] {
            late_later()?;
            let waits = inner("d", event_loop.create_future());
            attempt(&out, "outer", attempt(&out, "inner", waits, one), other).await?;
            sleep(0.01).await?;
        }
        late_later()?;
        let all = [("1", 0.061, 0.064), ("2", 0.063, 0.062), ("3", 0.065, 0.066)];
        let all = all.map(|(n, delay, timeout)| attempt(&out, n, coroutine(sleep_with(delay, n)), timeout));
        gather(all)?.await.map(drop)
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn shield_outer_cancelled() {
    fn outer(out: &Out, awaited: impl IntoTask<Output = &'static str> + 'static) -> Coroutine<()> {
        let out = out.clone();
        coroutine(async move {
            match shield(awaited)?.await {
                Ok(value) => say!(out, "outer has {value}"),
                Err(exc) => {
                    if exc.is(&CANCELLED_ERROR) {
                        say!(out, "outer {exc:?}");
                    }
                    return Err(exc);
                }
            }
            Ok(())
        })
    }

    compare(recorded!("shield_outer_cancelled"), |out| async move {
        let inner = |name: &'static str, times: usize, error: Option<Exc>| {
            let out = out.clone();
            coroutine(async move {
                let result = turns(times).await.and_then(|()| error.map_or(Ok(name), Err));
                if let Err(exc) = &result
                    && exc.is(&CANCELLED_ERROR)
                {
                    say!(out, "{name} {exc:?}");
                }
                say!(out, "{name} ends");
                result
            })
        };
        let cancelled = async |task: Task<()>, message: &str| -> Py<()> {
            sleep(0.0).await?;
            say!(out, "cancel {}", shown(task.cancel_with(message)));
            say!(out, "main {:?}", task.await.unwrap_err());
            Ok(())
        };
        tell(&out)?;
        let task = create_task(inner("a", 5, None))?;
        cancelled(create_task(outer(&out, task.clone()))?, "outside").await?;
        say!(out, "{} {}", shown(task.done()), task.await?);
        let task = create_task(inner("b", 4, Some(value_error("b"))))?;
        cancelled(create_task(outer(&out, task.clone()))?, "outside").await?;
        ended(&task).await?;
        say!(out, "done {}", shown(task.done()));
        drop(task);
        cancelled(create_task(outer(&out, inner("c", 4, Some(value_error("c")))))?, "outside").await?;
        turns(5).await?;
        let task = create_task(inner("d", 9, None))?;
        let shielded = shield(task.clone())?;
        sleep(0.0).await?;
        task.cancel_with("inside");
        say!(out, "main {:?} {}", (&shielded).await.unwrap_err(), shown(shielded.cancelled()));
        let done = create_task(inner("e", 0, None))?;
        (&done).await?;
        let is_same = shield(done.clone())? == future_of(&done);
        say!(out, "{} {}", shown(is_same), shield(done)?.await?);
        let failed = create_task(inner("f", 0, Some(key_error("f"))))?;
        let raised = shield(failed.clone())?.await.unwrap_err();
        say!(out, "{raised:?} {}", shown(Some(raised.clone()) == failed.exception()?));
        let task = create_task(inner("g", 9, None))?;
        let waits = create_task(outer(&out, task.clone()))?;
        sleep(0.0).await?;
        task.cancel_with("both");
        cancelled(waits, "and this").await?;
        say!(out, "{}", shown(task.cancelled()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn shield_nested() {
    compare(recorded!("shield_nested"), |out| async move {
        let inner = |name: &'static str, times: usize| {
            let out = out.clone();
            coroutine(async move {
                let result = turns(times).await;
                say!(out, "{name} ends");
                result.map(|()| name)
            })
        };
        let keeps_on = |name: &'static str, awaited: Coroutine<&'static str>| {
            let out = out.clone();
            coroutine(async move {
                let (shielded, mut cancels) = (create_task(awaited)?, Vec::<Rc<dyn Argument>>::new());
                let result = loop {
                    match shield(shielded.clone())?.await {
                        Ok(result) => break result,
                        Err(exc) if exc.is(&CANCELLED_ERROR) => {
                            cancels.push(Rc::new(exc.to_string()));
                            say!(out, "{name} not yet {exc:?}");
                        }
                        Err(exc) => return Err(exc),
                    }
                };
                say!(out, "{name} has {result}");
                if cancels.is_empty() { Ok(result) } else { Err(Exc::new(&CANCELLED_ERROR, cancels)) }
            })
        };
        let ticking = create_task(ticks(&out, 8))?;
        say!(out, "{}", shield(shield(shield(inner("a", 1))?)?)?.await?);
        ticking.await?;
        let task = create_task(inner("b", 6))?;
        let mut shields = vec![shield(task.clone())?];
        for n in 0..2 {
            let next = shield(shields[n].clone())?;
            shields.push(next);
        }
        let dones = || list(shields.iter().map(|one| shown(one.done())));
        sleep(0.0).await?;
        say!(out, "{} {}", shown(shields[1].cancel_with("the middle one")), dones());
        for turn in 0..3 {
            sleep(0.0).await?;
            say!(out, "turn {turn} {} {}", dones(), shown(task.done()));
        }
        say!(out, "{} {}", (&shields[0]).await?, shown(shields[2].cancelled()));
        let task = create_task(keeps_on("c", inner("c", 5)))?;
        sleep(0.0).await?;
        for n in 0..3 {
            sleep(0.0).await?;
            task.cancel_with(format!("cancel {n}"));
        }
        let raised = (&task).await.unwrap_err();
        say!(out, "main {raised:?} {} {}", shown(task.cancelled()), task.cancelling());
        let tasks = [create_task(inner("d", 6))?, create_task(inner("e", 6))?];
        let both = gather([shield(tasks[0].clone())?, future_of(&tasks[1])])?;
        sleep(0.0).await?;
        both.cancel_with("both");
        let raised = both.await.unwrap_err();
        say!(out, "both {raised:?} {}", list(tasks.iter().map(|task| shown(task.cancelled()))));
        say!(out, "{}", (&tasks[0]).await?);
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn as_completed_order() {
    compare(recorded!("as_completed_order"), |out| async move {
        let event_loop = get_running_loop()?;
        let ticking = create_task(ticks(&out, 8))?;
        for coro in as_completed(start(&out, [("a", 3, None), ("b", 1, None), ("c", 2, None)])?, None)? {
            say!(out, "main {}", coro.await?);
        }
        ticking.await?;
        let d = Some(value_error("d"));
        let tasks = start(&out, [("d", 2, d), ("e", 1, None), ("f", 1, None), ("g", 5, None), ("h", 3, None)])?;
        let cancelled = tasks[3].clone();
        event_loop.call_soon(move || assert!(cancelled.cancel_with("g")))?;
        for coro in as_completed(tasks.clone(), None)? {
            match coro.await {
                Ok(name) => say!(out, "main {name}"),
                Err(exc) => say!(out, "main {exc:?}"),
            }
        }
        let future = event_loop.create_future();
        let sets = future.clone();
        event_loop.call_soon(move || sets.set_result("future"))?;
        for coro in as_completed([tasks[4].clone(), future, tasks[4].clone()], None)? {
            say!(out, "main {}", coro.await?);
        }
        let ticking = create_task(ticks(&out, 6))?;
        let coros = as_completed(start(&out, [("i", 2, None), ("j", 0, None), ("k", 1, None)])?, None)?;
        say!(out, "{} {}", coros.len(), texts(gather(coros)?.await?));
        ticking.await?;
        let coros = as_completed(start(&out, [("l", 2, None), ("m", 3, None)])?, None)?;
        let waits = coros.into_iter().map(create_task).collect::<Py<Vec<_>>>()?;
        sleep(0.0).await?;
        waits[0].cancel_with("waits no more");
        say!(out, "{}", results(gather_exceptions(waits)?.await?));
        for _ in as_completed(Vec::<PyFuture<()>>::new(), None)? {
            say!(out, "never");
        }
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn as_completed_timeout() {
    compare(recorded!("as_completed_timeout"), |out| async move {
        let start = |all: &[(&'static str, f64)]| -> Py<Vec<PyFuture<&'static str>>> {
            let works = |&(name, delay): &(&'static str, f64)| {
                let out = out.clone();
                let task = create_task(coroutine(async move {
                    match sleep(delay).await {
                        Ok(()) => say!(out, "{name} ends"),
                        Err(exc) => {
                            say!(out, "{name} {exc:?}");
                            return Err(exc);
                        }
                    }
                    Ok(name)
                }))?;
                Ok(future_of(&task))
            };
            all.iter().map(works).collect()
        };
        async fn attempt(out: &Out, coro: Coroutine<&'static str>) -> Py<()> {
            match coro.await {
                Ok(name) => say!(out, "main {name}"),
                Err(exc) if exc.is(&TIMEOUT_ERROR) => say!(out, "main {exc:?} {}", or_none(exc.context())),
                Err(exc) => return Err(exc),
            }
            Ok(())
        }
        let tasks = start(&[("a", 0.02), ("b", 0.06), ("c", 0.1)])?;
        let dones = || list(tasks.iter().map(|task| shown(task.done())));
        for coro in as_completed(tasks.clone(), 0.04)? {
            attempt(&out, coro).await?;
        }
        say!(out, "{}", dones());
        for coro in as_completed(tasks.clone(), 0.04)? {
            attempt(&out, coro).await?;
        }
        say!(out, "{}", dones());
        for coro in as_completed(tasks[1..].to_vec(), 10.0)? {
            attempt(&out, coro).await?;
        }
        for coro in as_completed(tasks[2..].to_vec(), 0.0)? {
            attempt(&out, coro).await?;
        }
        let tasks = start(&[("d", 0.02), ("e", 0.02)])?;
        for coro in as_completed(tasks.clone(), 0.0)? {
            attempt(&out, coro).await?;
        }
        for coro in as_completed(tasks, 0.04)? {
            attempt(&out, coro).await?;
            sleep(0.06).await?;
        }
        let tasks = start(&[("f", 0.02), ("g", 0.06)])?;
        let (print, awaited) = (out.clone(), tasks.clone());
        let waits = coroutine(async move {
            let inside = print.clone();
            let body = async move {
                for coro in as_completed(awaited, 10.0)? {
                    attempt(&inside, coro).await?;
                }
                Ok(())
            };
            let result = body.await;
            say!(print, "waits no more");
            result
        });
        let waiting = create_task(waits)?;
        sleep(0.04).await?;
        waiting.cancel();
        ended(&waiting).await?;
        say!(out, "{} {}", shown(waiting.cancelled()), (&tasks[1]).await?);
        Ok(())
    })
    .await;
}

/// The body inside of limits, each in the last one.
fn level(out: &Out, name: String, delays: &[Option<f64>], body: Coroutine<()>) -> Coroutine<()> {
    let (out, delays) = (out.clone(), delays.to_vec());
    coroutine(async move {
        let limit = timeout(delays[0])?;
        let (print, called) = (out.clone(), name.clone());
        let scope = limit.scope(|limit| async move {
            let inner = match &delays[1..] {
                [] => body.await,
                delays => level(&print, format!("{called}'"), delays, body).await,
            };
            if let Err(exc) = inner {
                say!(print, "{called} sees {exc:?} {} {}", shown(limit.expired()), me().cancelling());
                return Err(exc);
            }
            say!(print, "{called} goes on {}", shown(limit.expired()));
            sleep(0.04).await?;
            say!(print, "{called} ends");
            Ok(())
        });
        match scope.await {
            Err(exc) if exc.is(&TIMEOUT_ERROR) => {
                let (cause, context) = (or_none(exc.cause()), or_none(exc.context()));
                say!(out, "{name} {exc:?} from {cause} while {context} {}", shown(limit.expired()));
                Ok(())
            }
            result => result,
        }
    })
}

#[wasi_async_runtime::test(start_paused = true)]
async fn timeout_nested() {
    compare(recorded!("timeout_nested"), |out| async move {
        let stands_still = || {
            let out = out.clone();
            coroutine(async move {
                sleep(0.0).await?;
                stand_still(100);
                say!(out, "stood still");
                let slept = sleep(10.0).await;
                say!(out, "slept {}", me().cancelling());
                slept
            })
        };
        let sleeps = || coroutine(sleep(10.0));
        let some: [&[Option<f64>]; 4] = [
            &[Some(0.06), Some(0.02)],
            &[Some(0.02), Some(0.06)],
            &[Some(0.06), Some(0.04), Some(0.02)],
            &[Some(0.04), None, Some(0.02)],
        ];
        for delays in some {
            level(&out, "a".to_owned(), delays, sleeps()).await?;
            say!(out, "-- {}", me().cancelling());
        }
        let at_once: [&[Option<f64>]; 5] = [
            &[Some(0.0), Some(0.0)],
            &[Some(0.0), Some(0.0), Some(0.0)],
            &[Some(0.0), Some(10.0)],
            &[Some(10.0), Some(0.0)],
            &[Some(-1.0), Some(0.0), Some(10.0)],
        ];
        for delays in at_once {
            level(&out, "b".to_owned(), delays, sleeps()).await?;
            say!(out, "-- {}", me().cancelling());
        }
        let late: [&[Option<f64>]; 3] =
            [&[Some(0.02), Some(0.04)], &[Some(0.04), Some(0.02)], &[Some(0.04), Some(0.02), Some(0.06)]];
        for delays in late {
            level(&out, "c".to_owned(), delays, stands_still()).await?;
            say!(out, "-- {}", me().cancelling());
        }
        let limit = timeout(0.0)?;
        let print = out.clone();
        let scope = limit.scope(|limit| async move {
            say!(print, "no await {}", shown(limit.expired()));
            Ok(())
        });
        scope.await?;
        say!(out, "{} {limit:?}", shown(limit.expired()));
        sleep(0.0).await?;
        say!(out, "{}", me().cancelling());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn timeout_reschedule() {
    compare(recorded!("timeout_reschedule"), |out| async move {
        let attempt = |name: &str, called: Py<()>| match called {
            Ok(()) => say!(out, "{name} None"),
            Err(exc) => say!(out, "{name} {exc:?}"),
        };
        let expires = |limit: Timeout| {
            let out = out.clone();
            coroutine(async move {
                let print = out.clone();
                let scope = limit.scope(|limit| async move {
                    say!(print, "entered {} {}", shown(limit.when().is_none()), shown(limit.expired()));
                    sleep(10.0).await
                });
                match scope.await {
                    Err(exc) if exc.is(&TIMEOUT_ERROR) => say!(out, "{exc:?} {}", shown(limit.expired())),
                    result => result?,
                }
                Ok(())
            })
        };
        let event_loop = get_running_loop()?;
        let limit = timeout(10.0)?;
        attempt("not entered", limit.reschedule(None));
        limit.enter()?;
        say!(out, "{} {}", shown(limit.when().unwrap() > event_loop.time() + 9.0), shown(limit.expired()));
        limit.reschedule(None)?;
        say!(out, "{}", limit.when().map_or("None", |_| "some"));
        limit.reschedule(event_loop.time() - 1.0)?;
        say!(out, "{}", shown(limit.when().unwrap() < event_loop.time()));
        limit.reschedule(event_loop.time() + 10.0)?;
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "still here {}", shown(limit.expired()));
        limit.exit(Ok(()))?;
        attempt("finished", limit.reschedule(None));
        say!(out, "finished {}", shown(limit.expired()));
        let print = out.clone();
        let scope = limit.scope(|_| async move {
            say!(print, "never");
            Ok(())
        });
        say!(out, "{:?}", scope.await.unwrap_err());
        let now = event_loop.time();
        let limits = [timeout_at(now - 5.0), timeout_at(0.0), timeout_at(now + 0.02), timeout(0.02)?];
        for limit in &limits {
            expires(limit.clone()).await?;
        }
        attempt("expired", limits[3].reschedule(1.0));
        for sooner in [true, false] {
            let limit = timeout_at(event_loop.time() + if sooner { 10.0 } else { 0.04 });
            let task = create_task(expires(limit.clone()))?;
            sleep(0.02).await?;
            limit.reschedule(event_loop.time() + if sooner { 0.02 } else { 0.06 })?;
            sleep(0.04).await?;
            let name = if sooner { "sooner" } else { "later" };
            say!(out, "{name} {} {}", shown(task.done()), shown(limit.expired()));
            task.await?;
        }
        let limit = timeout(None)?;
        limit.enter()?;
        limit.reschedule(event_loop.time())?;
        if sleep(10.0).await.is_err() {
            attempt("expiring", limit.reschedule(None));
            say!(out, "{}", shown(limit.expired()));
        }
        limit.exit(Ok(()))?;
        say!(out, "after {} {}", shown(limit.expired()), me().cancelling());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn timeout_swallow() {
    compare(recorded!("timeout_swallow"), |out| async move {
        let print = out.clone();
        let limited = move |name: &'static str, body: Coroutine<&'static str>, delay: f64| {
            let out = print.clone();
            coroutine(async move {
                let limit = timeout(delay)?;
                let print = out.clone();
                let scope = limit.scope(|limit| async move {
                    let result = body.await?;
                    let expired = shown(limit.expired());
                    say!(print, "{name} body gives {result} {expired} {}", me().cancelling());
                    Ok(result)
                });
                let result = scope.await;
                let expired = shown(limit.expired());
                match &result {
                    Ok(_) => say!(out, "{name} after {expired} {}", me().cancelling()),
                    Err(exc) => {
                        let cause = or_none(exc.cause());
                        say!(out, "{name} {exc:?} from {cause} {expired} {}", me().cancelling());
                    }
                }
                result
            })
        };
        let swallows = || {
            let out = out.clone();
            coroutine(async move {
                let Err(exc) = sleep(10.0).await else { return Ok("None") };
                say!(out, "swallowed {exc:?}");
                sleep(0.0).await?;
                Ok("all the same")
            })
        };
        let replaces = || {
            coroutine(async {
                match sleep(10.0).await {
                    Ok(()) => Ok("None"),
                    Err(_) => Err(value_error("instead")),
                }
            })
        };
        let cleans_up = || {
            let out = out.clone();
            coroutine(async move {
                let slept = sleep(10.0).await;
                match sleep(0.04).await {
                    Ok(()) => say!(out, "cleaned up"),
                    Err(exc) => {
                        say!(out, "clean-up {exc:?}");
                        exc.set_context(slept.err());
                        return Err(exc);
                    }
                }
                slept.map(|()| "None")
            })
        };
        let raises_itself = || {
            coroutine(async {
                sleep(0.0).await?;
                Err(Exc::new(&CANCELLED_ERROR, "by itself"))
            })
        };
        let attempt = async |task: Task<&'static str>| match (&task).await {
            Ok(result) => say!(out, "main has {result}"),
            Err(exc) => say!(out, "main {exc:?} {}", shown(task.cancelled())),
        };
        for (name, body) in [("a", swallows()), ("b", replaces()), ("c", cleans_up()), ("d", raises_itself())] {
            attempt(create_task(limited(name, body, 0.02))?).await;
        }
        for (name, delay) in [("e", 0.02), ("f", 0.06), ("g", 0.1)] {
            let task = create_task(limited(name, cleans_up(), 0.04))?;
            sleep(delay).await?;
            say!(out, "cancel {} {}", shown(task.cancel_with("outside")), task.cancelling());
            attempt(task).await;
        }
        for times in [1, 0] {
            let task = create_task(limited("h", swallows(), 0.0))?;
            turns(times).await?;
            let cancels = task.clone();
            get_running_loop()?.call_soon(move || assert!(cancels.cancel_with("same turn")))?;
            attempt(task).await;
        }
        let body = swallows();
        let cancelled_before = coroutine(async move {
            me().cancel_with("before");
            limited("k", body, 0.0).await
        });
        attempt(create_task(cancelled_before)?).await;
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn timeout_taskgroup() {
    compare(recorded!("timeout_taskgroup"), |out| async move {
        let print = out.clone();
        let work = move |name: &'static str, delay: f64, error: Option<Exc>| {
            let out = print.clone();
            coroutine(async move {
                match sleep(delay).await {
                    Ok(()) => say!(out, "{name} ends"),
                    Err(exc) => {
                        say!(out, "{name} {exc:?} {}", me().cancelling());
                        return Err(exc);
                    }
                }
                error.map_or(Ok(()), Err)
            })
        };
        let inside = |name: &'static str, delay: f64, body: Coroutine<()>| {
            let out = out.clone();
            coroutine(async move {
                let limit = timeout(delay)?;
                limit.scope(|_| body).await?;
                say!(out, "{name} in time {}", shown(limit.expired()));
                Ok(())
            })
        };
        let limit = timeout(0.02)?;
        limit.enter()?;
        let group = TaskGroup::enter()?;
        group.create_task(work("a", 10.0, None))?;
        let task = group.create_task(work("b", 0.0, None))?;
        let exited = group.exit(Ok(())).await;
        if exited.is_ok() {
            say!(out, "never");
        }
        let exc = limit.exit(exited).unwrap_err();
        let (cause, expired) = (or_none(exc.cause()), shown(limit.expired()));
        say!(out, "{exc:?} {cause} {expired} {} {}", shown(task.done()), me().cancelling());
        let limit = timeout(0.02)?;
        limit.enter()?;
        let group = TaskGroup::enter()?;
        let late = work("late", 10.0, None);
        group.create_task(coroutine(async move {
            match late.await {
                Err(exc) if exc.is(&CANCELLED_ERROR) => {
                    sleep(0.0).await?;
                    Err(value_error("late"))
                }
                result => result,
            }
        }))?;
        let exited = group.exit(work("body", 10.0, None).await).await;
        let exc = all_of(&VALUE_ERROR, limit.exit(exited).unwrap_err());
        say!(out, "{exc:?} {} {}", shown(limit.expired()), me().cancelling());
        let limit = timeout(10.0)?;
        limit.enter()?;
        let group = TaskGroup::enter()?;
        group.create_task(work("c", 0.0, Some(key_error("c"))))?;
        let exited = group.exit(work("body", 10.0, None).await).await;
        let exc = all_of(&KEY_ERROR, limit.exit(exited).unwrap_err());
        say!(out, "{exc:?} {} {}", shown(limit.expired()), me().cancelling());
        let group = TaskGroup::enter()?;
        group.create_task(inside("d", 0.02, work("d", 10.0, None)))?;
        group.create_task(inside("e", 10.0, work("e", 0.0, None)))?;
        let body = inside("body", 10.0, work("body", 10.0, None)).await;
        let exc = all_of(&TIMEOUT_ERROR, group.exit(body).await.unwrap_err());
        say!(out, "{exc:?} {}", me().cancelling());
        let group = TaskGroup::enter()?;
        let other = group.create_task(work("f", 0.04, None))?;
        let awaited = other.clone();
        let limited = timeout(0.02)?.scope(|_| async move { awaited.await }).await;
        if let Err(exc) = limited {
            assert!(exc.is(&TIMEOUT_ERROR));
            say!(out, "{exc:?} {} {}", shown(other.done()), shown(other.cancelled()));
        }
        group.create_task(work("g", 0.0, None))?;
        group.exit(Ok(())).await?;
        let outer = TaskGroup::enter()?;
        outer.create_task(work("h", 0.06, None))?;
        let limit = timeout(0.02)?;
        limit.enter()?;
        let group = TaskGroup::enter()?;
        group.create_task(work("i", 10.0, None))?;
        let limited = limit.exit(group.exit(Ok(())).await);
        if limited.is_ok() {
            say!(out, "never");
        }
        let exc = all_of(&TIMEOUT_ERROR, outer.exit(limited).await.unwrap_err());
        say!(out, "{exc:?} {}", me().cancelling());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn taskgroup_nested() {
    compare(recorded!("taskgroup_nested"), |out| async move {
        let print = out.clone();
        let work = move |name: &'static str, times: usize, error: Option<Exc>| {
            let out = print.clone();
            coroutine(async move {
                match turns(times).await {
                    Ok(()) => say!(out, "{name} ends"),
                    Err(exc) => {
                        say!(out, "{name} is cancelled");
                        return Err(exc);
                    }
                }
                error.map_or(Ok(name), Err)
            })
        };
        let branch = |name: &'static str, all: Vec<(&'static str, usize, Option<Exc>)>| {
            let (out, work) = (out.clone(), work.clone());
            coroutine(async move {
                let scope = TaskGroup::scope(|group| async move {
                    all.into_iter()
                        .map(|(name, times, error)| group.create_task(work(name, times, error)))
                        .collect::<Py<Vec<_>>>()
                });
                match scope.await {
                    Ok(tasks) => tasks.iter().map(|task| task.result()).collect::<Py<Vec<_>>>(),
                    Err(exc) => {
                        say!(out, "branch {name} {exc:?}");
                        Err(exc)
                    }
                }
            })
        };
        let outer = TaskGroup::enter()?;
        let left = outer.create_task(branch("left", vec![("a", 1, None), ("b", 2, None)]))?;
        let inner = TaskGroup::enter()?;
        let right = inner.create_task(branch("right", vec![("c", 0, None)]))?;
        inner.exit(Ok(())).await?;
        say!(out, "inner is over {} {}", texts(right.result()?), shown(left.done()));
        outer.exit(Ok(())).await?;
        say!(out, "outer is over {}", texts(left.result()?));
        let outer = TaskGroup::enter()?;
        outer.create_task(branch("left", vec![("d", 2, Some(value_error("d"))), ("e", 9, None)]))?;
        outer.create_task(branch("right", vec![("f", 9, None)]))?;
        let exc = all_of(&VALUE_ERROR, outer.exit(Ok(())).await.unwrap_err());
        say!(out, "{exc:?} {}", exc.members()[0].args()[0].str());
        let outer = TaskGroup::enter()?;
        let (g, h) = (Some(value_error("g")), Some(key_error("h")));
        outer.create_task(branch("left", vec![("g", 1, g), ("h", 1, h)]))?;
        let (i, j) = (Some(Exc::new(&TYPE_ERROR, "i")), Some(key_error("j")));
        outer.create_task(branch("right", vec![("i", 1, i), ("j", 1, j)]))?;
        let (keys, left) = outer.exit(Ok(())).await.unwrap_err().split(&KEY_ERROR);
        say!(out, "keys {:?}", keys.unwrap());
        let (never, left) = left.unwrap().split(&OS_ERROR);
        if let Some(exc) = never {
            say!(out, "never {exc:?}");
        }
        let (values, left) = left.unwrap().split(&VALUE_ERROR);
        say!(out, "values {:?}", values.unwrap());
        let left = left.unwrap();
        say!(out, "left over {left:?} {left}");
        let outer = TaskGroup::enter()?;
        outer.create_task(work("k", 9, None))?;
        let inner = TaskGroup::enter()?;
        inner.create_task(work("l", 1, Some(value_error("l"))))?;
        let body = inner.exit(work("body", 9, None).await).await;
        say!(out, "{:?}", all_of(&VALUE_ERROR, outer.exit(body).await.unwrap_err()));
        let outer = TaskGroup::enter()?;
        outer.create_task(work("m", 2, Some(key_error("m"))))?;
        let inner = TaskGroup::enter()?;
        inner.create_task(work("n", 9, None))?;
        let body = inner.exit(Ok(())).await;
        let exc = all_of(&KEY_ERROR, outer.exit(body).await.unwrap_err());
        say!(out, "{exc:?} {}", me().cancelling());
        Ok(())
    })
    .await;
}

static FATAL: Class = Class::new("Fatal", &[&BASE_EXCEPTION]);

#[wasi_async_runtime::test(start_paused = true)]
async fn taskgroup_failures() {
    /// The name of a child, how many turns it waits, what it raises when it is cancelled, and what otherwise.
    type Child = (&'static str, usize, Option<Exc>, Option<Exc>);

    fn fails(out: &Out, (name, times, cleanup, error): Child) -> Coroutine<()> {
        let out = out.clone();
        coroutine(async move {
            let print = out.clone();
            let body = async move {
                match turns(times).await {
                    Ok(()) => {
                        say!(print, "{name} fails");
                        Err(error.unwrap_or_else(|| value_error(name)))
                    }
                    Err(exc) => {
                        say!(print, "{name} is cancelled");
                        let Some(cleanup) = cleanup else { return Err(exc) };
                        sleep(0.0).await?;
                        cleanup.set_context(exc);
                        Err(cleanup)
                    }
                }
            };
            let result = body.await;
            say!(out, "{name} ends");
            result
        })
    }

    async fn grouped(out: &Out, all: impl IntoIterator<Item = Child>, body: Option<Exc>, times: usize) {
        let scope = TaskGroup::scope(|group| async move {
            for one in all {
                group.create_task(fails(out, one))?;
            }
            if let Err(exc) = turns(times).await {
                say!(out, "body {exc:?} {}", me().cancelling());
                return Err(exc);
            }
            if let Some(body) = body {
                return Err(body);
            }
            say!(out, "body ends");
            Ok(())
        });
        if let Err(exc) = scope.await {
            say!(out, "{exc:?} from {} {}", or_none(exc.cause()), me().cancelling());
            say!(out, "-- context {}", or_none(exc.context()));
        }
    }

    compare(recorded!("taskgroup_failures"), |out| async move {
        let lookup_error = || Some(Exc::new(&LOOKUP_ERROR, "body"));
        let by_hand = || Some(Exc::new(&CANCELLED_ERROR, "raised by hand"));
        let fatal = |text: &'static str| Some(Exc::new(&FATAL, text));
        let cleanup = |text: &'static str| Some(key_error(text));
        let one = |name: &'static str, times: usize| (name, times, None, None);
        grouped(&out, [one("a", 1), one("b", 1), one("c", 1)], None, 0).await;
        grouped(&out, [one("d", 1), ("e", 9, cleanup("cleanup of e"), None)], None, 0).await;
        let (g, h) = (cleanup("never"), cleanup("cleanup of h"));
        grouped(&out, [one("f", 2), ("g", 2, g, None), ("h", 9, h, None)], None, 9).await;
        let i = Some(Exc::new(&TYPE_ERROR, "cleanup of i"));
        grouped(&out, [("i", 9, i, None)], lookup_error(), 1).await;
        grouped(&out, [one("j", 1)], lookup_error(), 2).await;
        grouped(&out, [one("k", 0)], lookup_error(), 0).await;
        grouped(&out, [one("l", 0)], lookup_error(), 1).await;
        grouped(&out, [("m", 0, None, fatal("m")), one("n", 9)], None, 9).await;
        grouped(&out, [one("o", 9)], fatal("body"), 1).await;
        grouped(&out, [one("p", 9)], by_hand(), 1).await;
        grouped(&out, [("q", 9, cleanup("cleanup of q"), None)], by_hand(), 1).await;
        grouped(&out, [], Some(Exc::new(&GENERATOR_EXIT, ())), 0).await;
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn taskgroup_cancelled() {
    /// The name of a child, how many turns it cleans up, and what it raises then.
    type Child = (&'static str, usize, Option<Exc>);

    fn child(out: &Out, (name, cleanup, error): Child) -> Coroutine<()> {
        let out = out.clone();
        coroutine(async move {
            let Err(exc) = sleep(10.0).await else { return Ok(()) };
            say!(out, "{name} {exc:?} {}", me().cancelling());
            turns(cleanup).await?;
            say!(out, "{name} ends");
            Err(error.unwrap_or(exc))
        })
    }

    fn parent(out: &Out, all: Vec<Child>, body_sleeps: bool) -> Coroutine<()> {
        let out = out.clone();
        coroutine(async move {
            let print = out.clone();
            let scope = TaskGroup::scope(|group| async move {
                for one in all {
                    group.create_task(child(&print, one))?;
                }
                if body_sleeps { sleep(10.0).await } else { Ok(()) }
            });
            let result = scope.await;
            match &result {
                Ok(()) => say!(out, "parent goes on"),
                Err(exc) => say!(out, "parent {exc:?} {}", me().cancelling()),
            }
            result
        })
    }

    async fn cancels(out: &Out, all: Vec<Child>, messages: &[&str], body_sleeps: bool) -> Py<()> {
        let task = create_task(parent(out, all, body_sleeps))?;
        sleep(0.0).await?;
        for message in messages {
            sleep(0.0).await?;
            say!(out, "cancel {}", shown(task.cancel_with(*message)));
        }
        if let Err(exc) = (&task).await {
            say!(out, "main {exc:?} {} {}", shown(task.cancelled()), task.cancelling());
        }
        Ok(())
    }

    compare(recorded!("taskgroup_cancelled"), |out| async move {
        cancels(&out, vec![("a", 0, None)], &["stop"], false).await?;
        cancels(&out, vec![("b", 0, None)], &["stop"], true).await?;
        cancels(&out, vec![("c", 3, None)], &["one", "two"], false).await?;
        cancels(&out, vec![("d", 3, None)], &["one", "two", "three"], true).await?;
        cancels(&out, vec![("e", 1, Some(value_error("e")))], &["stop"], false).await?;
        cancels(&out, vec![("f", 1, Some(value_error("f")))], &["stop"], true).await?;
        cancels(&out, vec![], &["stop"], false).await?;
        let task = create_task(parent(&out, vec![], false))?;
        task.cancel_with("early");
        ended(&task).await?;
        say!(out, "{}", shown(task.cancelled()));
        let group = TaskGroup::enter()?;
        let alone = group.create_task(child(&out, ("g", 0, None)))?;
        let itself = group.create_task(coroutine(async {
            me().cancel_with("itself");
            sleep(0.0).await
        }))?;
        let other = group.create_task(coroutine(sleep_with(0.02, "other")))?;
        sleep(0.0).await?;
        alone.cancel_with("alone");
        group.exit(Ok(())).await?;
        let cancelled = [alone.cancelled(), itself.cancelled()].map(shown).join(" ");
        say!(out, "{cancelled} {} {}", other.result()?, me().cancelling());
        let (print, myself) = (out.clone(), me());
        let group = TaskGroup::enter()?;
        group.create_task(coroutine(async move {
            say!(print, "cancels parent {}", shown(myself.cancel_with("by a child")));
            sleep(10.0).await
        }))?;
        let exc = group.exit(Ok(())).await.unwrap_err();
        let before = me().cancelling();
        say!(out, "main {exc:?} {before} {}", me().uncancel());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn taskgroup_misuse() {
    fn attempt(out: &Out, name: &'static str, group: &TaskGroup) {
        if let Err(exc) = group.create_task(work(out, name, 1, None)) {
            assert!(exc.is(&RUNTIME_ERROR));
            say!(out, "{name} {}", exc.to_string().split("> ").last().unwrap());
        }
    }

    fn grows(out: &Out, group: &TaskGroup, n: usize) -> Coroutine<()> {
        let (out, group) = (out.clone(), group.clone());
        coroutine(async move {
            sleep(0.0).await?;
            say!(out, "grows {n}");
            if n > 0 {
                group.create_task(grows(&out, &group, n - 1))?;
                group.create_task(grows(&out, &group, 0))?;
            }
            Ok(())
        })
    }

    compare(recorded!("taskgroup_misuse"), |out| async move {
        let group = TaskGroup::enter()?;
        group.create_task(grows(&out, &group, 2))?;
        say!(out, "body ends");
        group.exit(Ok(())).await?;
        say!(out, "grown");
        attempt(&out, "too late", &group);
        let group = TaskGroup::enter()?;
        group.create_task(work(&out, "fails", 0, Some(value_error("no"))))?;
        attempt(&out, "before", &group);
        let slept = sleep(10.0).await;
        if slept.is_err() {
            attempt(&out, "after", &group);
        }
        say!(out, "{:?}", all_of(&VALUE_ERROR, group.exit(slept).await.unwrap_err()));
        attempt(&out, "finished", &group);
        let group = TaskGroup::enter()?;
        group.create_task(work(&out, "fails", 0, Some(key_error("first"))))?;
        if sleep(10.0).await.is_err() {
            say!(out, "swallowed {}", me().cancelling());
        }
        sleep(0.0).await?;
        say!(out, "body ends");
        let exc = all_of(&KEY_ERROR, group.exit(Ok(())).await.unwrap_err());
        say!(out, "{exc:?} {}", me().cancelling());
        let group = TaskGroup::enter()?;
        let first = group.create_task(work(&out, "first", 2, None))?;
        let (print, awaited) = (out.clone(), first.clone());
        let second = group.create_task(coroutine(async move {
            say!(print, "follows {}", awaited.await?);
            work(&print, "second", 0, None).await
        }))?;
        let (print, other) = (out.clone(), second.clone());
        first.add_done_callback(move |task| -> Py<()> {
            say!(print, "callback {} {}", task.result()?, shown(other.done()));
            Ok(())
        });
        group.exit(Ok(())).await?;
        say!(out, "{} {}", first.result()?, second.result()?);
        let group = TaskGroup::enter()?;
        group.exit(Ok(())).await?;
        attempt(&out, "never", &group);
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn except_star() {
    fn fails(error: &Exc, times: usize) -> Coroutine<()> {
        let error = error.clone();
        coroutine(async move {
            turns(times).await?;
            Err(error)
        })
    }

    fn leaves(exc: &Exc) -> String {
        match exc.members() {
            [] => format!("{exc:?}"),
            members => members.iter().map(leaves).collect::<Vec<_>>().join(", "),
        }
    }

    fn message(exc: &Exc) -> String {
        exc.args()[0].str()
    }

    compare(recorded!("except_star"), |out| async move {
        let connection = Exc::new(&CONNECTION_RESET_ERROR, "c");
        let inner = Exc::group("inner", vec![key_error("k"), connection, value_error("v")]);
        inner.add_note("a note");
        let group = TaskGroup::enter()?;
        let (two, three) = (Exc::new(&TYPE_ERROR, "two"), Exc::new(&TIMEOUT_ERROR, "three"));
        for error in [value_error("one"), inner.clone(), two, three] {
            group.create_task(fails(&error, 0))?;
        }
        let (taken, left) = group.exit(Ok(())).await.unwrap_err().split(&LOOKUP_ERROR);
        let exc = taken.unwrap();
        say!(out, "first {} {}", leaves(&exc), exc.members().len());
        let (taken, left) = left.unwrap().split(&OS_ERROR);
        let exc = taken.unwrap();
        say!(out, "second {} {exc}", leaves(&exc));
        let (taken, left) = left.unwrap().split(&KEY_ERROR);
        if let Some(exc) = taken {
            say!(out, "never {exc}");
        }
        let (taken, left) = left.unwrap().split(&TYPE_ERROR);
        let exc = taken.unwrap();
        say!(out, "third {} {}", leaves(&exc), exc.members()[0]);
        let left = left.unwrap();
        say!(out, "left {left:?} {} {left}", leaves(&left));
        say!(out, "{} {}", texts(left.members()[1].notes()), shown(left.members()[1] == inner));
        let group = Exc::group("all", vec![Exc::new(&VALUE_ERROR, 1), inner.clone()]);
        for kind in [&VALUE_ERROR, &LOOKUP_ERROR, &RUNTIME_ERROR, &EXCEPTION_GROUP] {
            let (matching, rest) = group.split(kind);
            let is_group = [&matching, &rest].map(|one| shown(one.as_ref() == Some(&group))).join(" ");
            say!(out, "{} {} | {} {is_group}", kind.name(), or_none(matching), or_none(rest));
        }
        let (matching, rest) = group.split(&CONNECTION_ERROR);
        let (matching, rest) = (matching.unwrap(), rest.unwrap());
        let counts = [rest.members().len(), rest.members()[1].members().len()];
        say!(out, "{} {} {} {}", message(&matching), message(&matching.members()[0]), counts[0], counts[1]);
        let tasks = TaskGroup::enter()?;
        tasks.create_task(fails(&group, 1))?;
        let (taken, left) = tasks.exit(Ok(())).await.unwrap_err().split(&VALUE_ERROR);
        let exc = taken.unwrap();
        say!(out, "{} | {} | {}", message(&exc), message(&exc.members()[0]), leaves(&exc));
        let exc = all_of(&EXCEPTION, left.unwrap());
        say!(out, "others {} {}", leaves(&exc), message(&exc.members()[0].members()[0]));
        let given = [fails(&group, 0), fails(&inner, 1), fails(&Exc::new(&KEY_ERROR, 0), 0)];
        let given: Vec<Exc> = gather_exceptions(given)?.await?.into_iter().map(|given| given.unwrap_err()).collect();
        say!(out, "{} {}", texts(&given), shown(given[0] == group));
        let cause = value_error("cause");
        let caused = Exc::group("caused", vec![Exc::new(&KEY_ERROR, 1), Exc::new(&VALUE_ERROR, 2)]);
        let (matching, rest) = caused.from_cause(cause.clone()).split(&KEY_ERROR);
        let (matching, rest) = (matching.unwrap(), rest.unwrap());
        let has_cause = [&matching, &rest].map(|one| shown(one.cause().as_ref() == Some(&cause))).join(" ");
        say!(out, "{has_cause} {rest}");
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn taskgroup_exit() {
    /// The name of a child, how many turns it waits, and what it raises then.
    type Child = (&'static str, usize, Option<Exc>);

    fn child(out: &Out, (name, times, error): Child) -> Coroutine<()> {
        let out = out.clone();
        coroutine(async move {
            match turns(times).await {
                Ok(()) => say!(out, "{name} ends"),
                Err(exc) => {
                    say!(out, "{name} {exc:?}");
                    return Err(exc);
                }
            }
            error.map_or(Ok(()), Err)
        })
    }

    async fn run(out: &Out, all: Vec<Child>, body: Option<Exc>) {
        let print = out.clone();
        let main = coroutine(async move {
            let inside = print.clone();
            let scope = TaskGroup::scope(|group| async move {
                for one in all {
                    group.create_task(child(&inside, one))?;
                }
                sleep(0.0).await?;
                if let Some(body) = body {
                    return Err(body);
                }
                sleep(10.0).await
            });
            let result = scope.await;
            if let Err(exc) = &result {
                say!(print, "main {exc:?} {}", me().cancelling());
            }
            result
        });
        if let Err(exc) = asyncio::run(main).await {
            say!(out, "run {exc:?}");
        }
    }

    let out = Out::default();
    let exit = Exc::new(&SYSTEM_EXIT, 3);
    run(&out, vec![("a", 1, Some(exit)), ("b", 9, None)], None).await;
    let (c, d) = (Some(value_error("c")), Some(Exc::new(&KEYBOARD_INTERRUPT, ())));
    run(&out, vec![("c", 1, c), ("d", 1, d), ("e", 9, None)], None).await;
    run(&out, vec![("f", 9, None)], Some(Exc::new(&SYSTEM_EXIT, "body"))).await;
    let interrupt = Exc::new(&KEYBOARD_INTERRUPT, "body");
    run(&out, vec![("g", 0, Some(value_error("g")))], Some(interrupt)).await;
    let (printed, expected) = (out.0.take(), recorded!("taskgroup_exit"));
    assert!(printed == expected, "it printed\n{printed}\nand not\n{expected}");
}

#[wasi_async_runtime::test(start_paused = true)]
async fn other_loops() {
    async fn tried<F: IntoFuture<Output = Py<T>>, T>(out: &Out, name: &str, made: Py<F>) {
        let result = match made {
            Ok(future) => future.await.map(drop),
            Err(exc) => Err(exc),
        };
        match result {
            Ok(()) => say!(out, "{name} done"),
            Err(exc) if exc.is(&VALUE_ERROR) => say!(out, "{name} ValueError: {exc}"),
            Err(exc) => {
                assert!(exc.is(&RUNTIME_ERROR), "{exc:?}");
                let text = exc.to_string();
                say!(out, "{name} RuntimeError: {}", text.rsplit("got Future ").next().unwrap_or_default());
            }
        }
    }

    compare(recorded!("other_loops"), |out| async move {
        let event_loop = get_running_loop()?;
        let own = || event_loop.create_future::<i64>();
        let other = asyncio::new_event_loop();
        let f = other.create_future::<i64>();
        tried(&out, "gather theirs", gather([f.clone()])).await;
        tried(&out, "gather theirs and ours", gather([f.clone(), own()])).await;
        tried(&out, "gather ours and theirs", gather([own(), f.clone()])).await;
        let pair = asyncio::gather_tuple((coroutine(sleep(0.0)), f.clone()));
        tried(&out, "gather a coroutine and theirs", pair).await;
        tried(&out, "wait_for", Ok(Box::pin(asyncio::wait_for(f.clone(), 1.0)))).await;
        tried(&out, "shield", asyncio::shield(f.clone())).await;
        let first = asyncio::as_completed([f.clone()], None).map(|mut all| all.next().unwrap());
        tried(&out, "as_completed", first).await;
        tried(&out, "await", Ok(f)).await;
        other.close()
    })
    .await;
}
