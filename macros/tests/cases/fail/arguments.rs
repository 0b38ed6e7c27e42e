//! Every faulty argument is shown, at its place.

#[wasi_async_runtime::main(
    flavour = "workers",
    flavor = "multi_thread",
    worker_threads = 0,
    start_paused = "yes",
    rng_seed = -7,
    crate = "renamed",
    "workers",
    rng_seed
)]
async fn main() {}
