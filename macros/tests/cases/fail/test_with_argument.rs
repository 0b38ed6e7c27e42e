//! A test has no arguments, and is not a method.

#[wasi_async_runtime::test]
async fn ticks(count: u8) {}

#[wasi_async_runtime::test]
async fn ticks_itself(&self) {}

fn main() {}
