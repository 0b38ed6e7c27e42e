//! The specification's example 1, "Simple Async Function":
//!
//! ```python
//! async def fetch_user(user_id: int) -> dict:
//!     await asyncio.sleep(0.1)
//!     return {"id": user_id, "name": "Alice"}
//!
//! asyncio.run(fetch_user(42))
//! ```
#![cfg_attr(
    all(target_family = "wasm", target_os = "unknown"),
    allow(unused, reason = "block_on needs a thread to block")
)]

use serde_json::Value;
use std::time::Duration;
use wasi_async_runtime::{AsyncRuntime, sleep};

async fn fetch_user(user_id: i32) -> Value {
    sleep(Duration::from_secs_f64(0.1)).await;
    serde_json::json!({
        "id": user_id,
        "name": "Alice"
    })
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn main() {
    let result = AsyncRuntime::block_on(async { fetch_user(42).await });
    println!("{result}");
}

/// A browser's thread must not block.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn main() {}
