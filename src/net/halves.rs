//! A stream in two halves: one that reads, one that writes.

use crate::net::TcpStream;
use futures_io::{AsyncRead, AsyncWrite};
use std::fmt;
use std::io::{self, IoSlice, IoSliceMut};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// What a stream must offer to be split; cannot be implemented outside this crate.
pub trait Halves: sealed::Sealed {
    /// Tells the peer that no more comes.
    #[doc(hidden)]
    fn end_writing(&self) -> io::Result<()>;
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

pub(crate) fn split<S>(stream: &mut S) -> (ReadHalf<'_, S>, WriteHalf<'_, S>) {
    (ReadHalf { stream }, WriteHalf { stream })
}

pub(crate) fn into_split<S: Halves>(stream: S) -> (OwnedReadHalf<S>, OwnedWriteHalf<S>) {
    let stream = Arc::new(stream);
    (OwnedReadHalf { stream: stream.clone() }, OwnedWriteHalf { stream, ends_on_drop: true })
}

/// The peer has gone: nothing is left to end.
pub(crate) fn ignore_not_connected(ended: io::Result<()>) -> io::Result<()> {
    match ended {
        Err(error) if error.kind() == io::ErrorKind::NotConnected => Ok(()),
        ended => ended,
    }
}

/// The half of a stream that reads, borrowed; made by [`TcpStream::split`].
#[derive(Debug)]
pub struct ReadHalf<'a, S = TcpStream> {
    stream: &'a S,
}

/// The half of a stream that writes, borrowed; made by [`TcpStream::split`].
#[derive(Debug)]
pub struct WriteHalf<'a, S = TcpStream> {
    stream: &'a S,
}

/// The half of a stream that reads; made by [`TcpStream::into_split`].
#[derive(Debug)]
pub struct OwnedReadHalf<S = TcpStream> {
    stream: Arc<S>,
}

/// The half of a stream that writes; made by [`TcpStream::into_split`]. Dropping it tells the peer that no more comes.
#[derive(Debug)]
pub struct OwnedWriteHalf<S: Halves = TcpStream> {
    stream: Arc<S>,
    ends_on_drop: bool,
}

impl<S: Halves> OwnedReadHalf<S> {
    /// Puts the halves together again.
    ///
    /// # Errors
    ///
    /// Gives both back if they belong to different streams.
    pub fn reunite(self, mut other: OwnedWriteHalf<S>) -> Result<S, ReuniteError<S>> {
        if !Arc::ptr_eq(&self.stream, &other.stream) {
            return Err(ReuniteError(self, other));
        }
        other.ends_on_drop = false;
        drop(other);
        match Arc::try_unwrap(self.stream) {
            Ok(stream) => Ok(stream),
            Err(_) => unreachable!("a stream has two halves"),
        }
    }

    /// The whole stream, for its addresses and options.
    pub fn stream(&self) -> &S {
        &self.stream
    }
}

impl<S: Halves> OwnedWriteHalf<S> {
    /// The whole stream, for its addresses and options.
    pub fn stream(&self) -> &S {
        &self.stream
    }

    /// Ends this half without telling the peer that no more comes: the connection stays as it is until the other half is dropped.
    pub fn forget(mut self) {
        self.ends_on_drop = false;
    }
}

impl<S: Halves> Drop for OwnedWriteHalf<S> {
    fn drop(&mut self) {
        if self.ends_on_drop {
            let _ = self.stream.end_writing(); // the peer may be gone
        }
    }
}

/// The halves belong to different streams; here they are.
pub struct ReuniteError<S: Halves = TcpStream>(pub OwnedReadHalf<S>, pub OwnedWriteHalf<S>);

impl<S: Halves> fmt::Debug for ReuniteError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("ReuniteError")
    }
}

impl<S: Halves> fmt::Display for ReuniteError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("the halves belong to different streams")
    }
}

impl<S: Halves> std::error::Error for ReuniteError<S> {}

/// Implements the traits by means of a reference to the stream.
macro_rules! reads {
    ($half:ty) => {
        impl<S> AsyncRead for $half
        where
            for<'s> &'s S: AsyncRead,
        {
            fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
                Pin::new(&mut &*self.stream).poll_read(cx, buf)
            }

            fn poll_read_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                bufs: &mut [IoSliceMut<'_>],
            ) -> Poll<io::Result<usize>> {
                Pin::new(&mut &*self.stream).poll_read_vectored(cx, bufs)
            }
        }
    };
}

macro_rules! writes {
    ($half:ty) => {
        impl<S: Halves> AsyncWrite for $half
        where
            for<'s> &'s S: AsyncWrite,
        {
            fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
                Pin::new(&mut &*self.stream).poll_write(cx, buf)
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                bufs: &[IoSlice<'_>],
            ) -> Poll<io::Result<usize>> {
                Pin::new(&mut &*self.stream).poll_write_vectored(cx, bufs)
            }

            fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                Pin::new(&mut &*self.stream).poll_flush(cx)
            }

            fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                Pin::new(&mut &*self.stream).poll_close(cx)
            }
        }
    };
}

reads!(ReadHalf<'_, S>);
reads!(OwnedReadHalf<S>);
writes!(WriteHalf<'_, S>);
writes!(OwnedWriteHalf<S>);
