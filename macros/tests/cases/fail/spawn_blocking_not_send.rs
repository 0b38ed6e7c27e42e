//! `spawn_blocking` takes only `Send` closures.

use std::rc::Rc;

fn main() {
    let not_send = Rc::new(1);
    let _task = wasi_async_runtime::spawn_blocking(move || *not_send);
}
