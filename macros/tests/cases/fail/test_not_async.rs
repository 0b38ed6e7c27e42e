//! A test is an async function.

#[wasi_async_runtime::test]
fn ticks() {}

fn main() {}
