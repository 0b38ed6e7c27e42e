//! Unix domain sockets. Only natively, on Unix.

use crate::engine::readiness::{Direction, Ready};
use crate::net::Watched;
use crate::net::halves::{self, Halves, OwnedReadHalf, OwnedWriteHalf, ReadHalf, WriteHalf, sealed};
use crate::net::stream::stream;
use crate::sys::net::finish_connect;
use crate::sys::net::unix as system;
use crate::time::sleep;
use std::fmt;
use std::io;
use std::net::Shutdown;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::{self, SocketAddr};
use std::path::Path;
use std::time::Duration;

/// A server on a path.
///
/// The file stays when it is dropped; remove it before the next one binds.
///
/// # Examples
///
/// ```
/// use futures_lite::{AsyncReadExt, AsyncWriteExt};
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::net::unix::{UnixListener, UnixStream};
///
/// # let path = std::env::temp_dir().join(format!("wasi_async_runtime-doc-{}", std::process::id()));
/// AsyncRuntime::block_on(async {
///     let listener = UnixListener::bind(&path)?;
///     let mut client = UnixStream::connect(&path).await?;
///     let (mut server, _) = listener.accept().await?;
///     client.write_all(b"hello").await?;
///     client.close().await?;
///     let mut text = String::new();
///     server.read_to_string(&mut text).await?;
///     assert_eq!(text, "hello");
///     std::fs::remove_file(&path)
/// }).unwrap();
/// ```
pub struct UnixListener {
    watched: Watched<net::UnixListener>,
}

impl UnixListener {
    /// Listens on a path, which must not exist yet.
    pub fn bind(path: impl AsRef<Path>) -> io::Result<UnixListener> {
        net::UnixListener::bind(path)?.try_into()
    }

    /// Waits for a connection. Nothing is lost when it is dropped before.
    ///
    /// # Errors
    ///
    /// Those of the system; the listener goes on after them.
    pub async fn accept(&self) -> io::Result<(UnixStream, SocketAddr)> {
        let (stream, peer) = self.watched.operate(Direction::Read, |listener| listener.accept()).await?;
        Ok((stream.try_into()?, peer))
    }

    /// The address on which it listens.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.watched.get().local_addr()
    }
}

/// A connection between two programs of one host, or two parts of one.
///
/// Reads and writes through the traits of `futures-io`, also by shared reference.
///
/// # Cancel safety
///
/// A read or write that is dropped before it is ready has moved nothing.
///
/// # Examples
///
/// See [`UnixListener`].
pub struct UnixStream {
    watched: Watched<net::UnixStream>,
}

/// How long a connection attempt lets pass when the queue of the server is full: the system does not say when there is room again.
const REST: Duration = Duration::from_millis(1);

impl UnixStream {
    /// Connects to a server; waits while its queue is full.
    pub async fn connect(path: impl AsRef<Path>) -> io::Result<UnixStream> {
        let address = socket2::SockAddr::unix(path)?;
        loop {
            match system::connect(&address) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => sleep(REST).await,
                Err(error) => return Err(error),
                Ok(stream) => {
                    let watched = Watched::with_ready(stream, Ready::NOTHING)?;
                    watched.operate(Direction::Write, finish_connect).await?;
                    return Ok(UnixStream { watched });
                }
            }
        }
    }

    /// Two streams that are connected to each other.
    pub fn pair() -> io::Result<(UnixStream, UnixStream)> {
        let (a, b) = net::UnixStream::pair()?;
        Ok((a.try_into()?, b.try_into()?))
    }

    /// The address of this end.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.watched.get().local_addr()
    }

    /// The address of the other end.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.watched.get().peer_addr()
    }

    /// Ends one direction, or both, at once. Data that was written still arrives.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.watched.get().shutdown(how)
    }

    /// Waits until there is data, or the end of the stream.
    pub async fn readable(&self) -> io::Result<()> {
        self.watched.ready(Direction::Read).await
    }

    /// Waits until something can be written.
    pub async fn writable(&self) -> io::Result<()> {
        self.watched.ready(Direction::Write).await
    }

    /// Both halves, for use at the same time, without an allocation.
    pub fn split(&mut self) -> (ReadHalf<'_, UnixStream>, WriteHalf<'_, UnixStream>) {
        halves::split(self)
    }

    /// Both halves, for different tasks. Dropping the half that writes tells the peer that no more comes.
    pub fn into_split(self) -> (OwnedReadHalf<UnixStream>, OwnedWriteHalf<UnixStream>) {
        halves::into_split(self)
    }
}

impl sealed::Sealed for UnixStream {}

impl Halves for UnixStream {
    fn end_writing(&self) -> io::Result<()> {
        halves::ignore_not_connected(self.shutdown(Shutdown::Write))
    }
}

stream!(UnixStream);

/// A socket for datagrams between programs of one host.
///
/// # Cancel safety
///
/// An operation that is dropped before it is ready has sent or taken nothing.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::net::unix::UnixDatagram;
///
/// AsyncRuntime::block_on(async {
///     let (a, b) = UnixDatagram::pair()?;
///     a.send(b"hello").await?;
///     let mut buf = [0; 16];
///     assert_eq!(b.recv(&mut buf).await?, 5);
///     Ok::<_, std::io::Error>(())
/// }).unwrap();
/// ```
pub struct UnixDatagram {
    watched: Watched<net::UnixDatagram>,
}

impl UnixDatagram {
    /// Binds to a path, which must not exist yet.
    pub fn bind(path: impl AsRef<Path>) -> io::Result<UnixDatagram> {
        net::UnixDatagram::bind(path)?.try_into()
    }

    /// A socket without an address.
    pub fn unbound() -> io::Result<UnixDatagram> {
        net::UnixDatagram::unbound()?.try_into()
    }

    /// Two sockets that are connected to each other.
    pub fn pair() -> io::Result<(UnixDatagram, UnixDatagram)> {
        let (a, b) = net::UnixDatagram::pair()?;
        Ok((a.try_into()?, b.try_into()?))
    }

    /// Sets the only peer.
    pub fn connect(&self, path: impl AsRef<Path>) -> io::Result<()> {
        self.watched.get().connect(path)
    }

    /// Sends a datagram to a path; gives its length.
    pub async fn send_to(&self, datagram: &[u8], path: impl AsRef<Path>) -> io::Result<usize> {
        let path = path.as_ref();
        self.watched.operate(Direction::Write, |socket| socket.send_to(datagram, path)).await
    }

    /// Waits for a datagram; gives its length and its sender. What does not fit into `buf` is lost.
    pub async fn recv_from(&self, buf: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        self.watched.operate(Direction::Read, |socket| socket.recv_from(buf)).await
    }

    /// Sends a datagram to the peer.
    pub async fn send(&self, datagram: &[u8]) -> io::Result<usize> {
        self.watched.operate(Direction::Write, |socket| socket.send(datagram)).await
    }

    /// Waits for a datagram of the peer; gives its length. What does not fit into `buf` is lost.
    pub async fn recv(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.watched.operate(Direction::Read, |socket| socket.recv(buf)).await
    }

    /// The address of this end.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.watched.get().local_addr()
    }

    /// The address of the peer.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.watched.get().peer_addr()
    }

    /// Ends one direction, or both, at once.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.watched.get().shutdown(how)
    }
}

/// From and to the standard library's type.
macro_rules! convert {
    ($($ours:ident),+) => {$(
        impl TryFrom<net::$ours> for $ours {
            type Error = io::Error;

            /// Puts it into non-blocking mode and has the current runtime watch it.
            fn try_from(socket: net::$ours) -> io::Result<$ours> {
                socket.set_nonblocking(true)?;
                Ok($ours { watched: Watched::new(socket)? })
            }
        }

        impl From<$ours> for net::$ours {
            /// Gives the socket away, still in non-blocking mode.
            fn from(socket: $ours) -> net::$ours {
                socket.watched.into_inner()
            }
        }

        impl AsFd for $ours {
            fn as_fd(&self) -> BorrowedFd<'_> {
                self.watched.get().as_fd()
            }
        }

        impl fmt::Debug for $ours {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.watched.fmt(f)
            }
        }
    )+};
}

convert!(UnixListener, UnixStream, UnixDatagram);
