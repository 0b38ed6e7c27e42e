//! The look-up of names under preview 2, which the thread waits for together with everything else.

use crate::engine::readiness::Direction;
use crate::net::Watched;
use crate::sys::net::{self, LookUp};
use std::io;
use std::net::SocketAddr;

/// Has the host look a name up.
pub(crate) async fn look_up(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let found = Watched::new(net::look_up(host)?)?;
    let mut addresses = Vec::new();
    while let Some(ip) = found.operate(Direction::Read, LookUp::next).await? {
        addresses.push((ip, port).into());
    }
    Ok(addresses)
}
