//! The specification's example 3, "Timeout and Error Handling":
//!
//! ```python
//! async def fetch_with_timeout(url: str):
//!     try:
//!         return await asyncio.wait_for(fetch(url), timeout=5.0)
//!     except asyncio.TimeoutError:
//!         return None
//!
//! asyncio.run(fetch_with_timeout("https://example.com"))
//! ```
#![cfg_attr(
    all(target_family = "wasm", target_os = "unknown"),
    allow(unused, reason = "block_on needs a thread to block")
)]

use std::time::Duration;
use wasi_async_runtime::{AsyncError, AsyncRuntime, sleep, timeout};

/// Stands for a request; nothing goes over the network here.
async fn fetch(url: String) -> String {
    sleep(Duration::from_millis(50)).await;
    format!("the page at {url}")
}

async fn fetch_with_timeout(url: String) -> Option<String> {
    match timeout(Duration::from_secs(5), fetch(url)).await {
        Ok(result) => Some(result),
        Err(AsyncError::Timeout(_)) => None,
        Err(_) => None,
    }
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn main() {
    let page = AsyncRuntime::block_on(async { fetch_with_timeout("https://example.com".to_string()).await });
    println!("{page:?}");
}

/// A browser's thread must not block.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn main() {}
