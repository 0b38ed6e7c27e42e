//! Sockets: TCP, UDP, and anything else that the platform can watch.
//!
//! The streams implement the traits of `futures-io`, so whatever is written for those works with them: `futures-lite`,
//! `futures-util`, TLS, codecs.
//!
//! ```
//! use futures_lite::{AsyncReadExt, AsyncWriteExt};
//! use wasi_async_runtime::net::{TcpListener, TcpStream};
//! use wasi_async_runtime::{AsyncRuntime, spawn};
//!
//! # fn supported() -> bool {
//! #     AsyncRuntime::block_on(TcpListener::bind("127.0.0.1:0")).is_ok()
//! # }
//! # if supported() {
//! AsyncRuntime::block_on(async {
//!     let listener = TcpListener::bind("127.0.0.1:0").await?;
//!     let address = listener.local_addr()?;
//!     let server = spawn(async move {
//!         let (mut stream, _) = listener.accept().await?;
//!         let mut question = [0; 4];
//!         stream.read_exact(&mut question).await?;
//!         stream.write_all(&question).await
//!     });
//!     let mut stream = TcpStream::connect(address).await?;
//!     stream.write_all(b"ping").await?;
//!     let mut answer = [0; 4];
//!     stream.read_exact(&mut answer).await?;
//!     assert_eq!(&answer, b"ping");
//!     server.await?
//! }).unwrap();
//! # }
//! ```
//!
//! # How it works
//!
//! Each socket belongs to the runtime in which it was made, whose reactor watches it. An operation is tried at once, and waits for
//! the reactor only where it would block. Sockets may be used by several tasks at once, on any thread and in other runtimes; when their
//! own runtime has ended, their operations give an error.
//!
//! # Platforms
//!
//! Natively everything works, under WASI preview 2 what the host allows. Where a platform has no sockets (browsers, Node, WASI preview 1) the
//! types are there, and what makes one gives an [`io::Error`](std::io::Error) of the kind `Unsupported` around
//! [`AsyncError::PlatformNotSupported`](crate::AsyncError::PlatformNotSupported).
//!
//! # Cancel safety
//!
//! A read or write that is dropped before it is ready has moved nothing. What is made of several (`read_exact`, `write_all`) has
//! moved a part.

mod addr;
pub(crate) mod halves;
pub(crate) mod stream;
mod tcp;
mod udp;
mod watched;

#[allow(unused_imports, unreachable_pub, reason = "some platforms have no more than the others")]
pub use crate::sys::public::net::*;
pub use addr::ToSocketAddrs;
pub use halves::{OwnedReadHalf, OwnedWriteHalf, ReadHalf, ReuniteError, WriteHalf};
pub use tcp::{TcpListener, TcpStream};
pub use udp::UdpSocket;
pub(crate) use watched::Watched;
