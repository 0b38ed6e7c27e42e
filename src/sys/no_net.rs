//! No sockets: nothing can be made, so nothing else can be called.

use super::reactor::Interest;
pub(crate) use super::reactor::{Source, Watch};
use crate::engine::readiness::Direction;
use crate::error::AsyncError;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr};
use std::time::Duration;

/// An end that the peer has made is reported as readiness only.
pub(crate) const REPORTS_ENDS: bool = false;

/// Operations may block although their descriptor is watched: what the host has said counts for one of them.
pub(crate) const ASKS_FIRST: bool = true;

/// The system has what was written when a write is ready.
pub(crate) const HOLDS_WRITES: bool = false;

fn unsupported<T>() -> io::Result<T> {
    let text = "this platform has no sockets; they exist natively and under WASI preview 2";
    Err(AsyncError::PlatformNotSupported(text.into()).into())
}

/// Declares types of which nothing exists, with the methods that the public types call.
macro_rules! never {
    ($($name:ident { $($method:ident($($argument:ty),*) -> $result:ty;)* })+) => {$(
        pub(crate) enum $name {}

        impl $name {
            $(pub(crate) fn $method(&self, $(_: $argument),*) -> io::Result<$result> {
                match *self {}
            })*
        }

        impl Source for $name {
            fn interest(&self, _: Direction) -> Interest {
                match *self {}
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                match *self {}
            }
        }
    )+};
}

never! {
    TcpListener {
        local_addr() -> SocketAddr;
        ttl() -> u32;
        set_ttl(u32) -> ();
    }
    TcpStream {
        local_addr() -> SocketAddr;
        peer_addr() -> SocketAddr;
        shutdown(Shutdown) -> ();
        peek(&mut [u8]) -> usize;
        nodelay() -> bool;
        set_nodelay(bool) -> ();
        ttl() -> u32;
        set_ttl(u32) -> ();
    }
    UdpSocket {
        local_addr() -> SocketAddr;
        peer_addr() -> SocketAddr;
        connect(SocketAddr) -> ();
        send(&[u8]) -> usize;
        recv(&mut [u8]) -> usize;
        peek(&mut [u8]) -> usize;
        send_to(&[u8], SocketAddr) -> usize;
        recv_from(&mut [u8]) -> (usize, SocketAddr);
        peek_from(&mut [u8]) -> (usize, SocketAddr);
        broadcast() -> bool;
        set_broadcast(bool) -> ();
        ttl() -> u32;
        set_ttl(u32) -> ();
        multicast_loop_v4() -> bool;
        set_multicast_loop_v4(bool) -> ();
        multicast_ttl_v4() -> u32;
        set_multicast_ttl_v4(u32) -> ();
        join_multicast_v4(&Ipv4Addr, &Ipv4Addr) -> ();
        leave_multicast_v4(&Ipv4Addr, &Ipv4Addr) -> ();
        join_multicast_v6(&Ipv6Addr, u32) -> ();
        leave_multicast_v6(&Ipv6Addr, u32) -> ();
    }
}

impl Read for &TcpStream {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        match **self {}
    }
}

impl Write for &TcpStream {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        match **self {}
    }

    fn flush(&mut self) -> io::Result<()> {
        match **self {}
    }
}

pub(crate) fn listen(_: SocketAddr) -> io::Result<TcpListener> {
    unsupported()
}

pub(crate) fn accept(listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
    match *listener {}
}

pub(crate) fn connect(_: SocketAddr) -> io::Result<TcpStream> {
    unsupported()
}

pub(crate) fn finish_connect(stream: &TcpStream) -> io::Result<()> {
    match *stream {}
}

pub(crate) fn bind_udp(_: SocketAddr) -> io::Result<UdpSocket> {
    unsupported()
}

pub(crate) async fn look_up(_: &str, _: u16) -> io::Result<Vec<SocketAddr>> {
    unsupported()
}

pub(crate) fn linger(stream: &TcpStream) -> io::Result<Option<Duration>> {
    match *stream {}
}

pub(crate) fn set_linger(stream: &TcpStream, _: Option<Duration>) -> io::Result<()> {
    match *stream {}
}

pub(crate) fn keepalive(stream: &TcpStream) -> io::Result<bool> {
    match *stream {}
}

pub(crate) fn set_keepalive(stream: &TcpStream, _: Option<Duration>) -> io::Result<()> {
    match *stream {}
}
