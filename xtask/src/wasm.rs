//! What WebAssembly needs: a cargo with the wasm targets, the WASI runners, wasm-bindgen and a browser.
//!
//! Which compiler: rustup's, where it has the targets; else Debian's, linked as the toolchain `debian`. `WASM_TOOLCHAIN=debian`
//! asks for the latter at once. What is missing is installed by `rustup target add` or, where rustup has no server to
//! ask, by `xtask/wasm-toolchain.sh`; when all is there, looking takes less than a second.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};

use crate::process::{command, find, output_of, run_limited, run_shown};
use crate::project::Project;

/// The targets beside the native one.
pub(crate) const WASI: &str = "wasm32-wasip1";
pub(crate) const WASI2: &str = "wasm32-wasip2";
pub(crate) const WEB: &str = "wasm32-unknown-unknown";
const TARGETS: [&str; 3] = [WASI, WASI2, WEB];

const SCRIPT: &str = "xtask/wasm-toolchain.sh";
/// Where Debian's compiler keeps the standard libraries.
const DEBIAN_LIBRARIES: &str = "/usr/lib/rustlib";
/// rustup retries for long where it reaches no server.
const TARGET_ADD_LIMIT: Duration = Duration::from_secs(180);

/// An installed toolchain for WebAssembly.
#[derive(Debug)]
pub(crate) struct Wasm {
    compiler: Compiler,
    root: PathBuf,
}

impl Wasm {
    /// Installs what is missing, with its progress on the terminal.
    pub(crate) fn install(project: &Project, browser: bool) -> anyhow::Result<Self> {
        let version = project.locked_version("wasm-bindgen")?;
        let mut compiler = Facts::look().compiler();
        if compiler == Choice::AddTargets {
            compiler = add_targets(project);
        }
        let compiler = match compiler {
            Choice::Rustup => Compiler::Default,
            Choice::Debian | Choice::AddTargets if find("rustup").is_some() => Compiler::Debian,
            Choice::Debian | Choice::AddTargets => Compiler::System,
        };
        let missing = missing(compiler, &version, browser);
        if !missing.is_empty() {
            println!("{SCRIPT} installs {}", missing.join(", "));
            run_script(project, compiler, &version, browser)?;
        }
        Ok(Self { compiler, root: project.root.clone() })
    }

    /// The cargo that can build for the wasm targets, in the repository's root.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = match self.compiler {
            Compiler::Default => command("cargo"),
            Compiler::Debian => {
                let mut cargo = command("cargo");
                cargo.arg("+debian");
                cargo
            }
            Compiler::System => command("/usr/bin/cargo"),
        };
        cargo.current_dir(&self.root);
        cargo
    }

    /// Tells a program that calls cargo for WebAssembly itself which one.
    pub(crate) fn name_toolchain(&self, program: &mut Command) {
        if self.compiler == Compiler::Debian {
            program.env("WASM_TOOLCHAIN", "debian");
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Compiler {
    /// Plain `cargo`.
    Default,
    /// `cargo +debian`.
    Debian,
    /// Debian's, where there is no rustup.
    System,
}

/// What the choice of the compiler rests on.
#[derive(Clone, Copy, Debug)]
struct Facts {
    debian_wanted: bool,
    has_rustup: bool,
    default_has_targets: bool,
    debian_is_ready: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Choice {
    Rustup,
    AddTargets,
    Debian,
}

impl Facts {
    fn look() -> Self {
        let debian_wanted = env::var_os("WASM_TOOLCHAIN").is_some_and(|wanted| wanted == "debian");
        Self {
            debian_wanted,
            has_rustup: find("rustup").is_some(),
            default_has_targets: !debian_wanted && default_has_targets(),
            debian_is_ready: debian_problem().is_none(),
        }
    }

    fn compiler(self) -> Choice {
        if self.debian_wanted {
            Choice::Debian
        } else if self.default_has_targets {
            Choice::Rustup
        } else if self.has_rustup && !self.debian_is_ready {
            Choice::AddTargets
        } else {
            Choice::Debian
        }
    }
}

/// True where the compiler that runs by default has the libraries of all targets.
fn default_has_targets() -> bool {
    let sysroot = output_of(command("rustc").args(["--print", "sysroot"]));
    let libraries = sysroot.map(|sysroot| Path::new(sysroot.trim()).join("lib/rustlib"));
    libraries.is_ok_and(|libraries| TARGETS.iter().all(|target| libraries.join(target).join("lib").is_dir()))
}

/// What Debian's compiler lacks, if anything.
fn debian_problem() -> Option<&'static str> {
    let Ok(version) = output_of(command("/usr/bin/rustc").arg("-Vv")) else {
        return Some("Debian's rustc");
    };
    if !Path::new("/usr/bin/cargo").is_file() || !Path::new("/usr/bin/cargo-clippy").is_file() {
        return Some("Debian's cargo and clippy");
    }
    let built_for_it = |target: &&str| {
        let stamp = Path::new(DEBIAN_LIBRARIES).join(target).join("stamp");
        fs::read_to_string(stamp).is_ok_and(|stamp| stamp.starts_with(&version))
    };
    if !TARGETS.iter().all(built_for_it) {
        return Some("the standard library for the wasm targets");
    }
    let is_linked = || {
        let linked = output_of(command("rustup").args(["+debian", "which", "rustc"]));
        let linked = linked.and_then(|path| Ok(fs::canonicalize(path.trim())?));
        linked.is_ok_and(|path| fs::canonicalize("/usr/bin/rustc").is_ok_and(|rustc| rustc == path))
    };
    (find("rustup").is_some() && !is_linked()).then_some("rustup's link to Debian's compiler")
}

fn add_targets(project: &Project) -> Choice {
    println!("rustup target add {}", TARGETS.join(" "));
    let mut rustup = command("rustup");
    rustup.current_dir(&project.root);
    rustup.args(["target", "add"]).args(TARGETS);
    match run_limited(rustup, TARGET_ADD_LIMIT) {
        Ok(ended) if ended.is_success() => Choice::Rustup,
        Ok(ended) => {
            let why = ended.log.lines().last().unwrap_or_default().to_owned();
            println!("rustup: {} ({why}); on to Debian's compiler", ended.describe());
            Choice::Debian
        }
        Err(error) => {
            println!("{error:#}; on to Debian's compiler");
            Choice::Debian
        }
    }
}

/// What has to be installed, for people.
fn missing(compiler: Compiler, version: &str, browser: bool) -> Vec<String> {
    let mut missing = Vec::new();
    if compiler != Compiler::Default {
        missing.extend(debian_problem().map(str::to_owned));
    }
    let mut programs = vec!["node", "wasi-run", "wasi-run-node", "wasi-run-jco", "wasm-bindgen"];
    if browser {
        programs.push("chromedriver");
    }
    let absent = programs.into_iter().filter(|program| find(program).is_none());
    missing.extend(absent.map(str::to_owned));
    if browser && find("chromium").is_none() && find("google-chrome").is_none() {
        missing.push("chromium".to_owned());
    }
    let runner = output_of(command("wasm-bindgen-test-runner").arg("--version"));
    let installed = runner.unwrap_or_default();
    if installed.split_whitespace().last() != Some(version) {
        missing.push(format!("wasm-bindgen-cli {version}"));
    }
    missing
}

fn run_script(project: &Project, compiler: Compiler, version: &str, browser: bool) -> anyhow::Result<()> {
    if find("bash").is_none() {
        bail!("{SCRIPT} needs bash; install what is missing by hand");
    }
    let mut script = command("bash");
    script.current_dir(&project.root).args([SCRIPT, version, "--wasip2"]);
    if !browser {
        script.arg("--no-browser");
    }
    if compiler != Compiler::Default {
        script.env("WASM_TOOLCHAIN", "debian");
    }
    run_shown(&mut script).with_context(|| format!("{SCRIPT} says above what it could not install"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Facts =
        Facts { debian_wanted: false, has_rustup: true, default_has_targets: false, debian_is_ready: false };

    #[test]
    fn targets_that_rustup_has_are_used() {
        let facts = Facts { default_has_targets: true, debian_is_ready: true, ..NOTHING };
        assert_eq!(facts.compiler(), Choice::Rustup);
    }

    #[test]
    fn rustup_is_asked_once_then_debian_serves() {
        assert_eq!(NOTHING.compiler(), Choice::AddTargets);
        let ready = Facts { debian_is_ready: true, ..NOTHING };
        assert_eq!(ready.compiler(), Choice::Debian);
        let without_rustup = Facts { has_rustup: false, ..NOTHING };
        assert_eq!(without_rustup.compiler(), Choice::Debian);
    }

    #[test]
    fn asked_for_debian_rustup_is_left_alone() {
        let facts = Facts { debian_wanted: true, default_has_targets: true, ..NOTHING };
        assert_eq!(facts.compiler(), Choice::Debian);
    }
}
