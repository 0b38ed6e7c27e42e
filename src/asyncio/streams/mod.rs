//! Streams over TCP: `open_connection`, `start_server`, and the readers and writers that they give. With the feature `net`.
//!
//! # How it works
//!
//! | file | what |
//! |---|---|
//! | `reader.rs` | the buffer that is fed, and who waits for it |
//! | `connection.rs` | a socket, its service in the loop, what is to be sent |
//! | `writer.rs` | a connection as its users hold it |
//! | `server.rs` | sockets that accept |
//! | `errors.rs`, `buffer.rs` | what reading raises; bytes in order |
//!
//! Sockets are those of [`net`](crate::net); a [service](super::service) stands where CPython has a callback of its selector, so that data
//! arrives in the same turn of the loop and tasks go on in the same order.
//!
//! - **I1** What the platform cannot do raises `NotImplementedError`; readers that are fed by hand work everywhere.

mod buffer;
mod connection;
mod errors;
mod reader;
mod server;
mod writer;

pub use reader::StreamReader;
pub use server::{ClientConnected, Server, start_server, start_server_with};
pub use writer::StreamWriter;

use super::event_loop::get_running_loop;
use super::exc::{Exc, GAI_ERROR, OS_ERROR, Py};
use super::os_error::os_error;
use super::service::outside;
use crate::error::AsyncError;
use crate::net::TcpStream;
use crate::sys::public::net::look_up;
use connection::Connection;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};

/// The limit of a reader, where none is given.
const DEFAULT_LIMIT: usize = 64 * 1024;

/// Connects to a host and a port, and gives a reader and a writer: `asyncio.open_connection`.
///
/// With the feature `net`.
///
/// # Platforms
///
/// Where there are sockets: natively, and under WASI preview 2 what the host allows. Elsewhere it raises `NotImplementedError`.
///
/// # Errors
///
/// `OSError`, as a rule `ConnectionRefusedError`; `socket.gaierror` where the name cannot be looked up; `CancelledError` where it is
/// cancelled, which gives the attempt up; `RuntimeError` where no loop runs.
///
/// # Examples
///
/// See [`start_server`].
pub async fn open_connection(host: &str, port: u16) -> Py<(StreamReader, StreamWriter)> {
    open_connection_with(host, port, DEFAULT_LIMIT as i64).await
}

/// As [`open_connection`], with another limit for the reader.
///
/// # Errors
///
/// As `open_connection`; `ValueError` where the limit is 0 or less.
pub async fn open_connection_with(host: &str, port: u16, limit: i64) -> Py<(StreamReader, StreamWriter)> {
    let event_loop = get_running_loop()?;
    let reader = StreamReader::with_limit(limit)?;
    let stream = connect(addresses(host, port).await?).await?;
    let connection = Connection::new(&event_loop, stream, None, &reader, None);
    let (feeds, fed) = (connection.clone(), reader.clone());
    let begun = connection.begin((), move || {
        fed.set_connection(&feeds);
        Ok(())
    })?;
    if let Err(exc) = begun.await {
        connection.close()?;
        return Err(exc);
    }
    Ok((reader.clone(), StreamWriter::new(connection, reader)))
}

/// The addresses of a host, which is looked up where it is none itself.
async fn addresses(host: &str, port: u16) -> Py<Vec<SocketAddr>> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::from((address, port))]);
    }
    let name = host.to_owned();
    let found = outside(async move { look_up(&name, port).await }).await?.map_err(|error| no_such_name(&error))?;
    if found.is_empty() {
        return Err(Exc::new(&OS_ERROR, format!("getaddrinfo({host:?}) returned empty list")));
    }
    Ok(found)
}

/// A name could not be looked up; the system's own texts say why, with the numbers that Python shows.
fn no_such_name(error: &io::Error) -> Exc {
    if error.get_ref().is_some_and(|inner| inner.is::<AsyncError>()) {
        return os_error(error, |text| text);
    }
    let text = error.to_string();
    let text = text.rsplit_once(": ").map_or(&*text, |(_, text)| text);
    let number = if text.starts_with("Temporary failure") { -3 } else { -2 };
    Exc::new(&GAI_ERROR, (number, text.to_owned()))
}

/// Connects to the first that answers.
async fn connect(addresses: Vec<SocketAddr>) -> Py<TcpStream> {
    let mut errors: Vec<Exc> = Vec::new();
    for address in addresses {
        match outside(TcpStream::connect_to(address)).await? {
            Ok(stream) => return Ok(stream),
            Err(error) => errors.push(connect_error(&error, address)),
        }
    }
    let texts: Vec<String> = errors.iter().map(Exc::to_string).collect();
    match errors.into_iter().next() {
        Some(first) if texts.iter().all(|text| *text == texts[0]) => Err(first),
        _ => Err(Exc::new(&OS_ERROR, format!("Multiple exceptions: {}", texts.join(", ")))),
    }
}

/// Systems say at once what is wrong with an address, and later how the attempt has ended.
fn connect_error(error: &io::Error, address: SocketAddr) -> Exc {
    let at_once = matches!(
        error.kind(),
        ErrorKind::NetworkUnreachable
            | ErrorKind::AddrNotAvailable
            | ErrorKind::InvalidInput
            | ErrorKind::PermissionDenied
    );
    os_error(error, |text| if at_once { text } else { format!("Connect call failed {}", address_text(address)) })
}

/// As Python shows an address.
fn address_text(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(address) => format!("('{}', {})", address.ip(), address.port()),
        SocketAddr::V6(address) => {
            format!("('{}', {}, {}, {})", address.ip(), address.port(), address.flowinfo(), address.scope_id())
        }
    }
}
