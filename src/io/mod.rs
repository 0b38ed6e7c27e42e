//! The standard streams of the process: input, output and errors.
//!
//! They implement the traits of `futures-io`; `futures-lite` and `futures-util` read lines from them, copy them, and so on.
//!
//! ```
//! use futures_lite::AsyncWriteExt;
//! use wasi_async_runtime::{AsyncRuntime, io};
//!
//! AsyncRuntime::block_on(async {
//!     io::stdout().write_all(b"hello\n").await
//! }).unwrap();
//! ```
//!
//! # Platforms
//!
//! - **Native.** A thread of its own for each stream that is used waits where the system does. It does not keep the process from ending.
//! - **WASI.** Input is waited for together with everything else; output blocks the only thread where the host's does.
//! - **Node.** The streams of `process`. A read that waits keeps Node alive, but not beyond the end of the main function.
//! - **Page, worker.** Operations give an [`io::Error`] of the kind `Unsupported` around
//!   [`AsyncError::PlatformNotSupported`](crate::AsyncError::PlatformNotSupported).
//!
//! # How it works
//!
//! Each stream exists once in the process; what the functions give are views of it. So two tasks that read share what comes in, and what two
//! tasks write is mixed write by write.

use crate::engine::context;
use crate::runtime::process_wide;
use crate::shape;
use crate::sys::{Output, Reactor, stdio};
use futures_io::{AsyncRead, AsyncWrite};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// The standard input; see [`stdin`].
#[derive(Debug)]
pub struct Stdin(stdio::Reading);

/// The standard output; see [`stdout`].
#[derive(Debug)]
pub struct Stdout(stdio::Writing);

/// The standard output for errors; see [`stderr`].
#[derive(Debug)]
pub struct Stderr(stdio::Writing);

/// The standard input of the process.
///
/// # Platforms
///
/// Natively it bypasses the buffer of `std::io::stdin`: use one or the other. In Node it takes from `process.stdin`, which it `unref`s unless
/// others listen to it. What a `Stdin` that has waited once takes, the listeners of `data` get as well, and nothing else while it lives.
///
/// # Cancel safety
///
/// A read that is dropped before it is ready loses nothing: what comes in goes to the next.
///
/// # Examples
///
/// ```no_run
/// use futures_lite::{AsyncBufReadExt, StreamExt, io::BufReader};
/// use wasi_async_runtime::{AsyncRuntime, io};
///
/// AsyncRuntime::block_on(async {
///     let mut lines = BufReader::new(io::stdin()).lines();
///     while let Some(line) = lines.next().await {
///         println!("{}", line?.to_uppercase());
///     }
///     Ok::<_, std::io::Error>(())
/// }).unwrap();
/// ```
pub fn stdin() -> Stdin {
    Stdin(Default::default())
}

/// The standard output of the process.
///
/// A write is ready when the system has the data; nothing is left to flush.
///
/// # Cancel safety
///
/// A write that is dropped before it is ready may still happen. The next write by the same value is taken for that one asked for again
/// if it begins with the same bytes.
///
/// # Examples
///
/// See [the module](crate::io).
pub fn stdout() -> Stdout {
    Stdout(Default::default())
}

/// The standard output of the process for errors; otherwise as [`stdout`].
///
/// # Examples
///
/// ```
/// use futures_lite::AsyncWriteExt;
/// use wasi_async_runtime::{AsyncRuntime, io};
///
/// AsyncRuntime::block_on(async {
///     io::stderr().write_all(b"it went wrong\n").await
/// }).unwrap();
/// ```
pub fn stderr() -> Stderr {
    Stderr(Default::default())
}

/// The reactor of the runtime whose task polls.
fn reactor_here() -> io::Result<Arc<Reactor>> {
    shape::reactor(context::runtime().map_or_else(process_wide, Ok)?)
}

impl AsyncRead for Stdin {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
        stdio::poll_read(&mut self.0, reactor_here, cx, buf)
    }
}

/// Implements the trait by means of the stream's number.
macro_rules! writes {
    ($stream:ident, $output:expr) => {
        impl AsyncWrite for $stream {
            fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
                stdio::poll_write(&mut self.0, $output, cx, buf)
            }

            fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready(Ok(())) // a write is ready when the system has the data
            }

            fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                self.poll_flush(cx)
            }
        }
    };
}

writes!(Stdout, Output::Out);
writes!(Stderr, Output::Err);
