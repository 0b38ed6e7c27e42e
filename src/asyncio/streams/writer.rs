//! The writing side of a stream, which is the connection as its users hold it.

use super::super::exc::Py;
use super::super::run::sleep;
use super::connection::Connection;
use super::reader::StreamReader;
use std::fmt;
use std::net::SocketAddr;
use std::rc::Rc;

/// Bytes that go to a peer: `asyncio.StreamWriter`. Clones are the same one.
///
/// When the last clone is dropped, a connection that was opened is closed as by [`close`](StreamWriter::close); so keep it, even if only the
/// reader is of interest. One that a server has accepted stays open until it is closed, as in CPython.
///
/// # Examples
///
/// See [`start_server`](super::start_server).
#[derive(Clone)]
pub struct StreamWriter(Rc<Writer>);

struct Writer {
    connection: Rc<Connection>,
    reader: StreamReader,
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.connection.event_loop().is_closed() {
            let _ = self.connection.close(); // raises for a closed loop only
        }
    }
}

impl StreamWriter {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    pub(super) fn new(connection: Rc<Connection>, reader: StreamReader) -> StreamWriter {
        StreamWriter(Rc::new(Writer { connection, reader }))
    }

    /// Sends what can be sent at once, and keeps the rest to be sent. It does not wait: [`drain`](StreamWriter::drain) does.
    ///
    /// # Errors
    ///
    /// `RuntimeError` after [`write_eof`](StreamWriter::write_eof). What goes wrong with the connection is raised by `drain`, by reads and
    /// by [`wait_closed`](StreamWriter::wait_closed).
    pub fn write(&self, data: &[u8]) -> Py<()> {
        self.0.connection.write(data)
    }

    /// As [`write`](StreamWriter::write) with all of them joined.
    ///
    /// # Errors
    ///
    /// As `write`.
    pub fn writelines(&self, lines: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Py<()> {
        let mut joined = Vec::new();
        lines.into_iter().for_each(|line| joined.extend_from_slice(line.as_ref()));
        self.write(&joined)
    }

    /// Tells the peer, after what was written, that no more comes. Reading goes on.
    ///
    /// # Errors
    ///
    /// Those of the system, where the connection is lost already.
    pub fn write_eof(&self) -> Py<()> {
        self.0.connection.write_eof()
    }

    /// Says whether [`write_eof`](StreamWriter::write_eof) works: TCP can do that.
    pub fn can_write_eof(&self) -> bool {
        true
    }

    /// Waits, where more than 64 KiB are kept to be sent, until no more than 16 KiB are.
    ///
    /// # Errors
    ///
    /// The exception of the reader; `ConnectionResetError` where the connection is lost; `CancelledError` where it is cancelled.
    pub async fn drain(&self) -> Py<()> {
        if let Some(exc) = self.0.reader.exception() {
            return Err(exc);
        }
        if self.is_closing() {
            sleep(0.0).await?; // so that the loss is seen by those who write and drain without end
        }
        self.0.connection.drained().await
    }

    /// Closes the connection after what was written is sent.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the loop is closed.
    pub fn close(&self) -> Py<()> {
        self.0.connection.close()
    }

    /// Closes the connection now: `writer.transport.abort()`.
    ///
    /// # Errors
    ///
    /// As [`close`](StreamWriter::close).
    pub fn abort(&self) -> Py<()> {
        self.0.connection.abort()
    }

    /// Says whether it was closed, or is lost.
    pub fn is_closing(&self) -> bool {
        self.0.connection.is_closing()
    }

    /// Waits until the connection is closed.
    ///
    /// # Errors
    ///
    /// What it was lost by; `CancelledError` where it is cancelled.
    pub async fn wait_closed(&self) -> Py<()> {
        self.0.connection.wait_closed().await
    }

    /// The address of the peer: `get_extra_info("peername")`.
    pub fn peername(&self) -> Option<SocketAddr> {
        self.0.connection.peername
    }

    /// The address of this end: `get_extra_info("sockname")`.
    pub fn sockname(&self) -> Option<SocketAddr> {
        self.0.connection.sockname
    }

    /// How many bytes are kept to be sent: `writer.transport.get_write_buffer_size()`.
    pub fn get_write_buffer_size(&self) -> usize {
        self.0.connection.unsent()
    }

    /// Has [`drain`](StreamWriter::drain) wait above `high` bytes until no more than `low` are left: `writer.transport.set_write_buffer_limits`.
    ///
    /// # Errors
    ///
    /// `ValueError` where `low` is more than `high`.
    pub fn set_write_buffer_limits(&self, high: impl Into<Option<usize>>, low: impl Into<Option<usize>>) -> Py<()> {
        self.0.connection.set_limits(high.into(), low.into())
    }
}

impl fmt::Debug for StreamWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = if self.is_closing() { "closing" } else { "open" };
        write!(f, "<StreamWriter {stage} bufsize={}>", self.get_write_buffer_size())
    }
}
