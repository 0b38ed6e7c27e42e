//! The methods of a text that take another, and its parts.

use pyrt::object::{Comparison, Equal, Ordered};
use pyrt::str::{Affixes, Table};
use pyrt::{Py, Str};

use super::{Arg, Shown, compare};

fn call(name: &str, args: &[Arg]) -> String {
    let text = args[0].text();
    let int = |place: usize| args.get(place).and_then(Arg::maybe_int);
    let ok = |text: Str| format!("={}", text.shown());
    if let ("startswith" | "endswith", Arg::Texts(affixes)) = (name, &args[1]) {
        return affixed(name, text, &(&affixes[0], &affixes[1]), int(2), int(3));
    }
    match name {
        "slice" => return ok(text.slice(int(1), int(2))),
        "slice_step" => return text.slice_step(int(1), int(2), args[3].int()).shown(),
        "at" => return text.at(args[1].int()).shown(),
        "mul" => return text.repeat(args[1].int()).shown(),
        "expandtabs" => return text.expandtabs(int(1)).shown(),
        "ljust" => return text.ljust(args[1].int(), args[2].maybe_str()).shown(),
        "rjust" => return text.rjust(args[1].int(), args[2].maybe_str()).shown(),
        "center" => return text.center(args[1].int(), args[2].maybe_str()).shown(),
        "join" => return ok(text.join(args[1].texts())),
        "translate" => return translate(text, args).shown(),
        _ => {}
    }
    let other: &Str = args[1].text();
    let number = |number: i64| format!("={number}");
    match name {
        "find" => number(text.find(other, int(2), int(3))),
        "rfind" => number(text.rfind(other, int(2), int(3))),
        "count" => number(text.count(other, int(2), int(3))),
        "index" => text.index(other, int(2), int(3)).shown(),
        "rindex" => text.rindex(other, int(2), int(3)).shown(),
        "startswith" | "endswith" => affixed(name, text, other, int(2), int(3)),
        "split" => text.split(Some(other), int(2)).shown(),
        "rsplit" => text.rsplit(Some(other), int(2)).shown(),
        "partition" => text.partition(other).shown(),
        "rpartition" => text.rpartition(other).shown(),
        "replace" => text.replace(other, args[2].text(), int(3)).shown(),
        "removeprefix" => ok(text.removeprefix(other)),
        "removesuffix" => ok(text.removesuffix(other)),
        "strip" => ok(text.strip(Some(other))),
        "lstrip" => ok(text.lstrip(Some(other))),
        "rstrip" => ok(text.rstrip(Some(other))),
        "contains" => format!("={}", text.contains_text(other).shown()),
        "add" => {
            let mut grown = text.clone();
            grown.append(other);
            grown.append(other);
            assert_eq!(grown, text.concat(other).concat(other));
            assert_eq!(grown.len(), text.len() + 2 * other.len());
            ok(text.concat(other))
        }
        "compare" => compared(text, other).shown(),
        _ => panic!("{name}"),
    }
}

fn affixed(name: &str, text: &Str, affix: &impl Affixes, start: Option<i64>, end: Option<i64>) -> String {
    let holds =
        if name == "startswith" { text.startswith(affix, start, end) } else { text.endswith(affix, start, end) };
    format!("={}", holds.shown())
}

fn translate(text: &Str, args: &[Arg]) -> Py<Str> {
    text.translate(&Table::of_characters(args[1].text(), args[2].text(), args[3].maybe_str())?)
}

fn compared(text: &Str, other: &Str) -> Py<Vec<bool>> {
    let four = [Comparison::Less, Comparison::LessEqual, Comparison::Greater, Comparison::GreaterEqual];
    let mut holds = four.into_iter().map(|comparison| text.compare(other, comparison)).collect::<Py<Vec<_>>>()?;
    holds.push(text.equal(other)?);
    Ok(holds)
}

#[test]
fn methods_answer_as_recorded() {
    compare(include_str!("find.txt"), call);
}
