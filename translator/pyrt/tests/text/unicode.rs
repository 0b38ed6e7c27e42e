//! What is known of each code point: blocks of 2048 are compared by a hash of all answers.

use pyrt::Str;
use pyrt::unicode::decimal_value;

use super::Shown;

fn answer(name: &str, c: char) -> String {
    let text = Str::from_char(c);
    let around = |before: &str, after: &str| Str::from(format!("{before}{c}{after}"));
    let known = |holds: bool| holds.shown();
    match name {
        "capitalize" => text.capitalize().to_string(),
        "casefold" => text.casefold().to_string(),
        "lower" => text.lower().to_string(),
        "upper" => text.upper().to_string(),
        "title" => text.title().to_string(),
        "swapcase" => text.swapcase().to_string(),
        "isalnum" => known(text.isalnum()),
        "isalpha" => known(text.isalpha()),
        "isascii" => known(text.isascii()),
        "isdecimal" => known(text.isdecimal()),
        "isdigit" => known(text.isdigit()),
        "isidentifier" => known(text.isidentifier()),
        "islower" => known(text.islower()),
        "isnumeric" => known(text.isnumeric()),
        "isprintable" => known(text.isprintable()),
        "isspace" => known(text.isspace()),
        "istitle" => known(text.istitle()),
        "isupper" => known(text.isupper()),
        "repr" => text.shown(),
        "in_name" => known(around("a", "").isidentifier()),
        "sigma" => around("AΣ", "A").lower().concat(&around("A", "Σ").lower()).to_string(),
        "words" => around("a", "a").title().concat(&around("", "A").swapcase()).to_string(),
        "split" => around("a", "b").split(None, None).unwrap().shown() + &around("a", "b").splitlines(false).shown(),
        "decimal" => decimal_value(c).map_or(-1, i64::from).to_string(),
        _ => panic!("{name}"),
    }
}

/// FNV-1a of 64 bits.
fn hash_of(answers: impl Iterator<Item = String>) -> u64 {
    let text = answers.collect::<Vec<_>>().join("\n");
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[test]
fn every_code_point_is_as_recorded() {
    let mut wrong = Vec::new();
    for line in include_str!("unicode.txt").lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let start = u32::from_str_radix(fields[0], 16).unwrap();
        let block = (start..start + 0x800).filter_map(char::from_u32);
        if format!("{:016x}", hash_of(block.map(|c| answer(fields[1], c)))) != fields[2] {
            wrong.push(line);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
