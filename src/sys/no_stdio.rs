//! No standard streams.

use crate::error::AsyncError;
use crate::sys::Reactor;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};

#[derive(Clone, Copy, Debug)]
pub(crate) enum Output {
    Out,
    Err,
}

fn unsupported<T>(stream: &str) -> Poll<io::Result<T>> {
    let text = format!("there is no {stream} here; standard streams exist natively and under WASI");
    Poll::Ready(Err(AsyncError::PlatformNotSupported(text).into()))
}

pub(crate) fn poll_read(
    _: impl FnOnce() -> io::Result<Arc<Reactor>>,
    _: &mut Context<'_>,
    _: &mut [u8],
) -> Poll<io::Result<usize>> {
    unsupported("standard input")
}

pub(crate) fn poll_write(output: Output, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
    unsupported(match output {
        Output::Out => "standard output",
        Output::Err => "standard output for errors",
    })
}
