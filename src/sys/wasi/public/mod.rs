//! What only WASI offers: preview 1 descriptors for `Async`, preview 2 a way to look names up.

#[cfg(all(feature = "net", target_env = "p1"))]
#[path = "p1.rs"]
pub(crate) mod net;
#[cfg(all(feature = "net", target_env = "p2"))]
#[path = "p2.rs"]
pub(crate) mod net;
