//! Builds test executables and finds them in cargo's messages.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;
use serde_json::Value;

use crate::process::shown;
use crate::project::{FEATURES, PACKAGE};

use super::column::Platform;

/// The name that the unit tests of src/ go by.
pub(crate) const UNIT: &str = "lib";

/// A test executable.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Executable {
    /// The file in tests/ without ".rs", or [`UNIT`].
    pub(crate) file: String,
    pub(crate) path: PathBuf,
}

/// The test file that runs the examples. Cargo builds those with a test file only where it was told no names.
const OF_EXAMPLES: &str = "native_examples";

/// What came out of a build.
#[derive(Debug)]
pub(crate) struct Built {
    /// Those that compiled, sorted by file.
    pub(crate) executables: Vec<Executable>,
    /// False where something did not compile; cargo has said what.
    pub(crate) complete: bool,
}

/// Builds test files (`*` for all) of the package in `cargo`'s folder; compiler messages go to the terminal.
pub(crate) fn build(mut cargo: Command, platform: Platform, files: &[String]) -> anyhow::Result<Built> {
    let output = cargo
        .args(test_arguments(platform, files))
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{}`", shown(&cargo)))?;
    Ok(Built { executables: executables(&String::from_utf8_lossy(&output.stdout)), complete: output.status.success() })
}

/// Says whether the examples must be built as well.
pub(crate) fn needs_examples(platform: Platform, files: &[String]) -> bool {
    platform == Platform::Native && files.iter().any(|file| file == "*" || file == OF_EXAMPLES)
}

/// Builds the examples, which the tests run; false where one does not compile.
pub(crate) fn examples(mut cargo: Command) -> anyhow::Result<bool> {
    cargo.args(["build", "--package", PACKAGE, FEATURES, "--examples"]);
    let status = cargo.stdin(Stdio::null()).status();
    Ok(status.with_context(|| format!("cannot start `{}`", shown(&cargo)))?.success())
}

/// The arguments that make cargo build test files and tell about them in JSON.
pub(crate) fn test_arguments(platform: Platform, files: &[String]) -> Vec<&str> {
    let mut arguments = vec!["test", "--no-run", "--no-fail-fast", "--package", PACKAGE, FEATURES];
    arguments.push("--message-format=json-render-diagnostics");
    for file in files {
        match file.as_str() {
            UNIT => arguments.push("--lib"),
            file => arguments.extend(["--test", file]),
        }
    }
    arguments.extend(platform.target().into_iter().flat_map(|target| ["--target", target]));
    arguments
}

/// The test executables among cargo's messages.
pub(crate) fn executables(messages: &str) -> Vec<Executable> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str(line).ok());
    let mut found: Vec<_> = messages.filter_map(|message: Value| executable(&message)).collect();
    found.sort_by(|one, other| one.file.cmp(&other.file));
    found
}

fn executable(message: &Value) -> Option<Executable> {
    let path = Path::new(message["executable"].as_str()?).to_owned();
    let is_test = message["profile"]["test"].as_bool()?;
    let kind = message["target"]["kind"][0].as_str()?;
    let file = match kind {
        "test" => message["target"]["name"].as_str()?.to_owned(),
        "lib" => UNIT.to_owned(),
        _ => return None,
    };
    is_test.then_some(Executable { file, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_built_for_the_tests_that_run_them() {
        let needs = |platform, file: &str| needs_examples(platform, &[file.to_owned()]);
        assert!(needs(Platform::Native, "*") && needs(Platform::Native, OF_EXAMPLES));
        assert!(!needs(Platform::Native, "task") && !needs(Platform::Wasi, "*"));
        let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests");
        assert!(Path::new(tests).join(OF_EXAMPLES).with_extension("rs").is_file());
    }

    #[test]
    fn executables_of_tests_are_found_among_cargos_messages() {
        let messages = r#"
{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"p"},"profile":{"test":false},"executable":null}
{"reason":"compiler-artifact","target":{"kind":["test"],"name":"b"},"profile":{"test":true},"executable":"/t/b-1"}
{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"x"},"profile":{"test":false},"executable":"/t/x"}
{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"p"},"profile":{"test":true},"executable":"/t/p-2"}
{"reason":"compiler-artifact","target":{"kind":["test"],"name":"a"},"profile":{"test":true},"executable":"/t/a-3.wasm"}
{"reason":"build-finished","success":true}"#;
        let found = executables(messages);
        let files: Vec<_> = found.iter().map(|found| found.file.as_str()).collect();
        assert_eq!(files, ["a", "b", "lib"]);
        assert_eq!(found[0].path, Path::new("/t/a-3.wasm"));
    }
}
