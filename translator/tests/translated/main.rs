//! The programs of tests/programs, translated and run: they must print what CPython 3.11 printed, byte for byte, with its exit status.
//!
//! # How it works
//!
//! ```text
//!  programs.rs  a folder each: input.py, expected.out, expected.status ─► translated, or refused
//!  refused.txt  names those that are refused, and no others: what once translates must go on doing so
//!  package.rs   one generated package, a module each ─► built once; what does not compile is left out, and has failed
//!  run.rs       one process each ─► compared
//! ```
//!
//! Variables choose what runs; `cargo xtask translated` sets them:
//!
//! | variable | meaning |
//! |---|---|
//! | `TRANSLATED_TARGET` | native (else), wasip1, wasip1-node, wasip2, wasip2-jco, node; browser: built and packed, and run by xtask |
//! | `TRANSLATED_PROGRAMS` | a folder of other programs of the same form |
//! | `TRANSLATED_FILTER` | only programs whose name contains it |
//! | `TRANSLATED_PART` | `3/10`: only the third of every ten programs |
//! | `TRANSLATED_CARGO` | a cargo that can build for the target, with its first arguments |
//! | `TRANSLATED_BLESS` | writes refused.txt anew |

mod package;
mod programs;
mod run;
mod target;

use std::env;

use programs::Program;
use target::Target;

/// A variable that says something.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

#[test]
fn those_that_are_refused_are_listed_and_no_others() {
    let listed = programs::listed();
    let refused: Vec<String> = programs::all().into_iter().filter(Program::is_refused).map(|it| it.name).collect();
    if variable("TRANSLATED_BLESS").is_some() {
        return programs::list(&refused);
    }
    let lost: Vec<_> = refused.iter().filter(|name| !listed.contains(name)).collect();
    let won: Vec<_> = listed.iter().filter(|name| !refused.contains(name)).collect();
    assert!(lost.is_empty(), "these were translated once and are refused now: {lost:?}");
    assert!(won.is_empty(), "take these out of refused.txt, they are translated now (or are gone): {won:?}");
}

#[test]
fn those_that_are_translated_print_what_cpython_prints() {
    let target = Target::chosen();
    let programs = programs::chosen();
    let (refused, translated): (Vec<_>, Vec<_>) = programs.iter().partition(|program| program.is_refused());
    let (impossible, possible): (Vec<_>, Vec<_>) = translated.into_iter().partition(|it| it.cannot_run(target));
    let built = package::build(target, &possible);
    let mut failures = built.failures;
    let mut passed = 0;
    // The pages of a browser are xtask's affair.
    if target != Target::Browser {
        let wanted: Vec<&Program> = possible.into_iter().filter(|it| built.modules.contains(&it.name)).collect();
        let ran = run::all(target, &built.program, &wanted);
        passed = ran.passed;
        failures.extend(ran.failures);
    }
    for program in &refused {
        println!("refused: {}: {}", program.name, program.why());
    }
    for (name, why) in &failures {
        println!("\n---- {name} failed: {why}");
    }
    println!(
        "\ntranslated programs on {}: {passed} passed, {} failed, {} refused, {} that cannot run there",
        target.name(),
        failures.len(),
        refused.len(),
        impossible.len()
    );
    let names: Vec<_> = failures.iter().map(|(name, _)| name).collect();
    assert!(names.is_empty(), "{} failed: {names:?}", names.len());
}
