//! `net::Async` under WASI preview 1: descriptors that the host has opened.
#![cfg(target_env = "p1")]

mod support;

use futures_lite::{AsyncReadExt, AsyncWriteExt, future};
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::mem::ManuallyDrop;
use std::os::fd::{AsRawFd, FromRawFd};
use support::{MS, soon};
use wasi_async_runtime::net::Async;
use wasi_async_runtime::{sleep, spawn_local, timeout};

/// A file of this test's own, for reading and writing.
fn file(name: &str) -> File {
    let path = format!("/tmp/wasi_async_runtime-{name}");
    let file = File::options().read(true).write(true).create(true).truncate(true).open(&path);
    let file = file.expect("the runner gives the program a folder /tmp");
    std::fs::remove_file(&path).expect("it is there");
    file
}

#[wasi_async_runtime::test]
async fn a_file_counts_as_ready() {
    let mut file = Async::new(file("ready")).unwrap();
    for _ in 0..3 {
        soon(file.writable()).await.unwrap();
        soon(file.write_all(b"kept in a file ")).await.unwrap();
    }
    soon(file.flush()).await.unwrap();
    soon(file.read_with(|mut file| file.seek(SeekFrom::Start(0)))).await.unwrap();
    soon(file.readable()).await.unwrap();
    let mut text = String::new();
    soon(file.read_to_string(&mut text)).await.unwrap();
    assert_eq!(text, "kept in a file ".repeat(3));
    soon(file.readable()).await.unwrap(); // its end, too
}

#[wasi_async_runtime::test]
async fn two_halves_use_one_descriptor_at_once() {
    let file = Async::new(file("halves")).unwrap();
    let write = async {
        for _ in 0..5 {
            file.writable().await.unwrap();
            (&file).write_all(b"x").await.unwrap();
            sleep(MS).await;
        }
    };
    let wait = async {
        for _ in 0..5 {
            file.readable().await.unwrap();
            sleep(MS).await;
        }
    };
    soon(future::zip(write, wait)).await;
    let mut file = file.into_inner();
    file.seek(SeekFrom::Start(0)).unwrap();
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    assert_eq!(text, "xxxxx");
}

#[wasi_async_runtime::test]
async fn a_directory_is_refused() {
    let error = Async::new(File::open("/tmp").unwrap()).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("directory"), "{error}");
}

#[wasi_async_runtime::test]
async fn a_descriptor_that_is_not_open_gives_the_hosts_error() {
    let opened = file("closed");
    let number = opened.as_raw_fd();
    drop(opened);
    // SAFETY: nobody closes it; test: this one.
    #[allow(unsafe_code, reason = "a descriptor that is none")]
    let closed = ManuallyDrop::new(unsafe { File::from_raw_fd(number) });
    let error = Async::new(&*closed).map(drop).unwrap_err();
    assert_eq!(error.raw_os_error(), Some(8), "EBADF, not {error}");
}

#[wasi_async_runtime::test]
async fn a_descriptor_that_was_closed_under_us_holds_nobody_up() {
    let opened = ManuallyDrop::new(file("under"));
    // SAFETY: the only one that closes it; test: this one.
    #[allow(unsafe_code, reason = "somebody else who closes a descriptor")]
    let thief = unsafe { File::from_raw_fd(opened.as_raw_fd()) };
    let watched = Async::new(&*opened).unwrap();
    drop(thief);
    // Whether the host says that it is ready or fails: the operation tells, and timers go on.
    soon(watched.readable()).await.unwrap();
    let error = soon(watched.read_with(|file| (&**file).read(&mut [0; 4]))).await.unwrap_err();
    assert_eq!(error.raw_os_error(), Some(8), "EBADF, not {error}");
    soon(sleep(5 * MS)).await;
}

#[wasi_async_runtime::test]
async fn a_read_of_what_says_nothing_holds_no_timer_up() {
    // SAFETY: it is never closed; test: this one.
    #[allow(unsafe_code, reason = "the standard library's input buffers")]
    let input = ManuallyDrop::new(Async::new(unsafe { File::from_raw_fd(0) }).unwrap());
    let ticks = spawn_local(async {
        for _ in 0..3 {
            sleep(5 * MS).await;
        }
    });
    // The input of a test run says nothing, or is empty.
    let mut buf = [0; 16];
    let read = timeout(20 * MS, (&*input).read(&mut buf)).await;
    assert!(!matches!(read, Ok(Err(_))), "{read:?}");
    soon((&*input).close()).await.unwrap(); // there is nothing to be written
    soon(ticks).await.unwrap();
}
