//! The methods of a text that do not look for another.

use pyrt::Str;
use pyrt::str::{chr, ord, write_ascii};

use super::{Arg, Shown, compare};

fn call(name: &str, args: &[Arg]) -> String {
    if name == "chr" {
        return chr(args[0].int()).shown();
    }
    let text = args[0].text();
    let ok = |text: Str| format!("={}", text.shown());
    let yes = |holds: bool| format!("={}", holds.shown());
    match name {
        "capitalize" => ok(text.capitalize()),
        "casefold" => ok(text.casefold()),
        "lower" => ok(text.lower()),
        "upper" => ok(text.upper()),
        "title" => ok(text.title()),
        "swapcase" => ok(text.swapcase()),
        "strip" => ok(text.strip(None)),
        "lstrip" => ok(text.lstrip(None)),
        "rstrip" => ok(text.rstrip(None)),
        "isalnum" => yes(text.isalnum()),
        "isalpha" => yes(text.isalpha()),
        "isascii" => yes(text.isascii()),
        "isdecimal" => yes(text.isdecimal()),
        "isdigit" => yes(text.isdigit()),
        "isidentifier" => yes(text.isidentifier()),
        "islower" => yes(text.islower()),
        "isnumeric" => yes(text.isnumeric()),
        "isprintable" => yes(text.isprintable()),
        "isspace" => yes(text.isspace()),
        "istitle" => yes(text.istitle()),
        "isupper" => yes(text.isupper()),
        "repr" => ok(text.clone()),
        "ascii" => {
            let mut out = String::new();
            write_ascii(text, &mut out);
            format!("={}", out.shown())
        }
        "len" => format!("={}", text.len()),
        "list" => format!("={}", text.characters().collect::<Vec<_>>().shown()),
        "reversed" => format!("={}", text.characters().rev().collect::<Vec<_>>().shown()),
        "ord" => ord(text).shown(),
        "splitlines" => format!("={}", text.splitlines(matches!(args[1], Arg::Bool(true))).shown()),
        "split" => text.split(None, args[2].maybe_int()).shown(),
        "rsplit" => text.rsplit(None, args[2].maybe_int()).shown(),
        "zfill" => text.zfill(args[1].int()).shown(),
        "expandtabs" => text.expandtabs(args[1].maybe_int()).shown(),
        "encode" => text.encode(args[1].maybe_str(), args[2].maybe_str()).shown(),
        "mul" => text.repeat(args[1].int()).shown(),
        _ => panic!("{name}"),
    }
}

#[test]
fn methods_answer_as_recorded() {
    compare(include_str!("str.txt"), call);
}

#[test]
fn absurd_sizes_raise() {
    let text = Str::literal("é");
    for raised in [
        text.ljust(1 << 60, None),
        text.rjust(i64::MAX, Some("日")),
        text.center(i64::MAX, None),
        text.zfill(i64::MAX),
        text.repeat(1 << 60),
        Str::literal("\t").expandtabs(Some(1 << 31)),
    ] {
        assert!(raised.shown().starts_with("!OverflowError"), "{}", raised.shown());
    }
}
