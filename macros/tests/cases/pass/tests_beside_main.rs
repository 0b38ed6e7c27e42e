//! Tests stand in a program too; there they are left out, as plain ones are.
#![deny(warnings)]

#[wasi_async_runtime::test(worker_threads = 2)]
#[should_panic(expected = "lost")]
async fn a_test() {
    panic!("lost");
}

fn main() {}
