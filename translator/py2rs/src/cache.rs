//! Where what `--run` builds is kept, so that it starts at once the next time.
//!
//! # How it works
//!
//! ```text
//!  CACHE/programs/NAME-HASH/   what is started, and nothing else
//!  CACHE/packages/NAME-HASH/   the package that it was built from
//!  CACHE/target-HASH/          cargo's: one for each checkout, so that the runtime is built once
//! ```
//!
//! The hash is of all that decides what is built: the source, the file's name, this py2rs, the target, the runtime and its sources.
//!
//! - **I1** A program's folder appears whole, by a rename: what is there can be started.
//! - **I2** The hash is part of the package's name. In one target folder, packages of one name would hand back each other's programs.
//! - **I3** One process builds a program; others that want it wait for its lock.

use std::env;
use std::fs::{self, File, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, ensure};
use py_to_rust_asyncio::package::{Package, Runtime, package_name};
use sha2::{Digest, Sha256};

use crate::args::Options;
use crate::target::Target;
use crate::{cargo, write};

/// Names the cache's folder.
const CACHE: &str = "PY2RS_CACHE";

/// What a checkout's runtime is built from.
const SOURCES: [&str; 8] = [
    "Cargo.lock",
    "Cargo.toml",
    "macros/Cargo.toml",
    "macros/src",
    "src",
    "translator/pyrt/Cargo.toml",
    "translator/pyrt/src",
    "translator/Cargo.toml",
];

/// So many characters of a hash are in a name.
const SHOWN: usize = 16;

/// Under which name a program is kept.
#[derive(Debug)]
pub(crate) struct Key {
    /// Also the package's.
    name: String,
    target: Target,
}

impl Key {
    /// The key of a source.
    pub(crate) fn new(options: &Options, source: &[u8]) -> Key {
        let mut hash = Sha256::new();
        let file = options.file.to_string_lossy();
        for part in [env!("CARGO_PKG_VERSION").as_bytes(), options.target.name().as_bytes(), file.as_bytes(), source] {
            // The length keeps parts apart.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        if let Ok(itself) = env::current_exe() {
            stamp(&itself, &mut hash);
        }
        match &options.runtime {
            Runtime::Checkout(root) => SOURCES.iter().for_each(|source| stamp(&root.join(source), &mut hash)),
            Runtime::Version(version) => hash.update(version.as_bytes()),
        }
        let name = format!("{}-{}", package_name(&file), hex(&hash.finalize()));
        Key { name, target: options.target }
    }

    /// What is started, where it has been built.
    pub(crate) fn built(&self) -> anyhow::Result<Option<PathBuf>> {
        let entry = self.target.entry(&folder()?.join("programs").join(&self.name), &self.name);
        Ok(entry.is_file().then_some(entry))
    }

    /// Builds it, unless somebody else does so meanwhile; what is started.
    pub(crate) fn build(&self, options: &Options, rust: &str) -> anyhow::Result<PathBuf> {
        let cache = folder()?;
        let packages = cache.join("packages");
        make(&packages)?;
        let _lock = lock(&packages.join(format!("{}.lock", self.name)))?;
        if let Some(built) = self.built()? {
            return Ok(built);
        }
        let package = packages.join(&self.name);
        let file = options.file.to_string_lossy();
        let text = Package::named(&self.name, rust, &file, &options.runtime);
        write::write(&package, options.dressed(text), &options.runtime)?;
        let target_folder = cache.join(target_folder(&options.runtime));
        let program = cargo::build(self.target, &package, &target_folder, &self.name)?;
        self.keep(&cache, &package, &program)?;
        cargo::clean(self.target, &package, &target_folder, &self.name);
        self.built()?.context("what was built is not in the cache")
    }

    /// Puts what was built to the programs (I1).
    fn keep(&self, cache: &Path, package: &Path, program: &Path) -> anyhow::Result<()> {
        let programs = cache.join("programs");
        let made = programs.join(format!(".{}-{}", self.name, std::process::id()));
        make(&made)?;
        self.target.pack(program, &made, &self.name)?;
        if self.target == Target::Browser {
            for name in ["index.html", "page.js"] {
                let page = self.target.entry(&made, &self.name).with_file_name(name);
                fs::copy(package.join(name), &page).with_context(|| format!("cannot write {}", page.display()))?;
            }
        }
        let kept = programs.join(&self.name);
        let _ = fs::remove_dir_all(&kept);
        fs::rename(&made, &kept).with_context(|| format!("cannot write {}", kept.display()))
    }
}

/// The cache's folder.
fn folder() -> anyhow::Result<PathBuf> {
    let given = env::var_os(CACHE).filter(|path| !path.is_empty()).map(PathBuf::from);
    let folder =
        given.or_else(of_user).context(format!("there is no home folder: name one for the cache with {CACHE}"))?;
    let folder = if folder.is_absolute() { folder } else { env::current_dir()?.join(folder) };
    ensure!(!folder.is_file(), "the cache {} is a file", folder.display());
    Ok(folder)
}

/// Where the system wants caches.
fn of_user() -> Option<PathBuf> {
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || env::home_dir().filter(|home| home.is_absolute());
    let caches = match env::consts::OS {
        "windows" => absolute("LOCALAPPDATA"),
        "macos" => home().map(|home| home.join("Library/Caches")),
        _ => absolute("XDG_CACHE_HOME").or_else(|| Some(home()?.join(".cache"))),
    };
    Some(caches?.join("py2rs"))
}

fn make(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))
}

/// Waits until nobody else has it (I3).
fn lock(path: &Path) -> anyhow::Result<File> {
    let cannot = || format!("cannot lock {}", path.display());
    let file = File::create(path).with_context(cannot)?;
    file.lock().with_context(cannot)?;
    Ok(file)
}

/// Checkouts do not share one: each has its own runtime.
fn target_folder(runtime: &Runtime) -> String {
    let mut hash = Sha256::new();
    match runtime {
        Runtime::Checkout(root) => hash.update(root.to_string_lossy().as_bytes()),
        Runtime::Version(_) => hash.update(b"registry"),
    }
    format!("target-{}", hex(&hash.finalize()))
}

/// Adds what tells that a file, or one below a folder, has changed.
fn stamp(path: &Path, hash: &mut Sha256) {
    let Ok(metadata) = fs::symlink_metadata(path) else { return };
    if !metadata.is_dir() {
        hash.update(path.to_string_lossy().as_bytes());
        hash.update(metadata.len().to_le_bytes());
        hash.update(changed(&metadata).to_le_bytes());
        return;
    }
    let mut below: Vec<PathBuf> =
        fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    below.sort();
    below.iter().for_each(|path| stamp(path, hash));
}

fn changed(metadata: &Metadata) -> u128 {
    let since = metadata.modified().ok().and_then(|changed| changed.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| since.as_nanos())
}

fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>().chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(file: &str, target: Target, source: &str) -> String {
        let options = Options {
            file: file.into(),
            output: None,
            run: true,
            target,
            check: false,
            json: false,
            report: false,
            runtime: Runtime::Version("0.1".to_owned()),
            arguments: Vec::new(),
        };
        Key::new(&options, source.as_bytes()).name
    }

    #[test]
    fn a_name_tells_all_that_decides_what_is_built() {
        let one = name("a.py", Target::Native, "x");
        assert_eq!(one, name("a.py", Target::Native, "x"));
        assert!(one.starts_with("a-") && one.len() == 2 + SHOWN);
        for other in
            [name("b.py", Target::Native, "x"), name("a.py", Target::Wasip1, "x"), name("a.py", Target::Native, "y")]
        {
            assert_ne!(one, other);
        }
    }
}
