//! `asyncio-speed` and `translated-speed`: workloads of ours beside the same in Python, whole processes in turn.

pub(crate) mod asyncio;
pub(crate) mod translated;

use std::ffi::{OsStr, OsString};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::process::{command, output_of};

/// The Python beside which we run, and how often each workload.
#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) python: OsString,
    pub(crate) rounds: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { python: "python3".into(), rounds: 5 }
    }
}

/// What a Python calls itself.
fn version(python: &OsStr) -> anyhow::Result<String> {
    let version = output_of(command(python).arg("--version"));
    let version =
        version.with_context(|| format!("no {}: name a CPython 3.11 or later with --python", python.display()))?;
    Ok(version.trim().to_owned())
}

/// How long a process takes from its start to its end, and what it prints.
fn timed(command: &mut Command) -> anyhow::Result<(Duration, String)> {
    let start = Instant::now();
    let printed = output_of(command)?;
    Ok((start.elapsed(), printed))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
