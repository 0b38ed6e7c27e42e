//! UDP.

use crate::engine::readiness::Direction;
use crate::net::Watched;
use crate::net::addr::{ToSocketAddrs, explain, try_each};
use crate::sys;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

/// A socket for datagrams over UDP.
///
/// Several tasks may use it at once; each datagram goes to one of them.
///
/// # Cancel safety
///
/// An operation that is dropped before it is ready has sent or taken nothing.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::net::UdpSocket;
/// # use wasi_async_runtime::AsyncRuntime;
/// # AsyncRuntime::block_on(async {
/// # if UdpSocket::bind("127.0.0.1:0").await.is_err() { return Ok(()) }
///
/// let a = UdpSocket::bind("127.0.0.1:0").await?;
/// let b = UdpSocket::bind("127.0.0.1:0").await?;
/// a.send_to(b"hello", b.local_addr()?).await?;
/// let mut buf = [0; 16];
/// let (length, sender) = b.recv_from(&mut buf).await?;
/// assert_eq!((&buf[..length], sender), (&b"hello"[..], a.local_addr()?));
/// # Ok::<_, std::io::Error>(()) }).unwrap();
/// ```
pub struct UdpSocket {
    pub(crate) watched: Watched<sys::net::UdpSocket>,
}

impl UdpSocket {
    /// Binds to the first of the addresses that is free. Port 0 lets the system choose one.
    ///
    /// # Errors
    ///
    /// As [`TcpListener::bind`](crate::net::TcpListener::bind).
    pub async fn bind(address: impl ToSocketAddrs) -> io::Result<UdpSocket> {
        try_each(address.target(), async |address| {
            let socket = sys::net::bind_udp(address)
                .map_err(|error| explain(error, format_args!("cannot bind to {address}")))?;
            Ok(UdpSocket { watched: Watched::new(socket)? })
        })
        .await
    }

    /// Sets the only peer: `send` sends to it, and datagrams of others are dropped.
    pub async fn connect(&self, address: impl ToSocketAddrs) -> io::Result<()> {
        try_each(address.target(), async |address| {
            self.watched.source_changes();
            self.watched
                .get()
                .connect(address)
                .map_err(|error| explain(error, format_args!("cannot connect to {address}")))
        })
        .await
    }

    /// Sends a datagram to `address`, of a name the first one; gives its length.
    pub async fn send_to(&self, datagram: &[u8], address: impl ToSocketAddrs) -> io::Result<usize> {
        try_each(address.target(), async |address| {
            self.watched.operate(Direction::Write, |socket| socket.send_to(datagram, address)).await
        })
        .await
    }

    /// Waits for a datagram; gives its length and its sender.
    ///
    /// # Platforms
    ///
    /// What does not fit into `buf` is lost. On Windows that is an error.
    pub async fn recv_from(&self, buf: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        self.watched.operate(Direction::Read, |socket| socket.recv_from(buf)).await
    }

    /// As [`recv_from`](Self::recv_from), and leaves the datagram there.
    pub async fn peek_from(&self, buf: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        self.watched.operate(Direction::Read, |socket| socket.peek_from(buf)).await
    }

    /// Sends a datagram to the peer set by [`connect`](Self::connect).
    pub async fn send(&self, datagram: &[u8]) -> io::Result<usize> {
        self.watched.operate(Direction::Write, |socket| socket.send(datagram)).await
    }

    /// Waits for a datagram of the peer set by [`connect`](Self::connect); gives its length. What does not fit into `buf` is lost.
    pub async fn recv(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.watched.operate(Direction::Read, |socket| socket.recv(buf)).await
    }

    /// As [`recv`](Self::recv), and leaves the datagram there.
    pub async fn peek(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.watched.operate(Direction::Read, |socket| socket.peek(buf)).await
    }

    /// Waits until there is a datagram.
    pub async fn readable(&self) -> io::Result<()> {
        self.watched.ready(Direction::Read).await
    }

    /// Waits until a datagram can be sent.
    pub async fn writable(&self) -> io::Result<()> {
        self.watched.ready(Direction::Write).await
    }

    /// The address of this end.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.watched.get().local_addr()
    }

    /// The peer set by [`connect`](Self::connect).
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.watched.get().peer_addr()
    }

    /// Says whether it may send to broadcast addresses.
    pub fn broadcast(&self) -> io::Result<bool> {
        self.watched.get().broadcast()
    }

    /// Lets it send to broadcast addresses.
    pub fn set_broadcast(&self, broadcast: bool) -> io::Result<()> {
        self.watched.get().set_broadcast(broadcast)
    }

    /// The time to live of packets, in hops.
    pub fn ttl(&self) -> io::Result<u32> {
        self.watched.get().ttl()
    }

    /// Sets the time to live of packets, in hops.
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.watched.get().set_ttl(ttl)
    }

    /// Says whether datagrams to a multicast group come back to this host.
    pub fn multicast_loop_v4(&self) -> io::Result<bool> {
        self.watched.get().multicast_loop_v4()
    }

    /// Has datagrams to a multicast group come back to this host.
    pub fn set_multicast_loop_v4(&self, comes_back: bool) -> io::Result<()> {
        self.watched.get().set_multicast_loop_v4(comes_back)
    }

    /// The time to live of datagrams to a multicast group, in hops.
    pub fn multicast_ttl_v4(&self) -> io::Result<u32> {
        self.watched.get().multicast_ttl_v4()
    }

    /// Sets the time to live of datagrams to a multicast group, in hops.
    pub fn set_multicast_ttl_v4(&self, ttl: u32) -> io::Result<()> {
        self.watched.get().set_multicast_ttl_v4(ttl)
    }

    /// Joins a multicast group on the interface with that address.
    pub fn join_multicast_v4(&self, group: Ipv4Addr, interface: Ipv4Addr) -> io::Result<()> {
        self.watched.get().join_multicast_v4(&group, &interface)
    }

    /// Leaves a multicast group.
    pub fn leave_multicast_v4(&self, group: Ipv4Addr, interface: Ipv4Addr) -> io::Result<()> {
        self.watched.get().leave_multicast_v4(&group, &interface)
    }

    /// Joins a multicast group on the interface with that number; 0 for any.
    pub fn join_multicast_v6(&self, group: &Ipv6Addr, interface: u32) -> io::Result<()> {
        self.watched.get().join_multicast_v6(group, interface)
    }

    /// Leaves a multicast group.
    pub fn leave_multicast_v6(&self, group: &Ipv6Addr, interface: u32) -> io::Result<()> {
        self.watched.get().leave_multicast_v6(group, interface)
    }
}

impl fmt::Debug for UdpSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.watched.fmt(f)
    }
}
