//! The standard streams: what every platform promises. What goes in and comes out is seen from outside, in native_stdio.rs.

mod support;

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use support::soon;
use wasi_async_runtime::io;

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
#[wasi_async_runtime::test]
async fn writes_are_ready_when_the_system_has_the_data() {
    for _ in 0..3 {
        soon(io::stdout().write_all(b"to the standard output\n")).await.unwrap();
        soon(io::stderr().write_all(b"to the standard output for errors\n")).await.unwrap();
    }
    soon(io::stdout().flush()).await.unwrap();
    soon(io::stdout().close()).await.unwrap();
    assert_eq!(soon(io::stdout().write(b"")).await.unwrap(), 0, "and it goes on");
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
#[wasi_async_runtime::test]
async fn a_read_waits_or_ends_and_holds_nothing_up() {
    // The input of a test run says nothing, or is empty.
    let mut buf = [0; 16];
    let read = wasi_async_runtime::timeout(20 * support::MS, io::stdin().read(&mut buf)).await;
    assert!(!matches!(read, Ok(Err(_))), "{read:?}");
    assert_eq!(io::stdin().read(&mut []).await.unwrap(), 0);
}

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
#[wasi_async_runtime::test]
async fn where_there_are_no_streams_operations_say_so() {
    use wasi_async_runtime::AsyncError;

    let unsupported = |error: std::io::Error| {
        assert_eq!(error.kind(), std::io::ErrorKind::Unsupported);
        assert!(matches!(AsyncError::from(error), AsyncError::PlatformNotSupported(_)));
    };
    unsupported(soon(io::stdin().read(&mut [0; 4])).await.unwrap_err());
    unsupported(soon(io::stdout().write_all(b"x")).await.unwrap_err());
    unsupported(soon(io::stderr().write_all(b"x")).await.unwrap_err());
}
