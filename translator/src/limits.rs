//! What is not translated, by name: how likely it ever will be, and what to write instead.
//!
//! # How it works
//!
//! A gap names what it is about (``module `threading` is not translated yet``). Where that name stands in the table, the refusal gets the
//! code of its grade, and the help. The page docs/PYTHON.md is made from the same table, and a test compares them.
//!
//! - **I1** A module that CPython 3.11 does not bring is refused as somebody else's.

use crate::diagnostic::{Code, Diagnostics};
use crate::settled::is_of_python;
use crate::tree::Span;

/// How likely it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grade {
    /// There is a way; nobody has gone it yet.
    NotYet,
    /// Only some hosts can do it.
    Might,
    /// It cannot be done ahead of time, or says nothing there.
    Never,
}

impl Grade {
    fn code(self) -> Code {
        match self {
            Grade::NotYet => Code::NotYet,
            Grade::Might => Code::Might,
            Grade::Never => Code::Never,
        }
    }
}

use Grade::{Might, Never, NotYet};

/// Names, what they are, and what to write instead.
type Limit = (&'static [&'static str], Grade, &'static str);

const FUNCTIONS: &[Limit] = &[
    (
        &["exec", "eval", "compile", "__import__"],
        Never,
        "code that is made while the program runs cannot be translated before: choose among functions in a dict",
    ),
    (&["globals", "locals"], Never, "keep the values in a dict of your own"),
    (&["vars", "dir"], NotYet, "name the attributes"),
    (&["open"], Might, "not every host has files: read `sys.stdin`, print, or keep the text in the program"),
    (&["breakpoint", "help"], Never, "look into the program in CPython"),
    (&["bytearray", "memoryview"], NotYet, "`bytes`, or a list of ints"),
    (&["complex"], NotYet, "two floats"),
];

const METHODS: &[Limit] = &[
    (
        &["__getattr__", "__getattribute__", "__setattr__", "__delattr__"],
        Never,
        "attributes that are made at run time have no place: write properties, or keep the values in a dict",
    ),
    (&["__new__"], NotYet, "a class method, or a function, that makes the object"),
    (&["__del__"], Never, "when an object goes is not settled: write a method, or a context manager"),
    (&["__get__", "__set__", "__set_name__"], NotYet, "a property"),
    (&["metaclass="], Never, "a function that makes the objects, or a decorator of the class"),
];

const MODULES: &[Limit] = &[
    (&["threading", "_thread"], Might, "`asyncio.to_thread`, or tasks with `asyncio.Lock`: most hosts have one thread"),
    (&["multiprocessing"], Never, "tasks: there is one process everywhere"),
    (&["subprocess", "asyncio.subprocess"], Might, "most hosts start no other programs"),
    (
        &["socket", "socketserver", "selectors", "select", "ssl"],
        Might,
        "`asyncio.open_connection` and `asyncio.start_server`",
    ),
    (&["http", "urllib", "ftplib", "smtplib", "xmlrpc"], Might, "`asyncio.open_connection`"),
    (&["queue"], Might, "`asyncio.Queue`"),
    (&["sched"], NotYet, "`loop.call_later`"),
    (&["pathlib", "shutil", "tempfile", "glob", "fnmatch", "fileinput"], Might, "not every host has files"),
    (&["argparse", "getopt", "optparse"], NotYet, "`sys.argv`"),
    (&["decimal", "fractions"], NotYet, "ints of the smallest unit"),
    (&["uuid", "secrets"], NotYet, "`random`, where it need not be a secret"),
    (&["csv", "configparser", "xml", "html", "tomllib"], NotYet, "`str.split`, `re` or `json`"),
    (&["pickle", "marshal", "shelve", "copyreg"], Never, "`json`"),
    (&["array", "struct"], NotYet, "a list of ints, and `int.to_bytes`"),
    (&["pprint"], NotYet, "`json.dumps` with an indent"),
    (&["sqlite3", "dbm"], Never, "a dict"),
    (
        &["unittest", "doctest", "pdb", "cProfile", "profile", "trace"],
        Never,
        "test and look into the program in CPython",
    ),
    (
        &["gc", "weakref", "tracemalloc", "resource", "ast", "dis", "symtable", "code"],
        Never,
        "CPython alone has this inside",
    ),
    (&["importlib", "pkgutil", "runpy", "imp"], Never, "`import` at the beginning of the file"),
    (&["ctypes", "tkinter", "turtle", "curses", "readline"], Never, "no host but CPython's has this"),
];

const FOREIGN: &str = "only the standard library is translated: write what you need of that package, or leave it out";

/// Says what is not translated, with the code of its grade and what to write instead.
pub(crate) fn add(diagnostics: &mut Diagnostics, span: Span, message: String) {
    match of(&message) {
        (code, Some(help)) => diagnostics.add_with_help(code, span, message, help),
        (code, None) => diagnostics.add(code, span, message),
    }
}

/// The code of a gap, and what to write instead, by what its message names.
fn of(message: &str) -> (Code, Option<&'static str>) {
    let found =
        named(message, "module `").map(|module| match limit(MODULES, module.split('.').next().unwrap_or(module)) {
            _ if !is_of_python(module) => (Code::Foreign, Some(FOREIGN)),
            found => found,
        });
    let found = found.or_else(|| {
        let name = named(message, "`")?;
        message.ends_with("` is not translated yet").then(|| limit(FUNCTIONS, name)).filter(|found| found.1.is_some())
    });
    let of_class = || named(message, "`").map(|name| limit(METHODS, name));
    found.or_else(of_class).unwrap_or((Code::NotYet, None))
}

/// What is in the quotes that a message begins with.
fn named<'m>(message: &'m str, begin: &str) -> Option<&'m str> {
    message.strip_prefix(begin)?.split('`').next()
}

fn limit(table: &'static [Limit], name: &str) -> (Code, Option<&'static str>) {
    let found = table.iter().find(|(names, ..)| names.contains(&name));
    found.map_or((Code::NotYet, None), |(_, grade, instead)| (grade.code(), Some(*instead)))
}

/// The page of all that.
#[cfg(test)]
fn page() -> String {
    use std::fmt::Write as _;
    let mut page = String::from(BEGIN);
    for (grade, title) in
        [(NotYet, "Not yet (`E0901`)"), (Might, "Might come where the host can (`E0902`)"), (Never, "Never (`E0903`)")]
    {
        let _ = write!(page, "\n## {title}\n\n| | instead |\n|---|---|\n");
        for (names, of_grade, instead) in [FUNCTIONS, METHODS, MODULES].concat() {
            if of_grade == grade {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let _ = writeln!(page, "| {} | {instead} |", names.join(", "));
            }
        }
    }
    let _ = write!(page, "\n## Packages of others (`E0904`)\n\nNot in any case: {FOREIGN}.\n");
    page
}

#[cfg(test)]
const BEGIN: &str = "# What is not translated

A program that uses one of these is refused at its place, with the code of the grade. It is made from the table in `translator/src/limits.rs`.

## Partly

What is translated in most of its uses, and refused at the others with what is missing there:

- functions as values, unless they take or give themselves;
- one function or class at several types, unless it is decorated or has relatives;
- tuples and dicts that contain themselves; lists and objects may;
- ints: those that grow beyond 64 bits where it cannot be seen before end the program with an error, and never wrap;
- sets of texts, where their order cannot be seen: sort them;
- the text of tasks, servers and streams, which names lines and descriptors: show their names;
- `asyncio`: all but transports, protocols, subprocesses, child watchers and signals.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_gets_its_grade_and_help() {
        let of = |message| {
            let (code, help) = of(message);
            (code, help.is_some())
        };
        assert_eq!(of("module `numpy` is not translated yet"), (Code::Foreign, true));
        assert_eq!(of("module `threading` is not translated yet"), (Code::Might, true));
        assert_eq!(of("module `concurrent` is not translated yet"), (Code::NotYet, false));
        assert_eq!(of("`exec` is not translated yet"), (Code::Never, true));
        assert_eq!(of("`metaclass=` of a class is not translated yet"), (Code::Never, true));
        assert_eq!(of("`open` of Path is not translated yet"), (Code::NotYet, false));
        assert_eq!(of("this is not called yet"), (Code::NotYet, false));
    }

    #[test]
    fn the_page_says_the_same() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/PYTHON.md");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(file, page()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(file).unwrap_or_default(), page(), "BLESS=1 writes docs/PYTHON.md anew");
    }
}
