//! `Async`: what makes any descriptor async, where the platform can watch any.

use crate::engine::readiness::Direction;
use crate::net::Watched;
use crate::sys::net::{AsSource, set_nonblocking};
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
/// - **Native.** On Unix whatever implements `AsFd`, on Windows sockets.
/// - **WASI preview 1.** Whatever implements `AsFd`: what the host has opened for the program, such as its standard streams or sockets that
///   were passed in. Regular files count as ready.
/// - Elsewhere there is no such type.
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
pub struct Async<T: AsSource> {
    watched: Watched<T>,
}

impl<T: AsSource> Async<T> {
    /// Puts `io` into non-blocking mode and has the current runtime watch it. Under WASI some hosts refuse the mode; then the host is asked
    /// before each operation, and a write of more than there is room for may hold the thread up.
    ///
    /// `io` must not buffer: what it has read ahead, the system does not report. So for the standard input take a `File` with its descriptor,
    /// or [`io::stdin`](crate::io::stdin).
    ///
    /// It must stay the same descriptor for as long as it lives, and must not be closed by anybody else: nobody would wake those
    /// who wait for it then.
    ///
    /// # Errors
    ///
    /// `Unsupported` for what cannot be watched: directories, and natively regular files. [`spawn_blocking`](crate::spawn_blocking)
    /// is the way to read those.
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

impl<T: AsSource + fmt::Debug> fmt::Debug for Async<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.watched.fmt(f)
    }
}

macro_rules! stream {
    ($async:ty) => {
        impl<T: AsSource> AsyncRead for $async
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

        impl<T: AsSource> AsyncWrite for $async
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
                match self.watched.get().flush() {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        self.watched.poll_with(Direction::Write, cx, |mut io| io.flush())
                    }
                    flushed => Poll::Ready(flushed),
                }
            }

            fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                self.poll_flush(cx) // dropping it closes it
            }
        }
    };
}

stream!(Async<T>);
stream!(&Async<T>);
