//! `asyncio-speed`: workloads on our asyncio types.

use std::ffi::OsString;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};

use super::{Options, median, milliseconds, timed};
use crate::process::{command, output_of, run_shown};
use crate::project::Project;
use crate::table::Table;

struct Workload {
    name: &'static str,
    what: &'static str,
    units: u32,
    goal: f64,
}

const WORKLOADS: [Workload; 3] = [
    Workload { name: "gather", what: "create_task, gathered in ten batches", units: 100_000, goal: 20.0 },
    Workload { name: "queue", what: "items of a Queue(128), 1 to 2 tasks, task_done", units: 1_000_000, goal: 15.0 },
    Workload { name: "switch", what: "sleep(0) switches of two tasks", units: 1_000_000, goal: 40.0 },
];
/// Memory per parked task, as a share of CPython's.
const MEMORY: &str = "parked";
const MEMORY_GOAL: f64 = 4.0;
/// Loops for Python; those that are not installed are left out, and said so.
const LOOPS: [&str; 3] = ["asyncio", "uvloop", "rloop"];

/// Runs everything in turn and prints the table.
pub(crate) fn run(project: &Project, options: &Options) -> anyhow::Result<()> {
    let mut build = project.cargo();
    run_shown(build.args(["build", "--release", "--package", "wasi_async_runtime_benches", "--bin", "asyncio"]))?;
    let python = Python::find(project, options)?;
    let ours = || command(project.target.join("release/asyncio"));
    println!("beside {}; medians of {} rounds, whole processes in turn", python.version, options.rounds);
    let mut table =
        Table::new(["workload", "", "ours, ms", "each, ns", "CPython, ms", "ratio", "asked", "uvloop", "rloop"]);
    for workload in &WORKLOADS {
        let (mut our_times, mut times) = (Vec::new(), vec![Vec::new(); python.loops.len()]);
        for _ in 0..options.rounds {
            our_times.push(timed(ours().arg(workload.name))?.0);
            for (times, name) in times.iter_mut().zip(&python.loops) {
                times.push(timed(&mut python.runs(workload.name, name))?.0);
            }
        }
        let our_time = median(our_times);
        let times: Vec<Duration> = times.into_iter().map(median).collect();
        let ratio = |name: &str| {
            let index = python.loops.iter().position(|known| *known == name);
            index.map_or("not installed".to_owned(), |index| {
                format!("{:.1}", times[index].as_secs_f64() / our_time.as_secs_f64())
            })
        };
        table.row([
            workload.name.to_owned(),
            workload.what.to_owned(),
            format!("{:.1}", milliseconds(our_time)),
            format!("{:.0}", our_time.as_secs_f64() * 1e9 / f64::from(workload.units)),
            format!("{:.0}", milliseconds(times[0])),
            ratio("asyncio"),
            format!("{:.0}", workload.goal),
            ratio("uvloop"),
            ratio("rloop"),
        ]);
    }
    print!("{table}");
    let bytes = |command: &mut Command| -> anyhow::Result<f64> {
        output_of(command)?.trim().parse().context("the workload does not print a number of bytes")
    };
    let (our_bytes, bytes) = (bytes(ours().arg(MEMORY))?, bytes(&mut python.runs(MEMORY, LOOPS[0]))?);
    let ratio = bytes / our_bytes;
    println!(
        "a task that waits for an event: {our_bytes} bytes in residence, CPython {bytes}: {ratio:.1} (asked {MEMORY_GOAL})"
    );
    Ok(())
}

struct Python {
    program: OsString,
    script: OsString,
    version: String,
    loops: Vec<&'static str>,
}

impl Python {
    fn find(project: &Project, options: &Options) -> anyhow::Result<Python> {
        let python = &options.python;
        let version = super::version(python)?;
        let mut loops = Vec::new();
        for name in LOOPS {
            let imports = output_of(command(python).args(["-c", &format!("import {name}")]));
            match imports {
                Ok(_) => loops.push(name),
                Err(_) if name == LOOPS[0] => bail!("{} has no asyncio", python.display()),
                Err(_) => println!("{name} is left out: `{} -m pip install {name}` has it measured", python.display()),
            }
        }
        let script = project.root.join("benches/asyncio/workloads.py").into();
        Ok(Python { program: python.clone(), script, version, loops })
    }

    fn runs(&self, workload: &str, name: &str) -> Command {
        let mut command = command(&self.program);
        command.arg(&self.script).args([workload, name]);
        command
    }
}
