//! Every argument that goes with one thread.
#![deny(warnings)]

#[wasi_async_runtime::main(flavor = "current_thread", start_paused = true, rng_seed = 0xff_u64)]
async fn main() {
    wasi_async_runtime::yield_now().await;
}
