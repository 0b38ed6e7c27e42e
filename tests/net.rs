//! TCP and UDP: what every platform with sockets promises, and what the others say.

mod support;

/// Hosts of preview 2 decide what a program may do.
#[cfg(target_env = "p2")]
#[wasi_async_runtime::test]
async fn a_host_that_denies_sockets_says_so() {
    use std::io::ErrorKind;
    use wasi_async_runtime::net::{TcpListener, TcpStream, UdpSocket};

    let denied = TcpListener::bind("127.0.0.1:0").await.map(drop).unwrap_err();
    assert_eq!(denied.kind(), ErrorKind::PermissionDenied);
    assert!(denied.to_string().contains("cannot listen on 127.0.0.1:0: the host says: access-denied"), "{denied}");
    let denied = UdpSocket::bind("127.0.0.1:0").await.map(drop).unwrap_err();
    assert_eq!(denied.kind(), ErrorKind::PermissionDenied);
    let denied = TcpStream::connect("127.0.0.1:80").await.map(drop).unwrap_err();
    assert_eq!(denied.kind(), ErrorKind::PermissionDenied);
    assert!(TcpStream::connect(("localhost", 80)).await.is_err());
}

#[cfg(all(target_family = "wasm", not(target_env = "p2")))]
#[wasi_async_runtime::test]
async fn where_there_are_no_sockets_making_one_says_so() {
    use std::io::ErrorKind;
    use wasi_async_runtime::AsyncError;
    use wasi_async_runtime::net::{TcpListener, TcpStream, UdpSocket};

    let errors = [
        TcpListener::bind("127.0.0.1:0").await.map(drop),
        TcpStream::connect("127.0.0.1:80").await.map(drop),
        TcpStream::connect_timeout("localhost:80", support::SECOND).await.map(drop),
        UdpSocket::bind("127.0.0.1:0").await.map(drop),
    ];
    for error in errors.map(Result::unwrap_err) {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(matches!(AsyncError::from(error), AsyncError::PlatformNotSupported(text) if text.contains("sockets")));
    }
    let error = TcpStream::connect("nonsense").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[cfg(any(not(target_family = "wasm"), target_env = "p2"))]
mod sockets {
    use super::support::{MS, SECOND, eventually, poll_once, run_in, soon};
    use futures_lite::{AsyncReadExt, AsyncWriteExt, future};
    use std::io::{ErrorKind, IoSlice, IoSliceMut};
    use std::net::{Shutdown, SocketAddr};
    use std::pin::pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::time::Duration;
    use wasi_async_runtime::net::{TcpListener, TcpStream, UdpSocket};
    use wasi_async_runtime::{AsyncError, AsyncRuntime, Handle, TaskHandle, sleep, spawn, timeout, yield_now};

    const ANY: &str = "127.0.0.1:0";
    const HAS_LINGER: bool = cfg!(not(target_family = "wasm"));

    /// Two streams that are connected to each other.
    async fn pair() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind(ANY).await.unwrap();
        let connect = TcpStream::connect(listener.local_addr().unwrap());
        let (near, far) = soon(future::zip(connect, listener.accept())).await;
        (near.unwrap(), far.unwrap().0)
    }

    /// An address on which nobody listens.
    async fn nobody() -> SocketAddr {
        TcpListener::bind(ANY).await.unwrap().local_addr().unwrap()
    }

    /// Sends back what comes, until the end.
    fn echo(listener: TcpListener) -> TaskHandle<()> {
        spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                spawn(async move {
                    let (mut reader, mut writer) = stream.into_split();
                    futures_lite::io::copy(&mut reader, &mut writer).await
                })
                .detach();
            }
        })
    }

    fn pattern(length: usize) -> Vec<u8> {
        (0..length).map(|n| (n * 31 + n / 251) as u8).collect()
    }

    #[wasi_async_runtime::test]
    async fn what_is_sent_comes_back_through_partial_reads_and_writes() {
        let listener = TcpListener::bind(ANY).await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let server = echo(listener);
        let sent = Arc::new(pattern(8 << 20)); // more than any buffer of the system: writes are cut short
        let (mut reader, mut writer) = stream.into_split();
        let data = sent.clone();
        let writing = spawn(async move { writer.write_all(&data).await.map(|()| writer) });
        let mut received = Vec::new();
        let mut buf = [0; 3000]; // divides nothing
        while received.len() < sent.len() {
            match soon(reader.read(&mut buf)).await.unwrap() {
                0 => break,
                n => received.extend_from_slice(&buf[..n]),
            }
        }
        assert!(received == *sent);
        drop(writing.await.unwrap().unwrap()); // the end of its half ends the stream
        assert_eq!(soon(reader.read(&mut buf)).await.unwrap(), 0);
        server.abort();
    }

    #[wasi_async_runtime::test]
    async fn vectored_reads_and_writes_move_all_buffers() {
        let (near, far) = pair().await;
        let parts = [IoSlice::new(b"one "), IoSlice::new(b"two "), IoSlice::new(b"three")];
        assert_eq!((&near).write_vectored(&parts).await.unwrap(), 13);
        let (mut first, mut second) = ([0; 6], [0; 20]);
        let bufs = &mut [IoSliceMut::new(&mut first), IoSliceMut::new(&mut second)];
        assert_eq!(soon((&far).read_vectored(bufs)).await.unwrap(), 13);
        assert_eq!((&first, &second[..7]), (b"one tw", &b"o three"[..]));
    }

    #[wasi_async_runtime::test]
    async fn one_half_may_be_closed_while_the_other_goes_on() {
        let (mut near, mut far) = pair().await;
        near.write_all(b"question").await.unwrap();
        near.close().await.unwrap();
        let mut text = String::new();
        soon(far.read_to_string(&mut text)).await.unwrap();
        assert_eq!(text, "question");
        far.write_all(b"answer").await.unwrap();
        far.shutdown(Shutdown::Both).unwrap();
        text.clear();
        soon(near.read_to_string(&mut text)).await.unwrap();
        assert_eq!(text, "answer");
        assert!(near.write_all(b"more").await.is_err(), "it has closed that half");
    }

    #[wasi_async_runtime::test]
    async fn closing_holds_nobody_up_while_the_peer_does_not_read() {
        let (mut near, mut far) = pair().await;
        let mut sent = 0;
        // Until nothing fits any more, in pieces that fill no buffer exactly.
        while let Ok(written) = timeout(50 * MS, near.write(&[7; 4000])).await {
            sent += written.unwrap();
        }
        let closing = spawn(async move {
            near.close().await.unwrap();
            near
        });
        soon(sleep(5 * MS)).await;
        let mut received = 0;
        let mut buf = [0; 4096];
        loop {
            match soon(far.read(&mut buf)).await.unwrap() {
                0 => break,
                n => received += n,
            }
        }
        assert_eq!(received, sent);
        soon(closing).await.unwrap();
    }

    #[wasi_async_runtime::test]
    async fn the_end_that_comes_together_with_data_is_seen_behind_it() {
        for _ in 0..50 {
            let (mut near, mut far) = pair().await;
            // A reader that waits, so that data and end are reported to it at once.
            let reading = spawn(async move {
                let mut buf = [0; 64];
                let n = far.read(&mut buf).await.unwrap();
                let end = far.read(&mut buf).await.unwrap();
                (n, end)
            });
            yield_now().await;
            near.write_all(b"last words").await.unwrap();
            drop(near);
            assert_eq!(soon(reading).await.unwrap(), (10, 0));
        }
    }

    #[wasi_async_runtime::test]
    async fn a_peer_that_resets_ends_a_write_that_waits() {
        let (mut near, far) = pair().await;
        let writing = spawn(async move {
            let chunk = pattern(1 << 20);
            loop {
                if let Err(error) = near.write_all(&chunk).await {
                    return error.kind();
                }
            }
        });
        sleep(20 * MS).await; // until its buffers are full
        assert!(!writing.is_finished());
        // What nobody has read resets the connection too, where that option does not exist.
        assert_eq!(far.set_linger(Some(Duration::ZERO)).is_ok(), HAS_LINGER);
        drop(far);
        let kind = soon(writing).await.unwrap();
        assert!(
            matches!(kind, ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted),
            "{kind}"
        );
    }

    #[wasi_async_runtime::test]
    async fn a_read_that_is_dropped_loses_nothing() {
        let (mut near, mut far) = pair().await;
        let mut buf = [0; 4];
        for round in 0..20_u8 {
            assert!(poll_once(far.read_exact(&mut buf[..1])).await.is_none(), "nothing is there yet");
            assert!(timeout(MS / 10, far.read(&mut buf)).await.is_err());
            near.write_all(&[round; 4]).await.unwrap();
            soon(far.read_exact(&mut buf)).await.unwrap();
            assert_eq!(buf, [round; 4]);
        }
    }

    #[wasi_async_runtime::test]
    async fn a_dropped_accept_leaves_the_connection_to_the_next() {
        let listener = TcpListener::bind(ANY).await.unwrap();
        assert!(poll_once(listener.accept()).await.is_none());
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (_, peer) = soon(listener.accept()).await.unwrap();
        assert_eq!(peer, client.local_addr().unwrap());
    }

    #[wasi_async_runtime::test]
    async fn a_refused_connection_says_so_and_to_whom() {
        let address = nobody().await;
        let error = soon(TcpStream::connect(address)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        assert!(error.to_string().contains(&format!("cannot connect to {address}")), "{error}");
    }

    #[wasi_async_runtime::test]
    async fn every_address_is_tried_in_turn() {
        let listener = TcpListener::bind(ANY).await.unwrap();
        let addresses = [nobody().await, nobody().await, listener.local_addr().unwrap()];
        let stream = soon(TcpStream::connect(&addresses[..])).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), addresses[2]);
        let error = soon(TcpStream::connect(&addresses[..2])).await.unwrap_err();
        assert!(error.to_string().contains(&addresses[1].to_string()), "the last one: {error}");
        let error = TcpStream::connect(&addresses[..0]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }

    #[wasi_async_runtime::test]
    async fn names_are_looked_up() {
        let listener = TcpListener::bind("localhost:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let stream = soon(TcpStream::connect(("localhost", port))).await.unwrap();
        assert!(stream.peer_addr().unwrap().ip().is_loopback());
        soon(TcpStream::connect(format!("localhost:{port}"))).await.unwrap();
        let error = soon(TcpStream::connect("no.such.name.invalid:80")).await.unwrap_err();
        assert!(error.to_string().contains("\"no.such.name.invalid\" cannot be looked up"), "{error}");
    }

    #[wasi_async_runtime::test]
    async fn others_go_on_while_a_name_is_looked_up() {
        // Nothing but the look-up can wait here. One that holds the thread up is ready at its first poll, always; another only where
        // the answer is there at once.
        for _ in 0..200 {
            let mut bind = pin!(UdpSocket::bind("no.such.name.invalid:0"));
            if poll_once(bind.as_mut()).await.is_none() {
                return assert!(soon(bind).await.is_err());
            }
        }
        panic!("every look-up was ready at its first poll");
    }

    #[wasi_async_runtime::test]
    async fn a_look_up_that_is_dropped_disturbs_no_other() {
        for _ in 0..20 {
            let _ = poll_once(UdpSocket::bind("localhost:0")).await;
            let _ = timeout(MS / 10, UdpSocket::bind("localhost:0")).await;
            soon(UdpSocket::bind("localhost:0")).await.unwrap();
        }
    }

    #[wasi_async_runtime::test]
    async fn bad_addresses_are_refused_with_what_to_write() {
        for text in ["localhost", "localhost:http", "1.2.3.4", ":80"] {
            let error = TcpListener::bind(text).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(error.to_string().contains("host:port"), "{error}");
        }
    }

    #[wasi_async_runtime::test]
    async fn an_address_in_use_is_named() {
        let listener = TcpListener::bind(ANY).await.unwrap();
        let address = listener.local_addr().unwrap();
        let error = TcpListener::bind(address).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AddrInUse);
        assert!(error.to_string().contains(&format!("cannot listen on {address}")), "{error}");
        let socket = UdpSocket::bind(ANY).await.unwrap();
        assert_eq!(UdpSocket::bind(socket.local_addr().unwrap()).await.unwrap_err().kind(), ErrorKind::AddrInUse);
        // TEST-NET-1 belongs to no interface.
        assert_eq!(TcpListener::bind("192.0.2.1:0").await.unwrap_err().kind(), ErrorKind::AddrNotAvailable);
    }

    #[wasi_async_runtime::test]
    async fn one_task_reads_while_another_writes() {
        let (near, far) = pair().await;
        let near = Arc::new(near);
        let reader = near.clone();
        let reading = spawn(async move {
            let mut buf = [0; 5];
            (&*reader).read_exact(&mut buf).await.map(|()| buf)
        });
        yield_now().await;
        (&*near).write_all(b"there").await.unwrap();
        let mut buf = [0; 5];
        soon((&far).read_exact(&mut buf)).await.unwrap();
        (&far).write_all(b"again").await.unwrap();
        assert_eq!(&soon(reading).await.unwrap().unwrap(), b"again");
    }

    #[wasi_async_runtime::test]
    async fn halves_find_each_other_again() {
        let (near, mut far) = pair().await;
        let (other, _far) = pair().await;
        let (reader, writer) = near.into_split();
        let (other_reader, other_writer) = other.into_split();
        let error = reader.reunite(other_writer).unwrap_err();
        assert_eq!(error.to_string(), "the halves belong to different streams");
        let mut near = error.0.reunite(writer).unwrap();
        drop((other_reader, error.1));
        near.write_all(b"x").await.unwrap();
        let mut buf = [0; 2];
        assert_eq!(soon(far.read(&mut buf)).await.unwrap(), 1, "the halves ended without ending the stream");
        assert!(poll_once(far.read(&mut buf)).await.is_none());
    }

    #[wasi_async_runtime::test]
    async fn peeking_takes_nothing() {
        let (mut near, mut far) = pair().await;
        near.write_all(b"abc").await.unwrap();
        let mut buf = [0; 8];
        assert_eq!(soon(far.peek(&mut buf)).await.unwrap(), 3);
        assert_eq!(soon(far.peek(&mut buf)).await.unwrap(), 3);
        assert_eq!(soon(far.read(&mut buf)).await.unwrap(), 3);
        assert!(poll_once(far.peek(&mut buf)).await.is_none());
    }

    #[wasi_async_runtime::test]
    async fn readable_means_that_something_is_there() {
        let (mut near, mut far) = pair().await;
        soon(near.writable()).await.unwrap();
        assert!(timeout(20 * MS, far.readable()).await.is_err(), "nothing is there");
        near.write_all(b"x").await.unwrap();
        soon(far.readable()).await.unwrap();
        soon(far.readable()).await.unwrap(); // it is still there
        let mut buf = [0; 8];
        assert_eq!(far.read(&mut buf).await.unwrap(), 1);
        assert!(timeout(20 * MS, far.readable()).await.is_err(), "it was taken");
        drop(near);
        soon(far.readable()).await.unwrap();
        assert_eq!(far.read(&mut buf).await.unwrap(), 0);
    }

    #[wasi_async_runtime::test]
    async fn options_keep_what_was_set() {
        let (near, _far) = pair().await;
        near.set_nodelay(true).unwrap();
        near.set_ttl(42).unwrap();
        near.set_keepalive(Some(77 * SECOND)).unwrap();
        assert!(near.nodelay().unwrap());
        assert_eq!(near.ttl().unwrap(), 42);
        assert!(near.keepalive().unwrap());
        near.set_keepalive(None).unwrap();
        assert!(!near.keepalive().unwrap());
    }

    #[wasi_async_runtime::test]
    async fn a_connection_lingers_as_long_as_was_set_or_the_platform_says_that_none_does() {
        let (near, _far) = pair().await;
        let set = near.set_linger(Some(3 * SECOND));
        if HAS_LINGER {
            set.unwrap();
            assert_eq!(near.linger().unwrap(), Some(3 * SECOND));
        } else {
            assert_eq!(set.unwrap_err().kind(), ErrorKind::Unsupported);
        }
        near.set_linger(None).unwrap();
        assert_eq!(near.linger().unwrap(), None);
    }

    #[wasi_async_runtime::test]
    async fn what_does_not_fit_of_a_datagram_is_lost_and_the_next_is_whole() {
        let (a, b) = (UdpSocket::bind(ANY).await.unwrap(), UdpSocket::bind(ANY).await.unwrap());
        let to = b.local_addr().unwrap();
        a.send_to(&pattern(1000), to).await.unwrap();
        a.send_to(b"next", to).await.unwrap();
        let mut buf = [0; 10];
        let first = soon(b.recv_from(&mut buf)).await;
        if cfg!(windows) {
            assert!(first.is_err());
        } else {
            assert_eq!(first.unwrap(), (10, a.local_addr().unwrap()));
            assert_eq!(buf, pattern(10)[..]);
        }
        assert_eq!(soon(b.peek_from(&mut buf)).await.unwrap().0, 4);
        assert_eq!(soon(b.recv_from(&mut buf)).await.unwrap().0, 4);
        assert_eq!(&buf[..4], b"next");
    }

    #[wasi_async_runtime::test]
    async fn a_connected_socket_takes_datagrams_of_its_peer_only() {
        let bind = async || UdpSocket::bind(ANY).await.unwrap();
        let (a, b, stranger) = (bind().await, bind().await, bind().await);
        a.connect(b.local_addr().unwrap()).await.unwrap();
        b.connect(a.local_addr().unwrap()).await.unwrap();
        stranger.send_to(b"psst", a.local_addr().unwrap()).await.unwrap();
        b.send(b"hello").await.unwrap();
        let mut buf = [0; 8];
        assert_eq!(soon(a.recv(&mut buf)).await.unwrap(), 5);
        assert_eq!(&buf[..5], b"hello");
        assert!(poll_once(a.recv(&mut buf)).await.is_none());
        assert_eq!(a.peer_addr().unwrap(), b.local_addr().unwrap());
        // Nobody is there any more: some systems say so at the next operation, and then the socket goes on.
        drop(b);
        let _ = a.send(b"are you there").await;
        let _ = timeout(50 * MS, a.recv(&mut buf)).await;
        assert!(timeout(20 * MS, a.recv(&mut buf)).await.is_err(), "no error stays for ever");
    }

    #[wasi_async_runtime::test]
    async fn many_tasks_share_a_socket_and_each_datagram_goes_to_one() {
        const TASKS: usize = 50;
        let socket = Arc::new(UdpSocket::bind(ANY).await.unwrap());
        let got = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..TASKS)
            .map(|_| {
                let (socket, got) = (socket.clone(), got.clone());
                spawn(async move {
                    socket.recv_from(&mut [0; 8]).await.unwrap();
                    got.fetch_add(1, Ordering::SeqCst);
                })
            })
            .collect();
        for _ in 0..10 {
            yield_now().await;
        }
        let sender = UdpSocket::bind(ANY).await.unwrap();
        for count in 1..=TASKS {
            sender.send_to(b"one", socket.local_addr().unwrap()).await.unwrap();
            eventually("a datagram wakes a task", || got.load(Ordering::SeqCst) == count).await;
        }
        for task in tasks {
            soon(task).await.unwrap();
        }
    }

    #[wasi_async_runtime::test]
    async fn sockets_of_a_runtime_that_has_ended_give_an_error() {
        let runtime = AsyncRuntime::builder().worker_threads(1).build().unwrap();
        let made = run_in(&runtime, async {
            let (near, far) = pair().await;
            (near, far, UdpSocket::bind(ANY).await.unwrap(), TcpListener::bind(ANY).await.unwrap())
        });
        let (mut near, mut far, udp, listener) = made.await;
        // It waits in this runtime while the other ends.
        let waiting = spawn(async move { far.read(&mut [0; 4]).await.map_err(AsyncError::from) });
        sleep(5 * MS).await;
        assert!(!waiting.is_finished());
        runtime.shutdown();
        let ended = |error: AsyncError| matches!(&error, AsyncError::Runtime(text) if text.contains("runtime of this descriptor has ended"));
        assert!(ended(soon(waiting).await.unwrap().unwrap_err()));
        assert!(ended(near.write_all(b"x").await.unwrap_err().into()));
        assert!(ended(udp.recv_from(&mut [0; 4]).await.unwrap_err().into()));
        assert!(ended(listener.accept().await.unwrap_err().into()));
        assert!(near.local_addr().is_ok(), "what asks nobody else still works");
    }

    #[cfg(not(target_family = "wasm"))] // the other needs a thread of its own
    #[wasi_async_runtime::test]
    async fn a_socket_works_in_a_runtime_other_than_its_own() {
        // Nobody drives its own runtime after the call.
        let own = AsyncRuntime::builder().current_thread().build().unwrap();
        let (mut near, mut far) = run_in(&own, pair()).await;
        let here = spawn(async move {
            let mut buf = [0; 4];
            for _ in 0..100 {
                near.read_exact(&mut buf).await.unwrap();
                near.write_all(&buf).await.unwrap();
            }
            near
        });
        let other = AsyncRuntime::builder().worker_threads(1).build().unwrap();
        let there = other.handle().spawn(async move {
            let mut buf = [0; 4];
            for n in 0..100_u32 {
                far.write_all(&n.to_ne_bytes()).await.unwrap();
                far.read_exact(&mut buf).await.unwrap();
                assert_eq!(buf, n.to_ne_bytes());
            }
            far
        });
        let mut far = soon(there).await.unwrap();
        let mut near = soon(here).await.unwrap();
        drop(other);
        // Both have been watched elsewhere by a runtime that has ended meanwhile.
        near.write_all(b"home").await.unwrap();
        let mut buf = [0; 4];
        soon(far.read_exact(&mut buf)).await.unwrap();
        assert_eq!(&buf, b"home");
    }

    #[wasi_async_runtime::test]
    async fn neither_ready_tasks_nor_sockets_starve_the_other() {
        let (mut near, mut far) = pair().await;
        let over = Arc::new(AtomicBool::new(false));
        let turns = Arc::new(AtomicUsize::new(0));
        for _ in 0..100 {
            let (over, turns) = (over.clone(), turns.clone());
            spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    turns.fetch_add(1, Ordering::Relaxed);
                    yield_now().await;
                }
            })
            .detach();
        }
        let server = spawn(async move {
            let mut buf = [0; 1];
            while far.read(&mut buf).await.unwrap() > 0 {
                far.write_all(&buf).await.unwrap();
            }
        });
        let mut buf = [0; 1];
        for n in 0..200_u8 {
            near.write_all(&[n]).await.unwrap();
            soon(near.read_exact(&mut buf)).await.unwrap();
            assert_eq!(buf, [n]);
        }
        assert!(turns.load(Ordering::Relaxed) > 100);
        over.store(true, Ordering::Relaxed);
        drop(near);
        soon(server).await.unwrap();
    }

    #[wasi_async_runtime::test]
    async fn a_task_whose_socket_is_always_ready_lets_others_run() {
        let (near, far) = pair().await;
        (&near).write_all(b"x").await.unwrap();
        far.readable().await.unwrap();
        let ran = Arc::new(AtomicBool::new(false));
        let noted = ran.clone();
        let other = spawn(async move { noted.store(true, Ordering::SeqCst) });
        let mut buf = [0; 1];
        for _ in 0..1_000_000 {
            far.peek(&mut buf).await.unwrap(); // always ready
            if ran.load(Ordering::SeqCst) {
                break;
            }
        }
        assert!(ran.load(Ordering::SeqCst), "a million reads in one poll");
        other.await.unwrap();
    }

    #[wasi_async_runtime::test]
    async fn a_handle_drives_sockets_from_its_own_block_on() {
        let runtime = AsyncRuntime::builder().worker_threads(1).build().unwrap();
        let handle: Handle = runtime.handle().clone();
        let answered = wasi_async_runtime::spawn_blocking(move || {
            handle.block_on(async {
                let (mut near, mut far) = pair().await;
                near.write_all(b"hi").await.unwrap();
                let mut buf = [0; 2];
                far.read_exact(&mut buf).await.unwrap();
                buf
            })
        });
        assert_eq!(&soon(answered).await.unwrap(), b"hi");
    }
}
