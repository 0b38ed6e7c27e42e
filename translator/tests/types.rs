//! The types of real programs: what is known of their variables.

use py_to_rust_asyncio::{Variable, translate, types};
use std::path::Path;

fn types_of(program: &str) -> Vec<Variable> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(program).join("input.py");
    types(program, &std::fs::read(path).unwrap()).unwrap()
}

/// `function name: type` for each variable; those of the module without a function.
fn lines(program: &str) -> Vec<String> {
    let line =
        |variable: Variable| format!("{} {}: {}", variable.of, variable.name, variable.of_type).trim().to_owned();
    types_of(program).into_iter().map(line).collect()
}

/// Those whose library is described: every variable of them has a type.
const WHOLE: [&str; 14] = [
    "async_streams",
    "bank_transfers",
    "build_task_group",
    "concurrent_tasks",
    "connection_pool",
    "echo_server",
    "gather_errors",
    "graceful_shutdown",
    "leaderboard",
    "ping_pong",
    "semaphore_downloads",
    "simple_async",
    "timeout_handling",
    "worker_pool",
];

#[test]
fn programs_without_annotations_that_are_asked_have_types() {
    for program in WHOLE {
        let unknown: Vec<_> = lines(program).into_iter().filter(|line| line.contains("Never")).collect();
        assert_eq!(unknown, Vec::<String>::new(), "{program}");
    }
}

#[test]
fn a_bank_is_known_by_its_transfers() {
    let expected = "\
Bank: type[Bank]
asyncio: module asyncio
main: function main
Bank __init__: function __init__
Bank total: function total
Bank transfer: function transfer
Bank.__init__ accounts: dict[str, int]
Bank.__init__ self: Bank
Bank.transfer amount: int
Bank.transfer balance: int
Bank.transfer self: Bank
Bank.transfer source: str
Bank.transfer target: str
Bank.total self: Bank
main amount: int
main bank: Bank
main before: int
main exc: KeyError
main moves: list[tuple[str, str, int]]
main ok: bool
main outcomes: list[bool]
main source: str
main target: str
move: tuple[str, str, int]";
    assert_eq!(lines("bank_transfers").join("\n"), expected);
}

#[test]
fn the_documentation_shows_what_is_found() {
    let text = include_str!("../../docs/TRANSLATOR.md");
    let blocks = |kind: &str| {
        let fence = format!("```{kind}\n");
        let blocks: Vec<_> = text.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).collect();
        blocks
    };
    let program = blocks("python")[0];
    let [outside, unknown, found, ..] = blocks("text")[..] else { panic!("three blocks are shown") };
    let line =
        |variable: Variable| format!("{} {}: {}", variable.of, variable.name, variable.of_type).trim().to_owned();
    let types = types("app.py", program.as_bytes()).unwrap();
    assert_eq!(types.into_iter().map(line).collect::<Vec<_>>().join("\n"), found.trim_end());
    let refused = |source: String| py_to_rust_asyncio::check("app.py", source.as_bytes()).unwrap_err().to_string();
    assert_eq!(refused(program.replacen("async def fetch", "def fetch", 1)), outside);
    assert_eq!(refused(program.replacen("fetch(1)", "fetsh(1)", 1)), unknown);
    let written = translate("app.py", program.as_bytes()).unwrap();
    assert_eq!(written.rust().trim_end(), blocks("rust")[0].trim_end());
}
