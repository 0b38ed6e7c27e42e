//! `main` may return a `Result` whose error is `Debug`.

use std::error::Error;

#[wasi_async_runtime::main]
async fn main() -> Result<(), Box<dyn Error>> {
    wasi_async_runtime::yield_now().await;
    let _: u8 = "7".parse()?;
    Ok(())
}
