//! asyncio's types: what CPython's do, in the same order. Each test has the Python program that it follows; what it prints is CPython 3.11's.
#![cfg(feature = "asyncio")]

mod support;

use std::cell::RefCell;
use std::rc::Rc;
use wasi_async_runtime::asyncio::exc::{
    CANCELLED_ERROR, Exc, INVALID_STATE_ERROR, RUNTIME_ERROR, TIMEOUT_ERROR, VALUE_ERROR,
};
use wasi_async_runtime::asyncio::{
    self, Coroutine, Py, Sent, create_task, gather, gather_exceptions, get_running_loop, shield, sleep, sleep_with,
    wait_for,
};

/// What a program prints.
#[derive(Clone, Default)]
struct Out(Rc<RefCell<Vec<String>>>);

impl Out {
    fn print(&self, line: impl Into<String>) {
        self.0.borrow_mut().push(line.into());
    }

    fn lines(&self) -> String {
        self.0.borrow().join(" | ")
    }
}

fn coroutine<T>(body: impl Future<Output = Py<T>> + 'static) -> Coroutine<T> {
    Coroutine::new("test", body)
}

/// ```python
/// async def work(name, n):
///     for i in range(n):
///         print(name, i)
///         await asyncio.sleep(0)
/// async def main():
///     a, b = asyncio.create_task(work("a", 3)), asyncio.create_task(work("b", 2))
///     print("main")
///     await a
///     await b
///     print("end")
/// ```
#[wasi_async_runtime::test]
async fn tasks_take_turns_in_the_order_of_their_making() {
    let out = Out::default();
    let work = |name: &'static str, n| {
        let out = out.clone();
        coroutine(async move {
            for i in 0..n {
                out.print(format!("{name} {i}"));
                sleep(0.0).await?;
            }
            Ok(())
        })
    };
    let (a, b, print) = (work("a", 3), work("b", 2), out.clone());
    let main = coroutine(async move {
        let (a, b) = (create_task(a)?, create_task(b)?);
        print.print("main");
        a.await?;
        b.await?;
        print.print("end");
        Ok(())
    });
    asyncio::run(main).await.unwrap();
    assert_eq!(out.lines(), "main | a 0 | b 0 | a 1 | b 1 | a 2 | end");
}

/// ```python
/// async def work():
///     try:
///         await asyncio.sleep(10)
///     except asyncio.CancelledError as e:
///         print("cancelled", e)
///         await asyncio.sleep(0)
///         print("cleaned up")
///         raise
/// async def main():
///     t = asyncio.create_task(work())
///     await asyncio.sleep(0)
///     print(t.cancel("enough"), t.cancelled(), t.cancelling())
///     try:
///         await t
///     except asyncio.CancelledError as e:
///         print("main sees", repr(e), t.cancelled(), t.cancel())
/// ```
#[wasi_async_runtime::test]
async fn cancellation_comes_out_of_the_await_and_the_clean_up_may_await() {
    let out = Out::default();
    let print = out.clone();
    let work = coroutine(async move {
        if let Err(exc) = sleep(10.0).await {
            assert!(exc.is(&CANCELLED_ERROR));
            print.print(format!("cancelled {exc}"));
            sleep(0.0).await?;
            print.print("cleaned up");
            return Err(exc);
        }
        Ok(())
    });
    let print = out.clone();
    let main = coroutine(async move {
        let task = create_task(work)?;
        sleep(0.0).await?;
        print.print(format!("{} {} {}", task.cancel_with("enough"), task.cancelled(), task.cancelling()));
        let exc = (&task).await.unwrap_err();
        print.print(format!("main sees {exc:?} {} {}", task.cancelled(), task.cancel()));
        Ok(())
    });
    asyncio::run(main).await.unwrap();
    assert_eq!(
        out.lines(),
        "true false 1 | cancelled enough | cleaned up | main sees CancelledError('enough') true false"
    );
}

/// A task that is cancelled before its first step never begins; one that handles it goes on.
#[wasi_async_runtime::test]
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

/// ```python
/// async def main():
///     loop = asyncio.get_running_loop()
///     f = loop.create_future()
///     f.add_done_callback(lambda f: print("callback", f.result()))
///     loop.call_soon(print, "soon")
///     f.set_result(1)
///     print("set")
///     await asyncio.sleep(0)
///     print("after")
/// ```
#[wasi_async_runtime::test]
async fn done_callbacks_are_queued_and_never_called_inside() {
    let out = Out::default();
    let print = out.clone();
    let main = coroutine(async move {
        let event_loop = get_running_loop()?;
        let future = event_loop.create_future();
        let (callback, soon) = (print.clone(), print.clone());
        future.add_done_callback(move |future| callback.print(format!("callback {}", future.result().unwrap())));
        event_loop.call_soon(move || soon.print("soon"))?;
        future.set_result(1)?;
        print.print("set");
        assert!(future.set_result(2).unwrap_err().is(&INVALID_STATE_ERROR));
        sleep(0.0).await?;
        print.print("after");
        Ok(())
    });
    asyncio::run(main).await.unwrap();
    assert_eq!(out.lines(), "set | soon | callback 1 | after");
}

#[wasi_async_runtime::test]
async fn coroutines_are_driven_by_hand() {
    let out = Out::default();
    let print = out.clone();
    let mut driven = coroutine(async move {
        print.print("begins");
        let thrown = sleep(0.0).await.unwrap_err();
        print.print(format!("{thrown:?}"));
        sleep(0.0).await?;
        Ok(3)
    });
    assert_eq!(driven.send().unwrap(), Sent::Yielded);
    assert_eq!(driven.throw(Exc::new(&VALUE_ERROR, "x")).unwrap(), Sent::Yielded);
    assert_eq!(driven.send().unwrap(), Sent::Returned(3));
    assert!(driven.send().unwrap_err().is(&RUNTIME_ERROR));
    assert_eq!(out.lines(), "begins | ValueError('x')");

    let print = out.clone();
    let mut closed = coroutine(async move {
        let exc = sleep(0.0).await.unwrap_err();
        print.print(format!("{exc:?}"));
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
    assert_eq!(out.lines(), "begins | ValueError('x') | GeneratorExit()");
}

/// What is left when `main` ends is cancelled and awaited; timers that lie close together fire in one turn.
#[wasi_async_runtime::test]
async fn run_cancels_what_is_left() {
    let out = Out::default();
    let print = out.clone();
    let left = coroutine(async move {
        let slept = sleep(100.0).await;
        print.print(format!("left {:?}", slept.as_ref().unwrap_err()));
        sleep(0.0).await?;
        print.print("left ends");
        slept
    });
    let print = out.clone();
    let main = coroutine(async move {
        create_task(left)?;
        sleep(0.001).await?;
        print.print("main ends");
        Ok(())
    });
    asyncio::run(main).await.unwrap();
    assert_eq!(out.lines(), "main ends | left CancelledError() | left ends");
}

/// A Rust future inside a coroutine parks its task on a real waker.
#[wasi_async_runtime::test]
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
#[wasi_async_runtime::test]
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

/// ```python
/// async def work(n):
///     try:
///         for i in range(n):
///             print("work", n, i)
///             await asyncio.sleep(0)
///         if n == 2: raise ValueError(n)
///         return n * n
///     finally:
///         print("end", n)
/// async def ticks():
///     for i in range(6):
///         print("tick", i)
///         await asyncio.sleep(0)
/// async def main():
///     t = asyncio.create_task(ticks())
///     print(await asyncio.gather(work(1), work(3)))
///     try:
///         await asyncio.gather(work(2), work(4))
///     except ValueError as e:
///         print("main", repr(e))
///     print(await asyncio.gather(work(2), work(0), return_exceptions=True))
///     await t
/// ```
#[wasi_async_runtime::test]
async fn gather_takes_the_turns_that_it_takes_in_python() {
    let out = Out::default();
    let print = out.clone();
    let work = move |n: i64| {
        let out = print.clone();
        coroutine(async move {
            let body = async {
                for i in 0..n {
                    out.print(format!("work {n} {i}"));
                    sleep(0.0).await?;
                }
                if n == 2 { Err(Exc::new(&VALUE_ERROR, n)) } else { Ok(n * n) }
            };
            let result = body.await;
            out.print(format!("end {n}"));
            result
        })
    };
    let print = out.clone();
    let ticks = coroutine(async move {
        for i in 0..6 {
            print.print(format!("tick {i}"));
            sleep(0.0).await?;
        }
        Ok(())
    });
    let print = out.clone();
    let main = coroutine(async move {
        let ticks = create_task(ticks)?;
        print.print(format!("{:?}", gather([work(1), work(3)])?.await?));
        print.print(format!("main {:?}", gather([work(2), work(4)])?.await.unwrap_err()));
        let results = gather_exceptions([work(2), work(0)])?.await?;
        print.print(format!("{:?} {:?}", results[0].as_ref().unwrap_err(), results[1].as_ref().unwrap()));
        ticks.await
    });
    asyncio::run(main).await.unwrap();
    assert_eq!(out.lines(), GATHERED);
}

const GATHERED: &str = "tick 0 | work 1 0 | work 3 0 | tick 1 | end 1 | work 3 1 | tick 2 | work 3 2 | tick 3 | end 3 | tick \
    4 | tick 5 | [1, 9] | work 2 0 | work 4 0 | work 2 1 | work 4 1 | end 2 | work 4 2 | work 4 3 | main \
    ValueError(2) | end 4 | work 2 0 | end 0 | work 2 1 | end 2 | ValueError(2) 0";

/// ```python
/// async def slow(print=print):
///     try:
///         await asyncio.sleep(10)
///     finally:
///         print("slow ends")
/// async def main():
///     try:
///         await asyncio.wait_for(slow(), 0.01)
///     except asyncio.TimeoutError as e:
///         print(repr(e), repr(e.__cause__))
///     print(await asyncio.wait_for(asyncio.sleep(0, 5), 1))
///     inner = asyncio.create_task(slow())
///     outer = asyncio.shield(inner)
///     await asyncio.sleep(0)
///     outer.cancel()
///     try:
///         await outer
///     except asyncio.CancelledError:
///         print("outer", inner.done())
///     both = asyncio.gather(inner, asyncio.sleep(20))
///     await asyncio.sleep(0)
///     print(both.cancel())
///     try:
///         await both
///     except asyncio.CancelledError as e:
///         print("both", inner.cancelled())
/// ```
#[wasi_async_runtime::test]
async fn waits_end_by_timeouts_shields_and_cancels() {
    let out = Out::default();
    let print = out.clone();
    let slow = move || {
        let out = print.clone();
        coroutine(async move {
            let slept = sleep(10.0).await;
            out.print("slow ends");
            slept
        })
    };
    let print = out.clone();
    let main = coroutine(async move {
        let exc = wait_for(slow(), 0.01).await.unwrap_err();
        assert!(exc.is(&TIMEOUT_ERROR));
        print.print(format!("{exc:?} {:?}", exc.cause().unwrap()));
        print.print(format!("{}", wait_for(coroutine(sleep_with(0.0, 5)), 1.0).await?));
        let inner = create_task(slow())?;
        let outer = shield(inner.clone())?;
        sleep(0.0).await?;
        outer.cancel();
        assert!(outer.await.unwrap_err().is(&CANCELLED_ERROR));
        print.print(format!("outer {}", inner.done()));
        let both = gather([inner.clone(), create_task(coroutine(sleep(20.0)))?])?;
        sleep(0.0).await?;
        print.print(format!("{}", both.cancel()));
        assert!(both.await.unwrap_err().is(&CANCELLED_ERROR));
        print.print(format!("both {}", inner.cancelled()));
        Ok(())
    });
    asyncio::run(main).await.unwrap();
    assert_eq!(
        out.lines(),
        "slow ends | TimeoutError() CancelledError() | 5 | outer false | true | slow ends | both true"
    );
}
