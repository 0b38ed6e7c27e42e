//! The traits of `futures-io` for the streams of this crate.

/// Implements them for a stream and for references to it, by means of its `watched`.
macro_rules! stream {
    ($stream:ty) => {
        $crate::net::stream::stream!(@ $stream, self => &*self);
        $crate::net::stream::stream!(@ &$stream, self => &**self);
    };
    (@ $stream:ty, $self:ident => $inner:expr) => {
        impl futures_io::AsyncRead for $stream {
            #[inline]
            fn poll_read(
                $self: std::pin::Pin<&mut Self>,
                cx: &mut std::task::Context<'_>,
                buf: &mut [u8],
            ) -> std::task::Poll<std::io::Result<usize>> {
                ($inner).watched.poll_read(cx, buf)
            }

            fn poll_read_vectored(
                $self: std::pin::Pin<&mut Self>,
                cx: &mut std::task::Context<'_>,
                bufs: &mut [std::io::IoSliceMut<'_>],
            ) -> std::task::Poll<std::io::Result<usize>> {
                ($inner).watched.poll_read_vectored(cx, bufs)
            }
        }

        impl futures_io::AsyncWrite for $stream {
            #[inline]
            fn poll_write(
                $self: std::pin::Pin<&mut Self>,
                cx: &mut std::task::Context<'_>,
                buf: &[u8],
            ) -> std::task::Poll<std::io::Result<usize>> {
                ($inner).watched.poll_write(cx, buf)
            }

            fn poll_write_vectored(
                $self: std::pin::Pin<&mut Self>,
                cx: &mut std::task::Context<'_>,
                bufs: &[std::io::IoSlice<'_>],
            ) -> std::task::Poll<std::io::Result<usize>> {
                ($inner).watched.poll_write_vectored(cx, bufs)
            }

            fn poll_flush(
                $self: std::pin::Pin<&mut Self>,
                cx: &mut std::task::Context<'_>,
            ) -> std::task::Poll<std::io::Result<()>> {
                ($inner).watched.poll_flush(cx)
            }

            fn poll_close(
                $self: std::pin::Pin<&mut Self>,
                cx: &mut std::task::Context<'_>,
            ) -> std::task::Poll<std::io::Result<()>> {
                let _ = std::task::ready!(($inner).watched.poll_flush(cx)); // the peer may be gone
                std::task::Poll::Ready($crate::net::halves::Halves::end_writing($inner))
            }
        }
    };
}

pub(crate) use stream;
