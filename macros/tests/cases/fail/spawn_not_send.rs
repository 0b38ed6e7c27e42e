//! `spawn` takes only `Send` futures, on every platform.

use std::rc::Rc;

#[wasi_async_runtime::main]
async fn main() {
    let _task = wasi_async_runtime::spawn(async {
        let not_send = Rc::new(1);
        wasi_async_runtime::yield_now().await;
        drop(not_send);
    });
}
