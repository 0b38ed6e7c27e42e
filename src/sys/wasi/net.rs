//! Sockets of preview 2, by the interfaces `wasi:sockets`.
//!
//! # How it works
//!
//! No operation of the host waits; what would wait gives `WouldBlock`, and a pollable says when to try again: that of the socket for
//! connections, those of its streams for data, that of a look-up for its addresses. A pollable must be dropped before what it belongs to. The watch holds it and ends first;
//! where streams take the place of others, the watch is told before (`source_changes`).
//!
//! - **I1** Fields are declared in the order in which the host wants them dropped: streams before their socket.

use super::preview::Interest;
pub(crate) use super::reactor::{Source, Watch};
use crate::engine::readiness::Direction;
use crate::error::AsyncError;
use crate::primitives::Mutex;
use crate::primitives::atomic::{AtomicBool, Ordering};
use std::fmt;
use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::sync::OnceLock;
use std::time::Duration;
use wasip2::io::streams::{InputStream, OutputStream, StreamError};
use wasip2::sockets::instance_network::instance_network;
use wasip2::sockets::ip_name_lookup::{ResolveAddressStream, resolve_addresses};
use wasip2::sockets::network::{
    ErrorCode, IpAddress, IpAddressFamily, IpSocketAddress, Ipv4SocketAddress, Ipv6SocketAddress, Network,
};
use wasip2::sockets::tcp::{self, ShutdownType};
use wasip2::sockets::tcp_create_socket::create_tcp_socket;
use wasip2::sockets::udp::{self, IncomingDatagram, IncomingDatagramStream, OutgoingDatagram, OutgoingDatagramStream};
use wasip2::sockets::udp_create_socket::create_udp_socket;

/// An end that the peer has made is reported as readiness only.
pub(crate) const REPORTS_ENDS: bool = false;

/// An operation that cannot be done at once says so, and may be tried at a guess.
pub(crate) const ASKS_FIRST: bool = false;

/// The host may still hold what was written when a write is ready.
pub(crate) const HOLDS_WRITES: bool = true;

/// Connections that wait to be accepted; a wish.
const BACKLOG: u64 = 1024;

fn network() -> &'static Network {
    static NETWORK: OnceLock<Network> = OnceLock::new();
    NETWORK.get_or_init(instance_network)
}

fn error(code: ErrorCode) -> io::Error {
    let kind = match code {
        ErrorCode::WouldBlock => return io::ErrorKind::WouldBlock.into(),
        ErrorCode::AccessDenied => io::ErrorKind::PermissionDenied,
        ErrorCode::NotSupported => io::ErrorKind::Unsupported,
        ErrorCode::InvalidArgument | ErrorCode::DatagramTooLarge => io::ErrorKind::InvalidInput,
        ErrorCode::OutOfMemory => io::ErrorKind::OutOfMemory,
        ErrorCode::Timeout => io::ErrorKind::TimedOut,
        ErrorCode::AddressNotBindable => io::ErrorKind::AddrNotAvailable,
        ErrorCode::AddressInUse => io::ErrorKind::AddrInUse,
        ErrorCode::RemoteUnreachable => io::ErrorKind::HostUnreachable,
        ErrorCode::ConnectionRefused => io::ErrorKind::ConnectionRefused,
        ErrorCode::ConnectionReset => io::ErrorKind::ConnectionReset,
        ErrorCode::ConnectionAborted => io::ErrorKind::ConnectionAborted,
        ErrorCode::InvalidState | ErrorCode::NotInProgress => io::ErrorKind::NotConnected,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, format!("the host says: {}", code.name()))
}

/// What a stream says when it has failed: the host gives a text only.
fn stream_error(failed: StreamError) -> io::Error {
    match failed {
        StreamError::Closed => io::ErrorKind::BrokenPipe.into(),
        StreamError::LastOperationFailed(failed) => {
            let text = failed.to_debug_string();
            let lower = text.to_lowercase();
            let kinds = [("reset", io::ErrorKind::ConnectionReset), ("pipe", io::ErrorKind::BrokenPipe)];
            let kind =
                kinds.iter().find(|(word, _)| lower.contains(word)).map_or(io::ErrorKind::Other, |(_, kind)| *kind);
            io::Error::new(kind, text)
        }
    }
}

fn unsupported<T>(what: &str) -> io::Result<T> {
    Err(AsyncError::PlatformNotSupported(format!("WASI has no {what}")).into())
}

fn family(address: SocketAddr) -> IpAddressFamily {
    if address.is_ipv4() { IpAddressFamily::Ipv4 } else { IpAddressFamily::Ipv6 }
}

fn to_host(address: SocketAddr) -> IpSocketAddress {
    match address {
        SocketAddr::V4(address) => {
            IpSocketAddress::Ipv4(Ipv4SocketAddress { port: address.port(), address: address.ip().octets().into() })
        }
        SocketAddr::V6(address) => IpSocketAddress::Ipv6(Ipv6SocketAddress {
            port: address.port(),
            flow_info: address.flowinfo(),
            address: address.ip().segments().into(),
            scope_id: address.scope_id(),
        }),
    }
}

fn from_host(address: IpSocketAddress) -> SocketAddr {
    match address {
        IpSocketAddress::Ipv4(address) => {
            SocketAddrV4::new(Ipv4Addr::from(<[u8; 4]>::from(address.address)), address.port).into()
        }
        IpSocketAddress::Ipv6(address) => {
            let ip = Ipv6Addr::from(<[u16; 8]>::from(address.address));
            SocketAddrV6::new(ip, address.port, address.flow_info, address.scope_id).into()
        }
    }
}

/// Makes a call that the host finishes at once, or nearly so.
fn finish(subscribe: impl Fn() -> Interest, call: impl Fn() -> Result<(), ErrorCode>) -> io::Result<()> {
    loop {
        match call() {
            Err(ErrorCode::WouldBlock) => subscribe().block(),
            finished => return finished.map_err(error),
        }
    }
}

fn tcp_socket(address: SocketAddr) -> io::Result<tcp::TcpSocket> {
    create_tcp_socket(family(address)).map_err(error)
}

pub(crate) struct TcpListener {
    socket: tcp::TcpSocket,
}

/// Binds and listens.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = tcp_socket(address)?;
    socket.start_bind(network(), to_host(address)).map_err(error)?;
    finish(|| socket.subscribe(), || socket.finish_bind())?;
    let _ = socket.set_listen_backlog_size(BACKLOG);
    socket.start_listen().map_err(error)?;
    finish(|| socket.subscribe(), || socket.finish_listen())?;
    Ok(TcpListener { socket })
}

/// The next connection, if there is one.
pub(crate) fn accept(listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
    let (socket, input, output) = listener.socket.accept().map_err(error)?;
    let stream = TcpStream {
        streams: OnceLock::from((input, output)),
        peeked: Mutex::default(),
        written: AtomicBool::new(false),
        socket,
    };
    let peer = stream.peer_addr()?;
    Ok((stream, peer))
}

impl TcpListener {
    pub(crate) fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_address().map(from_host).map_err(error)
    }

    pub(crate) fn ttl(&self) -> io::Result<u32> {
        self.socket.hop_limit().map(u32::from).map_err(error)
    }

    pub(crate) fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.socket.set_hop_limit(hops(ttl)?).map_err(error)
    }
}

fn hops(ttl: u32) -> io::Result<u8> {
    u8::try_from(ttl).map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "a time to live is at most 255 hops"))
}

impl Source for TcpListener {
    fn interest(&self, _: Direction) -> Interest {
        self.socket.subscribe()
    }
}

pub(crate) struct TcpStream {
    /// Once it is connected (I1).
    streams: OnceLock<(InputStream, OutputStream)>,
    /// What was read for `peek` and not taken yet.
    peeked: Mutex<Vec<u8>>,
    /// Something was written since the last flush.
    written: AtomicBool,
    socket: tcp::TcpSocket,
}

/// Begins to connect.
pub(crate) fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = tcp_socket(address)?;
    socket.start_connect(network(), to_host(address)).map_err(error)?;
    Ok(TcpStream { streams: OnceLock::new(), peeked: Mutex::default(), written: AtomicBool::new(false), socket })
}

/// Says how a connection attempt ended; `WouldBlock` while it has not.
pub(crate) fn finish_connect(stream: &TcpStream) -> io::Result<()> {
    let streams = stream.socket.finish_connect().map_err(error)?;
    let _ = stream.streams.set(streams); // an attempt is finished once
    Ok(())
}

impl TcpStream {
    fn streams(&self) -> io::Result<&(InputStream, OutputStream)> {
        self.streams.get().ok_or_else(|| io::ErrorKind::NotConnected.into())
    }

    pub(crate) fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_address().map(from_host).map_err(error)
    }

    pub(crate) fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.socket.remote_address().map(from_host).map_err(error)
    }

    pub(crate) fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        let how = match how {
            Shutdown::Read => ShutdownType::Receive,
            Shutdown::Write => ShutdownType::Send,
            Shutdown::Both => ShutdownType::Both,
        };
        self.socket.shutdown(how).map_err(error)
    }

    pub(crate) fn peek(&self, buf: &mut [u8]) -> io::Result<usize> {
        let mut peeked = self.peeked.lock();
        if peeked.is_empty() {
            *peeked = self.read_some(buf.len())?;
        }
        let n = peeked.len().min(buf.len());
        buf[..n].copy_from_slice(&peeked[..n]);
        Ok(n)
    }

    /// Empty at the end of the stream.
    fn read_some(&self, most: usize) -> io::Result<Vec<u8>> {
        match self.streams()?.0.read(most as u64) {
            Ok(bytes) if bytes.is_empty() && most > 0 => Err(io::ErrorKind::WouldBlock.into()),
            Ok(bytes) => Ok(bytes),
            Err(StreamError::Closed) => Ok(Vec::new()),
            Err(failed) => Err(stream_error(failed)),
        }
    }

    /// How much the host takes now; `WouldBlock` where that is nothing.
    fn room(&self) -> io::Result<usize> {
        match self.streams()?.1.check_write().map_err(stream_error)? {
            0 => Err(io::ErrorKind::WouldBlock.into()),
            room => Ok(usize::try_from(room).unwrap_or(usize::MAX)),
        }
    }

    /// Hands over what there is room for. Hosts send it at once; asked for a flush, jco 1.35 would wait until the peer has read.
    fn write_some(&self, bytes: &[u8]) -> io::Result<usize> {
        self.streams()?.1.write(bytes).map_err(stream_error)?;
        self.written.store(true, Ordering::Relaxed);
        Ok(bytes.len())
    }

    /// Hosts send small writes at once; there is no option.
    pub(crate) fn nodelay(&self) -> io::Result<bool> {
        Ok(true)
    }

    pub(crate) fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        if nodelay { Ok(()) } else { unsupported("option to hold small writes back") }
    }

    pub(crate) fn ttl(&self) -> io::Result<u32> {
        self.socket.hop_limit().map(u32::from).map_err(error)
    }

    pub(crate) fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.socket.set_hop_limit(hops(ttl)?).map_err(error)
    }
}

impl Source for TcpStream {
    fn interest(&self, direction: Direction) -> Interest {
        match (self.streams.get(), direction) {
            (None, _) => self.socket.subscribe(),
            (Some((input, _)), Direction::Read) => input.subscribe(),
            (Some((_, output)), Direction::Write) => output.subscribe(),
        }
    }
}

impl Read for &TcpStream {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.read_vectored(&mut [IoSliceMut::new(buf)])
    }

    fn read_vectored(&mut self, bufs: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        let mut bytes = std::mem::take(&mut *self.peeked.lock());
        if bytes.is_empty() {
            bytes = self.read_some(bufs.iter().map(|buf| buf.len()).sum())?;
        }
        let mut taken = 0;
        for buf in bufs {
            let n = buf.len().min(bytes.len() - taken);
            buf[..n].copy_from_slice(&bytes[taken..taken + n]);
            taken += n;
        }
        bytes.drain(..taken);
        *self.peeked.lock() = bytes; // what was peeked and did not fit
        Ok(taken)
    }
}

impl Write for &TcpStream {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        let room = self.room()?;
        self.write_some(&buf[..buf.len().min(room)])
    }

    fn write_vectored(&mut self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
        if bufs.iter().all(|buf| buf.is_empty()) {
            return Ok(0);
        }
        let room = self.room()?;
        let bytes: Vec<u8> = bufs.iter().flat_map(|buf| buf.iter().copied()).take(room).collect();
        self.write_some(&bytes)
    }

    /// The host has room again when it has sent what it held.
    fn flush(&mut self) -> io::Result<()> {
        if self.written.swap(false, Ordering::Relaxed) {
            self.streams()?.1.flush().map_err(stream_error)?;
        }
        self.room().map(drop)
    }
}

pub(crate) fn linger(_: &TcpStream) -> io::Result<Option<Duration>> {
    Ok(None)
}

pub(crate) fn set_linger(_: &TcpStream, linger: Option<Duration>) -> io::Result<()> {
    if linger.is_none() { Ok(()) } else { unsupported("option to linger") }
}

pub(crate) fn keepalive(stream: &TcpStream) -> io::Result<bool> {
    stream.socket.keep_alive_enabled().map_err(error)
}

pub(crate) fn set_keepalive(stream: &TcpStream, silence: Option<Duration>) -> io::Result<()> {
    stream.socket.set_keep_alive_enabled(silence.is_some()).map_err(error)?;
    let Some(silence) = silence else { return Ok(()) };
    let nanos = u64::try_from(silence.as_nanos()).unwrap_or(u64::MAX);
    stream.socket.set_keep_alive_idle_time(nanos).map_err(error)
}

pub(crate) struct UdpSocket {
    streams: Mutex<Option<(IncomingDatagramStream, OutgoingDatagramStream)>>,
    /// What was received for `peek` and not taken yet.
    peeked: Mutex<Option<IncomingDatagram>>,
    socket: udp::UdpSocket,
}

/// Binds a socket for datagrams.
pub(crate) fn bind_udp(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = create_udp_socket(family(address)).map_err(error)?;
    socket.start_bind(network(), to_host(address)).map_err(error)?;
    finish(|| socket.subscribe(), || socket.finish_bind())?;
    let streams = socket.stream(None).map_err(error)?;
    Ok(UdpSocket { streams: Mutex::new(Some(streams)), peeked: Mutex::default(), socket })
}

impl UdpSocket {
    pub(crate) fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_address().map(from_host).map_err(error)
    }

    pub(crate) fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.socket.remote_address().map(from_host).map_err(error)
    }

    /// Sets the only peer. Nothing is subscribed to the old streams any more.
    pub(crate) fn connect(&self, address: SocketAddr) -> io::Result<()> {
        let mut streams = self.streams.lock();
        drop(streams.take()); // before the host makes others
        match self.socket.stream(Some(to_host(address))) {
            Ok(connected) => {
                *streams = Some(connected);
                Ok(())
            }
            Err(failed) => {
                *streams = Some(self.socket.stream(None).map_err(error)?); // as it was
                Err(error(failed))
            }
        }
    }

    fn send_datagram(&self, data: &[u8], address: Option<SocketAddr>) -> io::Result<usize> {
        let streams = self.streams.lock();
        let (_, outgoing) = streams.as_ref().ok_or(io::ErrorKind::NotConnected)?;
        if outgoing.check_send().map_err(error)? == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let datagram = OutgoingDatagram { data: data.to_vec(), remote_address: address.map(to_host) };
        match outgoing.send(&[datagram]).map_err(error)? {
            0 => Err(io::ErrorKind::WouldBlock.into()),
            _ => Ok(data.len()),
        }
    }

    fn receive(&self, takes: bool, buf: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        let mut peeked = self.peeked.lock();
        if peeked.is_none() {
            let streams = self.streams.lock();
            let (incoming, _) = streams.as_ref().ok_or(io::ErrorKind::NotConnected)?;
            *peeked = incoming.receive(1).map_err(error)?.pop();
        }
        let Some(datagram) = peeked.take() else { return Err(io::ErrorKind::WouldBlock.into()) };
        let n = datagram.data.len().min(buf.len());
        buf[..n].copy_from_slice(&datagram.data[..n]);
        let sender = from_host(datagram.remote_address);
        if !takes {
            *peeked = Some(datagram);
        }
        Ok((n, sender))
    }

    pub(crate) fn send(&self, data: &[u8]) -> io::Result<usize> {
        self.send_datagram(data, None)
    }

    pub(crate) fn send_to(&self, data: &[u8], address: SocketAddr) -> io::Result<usize> {
        self.send_datagram(data, Some(address))
    }

    pub(crate) fn recv(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.receive(true, buf).map(|(n, _)| n)
    }

    pub(crate) fn recv_from(&self, buf: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        self.receive(true, buf)
    }

    pub(crate) fn peek(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.receive(false, buf).map(|(n, _)| n)
    }

    pub(crate) fn peek_from(&self, buf: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        self.receive(false, buf)
    }

    pub(crate) fn ttl(&self) -> io::Result<u32> {
        self.socket.unicast_hop_limit().map(u32::from).map_err(error)
    }

    pub(crate) fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.socket.set_unicast_hop_limit(hops(ttl)?).map_err(error)
    }

    pub(crate) fn broadcast(&self) -> io::Result<bool> {
        unsupported("broadcasts")
    }

    pub(crate) fn set_broadcast(&self, _: bool) -> io::Result<()> {
        unsupported("broadcasts")
    }

    pub(crate) fn multicast_loop_v4(&self) -> io::Result<bool> {
        unsupported("multicast groups")
    }

    pub(crate) fn set_multicast_loop_v4(&self, _: bool) -> io::Result<()> {
        unsupported("multicast groups")
    }

    pub(crate) fn multicast_ttl_v4(&self) -> io::Result<u32> {
        unsupported("multicast groups")
    }

    pub(crate) fn set_multicast_ttl_v4(&self, _: u32) -> io::Result<()> {
        unsupported("multicast groups")
    }

    pub(crate) fn join_multicast_v4(&self, _: &Ipv4Addr, _: &Ipv4Addr) -> io::Result<()> {
        unsupported("multicast groups")
    }

    pub(crate) fn leave_multicast_v4(&self, _: &Ipv4Addr, _: &Ipv4Addr) -> io::Result<()> {
        unsupported("multicast groups")
    }

    pub(crate) fn join_multicast_v6(&self, _: &Ipv6Addr, _: u32) -> io::Result<()> {
        unsupported("multicast groups")
    }

    pub(crate) fn leave_multicast_v6(&self, _: &Ipv6Addr, _: u32) -> io::Result<()> {
        unsupported("multicast groups")
    }
}

impl Source for UdpSocket {
    fn interest(&self, direction: Direction) -> Interest {
        match (&*self.streams.lock(), direction) {
            (None, _) => self.socket.subscribe(),
            (Some((incoming, _)), Direction::Read) => incoming.subscribe(),
            (Some((_, outgoing)), Direction::Write) => outgoing.subscribe(),
        }
    }
}

/// A name that the host looks up.
pub(crate) struct LookUp {
    found: ResolveAddressStream,
}

/// Begins to look a name up.
pub(crate) fn look_up(host: &str) -> io::Result<LookUp> {
    resolve_addresses(network(), host).map(|found| LookUp { found }).map_err(error)
}

impl LookUp {
    /// The next address; `WouldBlock` while the host is at work, None after the last.
    pub(crate) fn next(&self) -> io::Result<Option<IpAddr>> {
        let address = self.found.resolve_next_address().map_err(error)?;
        Ok(address.map(|address| match address {
            IpAddress::Ipv4(ip) => <[u8; 4]>::from(ip).into(),
            IpAddress::Ipv6(ip) => <[u16; 8]>::from(ip).into(),
        }))
    }
}

impl Source for LookUp {
    fn interest(&self, _: Direction) -> Interest {
        self.found.subscribe()
    }
}

macro_rules! debug {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut shown = f.debug_struct(stringify!($name));
                if let Ok(address) = self.local_addr() {
                    shown.field("addr", &address);
                }
                shown.finish_non_exhaustive()
            }
        }
    )+};
}

debug!(TcpListener, TcpStream, UdpSocket);
