//! Names of Python as names of Rust.
//!
//! # How it works
//!
//! A word that Rust keeps for itself, or that emitted code means something by, gets a line at its end, and so does such a word that ends with
//! lines already: `type` becomes `type_`, and `type_` becomes `type__`. Classes have a list of their own, for Rust tells types from values:
//! a variable `text` hides no module, but a class of this name would. What begins small would hide variables, too.
//!
//! - **I1** Two names of one kind are never the same identifier.

use crate::monomorphise::copies::MARK;

const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield",
];

/// Values, patterns and functions that emitted code names.
#[rustfmt::skip]
const VALUES: &[&str] = &[
    "Some", "None", "Ok", "Err", "print_line", "fstring", "check", "global", "module", "main", "this", "y", "Part",
    "unbound", "never", "drop", "some", "some_with", "unpack", "unpack_star", "unreached", "wrong_type",
    "check_arguments", "contains", "anext_or_end", "is_same_option", "Shown",
];

/// Types that emitted code names, and what begins a path in it.
#[rustfmt::skip]
const TYPES: &[&str] = &[
    "About", "AnyIter", "Arg", "AsyncContextManager", "AsyncGenerator", "Attr", "Box", "Bytes", "Class", "Clone",
    "Comparison", "ContextManager", "Copy", "Coroutine", "Debug", "Default", "Dict", "Equal", "Exc", "Fn", "FnMut",
    "FrozenSet", "Func", "Future", "Generator", "Global", "Int", "Iter", "Iterable", "Iterator", "Key", "Leave", "List",
    "Number", "Object", "Option", "Ordered", "Py", "Range", "Rc", "Result", "Sequence", "Set", "Shared",
    "SharedCoroutine", "Slice", "Split", "Str", "String", "Task", "Var", "Vec", "Yielder", "From", "Into",
    "IntoIterator", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash", "Drop",
];

/// A name as a Rust identifier.
pub(super) fn identifier(name: &str) -> String {
    if name == "_" {
        return "__".to_owned();
    }
    if let Some((original, number)) = name.split_once(MARK) {
        return format!("{original}_copy_{number}_0");
    }
    if is_one_of(name, VALUES) { format!("{name}_") } else { name.to_owned() }
}

/// The name of a class as a Rust identifier.
pub(super) fn class_identifier(name: &str) -> String {
    let begins_small = name.trim_start_matches('_').starts_with(char::is_lowercase);
    if begins_small && !name.contains(MARK) {
        return format!("{name}_class");
    }
    let is_union = name.strip_prefix("Union").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if is_union || is_one_of(name, TYPES) { format!("{name}_") } else { identifier(name) }
}

/// Says whether a name is a keyword or one of these words, with lines at its end or without.
fn is_one_of(name: &str, words: &[&str]) -> bool {
    let word = name.trim_end_matches('_');
    KEYWORDS.contains(&word) || words.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_rust_get_a_line_and_stay_apart() {
        assert_eq!(identifier("count"), "count");
        assert_eq!(["type", "type_", "type__"].map(identifier), ["type_", "type__", "type___"]);
        assert_eq!(["_", "drop", "list"].map(identifier), ["__", "drop_", "list"]);
    }

    #[test]
    fn classes_hide_neither_types_nor_variables() {
        let names = ["Point", "Vec", "Vec_", "Union1", "Union", "node", "_node", "_Node", "Self", "名前"];
        let expected =
            ["Point", "Vec_", "Vec__", "Union1_", "Union", "node_class", "_node_class", "_Node", "Self_", "名前"];
        assert_eq!(names.map(class_identifier), expected);
    }
}
