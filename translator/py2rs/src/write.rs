//! Puts a package into a folder.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use py_to_rust_asyncio::package::{Package, Runtime};

/// How a manifest of ours begins: what stands in such a folder may be replaced.
const OURS: &str = "# Written by py2rs";

/// Writes all files. A folder that holds something else is left alone.
pub(crate) fn write(folder: &Path, package: Package, runtime: &Runtime) -> anyhow::Result<()> {
    ensure!(
        is_free(folder)?,
        "{} holds something that py2rs did not write: name another folder with -o",
        folder.display()
    );
    for file in package.files() {
        let path = folder.join(&file.path);
        let cannot = || format!("cannot write {}", path.display());
        fs::create_dir_all(path.parent().unwrap_or(folder)).with_context(cannot)?;
        fs::write(&path, &file.text).with_context(cannot)?;
    }
    lock(folder, runtime)
}

/// Says whether a folder is absent, empty or ours.
fn is_free(folder: &Path) -> anyhow::Result<bool> {
    match fs::read_to_string(folder.join("Cargo.toml")) {
        Ok(manifest) => return Ok(manifest.starts_with(OURS)),
        Err(_) if !folder.exists() => return Ok(true),
        Err(_) => {}
    }
    let mut entries = fs::read_dir(folder).with_context(|| format!("cannot write to {}", folder.display()))?;
    Ok(entries.next().is_none())
}

/// Gives it the versions of the checkout, which were tested together; Cargo leaves out what is not needed.
fn lock(folder: &Path, runtime: &Runtime) -> anyhow::Result<()> {
    let Runtime::Checkout(root) = runtime else { return Ok(()) };
    let (theirs, ours) = (root.join("Cargo.lock"), folder.join("Cargo.lock"));
    if theirs.is_file() && !ours.exists() {
        fs::copy(&theirs, &ours).with_context(|| format!("cannot write {}", ours.display()))?;
    }
    Ok(())
}
