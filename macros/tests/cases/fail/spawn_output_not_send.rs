//! What a spawned task gives must be `Send`.

use std::rc::Rc;

fn main() {
    let _task = wasi_async_runtime::spawn(async { Rc::new(1) });
}
