//! The standard streams: what every platform promises. What goes in and comes out is seen from outside, in native_stdio.rs and in `tests/programs`.

mod support;

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use std::pin::pin;
use support::{poll_once, soon};
use wasi_async_runtime::{AsyncError, io, spawn, timeout};

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn there_are_streams() -> bool {
    true
}

/// In Node, not in a page or a worker: they have no process.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn there_are_streams() -> bool {
    js_sys::Reflect::has(&js_sys::global(), &"process".into()).unwrap()
}

/// What an operation gives; where there are no streams it must say so, and gives nothing.
#[track_caller]
fn given<T>(result: std::io::Result<T>) -> Option<T> {
    if there_are_streams() {
        return Some(result.unwrap_or_else(|error| panic!("{error}")));
    }
    let error = result.err().expect("there are no streams");
    assert_eq!(error.kind(), std::io::ErrorKind::Unsupported);
    assert!(matches!(AsyncError::from(error), AsyncError::PlatformNotSupported(_)));
    None
}

#[wasi_async_runtime::test]
async fn writes_are_ready_when_the_system_has_the_data() {
    for _ in 0..3 {
        given(soon(io::stdout().write_all(b"to the standard output\n")).await);
        given(soon(io::stderr().write_all(b"to the standard output for errors\n")).await);
    }
    soon(io::stdout().flush()).await.unwrap();
    soon(io::stdout().close()).await.unwrap();
    assert_eq!(soon(io::stdout().write(b"")).await.unwrap(), 0);
    given(soon(io::stdout().write_all(b"and it goes on\n")).await);
}

#[wasi_async_runtime::test]
async fn a_read_waits_or_ends_and_holds_nothing_up() {
    // The input of a test run says nothing, or is empty.
    let mut buf = [0; 16];
    if let Ok(read) = timeout(20 * support::MS, io::stdin().read(&mut buf)).await {
        given(read);
    }
    assert_eq!(io::stdin().read(&mut []).await.unwrap(), 0);
}

#[wasi_async_runtime::test]
async fn many_tasks_may_write_and_each_is_told_of_its_own() {
    let writing = (1..=20).map(|length| {
        spawn(async move {
            let line = [vec![b'.'; length], vec![b'\n']].concat();
            soon(io::stdout().write(&line)).await
        })
    });
    for (task, length) in writing.collect::<Vec<_>>().into_iter().zip(1..) {
        let written = given(soon(task).await.unwrap());
        assert!(written.is_none_or(|written| written == length + 1), "{written:?} of {length}");
    }
}

#[wasi_async_runtime::test]
async fn reads_and_writes_that_are_dropped_hold_nothing_up() {
    for _ in 0..100 {
        let mut buf = [0; 4];
        let (mut stdin, mut stdout) = (io::stdin(), io::stdout());
        poll_once(pin!(stdin.read(&mut buf))).await.map(given);
        poll_once(pin!(stdout.write(b"dropped, or not\n"))).await.map(given);
    }
    given(soon(io::stdout().write_all(b"done\n")).await);
}
