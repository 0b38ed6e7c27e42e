//! What the benches of `wasi_async_runtime` share. The benches themselves stand in `benches/benches/`, one question a file.

use std::future::Future;
use std::time::{Duration, Instant};
use wasi_async_runtime::{AsyncRuntime, Runtime, spawn};

/// A runtime with two workers, as in the comparison with other runtimes.
pub fn workers() -> Runtime {
    AsyncRuntime::builder().worker_threads(2).build().expect("two threads can be started")
}

/// A runtime without threads.
pub fn current_thread() -> Runtime {
    AsyncRuntime::builder().current_thread().build().expect("nothing to start")
}

/// Runs `work` as a task, so that it is on a worker where there are some, and gives the time that it took.
pub fn time_task<F>(runtime: &Runtime, work: F) -> Duration
where
    F: Future<Output = ()> + Send + 'static,
{
    let timed = async {
        let start = Instant::now();
        work.await;
        start.elapsed()
    };
    runtime.block_on(async { spawn(timed).await.expect("the bench does not panic") })
}
