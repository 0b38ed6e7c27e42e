//! No reactor: a platform without descriptors, or a build without sockets.

use crate::engine::readiness::{Direction, Readiness, Ready, Seen, Waiter};
use crate::util::wake_list::WakeList;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// Nothing of this type exists.
#[derive(Debug)]
pub(crate) enum Reactor {}

/// Nothing of this type exists.
#[allow(dead_code, reason = "some platforms never wait for descriptors")]
pub(crate) enum Turn<'a> {
    Never(&'a Reactor, Reactor),
}

#[allow(dead_code, reason = "some platforms never wait for descriptors")]
impl Reactor {
    pub(crate) fn new() -> io::Result<Reactor> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn try_begin(&self) -> Option<Turn<'_>> {
        match *self {}
    }

    pub(crate) fn look(&self, _: &mut WakeList) {
        match *self {}
    }

    pub(crate) fn notify(&self) {
        match *self {}
    }

    pub(crate) fn close(&self) {
        match *self {}
    }

    pub(crate) fn watch(self: &Arc<Self>, _: &impl Source, _: Ready) -> io::Result<Watch> {
        match **self {}
    }
}

#[allow(dead_code, reason = "some platforms never wait for descriptors")]
impl Turn<'_> {
    pub(crate) fn wait(self, _: Option<Duration>, _: &mut WakeList) {
        let Turn::Never(_, never) = self;
        match never {}
    }

    pub(crate) fn wait_beside(self, _: &[Arc<Reactor>], _: Option<Duration>, _: &mut WakeList) {
        let Turn::Never(_, never) = self;
        match never {}
    }
}

/// Nothing of this type exists.
#[derive(Debug)]
pub(crate) enum Interest {}

/// What can be watched elsewhere.
#[allow(dead_code, reason = "a build without sockets")]
pub(crate) trait Source {
    fn interest(&self, direction: Direction) -> Interest;
}

/// Nothing of this type exists.
#[derive(Debug)]
pub(crate) enum Watch {}

#[allow(dead_code, reason = "a build without sockets")]
impl Watch {
    pub(crate) fn poll(&self, _: &impl Source, _: Direction, _: Waiter, _: &Context<'_>) -> Poll<io::Result<Seen>> {
        match *self {}
    }

    pub(crate) fn readiness(&self) -> &Readiness {
        match *self {}
    }

    pub(crate) fn source_changes(&self) {
        match *self {}
    }

    pub(crate) fn ask_again(&self, _: &impl Source, _: Direction) -> io::Result<()> {
        match *self {}
    }

    pub(crate) fn failure(&self) -> Option<io::Error> {
        match *self {}
    }

    pub(crate) fn end(&self, _: &impl Source) {
        match *self {}
    }
}
