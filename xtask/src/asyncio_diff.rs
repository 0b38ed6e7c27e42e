//! `asyncio-diff`: random programs, run by CPython 3.11 and on our types, must print the same.
//!
//! The form of the programs, their maker and their printer are the tests' own (tests/asyncio_diff/); what they print here comes from the test
//! `asyncio_diff`, which is told by variables which ones to run.

#[path = "../../tests/asyncio_diff/form.rs"]
mod form;
#[path = "../../tests/asyncio_diff/generate.rs"]
mod generate;
#[path = "../../tests/asyncio_diff/python.rs"]
mod python;

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, bail, ensure};

use crate::process::{command, find, output_of, run_shown};
use crate::project::{self, FEATURES, PACKAGE, Project};

/// How many programs a Python process runs.
const BATCH: u64 = 100;
/// How many differences are printed whole.
const SHOWN: usize = 3;
/// How many programs are compared where no number is given, and how many are recorded.
const COMPARED: u64 = 200;
const RECORDED: u64 = 400;

const FOLDER: &str = "tests/asyncio_diff";
const TEST: &str = "random_programs_print_what_cpython_printed";

/// What is compared.
#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    /// The seed of the first program; the next has the next.
    pub(crate) seed: u64,
    pub(crate) count: Option<u64>,
    /// Writes what CPython prints to recorded.txt, and compares nothing.
    pub(crate) record: bool,
    pub(crate) python: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, count: None, record: false, python: None }
    }
}

/// Compares; false where there is a difference, which is printed.
pub(crate) fn run(project: &Project, options: &Options) -> anyhow::Result<bool> {
    let python = python_311(options.python.as_deref()).context("asyncio-diff needs CPython 3.11")?;
    let count = options.count.unwrap_or(if options.record { RECORDED } else { COMPARED });
    let range = options.seed..options.seed.saturating_add(count);
    let seeds: Vec<u64> = range.clone().collect();
    let folder = tempfile::tempdir().context("cannot create a temporary folder")?;
    let mut expected = String::new();
    for batch in seeds.chunks(usize::try_from(BATCH)?) {
        expected += &of_python(project, &python, batch, &folder.path().join("batch.txt"))?;
    }
    if options.record {
        project::write(&project.root.join(FOLDER).join("recorded.txt"), &expected)?;
        println!("recorded {} programs, {} bytes", seeds.len(), expected.len());
        return Ok(true);
    }
    let printed = of_ours(project, &range, &folder.path().join("printed.txt"))?;
    let (expected, printed) = (by_seed(&expected)?, by_seed(&printed)?);
    let differ: Vec<u64> = seeds.iter().copied().filter(|seed| expected.get(seed) != printed.get(seed)).collect();
    for seed in differ.iter().take(SHOWN) {
        let shown = |outputs: &HashMap<u64, &str>| outputs.get(seed).copied().unwrap_or("nothing\n").to_owned();
        println!("{}", difference(&python::source(&generate::program(*seed)), &shown(&expected), &shown(&printed)));
        println!("for this one alone: cargo xtask asyncio-diff --seed {seed} --n 1\n");
    }
    if differ.len() > SHOWN {
        println!("also different: {:?}\n", &differ[SHOWN..]);
    }
    println!("asyncio-diff: {} differences in {} programs", differ.len(), seeds.len());
    Ok(differ.is_empty())
}

/// Says whether CPython 3.11 is here.
pub(crate) fn has_python() -> bool {
    python_311(None).is_ok()
}

/// The command of CPython 3.11: the one that is asked for, or one on the path.
pub(crate) fn python_311(asked: Option<&str>) -> anyhow::Result<String> {
    let candidates = match asked {
        Some(asked) => vec![asked],
        None => ["python3.11", "python3"].into_iter().filter(|name| find(name).is_some()).collect(),
    };
    for python in candidates {
        let code = "import sys; print(sys.implementation.name, *sys.version_info[:2])";
        if output_of(command(python).args(["-c", code])).is_ok_and(|version| version.trim() == "cpython 3 11") {
            return Ok(python.to_owned());
        }
    }
    bail!("install it, or say with --python PATH where it is; the test `asyncio_diff` alone does without")
}

/// What CPython prints for these programs.
fn of_python(project: &Project, python: &str, seeds: &[u64], file: &Path) -> anyhow::Result<String> {
    let program = |seed: &u64| format!("#### {seed}\n{}", python::source(&generate::program(*seed)));
    project::write(file, seeds.iter().map(program).collect::<String>())?;
    let mut python = command(python);
    python.env("PYTHONDONTWRITEBYTECODE", "1").args(["-W", "ignore"]);
    output_of(python.arg(project.root.join(FOLDER).join("prelude.py")).arg(file))
}

/// What our types print.
fn of_ours(project: &Project, seeds: &Range<u64>, file: &Path) -> anyhow::Result<String> {
    let mut cargo = project.cargo();
    cargo.env("ASYNCIO_DIFF_SEEDS", format!("{}..{}", seeds.start, seeds.end));
    cargo.env("ASYNCIO_DIFF_OUT", file);
    cargo.args(["test", "--quiet", "--package", PACKAGE, FEATURES, "--test", "asyncio_diff", "--", "--exact", TEST]);
    let ran = run_shown(&mut cargo);
    let printed = project::read(file).context("the test wrote nothing");
    if let (Err(error), Ok(printed)) = (&ran, &printed) {
        let last = printed.rsplit("#### ").next().and_then(|last| last.lines().next()).unwrap_or("none");
        bail!("{error:#}; the last program that ended is that of seed {last}");
    }
    ran?;
    printed
}

/// The outputs of a file, each after a line `#### SEED`.
fn by_seed(outputs: &str) -> anyhow::Result<HashMap<u64, &str>> {
    let mut found = HashMap::new();
    for output in outputs.split("#### ").skip(1) {
        let (seed, output) = output.split_once('\n').context("an output has no end")?;
        let last = found.insert(seed.parse().with_context(|| format!("{seed} is no seed"))?, output);
        ensure!(last.is_none(), "seed {seed} occurs twice");
    }
    Ok(found)
}

/// A program with both outputs, up to where they part and a little further.
fn difference(source: &str, expected: &str, printed: &str) -> String {
    let same = expected.lines().zip(printed.lines()).take_while(|(one, other)| one == other).count();
    let rest = |output: &str| -> String {
        let lines = output.lines().skip(same).take(8).map(|line| format!("    {line}\n"));
        lines.collect()
    };
    let common: String = expected.lines().take(same).map(|line| format!("    {line}\n")).collect();
    format!("{source}\nboth print\n{common}then CPython\n{}and here\n{}", rest(expected), rest(printed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_told_apart_by_their_seeds() {
        let found = by_seed("#### 7\n1 0 None\n#### 12\n").unwrap();
        assert_eq!((found[&7], found[&12]), ("1 0 None\n", ""));
        assert!(by_seed("#### 7\n#### 7\n").is_err() && by_seed("#### x\n").is_err());
    }

    #[test]
    fn a_seed_gives_one_program() {
        let source = |seed| python::source(&generate::program(seed));
        assert_eq!(source(5), source(5));
        assert_ne!(source(5), source(6));
    }

    #[test]
    fn a_difference_shows_where_the_outputs_part() {
        let text = difference("source", "a\nb\n", "a\nc\n");
        assert_eq!(text, "source\nboth print\n    a\nthen CPython\n    b\nand here\n    c\n");
    }
}
