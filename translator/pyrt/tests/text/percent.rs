//! `%`.

use pyrt::exc::{Exc, KEY_ERROR};
use pyrt::format::Integer;
use pyrt::format::percent::{self, Kind, Operands, Piece, parse};
use pyrt::{Object, Py};

use super::format::Big;
use super::{Arg, Shown, compare};

/// A value as an operand: what the numbers are in the package is not asked here.
enum Value {
    Small(i64),
    Big(Big),
    Other(Arg),
}

impl Value {
    fn of(arg: &Arg) -> Value {
        match arg {
            Arg::Int(value) => i64::try_from(*value).map_or(Value::Big(Big(*value)), Value::Small),
            Arg::Bool(_) | Arg::Float(_) | Arg::Text(_) | Arg::None => Value::Other(arg.clone()),
            other => panic!("{other:?}"),
        }
    }
}

impl Object for Value {
    fn type_name(&self) -> &'static str {
        match self {
            Value::Small(_) | Value::Big(_) => "int",
            Value::Other(Arg::Bool(_)) => "bool",
            Value::Other(Arg::Float(_)) => "float",
            Value::Other(Arg::None) => "NoneType",
            Value::Other(_) => "str",
        }
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        match self {
            Value::Small(value) => pyrt::format::int(value, "", out),
            Value::Big(value) => pyrt::format::int(value, "", out),
            Value::Other(Arg::Bool(value)) => pyrt::format::bool(*value, "", out),
            Value::Other(Arg::Float(value)) => pyrt::format::float(*value, "", out),
            Value::Other(Arg::Text(text)) => text.write_repr(out),
            Value::Other(_) => ().write_repr(out),
        }
    }

    fn write_str(&self, out: &mut String) -> Py<()> {
        match self {
            Value::Other(Arg::Text(text)) => text.write_str(out),
            _ => self.write_repr(out),
        }
    }

    fn kind(&self) -> Kind<'_> {
        match self {
            Value::Small(value) => Kind::Int(value as &dyn Integer),
            Value::Big(value) => Kind::Int(value),
            Value::Other(Arg::Bool(value)) => Kind::Int(if *value { &1_i64 } else { &0_i64 }),
            Value::Other(Arg::Float(value)) => Kind::Float(*value),
            Value::Other(Arg::Text(text)) => Kind::Text(text),
            Value::Other(_) => Kind::Other,
        }
    }
}

struct Dict;

impl Object for Dict {
    fn type_name(&self) -> &'static str {
        "dict"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str("{'a': 65, 'b': 'x', 'a(b)c': 2.5, '(a)': 'y', '': 'z'}");
        Ok(())
    }
}

fn mapping(template: &str) -> String {
    let members = [
        ("a", Value::Small(65)),
        ("b", Value::Other(Arg::Text("x".into()))),
        ("a(b)c", Value::Other(Arg::Float(2.5))),
        ("(a)", Value::Other(Arg::Text("y".into()))),
        ("", Value::Other(Arg::Text("z".into()))),
    ];
    let get = |key: &str| match members.iter().find(|member| member.0 == key) {
        Some((_, value)) => Ok(value as &dyn Object),
        None => Err(Exc::new(&KEY_ERROR, key.to_owned())),
    };
    percent::format(template, Operands::Mapping(&Dict, &get)).shown()
}

fn call(name: &str, args: &[Arg]) -> String {
    let values: Vec<Value> = args[1..].iter().map(Value::of).collect();
    let operands: Vec<&dyn Object> = values.iter().map(|value| value as &dyn Object).collect();
    let template = args[0].text();
    match name {
        "mapping" => mapping(template),
        "one" => percent::format(template, Operands::One(operands[0])).shown(),
        _ => percent::format(template, Operands::Tuple(&operands)).shown(),
    }
}

#[test]
fn conversions_are_as_recorded() {
    compare(include_str!("percent.txt"), call);
}

#[test]
fn a_template_is_read_as_a_whole() {
    let pieces = parse("a%%b%(key)-5.2f%*d").unwrap();
    let kinds: String =
        pieces.iter().map(|piece| if let Piece::Conversion(one) = piece { one.kind } else { '_' }).collect();
    assert_eq!(kinds, "___fd");
    for (template, fault) in [
        ("%", "incomplete format"),
        ("%(a", "incomplete format key"),
        ("é%z", "unsupported format character 'z' (0x7a) at index 2"),
    ] {
        assert_eq!(parse(template).map(|_| String::new()).shown(), format!("!ValueError: {fault}"));
    }
}

#[test]
fn absurd_sizes_raise() {
    for template in ["%999999999999999999d", "%09999999999999999999", "%-999999999999999999s"] {
        let raised = percent::format(template, Operands::One(&Value::Small(1))).shown();
        assert!(raised.starts_with("!OverflowError") || raised.starts_with("!ValueError"), "{raised}");
    }
}
