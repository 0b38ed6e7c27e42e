//! The simulated clock needs one thread.

#[wasi_async_runtime::test(flavor = "workers", start_paused = true)]
async fn with_the_flavour() {}

#[wasi_async_runtime::test(worker_threads = 2, start_paused = true)]
async fn with_the_threads() {}

fn main() {}
