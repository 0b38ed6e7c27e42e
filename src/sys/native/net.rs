//! Sockets of the system, in non-blocking mode: the operations of the standard library's types, and what it takes to make them.

pub(crate) use super::poller::{AsSource, AsSource as Source, REPORTS_ENDS};
pub(crate) use super::reactor::Watch;
use socket2::{Domain, Protocol, SockAddr, SockRef, Socket, TcpKeepalive, Type};
use std::io;
use std::net::SocketAddr;
pub(crate) use std::net::{TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

/// An operation that cannot be done at once says so, and may be tried at a guess.
pub(crate) const ASKS_FIRST: bool = false;

/// The system has what was written when a write is ready.
pub(crate) const HOLDS_WRITES: bool = false;

/// Connections that wait to be accepted; systems cut it down to what they allow.
const BACKLOG: i32 = 1024;

/// An address may be used again while connections of its last user linger. On Windows the option would let two programs listen at once.
const REUSES_ADDRESS: bool = cfg!(unix);

fn socket(address: SocketAddr, kind: Type, protocol: Protocol) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), kind, Some(protocol))?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// Binds and listens.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = socket(address, Type::STREAM, Protocol::TCP)?;
    if REUSES_ADDRESS {
        socket.set_reuse_address(true)?;
    }
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// The next connection, if there is one.
pub(crate) fn accept(listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
    let (stream, peer) = listener.accept()?;
    stream.set_nonblocking(true)?;
    Ok((stream, peer))
}

/// Begins to connect.
pub(crate) fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = socket(address, Type::STREAM, Protocol::TCP)?;
    begin_connect(&socket, &address.into())?;
    Ok(socket.into())
}

pub(crate) fn begin_connect(socket: &Socket, address: &SockAddr) -> io::Result<()> {
    match socket.connect(address) {
        Err(error) if !is_in_progress(&error) => Err(error),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn is_in_progress(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::EINPROGRESS)
}

#[cfg(not(unix))]
fn is_in_progress(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock
}

/// Says how a connection attempt ended; `WouldBlock` while it has not.
pub(crate) fn finish_connect(stream: &impl Source) -> io::Result<()> {
    let socket = SockRef::from(stream);
    if let Some(error) = socket.take_error()? {
        return Err(error);
    }
    match socket.peer_addr() {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotConnected => Err(io::ErrorKind::WouldBlock.into()),
        Err(error) => Err(error),
    }
}

/// Binds a socket for datagrams.
pub(crate) fn bind_udp(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = socket(address, Type::DGRAM, Protocol::UDP)?;
    socket.bind(&address.into())?;
    Ok(socket.into())
}

/// Operations on a descriptor do not wait any longer.
pub(crate) fn set_nonblocking(source: &impl Source) -> io::Result<()> {
    SockRef::from(source).set_nonblocking(true)
}

pub(crate) fn linger(stream: &TcpStream) -> io::Result<Option<Duration>> {
    SockRef::from(stream).linger()
}

pub(crate) fn set_linger(stream: &TcpStream, linger: Option<Duration>) -> io::Result<()> {
    SockRef::from(stream).set_linger(linger)
}

pub(crate) fn keepalive(stream: &TcpStream) -> io::Result<bool> {
    SockRef::from(stream).keepalive()
}

pub(crate) fn set_keepalive(stream: &TcpStream, silence: Option<Duration>) -> io::Result<()> {
    let socket = SockRef::from(stream);
    match silence {
        Some(silence) => socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(silence)),
        None => socket.set_keepalive(false),
    }
}

#[cfg(unix)]
pub(crate) mod unix {
    //! Unix domain sockets.

    use super::{Socket, Type, begin_connect, io};
    use socket2::{Domain, SockAddr};
    use std::os::unix::net::UnixStream;

    /// Begins to connect; `WouldBlock` where the queue of the server is full.
    pub(crate) fn connect(address: &SockAddr) -> io::Result<UnixStream> {
        let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
        socket.set_nonblocking(true)?;
        begin_connect(&socket, address)?;
        Ok(socket.into())
    }
}
