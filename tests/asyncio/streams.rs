//! Twins about streams.
//!
//! Those that need sockets have the real clock, and stand in [`sockets`]: where a platform has none, a test in their place says what is
//! raised. Readers that are fed by hand are the same everywhere.
#![cfg(feature = "net")]

use super::*;
use wasi_async_runtime::asyncio::exc::{
    ASSERTION_ERROR, CONNECTION_RESET_ERROR, INCOMPLETE_READ_ERROR, LIMIT_OVERRUN_ERROR, NOT_IMPLEMENTED_ERROR,
    OS_ERROR,
};
use wasi_async_runtime::asyncio::{StreamReader, open_connection, start_server};

/// Bytes as Python shows them.
fn bytes(bytes: impl AsRef<[u8]>) -> String {
    let mut text = String::from("b'");
    for byte in bytes.as_ref() {
        match byte {
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            byte => text.push(char::from(*byte)),
        }
    }
    text + "'"
}

/// A call of an `async def`, which begins when it is awaited.
macro_rules! call {
    ($of:ident . $($call:tt)*) => {{
        let of = $of.clone();
        coroutine(async move { of.$($call)*.await })
    }};
}

#[wasi_async_runtime::test(start_paused = true)]
async fn readers() {
    async fn raised(awaited: impl Future<Output = Py<Vec<u8>>>) -> String {
        match awaited.await {
            Ok(value) => bytes(value),
            Err(exc) => format!("{exc:?}"),
        }
    }
    compare(recorded!("stream_reader"), |out| async move {
        let reader = StreamReader::new();
        reader.feed_data(b"first\nsecond\nrest")?;
        let (line, some) = (reader.readline().await?, reader.read(3).await?);
        say!(out, "{} {} {}", bytes(line), bytes(some), bytes(reader.readexactly(4).await?));
        say!(out, "{reader:?} {}", shown(reader.at_eof()));
        reader.feed_data(b"")?;
        reader.feed_data(b"; more\r\n\r\nbody")?;
        say!(out, "{}", bytes(reader.readuntil(b"\r\n\r\n").await?));
        say!(out, "{} {}", bytes(reader.read(0).await?), bytes(reader.readexactly(0).await?));
        reader.feed_eof();
        say!(out, "{reader:?} {}", shown(reader.at_eof()));
        let (rest, at_eof) = (reader.read(100).await?, reader.at_eof());
        let (some, line) = (reader.read(1).await?, reader.readline().await?);
        say!(out, "{} {} {} {}", bytes(rest), shown(at_eof), bytes(some), bytes(line));
        say!(out, "{}", raised(reader.readexactly(1)).await);
        match reader.feed_data(b"late") {
            Err(exc) if exc.is(&ASSERTION_ERROR) => say!(out, "{exc:?}"),
            given => given?,
        }

        for _ in 0..2 {
            let reader = StreamReader::new();
            reader.feed_data(b"abc")?;
            reader.feed_eof();
            match reader.readexactly(5).await {
                Err(exc) if exc.is(&INCOMPLETE_READ_ERROR) => {
                    say!(out, "{exc} {} {}", bytes(exc.partial().unwrap()), exc.expected().unwrap());
                }
                given => drop(given?),
            }
            say!(out, "{}", shown(reader.at_eof()));
        }

        let reader = StreamReader::new();
        reader.feed_data(b"no end")?;
        reader.feed_eof();
        match reader.readuntil(b"END").await {
            Err(exc) if exc.is(&INCOMPLETE_READ_ERROR) => {
                let expected = exc.expected().map_or_else(|| "None".to_owned(), |expected| expected.to_string());
                say!(out, "{exc:?} {} {expected}", bytes(exc.partial().unwrap()));
            }
            given => drop(given?),
        }
        let reader = StreamReader::new();
        reader.feed_data(b"no newline")?;
        reader.feed_eof();
        let first = reader.readline().await?;
        say!(out, "{} {}", bytes(first), bytes(reader.readline().await?));

        for limit in [0, -1] {
            match StreamReader::with_limit(limit) {
                Err(exc) if exc.is(&VALUE_ERROR) => say!(out, "{exc:?}"),
                given => drop(given?),
            }
        }
        let reader = StreamReader::with_limit(4)?;
        reader.feed_data(b"toolong")?;
        match reader.readuntil(b"\n").await {
            Err(exc) if exc.is(&LIMIT_OVERRUN_ERROR) => say!(out, "{exc:?} {}", exc.consumed().unwrap()),
            given => drop(given?),
        }
        say!(out, "{reader:?}");
        reader.feed_data(b"\nnext\nx")?;
        match reader.readuntil(b"\n").await {
            Err(exc) if exc.is(&LIMIT_OVERRUN_ERROR) => say!(out, "{exc:?} {}", exc.consumed().unwrap()),
            given => drop(given?),
        }
        say!(out, "{}", raised(reader.readline()).await);
        say!(out, "{reader:?}");
        say!(out, "{}", bytes(reader.readline().await?));
        reader.feed_data(b"123456789")?;
        say!(out, "{}", raised(reader.readline()).await);
        say!(out, "{reader:?}");
        reader.feed_data(b"abcdSEP")?;
        say!(out, "{}", bytes(reader.readuntil(b"SEP").await?));
        reader.feed_data(b"abcdeSEP")?;
        say!(out, "{}", raised(reader.readuntil(b"SEP")).await);
        let first = reader.read(-5 + 6).await?;
        say!(out, "{} {}", bytes(first), bytes(reader.readexactly(7).await?));
        say!(out, "{}", raised(reader.readuntil(b"")).await);
        say!(out, "{}", raised(reader.readexactly(-1)).await);

        reader.set_exception(Exc::new(&VALUE_ERROR, "broken"));
        say!(out, "{:?} {reader:?}", reader.exception().unwrap());
        let reads: [Coroutine<Vec<u8>>; 4] = [
            call!(reader.read(-1)),
            call!(reader.readline()),
            call!(reader.readexactly(1)),
            call!(reader.readuntil(b"x")),
        ];
        for read in reads {
            say!(out, "{}", raised(read).await);
        }

        let reader = StreamReader::new();
        reader.feed_data(b"one\n\ntwo\nthr")?;
        reader.feed_eof();
        while let Some(line) = reader.anext().await? {
            say!(out, "{}", bytes(line));
        }
        say!(out, "{}", shown(reader.at_eof()));
        let reader = StreamReader::with_limit(2)?;
        reader.feed_data(b"everything")?;
        reader.feed_eof();
        let everything = reader.read(-1).await?;
        say!(out, "{} {}", bytes(everything), bytes(reader.read(-1).await?));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn waits_for_data() {
    compare(recorded!("stream_waits"), |out| async move {
        let print = out.clone();
        let read = move |name: &'static str, awaited: Coroutine<Vec<u8>>| {
            let out = print.clone();
            coroutine(async move {
                match awaited.await {
                    Ok(data) => say!(out, "{name} {}", bytes(data)),
                    Err(exc) if exc.is(&CANCELLED_ERROR) => {
                        say!(out, "{name} cancelled");
                        return Err(exc);
                    }
                    Err(exc) => say!(out, "{name} {exc:?}"),
                }
                Ok(())
            })
        };
        let print = out.clone();
        let ticks = coroutine(async move {
            for n in 0..12 {
                say!(print, "tick {n}");
                sleep(0.0).await?;
            }
            Ok(())
        });

        let reader = StreamReader::new();
        let ticking = create_task(ticks)?;
        let first = create_task(read("first", call!(reader.readexactly(4))))?;
        sleep(0.0).await?;
        say!(out, "{}", shown(reader.at_eof()));
        read("second", call!(reader.readline())).await?;
        reader.feed_data(b"ab")?;
        say!(out, "fed ab");
        sleep(0.0).await?;
        reader.feed_data(b"cdef\ngh")?;
        say!(out, "fed the rest");
        first.await?;

        let waits = create_task(read("waits", call!(reader.readuntil(b"gh\n"))))?;
        sleep(0.0).await?;
        waits.cancel();
        say!(out, "{}", shown(!gather_exceptions([waits])?.await?.is_empty()));
        reader.feed_data(b"\n")?;
        let line = reader.readline().await?;
        say!(out, "{} {}", bytes(line), bytes(reader.readuntil(b"\n").await?));

        // Fed and cancelled in one turn: nothing is lost.
        let waits = create_task(read("both", call!(reader.read(10))))?;
        sleep(0.0).await?;
        reader.feed_data(b"kept")?;
        waits.cancel();
        gather_exceptions([waits])?.await?;
        say!(out, "{}", bytes(reader.read(10).await?));

        // Cancelled, and fed before it knows.
        let waits = create_task(read("other", call!(reader.read(10))))?;
        sleep(0.0).await?;
        waits.cancel();
        reader.feed_data(b"kept too")?;
        gather_exceptions([waits])?.await?;
        say!(out, "{}", bytes(reader.read(10).await?));

        let waits = create_task(read("raises", call!(reader.readline())))?;
        sleep(0.0).await?;
        reader.set_exception(Exc::new(&CONNECTION_RESET_ERROR, "gone"));
        waits.await?;
        read("again", call!(reader.read(1))).await?;

        let reader = StreamReader::new();
        let waits = create_task(read("all", call!(reader.read(-1))))?;
        for part in [b"a", b"b", b"c"] {
            reader.feed_data(part)?;
            sleep(0.0).await?;
            sleep(0.0).await?;
        }
        reader.feed_eof();
        waits.await?;
        let waits = create_task(read("end", call!(reader.readexactly(2))))?;
        waits.await?;
        ticking.await?;

        let reader = StreamReader::new();
        let event_loop = get_running_loop()?;
        let feeds = reader.clone();
        event_loop.call_later(0.06, move || feeds.feed_data(b"in time"))?;
        for _ in 0..2 {
            match wait_for(call!(reader.read(100)), 0.04).await {
                Err(exc) if exc.is(&TIMEOUT_ERROR) => say!(out, "{exc:?}"),
                given => say!(out, "{}", bytes(given?)),
            }
        }
        match timeout(0.02)?.scope(|_| reader.readline()).await {
            Err(exc) if exc.is(&TIMEOUT_ERROR) => say!(out, "{exc:?}"),
            given => drop(given?),
        }
        for (delay, data) in [(0.02, &b"line"[..]), (0.04, b"\n")] {
            let feeds = reader.clone();
            event_loop.call_later(delay, move || feeds.feed_data(data))?;
        }
        say!(out, "{}", bytes(timeout(10.0)?.scope(|_| reader.readline()).await?));
        Ok(())
    })
    .await;
}

/// Errors of the system become what Python makes of them.
#[wasi_async_runtime::test]
async fn io_errors_are_os_errors() {
    use std::io::{Error, ErrorKind};
    use wasi_async_runtime::AsyncError;

    let exc = Exc::from_io(&Error::from(ErrorKind::ConnectionReset));
    assert!(exc.is(&CONNECTION_RESET_ERROR) && exc.errno() == Some(104));
    let exc = Exc::from_io(&Error::other("nothing fits"));
    assert!(exc.is(&OS_ERROR) && exc.errno().is_none());
    assert_eq!(exc.to_string(), "nothing fits");
    let exc = Exc::from_io(&Error::from(AsyncError::PlatformNotSupported("x".to_owned())));
    assert!(exc.is(&NOT_IMPLEMENTED_ERROR), "{exc:?}");
}

#[cfg(all(target_family = "wasm", not(target_env = "p2")))]
#[wasi_async_runtime::test]
async fn where_there_are_no_sockets_streams_say_so() {
    let main = coroutine(async {
        for host in ["127.0.0.1", "localhost"] {
            let exc = open_connection(host, 80).await.unwrap_err();
            assert!(exc.is(&NOT_IMPLEMENTED_ERROR) && exc.to_string().contains("sockets"), "{exc:?}");
            let exc = start_server(|_, _| (), host, 0).await.unwrap_err();
            assert!(exc.is(&NOT_IMPLEMENTED_ERROR), "{exc:?}");
        }
        assert!(start_server(|_, _| (), None, 0).await.is_err());
        Ok(())
    });
    asyncio::run(main).await.unwrap();
}

#[cfg(any(not(target_family = "wasm"), target_env = "p2"))]
#[path = "streams_sockets.rs"]
mod sockets;

#[cfg(target_os = "linux")]
#[path = "../support_native/mod.rs"]
mod support_native;

#[cfg(target_os = "linux")]
#[path = "streams_native.rs"]
mod native;
