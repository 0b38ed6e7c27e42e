//! Functions that CPython would run in threads.
//!
//! # How it works
//!
//! Values of a translated program belong to one thread, so what a thread would run is a task of the runtime beside the loop: it begins at
//! once, as a thread does, and where it sleeps the others go on. What it gives comes to the loop as what a thread gives: by a call that wakes it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::{Future as RustFuture, poll_fn};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use wasi_async_runtime::asyncio::{self, Exc, Future, Loop, Py};

use crate::exc::{RUNTIME_ERROR, VALUE_ERROR};

/// `loop.run_in_executor(None, function)`: `body` does what the function does.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn in_thread<T: Clone + 'static>(body: impl RustFuture<Output = Py<T>> + 'static) -> Py<Future<T>> {
    let event_loop = asyncio::get_running_loop()?;
    let future = event_loop.create_future();
    let mut body = Box::pin(body);
    if let Poll::Ready(result) = body.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        deliver(&event_loop, &future, result)?;
        return Ok(future);
    }
    let given = future.clone();
    let task = wasi_async_runtime::spawn_local(async move {
        let result = body.await;
        // A loop that has ended needs it no more.
        let _ = deliver(&event_loop, &given, result);
    });
    task.detach();
    Ok(future)
}

/// `asyncio.to_thread(function)`
///
/// # Errors
///
/// What the function raises; `RuntimeError` where no loop runs.
pub async fn to_thread<T: Clone + 'static>(body: impl RustFuture<Output = Py<T>> + 'static) -> Py<T> {
    in_thread(body)?.await
}

/// `time.sleep(seconds)` in a function that a thread runs.
///
/// # Errors
///
/// `ValueError` where it is negative.
pub async fn sleep_in_thread(seconds: f64) -> Py<()> {
    if seconds < 0.0 {
        return Err(Exc::new(&VALUE_ERROR, "sleep length must be non-negative"));
    }
    let duration = Duration::try_from_secs_f64(seconds).map_err(|error| Exc::new(&VALUE_ERROR, error.to_string()))?;
    wasi_async_runtime::sleep(duration).await;
    Ok(())
}

/// Hands the result to the loop, unless the future was cancelled meanwhile.
fn deliver<T: Clone + 'static>(event_loop: &Loop, future: &Future<T>, result: Py<T>) -> Py<()> {
    let future = future.clone();
    let done = move || match result {
        _ if future.done() => Ok(()),
        Ok(value) => future.set_result(value),
        Err(exc) => future.set_exception(exc),
    };
    event_loop.call_soon_threadsafe(done).map(drop)
}

/// How many threads a pool has that is not told how many.
const THREADS: usize = 32;

/// `concurrent.futures.ThreadPoolExecutor`: so many of its functions run at a time. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Pool(Rc<PoolState>);

#[derive(Debug)]
struct PoolState {
    workers: usize,
    busy: Cell<usize>,
    /// Who waits for a worker, in order.
    waiting: RefCell<VecDeque<(u64, Option<Waker>)>>,
    last: Cell<u64>,
    is_shut_down: Cell<bool>,
    /// Who waits for all to be done.
    ends: RefCell<Option<Waker>>,
}

impl Pool {
    /// `ThreadPoolExecutor(max_workers=workers)`
    ///
    /// # Errors
    ///
    /// `ValueError` for no workers.
    pub fn new(workers: Option<i64>) -> Py<Pool> {
        let workers = match workers {
            None => THREADS,
            Some(workers) => usize::try_from(workers)
                .ok()
                .filter(|workers| *workers > 0)
                .ok_or_else(|| Exc::new(&VALUE_ERROR, "max_workers must be greater than 0"))?,
        };
        Ok(Pool(Rc::new(PoolState {
            workers,
            busy: Cell::new(0),
            waiting: RefCell::default(),
            last: Cell::new(0),
            is_shut_down: Cell::new(false),
            ends: RefCell::default(),
        })))
    }

    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// `loop.run_in_executor(pool, function)`: `body` does what the function does.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where no loop runs, or the pool was shut down.
    pub fn run<T: Clone + 'static>(&self, body: impl RustFuture<Output = Py<T>> + 'static) -> Py<Future<T>> {
        if self.0.is_shut_down.get() {
            return Err(Exc::new(&RUNTIME_ERROR, "cannot schedule new futures after shutdown"));
        }
        let pool = self.clone();
        let number = self.0.last.get() + 1;
        self.0.last.set(number);
        self.0.waiting.borrow_mut().push_back((number, None));
        in_thread(async move {
            poll_fn(|cx| pool.poll_turn(number, cx)).await;
            let given = body.await;
            pool.give_back();
            given
        })
    }

    /// The same, in the default executor where there is no pool.
    ///
    /// # Errors
    ///
    /// As those of [`run`](Pool::run).
    pub fn run_in<T: Clone + 'static>(
        pool: Option<Pool>,
        body: impl RustFuture<Output = Py<T>> + 'static,
    ) -> Py<Future<T>> {
        match pool {
            Some(pool) => pool.run(body),
            None => in_thread(body),
        }
    }

    fn poll_turn(&self, number: u64, cx: &Context<'_>) -> Poll<()> {
        let mut waiting = self.0.waiting.borrow_mut();
        let is_first = waiting.front().is_some_and(|(first, _)| *first == number);
        if is_first && self.0.busy.get() < self.0.workers {
            waiting.pop_front();
            self.0.busy.set(self.0.busy.get() + 1);
            return Poll::Ready(());
        }
        if let Some((_, waker)) = waiting.iter_mut().find(|(other, _)| *other == number) {
            *waker = Some(cx.waker().clone());
        }
        Poll::Pending
    }

    fn give_back(&self) {
        self.0.busy.set(self.0.busy.get().saturating_sub(1));
        let next = self.0.waiting.borrow_mut().front_mut().and_then(|(_, waker)| waker.take());
        let ends = self.0.ends.borrow_mut().take();
        next.into_iter().chain(ends).for_each(Waker::wake);
    }

    /// `pool.shutdown()`: waits until all functions are done.
    ///
    /// # Errors
    ///
    /// None so far.
    pub async fn shutdown(&self) -> Py<()> {
        self.0.is_shut_down.set(true);
        poll_fn(|cx| {
            if self.0.busy.get() == 0 && self.0.waiting.borrow().is_empty() {
                return Poll::Ready(());
            }
            *self.0.ends.borrow_mut() = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
        Ok(())
    }
}
