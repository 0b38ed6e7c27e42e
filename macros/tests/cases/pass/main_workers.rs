//! Every argument that goes with workers.
#![deny(warnings)]

#[wasi_async_runtime::main(
    flavor = "workers",
    worker_threads = 2,
    start_paused = false,
    rng_seed = 7
)]
async fn main() {
    wasi_async_runtime::yield_now().await;
}
