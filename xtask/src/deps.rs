//! `check-deps`: no other runtime among the dependencies on any target, and few crates.

use std::collections::BTreeSet;

use anyhow::bail;

use crate::process::output_of;
use crate::project::{PACKAGE, Project};
use crate::table::Table;

const TARGETS: [&str; 6] = [
    "x86_64-unknown-linux-gnu",
    "x86_64-pc-windows-msvc",
    "aarch64-apple-darwin",
    "wasm32-wasip1",
    "wasm32-wasip2",
    "wasm32-unknown-unknown",
];

/// Crates that are, bring or imitate another runtime; anything that begins with `tokio` is out as well.
const UNWANTED: [&str; 9] =
    ["async-io", "async-signal", "async-std", "gloo-timers", "hyper", "instant", "reqwest", "tokio", "wasm-timer"];

/// Most crates of a native tree, the package itself not counted.
const MOST_WITHOUT_FEATURES: usize = 20;
const MOST_BY_DEFAULT: usize = 30;

/// Checks every target and prints the numbers.
pub(crate) fn run(project: &Project) -> anyhow::Result<()> {
    let mut table = Table::new(["target", "no default features", "default", "all features"]);
    let mut problems = Vec::new();
    for target in TARGETS {
        let bare = tree(project, target, &["--no-default-features"])?;
        let default = tree(project, target, &[])?;
        let all = tree(project, target, &["--all-features"])?;
        let native = !target.starts_with("wasm32");
        problems.extend(unwanted(&all, target));
        problems.extend(tokio_in_workspace(project, target)?);
        if native {
            problems.extend(too_many(&bare, MOST_WITHOUT_FEATURES, target, "without features"));
            problems.extend(too_many(&default, MOST_BY_DEFAULT, target, "by default"));
        }
        table.row([target.to_owned(), bare.len().to_string(), default.len().to_string(), all.len().to_string()]);
    }
    print!("crates below {PACKAGE}:\n{table}");
    println!("natively at most {MOST_WITHOUT_FEATURES} and {MOST_BY_DEFAULT} are allowed");
    if !problems.is_empty() {
        bail!("check-deps:\n{}", problems.join("\n"));
    }
    Ok(())
}

fn tree(project: &Project, target: &str, features: &[&str]) -> anyhow::Result<BTreeSet<String>> {
    let mut cargo = project.cargo();
    cargo.args(["tree", "-e", "normal", "--prefix", "none"]);
    cargo.args(["--package", PACKAGE, "--target", target]);
    let mut names = names(&output_of(cargo.args(features))?);
    names.remove(PACKAGE);
    Ok(names)
}

/// Tests, benches and tools of the workspace do without tokio too.
fn tokio_in_workspace(project: &Project, target: &str) -> anyhow::Result<Vec<String>> {
    let mut cargo = project.cargo();
    cargo.args(["tree", "--workspace", "--prefix", "none"]);
    cargo.args(["--target", target, "-e", "normal,build,dev"]);
    let found = names(&output_of(&mut cargo)?);
    let found = found.iter().filter(|name| is_tokio(name));
    Ok(found
        .map(|name| {
            format!("{target}: the workspace depends on {name}: `cargo tree --workspace --target {target} -i {name}`")
        })
        .collect())
}

fn is_tokio(name: &str) -> bool {
    name == "tokio" || name.starts_with("tokio-")
}

fn unwanted(tree: &BTreeSet<String>, target: &str) -> Vec<String> {
    let found = tree.iter().filter(|name| UNWANTED.contains(&name.as_str()) || is_tokio(name));
    found.map(|name| format!("{target}: {name} must not be there: `cargo tree --target {target} -i {name}`")).collect()
}

fn too_many(tree: &BTreeSet<String>, most: usize, target: &str, how: &str) -> Option<String> {
    let count = tree.len();
    (count > most).then(|| {
        format!("{target}: {count} crates {how}, at most {most} are allowed: `cargo tree -e normal --target {target}`")
    })
}

/// The crates' names in the output of `cargo tree --prefix none`.
fn names(output: &str) -> BTreeSet<String> {
    let words = output.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let name = words.next()?;
        // A heading such as "[dev-dependencies]" has no version behind it.
        words.next()?.starts_with('v').then_some(name)
    });
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "wasi_async_runtime v0.1.0 (/somewhere)\nasync-task v4.7.1\n\
        syn v2.0.1 (proc-macro)\nsyn v3.0.0\nasync-task v4.7.1 (*)\n\n[dev-dependencies]\n";

    #[test]
    fn names_are_counted_once() {
        let names: Vec<_> = names(TREE).into_iter().collect();
        assert_eq!(names, ["async-task", "syn", "wasi_async_runtime"]);
    }

    #[test]
    fn tokio_and_its_family_are_unwanted() {
        let tree = ["tokio-util", "instant", "async-task", "tokioish"];
        let tree = tree.map(str::to_owned).into();
        let found = unwanted(&tree, "t");
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn the_limit_itself_is_allowed() {
        let tree = ["a", "b"].map(str::to_owned).into();
        assert_eq!(too_many(&tree, 2, "t", "by default"), None);
        assert!(too_many(&tree, 1, "t", "by default").is_some());
    }
}
