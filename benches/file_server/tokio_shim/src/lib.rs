//! The names that examples/file_server.rs uses of this runtime, over tokio: so the same source runs on both.
//!
//! Each is the call of tokio's that somebody would write who knows tokio; nothing is added but the traits of `futures-io`.

pub use tokio::main;

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

#[derive(Debug)]
pub enum AsyncError {
    Io(io::Error),
    Join(tokio::task::JoinError),
    Timeout,
}

impl From<io::Error> for AsyncError {
    fn from(error: io::Error) -> AsyncError {
        AsyncError::Io(error)
    }
}

impl std::fmt::Display for AsyncError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AsyncError::Io(error) => error.fmt(f),
            AsyncError::Join(error) => error.fmt(f),
            AsyncError::Timeout => f.pad("timed out"),
        }
    }
}

impl std::error::Error for AsyncError {}

pub struct TaskHandle<T>(tokio::task::JoinHandle<T>);

impl<T> TaskHandle<T> {
    pub fn detach(self) {}
}

impl<T> Future for TaskHandle<T> {
    type Output = Result<T, AsyncError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx).map_err(AsyncError::Join)
    }
}

pub fn spawn<F>(future: F) -> TaskHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    TaskHandle(tokio::spawn(future))
}

pub fn spawn_blocking<T: Send + 'static>(closure: impl FnOnce() -> T + Send + 'static) -> TaskHandle<T> {
    TaskHandle(tokio::task::spawn_blocking(closure))
}

pub async fn timeout<T>(duration: Duration, future: impl Future<Output = T>) -> Result<T, AsyncError> {
    tokio::time::timeout(duration, future).await.map_err(|_| AsyncError::Timeout)
}

pub mod net {
    use super::{Context, Pin, Poll, io, ready};
    use futures_io::{AsyncRead, AsyncWrite};
    use std::net::{Shutdown, SocketAddr};
    use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};

    pub struct TcpListener(tokio::net::TcpListener);

    impl TcpListener {
        pub async fn bind(address: &str) -> io::Result<TcpListener> {
            tokio::net::TcpListener::bind(address).await.map(TcpListener)
        }

        pub fn local_addr(&self) -> io::Result<SocketAddr> {
            self.0.local_addr()
        }

        pub async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
            self.0.accept().await.map(|(stream, peer)| (TcpStream(stream), peer))
        }
    }

    pub struct TcpStream(tokio::net::TcpStream);

    impl TcpStream {
        pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
            self.0.set_nodelay(nodelay)
        }

        /// Only for the writing side, which is what tokio has.
        pub fn shutdown(&mut self, _: Shutdown) -> io::Result<()> {
            let mut cx = Context::from_waker(std::task::Waker::noop());
            match Pin::new(&mut self.0).poll_shutdown(&mut cx) {
                Poll::Ready(done) => done,
                Poll::Pending => unreachable!("tokio shuts a socket down at once"),
            }
        }
    }

    impl AsyncRead for TcpStream {
        fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
            let mut buf = ReadBuf::new(buf);
            ready!(Pin::new(&mut self.0).poll_read(cx, &mut buf))?;
            Poll::Ready(Ok(buf.filled().len()))
        }
    }

    impl AsyncWrite for TcpStream {
        fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
            Pin::new(&mut self.0).poll_write(cx, buf)
        }

        fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_flush(cx)
        }

        fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_shutdown(cx)
        }
    }
}
