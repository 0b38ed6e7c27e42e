//! The macro goes on `main`.

#[wasi_async_runtime::main]
async fn start() {}

fn main() {}
