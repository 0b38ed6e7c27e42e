//! There are two flavours.

#[wasi_async_runtime::test(flavor = "multi_thread")]
async fn ticks() {}

fn main() {}
