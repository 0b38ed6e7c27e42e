//! The programs, and the list of those that are refused.

use std::fs;
use std::path::{Path, PathBuf};

use py_to_rust_asyncio::{Refusal, translate};

use crate::target::Target;
use crate::variable;

/// What every program is called in its folder, and finds in `sys.argv[0]`.
pub(crate) const FILE: &str = "input.py";

/// A folder of tests/programs.
pub(crate) struct Program {
    /// The folder's.
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    /// Its Rust text.
    pub(crate) rust: Result<String, Refusal>,
}

impl Program {
    fn read(folder: PathBuf) -> Option<Program> {
        let source = fs::read(folder.join(FILE)).ok()?;
        let name = folder.file_name()?.to_str()?.to_owned();
        let rust = translate(FILE, &source).map(|translation| translation.rust().to_owned());
        Some(Program { name, folder, rust })
    }

    pub(crate) fn is_refused(&self) -> bool {
        self.rust.is_err()
    }

    /// The first thing that is wrong with it, in a line.
    pub(crate) fn why(&self) -> String {
        let Err(refusal) = &self.rust else { return String::new() };
        let Some(first) = refusal.diagnostics().first() else { return String::new() };
        let place = refusal.place(first);
        format!("{}:{}: {} {}", place.line, place.column, first.code().number(), first.message())
    }

    /// The name of its module.
    pub(crate) fn module(&self) -> String {
        format!("program_{}", self.name.replace(|c: char| !c.is_ascii_alphanumeric(), "_"))
    }

    /// What it must print, and its status.
    pub(crate) fn expected(&self) -> (Vec<u8>, i32) {
        let printed = fs::read(self.folder.join("expected.out")).unwrap_or_default();
        let status = fs::read_to_string(self.folder.join("expected.status")).unwrap_or_default();
        (printed, status.trim().parse().unwrap_or(0))
    }

    /// Says whether its file `not_on` names the target: a line is a target and why.
    pub(crate) fn cannot_run(&self, target: Target) -> bool {
        let not_on = fs::read_to_string(self.folder.join("not_on")).unwrap_or_default();
        not_on.lines().filter_map(|line| line.split_whitespace().next()).any(|word| word == target.name())
    }
}

fn folder() -> PathBuf {
    let other = variable("TRANSLATED_PROGRAMS").map(PathBuf::from);
    other.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs"))
}

/// All programs, by name.
pub(crate) fn all() -> Vec<Program> {
    folders().into_iter().filter_map(Program::read).collect()
}

fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

/// Those that the variables ask for.
pub(crate) fn chosen() -> Vec<Program> {
    let filter = variable("TRANSLATED_FILTER").unwrap_or_default();
    let (part, parts) = part(variable("TRANSLATED_PART").as_deref());
    let folders = folders().into_iter().skip(part - 1).step_by(parts);
    folders.filter_map(Program::read).filter(|program| program.name.contains(&filter)).collect()
}

/// `3/10` as its numbers; all is the first part of one.
fn part(text: Option<&str>) -> (usize, usize) {
    let Some(text) = text else { return (1, 1) };
    let numbers = text.split_once('/').and_then(|(part, parts)| Some((part.parse().ok()?, parts.parse().ok()?)));
    let numbers = numbers.filter(|(part, parts)| (1..=*parts).contains(part));
    numbers.unwrap_or_else(|| panic!("TRANSLATED_PART is {text}: 3/10 is the third of every ten"))
}

/// The names in refused.txt.
pub(crate) fn listed() -> Vec<String> {
    let list = fs::read_to_string(folder().join("refused.txt")).unwrap_or_default();
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// Writes refused.txt.
pub(crate) fn list(names: &[String]) {
    let mut text = "# Programs that are refused. What leaves this list does not come back.\n".to_owned();
    for name in names {
        text.push_str(name);
        text.push('\n');
    }
    fs::write(folder().join("refused.txt"), text).unwrap();
}
