//! A copy of the repository in which things are broken: `breaks/WORKER/tree` in the target folder.
//!
//! It is kept between runs, and only what differs is copied, so that cargo rebuilds little. A run that was interrupted
//! in the middle of a break is put right by the next copy.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::process::{command, output_of};
use crate::project::{self, Project};

use super::format::Break;

/// A worker's copy; one run at a time has it.
#[derive(Debug)]
pub(super) struct Tree {
    /// The copy's root.
    pub(super) root: PathBuf,
    /// Where its builds go, beside it.
    pub(super) target: PathBuf,
    _lock: File,
}

impl Tree {
    /// Copies what git knows and what it would add.
    pub(super) fn prepare(project: &Project, worker: usize) -> anyhow::Result<Self> {
        let folder = project.target.join("breaks").join(worker.to_string());
        project::make_folder(&folder)?;
        let lock = lock(&folder.join("lock"))?;
        let tree = Self { root: folder.join("tree"), target: folder.join("target"), _lock: lock };
        let files = files(project)?;
        for file in &files {
            let content = fs::read(project.root.join(file)).with_context(|| format!("cannot read {file}"))?;
            let copy = tree.root.join(file);
            if fs::read(&copy).ok().as_ref() != Some(&content) {
                project::write(&copy, content)?;
            }
        }
        remove_others(&tree.root, "", &files)?;
        Ok(tree)
    }

    /// Breaks a file until it is taken back.
    pub(super) fn apply(&self, one: &Break) -> anyhow::Result<Applied> {
        let path = self.root.join(&one.file);
        let whole = project::read(&path)?;
        project::write(&path, one.apply(&whole)?)?;
        Ok(Applied { path, whole })
    }
}

/// A file that is broken at this moment.
#[derive(Debug)]
#[must_use = "the file stays broken until it is taken back"]
pub(super) struct Applied {
    path: PathBuf,
    whole: String,
}

impl Applied {
    /// Restores the file.
    pub(super) fn take_back(self) -> anyhow::Result<()> {
        project::write(&self.path, self.whole)
    }
}

fn lock(path: &Path) -> anyhow::Result<File> {
    let file = File::create(path).with_context(|| format!("cannot make {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!("`cargo xtask breaks` runs already in this repository: wait for it")
        }
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
    }
}

/// The files to copy, from the root.
fn files(project: &Project) -> anyhow::Result<BTreeSet<String>> {
    let mut git = command("git");
    git.current_dir(&project.root);
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listed = output_of(&mut git).context("breaks copies the files that git lists")?;
    let files = listed.split('\0').filter(|file| !file.is_empty());
    // A file that is deleted and not yet committed is listed as well.
    let files = files.filter(|file| project.root.join(file).is_file());
    Ok(files.map(str::to_owned).collect())
}

/// Removes what an earlier copy had and this one has not.
fn remove_others(folder: &Path, prefix: &str, files: &BTreeSet<String>) -> anyhow::Result<()> {
    for path in project::list(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let relative = format!("{prefix}{name}");
        if path.is_dir() {
            remove_others(&path, &format!("{relative}/"), files)?;
        } else if !files.contains(&relative) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}
