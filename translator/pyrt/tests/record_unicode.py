"""Writes src/unicode/tables.rs: what CPython 3.11 knows of each code point. Run it with python3.11."""

import pathlib
import sys
import unicodedata

assert sys.version_info[:2] == (3, 11)

POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
FLAGS = {
    "ALPHA": lambda c: c.isalpha(),
    "DECIMAL": lambda c: c.isdecimal(),
    "DIGIT": lambda c: c.isdigit(),
    "NUMERIC": lambda c: c.isnumeric(),
    "SPACE": lambda c: c.isspace(),
    "PRINTABLE": lambda c: c.isprintable(),
    "LOWER": lambda c: c.islower(),
    "UPPER": lambda c: c.isupper() and unicodedata.category(c) != "Lt",
    "TITLE": lambda c: unicodedata.category(c) == "Lt",
    "STARTS_NAME": lambda c: c.isidentifier() and c != "_",
    "IN_NAME": lambda c: ("a" + c).isidentifier(),
    # What follows a cased one is in lower case.
    "CASED": lambda c: (c + "a").title()[-1] == "a",
    # A sigma before it is not final where a cased one follows, and is where none does.
    "IGNORABLE": lambda c: ("A\u03a3" + c + "A").lower()[1] == "\u03c3" and ("A\u03a3" + c).lower()[1] == "\u03c2",
    "ASSIGNED": lambda c: unicodedata.category(c) not in ("Cn", "Co"),
}


def record(c):
    return sum(test(chr(c)) << bit for bit, test in enumerate(FLAGS.values()))


def rows(items, width=120):
    line = "   "
    for item in items:
        if len(line) + len(item) + 2 > width:
            yield line
            line = "   "
        line += f" {item},"
    yield line


def pairs(name, what, mapped):
    yield f"/// {what}"
    yield f"pub(super) const {name}: &[(char, &str)] = &["
    escaped = lambda text: "".join(f"\\u{{{ord(c):x}}}" for c in text)
    yield from rows(f"('{escaped(c)}', \"{escaped(text)}\")" for c, text in mapped)
    yield "];"


def main():
    out = ["//! Made by `tests/record_unicode.py` from CPython 3.11 (Unicode 14): do not edit.", ""]
    for bit, name in enumerate(FLAGS):
        out.append(f"pub(super) const {name}: u16 = 1 << {bit};")
    runs, records, last = [], [], None
    for c in POINTS:
        flags = record(c)
        if flags != last:
            if flags not in records:
                records.append(flags)
            runs.append((c, records.index(flags)))
            last = flags
    assert len(records) <= 256
    out += ["", "/// The sets of facts that there are."]
    out.append(f"pub(super) const RECORDS: [u16; {len(records)}] = [")
    out += rows(hex(flags) for flags in records)
    out += ["];", "", "/// Which of them each ASCII character has.", "pub(super) const ASCII: [u16; 128] = ["]
    out += rows(hex(record(c)) for c in range(128))
    out += ["];", "", "/// Where runs of the same record begin: the code point, shifted by 8, and the record's place."]
    out.append("pub(super) const RUNS: &[u32] = &[")
    out += rows(hex(c << 8 | place) for c, place in runs)
    out += ["];", ""]
    chars = [chr(c) for c in POINTS]
    out += pairs("TITLES", "Whose title case is not their upper case.", [(c, c.title()) for c in chars if c.title() != c.upper()])
    out.append("")
    folded = [(c, c.casefold()) for c in chars if c.casefold() != c.lower()]
    out += pairs("FOLDS", "Whose folded form is not their lower case.", folded)
    path = pathlib.Path(__file__).parent.parent / "src/unicode/tables.rs"
    path.write_text("\n".join(out) + "\n", encoding="ascii")


main()
