//! The columns of the matrix: where a test runs, and how it is started there.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};

use crate::process::{command, find};
use crate::project::{PACKAGE, Project};
use crate::wasm::{WASI, WASI2, WEB};

/// Tells the tests' attribute natively which flavour of runtime to use.
const FLAVOR: &str = "WASI_ASYNC_RUNTIME_TEST_FLAVOR";

/// One place where every test runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    Native,
    NativeCurrentThread,
    Wasip1Wasmtime,
    Wasip1Node,
    Wasip2Wasmtime,
    Wasip2Jco,
    Page,
    Worker,
    Node,
}

/// What a column's tests are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Platform {
    Native,
    Wasi,
    Wasi2,
    Web,
}

impl Column {
    pub(crate) const ALL: [Self; 9] = [
        Self::Native,
        Self::NativeCurrentThread,
        Self::Wasip1Wasmtime,
        Self::Wasip1Node,
        Self::Wasip2Wasmtime,
        Self::Wasip2Jco,
        Self::Page,
        Self::Worker,
        Self::Node,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::NativeCurrentThread => "native-current-thread",
            Self::Wasip1Wasmtime => "wasip1-wasmtime",
            Self::Wasip1Node => "wasip1-node",
            Self::Wasip2Wasmtime => "wasip2-wasmtime",
            Self::Wasip2Jco => "wasip2-jco",
            Self::Page => "page",
            Self::Worker => "worker",
            Self::Node => "node",
        }
    }

    pub(crate) fn platform(self) -> Platform {
        match self {
            Self::Native | Self::NativeCurrentThread => Platform::Native,
            Self::Wasip1Wasmtime | Self::Wasip1Node => Platform::Wasi,
            Self::Wasip2Wasmtime | Self::Wasip2Jco => Platform::Wasi2,
            Self::Page | Self::Worker | Self::Node => Platform::Web,
        }
    }

    /// The columns that run the same build, itself included.
    pub(crate) fn of_its_platform(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |other| other.platform() == self.platform())
    }

    pub(crate) fn needs_browser(self) -> bool {
        matches!(self, Self::Page | Self::Worker)
    }

    /// Reads "native, page".
    pub(crate) fn parse_list(list: &str) -> anyhow::Result<Vec<Self>> {
        let names = list.split(',').map(str::trim);
        names.map(Self::parse).collect()
    }

    fn parse(name: &str) -> anyhow::Result<Self> {
        let found = Self::ALL.into_iter().find(|column| column.name() == name);
        found.with_context(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("there is no column `{name}`; the columns are {names}")
        })
    }

    /// The command that runs a test executable here; arguments for it can be appended. A package's root is where
    /// cargo, too, would run it.
    pub(crate) fn start(
        self,
        project: &Project,
        root: &Path,
        executable: &Path,
        limit: Duration,
    ) -> anyhow::Result<Command> {
        let mut start = match self.platform() {
            Platform::Native => command(executable),
            Platform::Wasi | Platform::Wasi2 => command(match self {
                Self::Wasip1Node => "wasi-run-node",
                Self::Wasip2Jco => "wasi-run-jco",
                _ => "wasi-run",
            }),
            Platform::Web => command("wasm-bindgen-test-runner"),
        };
        match self.platform() {
            Platform::Native => {
                let flavor = match self {
                    Self::NativeCurrentThread => "current_thread",
                    _ => "workers",
                };
                start.env(FLAVOR, flavor);
                start.env("CARGO_MANIFEST_DIR", root);
                start.env("CARGO_PKG_NAME", PACKAGE);
            }
            Platform::Wasi | Platform::Wasi2 => {
                start.arg(executable);
            }
            Platform::Web => {
                start.arg(executable);
                self.send_elsewhere(&mut start, project, limit)?;
            }
        }
        start.current_dir(root);
        Ok(start)
    }

    /// wasm-bindgen's runner decides by variables where a test file runs that does not say so itself.
    fn send_elsewhere(self, start: &mut Command, project: &Project, limit: Duration) -> anyhow::Result<()> {
        for host in ["BROWSER", "DEDICATED_WORKER", "SHARED_WORKER", "SERVICE_WORKER"] {
            start.env_remove(format!("WASM_BINDGEN_USE_{host}"));
        }
        match self {
            Self::Page => start.env("WASM_BINDGEN_USE_BROWSER", "1"),
            Self::Worker => start.env("WASM_BINDGEN_USE_DEDICATED_WORKER", "1"),
            _ => return Ok(()),
        };
        let Some(driver) = find("chromedriver") else {
            bail!("chromedriver is not installed: xtask/wasm-toolchain.sh does it");
        };
        start.env("CHROMEDRIVER", driver);
        start.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", project.root.join("xtask/webdriver.json"));
        // Its own limit, for all tests of a file together; it ends the browser in good order, so it comes first.
        let limit = limit.saturating_sub(Duration::from_secs(5)).as_secs().max(1);
        start.env("WASM_BINDGEN_TEST_TIMEOUT", limit.to_string());
        Ok(())
    }
}

impl Platform {
    pub(crate) const ALL: [Self; 4] = [Self::Native, Self::Wasi, Self::Wasi2, Self::Web];

    /// The target's name; None is the machine itself.
    pub(crate) fn target(self) -> Option<&'static str> {
        match self {
            Self::Native => None,
            Self::Wasi => Some(WASI),
            Self::Wasi2 => Some(WASI2),
            Self::Web => Some(WEB),
        }
    }

    /// The name for people.
    pub(crate) fn name(self) -> &'static str {
        self.target().unwrap_or("native")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_may_have_spaces_and_names_what_it_does_not_know() {
        let list = Column::parse_list("native, wasip1-node").unwrap();
        assert_eq!(list, [Column::Native, Column::Wasip1Node]);
        let error = Column::parse_list("native,moon").unwrap_err().to_string();
        assert!(error.contains("`moon`") && error.contains("wasip1-wasmtime"), "{error}");
    }
}
