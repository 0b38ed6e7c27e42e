//! Addresses, and names that are looked up.

use crate::error::AsyncError;
use crate::sys::public::net::look_up;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

/// What stands for one or more socket addresses: an address, an IP address and a port, or a name and a port.
///
/// Names are looked up only when they are no addresses, and hold nobody up meanwhile. The trait cannot be implemented outside this crate.
///
/// # Platforms
///
/// Names are looked up natively, on the blocking pool, and under WASI preview 2, by the host.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::net::{TcpStream, ToSocketAddrs};
///
/// async fn connect_to(server: impl ToSocketAddrs) -> std::io::Result<TcpStream> {
///     TcpStream::connect(server).await
/// }
/// let by_name = connect_to("localhost:8080");
/// let by_name_and_port = connect_to(("localhost", 8080));
/// let by_address = connect_to(([127, 0, 0, 1], 8080));
/// # drop((by_name, by_name_and_port, by_address));
/// ```
pub trait ToSocketAddrs: sealed::Sealed {}

impl<T: sealed::Sealed + ?Sized> ToSocketAddrs for T {}

mod sealed {
    use super::Target;
    use std::io;

    pub trait Sealed {
        /// A copy, which can be taken to another thread.
        fn target(&self) -> io::Result<Target>;
    }
}

/// What an operation on an address is about.
#[derive(Debug)]
pub enum Target {
    Addresses(Vec<SocketAddr>),
    Name(String, u16),
}

impl Target {
    /// The addresses; looks a name up.
    async fn addresses(self) -> io::Result<Vec<SocketAddr>> {
        match self {
            Target::Addresses(addresses) => Ok(addresses),
            Target::Name(host, port) => {
                let looked_up = look_up(&host, port).await;
                looked_up.map_err(|error| explain(error, format_args!("the name \"{host}\" cannot be looked up")))
            }
        }
    }
}

/// Tries the addresses in turn until `attempt` succeeds; otherwise the error of the last.
pub(crate) async fn try_each<T>(
    target: io::Result<Target>,
    mut attempt: impl AsyncFnMut(SocketAddr) -> io::Result<T>,
) -> io::Result<T> {
    let mut last = None;
    for address in target?.addresses().await? {
        match attempt(address).await {
            Ok(done) => return Ok(done),
            Err(error) => last = Some(error),
        }
    }
    Err(last
        .unwrap_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no address was given, or the name has none")))
}

/// Says what was tried, unless the error carries one of ours.
pub(crate) fn explain(error: io::Error, attempt: fmt::Arguments<'_>) -> io::Error {
    match error.get_ref() {
        Some(inner) if inner.is::<AsyncError>() => error,
        _ => io::Error::new(error.kind(), format!("{attempt}: {error}")),
    }
}

pub(crate) use sealed::Sealed;

fn one(address: impl Into<SocketAddr>) -> io::Result<Target> {
    Ok(Target::Addresses(vec![address.into()]))
}

impl Sealed for SocketAddr {
    fn target(&self) -> io::Result<Target> {
        one(*self)
    }
}

impl Sealed for SocketAddrV4 {
    fn target(&self) -> io::Result<Target> {
        one(*self)
    }
}

impl Sealed for SocketAddrV6 {
    fn target(&self) -> io::Result<Target> {
        one(*self)
    }
}

impl Sealed for (IpAddr, u16) {
    fn target(&self) -> io::Result<Target> {
        one(*self)
    }
}

impl Sealed for (Ipv4Addr, u16) {
    fn target(&self) -> io::Result<Target> {
        one(*self)
    }
}

impl Sealed for (Ipv6Addr, u16) {
    fn target(&self) -> io::Result<Target> {
        one(*self)
    }
}

impl Sealed for ([u8; 4], u16) {
    fn target(&self) -> io::Result<Target> {
        one(*self)
    }
}

impl Sealed for [SocketAddr] {
    fn target(&self) -> io::Result<Target> {
        Ok(Target::Addresses(self.to_vec()))
    }
}

impl<const N: usize> Sealed for [SocketAddr; N] {
    fn target(&self) -> io::Result<Target> {
        self.as_slice().target()
    }
}

impl Sealed for Vec<SocketAddr> {
    fn target(&self) -> io::Result<Target> {
        self.as_slice().target()
    }
}

impl Sealed for str {
    fn target(&self) -> io::Result<Target> {
        if let Ok(address) = self.parse::<SocketAddr>() {
            return one(address);
        }
        let parts = self.rsplit_once(':').map(|(host, port)| (host, port.parse()));
        match parts {
            Some((host, Ok(port))) => (host, port).target(),
            _ => {
                Err(invalid(format!("\"{self}\" is no socket address: write \"host:port\", with a port of 0 to 65535")))
            }
        }
    }
}

impl Sealed for String {
    fn target(&self) -> io::Result<Target> {
        self.as_str().target()
    }
}

impl Sealed for (&str, u16) {
    fn target(&self) -> io::Result<Target> {
        let (host, port) = *self;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        match bare.parse::<IpAddr>() {
            Ok(address) => one((address, port)),
            Err(_) if host.is_empty() => Err(invalid("the host is empty: write \"host:port\"".into())),
            Err(_) => Ok(Target::Name(host.into(), port)),
        }
    }
}

impl Sealed for (String, u16) {
    fn target(&self) -> io::Result<Target> {
        (self.0.as_str(), self.1).target()
    }
}

impl<T: Sealed + ?Sized> Sealed for &T {
    fn target(&self) -> io::Result<Target> {
        (**self).target()
    }
}

fn invalid(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(of: impl ToSocketAddrs) -> String {
        match of.target() {
            Ok(Target::Addresses(addresses)) => format!("{addresses:?}"),
            Ok(Target::Name(host, port)) => format!("{host} {port}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn addresses_are_no_names() {
        for text in ["127.0.0.1:80", "[::1]:80", "[::1%2]:80"] {
            assert_eq!(target(text), format!("[{}]", text.parse::<SocketAddr>().unwrap()));
        }
        assert_eq!(target(("127.0.0.1", 80)), "[127.0.0.1:80]");
        assert_eq!(target(("::1", 80)), "[[::1]:80]");
        assert_eq!(target((String::from("[::1]"), 80)), "[[::1]:80]");
        assert_eq!(target("example.org:80"), "example.org 80");
    }

    #[test]
    fn bad_addresses_say_what_to_write() {
        for text in ["", "localhost", "localhost:", "localhost:http", "localhost:65536", "127.0.0.1"] {
            assert!(target(text).contains("write \"host:port\""), "{}", target(text));
        }
        assert!(target(":80").contains("the host is empty"));
    }
}
