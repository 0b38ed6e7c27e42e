//! Sockets that only native platforms have, and the way from and to the standard library's.

#[cfg(unix)]
pub mod unix;

#[path = "../../shared/public/async_io.rs"]
mod async_io;

use crate::net::{TcpListener, TcpStream, UdpSocket, Watched};
use crate::primitives::atomic::AtomicBool;
use crate::task::spawn_blocking;
pub use async_io::Async;
use std::io;
use std::net::SocketAddr;

/// Looks a name up on the blocking pool: the system's call waits.
pub(crate) async fn look_up(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let host = host.to_owned();
    let look_up = move || std::net::ToSocketAddrs::to_socket_addrs(&(host, port)).map(Iterator::collect);
    spawn_blocking(look_up).await?
}

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
