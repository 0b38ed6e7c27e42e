//! Where a program runs, and what is made of what cargo has built for it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};

/// Where a program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Native,
    Wasip1,
    Wasip2,
    Node,
    Browser,
}

/// Names a toolchain of rustup that can build for WebAssembly.
const TOOLCHAIN: &str = "WASM_TOOLCHAIN";

impl Target {
    const ALL: [Target; 5] = [Target::Native, Target::Wasip1, Target::Wasip2, Target::Node, Target::Browser];

    /// As it is written on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Target::Native => "native",
            Target::Wasip1 => "wasip1",
            Target::Wasip2 => "wasip2",
            Target::Node => "node",
            Target::Browser => "browser",
        }
    }

    /// Reads the value of --target.
    pub(crate) fn parse(name: &str) -> anyhow::Result<Target> {
        let found = Target::ALL.into_iter().find(|target| target.name() == name);
        let names = Target::ALL.map(Target::name).join(", ");
        found.with_context(|| format!("--target {name}: one of {names} is wanted"))
    }

    /// The compiler's name for it; None is the machine itself.
    pub(crate) fn triple(self) -> Option<&'static str> {
        match self {
            Target::Native => None,
            Target::Wasip1 => Some("wasm32-wasip1"),
            Target::Wasip2 => Some("wasm32-wasip2"),
            Target::Node | Target::Browser => Some("wasm32-unknown-unknown"),
        }
    }

    /// The cargo that can build for it.
    pub(crate) fn cargo(self) -> anyhow::Result<Command> {
        let Some(triple) = self.triple() else { return Ok(Command::new("cargo")) };
        let toolchain = env::var(TOOLCHAIN).ok().filter(|name| !name.is_empty()).map(|name| format!("+{name}"));
        ensure!(
            has_libraries(toolchain.as_deref(), triple),
            "this compiler cannot build for {triple}: say `rustup target add {triple}`, or name with {TOOLCHAIN} a toolchain that can"
        );
        let mut cargo = Command::new("cargo");
        cargo.args(toolchain);
        Ok(cargo)
    }

    /// Where the program stands that cargo has built.
    pub(crate) fn program(self, target_folder: &Path, name: &str) -> PathBuf {
        let suffix = if self == Target::Native { env::consts::EXE_SUFFIX } else { ".wasm" };
        let folder = self.triple().map_or_else(|| target_folder.to_owned(), |triple| target_folder.join(triple));
        folder.join("release").join(format!("{name}{suffix}"))
    }

    /// What is started, inside a folder of its own.
    pub(crate) fn entry(self, folder: &Path, name: &str) -> PathBuf {
        match self {
            Target::Native => folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)),
            Target::Wasip1 | Target::Wasip2 => folder.join(format!("{name}.wasm")),
            Target::Node => folder.join("nodejs").join(format!("{name}.js")),
            Target::Browser => folder.join("web").join("index.html"),
        }
    }

    /// Puts what cargo has built into a folder, with the JavaScript that it needs.
    pub(crate) fn pack(self, program: &Path, folder: &Path, name: &str) -> anyhow::Result<()> {
        match self {
            Target::Node => bindings(program, "nodejs", folder),
            Target::Browser => bindings(program, "web", folder),
            _ => {
                let entry = self.entry(folder, name);
                fs::copy(program, &entry).map(drop).with_context(|| format!("cannot write {}", entry.display()))
            }
        }
    }
}

fn has_libraries(toolchain: Option<&str>, triple: &str) -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(toolchain).args(["--print", "target-libdir", "--target", triple]);
    let printed = rustc.stdin(Stdio::null()).stderr(Stdio::null()).output();
    printed.is_ok_and(|printed| Path::new(String::from_utf8_lossy(&printed.stdout).trim()).is_dir())
}

fn bindings(program: &Path, kind: &str, folder: &Path) -> anyhow::Result<()> {
    let mut bindgen = Command::new("wasm-bindgen");
    bindgen.args(["--target", kind, "--no-typescript", "--out-dir"]).arg(folder.join(kind)).arg(program);
    let output = bindgen.stdin(Stdio::null()).output().context(
        "wasm-bindgen is needed for JavaScript: `cargo install wasm-bindgen-cli`, in the version that Cargo.lock names",
    )?;
    if !output.status.success() {
        bail!("wasm-bindgen failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_by_name() {
        for target in Target::ALL {
            assert_eq!(Target::parse(target.name()).unwrap(), target);
        }
        let error = Target::parse("moon").unwrap_err().to_string();
        assert!(error.contains("`moon`") || error.contains("--target moon"), "{error}");
    }
}
