//! `Async` over the descriptors of preview 1; preview 2 has none.

#[cfg(target_env = "p1")]
#[path = "../../shared/public/async_io.rs"]
mod async_io;

#[cfg(target_env = "p1")]
pub use async_io::Async;
