//! Every public item of the runtime, used once with the types that users write.
#![allow(unused_must_use, clippy::let_underscore_future, clippy::manual_async_fn)]

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use wasi_async_runtime::{
    AbortHandle, AbortOnDropHandle, AsyncError, AsyncRuntime, Builder, Handle, Instant, Interval, JoinFailure, Metrics,
    MissedTickBehavior, Runtime, Sleep, TaskHandle, TaskId, Timeout, interval, interval_at, sleep, sleep_until, spawn,
    spawn_blocking, spawn_local, task, time, timeout, timeout_at, yield_now,
};

const MS: Duration = Duration::from_millis(1);

fn is<T: Send + Sync + 'static>() {}
fn is_send<T: Send>(_: &T) {}

#[test]
fn auto_traits() {
    is::<AsyncError>();
    is::<TaskHandle<u8>>();
    is::<AbortHandle>();
    is::<Handle>();
    is::<Runtime>();
    is::<TaskId>();
    is::<JoinFailure>();
    is::<Instant>();
    is_send(&sleep(MS));
    is_send(&timeout(MS, async {}));
    is_send(&yield_now());
    fn unpin<T: Unpin>() {}
    unpin::<TaskHandle<*const u8>>();
}

#[test]
fn the_three_usage_examples() {
    // 1: a simple async function
    let n: i32 = AsyncRuntime::block_on(async {
        sleep(MS).await;
        42
    });
    assert_eq!(n, 42);
    // 2: concurrent tasks
    let sum: Result<i32, AsyncError> = AsyncRuntime::block_on(async {
        let a: TaskHandle<i32> = spawn(async { 1 });
        let b = spawn(async { 2 });
        Ok(a.await? + b.await?)
    });
    assert_eq!(sum.unwrap(), 3);
    // 3: timeout and error handling
    let late: Option<String> = AsyncRuntime::block_on(async {
        match timeout(MS, std::future::pending::<String>()).await {
            Ok(s) => Some(s),
            Err(AsyncError::Timeout(d)) => {
                assert_eq!(d, MS);
                None
            }
            Err(_) => unreachable!(),
        }
    });
    assert_eq!(late, None);
}

#[test]
fn handles() {
    AsyncRuntime::block_on(async {
        let h = spawn(async { "done" });
        let id: TaskId = h.id();
        assert!(!format!("{id} {id:?} {h:?}").is_empty());
        let again: AbortHandle = h.abort_handle();
        let again2 = again.clone();
        assert_eq!(h.await.unwrap(), "done");
        assert!(again.is_finished());
        again2.abort();
        assert_eq!(again.id(), id);

        let h: TaskHandle<()> = spawn(std::future::pending());
        assert!(!h.is_finished());
        h.abort();
        h.abort();
        assert!(matches!(h.await, Err(AsyncError::Cancelled(_))));

        spawn(async {}).detach();
        let guard: AbortOnDropHandle<()> = spawn(std::future::pending::<()>()).abort_on_drop();
        drop(guard);
        let kept: Result<u8, JoinFailure> = spawn(async { 4 }).join().await;
        assert_eq!(kept.unwrap(), 4);

        let rc = Rc::new(5);
        assert_eq!(spawn_local(async move { *rc }).await.unwrap(), 5);
        assert_eq!(spawn_blocking(|| 6).await.unwrap(), 6);

        // A task is named for dumps and errors; the id is known inside it.
        let named = task::Builder::new().name("worker").spawn(async { task::try_id() });
        let id = named.id();
        assert_eq!(named.await.unwrap(), Some(id));
        let blocking = task::Builder::new().name("blocking").spawn_blocking(|| 11);
        assert_eq!(blocking.await.unwrap(), 11);
        let local = task::Builder::new().name("local").spawn_local(async { task::id() });
        let _: TaskId = local.await.unwrap();
    });
}

#[test]
fn sleeping_and_ticking() {
    AsyncRuntime::block_on(async {
        let t: Instant = Instant::now();
        let s: Sleep = sleep(MS);
        assert!(s.deadline() >= t);
        assert!(!s.is_elapsed(), "has not fired: it was never polled");
        let mut s: Pin<Box<Sleep>> = Box::pin(s);
        s.as_mut().reset(Instant::now());
        s.await;
        sleep_until(t + MS).await;
        assert!(t.elapsed() >= MS);
        assert!(Instant::now().duration_since(t) >= MS);
        assert_eq!(t.checked_add(Duration::MAX), None);

        let f: Timeout<_> = timeout(Duration::MAX, async { 1 });
        assert_eq!(f.await.unwrap(), 1);
        let inner: Option<std::future::Ready<u8>> = timeout(MS, std::future::ready(3)).into_inner();
        assert_eq!(inner.unwrap().await, 3);
        assert_eq!(timeout(Duration::ZERO, async { 1 }).await.unwrap(), 1);
        assert_eq!(timeout_at(Instant::now() + MS, async { 2 }).await.unwrap(), 2);

        let mut every: Interval = interval(MS);
        every.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let first: Instant = every.tick().await;
        let second = every.tick().await;
        assert_eq!(second - first, MS, "a tick returns the instant it was scheduled for");
        assert_eq!(every.period(), MS);
        every.reset();
        interval_at(Instant::now(), MS).tick().await;
        yield_now().await;
    });
}

#[test]
fn own_runtime() {
    let b: Builder = AsyncRuntime::builder();
    let rt: Runtime = b
        .worker_threads(2)
        .thread_name("mine")
        .thread_stack_size(1 << 20)
        .max_blocking_threads(4)
        .thread_keep_alive(Duration::from_secs(1))
        .event_interval(61)
        .global_queue_interval(31)
        .on_thread_start(|| {})
        .on_thread_stop(|| {})
        .build()
        .unwrap();
    let handle: Handle = rt.handle().clone();
    assert_eq!(rt.block_on(async { spawn(async { 7 }).await.unwrap() }), 7);
    assert_eq!(handle.block_on(handle.spawn(async { 8 })).unwrap(), 8);
    let b = handle.spawn_blocking(|| 9);
    assert_eq!(rt.block_on(b).unwrap(), 9);
    assert!(Handle::try_current().is_err(), "outside a task");
    let inside: Handle = rt.block_on(async { Handle::current() });
    assert_eq!(inside.block_on(inside.spawn(async { 10 })).unwrap(), 10);
    let m: Metrics = rt.metrics();
    assert!(m.spawned_tasks() >= 2);
    assert_eq!(m.workers(), if cfg!(target_family = "wasm") { 1 } else { 2 });
    rt.shutdown_timeout(Duration::from_secs(1));
    assert!(matches!(AsyncRuntime::block_on(handle.spawn(async {})), Err(AsyncError::Runtime(_))));
    AsyncRuntime::builder().current_thread().build().unwrap().shutdown_background();
    AsyncRuntime::builder().build().unwrap().shutdown();
}

#[test]
fn process_wide_runtime() {
    AsyncRuntime::init().unwrap();
    AsyncRuntime::init().unwrap();
    assert!(AsyncRuntime::builder().worker_threads(3).init().is_err(), "it runs already");
    assert_eq!(AsyncRuntime::try_block_on(async { 3 }).unwrap(), 3);
    let _: Metrics = AsyncRuntime::metrics();
    let _: Handle = AsyncRuntime::handle();
    assert!(AsyncRuntime::builder().worker_threads(0).build().is_err());
}

#[test]
fn simulated_time() {
    assert!(AsyncRuntime::builder().start_paused(true).worker_threads(2).build().is_err(), "simulation has one thread");
    let rt = AsyncRuntime::builder().current_thread().rng_seed(7).start_paused(true).build().unwrap();
    let wall = std::time::Instant::now();
    rt.block_on(async {
        let t = Instant::now();
        sleep(Duration::from_secs(3600)).await; // nothing else to do: the clock jumps
        assert_eq!(t.elapsed(), Duration::from_secs(3600));
        time::advance(Duration::from_secs(1)).await;
        assert_eq!(t.elapsed(), Duration::from_secs(3601));
        time::resume();
        time::pause();
    });
    assert!(wall.elapsed() < Duration::from_secs(60));
}

#[test]
fn errors() {
    let all = [
        AsyncError::JoinError("j".into()),
        AsyncError::Cancelled("c".into()),
        AsyncError::Timeout(MS),
        AsyncError::Runtime("r".into()),
        AsyncError::Spawn("s".into()),
        AsyncError::Panic("p".into()),
        AsyncError::PlatformNotSupported("n".into()),
        AsyncError::from("o"),
        AsyncError::from(String::from("o")),
    ];
    for e in &all {
        let shown = e.to_string();
        assert!(!shown.is_empty() && !shown.ends_with('.'));
        let _: &dyn std::error::Error = e;
    }
    assert!(all[1].is_cancelled() && all[2].is_timeout() && all[5].is_panic());
    assert_eq!(all[2].clone(), AsyncError::Timeout(MS));
    let e: io::Error = AsyncError::Timeout(MS).into();
    assert_eq!(e.kind(), io::ErrorKind::TimedOut);
    let _: AsyncError = e.into();
}

#[cfg(panic = "unwind")]
#[test]
fn panics_stay_in_their_task() {
    AsyncRuntime::block_on(async {
        let e = spawn(async { panic!("lost {}", 1) }).await.unwrap_err();
        assert!(matches!(&e, AsyncError::Panic(m) if m == "lost 1"), "{e:?}");
        let failure = spawn(async { std::panic::panic_any(7_u8) }).join().await.unwrap_err();
        assert!(failure.is_panic() && !failure.is_cancelled());
        let _: TaskId = failure.id();
        let payload: Box<dyn std::any::Any + Send> = failure.into_panic().unwrap();
        assert_eq!(*payload.downcast::<u8>().unwrap(), 7);
    });
}

#[wasi_async_runtime::test]
async fn test_macro() {
    assert_eq!(spawn(async { 1 }).await.unwrap(), 1);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn test_macro_with_paused_clock() -> Result<(), AsyncError> {
    sleep(Duration::from_secs(86_400)).await;
    Ok(())
}

#[cfg(any(not(target_family = "wasm"), target_env = "p2"))]
mod net {
    use super::*;
    use futures_lite::{AsyncReadExt, AsyncWriteExt};
    use wasi_async_runtime::net::{TcpListener, TcpStream, UdpSocket};

    #[wasi_async_runtime::test]
    async fn tcp_and_udp() -> io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let server = spawn(async move {
            let (mut s, _peer) = listener.accept().await?;
            let mut buf = [0; 4];
            s.read_exact(&mut buf).await?;
            s.write_all(&buf).await?;
            s.flush().await
        });
        let mut s = TcpStream::connect(addr).await?;
        s.set_nodelay(true)?;
        s.write_all(b"ping").await?;
        let mut back = [0; 4];
        s.read_exact(&mut back).await?;
        assert_eq!(&back, b"ping");
        server.await.unwrap()?;

        let a = UdpSocket::bind("127.0.0.1:0").await?;
        let b = UdpSocket::bind("127.0.0.1:0").await?;
        a.send_to(b"x", b.local_addr()?).await?;
        let mut buf = [0; 8];
        let (n, from) = b.recv_from(&mut buf).await?;
        assert_eq!((n, from), (1, a.local_addr()?));
        Ok(())
    }

    /// Anything that the poller can watch becomes async.
    #[cfg(unix)]
    #[wasi_async_runtime::test]
    async fn any_descriptor() -> io::Result<()> {
        let (a, b) = std::os::unix::net::UnixStream::pair()?;
        let (a, b) = (wasi_async_runtime::net::Async::new(a)?, wasi_async_runtime::net::Async::new(b)?);
        b.write_with(|mut s| io::Write::write(&mut s, b"x")).await?;
        a.readable().await?;
        let mut buf = [0; 1];
        assert_eq!(a.read_with(|mut s| io::Read::read(&mut s, &mut buf)).await?, 1);
        Ok(())
    }
}

#[cfg(not(target_family = "wasm"))]
#[test]
fn instants_convert() {
    let std_now = std::time::Instant::now();
    let ours: Instant = std_now.into();
    assert_eq!(ours.into_std(), std_now);
}

/// What a library writes once and runs everywhere.
pub fn portable() -> impl Future<Output = Result<u32, AsyncError>> + Send {
    async {
        let h = spawn(async {
            sleep(MS).await;
            1
        });
        timeout(Duration::from_secs(5), h).await?
    }
}
