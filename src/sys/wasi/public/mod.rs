//! What only WASI offers: `net.rs`.

#[cfg(feature = "net")]
pub(crate) mod net;
