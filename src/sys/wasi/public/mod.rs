//! Nothing that only WASI offers, so far.

#[cfg(feature = "net")]
pub(crate) mod net {
    //! No sockets but those that every platform names.
}
