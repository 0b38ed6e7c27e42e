//! Examples as programs for WebAssembly, and the JavaScript around them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::bail;

use crate::process::{command, run_shown};
use crate::project::PACKAGE;

/// Builds examples for a target with this cargo, which builds in `folder`, in release; the programs, in the order of the names.
pub(crate) fn build(mut cargo: Command, folder: &Path, target: &str, names: &[&str]) -> anyhow::Result<Vec<PathBuf>> {
    cargo.args(["build", "--release", "--package", PACKAGE, "--target", target]);
    cargo.args(names.iter().flat_map(|name| ["--example", name]));
    run_shown(&mut cargo)?;
    let folder = folder.join(target).join("release/examples");
    let programs: Vec<_> = names.iter().map(|name| folder.join(name).with_extension("wasm")).collect();
    if let Some(absent) = programs.iter().find(|program| !program.is_file()) {
        bail!("cargo built no {}", absent.display());
    }
    Ok(programs)
}

/// Puts the JavaScript around a program into a folder; `kind` is "nodejs" or "web".
pub(crate) fn pack(program: &Path, kind: &str, folder: &Path) -> anyhow::Result<()> {
    let mut bindgen = command("wasm-bindgen");
    bindgen.args(["--target", kind, "--no-typescript", "--out-dir"]);
    run_shown(bindgen.arg(folder).arg(program))
}
