//! `bytes`.

use pyrt::object::{Comparison, Ordered};
use pyrt::{Bytes, Py};

use super::{Arg, Shown, compare};

fn call(name: &str, args: &[Arg]) -> String {
    match name {
        "fromhex" => return Bytes::fromhex(args[0].text()).shown(),
        "from_ints" => return Bytes::from_ints(args.iter().map(Arg::int)).shown(),
        "zeros" => return Bytes::zeros(args[0].int()).shown(),
        _ => {}
    }
    let bytes = args[0].bytes();
    let int = |place: usize| args.get(place).and_then(Arg::maybe_int);
    let ok = |bytes: Bytes| format!("={}", bytes.shown());
    let other = args.get(1).and_then(Arg::maybe_bytes);
    let needle = other.unwrap_or_default();
    let number = |number: i64| format!("={number}");
    let yes = |holds: bool| format!("={}", holds.shown());
    match name {
        "repr" => ok(bytes.clone()),
        "len" => number(bytes.len()),
        "list" => format!("={}", bytes.ints().collect::<Vec<_>>().shown()),
        "lower" => ok(bytes.lower()),
        "upper" => ok(bytes.upper()),
        "hex" => bytes.hex(args.get(1).and_then(Arg::maybe_str), int(2)).shown(),
        "decode" => bytes.decode(args[1].maybe_str(), args[2].maybe_str()).shown(),
        "splitlines" => format!("={}", bytes.splitlines(matches!(args[1], Arg::Bool(true))).shown()),
        "slice" => ok(bytes.slice(int(1), int(2))),
        "slice_step" => bytes.slice_step(int(1), int(2), args[3].int()).shown(),
        "at" => bytes.at(args[1].int()).shown(),
        "mul" => bytes.repeat(args[1].int()).shown(),
        "contains_int" => bytes.contains_int(args[1].int()).shown(),
        "find" => number(bytes.find(needle, int(2), int(3))),
        "rfind" => number(bytes.rfind(needle, int(2), int(3))),
        "count" => number(bytes.count(needle, int(2), int(3))),
        "index" => bytes.index(needle, int(2), int(3)).shown(),
        "rindex" => bytes.rindex(needle, int(2), int(3)).shown(),
        "startswith" => yes(bytes.startswith(needle, int(2), int(3))),
        "endswith" => yes(bytes.endswith(needle, int(2), int(3))),
        "split" => bytes.split(other, int(2)).shown(),
        "rsplit" => bytes.rsplit(other, int(2)).shown(),
        "partition" => bytes.partition(needle).shown(),
        "rpartition" => bytes.rpartition(needle).shown(),
        "replace" => bytes.replace(needle, args[2].bytes(), int(3)).shown(),
        "removeprefix" => ok(bytes.removeprefix(needle)),
        "removesuffix" => ok(bytes.removesuffix(needle)),
        "strip" => ok(bytes.strip(other)),
        "lstrip" => ok(bytes.lstrip(other)),
        "rstrip" => ok(bytes.rstrip(other)),
        "join" => ok(bytes.join([needle, args[2].bytes()])),
        "contains" => yes(bytes.contains_bytes(needle)),
        "add" => ok(bytes.concat(needle)),
        "compare" => compared(bytes, args[1].bytes()).shown(),
        _ => panic!("{name}"),
    }
}

fn compared(bytes: &Bytes, other: &Bytes) -> Py<Vec<bool>> {
    let four = [Comparison::Less, Comparison::LessEqual, Comparison::Greater, Comparison::GreaterEqual];
    four.into_iter().map(|comparison| bytes.compare(other, comparison)).collect()
}

#[test]
fn methods_answer_as_recorded() {
    compare(include_str!("bytes.txt"), call);
}
