//! What preview 1 has for sockets: descriptors that the host has opened. It can make none.
//!
//! # How it works
//!
//! Not every host lets a descriptor be made non-blocking (wasmtime refuses it for the standard streams). So what the host has said counts for one
//! operation (`ASKS_FIRST`): none is tried at a guess.

#[path = "../no_net.rs"]
mod none;

use super::preview;
use super::reactor;
use crate::engine::readiness::Direction;
pub(crate) use none::*;
pub(crate) use std::os::fd::AsFd as AsSource;
use std::os::fd::AsRawFd;

impl<T: AsSource> Source for T {
    fn interest(&self, direction: Direction) -> preview::Interest {
        preview::interest(descriptor(self), direction)
    }
}

/// Operations on a descriptor do not wait any longer.
pub(crate) fn set_nonblocking(source: &impl AsSource) -> std::io::Result<()> {
    preview::set_nonblocking(descriptor(source))
}

fn descriptor(source: &impl AsSource) -> u32 {
    source.as_fd().as_raw_fd().cast_unsigned()
}
