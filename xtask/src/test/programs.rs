//! The whole programs of tests/programs: how Node ends, traps, two instances of one module, a page's strict policy, what goes through standard
//! streams. No test inside an instance can see these, so a script drives examples from outside, and its checks are one line below the
//! matrix. A check belongs to the column that its name begins with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::examples;
use crate::process::{Ended, command, output_of, run_limited};
use crate::project::Project;
use crate::wasm::Wasm;

use super::column::{Column, Platform};
use super::filter::Wanted;
use super::output::{Output, Verdict};
use super::run::{FileRun, LIMIT, trouble};

/// The name that the checks go by in a filter: `programs::page_two_instances_run_side_by_side`.
pub(crate) const FILE: &str = "programs";

const SCRIPT: &str = "tests/programs/run.mjs";
/// The programs that the script drives, and what it wants around them.
const WEB_EXAMPLES: [&str; 4] = ["tour", "node_exit", "stdio", "exports"];
const KINDS: [&str; 2] = ["nodejs", "web"];
/// Those that it drives under WASI; the first preview has no sockets.
const WASI_EXAMPLES: [&str; 1] = ["stdio"];
const WASI2_EXAMPLES: [&str; 2] = ["stdio", "file_server"];

/// The checks of these columns that are wanted.
pub(super) fn checks(project: &Project, columns: &[Column], wanted: &Wanted<'_>) -> anyhow::Result<Vec<String>> {
    let none_can_be = columns.iter().all(|column| column.platform() == Platform::Native);
    if none_can_be || *wanted == Wanted::Nothing {
        return Ok(Vec::new());
    }
    let mut node = command("node");
    let listed = output_of(node.current_dir(&project.root).args([SCRIPT, "--list"]))?;
    if listed.trim().is_empty() {
        bail!("{SCRIPT} lists no check");
    }
    chosen(&listed, columns, wanted)
}

/// Builds and packs the programs, and runs these checks; where that cannot be done, all of them have failed.
pub(super) fn run(project: &Project, wasm: &Wasm, checks: &[String]) -> FileRun {
    drive(project, wasm, checks).unwrap_or_else(|error| FileRun {
        verdicts: checks.iter().map(|name| (name.clone(), Verdict::Failed)).collect(),
        troubles: vec![format!("{error:#}")],
        log: String::new(),
    })
}

fn drive(project: &Project, wasm: &Wasm, checks: &[String]) -> anyhow::Result<FileRun> {
    let folder = folder(&project.target);
    let mut platforms: Vec<_> = checks.iter().filter_map(|check| column_of(check)).map(Column::platform).collect();
    platforms.sort_unstable();
    platforms.dedup();
    for platform in platforms {
        pack(wasm.cargo(), &project.target, platform)?;
    }
    let mut node = script(&project.root, &folder);
    node.args(checks);
    Ok(judge(&run_limited(node, LIMIT)?, checks))
}

/// The folder that the script wants, for programs that are built in `target`.
fn folder(target: &Path) -> PathBuf {
    target.join("programs")
}

/// Builds and packs a platform's programs with this cargo, which builds in `target`; the folder that the script wants.
pub(crate) fn pack(cargo: Command, target: &Path, platform: Platform) -> anyhow::Result<PathBuf> {
    let folder = folder(target);
    let Some(name) = platform.target() else { bail!("no whole program is checked natively") };
    let examples: &[&str] = match platform {
        Platform::Web => &WEB_EXAMPLES,
        Platform::Wasi2 => &WASI2_EXAMPLES,
        _ => &WASI_EXAMPLES,
    };
    for (program, example) in examples::build(cargo, target, name, examples)?.iter().zip(examples) {
        if platform == Platform::Web {
            KINDS.iter().try_for_each(|kind| examples::pack(program, kind, &folder.join(kind)))?;
        } else {
            let folder = folder.join(name);
            fs::create_dir_all(&folder)?;
            fs::copy(program, folder.join(example).with_extension("wasm"))?;
        }
    }
    Ok(folder)
}

/// The script of the repository at `root`, with the packed programs; its checks are to be added.
pub(crate) fn script(root: &Path, folder: &Path) -> Command {
    let mut node = command("node");
    node.current_dir(root).arg(SCRIPT).arg(folder);
    node
}

fn chosen(listed: &str, columns: &[Column], wanted: &Wanted<'_>) -> anyhow::Result<Vec<String>> {
    let mut chosen = Vec::new();
    for check in listed.lines() {
        let column = column_of(check).with_context(|| format!("{SCRIPT}: {check} begins with no column's name"))?;
        let is_wanted = match wanted {
            Wanted::All => true,
            Wanted::Matching(text) => check.contains(text),
            Wanted::Nothing => false,
        };
        if is_wanted && columns.contains(&column) {
            chosen.push(check.to_owned());
        }
    }
    Ok(chosen)
}

fn column_of(check: &str) -> Option<Column> {
    let (first, _) = check.split_once('_')?;
    Column::ALL.into_iter().find(|column| column.platform() != Platform::Native && column.name() == first)
}

/// A check that did not say "ok" has failed, whatever else the script says.
fn judge(ended: &Ended, checks: &[String]) -> FileRun {
    let output = Output::parse(&ended.stdout);
    let verdict = |name: &String| match output.verdict(name) {
        Some(Verdict::Ok) => Verdict::Ok,
        _ => Verdict::Failed,
    };
    let verdicts = checks.iter().map(|name| (name.clone(), verdict(name))).collect();
    let troubles = trouble(ended, &output).into_iter().collect();
    let mut run = FileRun { verdicts, troubles, log: String::new() };
    if run.count(Verdict::Failed) > 0 || !run.troubles.is_empty() {
        run.log.clone_from(&ended.log);
    }
    run
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_check_belongs_to_the_column_that_its_name_begins_with() {
        let listed = "node_a\nnode_trap\npage_trap\nworker_a\nwasip1-node_a\n";
        let chosen = |columns: &[Column], wanted: Wanted<'_>| chosen(listed, columns, &wanted).unwrap().join(" ");
        assert_eq!(chosen(&Column::ALL, Wanted::All), "node_a node_trap page_trap worker_a wasip1-node_a");
        assert_eq!(chosen(&[Column::Native, Column::Node], Wanted::All), "node_a node_trap");
        assert_eq!(chosen(&[Column::Page, Column::Node], Wanted::Matching("trap")), "node_trap page_trap");
        assert_eq!(chosen(&[Column::Wasip1Node, Column::NativeCurrentThread], Wanted::All), "wasip1-node_a");
        assert_eq!(chosen(&Column::ALL, Wanted::Nothing), "");
        let error = super::chosen("moon_a", &Column::ALL, &Wanted::All).unwrap_err().to_string();
        assert!(error.contains("moon_a"), "{error}");
    }

    /// What is made of a script that prints this and ends so: the failed checks among `a` and `b`, and the troubles.
    fn judged(printed: &str, status: u8) -> (usize, Vec<String>) {
        let mut shell = command("sh");
        shell.args(["-c", &format!("printf '{printed}'; exit {status}")]);
        let ended = run_limited(shell, LIMIT).unwrap();
        let run = judge(&ended, &["a", "b"].map(str::to_owned));
        assert_eq!(run.log.is_empty(), run.count(Verdict::Failed) == 0 && run.troubles.is_empty());
        (run.count(Verdict::Failed), run.troubles)
    }

    #[test]
    fn green_and_red_checks() {
        let green = judged("test a ... ok\\ntest b ... ok\\n\\ntest result: ok. 2 passed; 0 failed\\n", 0);
        assert_eq!(green, (0, vec![]));
        let red =
            "test a ... ok\\ntest b ... FAILED\\n    test b ... ok\\n\\ntest result: FAILED. 1 passed; 1 failed\\n";
        assert_eq!(judged(red, 1), (1, vec![]));
    }

    #[test]
    fn a_script_that_says_too_little_has_failed() {
        assert_eq!(judged("it printed no check\\n", 0).0, 2);
        assert_eq!(judged("test result: ok. 0 passed; 0 failed\\n", 0).0, 2);
        let (failed, troubles) = judged("test a ... ok\\n", 3);
        assert_eq!((failed, troubles), (1, vec!["crashed (exit status: 3)".to_owned()]));
        let end = judged("test a ... ok\\ntest b ... ok\\n\\ntest result: ok. 2 passed; 0 failed\\n", 3);
        assert_eq!((end.0, end.1.len()), (0, 1));
    }
}
