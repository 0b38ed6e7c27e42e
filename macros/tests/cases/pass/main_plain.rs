//! The plainest `main`; its future need not be `Send`.

#[wasi_async_runtime::main]
async fn main() {
    let not_send = std::rc::Rc::new(1);
    wasi_async_runtime::yield_now().await;
    assert_eq!(*not_send, 1);
}
