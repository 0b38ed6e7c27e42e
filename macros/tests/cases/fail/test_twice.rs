//! One attribute makes the test.

#[wasi_async_runtime::test]
#[test]
async fn ticks() {}

fn main() {}
