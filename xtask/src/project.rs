//! Where the repository's things are, and its cargo.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use serde_json::Value;

use crate::process::{command, output_of};

/// The package that all this is about.
pub(crate) const PACKAGE: &str = "wasi_async_runtime";

/// What is checked and tested beside the features that are on by default.
pub(crate) const FEATURES: &str = "--features=wasi_async_runtime/asyncio";

/// The repository that xtask belongs to.
#[derive(Debug)]
pub(crate) struct Project {
    /// The folder of the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
}

impl Project {
    /// Finds the repository through the variables that cargo gives to xtask.
    pub(crate) fn find() -> anyhow::Result<Self> {
        let xtask =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = xtask.parent().context("xtask must stand inside the repository")?.to_owned();
        let mut metadata = command("cargo");
        metadata.args(["metadata", "--no-deps", "--format-version=1"]);
        let metadata: Value = serde_json::from_str(&output_of(metadata.current_dir(&root))?)
            .context("cargo metadata gave something else than JSON")?;
        let target = metadata["target_directory"].as_str().context("cargo metadata names no target directory")?.into();
        Ok(Self { root, target })
    }

    /// The cargo that runs xtask, in the root.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = command("cargo");
        cargo.current_dir(&self.root);
        cargo
    }

    /// Reads a file of the repository.
    pub(crate) fn read(&self, path: &str) -> anyhow::Result<String> {
        read(&self.root.join(path))
    }

    /// The names of the test files in tests/, sorted, without ".rs".
    pub(crate) fn test_files(&self) -> anyhow::Result<Vec<String>> {
        let mut names = Vec::new();
        for path in list(&self.root.join("tests"))? {
            let is_test = path.extension().is_some_and(|extension| extension == "rs");
            if let (true, Some(stem)) = (is_test, path.file_stem().and_then(|stem| stem.to_str())) {
                names.push(stem.to_owned());
            }
        }
        Ok(names)
    }

    /// One of so many parts, from 0. The commit's hash chooses, so that the parts take turns and one commit always gets the same.
    pub(crate) fn part_of_commit(&self, parts: usize) -> usize {
        let mut git = command("git");
        git.current_dir(&self.root).args(["rev-parse", "HEAD"]);
        let hash = output_of(&mut git).unwrap_or_default(); // before the first commit: the first part
        part_of_hash(hash.trim(), parts)
    }

    /// The version of a package in Cargo.lock.
    pub(crate) fn locked_version(&self, package: &str) -> anyhow::Result<String> {
        locked_version(&self.read("Cargo.lock")?, package)
            .with_context(|| format!("Cargo.lock has no package `{package}`"))
    }
}

/// Reads a file, with its path in the error.
pub(crate) fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a file and the folders above it, with its path in the error.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> anyhow::Result<()> {
    make_folder(path.parent().unwrap_or(path))?;
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(path: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(path).with_context(|| format!("cannot make the folder {}", path.display()))
}

/// What stands in a folder, sorted; nothing where there is no such folder.
pub(crate) fn list(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let cannot = || format!("cannot list {}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(cannot)? {
        paths.push(entry.with_context(cannot)?.path());
    }
    paths.sort();
    Ok(paths)
}

fn part_of_hash(hash: &str, parts: usize) -> usize {
    let digits = hash.chars().filter_map(|digit| digit.to_digit(16));
    digits.fold(0, |sum, digit| (sum * 16 + digit as usize) % parts)
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    version.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_version_is_found_by_its_exact_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "js-sys"), None);
    }
    #[test]
    fn the_hash_is_read_as_one_number() {
        assert_eq!(part_of_hash("10", 3), 16 % 3);
        assert_eq!(part_of_hash("ff", 10), 255 % 10);
        assert_eq!(part_of_hash("", 3), 0);
    }
}
