//! `tour`: the example `tour` natively, under WASI, in Node and in a page.
//!
//! In Node and in a page the example prints by `console.log`. Its last line begins with [`LAST`], so that the page
//! can be seen to have ended; in Node the program has to end by itself as well.

mod page;
pub(crate) mod server;
pub(crate) mod webdriver;

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::examples;
use crate::process::{command, run_shown};
use crate::project::Project;
use crate::wasm::{WASI, WEB, Wasm};

/// How the tour's last line begins; page/page.js knows it too.
pub(crate) const LAST: &str = "tour finished";

const EXAMPLE: &str = "tour";

/// Where the tour can run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Host {
    Native,
    Wasip1,
    Wasip1Node,
    Node,
    Page,
}

impl Host {
    const ALL: [(&'static str, Self); 5] = [
        ("native", Self::Native),
        ("wasip1", Self::Wasip1),
        ("wasip1-node", Self::Wasip1Node),
        ("node", Self::Node),
        ("page", Self::Page),
    ];

    /// Reads the value of --target.
    pub(crate) fn parse(name: &str) -> anyhow::Result<Self> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        let names = Self::ALL.map(|(name, _)| name).join(", ");
        let (_, host) = found.with_context(|| format!("--target {name}: one of {names} is wanted"))?;
        Ok(host)
    }
}

/// Builds the tour and runs it there.
pub(crate) fn run(project: &Project, host: Host) -> anyhow::Result<()> {
    if host == Host::Native {
        let mut cargo = project.cargo();
        return run_shown(cargo.args(["run", "--release", "--example", EXAMPLE]));
    }
    let wasm = Wasm::install(project, host == Host::Page)?;
    let target = match host {
        Host::Node | Host::Page => WEB,
        _ => WASI,
    };
    let built = examples::build(wasm.cargo(), &project.target, target, &[EXAMPLE])?;
    let program = built.first().context("nothing was built")?;
    match host {
        Host::Wasip1Node => run_shown(command("wasi-run-node").arg(program)),
        Host::Node => {
            let folder = bindings(project, program, "nodejs")?;
            run_shown(command("node").arg(folder.join(EXAMPLE).with_extension("js")))
        }
        Host::Page => page::run(project, &bindings(project, program, "web")?),
        _ => run_shown(command("wasi-run").arg(program)),
    }
}

/// Makes the JavaScript around the program.
fn bindings(project: &Project, program: &Path, kind: &str) -> anyhow::Result<PathBuf> {
    let folder = project.target.join("tour").join(kind);
    examples::pack(program, kind, &folder)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_knows_the_last_line() {
        assert!(page::SCRIPT.contains(&format!("'{LAST}'")));
    }

    #[test]
    fn hosts_are_read_by_name() {
        assert_eq!(Host::parse("wasip1-node").unwrap(), Host::Wasip1Node);
        let error = Host::parse("moon").unwrap_err().to_string();
        assert!(error.contains("native, wasip1, wasip1-node, node, page"), "{error}");
    }
}
