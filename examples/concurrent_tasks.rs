//! The specification's example 2, "Concurrent Tasks":
//!
//! ```python
//! async def main():
//!     task1 = asyncio.create_task(fetch_data(1))
//!     task2 = asyncio.create_task(fetch_data(2))
//!     results = await asyncio.gather(task1, task2)
//!     return sum(results)
//!
//! asyncio.run(main())
//! ```
//!
//! There the async function is called `main` and the entry `entry`; a program's entry must be `main`.
#![cfg_attr(
    all(target_family = "wasm", target_os = "unknown"),
    allow(unused, reason = "block_on needs a thread to block")
)]

use std::time::Duration;
use wasi_async_runtime::{AsyncRuntime, sleep, spawn};

async fn fetch_data(n: i32) -> i32 {
    sleep(Duration::from_millis(50)).await;
    n * 10
}

async fn async_main() -> i32 {
    let task1 = spawn(async { fetch_data(1).await });
    let task2 = spawn(async { fetch_data(2).await });

    let result1 = task1.await.unwrap();
    let result2 = task2.await.unwrap();

    result1 + result2
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn main() {
    let sum = AsyncRuntime::block_on(async { async_main().await });
    println!("{sum}");
}

/// A browser's thread must not block.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn main() {}
