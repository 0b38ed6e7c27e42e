//! Twins about generators, async generators, exit stacks, objects that are awaited, coroutines driven by hand.

use super::*;
use std::any::Any;
use std::collections::{BTreeMap, VecDeque};
use std::future::IntoFuture;
use std::pin::Pin;
use std::task::Poll;
use wasi_async_runtime::asyncio::exc::{
    EXCEPTION, GENERATOR_EXIT, OS_ERROR, STOP_ASYNC_ITERATION, STOP_ITERATION, TYPE_ERROR,
};
use wasi_async_runtime::asyncio::{
    AsyncContextManager, AsyncExitStack, AsyncGenerator, ContextManager, Generator, Resumed, Value, aclosing,
    async_with, with, yield_value,
};

/// As `print` shows it.
trait Shown {
    fn shown(&self) -> String;
}

macro_rules! shown_as {
    ($($kind:ty = $format:literal),+) => {$(
        impl Shown for $kind {
            fn shown(&self) -> String {
                format!($format, self)
            }
        }
    )+};
}

shown_as!(i32 = "{}", i64 = "{}", usize = "{}", f64 = "{:?}", &str = "{}", String = "{}", Value = "{:?}");

impl Shown for () {
    fn shown(&self) -> String {
        "None".to_owned()
    }
}

impl<T: Shown> Shown for Option<T> {
    fn shown(&self) -> String {
        self.as_ref().map_or_else(|| "None".to_owned(), Shown::shown)
    }
}

impl<T: Shown, U: Shown> Shown for (T, U) {
    fn shown(&self) -> String {
        format!("({}, {})", self.0.shown(), self.1.shown())
    }
}

/// As `repr` shows an exception, or None.
fn repr(exc: &Option<Exc>) -> String {
    exc.as_ref().map_or_else(|| "None".to_owned(), |exc| format!("{exc:?}"))
}

/// Says what an awaitable gives or raises.
async fn tell<T: Shown>(out: &Out, what: &str, awaited: impl IntoFuture<Output = Py<T>>) {
    match awaited.await {
        Ok(value) => say!(out, "{what} {}", value.shown()),
        Err(exc) => say!(out, "{what} {exc:?}"),
    }
}

/// Steps that lets others run.
async fn ticks_of(out: Out, n: i64) -> Py<()> {
    for i in 0..n {
        say!(out, "tick {i}");
        sleep(0.0).await?;
    }
    Ok(())
}

#[wasi_async_runtime::test(start_paused = true)]
async fn async_generators_among_tasks() {
    fn count(out: &Out, name: &'static str, n: i64) -> AsyncGenerator<i64> {
        let out = out.clone();
        AsyncGenerator::new("count", move |y| async move {
            say!(out, "{name} begins");
            for i in 0..n {
                sleep(0.0).await?;
                say!(out, "{name} yields {i}");
                y.give(i).await?;
                say!(out, "{name} goes on");
            }
            say!(out, "{name} ends");
            Ok(())
        })
    }

    fn consume(out: &Out, name: &'static str) -> Coroutine<()> {
        let out = out.clone();
        coroutine(async move {
            let count = count(&out, name, 2);
            while let Some(i) = count.next().await? {
                say!(out, "{name} got {i}");
                if i == 0 {
                    sleep(0.0).await?;
                }
            }
            say!(out, "{name} done");
            Ok(())
        })
    }

    compare(recorded!("agen_order"), |out| async move {
        let task = create_task(coroutine(ticks_of(out.clone(), 9)))?;
        {
            let count = count(&out, "a", 3);
            while let Some(i) = count.next().await? {
                say!(out, "got {i}");
            }
        }
        say!(out, "main");
        gather([consume(&out, "b"), consume(&out, "c")])?.await?;
        let (count, mut squares) = (count(&out, "d", 2), Vec::new());
        while let Some(i) = count.next().await? {
            squares.push(i * i);
        }
        say!(out, "{squares:?}");
        task.await
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn async_generators_step_by_step() {
    fn echo(out: &Out) -> AsyncGenerator<Option<i64>, Option<i64>> {
        let out = out.clone();
        AsyncGenerator::new("echo", |y| async move {
            let body = async {
                let mut sent = None;
                loop {
                    let step = async {
                        sent = y.give(sent).await?;
                        say!(out, "echo got {}", sent.shown());
                        sleep(0.0).await
                    };
                    match step.await {
                        Err(exc) if exc.is(&KEY_ERROR) => {
                            say!(out, "echo caught {exc:?}");
                            sent = Some(-1);
                        }
                        step => step?,
                    }
                    if sent == Some(9) {
                        return Ok(());
                    }
                }
            };
            let ended = body.await;
            sleep(0.0).await?;
            say!(out, "echo ends");
            ended
        })
    }

    fn stubborn(out: &Out) -> AsyncGenerator<i64> {
        let out = out.clone();
        AsyncGenerator::new("stubborn", |y| async move {
            loop {
                match y.give(1).await {
                    Err(exc) if exc.is(&GENERATOR_EXIT) => {
                        say!(out, "no");
                        sleep(0.0).await?;
                    }
                    given => given?,
                }
            }
        })
    }

    compare(recorded!("agen_steps"), |out| async move {
        let mut source = echo(&out);
        tell(&out, "send first", source.asend(Some(1))).await;
        tell(&out, "next", source.anext()).await;
        tell(&out, "send", source.asend(Some(2))).await;
        tell(&out, "throw", source.athrow(Exc::new(&KEY_ERROR, "k"))).await;
        tell(&out, "send", source.asend(Some(3))).await;
        tell(&out, "throw", source.athrow(Exc::new(&VALUE_ERROR, "v"))).await;
        tell(&out, "next", source.anext()).await;
        tell(&out, "send", source.asend(Some(4))).await;
        tell(&out, "throw", source.athrow(Exc::new(&VALUE_ERROR, "w"))).await;
        tell(&out, "close", source.aclose()).await;

        source = echo(&out);
        tell(&out, "next", source.anext()).await;
        tell(&out, "last", source.asend(Some(9))).await;
        tell(&out, "next", source.anext()).await;

        source = echo(&out);
        tell(&out, "throw first", source.athrow(Exc::new(&VALUE_ERROR, "x"))).await;
        tell(&out, "next", source.anext()).await;

        source = echo(&out);
        tell(&out, "close first", source.aclose()).await;
        tell(&out, "next", source.anext()).await;

        source = echo(&out);
        tell(&out, "next", source.anext()).await;
        tell(&out, "close", source.aclose()).await;
        tell(&out, "close", source.aclose()).await;
        tell(&out, "next", source.anext()).await;

        source = echo(&out);
        tell(&out, "next", source.anext()).await;
        tell(&out, "throw exit", source.athrow(Exc::new(&GENERATOR_EXIT, ()))).await;
        tell(&out, "throw", source.athrow(Exc::new(&KEY_ERROR, ()))).await;

        let never_ends = stubborn(&out);
        tell(&out, "next", never_ends.anext()).await;
        tell(&out, "close", never_ends.aclose()).await;
        tell(&out, "throw", never_ends.athrow(Exc::new(&VALUE_ERROR, "y"))).await;
        tell(&out, "next", never_ends.anext()).await;
        tell(&out, "end", never_ends.asend(())).await;

        source = echo(&out);
        drop(never_ends);
        let mut step = source.anext();
        tell(&out, "step", &mut step).await;
        tell(&out, "step", &mut step).await;
        let mut step = source.aclose();
        tell(&out, "close", &mut step).await;
        tell(&out, "close", &mut step).await;
        say!(out, "{}", source.next().await?.map_or_else(|| "default".to_owned(), |value| value.shown()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn async_generators_that_are_let_go() {
    fn count(out: &Out, name: &'static str) -> AsyncGenerator<i64> {
        let out = out.clone();
        AsyncGenerator::new("count", move |y| async move {
            let body = async {
                for i in 0..10 {
                    y.give(i).await?;
                    sleep(0.0).await?;
                }
                Ok(())
            };
            let ended = body.await;
            let is_main = current_task()?.is_some_and(|task| task.get_name() == "main");
            say!(out, "{name} cleans up {}", shown(is_main));
            sleep(0.0).await?;
            say!(out, "{name} is clean");
            ended
        })
    }

    async fn first(out: &Out, name: &'static str) -> Py<Option<i64>> {
        let count = count(out, name);
        while let Some(i) = count.next().await? {
            say!(out, "{name} {i}");
            if i == 1 {
                return Ok(Some(i));
            }
        }
        Ok(None)
    }

    compare(recorded!("agen_break"), |out| async move {
        current_task()?.unwrap().set_name("main");
        let task = create_task(coroutine(ticks_of(out.clone(), 14)))?;
        sleep(0.0).await?;
        {
            let count = count(&out, "a");
            if let Some(i) = count.next().await? {
                say!(out, "a {i}");
            }
        }
        say!(out, "after a");
        for i in 0..4 {
            say!(out, "main {i}");
            sleep(0.0).await?;
        }
        say!(out, "first {}", first(&out, "b").await?.shown());
        sleep(0.0).await?;
        say!(out, "awaited");
        task.await?;
        let mut source = count(&out, "c");
        source.next().await?;
        source.aclose().await?;
        say!(out, "closed c");
        source = count(&out, "d");
        let mut step = source.anext();
        say!(out, "d {}", (&mut step).await?);
        drop(source);
        say!(out, "d is held by its step");
        drop(step);
        say!(out, "d is let go");
        sleep(0.0).await?;
        say!(out, "one turn");
        sleep(0.0).await?;
        say!(out, "two turns");
        sleep(0.0).await?;
        say!(out, "three turns");
        drop(count(&out, "never begun"));
        sleep(0.0).await
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn async_generators_at_the_end_of_run() {
    fn count(out: &Out, name: &'static str, fails: bool) -> AsyncGenerator<i64> {
        let out = out.clone();
        AsyncGenerator::new("count", move |y| async move {
            let body = async {
                for i in 0..10 {
                    y.give(i).await?;
                }
                Ok(())
            };
            let ended: Py<()> = body.await;
            match &ended {
                Err(exc) if exc.is(&GENERATOR_EXIT) => say!(out, "{name} exit"),
                Err(exc) if exc.is(&CANCELLED_ERROR) => say!(out, "{name} cancelled"),
                _ => {}
            }
            sleep(0.0).await?;
            say!(out, "{name} is clean");
            if fails { Err(Exc::new(&VALUE_ERROR, name)) } else { ended }
        })
    }

    async fn consume(out: Out, generator: AsyncGenerator<i64>) -> Py<()> {
        while let Some(i) = generator.next().await? {
            say!(out, "consumed {i}");
            sleep(10.0).await?;
        }
        Ok(())
    }

    let out = Out::default();
    let kept: Rc<RefCell<Vec<Box<dyn Any>>>> = Rc::default();
    let (print, keep) = (out.clone(), kept.clone());
    let main = coroutine(async move {
        let (out, event_loop) = (print.clone(), get_running_loop()?);
        event_loop.set_exception_handler(move |_, trouble| {
            let message = trouble.message.split(" object ").next().unwrap_or_default();
            say!(print, "{message} {:?}", trouble.exception.as_ref().unwrap());
        });
        let source = count(&out, "by hand", true);
        say!(out, "{}", source.anext().await?);
        event_loop.shutdown_asyncgens().await?;
        say!(out, "closed");
        let consumed = count(&out, "consumed", true);
        let task = create_task(coroutine(consume(out.clone(), consumed.clone())))?;
        keep.borrow_mut().push(Box::new((consumed, task)));
        sleep(0.0).await?;
        say!(out, "main ends");
        Ok(())
    });
    support::soon(asyncio::run(main)).await.unwrap();
    let (print, keep) = (out.clone(), kept.clone());
    let other = coroutine(async move {
        let out = print;
        let mut source = count(&out, "left by main", false);
        keep.borrow_mut().push(Box::new(source.clone()));
        say!(out, "{}", source.anext().await?);
        source = count(&out, "left at the end", false);
        say!(out, "{}", source.anext().await?);
        say!(out, "other ends");
        Ok(())
    });
    support::soon(asyncio::run(other)).await.unwrap();
    say!(out, "end");
    let (printed, expected) = (out.0.take(), recorded!("agen_shutdown"));
    assert!(printed == expected, "it printed\n{printed}\nand not\n{expected}");
}

#[wasi_async_runtime::test(start_paused = true)]
async fn async_generators_and_cancellation() {
    fn slow(out: &Out, mut handles: i64) -> AsyncGenerator<String> {
        let out = out.clone();
        AsyncGenerator::new("slow", move |y| async move {
            let mut n = 0;
            loop {
                let body = async {
                    n += 1;
                    sleep(0.03).await?;
                    y.give(n.to_string()).await
                };
                let ended = match body.await {
                    Err(exc) if exc.is(&CANCELLED_ERROR) => {
                        say!(out, "inside {exc:?}");
                        if handles == 0 {
                            Err(exc)
                        } else {
                            handles -= 1;
                            y.give("handled".to_owned()).await
                        }
                    }
                    ended => ended,
                };
                say!(out, "finally {n}");
                ended?;
            }
        })
    }

    fn consume(out: &Out, generator: &AsyncGenerator<String>) -> Coroutine<()> {
        let (out, generator) = (out.clone(), generator.clone());
        coroutine(async move {
            let body = async {
                while let Some(n) = generator.next().await? {
                    say!(out, "got {n}");
                }
                Ok(())
            };
            let ended = body.await;
            if let Err(exc) = &ended {
                say!(out, "consumer {exc:?}");
            }
            sleep(0.0).await?;
            say!(out, "consumer ends");
            ended
        })
    }

    compare(recorded!("agen_cancel"), |out| async move {
        let mut source = slow(&out, 0);
        let task = create_task(consume(&out, &source))?;
        sleep(0.05).await?;
        task.cancel_with("enough");
        tell(&out, "task", task).await;
        tell(&out, "next", source.anext()).await;

        source = slow(&out, 2);
        let task = create_task(consume(&out, &source))?;
        sleep(0.0).await?;
        task.cancel();
        sleep(0.05).await?;
        task.cancel_with("again");
        sleep(0.0).await?;
        sleep(0.0).await?;
        task.cancel_with("for good");
        tell(&out, "task", task).await;
        tell(&out, "next", source.anext()).await;

        source = slow(&out, 0);
        tell(&out, "in time", wait_for(source.anext(), 1.0)).await;
        tell(&out, "late", wait_for(source.anext(), 0.005)).await;
        tell(&out, "next", source.anext()).await;

        source = slow(&out, 1);
        let task = create_task(source.anext().into())?;
        task.cancel();
        tell(&out, "before it began", task).await;
        tell(&out, "next", source.anext()).await;

        source = slow(&out, 1);
        tell(&out, "first", source.anext()).await;
        let task = create_task(source.anext().into())?;
        task.cancel_with("early");
        tell(&out, "before the step began", task).await;
        tell(&out, "next", source.anext()).await;
        let task = create_task(source.aclose().into())?;
        tell(&out, "close", task).await;

        source = slow(&out, 0);
        let limited = timeout(0.05)?.scope(|_| async {
            while let Some(n) = source.next().await? {
                say!(out, "until the timeout {n}");
            }
            Ok(())
        });
        if let Err(exc) = limited.await {
            assert!(exc.is(&TIMEOUT_ERROR));
            say!(out, "timed out");
        }
        Ok(())
    })
    .await;
}

fn numbers(out: &Out, n: i64) -> AsyncGenerator<i64> {
    let out = out.clone();
    AsyncGenerator::new("numbers", move |y| async move {
        let body = async {
            for i in 0..n {
                sleep(0.0).await?;
                y.give(i).await?;
            }
            Ok(())
        };
        let ended = body.await;
        sleep(0.0).await?;
        say!(out, "numbers {n} end");
        ended
    })
}

#[wasi_async_runtime::test(start_paused = true)]
async fn async_generators_in_one_another() {
    fn pairs(out: &Out, n: i64) -> AsyncGenerator<(i64, i64)> {
        let out = out.clone();
        AsyncGenerator::new("pairs", move |y| async move {
            let body = async {
                let outer = numbers(&out, n);
                while let Some(i) = outer.next().await? {
                    let inner = numbers(&out, i);
                    while let Some(j) = inner.next().await? {
                        y.give((i, j)).await?;
                    }
                }
                Ok(())
            };
            let ended = body.await;
            say!(out, "pairs end");
            ended
        })
    }

    fn doubled(source: AsyncGenerator<i64>) -> AsyncGenerator<i64> {
        AsyncGenerator::new("doubled", |y| async move {
            while let Some(i) = source.next().await? {
                y.give(i * 2).await?;
            }
            Ok(())
        })
    }

    fn limited(source: AsyncGenerator<i64>, mut n: i64) -> AsyncGenerator<i64> {
        AsyncGenerator::new("limited", move |y| async move {
            while let Some(i) = source.next().await? {
                if n == 0 {
                    return Ok(());
                }
                n -= 1;
                y.give(i).await?;
            }
            Ok(())
        })
    }

    fn averager() -> AsyncGenerator<f64, f64> {
        AsyncGenerator::new("averager", |y| async move {
            let (mut total, mut count, mut average) = (0.0, 0.0, 0.0);
            loop {
                let value = y.give(average).await?;
                sleep(0.0).await?;
                total += value;
                count += 1.0;
                average = total / count;
            }
        })
    }

    compare(recorded!("agen_nested"), |out| async move {
        let print = out.clone();
        let task = create_task(coroutine(async move {
            for i in 0..40 {
                sleep(0.0).await?;
                if i % 4 == 0 {
                    say!(print, "tick {i}");
                }
            }
            Ok(())
        }))?;
        {
            let pairs = pairs(&out, 4);
            while let Some(pair) = pairs.next().await? {
                say!(out, "{pair:?}");
            }
        }
        {
            let limited = limited(doubled(numbers(&out, 9)), 2);
            while let Some(i) = limited.next().await? {
                say!(out, "doubled {i}");
            }
        }
        say!(out, "limited");
        {
            let pairs = pairs(&out, 3);
            if let Some(pair) = pairs.next().await? {
                say!(out, "{pair:?}");
            }
        }
        say!(out, "broken off");
        let average = averager();
        average.anext().await?;
        for value in [10.0, 20.0, 60.0] {
            say!(out, "{:?}", average.asend(value).await?);
        }
        average.aclose().await?;
        task.await
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn steps_of_an_async_generator_that_overlap() {
    fn slow(out: &Out) -> AsyncGenerator<i64> {
        let out = out.clone();
        AsyncGenerator::new("slow", |y| async move {
            let body = async {
                for i in 0..5 {
                    sleep(0.03).await?;
                    y.give(i).await?;
                }
                Ok(())
            };
            let ended = body.await;
            say!(out, "slow ends");
            ended
        })
    }

    type Kept = Rc<RefCell<Option<AsyncGenerator<i64>>>>;

    fn itself(out: &Out, kept: &Kept) -> AsyncGenerator<i64> {
        let (out, kept) = (out.clone(), kept.clone());
        AsyncGenerator::new("itself", |y| async move {
            y.give(1).await?;
            let itself = kept.borrow().clone().unwrap();
            if let Err(exc) = itself.anext().await {
                say!(out, "itself {exc}");
            }
            if let Err(exc) = itself.aclose().await {
                say!(out, "itself {exc}");
            }
            y.give(2).await
        })
    }

    fn cleans_up(out: &Out) -> AsyncGenerator<i64> {
        let out = out.clone();
        AsyncGenerator::new("cleans_up", |y| async move {
            let ended = y.give(1).await;
            sleep(0.0).await?;
            say!(out, "is clean");
            ended
        })
    }

    compare(recorded!("agen_overlap"), |out| async move {
        let source = slow(&out);
        let (print, step) = (out.clone(), source.anext());
        let task = create_task(coroutine(async move {
            tell(&print, "task", step).await;
            Ok(())
        }))?;
        sleep(0.0).await?;
        tell(&out, "next", source.anext()).await;
        tell(&out, "send", source.asend(())).await;
        tell(&out, "throw", source.athrow(Exc::new(&VALUE_ERROR, ()))).await;
        tell(&out, "close", source.aclose()).await;
        task.await?;
        let close = source.aclose();
        let steps: [Coroutine<String>; 3] = [
            Coroutine::new("next", shown_as_text(source.anext())),
            Coroutine::new("next", shown_as_text(source.anext())),
            Coroutine::new("close", shown_as_text(close)),
        ];
        let results = gather_exceptions(steps)?.await?;
        let results: Vec<String> =
            results.into_iter().map(|result| result.unwrap_or_else(|exc| format!("{exc:?}"))).collect();
        say!(out, "[{}]", results.join(", "));
        let (print, step) = (out.clone(), source.aclose());
        let closing = create_task(coroutine(async move {
            tell(&print, "closing", step).await;
            Ok(())
        }))?;
        sleep(0.0).await?;
        tell(&out, "next", source.anext()).await;
        closing.await?;
        let kept = Kept::default();
        let generator = itself(&out, &kept);
        kept.replace(Some(generator.clone()));
        while let Some(i) = generator.next().await? {
            say!(out, "itself {i}");
        }
        let source = cleans_up(&out);
        tell(&out, "next", source.anext()).await;
        let task = create_task(source.anext().into())?;
        task.cancel_with("before it begins");
        tell(&out, "throw", source.athrow(Exc::new(&KEY_ERROR, "k"))).await;
        tell(&out, "task", task).await;
        let source = cleans_up(&out);
        tell(&out, "next", source.anext()).await;
        let task = create_task(source.aclose().into())?;
        task.cancel_with("before it begins");
        tell(&out, "task", task).await;
        Ok(())
    })
    .await;
}

async fn shown_as_text<T: Shown>(awaited: impl Future<Output = Py<T>>) -> Py<String> {
    Ok(awaited.await?.shown())
}

#[wasi_async_runtime::test(start_paused = true)]
async fn what_async_generators_raise() {
    fn fails(n: i64, exc: Exc) -> AsyncGenerator<i64> {
        AsyncGenerator::new("fails", move |y| async move {
            for i in 0..n {
                y.give(i).await?;
            }
            Err(exc)
        })
    }

    async fn tell<T: Shown>(out: &Out, what: &str, awaited: impl Future<Output = Py<T>>) {
        match awaited.await {
            Ok(value) => say!(out, "{what} {}", value.shown()),
            Err(exc) => say!(out, "{what} {exc:?} {} {}", repr(&exc.cause()), repr(&exc.context())),
        }
    }

    fn collect(out: &Out, generator: AsyncGenerator<i64>) -> Coroutine<Vec<i64>> {
        let out = out.clone();
        coroutine(async move {
            let mut seen = Vec::new();
            let body = async {
                while let Some(i) = generator.next().await? {
                    seen.push(i);
                }
                Ok(())
            };
            let ended: Py<()> = body.await;
            match ended {
                Err(exc) if exc.is(&VALUE_ERROR) => say!(out, "collected {seen:?} {exc:?}"),
                ended => ended?,
            }
            Ok(seen)
        })
    }

    struct Range(i64);

    impl Range {
        async fn anext(&mut self) -> Py<i64> {
            if self.0 == 0 {
                return Err(Exc::new(&STOP_ASYNC_ITERATION, ()));
            }
            self.0 -= 1;
            sleep(0.0).await?;
            Ok(self.0)
        }
    }

    compare(recorded!("agen_errors"), |out| async move {
        say!(out, "{:?}", collect(&out, fails(2, Exc::new(&VALUE_ERROR, "v"))).await?);
        let raised = [
            Exc::new(&STOP_ITERATION, 1),
            Exc::new(&STOP_ASYNC_ITERATION, "s"),
            Exc::new(&KEY_ERROR, "k"),
            Exc::new(&CANCELLED_ERROR, "c"),
        ];
        for exc in raised {
            let source = fails(1, exc);
            tell(&out, "first", source.anext()).await;
            tell(&out, "second", source.anext()).await;
            tell(&out, "third", source.anext()).await;
            tell(&out, "close", source.aclose()).await;
        }
        let source = fails(1, Exc::new(&VALUE_ERROR, ()));
        tell(&out, "first", source.anext()).await;
        tell(&out, "stop", source.athrow(Exc::new(&STOP_ASYNC_ITERATION, "thrown"))).await;
        let mut range = Range(2);
        loop {
            match range.anext().await {
                Err(exc) if exc.is(&STOP_ASYNC_ITERATION) => break,
                i => say!(out, "range {}", i?),
            }
        }
        let tasks = (0..3).map(|n| create_task(collect(&out, fails(n, Exc::new(&VALUE_ERROR, n)))));
        let tasks = tasks.collect::<Py<Vec<_>>>()?;
        say!(out, "{:?}", gather(tasks)?.await?);
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn generators_by_hand() {
    fn tell<Y: Shown, R: Shown>(out: &Out, what: &str, resumed: Py<Resumed<Y, R>>) {
        match resumed {
            Ok(Resumed::Yielded(value)) => say!(out, "{what} {}", value.shown()),
            Ok(Resumed::Returned(value)) => say!(out, "{what} returned {}", value.shown()),
            Ok(Resumed::Ended) => say!(out, "{what} returned None"),
            Err(exc) => say!(out, "{what} {exc:?} {}", repr(&exc.cause())),
        }
    }

    fn closed(out: &Out, what: &str, closed: Py<()>) {
        tell::<(), ()>(out, what, closed.map(Resumed::Yielded));
    }

    fn countdown(out: &Out, mut n: i64) -> Generator<i64, (), &'static str> {
        let out = out.clone();
        Generator::new("countdown", move |y| async move {
            let body = async {
                while n > 0 {
                    y.give(n).await?;
                    n -= 1;
                }
                Ok("lift off")
            };
            let ended = body.await;
            say!(out, "countdown ends at {n}");
            ended
        })
    }

    fn averager(out: &Out) -> Generator<Option<f64>, Option<f64>, i64> {
        let out = out.clone();
        Generator::new("averager", |y| async move {
            let (mut total, mut count, mut average) = (0.0, 0, None);
            loop {
                let value = match y.give(average).await {
                    Err(exc) if exc.is(&VALUE_ERROR) => {
                        say!(out, "averager caught {exc:?}");
                        continue;
                    }
                    value => value?,
                };
                let Some(value) = value else { return Ok(count) };
                total += value;
                count += 1;
                average = Some(total / count as f64);
            }
        })
    }

    fn stubborn(out: &Out) -> Generator<&'static str> {
        let out = out.clone();
        Generator::new("stubborn", |y| async move {
            loop {
                match y.give("stubborn").await {
                    Err(exc) if exc.is(&GENERATOR_EXIT) => {
                        say!(out, "no");
                        y.give("still").await?;
                    }
                    given => given?,
                }
            }
        })
    }

    fn returns() -> Generator<i64, (), Option<&'static str>> {
        Generator::new("returns", |y| async move {
            match y.give(1).await {
                Err(exc) if exc.is(&GENERATOR_EXIT) => Ok(Some("returned")),
                given => given.map(|()| None),
            }
        })
    }

    fn stops() -> Generator<i64> {
        Generator::new("stops", |y| async move {
            y.give(1).await?;
            Err(Exc::new(&STOP_ITERATION, 2))
        })
    }

    type Kept = Rc<RefCell<Option<Generator<i64>>>>;

    fn itself(out: &Out, kept: &Kept) -> Generator<i64> {
        let (out, kept) = (out.clone(), kept.clone());
        Generator::new("itself", |y| async move {
            let itself = kept.take().unwrap();
            tell(&out, "itself", itself.next());
            drop(itself);
            y.give(1).await
        })
    }

    fn inner(out: &Out) -> Generator<&'static str, Option<i64>, &'static str> {
        let out = out.clone();
        Generator::new("inner", |y| async move {
            let body = async {
                let got: Option<i64> = y.give("a").await?;
                say!(out, "inner got {}", got.shown());
                y.give("b").await
            };
            let ended = match body.await {
                Err(exc) if exc.is(&KEY_ERROR) => {
                    say!(out, "inner caught {exc:?}");
                    y.give("caught").await
                }
                ended => ended,
            };
            say!(out, "inner ends");
            ended?;
            Ok("inner returned")
        })
    }

    fn outer(out: &Out) -> Generator<&'static str, Option<i64>, Option<&'static str>> {
        let out = out.clone();
        Generator::new("outer", |y| async move {
            let result = y.give_from(inner(&out)).await?;
            say!(out, "outer has {}", result.shown());
            let result = y.give_from(inner(&out)).await?;
            say!(out, "outer has {}", result.shown());
            Ok(result)
        })
    }

    compare(recorded!("gens"), |out| async move {
        let mut source = countdown(&out, 2);
        for what in ["one", "two", "three", "four"] {
            tell(&out, what, source.next());
        }
        let all = countdown(&out, 3).into_iter().collect::<Py<Vec<i64>>>()?;
        say!(out, "{all:?} {}", countdown(&out, 4).into_iter().sum::<Py<i64>>()?);
        for n in countdown(&out, 5) {
            if n? == 3 {
                break;
            }
        }
        say!(out, "broken off");
        source = countdown(&out, 5);
        tell(&out, "first", source.next());
        for n in &source {
            let n = n?;
            say!(out, "for {n}");
            if n == 3 {
                break;
            }
        }
        say!(out, "not ended");
        tell(&out, "goes on", source.next());
        closed(&out, "close", source.close());
        closed(&out, "close", source.close());
        tell(&out, "next", source.next());
        source = countdown(&out, 1);
        tell(&out, "throw first", source.throw(Exc::new(&KEY_ERROR, "k")));
        tell(&out, "next", source.next());
        source = countdown(&out, 1);
        tell(&out, "next", source.next());
        tell(&out, "throw", source.throw(Exc::new(&KEY_ERROR, "k")));
        tell(&out, "throw after", source.throw(Exc::new(&KEY_ERROR, "l")));
        let average = averager(&out);
        tell(&out, "send first", average.send(Some(1.0)));
        tell(&out, "next", average.next());
        tell(&out, "send", average.send(Some(10.0)));
        tell(&out, "send", average.send(Some(20.0)));
        tell(&out, "throw", average.throw(Exc::new(&VALUE_ERROR, "v")));
        tell(&out, "send", average.send(Some(3.0)));
        tell(&out, "end", average.send(None));
        tell(&out, "after", average.send(Some(1.0)));
        let never_ends = stubborn(&out);
        tell(&out, "next", never_ends.next());
        closed(&out, "close", never_ends.close());
        tell(&out, "next", never_ends.next());
        tell(&out, "throw", never_ends.throw(Exc::new(&KEY_ERROR, "x")));
        let returns = returns();
        tell(&out, "next", returns.next());
        closed(&out, "close", returns.close());
        let stops = stops();
        tell(&out, "next", stops.next());
        tell(&out, "stops", stops.next());
        tell(&out, "after", stops.next());
        let kept = Kept::default();
        let running = itself(&out, &kept);
        kept.replace(Some(running.clone()));
        tell(&out, "outside", running.next());
        let mut delegates = outer(&out);
        tell(&out, "next", delegates.next());
        tell(&out, "send", delegates.send(Some(7)));
        tell(&out, "next", delegates.next());
        tell(&out, "throw", delegates.throw(Exc::new(&KEY_ERROR, "y")));
        tell(&out, "next", delegates.next());
        delegates = outer(&out);
        tell(&out, "next", delegates.next());
        closed(&out, "close", delegates.close());
        Ok(())
    })
    .await;
}

struct Resource {
    out: Out,
    name: &'static str,
    swallows: bool,
}

impl Resource {
    fn new(out: &Out, name: &'static str) -> Resource {
        Resource { out: out.clone(), name, swallows: false }
    }

    fn swallows(mut self) -> Resource {
        self.swallows = true;
        self
    }
}

impl AsyncContextManager for Resource {
    type Value = String;

    async fn enter(&self) -> Py<String> {
        sleep(0.0).await?;
        say!(self.out, "enter {}", self.name);
        Ok(self.name.to_uppercase())
    }

    async fn exit(&self, raised: Option<Exc>) -> Py<bool> {
        say!(self.out, "exit {} {}", self.name, repr(&raised));
        sleep(0.0).await?;
        Ok(self.swallows)
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn exit_stacks() {
    struct Plain(Out);

    impl ContextManager for Plain {
        type Value = &'static str;

        fn enter(&self) -> Py<&'static str> {
            say!(self.0, "enter plain");
            Ok("plain value")
        }

        fn exit(&self, raised: Option<Exc>) -> Py<bool> {
            say!(self.0, "exit plain {}", repr(&raised));
            Ok(false)
        }
    }

    async fn farewell(out: Out, name: &'static str) -> Py<()> {
        sleep(0.0).await?;
        say!(out, "farewell {name}");
        Ok(())
    }

    async fn asked(out: Out, raised: Option<Exc>) -> Py<bool> {
        say!(out, "asked about {}", repr(&raised));
        Ok(raised.is_some_and(|exc| exc.is(&KEY_ERROR)))
    }

    compare(recorded!("stack_order"), |out| async move {
        let out = &out;
        let asks = || {
            let out = out.clone();
            move |raised| asked(out, raised)
        };
        let task = create_task(coroutine(ticks_of(out.clone(), 12)))?;
        async_with(Resource::new(out, "alone"), |value| async move {
            say!(out, "{value}");
            Ok(())
        })
        .await?;
        async_with(AsyncExitStack::new(), |stack| async move {
            say!(out, "{}", stack.enter_async_context(Resource::new(out, "a")).await?);
            say!(out, "{}", stack.enter_context(Plain(out.clone()))?);
            let print = out.clone();
            stack.callback(move || say!(print, "callback"));
            let print = out.clone();
            stack.push_async_callback(move || farewell(print, "b"));
            stack.push_async_exit(asks());
            stack.push_manager(Resource::new(out, "not entered"));
            say!(out, "body");
            Ok(())
        })
        .await?;
        say!(out, "left");
        async_with(AsyncExitStack::new(), |stack| async move {
            stack.enter_async_context(Resource::new(out, "outer")).await?;
            stack.push_async_exit(asks());
            stack.enter_async_context(Resource::new(out, "inner")).await?;
            Err::<(), _>(Exc::new(&KEY_ERROR, "swallowed by asked"))
        })
        .await?;
        say!(out, "swallowed");
        let (stack, kept) = (AsyncExitStack::new(), RefCell::new(None));
        let keep = &kept;
        let raised = async_with(&stack, |stack| async move {
            stack.enter_async_context(Resource::new(out, "x").swallows()).await?;
            stack.enter_async_context(Resource::new(out, "y")).await?;
            stack.push_async_exit(asks());
            keep.replace(Some(stack.pop_all()));
            Err::<(), _>(Exc::new(&VALUE_ERROR, "not for the kept"))
        });
        match raised.await {
            Err(exc) if exc.is(&VALUE_ERROR) => say!(out, "{exc:?}"),
            left => drop(left?),
        }
        let print = out.clone();
        stack.callback(move || say!(print, "never called, as nobody leaves it"));
        say!(out, "still entered");
        let kept = kept.take().unwrap();
        kept.aclose().await?;
        kept.aclose().await?;
        let (lock, semaphore) = (Lock::new(), Semaphore::new(2)?);
        let (held, permits) = (&lock, &semaphore);
        async_with(AsyncExitStack::new(), |stack| async move {
            stack.enter_async_context(held.clone()).await?;
            stack.enter_async_context(permits.clone()).await?;
            stack.enter_async_context(permits.clone()).await?;
            say!(out, "{} {}", shown(held.locked()), shown(permits.locked()));
            Ok(())
        })
        .await?;
        say!(out, "{} {}", shown(lock.locked()), shown(semaphore.locked()));
        let limited = async_with(AsyncExitStack::new(), |stack| async move {
            stack.enter_async_context(held.clone()).await?;
            stack.enter_async_context(timeout(0.01)?).await?;
            let group = stack.enter_async_context(TaskGroup::enter()?).await?;
            group.create_task(coroutine(farewell(out.clone(), "from the group")))?;
            sleep(10.0).await
        });
        match limited.await {
            Err(exc) if exc.is(&TIMEOUT_ERROR) => say!(out, "{exc:?} {}", shown(lock.locked())),
            left => drop(left?),
        }
        task.await
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn what_exit_stacks_raise() {
    fn chain(exc: Exc) -> String {
        let contexts = std::iter::successors(Some(exc), Exc::context);
        contexts.map(|exc| format!("{exc:?}")).collect::<Vec<_>>().join(" < ")
    }

    struct Leaves {
        out: Out,
        exc: Option<Exc>,
        swallows: bool,
    }

    impl AsyncContextManager for Leaves {
        type Value = ();

        async fn enter(&self) -> Py<()> {
            Ok(())
        }

        async fn exit(&self, raised: Option<Exc>) -> Py<bool> {
            say!(self.out, "leaves with {}", repr(&raised));
            sleep(0.0).await?;
            self.exc.clone().map_or(Ok(self.swallows), Err)
        }
    }

    async fn attempt(out: &Out, what: &str, raised: Option<Exc>, managers: Vec<Leaves>) {
        let body = async_with(AsyncExitStack::new(), |stack| async move {
            for manager in managers {
                stack.enter_async_context(manager).await?;
            }
            raised.map_or(Ok(()), Err)
        });
        match body.await {
            Ok(_) => say!(out, "{what} ends"),
            Err(exc) => say!(out, "{what} {}", chain(exc)),
        }
    }

    fn fresh() -> (Exc, Exc, Exc) {
        (Exc::new(&KEY_ERROR, "one"), Exc::new(&TYPE_ERROR, "two"), Exc::new(&VALUE_ERROR, "body"))
    }

    compare(recorded!("stack_errors"), |out| async move {
        let leaves = |exc: Option<Exc>, swallows| Leaves { out: out.clone(), exc, swallows };
        let raises = |exc: Exc| leaves(Some(exc), false);
        let (one, _, body) = fresh();
        attempt(&out, "replaced", Some(body), vec![raises(one)]).await;
        let (one, two, body) = fresh();
        attempt(&out, "replaced twice", Some(body), vec![raises(two), raises(one)]).await;
        let (one, two, _) = fresh();
        attempt(&out, "without body", None, vec![raises(two), raises(one)]).await;
        let (_, _, body) = fresh();
        let managers = vec![leaves(None, false), leaves(None, true), leaves(None, false)];
        attempt(&out, "swallowed", Some(body), managers).await;
        let (one, _, _) = fresh();
        attempt(&out, "raised and swallowed", None, vec![leaves(None, true), raises(one)]).await;
        let (one, _, body) = fresh();
        attempt(&out, "replaced and swallowed", Some(body), vec![leaves(None, true), raises(one)]).await;
        let (one, _, body) = fresh();
        attempt(&out, "swallowed and raised", Some(body), vec![raises(one), leaves(None, true)]).await;
        let (_, _, body) = fresh();
        attempt(&out, "the same again", Some(body.clone()), vec![raises(body)]).await;
        let (one, _, body) = fresh();
        attempt(&out, "the first again", Some(body.clone()), vec![raises(body), raises(one)]).await;

        for exc in [None, Some(Exc::new(&VALUE_ERROR, "v"))] {
            let manager = raises(Exc::new(&KEY_ERROR, "k"));
            match async_with(manager, |()| async move { exc.map_or(Ok(()), Err) }).await {
                Err(raised) if raised.is(&KEY_ERROR) => say!(out, "alone {}", chain(raised)),
                left => drop(left?),
            }
        }
        async_with(leaves(None, true), |()| async { Err::<(), _>(Exc::new(&VALUE_ERROR, "alone")) }).await?;
        say!(out, "swallowed alone");

        let stack = AsyncExitStack::new();
        let print = out.clone();
        stack.callback(move || say!(print, "last"));
        stack.callback(|| Err::<(), _>(Exc::new(&OS_ERROR, "o")));
        let print = out.clone();
        stack.callback(move || say!(print, "first"));
        match stack.aclose().await {
            Err(exc) if exc.is(&OS_ERROR) => say!(out, "closed {}", chain(exc)),
            closed => closed?,
        }

        let (print, entered) = (out.clone(), leaves(None, false));
        let holds = async_with(AsyncExitStack::new(), |stack| async move {
            stack.enter_async_context(entered).await?;
            stack.callback(move || say!(print, "called back"));
            sleep(10.0).await
        });
        let task = create_task(coroutine(holds))?;
        sleep(0.0).await?;
        task.cancel_with("stop");
        match task.await {
            Err(exc) if exc.is(&CANCELLED_ERROR) => say!(out, "cancelled {exc:?}"),
            ended => drop(ended?),
        }
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn generators_as_context_managers() {
    fn connection(out: &Out, name: &'static str) -> AsyncGenerator<String> {
        let out = out.clone();
        AsyncGenerator::new("connection", move |y| async move {
            say!(out, "{name} connects");
            sleep(0.0).await?;
            let ended = match y.give(name.to_uppercase()).await {
                Err(exc) if exc.is(&KEY_ERROR) => {
                    say!(out, "{name} handles {exc:?}");
                    Ok(())
                }
                Err(exc) if exc.is(&OS_ERROR) => {
                    say!(out, "{name} replaces {exc:?}");
                    Err(Exc::new(&RUNTIME_ERROR, "replaced").from_cause(exc))
                }
                ended => ended,
            };
            sleep(0.0).await?;
            say!(out, "{name} disconnects");
            ended
        })
    }

    fn noted(out: &Out, name: &'static str) -> Generator<usize> {
        let out = out.clone();
        Generator::new("noted", move |y| async move {
            say!(out, "{name} begins");
            let ended = match y.give(name.len()).await {
                Err(exc) if exc.is(&KEY_ERROR) => {
                    say!(out, "{name} handles {exc:?}");
                    Ok(())
                }
                ended => ended,
            };
            say!(out, "{name} ends");
            ended
        })
    }

    fn nothing() -> AsyncGenerator<()> {
        AsyncGenerator::new("nothing", |_| async { Ok(()) })
    }

    fn twice(out: &Out) -> AsyncGenerator<i64> {
        let out = out.clone();
        AsyncGenerator::new("twice", |y| async move {
            let body = async {
                y.give(1).await?;
                y.give(2).await
            };
            let ended = body.await;
            say!(out, "twice ends");
            ended
        })
    }

    fn goes_on(out: &Out) -> AsyncGenerator<i64> {
        let out = out.clone();
        AsyncGenerator::new("goes_on", |y| async move {
            let ended = match y.give(1).await {
                Err(exc) if exc.is(&VALUE_ERROR) => y.give(2).await,
                ended => ended,
            };
            say!(out, "goes_on ends");
            ended
        })
    }

    fn plain_nothing() -> Generator<()> {
        Generator::new("plain_nothing", |_| async { Ok(()) })
    }

    fn plain_twice() -> Generator<i64> {
        Generator::new("plain_twice", |y| async move {
            match y.give(1).await {
                Err(exc) if exc.is(&VALUE_ERROR) => {}
                given => given?,
            }
            y.give(2).await
        })
    }

    fn ended(out: &Out, what: &str, ended: Py<Option<()>>) {
        match ended {
            Ok(_) => say!(out, "{what} ends"),
            Err(exc) => say!(out, "{what} {exc:?} {}", repr(&exc.cause())),
        }
    }

    async fn attempt<Y: Shown + 'static>(
        out: &Out,
        what: &'static str,
        manager: AsyncGenerator<Y>,
        raised: Option<Exc>,
    ) {
        let body = async_with(manager, |value| async move {
            say!(out, "{what} has {}", value.shown());
            raised.map_or(Ok(()), Err)
        });
        ended(out, what, body.await);
    }

    async fn plainly<Y: Shown>(out: &Out, what: &'static str, manager: Generator<Y>, raised: Option<Exc>) {
        let body = with(manager, |value| async move {
            sleep(0.0).await?;
            say!(out, "{what} has {}", value.shown());
            raised.map_or(Ok(()), Err)
        });
        ended(out, what, body.await);
    }

    fn counts(out: &Out) -> AsyncGenerator<i64> {
        let out = out.clone();
        AsyncGenerator::new("counts", |y| async move {
            let body = async {
                y.give(1).await?;
                y.give(2).await
            };
            let ended = body.await;
            sleep(0.0).await?;
            say!(out, "counts end");
            ended
        })
    }

    async fn holds(out: Out) -> Py<()> {
        let out = &out;
        let body = async_with(connection(out, "held"), |value| async move {
            let noted = with(noted(out, "noted"), |_| async move {
                say!(out, "{value}");
                sleep(10.0).await
            });
            noted.await
        });
        body.await.map(drop)
    }

    compare(recorded!("managers"), |out| async move {
        attempt(&out, "plain", connection(&out, "a"), None).await;
        attempt(&out, "handled", connection(&out, "b"), Some(Exc::new(&KEY_ERROR, "k"))).await;
        attempt(&out, "passed on", connection(&out, "c"), Some(Exc::new(&VALUE_ERROR, "v"))).await;
        attempt(&out, "replaced", connection(&out, "d"), Some(Exc::new(&OS_ERROR, "o"))).await;
        attempt(&out, "runtime", connection(&out, "e"), Some(Exc::new(&RUNTIME_ERROR, "r"))).await;
        attempt(&out, "stop", connection(&out, "f"), Some(Exc::new(&STOP_ASYNC_ITERATION, "s"))).await;
        attempt(&out, "stop", connection(&out, "g"), Some(Exc::new(&STOP_ITERATION, "s"))).await;
        attempt(&out, "nothing", nothing(), None).await;
        attempt(&out, "twice", twice(&out), None).await;
        attempt(&out, "goes on", goes_on(&out), Some(Exc::new(&VALUE_ERROR, "w"))).await;
        plainly(&out, "noted", noted(&out, "one"), None).await;
        plainly(&out, "noted", noted(&out, "three"), Some(Exc::new(&KEY_ERROR, "n"))).await;
        plainly(&out, "noted", noted(&out, "seven"), Some(Exc::new(&VALUE_ERROR, "n"))).await;
        plainly(&out, "noted", noted(&out, "stop"), Some(Exc::new(&STOP_ITERATION, "n"))).await;
        plainly(&out, "nothing", plain_nothing(), None).await;
        plainly(&out, "twice", plain_twice(), None).await;
        plainly(&out, "twice", plain_twice(), Some(Exc::new(&VALUE_ERROR, "n"))).await;
        let task = create_task(coroutine(holds(out.clone())))?;
        sleep(0.0).await?;
        sleep(0.0).await?;
        task.cancel_with("stop");
        match task.await {
            Err(exc) if exc.is(&CANCELLED_ERROR) => say!(out, "cancelled {exc:?}"),
            ended => ended?,
        }
        let out = &out;
        async_with(AsyncExitStack::new(), |stack| async move {
            for name in ["x", "y"] {
                say!(out, "{}", stack.enter_async_context(connection(out, name)).await?);
            }
            say!(out, "{}", stack.enter_context(noted(out, "z"))?);
            Ok(())
        })
        .await?;
        async_with(aclosing(counts(out)), |counted| async move {
            if let Some(n) = counted.next().await? {
                say!(out, "counted {n}");
            }
            say!(out, "broken off");
            Ok(())
        })
        .await?;
        say!(out, "closed");
        Ok(())
    })
    .await;
}

type Awaiting<T> = Pin<Box<dyn Future<Output = Py<T>>>>;

#[wasi_async_runtime::test(start_paused = true)]
async fn objects_that_are_awaited() {
    struct Turns {
        out: Out,
        name: String,
        n: i64,
    }

    impl IntoFuture for Turns {
        type Output = Py<i64>;
        type IntoFuture = Awaiting<i64>;

        fn into_future(self) -> Awaiting<i64> {
            Box::pin(async move {
                for i in 0..self.n {
                    say!(self.out, "{} turn {i}", self.name);
                    yield_value(()).await?;
                }
                Ok(self.n)
            })
        }
    }

    struct Delayed {
        out: Out,
        future: asyncio::Future<i64>,
    }

    impl IntoFuture for Delayed {
        type Output = Py<i64>;
        type IntoFuture = Awaiting<i64>;

        fn into_future(self) -> Awaiting<i64> {
            Box::pin(async move {
                let result = self.future.await;
                if result.as_ref().is_err_and(|exc| exc.is(&CANCELLED_ERROR)) {
                    say!(self.out, "delayed is cancelled");
                }
                let result = result?;
                yield_value(()).await?;
                Ok(result * 2)
            })
        }
    }

    async fn number(out: &Out, value: Value) -> Py<Value> {
        let got = yield_value(value).await?;
        say!(out, "got {got:?}");
        Ok(got)
    }

    /// Passes on what the coroutine yields.
    async fn traced<T>(out: &Out, mut coro: Coroutine<T>) -> Py<T> {
        let mut sent = Value::none();
        loop {
            let yielded = match coro.send_value(sent)? {
                Sent::Yielded(yielded) => yielded,
                Sent::Returned(value) => return Ok(value),
                _ => unreachable!(),
            };
            say!(out, "traced {}", if yielded.is_none() { "None" } else { "a future" });
            sent = match yield_value(yielded).await {
                Ok(sent) => sent,
                Err(exc) => {
                    say!(out, "thrown {exc:?}");
                    match coro.throw(exc)? {
                        Sent::Yielded(yielded) => {
                            say!(out, "it goes on with {yielded:?}");
                            yield_value(yielded).await?
                        }
                        Sent::Returned(value) => return Ok(value),
                        _ => unreachable!(),
                    }
                }
            };
        }
    }

    fn work(out: &Out) -> Coroutine<&'static str> {
        let out = out.clone();
        coroutine(async move {
            sleep(0.0).await?;
            match sleep(0.01).await {
                Err(exc) if exc.is(&CANCELLED_ERROR) => {
                    say!(out, "work cleans up");
                    sleep(0.0).await?;
                    return Ok("cleaned up");
                }
                slept => slept?,
            }
            Ok("worked")
        })
    }

    compare(recorded!("awaitables"), |out| async move {
        let event_loop = get_running_loop()?;
        let task = create_task(coroutine(ticks_of(out.clone(), 6)))?;
        say!(out, "{}", Turns { out: out.clone(), name: "a".to_owned(), n: 3 }.await?);
        let turns = |n| {
            let turns = Turns { out: out.clone(), name: format!("t{n}"), n };
            create_task(coroutine(async move { turns.await }))
        };
        let tasks = (0..3).map(turns).collect::<Py<Vec<_>>>()?;
        say!(out, "{:?}", gather(tasks)?.await?);
        task.await?;
        let future = event_loop.create_future();
        let set = future.clone();
        event_loop.call_soon(move || set.set_result(21))?;
        say!(out, "{}", Delayed { out: out.clone(), future }.await?);
        let delayed = Delayed { out: out.clone(), future: event_loop.create_future() };
        let delayed = create_task(coroutine(async move { delayed.await }))?;
        sleep(0.0).await?;
        delayed.cancel_with("no more");
        match delayed.await {
            Err(exc) if exc.is(&CANCELLED_ERROR) => say!(out, "{exc:?}"),
            ended => drop(ended?),
        }
        for bad in [Value::new(42), Value::new("text"), Value::new(true)] {
            match number(&out, bad).await {
                Err(exc) if exc.is(&RUNTIME_ERROR) => say!(out, "{exc}"),
                given => drop(given?),
            }
        }
        say!(out, "{:?}", number(&out, Value::none()).await?);
        say!(out, "{}", traced(&out, work(&out)).await?);
        let print = out.clone();
        let task = create_task(coroutine(async move { traced(&print, work(&print)).await }))?;
        sleep(0.0).await?;
        sleep(0.0).await?;
        task.cancel_with("stop");
        say!(out, "{}", task.await?);
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn coroutines_by_hand_in_a_loop_of_ones_own() {
    fn tell<T: Shown>(out: &Out, what: &str, sent: Py<Sent<T>>) {
        match sent {
            Ok(Sent::Yielded(value)) => match value.get::<&str>() {
                Some(text) => say!(out, "{what} {text}"),
                None => say!(out, "{what} {value:?}"),
            },
            Ok(Sent::Returned(value)) => say!(out, "{what} returned {}", value.shown()),
            Ok(_) => unreachable!(),
            Err(exc) => say!(out, "{what} {exc:?}"),
        }
    }

    fn closed(out: &Out, what: &str, closed: Py<()>) {
        tell(out, what, closed.map(|()| Sent::<()>::Yielded(Value::none())));
    }

    async fn ask(question: &'static str) -> Py<Value> {
        yield_value(question).await
    }

    fn sums() -> Coroutine<i64> {
        coroutine(async {
            let mut total = 0;
            while let Some(n) = ask("n?").await?.get::<i64>() {
                total += n;
            }
            Ok(total)
        })
    }

    fn outer(out: &Out) -> Coroutine<String> {
        let out = out.clone();
        coroutine(async move {
            let body = async {
                let first = sums().await?;
                let second = sums().await?;
                Ok((first, second).shown())
            };
            let ended: Py<String> = body.await;
            let ended = match ended {
                Err(exc) if exc.is(&VALUE_ERROR) => {
                    say!(out, "outer caught {exc:?}");
                    ask("really?").await.map(|answer| answer.get::<&str>().shown())
                }
                ended => ended,
            };
            say!(out, "outer ends");
            ended
        })
    }

    fn by_hand(out: &Out) {
        let mut coro = sums();
        tell(out, "send first", coro.send_value(1_i64));
        tell(out, "begin", coro.send());
        tell(out, "send", coro.send_value(1_i64));
        tell(out, "send", coro.send_value(2_i64));
        tell(out, "end", coro.send());
        tell(out, "again", coro.send());
        let mut coro = outer(out);
        tell(out, "begin", coro.send());
        tell(out, "send", coro.send_value(5_i64));
        tell(out, "end of the first", coro.send());
        tell(out, "send", coro.send_value(6_i64));
        tell(out, "end", coro.send());
        let mut coro = outer(out);
        tell(out, "begin", coro.send());
        tell(out, "throw", coro.throw(Exc::new(&VALUE_ERROR, "v")));
        tell(out, "send", coro.send_value("yes"));
        let mut coro = outer(out);
        tell(out, "begin", coro.send());
        closed(out, "close", coro.close());
        closed(out, "close", coro.close());
        tell(out, "after", coro.send());
        let mut coro = outer(out);
        tell(out, "throw first", coro.throw(Exc::new(&KEY_ERROR, "k")));
        tell(out, "after", coro.throw(Exc::new(&KEY_ERROR, "l")));
        let mut stops = coroutine(async { Err::<(), _>(Exc::new(&STOP_ITERATION, 1)) });
        tell(out, "stops", stops.send());
        let event_loop = new_event_loop();
        let future = event_loop.create_future::<i64>();
        let mut coro = coroutine(future.into_future());
        tell(out, "begin", coro.send());
        tell(out, "again", coro.send());
        let future = event_loop.create_future::<i64>();
        let mut coro = coroutine(future.clone().into_future());
        tell(out, "begin", coro.send());
        future.set_result(5).unwrap();
        tell(out, "done", coro.send_value(3_i64));
        event_loop.close().unwrap();
    }

    // A loop of one's own.

    #[derive(Debug)]
    enum Call {
        Spawn(RefCell<Option<Coroutine<Value>>>),
        Switch,
        Sleep(i64),
        Join(usize),
    }

    async fn spawn(coro: Coroutine<Value>) -> Py<usize> {
        Ok(yield_value(Call::Spawn(RefCell::new(Some(coro)))).await?.get().unwrap())
    }

    async fn switch() -> Py<()> {
        yield_value(Call::Switch).await.map(drop)
    }

    async fn sleep(seconds: i64) -> Py<i64> {
        Ok(yield_value(Call::Sleep(seconds)).await?.get().unwrap())
    }

    async fn join(number: usize) -> Py<Value> {
        yield_value(Call::Join(number)).await
    }

    #[derive(Default)]
    struct Kernel {
        ready: VecDeque<(usize, Coroutine<Value>, Value)>,
        sleeping: Vec<(i64, usize, Coroutine<Value>)>,
        waiting: BTreeMap<usize, Vec<(usize, Coroutine<Value>)>>,
        results: BTreeMap<usize, Value>,
        now: i64,
        count: usize,
    }

    impl Kernel {
        fn add(&mut self, coro: Coroutine<Value>) -> usize {
            self.count += 1;
            self.ready.push_back((self.count, coro, Value::none()));
            self.count
        }

        fn run(&mut self, out: &Out) {
            while !self.ready.is_empty() || !self.sleeping.is_empty() {
                if self.ready.is_empty() {
                    self.sleeping.sort_by_key(|entry| entry.0);
                    let (when, number, coro) = self.sleeping.remove(0);
                    self.now = when;
                    self.ready.push_back((number, coro, Value::new(when)));
                }
                let (number, mut coro, value) = self.ready.pop_front().unwrap();
                let yielded = match coro.send_value(value) {
                    Ok(Sent::Yielded(yielded)) => yielded,
                    Ok(Sent::Returned(value)) => {
                        for (number, coro) in self.waiting.remove(&number).unwrap_or_default() {
                            self.ready.push_back((number, coro, value.clone()));
                        }
                        self.results.insert(number, value);
                        continue;
                    }
                    Ok(_) => unreachable!(),
                    Err(exc) => {
                        assert!(exc.is(&EXCEPTION));
                        say!(out, "task {number} failed {exc:?}");
                        continue;
                    }
                };
                match yielded.downcast_ref::<Call>().unwrap() {
                    Call::Spawn(spawned) => {
                        let spawned = self.add(spawned.take().unwrap());
                        self.ready.push_back((number, coro, Value::new(spawned)));
                    }
                    Call::Switch => self.ready.push_back((number, coro, Value::none())),
                    Call::Sleep(seconds) => self.sleeping.push((self.now + seconds, number, coro)),
                    Call::Join(joined) => match self.results.get(joined) {
                        Some(result) => self.ready.push_back((number, coro, result.clone())),
                        None => self.waiting.entry(*joined).or_default().push((number, coro)),
                    },
                }
            }
        }
    }

    fn countdown(out: &Out, name: &'static str, n: usize) -> Coroutine<Value> {
        let out = out.clone();
        coroutine(async move {
            for i in (1..=n).rev() {
                say!(out, "{name} {i} at {}", sleep(i as i64).await?);
            }
            Ok(Value::new(name.repeat(n)))
        })
    }

    fn chatty(out: &Out, n: i64) -> Coroutine<Value> {
        let out = out.clone();
        coroutine(async move {
            for i in 0..n {
                say!(out, "chatty {i}");
                switch().await?;
            }
            if n == 2 { Err(Exc::new(&VALUE_ERROR, "too chatty")) } else { Ok(Value::none()) }
        })
    }

    fn kernel_main(out: &Out) -> Coroutine<Value> {
        let out = out.clone();
        coroutine(async move {
            let numbers = [spawn(countdown(&out, "a", 3)).await?, spawn(countdown(&out, "b", 2)).await?];
            spawn(chatty(&out, 3)).await?;
            spawn(chatty(&out, 2)).await?;
            for number in numbers {
                say!(out, "joined {number} {}", join(number).await?.get::<String>().shown());
            }
            say!(out, "joined again {}", join(numbers[0]).await?.get::<String>().shown());
            Ok(Value::none())
        })
    }

    compare(recorded!("by_hand"), |out| async move {
        by_hand(&out);
        let mut kernel = Kernel::default();
        kernel.add(kernel_main(&out));
        kernel.run(&out);
        say!(out, "at {}", kernel.now);
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn pipelines_of_async_generators() {
    fn source(n: i64) -> AsyncGenerator<i64> {
        AsyncGenerator::new("source", move |y| async move {
            for i in 0..n {
                sleep(0.02).await?;
                y.give(i).await?;
            }
            Ok(())
        })
    }

    fn through<T: 'static, U: 'static>(source: AsyncGenerator<T>, function: fn(T) -> U) -> AsyncGenerator<U> {
        AsyncGenerator::new("through", move |y| async move {
            while let Some(item) = source.next().await? {
                y.give(function(item)).await?;
            }
            Ok(())
        })
    }

    fn batches(out: &Out, source: AsyncGenerator<i64>, size: usize) -> AsyncGenerator<Vec<i64>> {
        let out = out.clone();
        AsyncGenerator::new("batches", move |y| async move {
            let mut batch = Vec::new();
            let body = async {
                while let Some(item) = source.next().await? {
                    batch.push(item);
                    if batch.len() == size {
                        y.give(batch.clone()).await?;
                        batch.clear();
                    }
                }
                Ok(())
            };
            let ended = body.await;
            say!(out, "left in the batch {batch:?}");
            ended?;
            if !batch.is_empty() {
                y.give(batch).await?;
            }
            Ok(())
        })
    }

    fn merge(out: &Out, sources: [AsyncGenerator<String>; 2]) -> AsyncGenerator<String> {
        fn drain(source: AsyncGenerator<String>, queue: Queue<Option<String>>) -> Coroutine<()> {
            coroutine(async move {
                while let Some(item) = source.next().await? {
                    queue.put(Some(item)).await?;
                }
                queue.put(None).await
            })
        }

        let out = out.clone();
        AsyncGenerator::new("merge", |y| async move {
            let queue = Queue::new(0);
            let tasks = sources.into_iter().map(|source| create_task(drain(source, queue.clone())));
            let tasks = tasks.collect::<Py<Vec<_>>>()?;
            let body = async {
                let mut left = tasks.len();
                while left > 0 {
                    match queue.get().await? {
                        None => left -= 1,
                        Some(item) => y.give(item).await?,
                    }
                }
                Ok(())
            };
            let ended = body.await;
            for task in &tasks {
                task.cancel();
            }
            let results = gather_exceptions(tasks)?.await?.into_iter().map(|result| repr(&result.err()));
            say!(out, "[{}]", results.collect::<Vec<_>>().join(", "));
            ended
        })
    }

    fn listen(queue: Queue<Option<i64>>) -> AsyncGenerator<i64> {
        AsyncGenerator::new("listen", |y| async move {
            while let Some(item) = queue.get().await? {
                y.give(item).await?;
            }
            Ok(())
        })
    }

    /// Items as `repr` shows them: those of `source(n)` and those of `through(source(n), str)`.
    fn both(n: i64, m: i64) -> [AsyncGenerator<String>; 2] {
        [through(source(n), |i| i.to_string()), through(source(m), |i| format!("'{i}'"))]
    }

    compare(recorded!("generator_pipeline"), |out| async move {
        {
            let batches = batches(&out, through(source(5), |i| i * 10), 2);
            while let Some(batch) = batches.next().await? {
                say!(out, "{batch:?}");
            }
        }
        {
            let batches = batches(&out, source(9), 3);
            if let Some(batch) = batches.next().await? {
                say!(out, "{batch:?}");
            }
        }
        sleep(0.0).await?;
        say!(out, "broken off");
        {
            let merged = merge(&out, both(2, 3));
            while let Some(item) = merged.next().await? {
                say!(out, "{item}");
            }
        }
        let merged = merge(&out, both(50, 60));
        while let Some(item) = merged.next().await? {
            if item == "1" {
                break;
            }
        }
        merged.aclose().await?;
        let queue = Queue::new(0);
        for item in [Some(1), Some(2), None, Some(3)] {
            queue.put_nowait(item)?;
        }
        let (listens, mut heard) = (listen(queue.clone()), Vec::new());
        while let Some(item) = listens.next().await? {
            heard.push(item);
        }
        say!(out, "{heard:?} {}", queue.qsize());
        let (first, second, mut pairs) = (source(3), source(3), Vec::new());
        loop {
            match gather([first.anext(), second.anext()])?.await {
                Err(exc) if exc.is(&STOP_ASYNC_ITERATION) => break,
                pair => pairs.push(pair?),
            }
        }
        say!(out, "{pairs:?}");
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test]
async fn async_generators_are_closed_by_hand_where_nobody_awaits_them() {
    fn count(out: &Out) -> AsyncGenerator<i64> {
        let out = out.clone();
        AsyncGenerator::new("count", |y| async move {
            let body = async {
                y.give(1).await?;
                sleep(10.0).await?;
                y.give(2).await
            };
            let ended: Py<()> = body.await;
            say!(out, "{:?}", ended.as_ref().unwrap_err());
            ended
        })
    }

    let out = Out::default();
    let print = out.clone();
    let main = coroutine(async move {
        let out = print;
        let source = count(&out);
        source.anext().await?;
        let mut step = Box::pin(source.anext());
        assert!(std::future::poll_fn(|cx| Poll::Ready(step.as_mut().poll(cx))).await.is_pending());
        say!(out, "awaits");
        drop(step);
        say!(out, "dropped");
        assert_eq!(source.next().await?, None);
        Ok(())
    });
    asyncio::run(main).await.unwrap();
    assert_eq!(out.0.take(), "awaits\nGeneratorExit()\ndropped\n");
    // Without a loop.
    let source = count(&out);
    let mut driven = Coroutine::new("next", source.anext());
    assert_eq!(driven.send().unwrap(), Sent::Returned(1));
    drop((source, driven));
    assert_eq!(out.0.take(), "GeneratorExit()\n");
}
