//! Twins about streams between sockets. They have the real clock.

use super::*;
use std::collections::BTreeMap;
use wasi_async_runtime::asyncio::exc::CONNECTION_ERROR;
use wasi_async_runtime::asyncio::{Server, StreamWriter, open_connection_with, start_server_with};

const HERE: &str = "127.0.0.1";

fn port(server: &Server) -> u16 {
    server.sockets()[0].port()
}

fn none_or(result: Py<()>) -> String {
    result.map_or_else(|exc| exc.class().name().to_owned(), |()| "NoneType".to_owned())
}

#[wasi_async_runtime::test]
async fn echo() {
    type Results = Rc<RefCell<BTreeMap<&'static str, (Vec<Vec<u8>>, bool, Vec<u8>)>>>;

    async fn echo(reader: StreamReader, writer: StreamWriter) -> Py<()> {
        loop {
            let line = reader.readline().await?;
            if line.is_empty() {
                break;
            }
            writer.write(&line.to_ascii_uppercase())?;
            writer.drain().await?;
        }
        writer.close()?;
        writer.wait_closed().await
    }

    async fn client(port: u16, name: &'static str, lines: Vec<String>, results: Results) -> Py<()> {
        let (reader, writer) = open_connection(HERE, port).await?;
        let mut answers = Vec::new();
        for line in lines {
            writer.writelines([line.as_bytes(), b"\n"])?;
            writer.drain().await?;
            answers.push(reader.readline().await?);
        }
        writer.close()?;
        writer.wait_closed().await?;
        let result = (answers, reader.at_eof(), reader.read(-1).await?);
        results.borrow_mut().insert(name, result);
        Ok(())
    }

    fn result(results: &Results, name: &str) -> String {
        let (answers, at_eof, rest) = &results.borrow()[name];
        let answers: Vec<_> = answers.iter().map(bytes).collect();
        format!("([{}], {}, {})", answers.join(", "), shown(*at_eof), bytes(rest))
    }

    compare(recorded!("stream_echo"), |out| async move {
        let server = start_server(|reader, writer| coroutine(echo(reader, writer)), HERE, 0).await?;
        let port = port(&server);
        let serving = server.is_serving();
        say!(out, "{} {} {} {}", server.sockets().len(), server.sockets()[0].ip(), shown(port > 0), shown(serving));
        let results = Results::default();
        let names = ["a", "b", "c"];
        let clients = names.map(|name| {
            let lines = (0..3).map(|n| format!("{name} {n}")).collect();
            coroutine(client(port, name, lines, results.clone()))
        });
        gather(clients)?.await?;
        for name in names {
            say!(out, "{name} {}", result(&results, name));
        }
        client(port, "none", Vec::new(), results.clone()).await?;
        say!(out, "{}", result(&results, "none"));
        server.close();
        server.wait_closed().await?;
        let sockets = if server.sockets().is_empty() { "()" } else { "some" };
        say!(out, "{sockets} {}", shown(server.is_serving()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test]
async fn half_closed() {
    compare(recorded!("stream_half"), |out| async move {
        let print = out.clone();
        let serve = move |reader: StreamReader, writer: StreamWriter| {
            let out = print.clone();
            coroutine(async move {
                let everything = reader.read(-1).await?;
                say!(out, "server has {} {}", bytes(&everything), shown(reader.at_eof()));
                writer.write(format!("{} bytes\n", everything.len()).as_bytes())?;
                writer.drain().await?;
                say!(out, "can write eof {}", shown(writer.can_write_eof()));
                writer.write_eof()?;
                say!(out, "server waits {}", bytes(reader.read(1).await?));
                writer.close()
            })
        };
        let server = start_server(serve, HERE, 0).await?;
        let (reader, writer) = open_connection(HERE, port(&server)).await?;
        let is_there = writer.peername() == Some(server.sockets()[0]);
        say!(out, "{} {}", shown(is_there), shown(writer.is_closing()));
        say!(out, "{}", writer.sockname().unwrap().ip());
        writer.write(b"one ")?;
        writer.write(b"two")?;
        writer.write_eof()?;
        writer.write_eof()?;
        match writer.write(b"three") {
            Err(exc) if exc.is(&RUNTIME_ERROR) => say!(out, "{exc:?}"),
            given => given?,
        }
        say!(out, "{}", bytes(reader.readline().await?));
        let line = reader.readline().await?;
        say!(out, "{} {}", bytes(line), shown(reader.at_eof()));
        writer.close()?;
        writer.close()?;
        say!(out, "{}", shown(writer.is_closing()));
        writer.wait_closed().await?;
        writer.wait_closed().await?;
        writer.write_eof()?;
        match writer.drain().await {
            Err(exc) if exc.is(&CONNECTION_RESET_ERROR) => say!(out, "{exc:?}"),
            given => given?,
        }
        server.close();
        server.wait_closed().await
    })
    .await;
}

async fn echo_lines(reader: StreamReader, writer: StreamWriter) -> Py<()> {
    while let Some(line) = reader.anext().await? {
        writer.write(&line)?;
    }
    writer.close()
}

#[wasi_async_runtime::test]
async fn servers() {
    async fn connect(out: &Out, port: u16) -> Py<()> {
        let connected = async {
            let (_reader, writer) = open_connection(HERE, port).await?;
            writer.close()?;
            writer.wait_closed().await?;
            say!(out, "connected");
            Ok::<_, Exc>(())
        };
        match connected.await {
            Err(exc) if exc.is(&OS_ERROR) => {
                let text = exc.to_string().replace(&port.to_string(), "PORT");
                let text = text.split_once("] ").map_or("", |(_, text)| text);
                say!(out, "{} {} {text}", exc.class().name(), shown(exc.errno().is_some()));
                Ok(())
            }
            given => given,
        }
    }

    compare(recorded!("stream_server"), |out| async move {
        let echo = |reader, writer| coroutine(echo_lines(reader, writer));
        let server = start_server(echo, HERE, 0).await?;
        let at = port(&server);
        let (reader, writer) = open_connection(HERE, at).await?;
        writer.write(b"before\n")?;
        say!(out, "{}", bytes(reader.readline().await?));
        connect(&out, at).await?;
        let waits = create_task(call!(server.wait_closed()))?;
        sleep(0.0).await?;
        server.close();
        server.close();
        say!(out, "closed {} {}", shown(server.is_serving()), server.sockets().len());
        connect(&out, at).await?;
        writer.write(b"still there\n")?;
        let line = reader.readline().await?;
        say!(out, "{} {}", bytes(line), shown(waits.done()));
        writer.close()?;
        waits.await?;
        say!(out, "all gone");
        server.wait_closed().await?;
        match server.serve_forever().await {
            Err(exc) if exc.is(&RUNTIME_ERROR) => {
                let text = exc.to_string();
                let (begin, end) = (text.split_once(" sockets").unwrap(), text.split_once("> ").unwrap());
                say!(out, "{} {}", begin.0, end.1);
            }
            given => given?,
        }

        let server = start_server_with(echo, HERE, 0, 65536, false).await?;
        say!(out, "{}", shown(server.is_serving()));
        let at = port(&server);
        let serving = create_task(call!(server.serve_forever()))?;
        sleep(0.0).await?;
        say!(out, "{}", shown(server.is_serving()));
        connect(&out, at).await?;
        match server.serve_forever().await {
            Err(exc) if exc.is(&RUNTIME_ERROR) => {
                say!(out, "{}", exc.to_string().split_once("> ").unwrap().1);
            }
            given => given?,
        }
        serving.cancel();
        match serving.await {
            Err(exc) if exc.is(&CANCELLED_ERROR) => say!(out, "cancelled {}", shown(server.is_serving())),
            given => given?,
        }
        connect(&out, at).await?;

        let server = start_server(echo, HERE, 0).await?;
        let print = out.clone();
        let (at, serving) = server
            .scope(|server| async move {
                let at = port(&server);
                let serving = create_task(call!(server.serve_forever()))?;
                server.start_serving().await?;
                connect(&print, at).await?;
                say!(print, "{}", shown(server.get_loop() == get_running_loop()?));
                Ok((at, serving))
            })
            .await?;
        match serving.await {
            Err(exc) if exc.is(&CANCELLED_ERROR) => say!(out, "its end cancels"),
            given => given?,
        }
        connect(&out, at).await
    })
    .await;
}

#[wasi_async_runtime::test]
async fn drains() {
    const MANY: usize = 16 * 1024 * 1024;

    compare(recorded!("stream_drain"), |out| async move {
        let begin = Event::new();
        let total: Rc<RefCell<asyncio::Future<usize>>> = Rc::new(RefCell::new(get_running_loop()?.create_future()));
        let (begins, totals) = (begin.clone(), total.clone());
        let slow = move |reader: StreamReader, writer: StreamWriter| {
            let (begin, total) = (begins.clone(), totals.clone());
            coroutine(async move {
                begin.wait().await?;
                let mut count = 0;
                loop {
                    let data = reader.read(50_000).await?;
                    if data.is_empty() {
                        break;
                    }
                    assert!(data.iter().all(|byte| *byte == 0));
                    count += data.len();
                }
                let total = total.borrow().clone();
                total.set_result(count)?;
                writer.close()
            })
        };
        let next = || {
            begin.clear();
            let future = get_running_loop()?.create_future();
            total.replace(future.clone());
            Ok::<_, Exc>(future)
        };

        let server = start_server(slow, HERE, 0).await?;
        let at = port(&server);
        let (reader, writer) = open_connection(HERE, at).await?;
        say!(out, "{}", writer.get_write_buffer_size());
        writer.write(b"\0")?;
        writer.drain().await?;
        writer.write(&vec![0; MANY])?;
        say!(out, "{}", shown(writer.get_write_buffer_size() > 65536));
        let drains = (0..3).map(|_| create_task(call!(writer.drain()))).collect::<Py<Vec<_>>>()?;
        sleep(0.05).await?;
        let done: Vec<_> = drains.iter().map(|drain| shown(drain.done())).collect();
        say!(out, "[{}]", done.join(", "));
        drains[1].cancel();
        begin.set();
        let results: Vec<_> = gather_exceptions(drains)?.await?.into_iter().map(none_or).collect();
        say!(out, "{}", format!("{results:?}").replace('"', "'"));
        say!(out, "{}", shown(writer.get_write_buffer_size() <= 16384));
        writer.set_write_buffer_limits(10, None)?;
        writer.write_eof()?;
        let future = total.borrow().clone();
        say!(out, "{}", future.await?);
        say!(out, "{}", bytes(reader.read(-1).await?));
        writer.close()?;
        writer.wait_closed().await?;
        match writer.set_write_buffer_limits(1, 2) {
            Err(exc) if exc.is(&VALUE_ERROR) => say!(out, "{exc}"),
            given => given?,
        }

        // What was written is sent after the close.
        let future = next()?;
        let (_reader, writer) = open_connection(HERE, at).await?;
        writer.write(&vec![0; MANY])?;
        writer.close()?;
        let closes = create_task(call!(writer.wait_closed()))?;
        sleep(0.02).await?;
        say!(out, "{} {}", shown(writer.is_closing()), shown(closes.done()));
        begin.set();
        closes.await?;
        say!(out, "{}", future.await?);

        // And not after an abort.
        let future = next()?;
        let (reader, writer) = open_connection(HERE, at).await?;
        writer.write(&vec![0; MANY])?;
        let drain = create_task(call!(writer.drain()))?;
        sleep(0.02).await?;
        writer.abort()?;
        say!(out, "{} {}", shown(writer.is_closing()), writer.get_write_buffer_size());
        writer.wait_closed().await?;
        drain.await?;
        say!(out, "None {}", shown(reader.at_eof()));
        begin.set();
        say!(out, "{}", shown(future.await? < MANY));
        server.close();
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test]
async fn chat() {
    type Clients = Rc<RefCell<Vec<(String, StreamWriter)>>>;

    async fn serve(clients: Clients, reader: StreamReader, writer: StreamWriter) -> Py<()> {
        let line = reader.readline().await?;
        let name = String::from_utf8_lossy(&line).trim().to_owned();
        clients.borrow_mut().push((name.clone(), writer.clone()));
        let count = clients.borrow().len();
        writer.write(format!("welcome {name}, {count} here\n").as_bytes())?;
        writer.drain().await?;
        while let Some(line) = reader.anext().await? {
            let all = clients.borrow().clone();
            for (_, to) in all.iter().filter(|(other, _)| *other != name) {
                to.write(&[format!("{name}: ").as_bytes(), &line].concat())?;
            }
            gather(all.into_iter().map(|(_, to)| coroutine(async move { to.drain().await })))?.await?;
        }
        clients.borrow_mut().retain(|(other, _)| *other != name);
        for (_, to) in clients.borrow().iter() {
            to.write(format!("{name} has left\n").as_bytes())?;
        }
        writer.close()
    }

    async fn listen(reader: StreamReader, said: Rc<RefCell<Vec<String>>>) -> Py<()> {
        while let Some(line) = reader.anext().await? {
            said.borrow_mut().push(String::from_utf8_lossy(&line).trim_end().to_owned());
        }
        said.borrow_mut().push("the end".to_owned());
        Ok(())
    }

    compare(recorded!("stream_chat"), |out| async move {
        let clients = Clients::default();
        let here = clients.clone();
        let server =
            start_server(move |reader, writer| coroutine(serve(here.clone(), reader, writer)), HERE, 0).await?;
        let body = |server: Server| async move {
            let (mut writers, mut listens, mut said) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
            for name in ["ann", "bob", "cat"] {
                let (reader, writer) = open_connection(HERE, port(&server)).await?;
                writer.write(format!("{name}\n").as_bytes())?;
                writers.insert(name, writer);
                say!(out, "{}", String::from_utf8_lossy(&reader.readline().await?).trim_end());
                let says: Rc<RefCell<Vec<String>>> = Rc::default();
                said.insert(name, says.clone());
                listens.insert(name, create_task(coroutine(listen(reader, says)))?);
            }
            let until = async |name: &str, count: usize| {
                while said[name].borrow().len() < count {
                    sleep(0.001).await?;
                }
                Ok::<_, Exc>(())
            };
            writers["ann"].write(b"hello\n")?;
            until("bob", 1).await?;
            until("cat", 1).await?;
            writers["bob"].write(b"hi\nhow are you?\n")?;
            until("ann", 2).await?;
            until("cat", 3).await?;
            for name in ["cat", "ann", "bob"] {
                writers[name].write_eof()?;
                (&listens[name]).await?;
                writers[name].close()?;
                writers[name].wait_closed().await?;
                let mut here: Vec<_> = clients.borrow().iter().map(|(name, _)| name.clone()).collect();
                here.sort_unstable();
                let line = format!("{name} {:?} {here:?}", said[name].borrow());
                say!(out, "{}", line.replace('"', "'"));
            }
            Ok(())
        };
        server.scope(body).await
    })
    .await;
}

#[wasi_async_runtime::test]
async fn timeouts() {
    compare(recorded!("stream_timeouts"), |out| async move {
        let goes_on = Event::new();
        let (print, goes) = (out.clone(), goes_on.clone());
        let serve = move |reader: StreamReader, writer: StreamWriter| {
            let (out, goes_on) = (print.clone(), goes.clone());
            coroutine(async move {
                writer.write(b"hal")?;
                goes_on.wait().await?;
                writer.write(b"f\nand more\n")?;
                match wait_for(call!(reader.read(1)), 0.02).await {
                    Err(exc) if exc.is(&TIMEOUT_ERROR) => say!(out, "server {exc:?}"),
                    given => drop(given?),
                }
                writer.close()
            })
        };
        let server = start_server(serve, HERE, 0).await?;
        let at = port(&server);
        let (reader, writer) = open_connection(HERE, at).await?;
        for _ in 0..2 {
            match wait_for(call!(reader.readline()), 0.03).await {
                Err(exc) if exc.is(&TIMEOUT_ERROR) => say!(out, "client {exc:?}"),
                given => drop(given?),
            }
        }
        match timeout(0.02)?.scope(|_| reader.readexactly(100)).await {
            Err(exc) if exc.is(&TIMEOUT_ERROR) => say!(out, "client {exc:?} {:?}", exc.cause().unwrap()),
            given => drop(given?),
        }
        let waits = create_task(call!(reader.readline()))?;
        sleep(0.01).await?;
        waits.cancel();
        let results: Vec<_> = gather_exceptions([waits])?.await?.into_iter().map(Result::unwrap_err).collect();
        say!(out, "{results:?}");
        goes_on.set();
        let first = wait_for(call!(reader.readline()), 5.0).await?;
        let second = reader.readline().await?;
        say!(out, "{} {} {}", bytes(first), bytes(second), bytes(reader.readline().await?));
        let waits = create_task(call!(writer.wait_closed()))?;
        sleep(0.0).await?;
        say!(out, "{}", shown(waits.done()));
        writer.close()?;
        waits.await?;
        server.close();
        server.wait_closed().await?;
        match wait_for(coroutine(async move { open_connection(HERE, at).await }), 5.0).await {
            Err(exc) if exc.is(&OS_ERROR) => say!(out, "{}", exc.class().name()),
            given => drop(given?),
        }
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test]
async fn handlers() {
    async fn talk(out: &Out, server: Server, says: &[u8], stays_open: bool) -> Py<()> {
        let (reader, writer) = open_connection(HERE, port(&server)).await?;
        writer.write(says)?;
        if stays_open {
            say!(out, "{}", bytes(reader.readline().await?));
            match wait_for(call!(reader.read(-1)), 0.03).await {
                Err(exc) if exc.is(&TIMEOUT_ERROR) => say!(out, "open"),
                given => drop(given?),
            }
        } else {
            reader.read(-1).await?;
            say!(out, "ended");
        }
        writer.close()?;
        server.close();
        Ok(())
    }

    compare(recorded!("stream_handlers"), |out| async move {
        let print = out.clone();
        get_running_loop()?.set_exception_handler(move |_, trouble| {
            say!(print, "told: {} {:?}", trouble.message, trouble.exception.as_ref().unwrap());
        });
        let kept: Rc<RefCell<Vec<StreamWriter>>> = Rc::default();

        async fn fails(reader: StreamReader) -> Py<()> {
            Err(Exc::new(&VALUE_ERROR, AsPython(bytes(reader.readline().await?))))
        }
        async fn leaves(writer: StreamWriter) -> Py<()> {
            writer.write(b"left open\n")
        }
        let keeps = kept.clone();
        let plain = move |_: StreamReader, writer: StreamWriter| {
            keeps.borrow_mut().push(writer.clone());
            writer.write(b"plain\n")
        };
        let breaks = |_: StreamReader, writer: StreamWriter| -> Py<()> {
            writer.close()?;
            Err(Exc::new(&KEY_ERROR, "plain"))
        };
        talk(&out, start_server(|reader, _| coroutine(fails(reader)), HERE, 0).await?, b"hello\n", false).await?;
        talk(&out, start_server(|_, writer| coroutine(leaves(writer)), HERE, 0).await?, b"", true).await?;
        talk(&out, start_server(plain, HERE, 0).await?, b"", true).await?;
        talk(&out, start_server(breaks, HERE, 0).await?, b"", false).await?;
        let writer = kept.borrow()[0].clone();
        say!(out, "{} {}", kept.borrow().len(), shown(writer.is_closing()));
        writer.close()?;
        writer.wait_closed().await?;
        say!(out, "{}", asyncio::all_tasks()?.len());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test]
async fn pauses() {
    const MANY: usize = 2 * 1024 * 1024;

    compare(recorded!("stream_pause"), |out| async move {
        let serve = |_: StreamReader, writer: StreamWriter| {
            coroutine(async move {
                writer.write(&[&b"line\n"[..], &vec![0; MANY], b"\nend\n"].concat())?;
                writer.drain().await?;
                writer.close()
            })
        };
        let shows = |reader: &StreamReader, text| shown(format!("{reader:?}").contains(text));
        let server = start_server(serve, HERE, 0).await?;
        let (reader, writer) = open_connection_with(HERE, port(&server), 1000).await?;
        sleep(0.03).await?;
        say!(out, "{} {}", shows(&reader, "paused"), shows(&reader, "limit=1000"));
        let line = reader.readline().await?;
        say!(out, "{} {}", bytes(line), shows(&reader, "paused"));
        let zeros = reader.readexactly(MANY as i64).await?;
        say!(out, "{} {}", zeros.len(), zeros.iter().filter(|byte| **byte == 0).count());
        say!(out, "{}", bytes(reader.readuntil(b"\nend").await?));
        let rest = reader.read(-1).await?;
        say!(out, "{} {} {}", bytes(rest), shows(&reader, "paused"), shown(reader.at_eof()));
        writer.close()?;
        server.close();
        Ok(())
    })
    .await;
}

/// Shown as it is.
#[derive(Debug)]
struct AsPython(String);

impl asyncio::exc::Argument for AsPython {
    fn repr(&self) -> String {
        self.0.clone()
    }
}
/// What a handler whose task is cancelled leaves is told, as in CPython 3.11.
#[wasi_async_runtime::test]
async fn shutdown() {
    compare(recorded!("stream_shutdown"), |out| async move {
        let print = out.clone();
        get_running_loop()?.set_exception_handler(move |_, trouble| {
            say!(print, "told: {} {:?}", trouble.message, trouble.exception.as_ref().unwrap());
        });
        let print = out.clone();
        let waits = move |reader: StreamReader, writer: StreamWriter| {
            let out = print.clone();
            coroutine(async move {
                say!(out, "serves");
                let read = reader.readline().await;
                say!(out, "handler ends {}", shown(writer.is_closing()));
                writer.write(b"bye\n")?;
                writer.close()?;
                writer.wait_closed().await?;
                say!(out, "handler closed");
                read.map(drop)
            })
        };
        let server = start_server(waits, HERE, 0).await?;
        let (reader, writer) = open_connection(HERE, port(&server)).await?;
        let print = out.clone();
        let client = coroutine(async move {
            match reader.read(-1).await {
                Ok(data) => say!(print, "{}", bytes(data)),
                Err(exc) if exc.is(&CANCELLED_ERROR) => {
                    say!(print, "{}", bytes(reader.read(-1).await?));
                    for _ in 0..7 {
                        writer.write(b"too late")?;
                        match writer.drain().await {
                            Ok(()) => say!(print, "drained"),
                            Err(exc) if exc.is(&CONNECTION_ERROR) => {
                                say!(print, "<class '{}'>", exc.class().name());
                                break;
                            }
                            Err(exc) => return Err(exc),
                        }
                        sleep(0.02).await?;
                    }
                    return Err(exc);
                }
                Err(exc) => return Err(exc),
            }
            Ok(())
        });
        let task = create_task(client)?;
        sleep(0.02).await?;
        say!(out, "main ends {}", shown(task.done()));
        Ok(())
    })
    .await;
}

/// Who holds the reader only has closed the connection.
#[wasi_async_runtime::test]
async fn the_last_writer_closes() {
    let main = coroutine(async {
        let server = start_server(|reader, writer| coroutine(echo_lines(reader, writer)), HERE, 0).await?;
        let (reader, writer) = open_connection(HERE, port(&server)).await?;
        let other = writer.clone();
        drop(writer);
        other.write(b"open\n")?;
        assert_eq!(reader.readline().await?, b"open\n");
        drop(other);
        assert_eq!(reader.readline().await?, b"");
        server.close();
        Ok(())
    });
    support::soon(asyncio::run(main)).await.unwrap();
}
