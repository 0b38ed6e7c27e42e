//! An argument stands once.

#[wasi_async_runtime::main(rng_seed = 1, rng_seed = 2)]
async fn main() {}
