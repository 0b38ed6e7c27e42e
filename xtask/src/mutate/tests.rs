//! What each kind of change does to a small program.

use super::*;

const SOURCE: &str = "\
import asyncio


class Account:
    def __init__(self, owner):
        self.owner = owner

    def greet(self, times=1):
        return f\"{self.owner} {times}\"


def first(a):
    if a:
        return 1
    else:
        return 2


def second(b):
    return first(b)


async def main():
    account = Account(owner=\"Ada\")
    print(account.greet(times=3), second(0.5))
    await asyncio.sleep(0.25)


asyncio.run(main())
";

/// The same change with many seeds.
fn many(change: impl Fn(&mut Dice) -> Option<String>) -> Vec<String> {
    (0..60).map(|seed| change(&mut Dice::new(seed, "test", 0)).unwrap()).collect()
}

#[test]
fn names_change_wherever_they_stand_and_those_of_libraries_do_not() {
    let library = owned_words("asyncio run sleep print");
    for renamed in many(|dice| rename::rename(SOURCE, &library, &BTreeSet::new(), dice)) {
        assert!(renamed.contains("asyncio.run(") && renamed.contains("import asyncio"), "{renamed}");
        assert_eq!(renamed.contains("Account("), renamed.contains("class Account:"), "{renamed}");
        assert_eq!(renamed.contains(".owner ="), renamed.contains(".owner} "), "{renamed}");
    }
    let renamed = many(|dice| rename::rename(SOURCE, &library, &BTreeSet::new(), dice));
    assert!(renamed.iter().any(|text| !text.contains("Account") && !text.contains("owner")));
}

#[test]
fn functions_that_do_nothing_where_they_are_defined_change_places() {
    let reordered = many(|dice| reorder::reorder(SOURCE, dice));
    assert!(reordered.iter().any(|text| text.find("def first") < text.find("class Account")));
    assert!(reordered.iter().any(|text| text.find("def greet") < text.find("def __init__")));
    let sorted = |text: &str| {
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert!(reordered.iter().all(|text| sorted(text) == sorted(SOURCE)));
}

#[test]
fn delays_keep_their_order_and_texts_their_quotes() {
    let changed = many(|dice| constants::change(SOURCE, dice));
    assert!(changed.iter().any(|text| text.contains("sleep(0.275)")), "{changed:?}");
    assert!(changed.iter().any(|text| text.contains("owner=\"Ada") && !text.contains("owner=\"Ada\"")));
}

#[test]
fn statements_are_written_in_other_ways() {
    let rewritten = many(|dice| statements::rewrite(SOURCE, dice));
    assert!(rewritten.iter().all(|text| source::Source::read(text).is_some()));
    assert!(
        rewritten.iter().any(|text| text.contains("    if not (a):\n        return 2\n    else:\n        return 1"))
    );
    assert!(
        rewritten
            .iter()
            .any(|text| text.contains("if True:\n        self.owner") || text.contains("if True:\n        return"))
    );
    assert!(rewritten.iter().any(|text| text.contains("moved_1 = ")));
}

#[test]
fn failures_are_found_in_what_the_test_says() {
    assert_eq!(failed("refused: a: b\n---- echo failed: it\n---- chat failed: x\n"), ["echo", "chat"]);
}
