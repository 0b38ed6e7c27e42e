//! What asyncio gives, as Python's values: lists, sets and iterators of results and tasks.
//!
//! # How it works
//!
//! The runtime's asyncio gives vectors and counts of Rust's. The functions here take what a translated program has and give what it goes on
//! with; what needs no such change it calls as it stands. Tasks, futures, coroutines, locks and queues are [`values`]: they are
//! printed, compared and kept in sets.
//!
//! What is awaited by `gather` and `as_completed` comes as a vector: `aio::gather(vec![one, other])`, and of a list `iter::vec(&list)?`.

use wasi_async_runtime::asyncio::{
    self, AnyTask, AsFuture, Coroutine, Future, Gather, IntoTask, Queue, ReturnWhen, Store,
};

use crate::iter::{Iter, Iterable, from_rust, vec};
use crate::shown::int;
use crate::{Key, List, Py, Set};

mod contexts;
mod coroutine;
mod driven;
mod generators;
mod priority;
mod stacks;
mod streams;
mod tasks;
mod threads;
pub mod values;

pub use contexts::{Context, Runner, Token, copy_context};
pub use coroutine::{Awaited, SharedCoroutine};
pub use driven::{give, give_all, next_of, passed, send_to};
pub use generators::{Generated, generated, give_from, next, next_or, send, throw};
pub use priority::{ByOrder, PriorityQueue, priority_queue};
pub use stacks::{Aclosing, AsyncExitStack, Closing, ExitStack, Held, NullContext, Stack, Suppress};
pub use streams::{Socket, address, bytes, bytes_until, next_line, open_connection, sockets, start_server, writelines};
pub use tasks::{add_callback, remove_callback, without_none};
pub use threads::{Pool, in_thread, sleep_in_thread, to_thread};

/// [`Gather`] into a list: children of several types.
pub type GatherList<U> = Gather<U, List<U>>;

/// `asyncio.gather(*awaited)`
///
/// # Errors
///
/// `RuntimeError` where no loop runs. What is awaited gives the first exception.
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// let main = Coroutine::new("main", async {
///     let squares = (1..4).map(|n: i64| Coroutine::new("square", async move { int::mul(n, n) }));
///     aio::gather(squares.collect())?.await
/// });
/// let squares = asyncio::run_blocking(main).unwrap();
/// assert_eq!(shown::repr(&squares).unwrap(), "[1, 4, 9]");
/// ```
pub fn gather<A: IntoTask>(awaited: Vec<A>) -> Py<Future<List<A::Output>>> {
    asyncio::gather_into(awaited)
}

/// `asyncio.gather(*awaited, return_exceptions=True)`: `member` makes a member of the list of each result or exception.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// union! { enum Outcome { Int(i64), Exc(Exc) } }
///
/// let main = Coroutine::new("main", async {
///     let halves = [4, 0].map(|n: i64| Coroutine::new("half", async move { int::floordiv(8, n) }));
///     let member = |result: Py<i64>| result.map_or_else(Outcome::from, Outcome::from);
///     aio::gather_exceptions(halves.into(), member)?.await
/// });
/// let outcomes = asyncio::run_blocking(main).unwrap();
/// let shown = shown::repr(&outcomes).unwrap();
/// assert_eq!(shown, "[2, ZeroDivisionError('integer division or modulo by zero')]");
/// ```
pub fn gather_exceptions<A: IntoTask, U: Clone + 'static>(
    awaited: Vec<A>,
    member: impl Fn(Py<A::Output>) -> U + 'static,
) -> Py<Future<List<U>>> {
    asyncio::gather_exceptions_into(awaited, member)
}

/// A count of asyncio's as an int.
pub fn count(count: usize) -> i64 {
    int(count)
}

/// A count of asyncio's that is awaited, as an int.
///
/// # Errors
///
/// What it raises.
pub async fn counted(counted: impl std::future::Future<Output = Py<usize>>) -> Py<i64> {
    counted.await.map(int)
}

/// A coroutine of the same name that gives another value for each of its own.
pub fn mapped<T: 'static, U: 'static>(coroutine: Coroutine<T>, map: impl FnOnce(T) -> U + 'static) -> Coroutine<U> {
    Coroutine::new(coroutine.name(), async move { coroutine.await.map(map) })
}

/// `asyncio.wait(futures, timeout=timeout, return_when=return_when)`: those that are done and those that are not.
///
/// # Errors
///
/// `ValueError` for none; what the iterator raises; `CancelledError` where it is cancelled; `RuntimeError` where no loop runs.
pub async fn wait<A: AsFuture + Key>(
    futures: impl Iterable<Item = A>,
    timeout: Option<f64>,
    return_when: ReturnWhen,
) -> Py<(Set<A>, Set<A>)> {
    let (done, pending) = asyncio::wait(vec(futures)?, timeout, return_when).await?;
    Ok((Set::of_values(done)?, Set::of_values(pending)?))
}

/// `asyncio.as_completed(awaited, timeout=timeout)`
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn as_completed<A: IntoTask>(awaited: Vec<A>, timeout: Option<f64>) -> Py<impl Iter<Item = Coroutine<A::Output>>> {
    asyncio::as_completed(awaited, timeout).map(from_rust)
}

/// `asyncio.all_tasks()`
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn all_tasks() -> Py<Set<AnyTask>> {
    Set::of_values(asyncio::all_tasks()?)
}

/// `queue.qsize()`
pub fn qsize<T, S: Store<T>>(queue: &Queue<T, S>) -> i64 {
    int(queue.qsize())
}

#[cfg(test)]
mod tests;
