//! An error that `main` returns must be `Debug`.

struct Silent;

#[wasi_async_runtime::main]
async fn main() -> Result<(), Silent> {
    Ok(())
}
