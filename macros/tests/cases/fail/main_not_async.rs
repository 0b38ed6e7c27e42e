//! The macro goes on an async function.

#[wasi_async_runtime::main]
fn main() {}
