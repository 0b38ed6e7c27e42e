//! What only browsers and Node offer: `js`.

pub mod js;

#[cfg(feature = "net")]
pub(crate) mod net {
    //! No sockets.

    pub(crate) use crate::sys::net::look_up;
}
