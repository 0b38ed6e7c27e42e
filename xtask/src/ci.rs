//! `ci`: everything that must hold before a change lands, to the end even where a part fails.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::bail;

use crate::asyncio_diff;
use crate::breaks;
use crate::process::run_shown;
use crate::progress::seconds;
use crate::project::{FEATURES, PACKAGE, Project};
use crate::table::Table;
use crate::wasm::{WASI, WASI2, WEB, Wasm};
use crate::{deps, fuzz, layers, test, translated};

/// Runs all parts; false where one failed.
pub(crate) fn run(project: &Project) -> anyhow::Result<bool> {
    let begun = Instant::now();
    let mut parts = Parts::default();
    parts.run("formatting", || formatting(project));
    parts.run("check-layers", || layers::run(project));
    parts.run("check-deps", || deps::run(project));
    parts.run("clippy, native", || clippy_native(project));
    parts.run("documentation", || documentation(project));
    parts.run("tests of xtask, the macros and the translator", || own_tests(project));
    parts.run("models", || models(project));
    let wasm = parts.run("set up WebAssembly", || Wasm::install(project, true));
    for target in [WASI, WASI2, WEB] {
        parts.run(&format!("clippy, {target}"), || match &wasm {
            Some(wasm) => clippy_wasm(wasm, target),
            None => bail!("there is no compiler for it"),
        });
    }
    for target in OTHER_SYSTEMS {
        parts.run(&format!("clippy, {target}"), || match &wasm {
            Some(wasm) => clippy_other(wasm, target),
            None => bail!("there is no compiler for it"),
        });
    }
    parts.run("a sample of translated programs, wasip1", || {
        let target = translated::target("wasip1")?;
        translated::run(project, &translated::Options { target, sample: true, ..Default::default() })
    });
    parts.run("sockets over the crate polling", || polling(project));
    let mut counts = "0 passed, 1 failed, 0 skipped".to_owned(); // what a run that never began says
    let mut problems = Vec::new();
    parts.run("test", || {
        let outcome = test::run(project, &test::Options::default())?;
        println!("{}", outcome.counts);
        counts = outcome.counts;
        problems = outcome.problems;
        if !outcome.passed {
            bail!("tests failed: they are listed at the end");
        }
        Ok(())
    });
    parts.run("asyncio-diff", || asyncio_against_cpython(project));
    parts.run("breaks", || breaks::run(project, &breaks::Options::default()));
    parts.run("fuzz", || fuzz::run(project, fuzz::DEFAULT_SECONDS));

    println!("\n{}", parts.table(begun.elapsed()));
    for (name, error) in &parts.errors {
        println!("error: {name}: {error}");
    }
    problems.iter().take(MOST_PROBLEMS).for_each(|problem| println!("{problem}"));
    println!("{counts}");
    Ok(parts.errors.is_empty())
}

/// How many failed tests are listed once more at the end, which may be all that is kept of a run.
const MOST_PROBLEMS: usize = 50;

/// What has run.
#[derive(Default)]
struct Parts {
    done: Vec<(String, bool, Duration)>,
    errors: Vec<(String, String)>,
}

impl Parts {
    fn run<T>(&mut self, name: &str, part: impl FnOnce() -> anyhow::Result<T>) -> Option<T> {
        println!("\n######## {name}");
        let begun = Instant::now();
        let result = part();
        let took = begun.elapsed();
        let word = if result.is_ok() { "ok" } else { "FAILED" };
        if let Err(error) = &result {
            println!("error: {error:#}");
            let first = format!("{error:#}").lines().take(3).collect::<Vec<_>>().join(" ");
            self.errors.push((name.to_owned(), first));
        }
        println!("######## {name}: {word} ({})", seconds(took));
        self.done.push((name.to_owned(), result.is_ok(), took));
        result.ok()
    }

    fn table(&self, total: Duration) -> Table {
        let mut table = Table::new(["part", "result", "time"]);
        for (name, ok, took) in &self.done {
            let word = if *ok { "ok" } else { "FAILED" };
            table.row([name.clone(), word.to_owned(), seconds(*took)]);
        }
        table.row(["all".to_owned(), String::new(), seconds(total)]);
        table
    }
}

fn formatting(project: &Project) -> anyhow::Result<()> {
    run_shown(project.cargo().args(["fmt", "--all", "--check"]))?;
    // fuzz/ stands outside the workspace.
    if project.root.join("fuzz/Cargo.toml").is_file() {
        let fuzz = ["fmt", "--check", "--manifest-path", "fuzz/Cargo.toml"];
        run_shown(project.cargo().args(fuzz))?;
    }
    Ok(())
}

fn clippy_native(project: &Project) -> anyhow::Result<()> {
    let arguments = ["clippy", "--workspace", "--all-targets", FEATURES, "--", "-D", "warnings"];
    run_shown(project.cargo().args(arguments))
}

/// What runs there: the runtime with its tests, and what translated programs call. The other packages are native only.
fn clippy_wasm(wasm: &Wasm, target: &str) -> anyhow::Result<()> {
    for what in [&["--package", PACKAGE, "--all-targets", FEATURES][..], &["--package", "pyrt", "--lib"]] {
        let mut cargo: Command = wasm.cargo();
        cargo.arg("clippy").args(what);
        run_shown(cargo.args(["--target", target, "--", "-D", "warnings"]))?;
    }
    Ok(())
}

/// Systems on which no test runs here: what they compile is checked, with a standard library built from its sources.
const OTHER_SYSTEMS: [&str; 2] = ["x86_64-pc-windows-msvc", "aarch64-apple-darwin"];

fn clippy_other(wasm: &Wasm, target: &str) -> anyhow::Result<()> {
    let mut cargo: Command = wasm.cargo();
    cargo.env("RUSTC_BOOTSTRAP", "1"); // for build-std
    cargo.args(["clippy", "-Zbuild-std", "--package", PACKAGE, "--lib", "--test", "net", "--test", "contract"]);
    run_shown(cargo.args(["--target", target, "--", "-D", "warnings"]))
}

/// The poller of the other systems, on this one: as it reports changes, and (forced upon polling) as it reports once.
fn polling(project: &Project) -> anyhow::Result<()> {
    let changes = "--cfg wasi_async_runtime_polling";
    let once = "--cfg wasi_async_runtime_polling --cfg polling_test_poll_backend";
    // What `poll` accepts or refuses is another matter than with epoll: the second runs the portable tests only.
    let runs: [(&str, &[&str]); 2] =
        [(changes, &["--test", "net", "--test", "native_net"]), (once, &["--test", "net"])];
    for (flags, tests) in runs {
        let mut cargo = project.cargo();
        cargo.env("RUSTFLAGS", flags).args(["test", "--package", PACKAGE]).args(tests);
        run_shown(cargo.arg("--target-dir").arg(project.target.join("polling")))?;
    }
    Ok(())
}

/// The recorded programs are compared by the tests; this asks whether they are still what CPython prints.
fn asyncio_against_cpython(project: &Project) -> anyhow::Result<()> {
    if !asyncio_diff::has_python() {
        println!("there is no CPython 3.11: what it printed before was compared by the test `asyncio_diff`");
        return Ok(());
    }
    if !asyncio_diff::run(project, &asyncio_diff::Options::default())? {
        bail!("CPython prints something else: it stands above");
    }
    Ok(())
}

fn documentation(project: &Project) -> anyhow::Result<()> {
    let mut cargo = project.cargo();
    cargo.env("RUSTDOCFLAGS", "-D warnings");
    run_shown(cargo.args(["doc", "--no-deps", "--workspace", FEATURES]))
}

fn models(project: &Project) -> anyhow::Result<()> {
    let models = format!("{PACKAGE}_models");
    run_shown(project.cargo().args(["test", "--release", "--package", &models, "--tests"]))
}

/// Of the packages that know no platform.
fn own_tests(project: &Project) -> anyhow::Result<()> {
    let macros = format!("{PACKAGE}_macros");
    let packages = ["xtask", &macros, "py_to_rust_asyncio", "pyrt", "py2rs"]
        .into_iter()
        .flat_map(|package| ["--package", package]);
    run_shown(project.cargo().arg("test").args(packages))
}
