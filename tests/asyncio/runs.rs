//! Twins about `run`, `Runner`, eager tasks, and what came after CPython 3.11.

use super::*;
use wasi_async_runtime::asyncio::exc::{QUEUE_SHUT_DOWN, TYPE_ERROR};
use wasi_async_runtime::asyncio::{
    Runner, Token, all_tasks, copy_context, create_task_named, ensure_future, gather_tuple, gather_tuple_exceptions,
    wait_for_312,
};

#[wasi_async_runtime::test(start_paused = true)]
async fn runner() {
    let out = Out::default();
    let var = ContextVar::with_default("var", "nothing");
    let works = |name: &'static str, delay: f64| {
        let (out, var) = (out.clone(), var.clone());
        coroutine(async move {
            say!(out, "{name} begins {}", var.get()?);
            var.set(name);
            sleep(delay).await?;
            say!(out, "{name} ends");
            Ok(name)
        })
    };
    let leaves = || {
        let print = out.clone();
        let left = coroutine(async move {
            let slept = sleep(10.0).await;
            say!(print, "left is cancelled");
            sleep(0.0).await?;
            say!(print, "left ends");
            slept
        });
        coroutine(async move {
            create_task(left)?;
            sleep(0.0).await?;
            Ok("leaves")
        })
    };
    let fails = coroutine(async {
        sleep(0.0).await?;
        Err::<(), _>(Exc::new(&VALUE_ERROR, "fails"))
    });
    let mut runner = Runner::new();
    let event_loop = runner.get_loop().unwrap();
    say!(out, "{}", runner.run(works("one", 0.0)).await.unwrap());
    say!(out, "{}", runner.run(works("two", 0.01)).await.unwrap());
    let is_same = event_loop == runner.get_loop().unwrap();
    say!(out, "{} {} {}", var.get().unwrap(), shown(is_same), shown(event_loop.is_running()));
    say!(out, "{}", runner.run(leaves()).await.unwrap());
    say!(out, "{:?}", runner.run(fails).await.unwrap_err());
    say!(out, "{}", runner.run(works("three", 0.0)).await.unwrap());
    let print = out.clone();
    let nested = coroutine(async move {
        let mut runner = Runner::new();
        say!(print, "{}", runner.run(coroutine(async { Ok(()) })).await.unwrap_err());
        say!(print, "{}", asyncio::run(coroutine(async { Ok(()) })).await.unwrap_err());
        Ok(())
    });
    runner.run(nested).await.unwrap();
    say!(out, "closes");
    runner.close().await.unwrap();
    say!(out, "{}", shown(event_loop.is_closed()));
    say!(out, "{}", runner.get_loop().unwrap_err());
    let mut runner = Runner::new().debug(true);
    say!(out, "{}", shown(runner.get_loop().unwrap().get_debug()));
    runner.close().await.unwrap();
    runner.close().await.unwrap();
    let (printed, expected) = (out.0.take(), recorded!("runner"));
    assert!(printed == expected, "it printed\n{printed}\nand not\n{expected}");
}

#[wasi_async_runtime::test(start_paused = true)]
async fn eager_tasks() {
    compare(recorded!("eager_312"), |out| async move {
        // Numbers of tasks go on from test to test.
        let name = current_task()?.unwrap().get_name();
        let first: u64 = name.strip_prefix("Task-").unwrap().parse().unwrap();
        let shown_name = move |name: String| match name.strip_prefix("Task-") {
            Some(number) => format!("Task-{}", number.parse::<u64>().unwrap() - first + 1),
            None => name,
        };
        let print = out.clone();
        let at_once = move |name: &'static str| {
            let out = print.clone();
            coroutine(async move {
                say!(out, "{name} runs in {}", shown_name(current_task()?.unwrap().get_name()));
                Ok(name)
            })
        };
        let print = out.clone();
        let later = move |name: &'static str| {
            let out = print.clone();
            coroutine(async move {
                say!(out, "{name} begins");
                sleep(0.0).await?;
                say!(out, "{name} goes on");
                Ok(name)
            })
        };
        let event_loop = get_running_loop()?;
        say!(out, "lazy");
        let task = create_task_named(at_once("lazy"), "lazy")?;
        say!(out, "{}", shown(task.done()));
        task.await?;
        event_loop.set_eager_tasks(true);
        let task = create_task_named(at_once("eager"), "eager")?;
        let current = shown_name(current_task()?.unwrap().get_name());
        say!(out, "{} {} {current} {}", shown(task.done()), task.result()?, all_tasks()?.len());
        let task = create_task_named(later("later"), "later")?;
        say!(out, "{} {}", shown(task.done()), all_tasks()?.len());
        let print = out.clone();
        task.add_done_callback(move |task| say!(print, "callback {}", task.result().unwrap()));
        say!(out, "{}", task.await?);
        let failed = create_task(coroutine(async { Err::<(), _>(Exc::new(&VALUE_ERROR, "at once")) }))?;
        say!(out, "{} {:?}", shown(failed.done()), failed.exception()?.unwrap());
        let (print, inner) = (out.clone(), later.clone());
        let nests = coroutine(async move {
            say!(print, "nests begins");
            let inner = create_task_named(inner("inner"), "inner")?;
            say!(print, "nests goes on {}", shown(inner.done()));
            inner.await
        });
        say!(out, "{}", create_task_named(nests, "nests")?.await?);
        let gathered = gather_exceptions([at_once("a"), later("b"), at_once("c")])?.await?;
        let gathered: Vec<_> = gathered.into_iter().map(Result::unwrap).collect();
        say!(out, "{}", format!("{gathered:?}").replace('"', "'"));
        let cancelled = create_task(later("cancelled"))?;
        cancelled.cancel();
        assert!((&cancelled).await.unwrap_err().is(&CANCELLED_ERROR));
        say!(out, "cancelled {}", shown(cancelled.cancelled()));
        let print = out.clone();
        TaskGroup::scope(|group| async move {
            let one = group.create_task(at_once("in group"))?;
            let two = group.create_task(later("later in group"))?;
            say!(print, "{} {}", shown(one.done()), shown(two.done()));
            Ok(())
        })
        .await?;
        say!(out, "end");
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn wait_for_as_in_312() {
    compare(recorded!("wait_for_312"), |out| async move {
        let main = current_task()?.unwrap();
        let print = out.clone();
        let background = create_task(coroutine(async move {
            for i in 0..6 {
                say!(print, "tick {i}");
                sleep(0.0).await?;
            }
            Ok(())
        }))?;
        let (print, this) = (out.clone(), main.clone());
        let steps = move |n: usize, result: &'static str| {
            let (out, main) = (print.clone(), this.clone());
            coroutine(async move {
                let is_main = current_task()?.unwrap() == main;
                say!(out, "steps begin in {}", if is_main { "main" } else { "another task" });
                for _ in 0..n {
                    if let Err(exc) = sleep(0.0).await {
                        say!(out, "steps cancelled");
                        return Err(exc);
                    }
                }
                Ok(result)
            })
        };
        let print = out.clone();
        let slow = move |cleans: usize| {
            let out = print.clone();
            coroutine(async move {
                let slept = sleep(10.0).await;
                for i in 0..cleans {
                    sleep(0.0).await?;
                    say!(out, "cleans {i}");
                }
                slept
            })
        };
        say!(out, "{}", wait_for_312(steps(2, "in place"), 1.0).await?);
        background.await?;
        let exc = wait_for_312(slow(2), 0.02).await.unwrap_err();
        say!(out, "{exc:?} {:?} {}", exc.cause().unwrap(), main.cancelling());
        let swallows = coroutine(async {
            let slept = sleep(10.0).await;
            assert!(slept.unwrap_err().is(&CANCELLED_ERROR));
            Ok("swallowed")
        });
        say!(out, "{}", wait_for_312(swallows, 0.02).await?);
        for timeout in [0.0, -1.0] {
            let exc = wait_for_312(steps(1, "never"), timeout).await.unwrap_err();
            say!(out, "{exc:?} {:?}", exc.cause().unwrap());
        }
        say!(out, "{}", wait_for_312(steps(1, "no limit"), None).await?);
        let done = get_running_loop()?.create_future();
        done.set_result("done")?;
        say!(out, "{}", wait_for_312(done, 0.0).await?);
        let print = out.clone();
        let outer = coroutine(async move {
            let waited = wait_for_312(slow(1), 5.0).await;
            say!(print, "outer {:?}", waited.as_ref().unwrap_err());
            waited
        });
        let task = create_task(outer)?;
        sleep(0.0).await?;
        task.cancel_with("from outside");
        say!(out, "main {:?}", task.await.unwrap_err());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn queues_are_shut_down() {
    compare(recorded!("queue_shutdown_313"), |out| async move {
        let queue: Queue<i64> = Queue::new(2);
        let (print, puts) = (out.clone(), queue.clone());
        let task = create_task(coroutine(async move {
            for item in 0..5 {
                if let Err(exc) = puts.put(item).await {
                    assert!(exc.is(&QUEUE_SHUT_DOWN));
                    say!(print, "put {exc:?}");
                    return Ok(());
                }
                say!(print, "put {item}");
            }
            Ok(())
        }))?;
        sleep(0.0).await?;
        say!(out, "full {}", shown(queue.full()));
        queue.shutdown(false);
        sleep(0.0).await?;
        say!(out, "{:?}", queue.put_nowait(9).unwrap_err());
        for _ in 0..3 {
            match queue.get_nowait() {
                Ok(item) => say!(out, "{item}"),
                Err(exc) => say!(out, "{exc:?}"),
            }
        }
        task.await?;
        let queue: Queue<i64> = Queue::new(0);
        let gets = |name: &'static str| {
            let (out, queue) = (out.clone(), queue.clone());
            create_task(coroutine(async move {
                loop {
                    match queue.get().await {
                        Ok(item) => {
                            say!(out, "{name} got {item}");
                            queue.task_done()?;
                        }
                        Err(exc) if exc.is(&QUEUE_SHUT_DOWN) => {
                            say!(out, "{name} {exc:?}");
                            return Ok(());
                        }
                        Err(exc) => return Err(exc),
                    }
                }
            }))
        };
        let tasks = [gets("a")?, gets("b")?];
        (0..3).try_for_each(|item| queue.put_nowait(item))?;
        queue.join().await?;
        queue.shutdown(false);
        gather(tasks)?.await?;
        let queue: Queue<i64> = Queue::new(0);
        (0..3).try_for_each(|item| queue.put_nowait(item))?;
        let waits = queue.clone();
        let joins = create_task(coroutine(async move { waits.join().await }))?;
        sleep(0.0).await?;
        say!(out, "{}", shown(joins.done()));
        queue.shutdown(true);
        (&joins).await?;
        say!(out, "{} {}", shown(queue.empty()), shown(joins.done()));
        say!(out, "{:?}", queue.get().await.unwrap_err());
        say!(out, "{}", queue.task_done().unwrap_err());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn different_types_are_gathered() {
    compare(recorded!("gather_types"), |out| async move {
        let number = |n: f64| {
            let out = out.clone();
            coroutine(async move {
                sleep(0.0).await?;
                say!(out, "number {n}");
                Ok(n)
            })
        };
        let text = |t: &'static str| {
            let out = out.clone();
            coroutine(async move {
                say!(out, "text {t}");
                Ok(t)
            })
        };
        let fails = |exc: Exc| {
            coroutine(async move {
                sleep(0.0).await?;
                Err::<(), _>(exc)
            })
        };
        let task = create_task(number(1.0))?;
        let (n, t, f) = gather_tuple((task.clone(), text("one"), number(1.5)))?.await?;
        say!(out, "{n} {t} {f}");
        let failed = gather_tuple((number(2.0), fails(Exc::new(&KEY_ERROR, "k")), text("two")))?.await;
        say!(out, "{:?}", failed.unwrap_err());
        let failing = fails(Exc::new(&VALUE_ERROR, "v"));
        let (n, e, t) = gather_tuple_exceptions((number(3.0), failing, text("three")))?.await?;
        say!(out, "{} {:?} {}", n?, e.unwrap_err(), t?);
        let both = gather_tuple((number(4.0), text("four")))?;
        sleep(0.0).await?;
        say!(out, "{}", shown(both.cancel()));
        let exc = (&both).await.unwrap_err();
        say!(out, "{exc:?} {}", shown(both.cancelled()));
        let same = ensure_future(number(5.0))?;
        let all = gather([same.clone(), same, (*task).clone()])?.await?;
        say!(out, "{:?}", all.into_iter().map(|n| n as i64).collect::<Vec<_>>());
        Ok(())
    })
    .await;
}

/// `StopIteration` cannot be told from the end of a coroutine, so a future refuses it.
#[wasi_async_runtime::test(start_paused = true)]
async fn futures_refuse_stop_iteration() {
    let main = coroutine(async {
        let future = get_running_loop()?.create_future::<()>();
        let refused = future.set_exception(Exc::new(&asyncio::exc::STOP_ITERATION, ())).unwrap_err();
        assert!(refused.is(&TYPE_ERROR) && !future.done());
        Ok(())
    });
    asyncio::run(main).await.unwrap();
}

type SharedToken = Rc<Token<&'static str>>;

#[derive(Clone)]
struct Tokens {
    out: Out,
    var: ContextVar<&'static str>,
    other: ContextVar<i64>,
}

impl Tokens {
    fn set(&self, value: &'static str) -> SharedToken {
        Rc::new(self.var.set(value))
    }

    fn tell(&self, name: &str, reset: Py<()>) {
        match reset {
            Ok(()) => say!(self.out, "{name} {}", self.var.get().unwrap()),
            Err(exc) => {
                let text = exc.to_string();
                let contains = |part| shown(text.contains(part));
                let (context, var, used) =
                    (contains("different Context"), contains("different ContextVar"), contains("used once"));
                say!(self.out, "{name} {} {context} {var} {used}", exc.class().name());
            }
        }
    }

    fn reset(&self, name: &str, token: &Token<&'static str>) {
        self.tell(name, self.var.reset(token));
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn tokens_of_contexts() {
    fn child(tokens: Tokens, token: SharedToken) -> Coroutine<SharedToken> {
        coroutine(async move {
            tokens.reset("child", &token);
            let mine = tokens.set("child");
            tokens.reset("child own", &mine);
            Ok(tokens.set("child again"))
        })
    }

    fn main(tokens: Tokens) -> Coroutine<SharedToken> {
        coroutine(async move {
            let token = tokens.set("main");
            let theirs = create_task(child(tokens.clone(), token.clone()))?.await?;
            tokens.reset("main theirs", &theirs);
            // A token is of its variable's type here: another variable of that type stands for the other.
            let stranger = ContextVar::<&str>::new("other");
            tokens.tell("main other var", stranger.reset(&token));
            let mut copy = copy_context();
            copy.run(|| tokens.reset("copy", &token));
            let second = tokens.other.set(1);
            tokens.reset("main after a copy", &token);
            tokens.reset("main twice", &token);
            tokens.tell("main second", tokens.other.reset(&second));
            let later = tokens.set("later");
            let (inside, of_callback) = (tokens.clone(), later.clone());
            get_running_loop()?.call_soon(move || inside.reset("callback", &of_callback))?;
            sleep(0.0).await?;
            let mut nested = copy_context();
            let inside = nested.run(|| tokens.set("nested"));
            nested.run(|| tokens.reset("nested again", &inside));
            tokens.reset("later", &later);
            Ok(tokens.set("kept"))
        })
    }

    let out = Out::default();
    let (var, other) = (ContextVar::with_default("var", "none"), ContextVar::new("other"));
    let tokens = Tokens { out: out.clone(), var, other };
    let mut runner = Runner::new();
    let kept = runner.run(main(tokens.clone())).await.unwrap();
    let (second, of_first) = (tokens.clone(), kept.clone());
    let second = coroutine(async move {
        say!(second.out, "{}", second.var.get()?);
        second.reset("second run", &of_first);
        Ok(())
    });
    runner.run(second).await.unwrap();
    runner.close().await.unwrap();
    tokens.reset("outside", &kept);
    let (printed, expected) = (out.0.take(), recorded!("tokens_of_contexts"));
    assert!(printed == expected, "it printed\n{printed}\nand not\n{expected}");
}
