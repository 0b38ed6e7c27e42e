//! TCP.
//!
//! # How it works
//!
//! - **I1** A stream of which a connection attempt was dropped is closed, not leaked: the attempt owns it.
//! - **I2** Where descriptors or memory run out, `accept` says so once and lets time pass before the next attempt: the connection
//!   stays in the queue, and asking again at once would use up the processor.

use crate::engine::readiness::{Direction, Ready};
use crate::net::Watched;
use crate::net::addr::{ToSocketAddrs, explain, try_each};
use crate::net::halves::{self, Halves, OwnedReadHalf, OwnedWriteHalf, ReadHalf, WriteHalf, sealed};
use crate::net::stream::stream;
use crate::primitives::atomic::{AtomicBool, Ordering};
use crate::sys;
use crate::time::{sleep, timeout};
use std::fmt;
use std::io;
use std::net::{Shutdown, SocketAddr};
use std::time::Duration;

/// A TCP server, listening for connections.
///
/// Several tasks may accept at once. Dropping it closes it.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::net::{TcpListener, TcpStream};
/// # use wasi_async_runtime::AsyncRuntime;
/// # AsyncRuntime::block_on(async {
/// # if TcpListener::bind("127.0.0.1:0").await.is_err() { return Ok(()) }
///
/// let listener = TcpListener::bind("127.0.0.1:0").await?;
/// let client = TcpStream::connect(listener.local_addr()?).await?;
/// let (server, peer) = listener.accept().await?;
/// assert_eq!(peer, client.local_addr()?);
/// assert_eq!(server.peer_addr()?, peer);
/// # Ok::<_, std::io::Error>(()) }).unwrap();
/// ```
pub struct TcpListener {
    pub(crate) watched: Watched<sys::net::TcpListener>,
    /// The last attempt failed for want of descriptors or memory (I2).
    pub(crate) exhausted: AtomicBool,
}

/// How long `accept` lets pass after it ran out of something.
const REST: Duration = Duration::from_millis(10);

impl TcpListener {
    /// Listens on the first of the addresses that is free. Port 0 lets the system choose one, see [`local_addr`](Self::local_addr).
    ///
    /// On Unix the address may be taken again at once after its last user has ended (`SO_REUSEADDR`).
    ///
    /// # Errors
    ///
    /// Those of the system: `AddrInUse`, `AddrNotAvailable`, `PermissionDenied` (on Unix for ports below 1024, as a rule);
    /// `InvalidInput` for a text that is no address; `Unsupported` where the platform has no sockets.
    pub async fn bind(address: impl ToSocketAddrs) -> io::Result<TcpListener> {
        try_each(address.target(), async |address| {
            TcpListener::bind_to(address).map_err(|error| explain(error, format_args!("cannot listen on {address}")))
        })
        .await
    }

    /// As `bind`, with the error as the system gives it.
    pub(crate) fn bind_to(address: SocketAddr) -> io::Result<TcpListener> {
        Ok(TcpListener { watched: Watched::new(sys::net::listen(address)?)?, exhausted: AtomicBool::new(false) })
    }

    /// Waits for a connection; gives it with the address of its peer.
    ///
    /// # Cancel safety
    ///
    /// Nothing is lost: a connection that nobody took stays in the queue.
    ///
    /// # Errors
    ///
    /// Those of the system. A server goes on after them: when descriptors or memory have run out, the next call lets 10 ms pass before it
    /// tries again, so a loop does not use up the processor meanwhile. Connections that were given up before they were accepted are
    /// passed over.
    pub async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        if self.exhausted.swap(false, Ordering::Relaxed) {
            sleep(REST).await;
        }
        let accepted = self.watched.operate(Direction::Read, accept).await;
        let stream = accepted.and_then(|(stream, peer)| Ok((TcpStream { watched: Watched::new(stream)? }, peer)));
        self.exhausted.store(stream.is_err(), Ordering::Relaxed);
        stream
    }

    /// The address on which it listens.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.watched.get().local_addr()
    }

    /// The time to live, in hops, of the packets of connections that are accepted.
    pub fn ttl(&self) -> io::Result<u32> {
        self.watched.get().ttl()
    }

    /// Sets the time to live, in hops, of the packets of connections that are accepted.
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.watched.get().set_ttl(ttl)
    }
}

/// Accepts a connection; passes over those that have been given up while they waited.
fn accept(listener: &sys::net::TcpListener) -> io::Result<(sys::net::TcpStream, SocketAddr)> {
    loop {
        match sys::net::accept(listener) {
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            result => return result,
        }
    }
}

impl fmt::Debug for TcpListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.watched.fmt(f)
    }
}

/// A TCP connection.
///
/// Reads and writes through `futures_io::{AsyncRead, AsyncWrite}`, also by shared reference: one task may read while another writes.
/// Closing it as a writer (`close()`) shuts down the writing half; dropping it closes the connection.
///
/// # Cancel safety
///
/// A read or write that is dropped before it is ready has moved nothing.
///
/// # Examples
///
/// See [the module](crate::net).
pub struct TcpStream {
    pub(crate) watched: Watched<sys::net::TcpStream>,
}

impl TcpStream {
    /// Connects to the first of the addresses that answers; each is waited for as long as the system does, see
    /// [`connect_timeout`](Self::connect_timeout).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future gives the attempt up.
    ///
    /// # Errors
    ///
    /// The error of the last address: `ConnectionRefused`, `TimedOut`, `HostUnreachable`, …; `InvalidInput` for a text that is no
    /// address; `Unsupported` where the platform has no sockets.
    pub async fn connect(address: impl ToSocketAddrs) -> io::Result<TcpStream> {
        try_each(address.target(), async |address| {
            TcpStream::connect_to(address)
                .await
                .map_err(|error| explain(error, format_args!("cannot connect to {address}")))
        })
        .await
    }

    /// As `connect`, with the error as the system gives it.
    pub(crate) async fn connect_to(address: SocketAddr) -> io::Result<TcpStream> {
        let watched = Watched::with_ready(sys::net::connect(address)?, Ready::NOTHING)?;
        watched.operate(Direction::Write, sys::net::finish_connect).await?;
        watched.source_changes();
        Ok(TcpStream { watched })
    }

    /// As [`connect`](Self::connect), for `duration` at most: the look-up of names and all addresses together.
    ///
    /// # Errors
    ///
    /// `TimedOut` when the time is over, otherwise those of `connect`.
    pub async fn connect_timeout(address: impl ToSocketAddrs, duration: Duration) -> io::Result<TcpStream> {
        match timeout(duration, TcpStream::connect(address)).await {
            Ok(connected) => connected,
            Err(error) => Err(error.into()),
        }
    }

    /// The address of this end.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.watched.get().local_addr()
    }

    /// The address of the other end.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.watched.get().peer_addr()
    }

    /// Ends one direction, or both, at once. Data that was written is still sent; under WASI preview 2 hosts may promise that only after a
    /// `flush`, which `close` makes by itself.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.watched.get().shutdown(how)
    }

    /// Waits for data and copies it without taking it; 0 at the end of the stream.
    pub async fn peek(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.watched.operate(Direction::Read, |stream| stream.peek(buf)).await
    }

    /// Waits until there is data, or the end of the stream.
    pub async fn readable(&self) -> io::Result<()> {
        self.watched.ready(Direction::Read).await
    }

    /// Waits until something can be written.
    pub async fn writable(&self) -> io::Result<()> {
        self.watched.ready(Direction::Write).await
    }

    /// Says whether small writes are sent at once.
    pub fn nodelay(&self) -> io::Result<bool> {
        self.watched.get().nodelay()
    }

    /// Has small writes sent at once, instead of waiting for more (Nagle's algorithm).
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.watched.get().set_nodelay(nodelay)
    }

    /// The time to live of packets, in hops.
    pub fn ttl(&self) -> io::Result<u32> {
        self.watched.get().ttl()
    }

    /// Sets the time to live of packets, in hops.
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.watched.get().set_ttl(ttl)
    }

    /// How long data is still sent after the connection was closed; none for the system's way, which is in the background.
    pub fn linger(&self) -> io::Result<Option<Duration>> {
        sys::net::linger(self.watched.get())
    }

    /// Sets how long data is still sent after the connection was closed, in whole seconds. Zero resets the connection instead of closing it.
    ///
    /// With anything but none or zero the drop of the stream may block its thread for that long.
    pub fn set_linger(&self, linger: Option<Duration>) -> io::Result<()> {
        sys::net::set_linger(self.watched.get(), linger)
    }

    /// Says whether a peer that is silent is asked whether it is still there.
    pub fn keepalive(&self) -> io::Result<bool> {
        sys::net::keepalive(self.watched.get())
    }

    /// Sets after how much silence the peer is asked whether it is still there, in whole seconds; none for never.
    pub fn set_keepalive(&self, silence: Option<Duration>) -> io::Result<()> {
        sys::net::set_keepalive(self.watched.get(), silence)
    }

    /// Both halves, for use at the same time, without an allocation. `&TcpStream` reads and writes as well.
    pub fn split(&mut self) -> (ReadHalf<'_>, WriteHalf<'_>) {
        halves::split(self)
    }

    /// Both halves, for different tasks. Dropping the half that writes tells the peer that no more comes.
    pub fn into_split(self) -> (OwnedReadHalf, OwnedWriteHalf) {
        halves::into_split(self)
    }
}

impl sealed::Sealed for TcpStream {}

impl Halves for TcpStream {
    fn end_writing(&self) -> io::Result<()> {
        halves::ignore_not_connected(self.shutdown(Shutdown::Write))
    }
}

impl fmt::Debug for TcpStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.watched.fmt(f)
    }
}

stream!(TcpStream);
