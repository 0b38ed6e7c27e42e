//! `mutate`: programs of translator/tests/programs, changed at random, must still be translated to what prints the same as CPython.
//!
//! # How it works
//!
//! ```text
//!  input.py ─► statements.rs ─► reorder.rs ─► constants.rs ─► rename.rs ─► target/mutate/programs/NAME/input.py
//!     each reads the text of the one before and edits it         │
//!                                                                ▼
//!          CPython runs it three times: another status than before, or two outputs, and the next attempt is made
//!                                                                │
//!                                                                ▼
//!                              the test `translated` translates, builds, runs and compares all of them
//! ```
//!
//! A mutation need not keep the meaning, for its output is recorded anew; but one that no longer runs would try nothing. One that is refused
//! is counted, and is no failure: what was named by a text, say, may have another name now.

mod constants;
mod dice;
mod rename;
mod reorder;
mod source;
mod statements;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail, ensure};

use crate::asyncio_diff::python_311;
use crate::process::{Ended, command, output_of, run_limited};
use crate::project::{self, Project};
use crate::workers::share;
use dice::Dice;

const PROGRAMS: &str = "translator/tests/programs";
const STUBS: &str = "translator/stubs";
const PRELUDE: &str = "translator/pyrt/src/prelude.rs";
/// Where the mutations are written, under the target folder.
const FOLDER: &str = "mutate/programs";
const TEST: &str = "those_that_are_translated_print_what_cpython_prints";

/// How many programs are mutated where no number is given.
const MUTATED: usize = 10;
/// How many mutations of one program are tried until one runs.
const ATTEMPTS: u64 = 8;
/// A mutation may take so long in CPython.
const LONGEST: Duration = Duration::from_secs(8);
/// The test may take so long.
const TEST_LIMIT: Duration = Duration::from_secs(1800);

/// What is mutated.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Options {
    /// Of the commit where none is given.
    pub(crate) seed: Option<u64>,
    pub(crate) count: Option<usize>,
    /// The one program, by its name.
    pub(crate) program: Option<String>,
    pub(crate) python: Option<String>,
}

/// Mutates and compares; false where a mutation does not compile or prints something else, which is printed.
pub(crate) fn run(project: &Project, options: &Options) -> anyhow::Result<bool> {
    let python = python_311(options.python.as_deref()).context("mutate needs CPython 3.11")?;
    let seed = options.seed.map_or_else(|| of_commit(project), Ok)?;
    let words_of = |path: &Path| project::read(path).map(|text| owned_words(&text));
    let mut library = BTreeSet::new();
    for stub in project::list(&project.root.join(STUBS))? {
        library.extend(words_of(&stub)?);
    }
    let folder = project.target.join(FOLDER);
    let mutator = Mutator { python, seed, library, prelude: words_of(&project.root.join(PRELUDE))?, folder };
    let _ = std::fs::remove_dir_all(&mutator.folder); // of the run before
    let chosen = chosen(project, options, seed)?;
    let workers = vec![(); thread::available_parallelism().map_or(2, usize::from)];
    let written = share(&workers, &chosen, |(), program| mutator.mutate(program));
    let written = written.into_iter().collect::<anyhow::Result<Vec<bool>>>()?;
    let thrown_away = written.iter().filter(|written| !**written).count();
    println!("mutate, seed {seed}: {} mutations, of {thrown_away} programs none that runs", chosen.len() - thrown_away);
    if thrown_away == chosen.len() {
        return Ok(true);
    }
    compare(project, &mutator)
}

/// Says what a number is that CI takes for this commit.
fn of_commit(project: &Project) -> anyhow::Result<u64> {
    let hash = output_of(command("git").current_dir(&project.root).args(["rev-parse", "HEAD"]))?;
    let first = hash.get(..8).context("git knows no commit")?;
    u64::from_str_radix(first, 16).with_context(|| format!("{first} is no number"))
}

/// The folders of the programs that are mutated: of those that are translated, as many as are asked for.
fn chosen(project: &Project, options: &Options, seed: u64) -> anyhow::Result<Vec<PathBuf>> {
    let refused = project.read(&format!("{PROGRAMS}/refused.txt"))?;
    let name = |folder: &Path| folder.file_name().and_then(|name| name.to_str()).map(str::to_owned).unwrap_or_default();
    let mut programs = project::list(&project.root.join(PROGRAMS))?;
    // Which task comes first out of the set of all is a matter of addresses, which differ from text to text.
    let is_stable = |folder: &Path| project::read(&folder.join("input.py")).is_ok_and(|it| !it.contains("all_tasks"));
    programs.retain(|folder| is_stable(folder) && !refused.lines().any(|line| line == name(folder)));
    if let Some(wanted) = &options.program {
        programs.retain(|folder| name(folder) == *wanted);
        ensure!(!programs.is_empty(), "--program {wanted}: there is none of this name that is translated");
    }
    Dice::new(seed, "which", 0).shuffle(&mut programs);
    programs.truncate(options.count.unwrap_or(MUTATED));
    Ok(programs)
}

fn owned_words(text: &str) -> BTreeSet<String> {
    reorder::words(text).into_iter().map(str::to_owned).collect()
}

/// All that makes mutations.
struct Mutator {
    python: String,
    seed: u64,
    library: BTreeSet<String>,
    prelude: BTreeSet<String>,
    /// Where they are written.
    folder: PathBuf,
}

impl Mutator {
    /// Writes a mutation of a program, with what CPython prints; false where none runs.
    fn mutate(&self, program: &Path) -> anyhow::Result<bool> {
        let name = program.file_name().and_then(|name| name.to_str()).context("a program has no name")?;
        let text = project::read(&program.join("input.py"))?;
        let status = project::read(&program.join("expected.status")).unwrap_or_default();
        let status = status.trim().parse().unwrap_or(0);
        let folder = self.folder.join(name);
        for attempt in 0..ATTEMPTS {
            let Some(mutated) = self.mutated(&text, &mut Dice::new(self.seed, name, attempt)) else { continue };
            if mutated == text {
                continue;
            }
            project::write(&folder.join("input.py"), &mutated)?;
            if let Some(printed) = self.recorded(&folder, status)? {
                project::write(&folder.join("expected.out"), printed)?;
                project::write(&folder.join("expected.status"), format!("{status}\n"))?;
                return Ok(true);
            }
        }
        let _ = std::fs::remove_dir_all(&folder); // so that it is not compared
        Ok(false)
    }

    fn mutated(&self, text: &str, dice: &mut Dice) -> Option<String> {
        let text = statements::rewrite(text, dice)?;
        let text = reorder::reorder(&text, dice)?;
        let text = if dice.percent(60) { constants::change(&text, dice)? } else { text };
        rename::rename(&text, &self.library, &self.prelude, dice)
    }

    /// What CPython prints with other hashes and other addresses, which decide the order of a set; none where that differs, or where it ends
    /// with another status.
    fn recorded(&self, folder: &Path, status: i32) -> anyhow::Result<Option<String>> {
        let mut printed = Vec::new();
        for (hash_seed, allocator) in [("1", "pymalloc"), ("2", "malloc"), ("3", "pymalloc_debug")] {
            let mut python = command(&self.python);
            python.current_dir(folder).arg("input.py");
            python
                .env("PYTHONHASHSEED", hash_seed)
                .env("PYTHONDONTWRITEBYTECODE", "1")
                .env("PYTHONUTF8", "1")
                .env("PYTHONMALLOC", allocator);
            let ended = run_limited(python, LONGEST)?;
            if code(&ended) != Some(status) {
                return Ok(None);
            }
            printed.push(ended.stdout);
        }
        let one = printed.pop();
        Ok(one.filter(|one| printed.iter().all(|other| other == one)))
    }
}

fn code(ended: &Ended) -> Option<i32> {
    ended.status.and_then(|status| status.code())
}

/// Lets the test translate, build and run them; false where one fails.
fn compare(project: &Project, mutator: &Mutator) -> anyhow::Result<bool> {
    let mut test = project.cargo();
    test.args(["test", "--quiet", "--package", "py_to_rust_asyncio", "--test", "translated", "--"]);
    test.args(["--nocapture", "--exact", TEST]).env("TRANSLATED_PROGRAMS", &mutator.folder);
    for other in ["TRANSLATED_TARGET", "TRANSLATED_FILTER", "TRANSLATED_CARGO", "TRANSLATED_BLESS"] {
        test.env_remove(other);
    }
    let ended = run_limited(test, TEST_LIMIT)?;
    println!("{}", ended.stdout.trim());
    let failed = failed(&ended.stdout);
    for name in &failed {
        println!("\n{name}: {}", mutator.folder.join(name).join("input.py").display());
        println!("for this one alone: cargo xtask mutate --seed {} --program {name}", mutator.seed);
    }
    if !ended.is_success() && failed.is_empty() {
        bail!("the test failed ({}): {}", ended.describe(), ended.log);
    }
    Ok(ended.is_success())
}

/// The programs that the test says have failed.
fn failed(said: &str) -> Vec<&str> {
    let lines = said.lines().filter_map(|line| line.strip_prefix("---- "));
    lines.filter_map(|line| Some(line.split_once(" failed: ")?.0)).collect()
}

#[cfg(test)]
mod tests;
