//! A path that is not the library is shown where it is written.

mod renamed {}

#[wasi_async_runtime::main(crate = renamed)]
async fn main() {}
