//! asyncio with CPython's semantics: a loop, coroutines, futures and tasks that do what Python's do, in the same order.
//!
//! For programs that come from Python, and for those who want asyncio's guarantees: cancellation comes out of an await inside the
//! coroutine, and the order of events is fixed. A loop is one future of the runtime and works on every platform.
//!
//! ```
//! use wasi_async_runtime::AsyncRuntime;
//! use wasi_async_runtime::asyncio::{self, Coroutine, Py, create_task, sleep};
//!
//! fn say(text: &'static str, delay: f64) -> Coroutine<&'static str> {
//!     Coroutine::new("say", async move {
//!         sleep(delay).await?;
//!         Ok(text)
//!     })
//! }
//!
//! let main = Coroutine::new("main", async {
//!     let (one, other) = (create_task(say("world", 0.002))?, create_task(say("hello", 0.001))?);
//!     Ok(format!("{}, {}", other.await?, one.await?))
//! });
//! assert_eq!(AsyncRuntime::block_on(asyncio::run(main)).unwrap(), "hello, world");
//! ```
//!
//! # For people who know asyncio
//!
//! What raises in Python gives a [`Py`] here, and `?` raises. A coroutine is a [`Coroutine`] around an `async` block; `await x` is `x.await?`.
//!
//! | asyncio | here |
//! |---|---|
//! | `async def f(): …` | `fn f() -> Coroutine<T> { Coroutine::new("f", async move { … }) }` |
//! | `asyncio.run(main())` | [`run`]`(main()).await`; natively and under WASI also [`run_blocking`]`(main())` |
//! | `with asyncio.Runner() as runner` | [`Runner`], and [`close`](Runner::close) at its end |
//! | Ctrl-C | cancels `main`, then gives `KeyboardInterrupt`, on Unix: [`run`] |
//! | `create_task`, `ensure_future`, `current_task`, `all_tasks` | [`create_task`], [`create_task_named`], [`ensure_future`], [`current_task`], [`all_tasks`] |
//! | `eager_task_factory` (3.12) | [`Loop::set_eager_tasks`] |
//! | `Task.cancel(msg)`, `uncancel`, `cancelling`, `get_name` | [`Task`], and all of [`Future`] |
//! | `except CancelledError: …; raise` | `if let Err(exc) = work.await { …; return Err(exc) }` |
//! | `coro.send(None)`, `throw`, `close` | [`Coroutine::send`], [`throw`](Coroutine::throw), [`close`](Coroutine::close) |
//! | `coro.send(value)`; `yield value` in an `__await__` or under `@types.coroutine` | [`Coroutine::send_value`]; [`yield_value`] |
//! | a class with `__await__` | a type with `IntoFuture` |
//! | `def f(): … yield x` | `fn f() -> Generator<X> { Generator::new("f", \|y\| async move { … y.give(x).await?; … }) }`, see [`Generator`] |
//! | `async def f(): … yield x` | the same with [`AsyncGenerator`] |
//! | `for x in generator`, `async for x in generator` | `for x in generator { let x = x?; … }`, `while let Some(x) = generator.next().await? { … }` |
//! | `anext`, `asend`, `athrow`, `aclose`, `shutdown_asyncgens` | [`AsyncGenerator`], [`Loop::shutdown_asyncgens`] |
//! | `with x as y`, `async with x as y` | [`with`]`(x, \|y\| async move { … }).await`, [`async_with`]`(x, \|y\| async move { … }).await` |
//! | `__enter__`, `__aenter__`, … | [`ContextManager`], [`AsyncContextManager`] |
//! | `@contextmanager`, `@asynccontextmanager` | a [`Generator`], an [`AsyncGenerator`]: they are such as they stand |
//! | `AsyncExitStack`, `aclosing` | [`AsyncExitStack`], [`aclosing`] |
//! | `sleep(t)`, `sleep(t, value)` | [`sleep`], [`sleep_with`] |
//! | `gather(*coros)`, `return_exceptions=True` | [`gather`], [`gather_exceptions`]; of different types: [`gather_tuple`], [`Gather`]; of any tasks: [`gather_ended`] |
//! | `wait_for` of 3.12 and later | [`wait_for_312`] |
//! | `wait_for`, `shield`, `wait`, `as_completed` | [`wait_for`], [`shield`], [`wait`], [`as_completed`] |
//! | `async with asyncio.timeout(t)` | [`timeout`]`(t)?.scope(\|limit\| async move { … }).await`, or `enter` and `exit` |
//! | `async with TaskGroup() as group`, `except*` | [`TaskGroup::scope`], [`Exc::split`] |
//! | `Lock`, `Semaphore`, `BoundedSemaphore`, `Event`, `Condition`, `Barrier` | [`Lock`], [`Semaphore`] and [`Semaphore::bounded`], [`Event`], [`Condition`], [`Barrier`] |
//! | `async with lock` | `let held = lock.hold().await?`, until `held` is dropped |
//! | `Queue`, `PriorityQueue`, `LifoQueue`, `shutdown` (3.13) | [`Queue`], [`PriorityQueue`], [`LifoQueue`], [`Queue::shutdown`] |
//! | `ContextVar`, `copy_context` | [`ContextVar`], [`copy_context`] |
//! | `get_running_loop`, `new_event_loop`, `run_until_complete`, `run_forever`, `stop`, `close` | [`get_running_loop`], [`Loop`] |
//! | `call_soon`, `call_later`, `call_at`, `call_soon_threadsafe` | [`Loop`], and [`Loop::remote`] for other threads |
//! | `run_in_executor(None, f)`, `to_thread(f)` | [`Loop::run_in_executor`], [`to_thread`] |
//! | `get_event_loop`, `set_event_loop` | [`get_event_loop`], [`set_event_loop`] |
//! | `set_exception_handler`, `call_exception_handler` | [`Loop::set_exception_handler`], [`Loop::call_exception_handler`] with a [`Trouble`] |
//! | `time.time()`, `time.sleep(t)` | [`since_epoch`], [`block_for`] |
//! | `set_debug`, `slow_callback_duration` | [`Loop::set_debug`], [`Loop::set_slow_callback_duration`] |
//! | `open_connection`, `start_server`, `Server` (feature `net`) | [`open_connection`], [`start_server`], [`Server`]; `limit=` by [`open_connection_with`], [`start_server_with`] |
//! | `StreamReader`, `async for line in reader` | [`StreamReader`], `while let Some(line) = reader.anext().await?` |
//! | `StreamWriter`, `get_extra_info("peername")`, `transport.abort()` | [`StreamWriter`], [`StreamWriter::peername`], [`StreamWriter::abort`] |
//! | a Rust future | awaited inside a coroutine; one turn more when it is ready, and it cannot take a cancel: the next await does |
//!
//! # A program in both
//!
//! ```python
//! import asyncio
//!
//! async def worker(name, jobs, results):
//!     while True:
//!         seconds = await jobs.get()
//!         try:
//!             async with asyncio.timeout(0.1):
//!                 await asyncio.sleep(seconds)
//!             results.append(f"{name} did {seconds}")
//!         except TimeoutError:
//!             results.append(f"{name} gave {seconds} up")
//!         jobs.task_done()
//!
//! async def main():
//!     jobs, results = asyncio.Queue(), []
//!     workers = [asyncio.create_task(worker(name, jobs, results)) for name in "ab"]
//!     for seconds in (0.01, 5.0, 0.001):
//!         jobs.put_nowait(seconds)
//!     await jobs.join()
//!     for task in workers:
//!         task.cancel()
//!     await asyncio.gather(*workers, return_exceptions=True)
//!     return results
//!
//! assert asyncio.run(main()) == ["a did 0.01", "a did 0.001", "b gave 5.0 up"]
//! ```
//!
//! ```
//! use std::cell::RefCell;
//! use std::rc::Rc;
//! use wasi_async_runtime::asyncio::{self, Coroutine, Py, Queue, create_task, exc, gather_exceptions, sleep, timeout};
//!
//! type Results = Rc<RefCell<Vec<String>>>;
//!
//! fn worker(name: &'static str, jobs: Queue<f64>, results: Results) -> Coroutine<()> {
//!     Coroutine::new("worker", async move {
//!         loop {
//!             let seconds = jobs.get().await?;
//!             let result = match timeout(0.1)?.scope(|_| sleep(seconds)).await {
//!                 Ok(()) => format!("{name} did {seconds:?}"),
//!                 Err(exc) if exc.is(&exc::TIMEOUT_ERROR) => format!("{name} gave {seconds:?} up"),
//!                 Err(exc) => return Err(exc),
//!             };
//!             results.borrow_mut().push(result);
//!             jobs.task_done()?;
//!         }
//!     })
//! }
//!
//! let main = Coroutine::new("main", async {
//!     let (jobs, results) = (Queue::new(0), Results::default());
//!     let workers = ["a", "b"].map(|name| create_task(worker(name, jobs.clone(), results.clone())));
//!     let workers = workers.into_iter().collect::<Py<Vec<_>>>()?;
//!     for seconds in [0.01, 5.0, 0.001] {
//!         jobs.put_nowait(seconds)?;
//!     }
//!     jobs.join().await?;
//!     for task in &workers {
//!         task.cancel();
//!     }
//!     gather_exceptions(workers)?.await?;
//!     Ok(results.take())
//! });
//! assert_eq!(asyncio::run_blocking(main).unwrap(), ["a did 0.01", "a did 0.001", "b gave 5.0 up"]);
//! ```
//!
//! # How it works
//!
//! | file | what |
//! |---|---|
//! | `event_loop.rs`, `entry.rs` | the FIFO of handles, the turn, the doors to other threads and to Rust's wakers |
//! | `scheduled.rs`, `heapq.rs` | timers, in CPython's order |
//! | `slots.rs`, `numbers.rs` | tables of tasks, by number; counts |
//! | `coroutine.rs`, `frame.rs` | coroutines as values, and what passes at their suspension points |
//! | `resumable.rs` | what a coroutine is in memory, as a value and as a task: the one place with `unsafe` |
//! | `value.rs` | what coroutines that are driven by hand yield and are sent |
//! | `future.rs`, `waiter.rs`, `task.rs` | futures, those that only wait, tasks |
//! | `generator.rs`, `async_generator.rs` | generators |
//! | `context_managers.rs`, `exit_stack.rs` | `with`, `async with`, `AsyncExitStack` |
//! | `waiting.rs` | `gather`, `shield`, `wait`, `wait_for`, `as_completed` |
//! | `taskgroup.rs`, `timeouts.rs` | `TaskGroup`, `timeout` |
//! | `locks.rs`, `queues.rs` | synchronisation, queues |
//! | `context.rs`, `executor.rs`, `current.rs` | context variables, blocking functions, the loop of a thread |
//! | `clock.rs` | the time of day, waits that hold the loop up |
//! | `streams/`, `service.rs` | streams over TCP; what the loop polls beside its tasks |
//! | `exc.rs`, `os_error.rs` | exceptions, those of errors of the system |
//!
//! # Speed
//!
//! Whole processes in turn, medians of seven rounds, Debian's CPython 3.11 on the same machine: `cargo xtask asyncio-speed`. The machine has
//! neighbours; in its quiet moments the three take 21, 17 and 30 ms here.
//!
//! | workload | here | CPython | times faster | than uvloop | than rloop |
//! |---|---:|---:|---:|---:|---:|
//! | 100,000 tasks, gathered in ten batches | 23 ms | 531 ms | 23 | 20 | 19 |
//! | 1,000,000 items through `Queue(128)`, one task to two, with `task_done` | 27 ms | 888 ms | 33 | 33 | 31 |
//! | 1,000,000 switches of two tasks by `sleep(0)` | 42 ms | 1,680 ms | 40 | 24 | 16 |
//!
//! A task that waits for an event takes 288 bytes of memory, in CPython 1,155.
//!
//! # Platforms
//!
//! The same everywhere, but for sockets: see [`open_connection`]. [`run_blocking`] is native and WASI, hosted programs await [`run`].

mod async_generator;
mod clock;
mod context;
mod context_managers;
mod coroutine;
mod current;
mod entry;
mod event_loop;
pub mod exc;
mod executor;
mod exit_stack;
mod frame;
mod future;
mod generator;
mod heapq;
mod locks;
mod numbers;
mod os_error;
mod queues;
mod resumable;
mod run;
mod scheduled;
mod service;
mod slots;
#[cfg(feature = "net")]
mod streams;
mod task;
mod taskgroup;
mod timeouts;
mod value;
mod waiter;
mod waiting;

pub use async_generator::{Aclose, Asend, AsyncGenerator, Athrow};
pub use clock::{block_for, since_epoch};
pub use context::{Context, ContextVar, Token, copy_context};
pub use context_managers::{Aclosing, AsyncContextManager, ContextManager, aclosing, async_with, with};
pub use coroutine::{Coroutine, Sent};
pub use current::{get_event_loop, new_event_loop, set_event_loop};
pub use event_loop::{Handle, IntoTask, Loop, Outcome, Remote, TimerHandle, Trouble, get_running_loop};
pub use exc::{Exc, Py};
pub use executor::to_thread;
pub use exit_stack::AsyncExitStack;
pub use future::{Await, Future};
pub use generator::{Generator, Items, Resumed, Yielder};
pub use locks::{Barrier, Condition, Event, Held, Lock, Permit, Semaphore};
pub use queues::{Fifo, Lifo, LifoQueue, Priority, PriorityQueue, Queue, Store};
pub use run::{Runner, Sleep, create_task, create_task_named, ensure_future, run, run_blocking, sleep, sleep_with};
#[cfg(feature = "net")]
pub use streams::{
    ClientConnected, Server, StreamReader, StreamWriter, open_connection, open_connection_with, start_server,
    start_server_with,
};
pub use task::{AnyTask, Task, all_tasks, current_task};
pub use taskgroup::TaskGroup;
pub use timeouts::{Timeout, timeout, timeout_at};
pub use value::{Value, yield_value};
pub use waiting::{
    AsFuture, Gather, GatherTuple, ReturnWhen, as_completed, gather, gather_ended, gather_exceptions,
    gather_exceptions_into, gather_into, gather_tuple, gather_tuple_exceptions, shield, wait, wait_for, wait_for_312,
};
