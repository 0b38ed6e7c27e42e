//! Errors in the body point at the body.

#[wasi_async_runtime::main]
async fn main() -> Result<(), String> {
    let number: u8 = "seven";
    missing(number).await
}

mod other {
    #[wasi_async_runtime::main]
    async fn main() -> Result<(), String> {
        wasi_async_runtime::yield_now().await;
    }
}
