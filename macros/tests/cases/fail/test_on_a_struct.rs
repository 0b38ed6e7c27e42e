//! The macro goes on a function.

#[wasi_async_runtime::test]
struct Ticks;

fn main() {
    let _: Ticks;
}
