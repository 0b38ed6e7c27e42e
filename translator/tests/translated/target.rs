//! Where the programs run.

use std::path::Path;
use std::process::Command;

use crate::variable;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Native,
    Wasip1,
    Wasip1Node,
    Wasip2,
    Wasip2Jco,
    Node,
    Browser,
}

impl Target {
    const ALL: [Target; 7] = [
        Target::Native,
        Target::Wasip1,
        Target::Wasip1Node,
        Target::Wasip2,
        Target::Wasip2Jco,
        Target::Node,
        Target::Browser,
    ];

    pub(crate) fn chosen() -> Target {
        let name = variable("TRANSLATED_TARGET").unwrap_or_else(|| "native".to_owned());
        let found = Target::ALL.into_iter().find(|target| target.name() == name);
        found.unwrap_or_else(|| panic!("there is no target {name}"))
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Target::Native => "native",
            Target::Wasip1 => "wasip1",
            Target::Wasip1Node => "wasip1-node",
            Target::Wasip2 => "wasip2",
            Target::Wasip2Jco => "wasip2-jco",
            Target::Node => "node",
            Target::Browser => "browser",
        }
    }

    /// The compiler's name for it.
    pub(crate) fn triple(self) -> Option<&'static str> {
        match self {
            Target::Native => None,
            Target::Wasip1 | Target::Wasip1Node => Some("wasm32-wasip1"),
            Target::Wasip2 | Target::Wasip2Jco => Some("wasm32-wasip2"),
            Target::Node | Target::Browser => Some("wasm32-unknown-unknown"),
        }
    }

    /// What wasm-bindgen calls it.
    pub(crate) fn bindings(self) -> Option<&'static str> {
        match self {
            Target::Node => Some("nodejs"),
            Target::Browser => Some("web"),
            _ => None,
        }
    }

    /// The command that runs what was built.
    pub(crate) fn start(self, program: &Path) -> Command {
        let host = match self {
            Target::Native | Target::Browser => return native(program),
            Target::Wasip1 | Target::Wasip2 => "wasi-run",
            Target::Wasip1Node => "wasi-run-node",
            Target::Wasip2Jco => "wasi-run-jco",
            Target::Node => "node",
        };
        let mut command = Command::new(host);
        command.arg(program);
        command
    }

    /// Says whether the host compiles the whole module when it first sees it, and keeps that. With all programs in it this takes longer than
    /// one of them may.
    pub(crate) fn compiles_first(self) -> bool {
        matches!(self, Target::Wasip1 | Target::Wasip2)
    }

    /// The status that a host lets through: WASI's first preview traps above 125, and its second knows only 0 and 1.
    pub(crate) fn status(self, status: i32) -> i32 {
        match self {
            Target::Wasip1 | Target::Wasip1Node if status > 125 => 1,
            Target::Wasip2 | Target::Wasip2Jco => i32::from(status != 0),
            _ => status,
        }
    }
}

#[cfg(unix)]
fn native(program: &Path) -> Command {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new(program);
    command.arg0(crate::programs::FILE);
    command
}

#[cfg(not(unix))]
fn native(program: &Path) -> Command {
    Command::new(program)
}
