//! Finds the TCP ports of a host on which somebody listens. Scan your own hosts only.
//!
//! ```text
//! cargo run --release --example port_scan -- localhost
//! cargo run --release --example port_scan -- 192.168.1.1 --ports 22,80,8000-8999 --concurrency 500 --timeout 300
//! ```

use anyhow::{Context, bail};
use lexopt::prelude::*;
use std::fmt;
use std::io::ErrorKind;
use std::net::{IpAddr, ToSocketAddrs};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use wasi_async_runtime::net::TcpStream;
use wasi_async_runtime::{AsyncError, Instant, spawn, spawn_blocking};

const HELP: &str = "\
port_scan HOST [--ports LIST] [--concurrency N] [--timeout MS]

  HOST           an address or a name
  --ports        such as 22,80,8000-8999 (1-1024)
  --concurrency  attempts at the same time; each takes a descriptor (200)
  --timeout      how long a port may take to answer, in milliseconds (1000)
";

struct Options {
    host: String,
    ports: Vec<u16>,
    concurrency: NonZeroUsize,
    timeout: Duration,
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
    let Some(options) = options()? else {
        print!("{HELP}");
        return Ok(());
    };
    let address = look_up(options.host.clone()).await?;
    let start = Instant::now();
    let count = options.ports.len();
    let found = scan(address, options).await?;
    if let Some((ports, error)) = &found.untried
        && *ports == count
    {
        bail!("no port could be tried: {error}");
    }
    println!("{address}: {} of {count} ports are open, {:.1?}", found.open.len(), start.elapsed());
    for port in &found.open {
        println!("{port:>5}");
    }
    match found.untried {
        Some((ports, error)) => bail!("{ports} ports could not be tried, the last one because: {error}"),
        None => Ok(()),
    }
}

fn options() -> anyhow::Result<Option<Options>> {
    let mut parser = lexopt::Parser::from_env();
    let mut host = None;
    let mut ports = (1..=1024).collect();
    let mut concurrency = NonZeroUsize::new(200).expect("it is above zero");
    let mut timeout = Duration::from_secs(1);
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(None),
            Long("ports") => ports = parse_ports(&parser.value()?.string()?)?,
            Long("concurrency") => concurrency = parser.value()?.parse()?,
            Long("timeout") => timeout = Duration::from_millis(parser.value()?.parse()?),
            Value(value) if host.is_none() => host = Some(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let host = host.context("the host is missing: port_scan HOST; --help says more")?;
    Ok(Some(Options { host, ports, concurrency, timeout }))
}

/// Reads a list such as `22,80,8000-8999`; sorted, each port once.
fn parse_ports(list: &str) -> anyhow::Result<Vec<u16>> {
    let mut ports = Vec::new();
    for part in list.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let port = |text: &str| match text.trim().parse() {
            Ok(0) | Err(_) => bail!("\"{text}\" is no port: write numbers of 1 to 65535, such as 22,80,8000-8999"),
            Ok(port) => Ok(port),
        };
        let (first, last) = (port(first)?, port(last)?);
        if first > last {
            bail!("the ports {first}-{last} are in the wrong order");
        }
        ports.extend(first..=last);
    }
    ports.sort_unstable();
    ports.dedup();
    Ok(ports)
}

/// The host's first address: a name is looked up once, not for each port.
async fn look_up(host: String) -> anyhow::Result<IpAddr> {
    if let Ok(address) = host.trim_matches(['[', ']']).parse() {
        return Ok(address);
    }
    let name = host.clone();
    let addresses = spawn_blocking(move || (name, 0).to_socket_addrs()).await?;
    let mut addresses = addresses.with_context(|| format!("the name \"{host}\" cannot be looked up"))?;
    let first = addresses.next().with_context(|| format!("the name \"{host}\" has no address"))?;
    Ok(first.ip())
}

/// What a port says.
enum Answer {
    Open,
    /// It refuses, or says nothing in time.
    Closed,
    /// The attempt could not be made.
    Untried(String),
}

#[derive(Default)]
struct Found {
    /// Sorted.
    open: Vec<u16>,
    /// How many attempts could not be made, and why the last one could not.
    untried: Option<(usize, String)>,
}

/// Tries all ports: each of some tasks takes the next port until none is left.
async fn scan(address: IpAddr, options: Options) -> Result<Found, AsyncError> {
    let (ports, next) = (Arc::new(options.ports), Arc::new(AtomicUsize::new(0)));
    let bar = bar::Bar::new(ports.len());
    let tasks: Vec<_> = (0..options.concurrency.get().min(ports.len()))
        .map(|_| {
            let (ports, next, bar) = (ports.clone(), next.clone(), bar.clone());
            spawn(async move {
                let mut answers = Vec::new();
                while let Some(&port) = ports.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match attempt(address, port, options.timeout).await {
                        Answer::Closed => {}
                        answer => answers.push((port, answer)),
                    }
                    bar.advance();
                }
                answers
            })
        })
        .collect();
    let mut found = Found::default();
    for task in tasks {
        for (port, answer) in task.await? {
            match answer {
                Answer::Open => found.open.push(port),
                Answer::Closed => {}
                Answer::Untried(error) => {
                    let before = found.untried.map_or(0, |(count, _)| count);
                    found.untried = Some((before + 1, error));
                }
            }
        }
    }
    bar.finish();
    found.open.sort_unstable();
    Ok(found)
}

async fn attempt(address: IpAddr, port: u16, timeout: Duration) -> Answer {
    match TcpStream::connect_timeout((address, port), timeout).await {
        Ok(_) => Answer::Open,
        Err(error) => match error.kind() {
            ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset | ErrorKind::TimedOut => Answer::Closed,
            _ => Answer::Untried(error.to_string()),
        },
    }
}

#[cfg(not(target_family = "wasm"))]
mod bar {
    //! A bar on the terminal; nothing where stderr is none.

    use indicatif::{ProgressBar, ProgressStyle};

    #[derive(Clone)]
    pub(crate) struct Bar(ProgressBar);

    impl Bar {
        pub(crate) fn new(length: usize) -> Bar {
            let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} ports, {eta} left");
            Bar(ProgressBar::new(length as u64).with_style(style.expect("the template is right")))
        }

        pub(crate) fn advance(&self) {
            self.0.inc(1);
        }

        pub(crate) fn finish(&self) {
            self.0.finish_and_clear();
        }
    }
}

#[cfg(target_family = "wasm")]
mod bar {
    //! No bar: there is no terminal.

    #[derive(Clone)]
    pub(crate) struct Bar;

    impl Bar {
        pub(crate) fn new(_: usize) -> Bar {
            Bar
        }

        pub(crate) fn advance(&self) {}

        pub(crate) fn finish(&self) {}
    }
}
