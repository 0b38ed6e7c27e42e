//! Runs the file server of the examples on this runtime and on tokio, in turn.
//!
//! # How it works
//!
//! Two programs are built from one source, `examples/file_server.rs`: one on this runtime, one on tokio by `tokio_shim`. Each round starts them
//! one after the other, has `wrk` ask each for one small file, and ends them; so what the machine does meanwhile meets both. `wrk` shares the
//! processors with the server. Then each serves connections that this program opens and leaves alone: how much memory they take, and whether
//! the server wakes. That is done with glibc's arenas as they are and with one: tokio runs `main` in the process' first arena and we in
//! that of a worker, and the figures differ more by the arena than by the server.

use anyhow::{Context, bail};
use lexopt::prelude::*;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

const HELP: &str = "\
file_server_bench [--rounds N] [--seconds N] [--connections N] [--bytes N] [--idle N]

  --rounds       rounds under wrk (5)
  --seconds      how long wrk runs each time (5)
  --connections  of wrk (64)
  --bytes        of the file that is asked for (1024)
  --idle         connections that ask for nothing (10000)
";

/// The servers, which stand beside this program.
const SERVERS: [&str; 2] = ["file_server_ours", "file_server_on_tokio"];

/// How long the idle server is watched.
const WATCH: Duration = Duration::from_secs(5);

struct Options {
    rounds: usize,
    seconds: u64,
    connections: usize,
    bytes: usize,
    idle: usize,
}

fn main() -> anyhow::Result<()> {
    let Some(options) = options()? else {
        print!("{HELP}");
        return Ok(());
    };
    let folder = std::env::temp_dir().join(format!("file_server_bench-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("file.txt"), "x".repeat(options.bytes))?;
    let measured = measure(&options, &folder);
    fs::remove_dir_all(&folder)?;
    measured
}

fn options() -> anyhow::Result<Option<Options>> {
    let mut options = Options { rounds: 5, seconds: 5, connections: 64, bytes: 1024, idle: 10_000 };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(None),
            Long("rounds") => options.rounds = parser.value()?.parse()?,
            Long("seconds") => options.seconds = parser.value()?.parse()?,
            Long("connections") => options.connections = parser.value()?.parse()?,
            Long("bytes") => options.bytes = parser.value()?.parse()?,
            Long("idle") => options.idle = parser.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(options))
}

fn measure(options: &Options, folder: &Path) -> anyhow::Result<()> {
    let mut rates = [Vec::new(), Vec::new()];
    for round in 1..=options.rounds {
        // Whoever begins has no advantage over all rounds.
        let order = if round % 2 == 1 { [0, 1] } else { [1, 0] };
        for index in order {
            let server = Server::start(SERVERS[index], folder, None)?;
            let rate = server.wrk(options)?;
            println!("round {round}: {:<20} {rate:>9.0} requests/s", SERVERS[index]);
            rates[index].push(rate);
        }
    }
    if options.rounds > 0 {
        let [ours, tokio] = rates.map(median);
        println!("median: ours {ours:.0}, tokio {tokio:.0} requests/s, ratio {:.3}", ours / tokio);
    }
    if options.idle > 0 {
        allow_descriptors(options.idle)?;
        for arenas in [None, Some("1")] {
            println!("arenas of the allocator: {}", arenas.unwrap_or("as many as it likes"));
            for name in SERVERS {
                Server::start(name, folder, arenas)?.idle(name, options.idle)?;
            }
        }
    }
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

/// A server that runs, until this is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(name: &str, folder: &Path, arenas: Option<&str>) -> anyhow::Result<Server> {
        let program = beside(name)?;
        let mut child = Command::new(&program)
            .envs(arenas.map(|arenas| ("MALLOC_ARENA_MAX", arenas)))
            .arg(folder)
            .args(["--listen", "127.0.0.1:0", "--idle", "60"])
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}: build the workspace first", program.display()))?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("its output is piped")?).read_line(&mut line)?;
        let Some((_, url)) = line.trim_end().trim_end_matches('/').rsplit_once("http://") else {
            bail!("{name} does not say where it listens, but {line:?}");
        };
        Ok(Server { address: url.to_owned(), child })
    }

    /// Requests a second under wrk.
    fn wrk(&self, options: &Options) -> anyhow::Result<f64> {
        let output = Command::new("wrk")
            .args(["-t2".into(), format!("-c{}", options.connections), format!("-d{}s", options.seconds)])
            .arg(format!("http://{}/file.txt", self.address))
            .output()
            .context("cannot start wrk: is it installed?")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let said = |what| text.lines().find_map(|line| line.trim().strip_prefix(what));
        if let Some(errors) = said("Socket errors:").or_else(|| said("Non-2xx or 3xx responses:")) {
            bail!("wrk met errors: {errors}");
        }
        let rate = said("Requests/sec:").with_context(|| format!("wrk says no rate: {text}"))?;
        Ok(rate.trim().parse()?)
    }

    /// Opens connections, of which each is served once, and leaves them alone.
    fn idle(&self, name: &str, count: usize) -> anyhow::Result<()> {
        let mut streams = vec![self.connect()?];
        thread::sleep(Duration::from_millis(200));
        let before = self.resident()?;
        for _ in 0..count {
            streams.push(self.connect()?);
        }
        thread::sleep(Duration::from_secs(1));
        let (bytes, wakes, cpu) = (self.resident()? - before, self.switches()?, self.ticks()?);
        thread::sleep(WATCH);
        let (wakes, cpu) = (self.switches()? - wakes, self.ticks()? - cpu);
        let each = bytes as f64 / count as f64;
        println!(
            "{name}: {count} idle connections, {each:.0} bytes each; in {WATCH:?} {wakes} wake-ups, {cpu} ticks of CPU"
        );
        Ok(())
    }

    fn connect(&self) -> anyhow::Result<TcpStream> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.write_all(b"HEAD /file.txt HTTP/1.1\r\nhost: here\r\n\r\n")?;
        let mut answer = [0; 1024];
        let n = stream.read(&mut answer)?;
        if !answer[..n].starts_with(b"HTTP/1.1 200") {
            bail!("it answers {:?}", String::from_utf8_lossy(&answer[..n]));
        }
        Ok(stream)
    }

    fn proc(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}", self.child.id()))
    }

    /// Bytes in memory.
    fn resident(&self) -> anyhow::Result<i64> {
        Ok(field(&self.proc().join("status"), "VmRSS:")? * 1024)
    }

    /// How often its threads have given up a processor to wait.
    fn switches(&self) -> anyhow::Result<i64> {
        let mut sum = 0;
        for thread in fs::read_dir(self.proc().join("task"))? {
            sum += field(&thread?.path().join("status"), "voluntary_ctxt_switches:")?;
        }
        Ok(sum)
    }

    /// Processor time in ticks of 10 ms.
    fn ticks(&self) -> anyhow::Result<i64> {
        let stat = fs::read_to_string(self.proc().join("stat"))?;
        let (_, rest) = stat.rsplit_once(')').context("/proc/PID/stat has a name")?;
        let mut numbers = rest.split_whitespace().skip(11).map(str::parse::<i64>);
        let (user, system) = (numbers.next().context("user time")??, numbers.next().context("system time")??);
        Ok(user + system)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill(); // it may have ended
        let _ = self.child.wait();
    }
}

/// A program of this workspace.
fn beside(name: &str) -> anyhow::Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(name))
}

/// The number in a line of a file in /proc.
fn field(file: &Path, name: &str) -> anyhow::Result<i64> {
    let text = fs::read_to_string(file)?;
    let value = text.lines().find_map(|line| line.strip_prefix(name)).with_context(|| format!("{name} in {file:?}"))?;
    Ok(value.trim().trim_end_matches("kB").trim().parse()?)
}

/// Lets this process and its children have a descriptor for each connection.
fn allow_descriptors(connections: usize) -> anyhow::Result<()> {
    let wanted = connections as u64 + 200;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= wanted) {
        return Ok(());
    }
    setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum })
        .with_context(|| format!("this needs {wanted} descriptors: ulimit -n"))
}
