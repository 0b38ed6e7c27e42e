//! What CPython's `json` answered.

use super::*;
use crate::{Dict, List, Number, Py, Sequence, Set, Str, union};

union! {
    recursive enum Value { None(()), Bool(bool), Int(i64), Float(f64), Str(Str), List(List<Value>), Dict(Dict<Str, Value>) }
}

fn made(parsed: Parsed<Value>) -> Py<Value> {
    Ok(match parsed {
        Parsed::Null => Value::None(()),
        Parsed::Bool(value) => Value::Bool(value),
        Parsed::Int(value) => Value::Int(value),
        Parsed::Float(value) => Value::Float(value),
        Parsed::Text(value) => Value::Str(value),
        Parsed::List(value) => Value::List(value),
        Parsed::Dict(value) => Value::Dict(value),
    })
}

fn read(text: &str) -> String {
    match loads(text, &made) {
        Ok(value) => crate::shown::repr(&value).unwrap(),
        Err(exc) => exc.to_string(),
    }
}

fn written(value: &dyn crate::Object, layout: Layout) -> String {
    dumps(value, &layout, None).map_or_else(|exc| format!("{exc:?}"), |text| text.to_string())
}

#[test]
fn texts_are_read_and_written_again() {
    let text = r#"{"a": [1, 2.5, null, true, "x\u00e9\n"], "b": {}, "c": []}"#;
    let value = loads(text, &made).unwrap();
    assert_eq!(written(&value, Layout::new()), text);
    assert_eq!(read("[1e3, -0, NaN, -Infinity]"), "[1000.0, 0, nan, -inf]");
    assert_eq!(read(r#""\ud83d\ude00\/""#), "'😀/'");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (text, told) in [
        ("", "Expecting value: line 1 column 1 (char 0)"),
        ("{\"a\": }", "Expecting value: line 1 column 7 (char 6)"),
        ("[1,]", "Expecting value: line 1 column 4 (char 3)"),
        ("[", "Expecting value: line 1 column 2 (char 1)"),
        ("{\"a\"", "Expecting ':' delimiter: line 1 column 5 (char 4)"),
        ("{\"a\":1,}", "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)"),
        ("\"abc", "Unterminated string starting at: line 1 column 1 (char 0)"),
        ("\"a\\x\"", "Invalid \\escape: line 1 column 3 (char 2)"),
        ("\"a\\u12\"", "Invalid \\uXXXX escape: line 1 column 4 (char 3)"),
        ("\"\\u12G4 \"", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"),
        ("01", "Extra data: line 1 column 2 (char 1)"),
        ("1.", "Extra data: line 1 column 2 (char 1)"),
        ("-", "Expecting value: line 1 column 1 (char 0)"),
        ("[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"),
        ("[1,\n 2,\n x]", "Expecting value: line 3 column 2 (char 9)"),
        ("\u{feff}1", "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"),
    ] {
        assert_eq!(read(text), told, "{text}");
    }
    let raised = loads("[1,\n x]", &made).unwrap_err();
    let failure = failure(&raised, "pos").unwrap();
    assert_eq!((failure.pos, failure.lineno, failure.colno, &*failure.msg), (5, 2, 2, "Expecting value"));
}

#[test]
fn layouts_are_those_of_cpython() {
    let empty = List::<i64>::new();
    assert_eq!(
        written(&(empty, (1, (2,))), Layout::new().indent_by("--")),
        "[\n--[],\n--[\n----1,\n----[\n------2\n----]\n--]\n]"
    );
    assert_eq!(written(&(1, 2), Layout::new().indent(0)), "[\n1,\n2\n]");
    let separators = (Str::literal(";"), Str::literal("="));
    let dict = Dict::from_pairs(crate::iter::from_rust([(Str::literal("b"), 1), (Str::literal("a"), 2)].into_iter()));
    let dict = dict.unwrap();
    assert_eq!(written(&dict, Layout::new().separators(separators).sort_keys(true)), "{\"a\"=2;\"b\"=1}");
    assert_eq!(written(&Str::literal("é\u{7f}"), Layout::new().ensure_ascii(false)), "\"é\u{7f}\"");
    assert_eq!(written(&Str::literal("é\u{7f}😀"), Layout::new()), "\"\\u00e9\\u007f\\ud83d\\ude00\"");
}

#[test]
fn keys_become_texts() {
    let dict = Dict::from_pairs(crate::iter::from_rust([(Some(Number::from(1.5)), 1), (None, 2)].into_iter())).unwrap();
    assert_eq!(written(&dict, Layout::new()), "{\"1.5\": 1, \"null\": 2}");
    let refused = "TypeError(\"'<' not supported between instances of 'NoneType' and 'float'\")";
    assert_eq!(written(&dict, Layout::new().sort_keys(true)), refused);
    let dict = Dict::from_pairs(crate::iter::from_rust([((1, 2), 3)].into_iter())).unwrap();
    let refused = "TypeError('keys must be str, int, float, bool or None, not tuple')";
    assert_eq!(written(&dict, Layout::new()), refused);
}

#[test]
fn what_has_no_form_is_given_to_default() {
    let set = Set::of_values([1]).unwrap();
    assert_eq!(written(&set, Layout::new()), "TypeError('Object of type set is not JSON serializable')");
    let default: Default<'_> = &|value| {
        let items = value.downcast_ref::<Set<i64>>().map(|_| Sequence::from(vec![1_i64]));
        Ok(items.map(|items| Box::new(items) as Box<dyn crate::Object>))
    };
    assert_eq!(dumps(&(set, 2), &Layout::new(), Some(default)).unwrap(), "[[1], 2]");
    let list = List::new();
    list.append(Value::List(list.clone()));
    assert_eq!(written(&list, Layout::new()), "ValueError('Circular reference detected')");
}
