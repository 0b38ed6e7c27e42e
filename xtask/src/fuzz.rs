//! `fuzz`: each target of fuzz/ for some seconds, beginning with the inputs that were kept.
//!
//! fuzz/corpus-kept/TARGET holds the inputs that are worth keeping; fuzz/corpus/TARGET is where libFuzzer works.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};

use crate::process::{command, find, output_of, run_limited, run_shown, shown};
use crate::progress::Progress;
use crate::project::{self, Project};
use crate::workers::share;

/// The time of one target where none is given.
pub(crate) const DEFAULT_SECONDS: u32 = 30;
/// An input that takes longer hangs.
const INPUT_SECONDS: u32 = 20;
/// The time that a target may need besides, to start and to read the inputs that were kept.
const LONGEST_START: Duration = Duration::from_secs(300);

/// Runs all targets, whatever became of the ones before.
pub(crate) fn run(project: &Project, seconds: u32) -> anyhow::Result<()> {
    install()?;
    let targets = output_of(cargo_fuzz(project).arg("list"))
        .context("cargo fuzz needs a nightly toolchain (`rustup toolchain install nightly`) and fuzz/Cargo.toml")?;
    let targets: Vec<_> = targets.split_whitespace().collect();
    if targets.is_empty() {
        bail!("fuzz/ has no targets");
    }
    let mut progress = Progress::default();
    progress.step("build the fuzz targets", || run_shown(cargo_fuzz(project).args(["build", "-s", "none"])))?;
    // One target keeps one core busy.
    let name = format!("fuzz {} for {seconds} s each, two at a time", targets.join(", "));
    let ended =
        progress.step(&name, || anyhow::Ok(share(&[(), ()], &targets, |(), target| fuzz(project, target, seconds))))?;
    let mut red = Vec::new();
    for (target, result) in targets.into_iter().zip(ended) {
        if let Err(error) = result {
            println!("error: {error:#}");
            red.push(target);
        }
    }
    print!("{}", progress.table());
    if !red.is_empty() {
        bail!("fuzz: {} found something; libFuzzer says above where the input is", red.join(", "));
    }
    Ok(())
}

/// Runs one target, from the inputs that were kept.
fn fuzz(project: &Project, target: &str, seconds: u32) -> anyhow::Result<()> {
    let kept = copy_kept(&project.root.join("fuzz"), target)?;
    let mut fuzz = cargo_fuzz(project);
    fuzz.args(["run", "-s", "none", target, "--", "-verbosity=0", "-print_final_stats=1"]);
    fuzz.args([format!("-max_total_time={seconds}"), format!("-timeout={INPUT_SECONDS}")]);
    run_target(fuzz, seconds, &format!("{target}, from {kept} kept inputs"))
}

/// What libFuzzer says of inputs and words that it likes would bury the rest of a log: of a clean run only the sums are shown.
fn run_target(fuzz: Command, seconds: u32, name: &str) -> anyhow::Result<()> {
    let what = shown(&fuzz);
    let ended = run_limited(fuzz, Duration::from_secs(u64::from(seconds)) + LONGEST_START)?;
    if !ended.is_success() {
        print!("{}", ended.log);
        bail!("{what}: {}", ended.describe());
    }
    let sums = ended.log.lines().filter(|line| line.starts_with("stat::"));
    println!("    {name}\n{}", sums.map(|line| format!("        {line}\n")).collect::<String>());
    Ok(())
}

fn install() -> anyhow::Result<()> {
    if find("cargo-fuzz").is_some() {
        return Ok(());
    }
    println!("cargo install cargo-fuzz");
    let install = |arguments: &[&str]| {
        let mut cargo = command("cargo");
        cargo.args(["install", "--quiet", "cargo-fuzz"]);
        // The tool is for the project's builds, not one of them.
        cargo.env_remove("CARGO_TARGET_DIR");
        run_shown(cargo.args(arguments))
    };
    // Its own lock file may name a version that the registry does not serve.
    install(&["--locked"]).or_else(|_| install(&[])).context("install it by hand: cargo install cargo-fuzz")
}

fn cargo_fuzz(project: &Project) -> Command {
    let mut cargo = command("cargo");
    cargo.current_dir(&project.root);
    cargo.env("CARGO_TARGET_DIR", project.target.join("fuzz"));
    cargo.args(["+nightly", "fuzz"]);
    cargo
}

/// Copies the kept inputs to where libFuzzer begins, and counts them.
fn copy_kept(fuzz: &Path, target: &str) -> anyhow::Result<usize> {
    let corpus = fuzz.join("corpus").join(target);
    project::make_folder(&corpus)?;
    let mut count = 0;
    for kept in project::list(&fuzz.join("corpus-kept").join(target))? {
        if let Some(name) = kept.file_name().filter(|_| kept.is_file()) {
            fs::copy(&kept, corpus.join(name)).with_context(|| format!("cannot copy {}", kept.display()))?;
            count += 1;
        }
    }
    Ok(count)
}
