//! `breaks`: breaks each promise on purpose, in a copy of the repository, and demands that its test goes red.
//!
//! [`mod@format`] reads the files of tests/breaks/, [`tree`] keeps the copies, [`trial`] builds and runs. A test that stays
//! green although its promise is broken guards nothing; a break whose old lines are gone is stale. Both fail the run.
//!
//! Two workers share the breaks, each with a copy and builds of its own.

mod format;
mod tree;
mod trial;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::progress::{Progress, seconds};
use crate::project::{self, Project};
use crate::table::Table;
use crate::test::Column;
use crate::wasm::Wasm;
use crate::workers::share;

use format::{Break, TestName};
use tree::Tree;
use trial::{Bench, Ending};

/// Where the breaks stand.
const FOLDER: &str = "tests/breaks";
/// Into how many parts the breaks are divided where not all are wanted.
const PARTS: usize = 3;
/// How many breaks are tried at once. Two keep two cores busy: a compiler is on one core half of the time, and a test that
/// hangs on none.
const WORKERS: usize = 2;

/// The options of the command.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Options {
    pub(crate) part: Part,
    /// Part of a break's name; then all that match are tried.
    pub(crate) name: Option<String>,
}

/// Which of the breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Part {
    /// A third, which one the commit decides.
    #[default]
    ByCommit,
    All,
    /// The `index`th of `count`, from 1.
    Of {
        index: usize,
        count: usize,
    },
}

impl Part {
    /// Reads `I/N`.
    pub(crate) fn parse(text: &str) -> anyhow::Result<Self> {
        let numbers = text.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
        match numbers {
            Some((index, count)) if (1..=count).contains(&index) => Ok(Self::Of { index, count }),
            _ => bail!("--part {text}: I/N is wanted, with I from 1 to N"),
        }
    }

    fn contains(self, position: usize) -> bool {
        match self {
            Self::ByCommit | Self::All => true,
            Self::Of { index, count } => position % count == index - 1,
        }
    }
}

/// Tries the chosen breaks and prints the table.
pub(crate) fn run(project: &Project, options: &Options) -> anyhow::Result<()> {
    let begun = Instant::now();
    let breaks = chosen(project, options)?;
    if breaks.is_empty() {
        println!("breaks: none of {FOLDER}/ is chosen");
        return Ok(());
    }
    let mut progress = Progress::default();
    let wasm = install(project, &breaks, &mut progress)?;
    let workers = WORKERS.min(breaks.len());
    let copy = || (1..=workers).map(|worker| Tree::prepare(project, worker)).collect::<anyhow::Result<Vec<_>>>();
    let trees = progress.step("copy the repository", copy)?;
    let benches: Vec<_> = trees.iter().map(|tree| Bench { project, tree, wasm: wasm.as_ref() }).collect();
    let greens = unbroken(&benches[0], &breaks, &mut progress)?;
    let mut table = Table::new(["break", "column", "test", "result", "time"]);
    let mut problems = Vec::new();
    for (one, rows) in breaks.iter().zip(try_all(&benches, &breaks, &greens)) {
        for row in rows {
            let result = row.summary();
            if !row.red {
                problems.push(format!("{}: {}: {result}", one.name, row.test));
            }
            table.row([
                one.name.clone(),
                row.column.to_owned(),
                row.test.clone(),
                result.to_owned(),
                seconds(row.took),
            ]);
        }
    }
    println!("\n{table}");
    println!("{} breaks in {}", breaks.len(), seconds(begun.elapsed()));
    if !problems.is_empty() {
        bail!("breaks:\n{}", problems.join("\n"));
    }
    Ok(())
}

/// One line of the table.
struct Row {
    column: &'static str,
    test: String,
    result: String,
    took: Duration,
    red: bool,
}

impl Row {
    /// What the compiler said is below the first line.
    fn summary(&self) -> &str {
        self.result.lines().next().unwrap_or_default()
    }
}

/// Reads all breaks, so that a mistake in any of them is seen, and takes the wanted ones.
fn chosen(project: &Project, options: &Options) -> anyhow::Result<Vec<Break>> {
    let breaks = read_all(project)?;
    if let Some(text) = &options.name {
        let named = breaks.into_iter().filter(|one| one.name.contains(text));
        let named: Vec<_> = named.collect();
        if named.is_empty() {
            bail!("no break of {FOLDER}/ has `{text}` in its name");
        }
        return Ok(named);
    }
    let part = match options.part {
        Part::ByCommit => by_commit(project),
        part => part,
    };
    if let Part::Of { index, count } = part {
        println!("breaks: part {index} of {count}; `--all` tries all {}", breaks.len());
    }
    let numbered = breaks.into_iter().enumerate();
    let wanted = numbered.filter(|(position, _)| part.contains(*position));
    Ok(wanted.map(|(_, one)| one).collect())
}

fn read_all(project: &Project) -> anyhow::Result<Vec<Break>> {
    let mut breaks = Vec::new();
    for path in project::list(&project.root.join(FOLDER))? {
        if path.extension().is_some_and(|extension| extension == "break") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let text = project::read(&path)?;
            let one = Break::parse(&name, &text).with_context(|| format!("{FOLDER}/{name}.break"))?;
            breaks.push(one);
        }
    }
    Ok(breaks)
}

fn by_commit(project: &Project) -> Part {
    Part::Of { index: project.part_of_commit(PARTS) + 1, count: PARTS }
}

fn install(project: &Project, breaks: &[Break], progress: &mut Progress) -> anyhow::Result<Option<Wasm>> {
    let columns = || breaks.iter().flat_map(|one| one.columns.iter());
    if columns().all(|column| column.platform().target().is_none()) {
        return Ok(None);
    }
    let browser = columns().any(|column| column.needs_browser());
    let install = || Wasm::install(project, browser);
    progress.step("set up WebAssembly", install).map(Some)
}

/// The tests that are not green in the whole tree, which break nothing when they are red.
type NotGreen = BTreeMap<(Column, TestName), Ending>;

/// Runs every named test in the whole tree: each must be green there. Gives those that are not.
fn unbroken(bench: &Bench<'_>, breaks: &[Break], progress: &mut Progress) -> anyhow::Result<NotGreen> {
    let mut wanted: BTreeMap<Column, Vec<TestName>> = BTreeMap::new();
    for (column, test) in breaks.iter().flat_map(Break::tests_in_columns) {
        wanted.entry(column).or_default().push(test);
    }
    let mut not_green = BTreeMap::new();
    for (column, mut tests) in wanted {
        tests.sort();
        tests.dedup();
        let name = format!("the same tests unbroken: {}", column.name());
        let endings = progress.step(&name, || {
            let built = bench.build(column.platform(), &tests)?;
            if !built.complete {
                bail!("the unbroken repository does not compile: {}", built.log);
            }
            // Tried twice at most: a browser that does not start is not the fault of the test.
            let run = |test| match bench.run(column, &built, test)? {
                Ending::Green => anyhow::Ok(Ending::Green),
                _ => bench.run(column, &built, test),
            };
            tests.iter().map(run).collect::<anyhow::Result<Vec<_>>>()
        })?;
        for (test, ending) in tests.into_iter().zip(endings) {
            if ending != Ending::Green {
                not_green.insert((column, test), ending);
            }
        }
    }
    Ok(not_green)
}

fn unsound(one: &Break, ending: &Ending) -> Row {
    let tests: Vec<_> = one.tests.iter().map(TestName::to_string).collect();
    Row {
        column: "-",
        test: tests.join(", "),
        result: format!("NOT TRIED: one of its tests, unbroken, {ending}"),
        took: Duration::ZERO,
        red: false,
    }
}

/// Tries all breaks, and gives the lines of each.
fn try_all(benches: &[Bench<'_>], breaks: &[Break], greens: &NotGreen) -> Vec<Vec<Row>> {
    share(benches, breaks, |bench, one| {
        let rows = match greens.iter().find(|(tests, _)| one.tests_in_columns().contains(tests)) {
            Some((_, ending)) => vec![unsound(one, ending)],
            None => try_break(bench, one),
        };
        show(one, &rows);
        rows
    })
}

/// Prints what became of a break, in one piece: others print at the same time.
fn show(one: &Break, rows: &[Row]) {
    let lines = rows.iter().map(|row| format!("    {}: {} ({})\n", row.test, row.result, seconds(row.took)));
    print!("==> {}: {}\n{}", one.name, one.promise, lines.collect::<String>());
}

/// Applies a break, runs its tests in its columns, and takes it back.
fn try_break(bench: &Bench<'_>, one: &Break) -> Vec<Row> {
    let begun = Instant::now();
    let row = |column: Column, test: &TestName, result: String, took, red| Row {
        column: column.name(),
        test: test.to_string(),
        result,
        took,
        red,
    };
    let whole = |result: String| Row { column: "-", test: "-".to_owned(), result, took: begun.elapsed(), red: false };
    let applied = match bench.tree.apply(one) {
        Ok(applied) => applied,
        Err(error) => return vec![whole(format!("STALE: {error:#}"))],
    };
    let mut rows = Vec::new();
    for &column in &one.columns {
        let built = match bench.build(column.platform(), &one.tests) {
            Ok(built) if built.complete => built,
            Ok(built) => {
                rows.push(whole(format!("DOES NOT COMPILE\n{}", built.log)));
                continue;
            }
            Err(error) => {
                rows.push(whole(format!("NOT TRIED: {error:#}")));
                continue;
            }
        };
        for test in &one.tests {
            let begun = Instant::now();
            let (result, red) = match bench.run(column, &built, test) {
                Ok(Ending::Green) => ("STAYS GREEN".to_owned(), false),
                Ok(Ending::Red(how)) => (format!("red: {how}"), true),
                Ok(ending @ Ending::Unclear(_)) => (format!("UNCLEAR: {ending}"), false),
                Err(error) => (format!("NOT TRIED: {error:#}"), false),
            };
            rows.push(row(column, test, result, begun.elapsed(), red));
        }
    }
    if let Err(error) = applied.take_back() {
        rows.push(whole(format!("NOT TAKEN BACK: {error:#}")));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_break_is_in_exactly_one_part() {
        let parts = [1, 2, 3].map(|index| Part::Of { index, count: 3 });
        for position in 0..10 {
            let count = parts.iter().filter(|part| part.contains(position)).count();
            assert_eq!(count, 1);
        }
        assert!(Part::All.contains(7));
    }

    #[test]
    fn a_part_is_counted_from_one() {
        assert_eq!(Part::parse("2/3").unwrap(), Part::Of { index: 2, count: 3 });
        for wrong in ["0/3", "4/3", "2", "a/b", ""] {
            assert!(Part::parse(wrong).is_err(), "{wrong}");
        }
    }
}
