//! What only the system's own sockets promise: when data arrives, resets, descriptors.

use super::support_native::{alone, descriptors};
use super::*;
use std::time::Duration;
use wasi_async_runtime::asyncio::StreamWriter;
use wasi_async_runtime::asyncio::exc::CONNECTION_REFUSED_ERROR;
use wasi_async_runtime::net::TcpListener;
use wasi_async_runtime::{AsyncRuntime, spawn};

const HERE: &str = "127.0.0.1";

fn ticks(out: Out) -> Coroutine<()> {
    coroutine(async move {
        let mut n = 0;
        loop {
            say!(out, "tick {n}");
            n += 1;
            sleep(0.0).await?;
        }
    })
}

async fn in_order(out: Out) -> Py<()> {
    let print = out.clone();
    let serve = move |reader: StreamReader, writer: StreamWriter| {
        let out = print.clone();
        coroutine(async move {
            say!(out, "serve");
            loop {
                let data = reader.read(100).await?;
                if data.is_empty() {
                    break;
                }
                say!(out, "server reads {}", bytes(&data));
                writer.write(&data)?;
            }
            say!(out, "server ends");
            writer.close()
        })
    };
    let server = start_server(serve, HERE, 0).await?;
    let port = server.sockets()[0].port();
    let ticking = create_task(ticks(out.clone()))?;
    let (reader, writer) = open_connection(HERE, port).await?;
    say!(out, "connected");
    for data in [b"one", b"two"] {
        writer.write(data)?;
        say!(out, "client reads {}", bytes(reader.read(100).await?));
    }
    writer.write_eof()?;
    say!(out, "client reads {}", bytes(reader.read(100).await?));
    writer.close()?;
    writer.wait_closed().await?;
    say!(out, "closed");
    ticking.cancel();
    server.close();
    match open_connection(HERE, port).await {
        Err(exc) if exc.is(&CONNECTION_REFUSED_ERROR) => say!(out, "refused"),
        given => drop(given?),
    }
    Ok(())
}

async fn several(out: Out) -> Py<()> {
    async fn client(out: Out, port: u16, name: &'static str, pauses: u32) -> Py<()> {
        say!(out, "begin {name}");
        let (reader, writer) = open_connection(HERE, port).await?;
        say!(out, "connected {name}");
        writer.write(format!("{name}\n").as_bytes())?;
        for n in 0..pauses {
            writer.write(format!("{n}\n").as_bytes())?;
            sleep(0.0).await?;
        }
        say!(out, "client reads {name} {}", bytes(reader.readline().await?));
        writer.write_eof()?;
        while let Some(line) = reader.anext().await? {
            say!(out, "client reads {name} {}", bytes(line));
        }
        writer.close()?;
        writer.wait_closed().await?;
        say!(out, "closed {name}");
        Ok(())
    }

    let print = out.clone();
    let serve = move |reader: StreamReader, writer: StreamWriter| {
        let out = print.clone();
        coroutine(async move {
            let line = reader.readline().await?;
            let name = String::from_utf8_lossy(&line).trim().to_owned();
            say!(out, "serve {name}");
            writer.write(b"hello\n")?;
            while let Some(line) = reader.anext().await? {
                say!(out, "server reads {name} {}", bytes(&line));
                writer.write(&line.repeat(2))?;
            }
            say!(out, "server ends {name}");
            writer.close()?;
            writer.wait_closed().await?;
            say!(out, "server closed {name}");
            Ok(())
        })
    };
    let server = start_server(serve, HERE, 0).await?;
    let port = server.sockets()[0].port();
    let ticking = create_task(ticks(out.clone()))?;
    let clients = [("a", 0), ("b", 3), ("c", 1)];
    gather(clients.map(|(name, pauses)| coroutine(client(out.clone(), port, name, pauses))))?.await?;
    client(out, port, "d", 2).await?;
    ticking.cancel();
    server.close();
    Ok(())
}

/// Data arrives in the same turn as in CPython. A busy system may deliver it later, in CPython's loop as well: one run of several counts.
async fn compare_turns<F: Future<Output = Py<()>> + 'static>(expected: &str, main: impl Fn(Out) -> F) {
    let mut printed = String::new();
    for _ in 0..20 {
        let out = Out::default();
        support::soon(asyncio::run(coroutine(main(out.clone())))).await.unwrap();
        printed = out.0.take();
        if printed == expected {
            return;
        }
    }
    panic!("it printed\n{printed}\nand not\n{expected}");
}

#[wasi_async_runtime::test(flavor = "current_thread")]
async fn sockets_have_their_turn_as_in_cpython() {
    compare_turns(recorded!("stream_order"), in_order).await;
    compare_turns(recorded!("stream_several"), several).await;
}

#[wasi_async_runtime::test]
async fn a_reset_is_raised_by_whoever_asks() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        stream.readable().await.unwrap();
        stream.set_linger(Some(Duration::ZERO)).unwrap(); // its drop resets the connection
    });
    let main = coroutine(async move {
        let (reader, writer) = open_connection(HERE, port).await?;
        writer.write(b"x")?;
        let exc = reader.read(1).await.unwrap_err();
        assert!(exc.is(&CONNECTION_RESET_ERROR));
        assert_eq!(exc.to_string(), "[Errno 104] Connection reset by peer");
        assert!(writer.is_closing());
        assert_eq!(writer.drain().await.unwrap_err(), exc);
        assert_eq!(writer.wait_closed().await.unwrap_err(), exc);
        writer.write(b"passed over")?;
        writer.close()?;
        drop((reader, writer));
        server.await.unwrap();
        let exc = open_connection(HERE, port).await.unwrap_err();
        assert_eq!(exc.to_string(), format!("[Errno 111] Connect call failed ('127.0.0.1', {port})"));
        let server = start_server(|_, _| (), HERE, 0).await?;
        let taken = server.sockets()[0];
        let exc = start_server(|_, _| (), HERE, taken.port()).await.unwrap_err();
        let text = format!(
            "[Errno 98] error while attempting to bind on address ('127.0.0.1', {}): address already in use",
            taken.port()
        );
        assert_eq!(exc.to_string(), text);
        Ok(())
    });
    support::soon(asyncio::run(main)).await.unwrap();
}

/// Whatever state connections are in when a loop ends.
#[test]
fn loops_leave_no_descriptor_behind() {
    async fn abandon() -> Py<()> {
        let stays = |reader: StreamReader, writer: StreamWriter| {
            coroutine(async move {
                writer.write(&vec![0; 8 << 20])?;
                reader.read(-1).await?;
                writer.drain().await
            })
        };
        let server = start_server(stays, HERE, 0).await?;
        let port = server.sockets()[0].port();
        let mut left = Vec::new();
        for _ in 0..3 {
            left.push(open_connection(HERE, port).await?);
        }
        left[0].1.write_eof()?;
        left[1].1.abort()?;
        let cancelled = create_task(coroutine(async move { open_connection(HERE, port).await }))?;
        sleep(0.0).await?;
        cancelled.cancel();
        let begun = create_task(coroutine(async move { open_connection(HERE, port).await }))?;
        sleep(0.0).await?;
        drop(begun);
        create_task(coroutine(async move {
            let (reader, _writer) = &left[2];
            reader.readexactly(64 << 20).await?;
            Ok(())
        }))?;
        sleep(0.0).await
    }

    alone("streams::native::loops_leave_no_descriptor_behind", 60, || {
        AsyncRuntime::block_on(async {
            let quiet = |main: Coroutine<()>| async move {
                // What is cancelled at the end is told; not here.
                let main = coroutine(async move {
                    get_running_loop()?.set_exception_handler(|_, _| ());
                    main.await
                });
                asyncio::run(main).await
            };
            quiet(coroutine(abandon())).await.unwrap();
            let before = descriptors();
            for round in 0..20 {
                quiet(coroutine(abandon())).await.unwrap();
                assert_eq!(descriptors(), before, "round {round}");
                // Also where `run` itself is given up.
                let endless = coroutine(async {
                    abandon().await?;
                    sleep(3600.0).await
                });
                assert!(wasi_async_runtime::timeout(10 * support::MS, quiet(endless)).await.is_err());
                assert_eq!(descriptors(), before, "round {round}");
                assert!(asyncio::get_event_loop().is_err());
            }
        });
    });
}
