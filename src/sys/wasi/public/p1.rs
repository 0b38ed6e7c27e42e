//! `Async` over the descriptors of preview 1.

#[path = "../../shared/public/async_io.rs"]
mod async_io;

pub(crate) use crate::sys::net::look_up;
pub use async_io::Async;
