//! What only browsers and Node offer: `js`.

pub mod js;

#[cfg(feature = "net")]
pub(crate) mod net {
    //! No sockets but those that every platform names.
}
