//! `main` need not return.
#![deny(warnings)]

#[wasi_async_runtime::main]
async fn main() -> ! {
    wasi_async_runtime::yield_now().await;
    std::process::exit(0)
}
