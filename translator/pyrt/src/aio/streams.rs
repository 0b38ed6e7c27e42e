//! Streams, with texts and bytes of Python.

use std::future::Future;
use std::net::SocketAddr;

use wasi_async_runtime::asyncio::{self, ClientConnected, Exc, Py, Server, StreamReader, StreamWriter};

use crate::exc::{OVERFLOW_ERROR, TYPE_ERROR};
use crate::iter::{Iterable, vec};
use crate::{Bytes, Sequence, Str};

/// What a stream has read.
///
/// # Errors
///
/// What reading raises.
pub async fn bytes(read: impl Future<Output = Py<Vec<u8>>>) -> Py<Bytes> {
    read.await.map(Bytes::from)
}

/// `reader.readuntil(separator)`
///
/// # Errors
///
/// What reading raises.
pub async fn bytes_until(reader: StreamReader, separator: Bytes) -> Py<Bytes> {
    reader.readuntil(separator.as_slice()).await.map(Bytes::from)
}

/// What `async for` takes of a reader.
///
/// # Errors
///
/// What reading raises.
pub async fn next_line(reader: &StreamReader) -> Py<Option<Bytes>> {
    Ok(reader.anext().await?.map(Bytes::from))
}

/// `writer.writelines(lines)`
///
/// # Errors
///
/// What the iterator or writing raises.
pub fn writelines(writer: &StreamWriter, lines: impl Iterable<Item = Bytes>) -> Py<()> {
    writer.writelines(vec(lines)?.iter().map(Bytes::as_slice))
}

/// `asyncio.open_connection(host, port)`
///
/// # Errors
///
/// `OverflowError` for a port that is none; `OSError` where there is no connection.
pub async fn open_connection(host: Str, port: i64) -> Py<(StreamReader, StreamWriter)> {
    asyncio::open_connection(&host, port_of(port)?).await
}

/// `asyncio.start_server(connected, host, port)`
///
/// # Errors
///
/// `OverflowError` for a port that is none; `OSError` where the address cannot be had.
pub async fn start_server<R: ClientConnected>(
    connected: impl Fn(StreamReader, StreamWriter) -> R + 'static,
    host: Str,
    port: i64,
) -> Py<Server> {
    asyncio::start_server(connected, host.as_str(), port_of(port)?).await
}

/// `getpeername()` and `getsockname()`: host and port.
///
/// # Errors
///
/// `TypeError` where there is none.
pub fn address(address: Option<SocketAddr>) -> Py<(Str, i64)> {
    let address = address.ok_or_else(|| Exc::new(&TYPE_ERROR, "'NoneType' object is not subscriptable"))?;
    Ok((Str::from(address.ip().to_string()), i64::from(address.port())))
}

/// A socket of a server.
#[derive(Clone, Copy, Debug)]
pub struct Socket(SocketAddr);

impl Socket {
    /// `socket.getsockname()`: host and port.
    pub fn getsockname(self) -> (Str, i64) {
        (Str::from(self.0.ip().to_string()), i64::from(self.0.port()))
    }
}

/// `server.sockets`
pub fn sockets(server: &Server) -> Sequence<Socket> {
    server.sockets().into_iter().map(Socket).collect::<Vec<_>>().into()
}

fn port_of(port: i64) -> Py<u16> {
    u16::try_from(port).map_err(|_| Exc::new(&OVERFLOW_ERROR, "bind(): port must be 0-65535."))
}
