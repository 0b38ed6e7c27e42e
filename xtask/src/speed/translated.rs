//! `translated-speed`: the programs of benches/translated, translated, beside themselves in CPython.
//!
//! Natively the program is started itself. In Node `py2rs --run` starts it, which has built and kept it before.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, ensure};

use super::{Options, median, milliseconds, timed};
use crate::process::{command, run_shown};
use crate::project::{self, Project};
use crate::table::Table;
use crate::wasm::Wasm;

const FOLDER: &str = "benches/translated";

struct Workload {
    name: &'static str,
    what: &'static str,
    /// How many times as fast as CPython it is asked to be.
    goal: f64,
}

const WORKLOADS: [Workload; 6] = [
    Workload { name: "tasks", what: "100,000 create_task, gathered in ten batches", goal: 15.0 },
    Workload { name: "queue_items", what: "1,000,000 items of a Queue(128), 1 to 2 tasks, task_done", goal: 12.0 },
    Workload { name: "switches", what: "1,000,000 sleep(0) switches of two tasks", goal: 30.0 },
    Workload { name: "sieve_and_bodies", what: "a sieve, and a system of five bodies as objects", goal: 15.0 },
    Workload { name: "words", what: "2,000,000 words split, stripped, lowered and counted", goal: 4.0 },
    Workload { name: "start", what: "print one line", goal: 1.0 },
];

/// Translates and builds everything, runs it in turn, and prints the table.
pub(crate) fn run(project: &Project, options: &Options) -> anyhow::Result<()> {
    let version = super::version(&options.python)?;
    run_shown(project.cargo().args(["build", "--release", "--package", "py2rs"]))?;
    let wasm = Wasm::install(project, false)?;
    let mut table = Table::new(["workload", "", "native, ms", "Node, ms", "CPython, ms", "native", "asked", "Node"]);
    for workload in &WORKLOADS {
        let program = Program::build(project, workload.name)?;
        let [native, node, python] = program.race(&wasm, options)?;
        let ratio = |time: Duration| format!("{:.1}", python.as_secs_f64() / time.as_secs_f64());
        table.row([
            workload.name.to_owned(),
            workload.what.to_owned(),
            format!("{:.1}", milliseconds(native)),
            format!("{:.1}", milliseconds(node)),
            format!("{:.1}", milliseconds(python)),
            ratio(native),
            format!("{:.0}", workload.goal),
            ratio(node),
        ]);
    }
    println!("beside {version}; medians of {} rounds, whole processes in turn", options.rounds);
    print!("{table}");
    Ok(())
}

/// A program that is built for this machine.
struct Program {
    python: PathBuf,
    py2rs: PathBuf,
    native: PathBuf,
}

impl Program {
    fn build(project: &Project, name: &str) -> anyhow::Result<Program> {
        let folder = project.target.join("translated-speed");
        project::make_folder(&folder)?;
        let (python, package) = (project.root.join(FOLDER).join(name).with_extension("py"), folder.join(name));
        let py2rs = project.target.join("release/py2rs");
        run_shown(command(&py2rs).arg(&python).arg("-o").arg(&package).arg("--runtime").arg(&project.root))?;
        let mut cargo = project.cargo();
        cargo.current_dir(&package).args(["build", "--release", "--target-dir"]).arg(folder.join("target"));
        run_shown(&mut cargo)?;
        Ok(Program { python, py2rs, native: folder.join("target/release").join(name) })
    }

    fn node(&self, wasm: &Wasm) -> Command {
        let mut node = command(&self.py2rs);
        wasm.name_toolchain(&mut node);
        node.args(["--run", "--target", "node"]).arg(&self.python);
        node
    }

    /// How long it takes natively, in Node, and in CPython. All must print the same.
    fn race(&self, wasm: &Wasm, options: &Options) -> anyhow::Result<[Duration; 3]> {
        timed(&mut self.node(wasm)).context("Node")?; // builds it
        let mut times = [(); 3].map(|()| Vec::new());
        for _ in 0..options.rounds {
            let mut commands = [command(&self.native), self.node(wasm), command(&options.python)];
            commands[2].arg(&self.python);
            let mut printed = Vec::new();
            for (times, command) in times.iter_mut().zip(&mut commands) {
                let (time, text) = timed(command)?;
                times.push(time);
                printed.push(text);
            }
            ensure!(
                printed.windows(2).all(|two| two[0] == two[1]),
                "{}: not all print the same",
                self.python.display()
            );
        }
        Ok(times.map(median))
    }
}
