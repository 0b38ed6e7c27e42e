//! Sockets that only native platforms have, and the way from and to the standard library's.

#[cfg(unix)]
pub mod unix;

use crate::engine::readiness::Direction;
use crate::net::{TcpListener, TcpStream, UdpSocket, Watched};
use crate::primitives::atomic::AtomicBool;
use crate::sys::net::{Source, set_nonblocking};
use futures_io::{AsyncRead, AsyncWrite};
use std::fmt;
use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Anything that the system can watch, made async: a pipe, a raw socket, an inotify or signal descriptor.
///
/// Reads and writes through the traits of `futures-io` where `&T` reads and writes, and through
/// [`read_with`](Async::read_with) and [`write_with`](Async::write_with) otherwise. What only `T` by itself reads, such as a
/// `ChildStdout`, is best turned into a `std::io::PipeReader`.
///
/// # Platforms
///
/// Only natively: on Unix for whatever implements `AsFd`, on Windows for sockets.
///
/// # Cancel safety
///
/// An operation that is dropped before it is ready has done nothing.
///
/// # Examples
///
/// ```
/// use futures_lite::{AsyncReadExt, AsyncWriteExt};
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::net::Async;
///
/// # #[cfg(unix)]
/// AsyncRuntime::block_on(async {
///     let (reader, writer) = std::io::pipe()?;
///     let (mut reader, mut writer) = (Async::new(reader)?, Async::new(writer)?);
///     writer.write_all(b"through a pipe").await?;
///     let mut buf = [0; 14];
///     reader.read_exact(&mut buf).await?;
///     assert_eq!(&buf, b"through a pipe");
///     Ok::<_, std::io::Error>(())
/// }).unwrap();
/// ```
pub struct Async<T: Source> {
    watched: Watched<T>,
}

impl<T: Source> Async<T> {
    /// Puts `io` into non-blocking mode and has the current runtime watch it.
    ///
    /// It must stay the same descriptor for as long as it lives, and must not be closed by anybody else: nobody would wake those
    /// who wait for it then.
    ///
    /// # Errors
    ///
    /// `Unsupported` for what cannot be watched: regular files, directories. [`spawn_blocking`](crate::spawn_blocking) is the way to
    /// read those.
    pub fn new(io: T) -> io::Result<Async<T>> {
        set_nonblocking(&io)?;
        Ok(Async { watched: Watched::new(io)? })
    }

    /// What is inside, in non-blocking mode.
    pub fn get_ref(&self) -> &T {
        self.watched.get()
    }

    /// Gives what is inside back, still in non-blocking mode.
    pub fn into_inner(self) -> T {
        self.watched.into_inner()
    }

    /// Waits until there is something to read, or the end.
    pub async fn readable(&self) -> io::Result<()>
    where
        T: Sync,
    {
        self.watched.ready(Direction::Read).await
    }

    /// Waits until something can be written.
    pub async fn writable(&self) -> io::Result<()>
    where
        T: Sync,
    {
        self.watched.ready(Direction::Write).await
    }

    /// Calls `operation` until it does not give `WouldBlock`, whenever there is something to read.
    pub async fn read_with<R>(&self, mut operation: impl FnMut(&T) -> io::Result<R>) -> io::Result<R> {
        self.watched.operate(Direction::Read, &mut operation).await
    }

    /// Calls `operation` until it does not give `WouldBlock`, whenever something can be written.
    pub async fn write_with<R>(&self, mut operation: impl FnMut(&T) -> io::Result<R>) -> io::Result<R> {
        self.watched.operate(Direction::Write, &mut operation).await
    }
}

impl<T: Source + fmt::Debug> fmt::Debug for Async<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.watched.fmt(f)
    }
}

macro_rules! stream {
    ($async:ty) => {
        impl<T: Source> AsyncRead for $async
        where
            for<'a> &'a T: Read,
        {
            fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
                self.watched.poll_with(Direction::Read, cx, |mut io| io.read(buf))
            }

            fn poll_read_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                bufs: &mut [IoSliceMut<'_>],
            ) -> Poll<io::Result<usize>> {
                self.watched.poll_with(Direction::Read, cx, |mut io| io.read_vectored(bufs))
            }
        }

        impl<T: Source> AsyncWrite for $async
        where
            for<'a> &'a T: Write,
        {
            fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
                self.watched.poll_with(Direction::Write, cx, |mut io| io.write(buf))
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                bufs: &[IoSlice<'_>],
            ) -> Poll<io::Result<usize>> {
                self.watched.poll_with(Direction::Write, cx, |mut io| io.write_vectored(bufs))
            }

            fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                self.watched.poll_with(Direction::Write, cx, |mut io| io.flush())
            }

            fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                self.poll_flush(cx) // dropping it closes it
            }
        }
    };
}

stream!(Async<T>);
stream!(&Async<T>);

/// From and to the standard library's type.
macro_rules! convert {
    ($ours:ident { $($rest:tt)* }) => {
        impl TryFrom<std::net::$ours> for $ours {
            type Error = io::Error;

            /// Puts it into non-blocking mode and has the current runtime watch it.
            fn try_from(socket: std::net::$ours) -> io::Result<$ours> {
                socket.set_nonblocking(true)?;
                Ok($ours { watched: Watched::new(socket)?, $($rest)* })
            }
        }

        impl From<$ours> for std::net::$ours {
            /// Gives the socket away, still in non-blocking mode.
            fn from(socket: $ours) -> std::net::$ours {
                socket.watched.into_inner()
            }
        }

        #[cfg(unix)]
        impl std::os::fd::AsFd for $ours {
            fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
                self.watched.get().as_fd()
            }
        }

        #[cfg(windows)]
        impl std::os::windows::io::AsSocket for $ours {
            fn as_socket(&self) -> std::os::windows::io::BorrowedSocket<'_> {
                self.watched.get().as_socket()
            }
        }
    };
}

convert!(TcpListener { exhausted: AtomicBool::new(false) });
convert!(TcpStream {});
convert!(UdpSocket {});
