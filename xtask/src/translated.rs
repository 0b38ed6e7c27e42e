//! `translated`: the programs of translator/tests/programs, translated and run on a target.
//!
//! The test `translated` of the translator does the work, told by variables what and where; its first lines say which. Pages are opened
//! from here: the test only packs them, and says where.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

use crate::process::{run_limited, run_shown};
use crate::project::{self, Project};
use crate::tour::server::Server;
use crate::tour::webdriver::Browser;
use crate::wasm::Wasm;

/// Where the programs can run.
const TARGETS: [&str; 7] = ["native", "wasip1", "wasip1-node", "wasip2", "wasip2-jco", "node", BROWSER];
const BROWSER: &str = "browser";

const PROGRAMS: &str = "translator/tests/programs";
/// Of so many programs a sample takes one.
const SAMPLE: usize = 10;
/// How the test says where it has packed the page.
const PACKED: &str = "packed: ";
/// The test may build for so long.
const PACKING_LIMIT: Duration = Duration::from_secs(1800);
/// A page may take so long.
const LIMIT: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What is run where.
#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) target: &'static str,
    pub(crate) filter: Option<String>,
    /// One program of [`SAMPLE`], chosen by the commit, instead of all.
    pub(crate) sample: bool,
    /// Writes the list of refused programs, and runs nothing.
    pub(crate) bless: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { target: "native", filter: None, sample: false, bless: false }
    }
}

/// Reads the value of --target.
pub(crate) fn target(name: &str) -> anyhow::Result<&'static str> {
    let found = TARGETS.into_iter().find(|target| *target == name);
    found.with_context(|| format!("--target {name}: one of {} is wanted", TARGETS.join(", ")))
}

/// Translates and runs them; an error where one differs.
pub(crate) fn run(project: &Project, options: &Options) -> anyhow::Result<()> {
    let mut test = project.cargo();
    test.args(["test", "--package", "py_to_rust_asyncio", "--test", "translated", "--", "--nocapture"]);
    if options.bless {
        return run_shown(test.arg("those_that_are_refused").env("TRANSLATED_BLESS", "1"));
    }
    test.env("TRANSLATED_TARGET", options.target);
    test.env("TRANSLATED_FILTER", options.filter.as_deref().unwrap_or_default());
    if options.sample {
        test.arg("those_that_are_translated");
        test.env("TRANSLATED_PART", format!("{}/{SAMPLE}", project.part_of_commit(SAMPLE) + 1));
    }
    if options.target != "native" {
        let wasm = Wasm::install(project, options.target == BROWSER)?;
        test.env("TRANSLATED_CARGO", words(&wasm.cargo()));
    }
    if options.target != BROWSER {
        return run_shown(&mut test);
    }
    let packing = run_limited(test, PACKING_LIMIT)?;
    if !packing.is_success() {
        println!("{}", packing.log);
    }
    let packed = packing.stdout.lines().find_map(|line| line.split_once(PACKED)).context("the test packed nothing")?;
    pages(project, &PathBuf::from(packed.1.trim()))?;
    ensure!(packing.is_success(), "some programs do not compile: see above");
    Ok(())
}

/// A command as its program and arguments.
fn words(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// Opens the page once for each program that it holds.
fn pages(project: &Project, folder: &Path) -> anyhow::Result<()> {
    let list = project::read(&folder.join("programs.txt"))?;
    let server = Server::start(folder)?;
    let browser = Browser::start(&project.read("xtask/webdriver.json")?)?;
    let (mut passed, mut failed) = (0, Vec::new());
    for name in list.lines() {
        browser.open(&format!("{}?arg={name}", server.address()))?;
        match judge(&browser, &project.root.join(PROGRAMS).join(name)) {
            Ok(()) => passed += 1,
            Err(error) => {
                println!("{name} failed: {error:#}");
                failed.push(name);
            }
        }
    }
    println!("translated programs in a page: {passed} passed, {} failed", failed.len());
    ensure!(failed.is_empty(), "{} failed: {}", failed.len(), failed.join(", "));
    Ok(())
}

/// Compares what a page shows with what CPython prints.
fn judge(browser: &Browser, program: &Path) -> anyhow::Result<()> {
    let expected = project::read(&program.join("expected.out"))?;
    let status = project::read(&program.join("expected.status")).unwrap_or_default();
    let status = if status.trim().is_empty() { "0" } else { status.trim() };
    let ended = wait(browser)?;
    let shown = browser.text("#stdout")?;
    if shown != expected {
        let line = expected.lines().zip(shown.lines()).take_while(|(one, other)| one == other).count();
        bail!(
            "line {}: CPython prints {:?}, the page shows {:?}",
            line + 1,
            expected.lines().nth(line),
            shown.lines().nth(line)
        );
    }
    ensure!(ended == status, "status {ended} instead of {status}");
    Ok(())
}

/// Waits for the program's status.
fn wait(browser: &Browser) -> anyhow::Result<String> {
    let begun = Instant::now();
    let script = "const root = document.documentElement.dataset; return root.failed ?? root.status ?? ''";
    loop {
        let ended = browser.evaluate(script)?;
        if !ended.is_empty() {
            return Ok(ended);
        }
        ensure!(begun.elapsed() < LIMIT, "it did not end in {} s", LIMIT.as_secs());
        thread::sleep(LOOK_EVERY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_those_of_the_test() {
        let test = include_str!("../../translator/tests/translated/target.rs");
        for name in TARGETS {
            assert_eq!(target(name).unwrap(), name);
            assert!(test.contains(&format!("=> \"{name}\"")), "{name}");
        }
        assert!(target("moon").is_err());
    }
}
