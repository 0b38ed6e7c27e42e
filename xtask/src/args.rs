//! The command line: what `cargo xtask …` understands.

use anyhow::{Context, bail};
use lexopt::prelude::*;

use crate::asyncio_diff;
use crate::breaks::{self, Part};
use crate::mutate;
use crate::speed;
use crate::test::{self, Column};
use crate::tour::Host;
use crate::translated;

/// Printed by `cargo xtask help`.
pub(crate) const HELP: &str = "\
cargo xtask COMMAND

  test [--native] [--only COLUMN,..] [FILTER]
                 runs every test on every platform and prints the matrix; installs what is missing first
                 --native  only natively, in both flavours: quick, no set-up
                 --only    only these columns: native, native-current-thread, wasip1-wasmtime, wasip1-node,
                           wasip2-wasmtime, wasip2-jco, page, worker, node
                 FILTER    only tests whose name (file::test) contains it; unit tests are lib::path,
                           the whole programs of tests/programs are programs::name
  tour [--target native|wasip1|wasip1-node|node|page]
                 runs the example `tour` there
  breaks [--all | --part I/N] [NAME]
                 breaks each promise of tests/breaks/ on purpose and demands that its test goes red; without --all a
                 third of them, chosen by the commit
  asyncio-diff [--seed S] [--n N] [--record] [--python PATH]
                 makes N random programs (200), runs them with CPython 3.11 and on our types, and demands the same output
                 --record  writes what CPython prints for 400 to tests/asyncio_diff/recorded.txt, and compares nothing
  fuzz [--seconds N]
                 runs each fuzz target for N seconds (30)
  translated [--target TARGET] [--sample] [--bless] [FILTER]
                 translates the programs of translator/tests/programs and runs them: they must print what CPython prints
                 --target  native (else), wasip1, wasip1-node, wasip2, wasip2-jco, node or browser
                 --sample  one program of ten, chosen by the commit
                 --bless   writes the list of those that are refused anew, and runs nothing
                 FILTER    only programs whose name contains it
  mutate [--seed S] [--n N] [--program NAME] [--python PATH]
                 changes names, order, constants and statements of N programs (10) of translator/tests/programs at random,
                 runs them with CPython 3.11 and translated, and demands the same output; the commit chooses the seed
                 --program  this program alone
  asyncio-speed [--python PATH] [--rounds N]
                 runs workloads of asyncio in turn on our types and in Python (python3, 5 rounds), and prints the table
  translated-speed [--python PATH] [--rounds N]
                 the same for the programs of benches/translated, translated, natively and in Node
  check-layers   imports point down only, and the target condition stands in src/sys/
  check-deps     no other runtime among the dependencies, and few of them
  ci             all of it, as .ci/run does

Set WASM_TOOLCHAIN=debian to build for WebAssembly with Debian's compiler instead of rustup's.
";

/// One command with its options.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    Help,
    CheckLayers,
    CheckDeps,
    Test(test::Options),
    Breaks(breaks::Options),
    AsyncioDiff(asyncio_diff::Options),
    Mutate(mutate::Options),
    Tour(Host),
    Fuzz { seconds: u32 },
    AsyncioSpeed(speed::Options),
    TranslatedSpeed(speed::Options),
    Translated(translated::Options),
    Ci,
}

/// Reads the command line.
pub(crate) fn parse(mut parser: lexopt::Parser) -> anyhow::Result<Task> {
    let name = match parser.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Task::Help),
        Some(Value(name)) => name.string()?,
        Some(other) => return Err(other.unexpected().into()),
    };
    match name.as_str() {
        "help" => Ok(Task::Help),
        "test" => test_options(parser),
        "breaks" => breaks_options(parser),
        "asyncio-diff" => asyncio_diff_options(parser),
        "mutate" => mutate_options(parser),
        "tour" => tour_options(parser),
        "fuzz" => fuzz_options(parser),
        "translated" => translated_options(parser),
        "asyncio-speed" => speed_options(parser, Task::AsyncioSpeed),
        "translated-speed" => speed_options(parser, Task::TranslatedSpeed),
        "check-layers" => without_options(parser, Task::CheckLayers),
        "check-deps" => without_options(parser, Task::CheckDeps),
        "ci" => without_options(parser, Task::Ci),
        other => bail!("there is no command `{other}`; `cargo xtask help` lists them"),
    }
}

fn without_options(mut parser: lexopt::Parser, task: Task) -> anyhow::Result<Task> {
    match parser.next()? {
        None => Ok(task),
        Some(Short('h') | Long("help")) => Ok(Task::Help),
        Some(other) => Err(other.unexpected().into()),
    }
}

fn test_options(mut parser: lexopt::Parser) -> anyhow::Result<Task> {
    let mut options = test::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Task::Help),
            Long("native") => options.columns = vec![Column::Native, Column::NativeCurrentThread],
            Long("only") => options.columns = Column::parse_list(&parser.value()?.string()?)?,
            Value(filter) if options.filter.is_none() => options.filter = Some(filter.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Test(options))
}

fn breaks_options(mut parser: lexopt::Parser) -> anyhow::Result<Task> {
    let mut options = breaks::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Task::Help),
            Long("all") => options.part = Part::All,
            Long("part") => options.part = Part::parse(&parser.value()?.string()?)?,
            Value(name) if options.name.is_none() => options.name = Some(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Breaks(options))
}

fn number(name: &str, value: &str) -> anyhow::Result<u64> {
    value.parse().with_context(|| format!("--{name} {value}: a whole number is wanted"))
}

fn asyncio_diff_options(mut parser: lexopt::Parser) -> anyhow::Result<Task> {
    let mut options = asyncio_diff::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Task::Help),
            Long("seed") => options.seed = number("seed", &parser.value()?.string()?)?,
            Long("n") => options.count = Some(number("n", &parser.value()?.string()?)?),
            Long("record") => options.record = true,
            Long("python") => options.python = Some(parser.value()?.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::AsyncioDiff(options))
}

fn mutate_options(mut parser: lexopt::Parser) -> anyhow::Result<Task> {
    let mut options = mutate::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Task::Help),
            Long("seed") => options.seed = Some(number("seed", &parser.value()?.string()?)?),
            Long("n") => options.count = Some(usize::try_from(number("n", &parser.value()?.string()?)?)?),
            Long("program") => options.program = Some(parser.value()?.string()?),
            Long("python") => options.python = Some(parser.value()?.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Mutate(options))
}

fn tour_options(mut parser: lexopt::Parser) -> anyhow::Result<Task> {
    let mut host = Host::Native;
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Task::Help),
            Long("target") => host = Host::parse(&parser.value()?.string()?)?,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Tour(host))
}

fn fuzz_options(mut parser: lexopt::Parser) -> anyhow::Result<Task> {
    let mut seconds = crate::fuzz::DEFAULT_SECONDS;
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Task::Help),
            Long("seconds") => {
                let value = parser.value()?.string()?;
                seconds = value.parse().with_context(|| format!("--seconds {value}: a whole number is wanted"))?;
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Fuzz { seconds })
}

fn translated_options(mut parser: lexopt::Parser) -> anyhow::Result<Task> {
    let mut options = translated::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Task::Help),
            Long("target") => options.target = translated::target(&parser.value()?.string()?)?,
            Long("sample") => options.sample = true,
            Long("bless") => options.bless = true,
            Value(filter) if options.filter.is_none() => options.filter = Some(filter.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Translated(options))
}

fn speed_options(mut parser: lexopt::Parser, task: fn(speed::Options) -> Task) -> anyhow::Result<Task> {
    let mut options = speed::Options::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Task::Help),
            Long("python") => options.python = parser.value()?,
            Long("rounds") => {
                let value = parser.value()?.string()?;
                let rounds = value.parse().ok().filter(|rounds| *rounds > 0);
                options.rounds = rounds.with_context(|| format!("--rounds {value}: a number above 0 is wanted"))?;
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(task(options))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> anyhow::Result<Task> {
        parse(lexopt::Parser::from_args(words))
    }

    #[test]
    fn nothing_and_help_print_the_help() {
        for words in [&[][..], &["help"], &["--help"], &["test", "-h"]] {
            assert_eq!(parsed(words).unwrap(), Task::Help);
        }
    }

    #[test]
    fn test_takes_columns_and_one_filter() {
        let Task::Test(options) = parsed(&["test", "--only", "page,node", "task::abort"]).unwrap() else {
            panic!("another command");
        };
        assert_eq!(options.columns, [Column::Page, Column::Node]);
        assert_eq!(options.filter.as_deref(), Some("task::abort"));
        assert!(parsed(&["test", "a", "b"]).is_err());
        assert!(parsed(&["test", "--only", "moon"]).is_err());
    }

    #[test]
    fn asyncio_diff_takes_a_seed_and_a_number() {
        let expected = asyncio_diff::Options { seed: 7, count: Some(20), ..asyncio_diff::Options::default() };
        assert_eq!(parsed(&["asyncio-diff", "--seed", "7", "--n", "20"]).unwrap(), Task::AsyncioDiff(expected));
        assert!(parsed(&["asyncio-diff", "--n", "many"]).is_err());
    }

    #[test]
    fn mutate_takes_a_seed_a_number_and_a_program() {
        let words = ["mutate", "--seed", "7", "--n", "3", "--program", "echo"];
        let expected =
            mutate::Options { seed: Some(7), count: Some(3), program: Some("echo".to_owned()), python: None };
        assert_eq!(parsed(&words).unwrap(), Task::Mutate(expected));
        assert!(parsed(&["mutate", "--seed", "x"]).is_err() && parsed(&["mutate", "echo"]).is_err());
    }

    #[test]
    fn translated_takes_a_target_a_sample_and_one_filter() {
        let Task::Translated(options) = parsed(&["translated", "--target", "node", "--sample", "echo"]).unwrap() else {
            panic!("another command");
        };
        assert_eq!((options.target, options.filter.as_deref()), ("node", Some("echo")));
        assert!(options.sample);
        assert!(parsed(&["translated", "--target", "moon"]).is_err() && parsed(&["translated", "a", "b"]).is_err());
    }

    #[test]
    fn fuzz_wants_a_number() {
        assert_eq!(parsed(&["fuzz", "--seconds", "5"]).unwrap(), Task::Fuzz { seconds: 5 });
        assert!(parsed(&["fuzz", "--seconds", "soon"]).is_err());
        assert!(parsed(&["unknown"]).is_err());
    }
}
