//! `main` returns what a plain `main` may return.

#[wasi_async_runtime::main]
async fn main() -> u8 {
    1
}
