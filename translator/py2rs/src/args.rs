//! The command line: what `py2rs …` understands.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use lexopt::prelude::*;
use py_to_rust_asyncio::package::{Package, Runtime};

use crate::target::Target;

/// Printed by `py2rs --help`.
pub(crate) const HELP: &str = "\
py2rs translates a Python asyncio program to a Rust package that prints the same, or says why not.

usage: py2rs FILE.py [OPTIONS] [-- ARGS…]

  -o, --output DIR    writes the package there (without it and without --run: to ./NAME, named after the file)
      --run           builds the program and runs it with ARGS; what was built once starts at once
      --target HOST   native, wasip1, wasip2, node or browser (default: native)
      --check         says whether it can be translated, and writes nothing
      --json          prints what is wrong as JSON, for editors
      --report        says what a reader of the Rust text should know
      --runtime WHAT  what the package depends on: the path of a checkout of the repository, or a version
                      (default: the checkout that py2rs was built from)
  -h, --help          this text
  -V, --version       the version

The status is 2 where the program or the command line is refused, 1 where something else fails, and with --run that of the program.

Set PY2RS_CACHE to keep what --run builds in another folder, and WASM_TOOLCHAIN to build for WebAssembly with another toolchain of rustup.
";

/// What is asked for.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Version,
    Translate(Options),
}

/// How a program is to be translated.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Options {
    /// The Python file, as it was typed: also `sys.argv[0]`.
    pub(crate) file: PathBuf,
    pub(crate) output: Option<PathBuf>,
    pub(crate) run: bool,
    pub(crate) target: Target,
    pub(crate) check: bool,
    pub(crate) json: bool,
    pub(crate) report: bool,
    pub(crate) runtime: Runtime,
    /// For the program.
    pub(crate) arguments: Vec<OsString>,
}

impl Options {
    /// Says whether the program is to be run and nothing else, so that its text is not needed.
    pub(crate) fn runs_only(&self) -> bool {
        self.run && self.output.is_none() && !self.json && !self.report
    }

    /// The folder that the package goes to, if it is to be written.
    pub(crate) fn writes_to(&self, name: &str) -> Option<PathBuf> {
        let only_asks = self.check || self.run || self.json || self.report;
        self.output.clone().or_else(|| (!only_asks).then(|| PathBuf::from(name)))
    }

    /// The package with what the target needs beside the program.
    pub(crate) fn dressed(&self, package: Package) -> Package {
        match self.target {
            Target::Browser => package.with_page(&self.file.to_string_lossy()),
            _ => package,
        }
    }
}

/// Reads the command line, without the name of the program.
pub(crate) fn parse(words: impl Iterator<Item = OsString>) -> anyhow::Result<Command> {
    let mut words: Vec<OsString> = words.collect();
    let end = words.iter().position(|word| word == "--").unwrap_or(words.len());
    let arguments = words.split_off(end).into_iter().skip(1).collect();
    let mut parser = lexopt::Parser::from_args(words);
    let mut options = Options {
        file: PathBuf::new(),
        output: None,
        run: false,
        target: Target::Native,
        check: false,
        json: false,
        report: false,
        runtime: Runtime::built_from(),
        arguments,
    };
    while let Some(word) = parser.next()? {
        match word {
            Short('h') | Long("help") => return Ok(Command::Help),
            Short('V') | Long("version") => return Ok(Command::Version),
            Short('o') | Long("output") => options.output = Some(parser.value()?.into()),
            Long("run") => options.run = true,
            Long("target") => options.target = Target::parse(&parser.value()?.string()?)?,
            Long("check") => options.check = true,
            Long("json") => options.json = true,
            Long("report") => options.report = true,
            Long("runtime") => options.runtime = runtime(&parser.value()?)?,
            Value(file) if options.file.as_os_str().is_empty() => options.file = file.into(),
            Value(other) => {
                let other = other.to_string_lossy().into_owned();
                bail!("`{other}` is one file too many; what the program is to get stands behind `--`")
            }
            other => return Err(other.unexpected().into()),
        }
    }
    agree(&options)?;
    Ok(Command::Translate(options))
}

/// Refuses what cannot be meant together.
fn agree(options: &Options) -> anyhow::Result<()> {
    ensure!(!options.file.as_os_str().is_empty(), "which Python file?");
    ensure!(!(options.check && options.run), "--check writes nothing, so there is nothing that --run could run");
    ensure!(!(options.check && options.output.is_some()), "--check writes nothing, so there is no use for --output");
    ensure!(!(options.json && options.run), "--json prints where the program of --run prints; ask for one of them");
    ensure!(
        options.run || options.arguments.is_empty(),
        "what stands behind `--` is for the program, and --run runs it"
    );
    Ok(())
}

/// A version begins with a digit or a sign that compares; all else is a path, and must be one of a checkout.
fn runtime(what: &OsString) -> anyhow::Result<Runtime> {
    let path = Path::new(what);
    if path.join("translator/pyrt/Cargo.toml").is_file() {
        let root = path.canonicalize().with_context(|| format!("--runtime {}", path.display()))?;
        return Ok(Runtime::Checkout(root));
    }
    let word = what.to_string_lossy();
    let is_version = word.trim_start_matches(['=', '^', '~', '>', '<', ' ']).starts_with(|c: char| c.is_ascii_digit());
    ensure!(
        is_version && !path.exists(),
        "--runtime {word}: neither a checkout of the repository, with translator/pyrt in it, nor a version"
    );
    Ok(Runtime::Version(word.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> anyhow::Result<Options> {
        match parse(words.iter().map(OsString::from))? {
            Command::Translate(options) => Ok(options),
            other => bail!("{other:?}"),
        }
    }

    fn refused(words: &[&str]) -> String {
        format!("{:#}", parsed(words).unwrap_err())
    }

    #[test]
    fn what_stands_behind_the_dashes_is_the_programs() {
        let options = parsed(&["--run", "app.py", "--", "--help", "--", "x"]).unwrap();
        assert!(options.run && options.runs_only());
        assert_eq!(options.file, Path::new("app.py"));
        assert_eq!(options.arguments, ["--help", "--", "x"]);
        assert!(refused(&["app.py", "--", "x"]).contains("--run runs it"));
    }

    #[test]
    fn wrong_words_are_named() {
        assert!(refused(&[]).contains("which Python file"));
        assert!(refused(&["a.py", "b.py"]).contains("`b.py`"));
        assert!(refused(&["a.py", "--fast"]).contains("--fast"));
        assert!(refused(&["a.py", "--target", "moon"]).contains("native, wasip1, wasip2, node, browser"));
        assert!(refused(&["a.py", "--check", "--run"]).contains("--check"));
        assert!(refused(&["a.py", "--json", "--run"]).contains("--json"));
        assert!(refused(&["a.py", "-o"]).contains("-o"));
    }

    #[test]
    fn a_runtime_is_a_checkout_or_a_version() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let Runtime::Checkout(path) = parsed(&["a.py", "--runtime", root]).unwrap().runtime else { panic!("a path") };
        assert!(path.is_absolute() && path.join("Cargo.toml").is_file());
        let version = parsed(&["a.py", "--runtime", "=0.1.0"]).unwrap().runtime;
        assert_eq!(version, Runtime::Version("=0.1.0".to_owned()));
        assert!(refused(&["a.py", "--runtime", "/nowhere"]).contains("/nowhere"));
        assert!(refused(&["a.py", "--runtime", ""]).contains("--runtime"));
    }

    #[test]
    fn a_package_is_written_where_nothing_else_is_asked() {
        let folder = |words: &[&str]| parsed(words).unwrap().writes_to("app");
        assert_eq!(folder(&["app.py"]), Some(PathBuf::from("app")));
        assert_eq!(folder(&["app.py", "-o", "x"]), Some(PathBuf::from("x")));
        for asks in ["--run", "--check", "--json", "--report"] {
            assert_eq!(folder(&["app.py", asks]), None);
        }
        assert_eq!(folder(&["app.py", "--run", "-o", "x"]), Some(PathBuf::from("x")));
    }

    #[test]
    fn help_and_version_need_no_file() {
        assert_eq!(parse(["-h"].iter().map(OsString::from)).unwrap(), Command::Help);
        assert_eq!(parse(["--version"].iter().map(OsString::from)).unwrap(), Command::Version);
    }
}
