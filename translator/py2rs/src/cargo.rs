//! Has cargo build a package, with a bar that tells how far it is.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::target::Target;

const NEEDED: &str = "cargo is needed to build what was written: https://rustup.rs installs it";

/// Builds the package in a folder; the program that came out.
///
/// # Errors
///
/// Where cargo fails, with all that it said.
pub(crate) fn build(target: Target, package: &Path, target_folder: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let bar = bar(&target, package)?;
    let mut cargo = command(target, package, "build")?;
    cargo.args(["--quiet", "--message-format=json-render-diagnostics", "--target-dir"]).arg(target_folder);
    let mut child = cargo.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().context(NEEDED)?;
    let said = child.stderr.take().map(|mut stderr| {
        thread::spawn(move || {
            let mut said = Vec::new();
            let _ = stderr.read_to_end(&mut said);
            String::from_utf8_lossy(&said).into_owned()
        })
    });
    if let Some(stdout) = child.stdout.take() {
        follow(stdout, &bar);
    }
    let status = child.wait().context("cannot wait for cargo")?;
    bar.finish_and_clear();
    let said = said.and_then(|said| said.join().ok()).unwrap_or_default();
    if !status.success() {
        let said = said.trim_end();
        bail!("cargo cannot build what py2rs wrote ({status}); it stands in {}\n{said}", package.display());
    }
    let program = target.program(target_folder, name);
    ensure!(program.is_file(), "cargo built no {}", program.display());
    Ok(program)
}

/// Takes a package's own leavings out of the target folder, which would grow by each program; that this fails harms nothing.
pub(crate) fn clean(target: Target, package: &Path, target_folder: &Path, name: &str) {
    if let Ok(mut cargo) = command(target, package, "clean") {
        cargo.args(["--package", name, "--target-dir"]).arg(target_folder);
        let _ = cargo.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

fn command(target: Target, package: &Path, does: &str) -> anyhow::Result<Command> {
    let mut cargo = target.cargo()?;
    cargo.current_dir(package).args([does, "--release"]).stdin(Stdio::null());
    if let Some(triple) = target.triple() {
        cargo.args(["--target", triple]);
    }
    Ok(cargo)
}

/// A bar as long as there are packages to build; it is hidden where nobody looks at standard error.
fn bar(target: &Target, package: &Path) -> anyhow::Result<ProgressBar> {
    let bar = ProgressBar::new(packages(*target, package)?);
    if let Ok(style) = ProgressStyle::with_template("{spinner} building [{bar:30}] {pos}/{len} {msg}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    Ok(bar)
}

/// How many packages are part of it; 1 where cargo does not say.
fn packages(target: Target, package: &Path) -> anyhow::Result<u64> {
    let mut cargo = target.cargo()?;
    cargo.current_dir(package).args(["metadata", "--format-version=1"]);
    // Without a platform, cargo would count those of all.
    let host = target.triple().map(str::to_owned).or_else(host);
    if let Some(platform) = host {
        cargo.args(["--filter-platform", &platform]);
    }
    let output = cargo.stdin(Stdio::null()).stderr(Stdio::null()).output().context(NEEDED)?;
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    Ok(metadata["resolve"]["nodes"].as_array().map_or(1, |nodes| nodes.len() as u64))
}

fn host() -> Option<String> {
    let output = Command::new("rustc").args(["--print", "host-tuple"]).stdin(Stdio::null()).output().ok()?;
    let host = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !host.is_empty()).then_some(host)
}

/// Moves the bar by cargo's messages, until there are no more.
fn follow(messages: ChildStdout, bar: &ProgressBar) {
    let mut built = BTreeSet::new();
    for line in BufReader::new(messages).lines().map_while(Result::ok) {
        let Ok(message) = serde_json::from_str::<Value>(&line) else { continue };
        let (Some(package), Some(name)) = (message["package_id"].as_str(), message["target"]["name"].as_str()) else {
            continue;
        };
        if built.insert(package.to_owned()) {
            bar.set_position(built.len() as u64);
            bar.set_message(name.to_owned());
        }
    }
}
