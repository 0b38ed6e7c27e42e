//! A TCP server that sends back what it gets, and a client that measures it.
//!
//! ```text
//! cargo run --release --example echo -- server 127.0.0.1:7000
//! cargo run --release --example echo -- client 127.0.0.1:7000 --connections 64 --messages 10000
//! ```

use anyhow::{Context, bail};
use futures_lite::{AsyncReadExt, AsyncWriteExt};
use lexopt::prelude::*;
use std::fmt;
use std::io;
use std::num::NonZeroUsize;
use std::time::Duration;
use wasi_async_runtime::net::{TcpListener, TcpStream};
use wasi_async_runtime::{AsyncError, Instant, spawn};

const HELP: &str = "\
echo server [ADDR]
echo client ADDR [--connections N] [--messages N] [--size BYTES]

  server         sends back what it gets; listens on ADDR (127.0.0.1:7000; with port 0 the system chooses one)
  client         sends messages to a server and waits for each to come back; prints round trips a second
  --connections  at the same time (64)
  --messages     over each connection, one after the other (1000)
  --size         of a message (64)
";

/// How long a server may take to accept.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

enum Command {
    Help,
    Server(String),
    Client(Load),
}

/// What the client puts on a server.
struct Load {
    address: String,
    connections: NonZeroUsize,
    messages: NonZeroUsize,
    size: NonZeroUsize,
}

#[wasi_async_runtime::main]
async fn main() -> Result<(), Shown> {
    run().await.map_err(Shown)
}

/// An error that `main` shows to people: in one line, with its causes.
struct Shown(anyhow::Error);

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

async fn run() -> anyhow::Result<()> {
    match command()? {
        Command::Help => print!("{HELP}"),
        Command::Server(address) => serve(&address).await?,
        Command::Client(load) => measure(&load).await?,
    }
    Ok(())
}

fn command() -> anyhow::Result<Command> {
    let mut parser = lexopt::Parser::from_env();
    let mut values = Vec::new();
    let count = |n| NonZeroUsize::new(n).expect("a default is above zero");
    let mut load = Load { address: String::new(), connections: count(64), messages: count(1000), size: count(64) };
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("connections") => load.connections = parser.value()?.parse()?,
            Long("messages") => load.messages = parser.value()?.parse()?,
            Long("size") => load.size = parser.value()?.parse()?,
            Value(value) if values.len() < 2 => values.push(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let mut values = values.into_iter();
    match (values.next().as_deref(), values.next()) {
        (Some("server"), address) => Ok(Command::Server(address.unwrap_or_else(|| "127.0.0.1:7000".into()))),
        (Some("client"), Some(address)) => Ok(Command::Client(Load { address, ..load })),
        (Some("client"), None) => bail!("the address of a server is missing: echo client ADDR"),
        (Some(other), _) => bail!("\"{other}\" is neither server nor client; --help says more"),
        (None, _) => bail!("say server or client; --help says more"),
    }
}

async fn serve(address: &str) -> anyhow::Result<()> {
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        match listener.accept().await {
            // A client that goes away in the middle is no concern of the others.
            Ok((stream, _)) => spawn(echo(stream)).detach(),
            Err(error) => eprintln!("a connection is lost: {error}"),
        }
    }
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buf = vec![0; 16 * 1024];
    loop {
        match stream.read(&mut buf).await? {
            0 => return Ok(()),
            n => stream.write_all(&buf[..n]).await?,
        }
    }
}

async fn measure(load: &Load) -> anyhow::Result<()> {
    let (messages, size) = (load.messages.get(), load.size.get());
    let mut streams = Vec::new();
    for _ in 0..load.connections.get() {
        let stream = TcpStream::connect_timeout(&load.address, CONNECT_LIMIT).await;
        streams.push(stream.with_context(|| format!("after {} connections", streams.len()))?);
    }
    let start = Instant::now();
    let talks: Vec<_> = streams.into_iter().map(|stream| spawn(talk(stream, messages, size))).collect();
    let mut latencies = Vec::new();
    for talk in talks {
        latencies.extend(talk.await??);
    }
    let took = start.elapsed();
    latencies.sort_unstable();
    let at = |part: usize| latencies[(latencies.len() - 1) * part / 100];
    println!("{} round trips of {size} bytes over {} connections", latencies.len(), load.connections);
    println!("round trips a second: {:.0}", latencies.len() as f64 / took.as_secs_f64());
    println!("latency: median {:.1?}, 99 of 100 below {:.1?}, longest {:.1?}", at(50), at(99), at(100));
    Ok(())
}

/// Sends messages one after the other; gives how long each took to come back.
async fn talk(mut stream: TcpStream, messages: usize, size: usize) -> Result<Vec<Duration>, AsyncError> {
    stream.set_nodelay(true)?;
    let (message, mut answer) = (vec![b'x'; size], vec![0; size]);
    let mut latencies = Vec::with_capacity(messages);
    for _ in 0..messages {
        let start = Instant::now();
        // At the same time, for a long message fills the buffers on the way before all of it is sent.
        let mut reader = &stream;
        let mut writer = &stream;
        let (sent, got) = futures_lite::future::zip(writer.write_all(&message), reader.read_exact(&mut answer)).await;
        sent.and(got)?;
        latencies.push(start.elapsed());
        if answer != message {
            return Err(AsyncError::Other("the server sent back something else".into()));
        }
    }
    stream.close().await?;
    Ok(latencies)
}
