//! `main` may return an exit code, also behind a `Result` or an opaque type.

use std::process::{ExitCode, Termination};

#[wasi_async_runtime::main]
async fn main() -> impl Termination {
    inner().await
}

async fn inner() -> Result<ExitCode, String> {
    Ok(ExitCode::SUCCESS)
}
