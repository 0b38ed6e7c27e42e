//! A spawned future cannot borrow from its spawner.

#[wasi_async_runtime::main]
async fn main() {
    let text = String::from("short-lived");
    let _task = wasi_async_runtime::spawn(async { assert!(!text.is_empty()) });
}
