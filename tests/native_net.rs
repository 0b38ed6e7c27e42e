//! Sockets natively: what only the system's own promise, what happens when it runs out of something, and who waits for it.

#![cfg(not(target_family = "wasm"))]
#![cfg(target_os = "linux")]
#![allow(unsafe_code, reason = "limits, processes and descriptors that are closed under their owners")]

mod support_native;

use futures_lite::future::{self, block_on as wait_for};
use futures_lite::{AsyncReadExt, AsyncWriteExt};
use std::fs::File;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use support_native::{MS, alone, descriptors, measured, until, watchdog, within};
use wasi_async_runtime::net::unix::{UnixDatagram, UnixListener, UnixStream};
use wasi_async_runtime::net::{Async, TcpListener, TcpStream, UdpSocket};
use wasi_async_runtime::{AsyncError, AsyncRuntime, Runtime, sleep, spawn, time, timeout, yield_now};

const ANY: &str = "127.0.0.1:0";

fn workers(count: usize) -> Runtime {
    AsyncRuntime::builder().worker_threads(count).build().unwrap()
}

fn current_thread() -> Runtime {
    AsyncRuntime::builder().current_thread().build().unwrap()
}

fn flavours() -> [Runtime; 3] {
    [current_thread(), workers(1), workers(2)]
}

async fn pair() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind(ANY).await?;
    let connect = TcpStream::connect(listener.local_addr()?);
    let (near, far) = future::zip(connect, listener.accept()).await;
    Ok((near?, far?.0))
}

/// Answers every byte with the next.
async fn serve(mut stream: TcpStream) -> io::Result<()> {
    let mut buf = [0];
    while stream.read(&mut buf).await? > 0 {
        stream.write_all(&[buf[0].wrapping_add(1)]).await?;
    }
    Ok(())
}

async fn ask(stream: &mut TcpStream) -> io::Result<()> {
    let mut buf = [7];
    stream.write_all(&buf).await?;
    stream.read_exact(&mut buf).await?;
    assert_eq!(buf, [8]);
    Ok(())
}

/// The descriptors of this process that show the word.
fn descriptors_of(word: &str) -> Vec<RawFd> {
    let all = std::fs::read_dir("/proc/self/fd").expect("/proc is mounted").filter_map(Result::ok);
    let shown =
        all.filter(|entry| std::fs::read_link(entry.path()).is_ok_and(|link| link.to_string_lossy().contains(word)));
    shown.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

#[test]
fn sockets_work_from_any_executor_and_thread() {
    let _watchdog = watchdog(30);
    wait_for(async {
        let (mut near, far) = pair().await.unwrap();
        let server = thread::spawn(|| wait_for(serve(far)));
        for _ in 0..100 {
            ask(&mut near).await.unwrap();
        }
        drop(near);
        server.join().unwrap().unwrap();
    });
}

#[test]
fn runtimes_leave_no_descriptor_behind() {
    alone("runtimes_leave_no_descriptor_behind", 60, || {
        wait_for(async { drop(pair().await) }); // the process-wide runtime has its own from now on
        let before = descriptors();
        for round in 0..50 {
            for runtime in flavours() {
                runtime.block_on(async {
                    let (mut near, far) = pair().await.unwrap();
                    spawn(serve(far)).detach();
                    ask(&mut near).await.unwrap();
                });
            }
            assert_eq!(descriptors(), before, "round {round}");
        }
        let kept: Vec<_> = flavours().into_iter().map(|runtime| runtime.block_on(pair()).unwrap()).collect();
        assert!(descriptors() >= before + 6, "sockets outlast their runtimes");
        drop(kept);
        assert_eq!(descriptors(), before);
    });
}

#[test]
fn a_thousand_connections_opened_and_killed_at_random_leave_nothing() {
    alone("a_thousand_connections_opened_and_killed_at_random_leave_nothing", 120, || {
        wait_for(async { drop(pair().await) });
        let before = descriptors();
        let runtime = workers(2);
        let served = Arc::new(AtomicUsize::new(0));
        let counted = served.clone();
        runtime.block_on(async move {
            let listener = TcpListener::bind(ANY).await.unwrap();
            let address = listener.local_addr().unwrap();
            let server = spawn(async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let counted = counted.clone();
                    spawn(async move {
                        let _ = serve(stream).await; // killed connections give errors
                        counted.fetch_add(1, Ordering::SeqCst);
                    })
                    .detach();
                }
            });
            let client = |n: u64| async move {
                let mut stream = TcpStream::connect(address).await.unwrap();
                let chance = n.wrapping_mul(6364136223846793005) >> 33;
                for _ in 0..chance % 5 {
                    ask(&mut stream).await.unwrap();
                }
                match chance % 7 {
                    0 => stream.set_linger(Some(Duration::ZERO)).unwrap(), // a reset
                    1 => stream.write_all(&[1; 5000]).await.unwrap(),      // answers that nobody reads
                    2 => stream.close().await.unwrap(),
                    3 => sleep(chance as u32 % 9 * MS / 3).await,
                    _ => {}
                }
            };
            let clients: Vec<_> = (0..1000).map(|n| spawn(client(n))).collect();
            for (n, task) in clients.into_iter().enumerate() {
                if n % 11 == 0 {
                    yield_now().await;
                    task.abort();
                }
                match task.await {
                    Err(error) if error.is_cancelled() => {}
                    ended => ended.unwrap(),
                }
            }
            server.abort();
            let _ = server.await;
        });
        drop(runtime);
        assert!(served.load(Ordering::SeqCst) > 800, "{served:?}");
        assert_eq!(descriptors(), before);
    });
}

#[test]
fn accept_goes_on_when_descriptors_come_back() {
    alone("accept_goes_on_when_descriptors_come_back", 60, || {
        let runtime = workers(1);
        runtime.block_on(async {
            let listener = TcpListener::bind(ANY).await.unwrap();
            let address = listener.local_addr().unwrap();
            let mut clients = Vec::new();
            let first = future::zip(TcpStream::connect(address), listener.accept()).await;
            clients.push(first.0.unwrap());
            let mut served = vec![first.1.unwrap().0];
            let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
            // SAFETY: a place for the answer, and then a limit that was given.
            unsafe {
                assert_eq!(libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit), 0);
                limit.rlim_cur = 64;
                assert_eq!(libc::setrlimit(libc::RLIMIT_NOFILE, &limit), 0);
            }
            let exhausted = loop {
                match TcpStream::connect(address).await {
                    Ok(stream) => clients.push(stream),
                    Err(error) => break error, // no descriptor for one more client
                }
            };
            assert_eq!(io::Error::from_raw_os_error(libc::EMFILE).kind(), exhausted.kind());
            assert!(exhausted.to_string().contains("Too many open files"), "{exhausted}");
            // They wait in the queue, and there is no descriptor to serve them with.
            let start = Instant::now();
            for _ in 0..3 {
                let error = listener.accept().await.unwrap_err();
                assert_eq!(error.raw_os_error(), Some(libc::EMFILE));
            }
            assert!(start.elapsed() >= 20 * MS, "it lets time pass in between");
            let error = runtime_without_descriptors();
            assert!(error.to_string().contains("Too many open files"), "{error}");
            served.clear();
            clients.truncate(clients.len() - 9);
            for _ in 0..5 {
                let (mut stream, peer) = listener.accept().await.unwrap();
                let client = clients.iter_mut().find(|client| client.local_addr().unwrap() == peer);
                stream.write_all(b"x").await.unwrap();
                assert_eq!(client.unwrap().read(&mut [0; 2]).await.unwrap(), 1);
            }
        });
    });
}

/// A runtime that cannot make its reactor says why.
fn runtime_without_descriptors() -> io::Error {
    let runtime = current_thread();
    runtime.block_on(async { TcpListener::bind(ANY).await.unwrap_err() })
}

#[test]
fn a_descriptor_that_cannot_be_watched_says_what_to_do() {
    let _watchdog = watchdog(30);
    let file = File::open(std::env::current_exe().unwrap()).unwrap();
    let error = Async::new(file).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("spawn_blocking"), "{error}");
}

/// A descriptor that somebody else closes.
struct Foreign(std::mem::ManuallyDrop<OwnedFd>);

impl AsFd for Foreign {
    fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Foreign {
    fn new(io: impl Into<OwnedFd>) -> Foreign {
        Foreign(std::mem::ManuallyDrop::new(io.into()))
    }

    fn close(&self) {
        // SAFETY: nobody else closes it.
        assert_eq!(unsafe { libc::close(self.0.as_raw_fd()) }, 0);
    }

    fn read(&self) -> io::Result<isize> {
        let mut buf = [0_u8; 8];
        // SAFETY: the buffer has that length.
        let n = unsafe { libc::read(self.0.as_raw_fd(), buf.as_mut_ptr().cast(), buf.len()) };
        if n < 0 { Err(io::Error::last_os_error()) } else { Ok(n) }
    }
}

#[test]
fn a_descriptor_closed_under_us_gives_an_error() {
    alone("a_descriptor_closed_under_us_gives_an_error", 30, || {
        let runtime = current_thread();
        runtime.block_on(async {
            let (near, _far) = std::os::unix::net::UnixStream::pair().unwrap();
            let closed = Foreign::new(near);
            closed.close();
            assert_eq!(Async::new(closed).map(drop).unwrap_err().raw_os_error(), Some(libc::EBADF));
            let (near, _far) = std::os::unix::net::UnixStream::pair().unwrap();
            let near = Async::new(Foreign::new(near)).unwrap();
            assert!(timeout(MS, near.read_with(Foreign::read)).await.is_err());
            near.get_ref().close();
            assert_eq!(near.readable().await.unwrap_err().raw_os_error(), Some(libc::EBADF));
            assert_eq!(near.read_with(Foreign::read).await.unwrap_err().raw_os_error(), Some(libc::EBADF));
            drop(near);
            let (mut near, far) = pair().await.unwrap();
            spawn(serve(far)).detach();
            ask(&mut near).await.unwrap();
        });
    });
}

#[test]
fn a_poller_that_fails_gives_errors_and_no_hang() {
    alone("a_poller_that_fails_gives_errors_and_no_hang", 30, || {
        for runtime in flavours() {
            let (near, far) = runtime.block_on(pair()).unwrap();
            let pollers = descriptors_of("eventpoll");
            assert_eq!(pollers.len(), 1);
            let waiting = runtime.handle().spawn(async move {
                let (mut near, _far) = (near, far);
                near.read(&mut [0; 4]).await
            });
            let ended = runtime.block_on(async move {
                sleep(5 * MS).await;
                // Its number now belongs to something that is no poller.
                let other = File::open("/dev/null").unwrap();
                // SAFETY: both are descriptors.
                assert!(unsafe { libc::dup2(other.as_raw_fd(), pollers[0]) } >= 0);
                // Who is inside a wait on the old one does not notice: work for all makes each come back.
                while !waiting.is_finished() {
                    let busy: Vec<_> = (0..4).map(|_| spawn(async { thread::sleep(MS) })).collect();
                    for task in busy {
                        task.await.unwrap();
                    }
                    yield_now().await;
                }
                waiting.await.unwrap()
            });
            let error = ended.unwrap_err();
            assert!(error.to_string().contains("the poller of this runtime has failed"), "{error}");
            let error = runtime.block_on(pair()).unwrap_err();
            assert!(error.to_string().contains("the poller of this runtime has failed"), "{error}");
            assert_eq!(runtime.block_on(async { spawn(async { 1 }).await }), Ok(1), "tasks go on");
            // It closes the number once more, which is /dev/null by now.
            drop(runtime);
        }
    });
}

#[test]
fn a_connection_attempt_ends_with_its_time() {
    let _watchdog = watchdog(30);
    // A queue of one that is full: the system does not answer further attempts.
    let socket = socket2_listener();
    let address: SocketAddr = socket.local_addr().unwrap();
    let mut waiting = Vec::new();
    let start = Instant::now();
    wait_for(async {
        let error = loop {
            match TcpStream::connect_timeout(address, 100 * MS).await {
                Ok(stream) => waiting.push(stream),
                Err(error) => break error,
            }
            assert!(waiting.len() < 100, "the queue is never full");
        };
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert!(matches!(AsyncError::from(error), AsyncError::Timeout(after) if after == 100 * MS));
        assert!(start.elapsed() >= 100 * MS);
    });
}

#[test]
fn an_address_that_cannot_be_reached_is_named() {
    let _watchdog = watchdog(30);
    // Nobody connects to everybody.
    let error = wait_for(TcpStream::connect("255.255.255.255:80")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NetworkUnreachable);
    assert!(error.to_string().contains("cannot connect to 255.255.255.255:80"), "{error}");
}

#[test]
fn a_port_for_the_privileged_is_refused_and_named() {
    let _watchdog = watchdog(30);
    let first: u16 = std::fs::read_to_string("/proc/sys/net/ipv4/ip_unprivileged_port_start")
        .map_or(1024, |text| text.trim().parse().expect("a port"));
    let Some(port) = first.checked_sub(1).filter(|port| *port > 0) else {
        println!("not tried: every port is for everybody here");
        return;
    };
    let run = move || {
        // Root becomes nobody, on this thread only; others may not bind it anyhow.
        let _ = rustix::thread::set_thread_uid(rustix::thread::Uid::from_raw(65534));
        let (error, datagrams) = AsyncRuntime::builder().current_thread().build().unwrap().block_on(async move {
            let error = TcpListener::bind(("127.0.0.1", port)).await.map(drop).unwrap_err();
            (error, UdpSocket::bind(("127.0.0.1", port)).await.map(drop).unwrap_err())
        });
        assert_eq!(error.kind(), ErrorKind::PermissionDenied);
        assert!(error.to_string().contains(&format!("cannot listen on 127.0.0.1:{port}")), "{error}");
        assert_eq!(datagrams.kind(), ErrorKind::PermissionDenied);
    };
    thread::spawn(run).join().unwrap();
}

/// A listener with the shortest queue.
fn socket2_listener() -> std::net::TcpListener {
    let listener = std::net::TcpListener::bind(ANY).unwrap();
    // SAFETY: it is a socket; listening again changes the length of its queue.
    assert_eq!(unsafe { libc::listen(listener.as_raw_fd(), 0) }, 0);
    listener
}

#[test]
fn sockets_of_the_standard_library_come_and_go() {
    let _watchdog = watchdog(30);
    let listener = std::net::TcpListener::bind(ANY).unwrap();
    let address = listener.local_addr().unwrap();
    wait_for(async {
        let listener = TcpListener::try_from(listener).unwrap();
        let client = thread::spawn(move || std::net::TcpStream::connect(address).unwrap());
        let (stream, _) = listener.accept().await.unwrap();
        let mut client = TcpStream::try_from(client.join().unwrap()).unwrap();
        spawn(serve(stream)).detach();
        ask(&mut client).await.unwrap();
        let mut plain = std::net::TcpStream::from(client);
        plain.set_nonblocking(false).unwrap();
        io::Write::write_all(&mut plain, &[7]).unwrap();
        let mut buf = [0];
        io::Read::read_exact(&mut plain, &mut buf).unwrap();
        assert_eq!(buf, [8]);
        let udp = UdpSocket::try_from(std::net::UdpSocket::bind(ANY).unwrap()).unwrap();
        assert!(udp.as_fd().as_raw_fd() > 0);
        drop(std::net::UdpSocket::from(udp));
    });
}

#[test]
fn unix_sockets_carry_streams_and_datagrams() {
    let _watchdog = watchdog(30);
    let folder = std::env::temp_dir().join(format!("wasi_async_runtime-test-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    wait_for(async {
        let listener = UnixListener::bind(folder.join("stream")).unwrap();
        let (near, far) = future::zip(UnixStream::connect(folder.join("stream")), listener.accept()).await;
        let ((mut near, mut far), text) = ((near.unwrap(), far.unwrap().0), "x".repeat(1 << 20));
        let sending = async {
            near.write_all(text.as_bytes()).await.unwrap();
            near.close().await.unwrap();
        };
        let mut got = String::new();
        let ((), read) = future::zip(sending, far.read_to_string(&mut got)).await;
        assert_eq!((read.unwrap(), got == text), (1 << 20, true));
        assert!(UnixListener::bind(folder.join("stream")).is_err(), "the path is taken");
        assert_eq!(UnixStream::connect(folder.join("nobody")).await.unwrap_err().kind(), ErrorKind::NotFound);

        let bound = UnixDatagram::bind(folder.join("datagram")).unwrap();
        let sender = UnixDatagram::unbound().unwrap();
        sender.send_to(b"by path", folder.join("datagram")).await.unwrap();
        let mut buf = [0; 16];
        assert_eq!(bound.recv_from(&mut buf).await.unwrap().0, 7);
        let (a, b) = UnixDatagram::pair().unwrap();
        assert!(timeout(MS, b.recv(&mut buf)).await.is_err());
        a.send(b"hello").await.unwrap();
        assert_eq!(b.recv(&mut buf).await.unwrap(), 5);

        let (near, far) = UnixStream::pair().unwrap();
        let (_, mut writer) = near.into_split();
        writer.write_all(b"half").await.unwrap();
        drop(writer);
        let mut got = String::new();
        (&far).read_to_string(&mut got).await.unwrap();
        assert_eq!(got, "half");
    });
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_full_queue_of_a_unix_server_is_waited_for() {
    let _watchdog = watchdog(30);
    let path = std::env::temp_dir().join(format!("wasi_async_runtime-queue-{}", std::process::id()));
    wait_for(async {
        let listener = UnixListener::bind(&path).unwrap();
        // SAFETY: it is a socket; listening again changes the length of its queue.
        assert_eq!(unsafe { libc::listen(listener.as_fd().as_raw_fd(), 1) }, 0);
        let clients: Vec<_> = (0..5).map(|_| spawn(UnixStream::connect(path.clone()))).collect();
        sleep(20 * MS).await;
        assert!(clients.iter().any(|client| !client.is_finished()), "the queue has room for two");
        for _ in 0..5 {
            listener.accept().await.unwrap();
        }
        for client in clients {
            client.await.unwrap().unwrap();
        }
    });
    std::fs::remove_file(path).unwrap();
}

#[test]
fn anything_that_can_be_watched_becomes_async() {
    let _watchdog = watchdog(30);
    wait_for(async {
        let (reader, writer) = io::pipe().unwrap();
        let (mut reader, mut writer) = (Async::new(reader).unwrap(), Async::new(writer).unwrap());
        let data: Vec<u8> = (0..1_000_000_u32).map(|n| n as u8).collect();
        let mut got = Vec::new();
        let writing = async {
            writer.write_all(&data).await.unwrap();
            drop(writer);
        };
        let ((), read) = future::zip(writing, reader.read_to_end(&mut got)).await;
        assert_eq!((read.unwrap(), got == data), (data.len(), true));
    });
}

#[test]
fn io_goes_on_beside_a_poll_that_blocks() {
    let _watchdog = watchdog(60);
    const BLOCK: Duration = Duration::from_millis(800);
    let runtime = workers(2);
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    runtime.block_on(async {
        let listener = TcpListener::bind(ANY).await.unwrap();
        let address = listener.local_addr().unwrap();
        // A foreign thread asks, so that nothing but the reactor wakes the server's task.
        let client = thread::spawn(move || {
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            let mut buf = [7];
            while io::Write::write_all(&mut stream, &[7]).is_ok() && io::Read::read_exact(&mut stream, &mut buf).is_ok()
            {
                count.fetch_add(1, Ordering::SeqCst);
                thread::sleep(2 * MS);
            }
        });
        let server = spawn(serve(listener.accept().await.unwrap().0));
        let (trigger, mut waits) = pair().await.unwrap();
        // The worker that waits on the reactor takes this task, and is gone.
        let blocker = spawn(async move {
            waits.read_exact(&mut [0]).await.unwrap();
            let before = asked.load(Ordering::SeqCst);
            thread::sleep(BLOCK);
            asked.load(Ordering::SeqCst) - before
        });
        sleep(10 * MS).await;
        (&trigger).write_all(b"x").await.unwrap();
        let rounds = blocker.await.unwrap();
        assert!(rounds > 20, "{rounds} answers while a poll blocked {BLOCK:?}");
        measured("answers, 2 ms apart, while a poll blocked 800 ms", rounds);
        server.abort();
        let _ = server.await;
        client.join().unwrap();
    });
}

#[test]
fn io_wakes_workers_that_all_sleep_when_a_foreign_thread_makes_the_first_socket() {
    let _watchdog = watchdog(30);
    let runtime = workers(3);
    thread::sleep(20 * MS); // they are parked
    let answered = runtime.handle().block_on(async {
        let (mut near, mut far) = pair().await.unwrap();
        near.write_all(b"x").await.unwrap();
        far.read_exact(&mut [0]).await
    });
    answered.unwrap();
}

#[test]
fn nested_runtimes_serve_the_sockets_of_both() {
    let _watchdog = watchdog(60);
    for (outer, inner) in [(current_thread(), current_thread()), (workers(1), current_thread())] {
        outer.block_on(async {
            spawn(async move {
                let (mut near, far) = pair().await.unwrap();
                let server = spawn(serve(far));
                inner.block_on(async {
                    let (mut own, far) = pair().await.unwrap();
                    spawn(serve(far)).detach();
                    for _ in 0..20 {
                        ask(&mut own).await.unwrap();
                        ask(&mut near).await.unwrap(); // its server is a task of the outer runtime
                        sleep(MS).await;
                    }
                });
                server.abort();
            })
            .await
            .unwrap();
        });
    }
}

#[test]
fn a_paused_clock_does_not_jump_over_data_that_has_arrived() {
    let _watchdog = watchdog(30);
    let runtime = AsyncRuntime::builder().current_thread().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let (mut near, far) = pair().await.unwrap();
        spawn(serve(far)).detach();
        for _ in 0..50 {
            timeout(Duration::from_secs(3600), ask(&mut near)).await.unwrap().unwrap();
        }
        let start = wasi_async_runtime::Instant::now();
        assert!(timeout(Duration::from_secs(3600), near.read(&mut [0])).await.is_err(), "nothing comes");
        assert_eq!(start.elapsed(), Duration::from_secs(3600));
        time::resume();
    });
}

#[test]
fn a_child_process_leaves_the_sockets_of_its_parent_watched() {
    alone("a_child_process_leaves_the_sockets_of_its_parent_watched", 30, || {
        let runtime = current_thread();
        runtime.block_on(async {
            let (mut near, far) = pair().await.unwrap();
            let server = spawn(serve(far));
            ask(&mut near).await.unwrap();
            // SAFETY: the child only drops the socket and ends.
            let child = unsafe { libc::fork() };
            if child == 0 {
                drop(near);
                // SAFETY: nothing of this process is needed any more.
                unsafe { libc::_exit(0) };
            }
            let mut status = 0;
            // SAFETY: a place for the answer.
            assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
            for _ in 0..10 {
                ask(&mut near).await.unwrap();
            }
            server.abort();
        });
    });
}

#[test]
fn nobody_wakes_while_sockets_are_idle() {
    alone("nobody_wakes_while_sockets_are_idle", 60, || {
        let runtime = workers(2);
        let (near, far) = runtime.block_on(async {
            let (mut near, far) = pair().await.unwrap();
            let task = spawn(serve(far));
            ask(&mut near).await.unwrap();
            (near, task)
        });
        assert!(within(Duration::from_secs(5), || {
            let waits = || runtime.metrics().waits();
            let before = waits();
            thread::sleep(300 * MS);
            waits() == before
        }));
        let before = runtime.metrics().waits();
        thread::sleep(Duration::from_secs(2));
        assert_eq!(runtime.metrics().waits(), before);
        drop(near);
        until(|| far.is_finished());
    });
}
