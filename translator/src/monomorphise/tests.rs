//! What is copied, and what is not.

use super::copies::{MARK, original_name, without_marks};
use super::signature::Signature;
use super::{Known, monomorphise};
use crate::parse::parse;
use crate::tree::StmtKind;

/// The names that the module binds by definitions, each copy with the number of copies before it.
fn definitions(source: &str) -> Vec<String> {
    let module = parse(source, &mut Default::default()).unwrap();
    let known = Known::of(module).unwrap();
    let copied = monomorphise(source, &known.module, &known.scopes, &known.inferred);
    let module = copied.map_or(known.module, |copied| copied.module);
    let mut names: Vec<String> = Vec::new();
    for stmt in &module.body {
        match &stmt.kind {
            StmtKind::Function(function) => names.push(original_name(&function.name).to_owned()),
            StmtKind::Class(class) => names.push(original_name(&class.name).to_owned()),
            _ => {}
        }
    }
    names
}

#[test]
fn a_function_has_a_copy_for_each_type() {
    let source = "def f(x):\n    return [x]\n\nf(1)\nf('a')\nf(2)\nf('b')\n";
    assert_eq!(definitions(source), ["f", "f"]);
    assert_eq!(definitions("def f(x):\n    return [x]\n\nf(1)\nf(2)\n"), ["f"]);
}

#[test]
fn a_list_that_a_function_makes_is_of_one_type() {
    let source = "def make():\n    return []\n\na = make()\na.append(1)\nb = make()\nb.append('x')\nc = make()\n";
    assert_eq!(definitions(source), ["make", "make"]);
}

#[test]
fn what_calls_itself_calls_its_copy() {
    let source =
        "def last(x):\n    return x if len(x) < 2 else last(x[1:])\n\nprint(last([1]) + [2], last('ab').upper())\n";
    assert_eq!(definitions(source), ["last", "last"]);
}

#[test]
fn what_can_be_told_apart_is_not_copied() {
    let with_state = "def f(x, seen=[]):\n    seen.append(x)\n    return seen\n\nf(1)\nf('a')\n";
    assert_eq!(definitions(with_state), ["f"]);
    let rebound = "def f(x):\n    return [x]\n\nf(1)\nf('a')\nf = print\n";
    assert_eq!(definitions(rebound), ["f"]);
    let class = "class C:\n    made = []\n    def __init__(self, x):\n        self.x = x\n\nC(1)\nC('a')\n";
    assert_eq!(definitions(class), ["C"]);
    let typed = "class C:\n    def __init__(self, x):\n        self.x = x\n\nprint(type(C(1)) is type(C('a')))\n";
    assert_eq!(definitions(typed), ["C"]);
}

#[test]
fn a_class_has_a_copy_for_each_type() {
    let source = "class C:\n    def __init__(self, x):\n        self.x = x\n\na = C(1)\nb = C('a')\nprint(a.x, b.x)\n";
    assert_eq!(definitions(source), ["C", "C"]);
    // Objects that meet are of one class.
    assert_eq!(definitions(&format!("{source}both = [a, b]\n")), ["C"]);
}

#[test]
fn what_is_empty_fits_what_is_not() {
    let signature = |text: &str| Signature { text: text.to_owned(), mixed: 0 };
    assert!(signature("x[List[]]y[Int]").fits(&signature("x[List[Tuple[Int][Str]]]y[Int]")));
    assert!(!signature("x[List[]]y[Int]").fits(&signature("x[List[Int]]y[Str]")));
    assert!(!signature("x[List[Int]]").fits(&signature("x[List[]]")));
}

#[test]
fn marks_are_not_shown() {
    assert_eq!(without_marks(&format!("a{MARK}12 and b{MARK}3!")), "a and b!");
    assert_eq!(without_marks("plain 1"), "plain 1");
}
