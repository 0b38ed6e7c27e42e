//! `str.format`.

use pyrt::format::template::{self, Arguments, Place, Step, Steps, no_argument, parse};
use pyrt::{Object, Py, Str};

use super::{Arg, Shown, compare};

/// A value as an object: what the numbers are in the package is not asked here.
struct Value(Arg);

impl Object for Value {
    fn type_name(&self) -> &'static str {
        match self.0 {
            Arg::Int(_) => "int",
            Arg::Float(_) => "float",
            Arg::Bool(_) => "bool",
            _ => "str",
        }
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        match &self.0 {
            Arg::Text(text) => text.write_repr(out),
            _ => self.write_format("", out),
        }
    }

    fn write_str(&self, out: &mut String) -> Py<()> {
        self.write_format("", out)
    }

    fn write_format(&self, spec: &str, out: &mut String) -> Py<()> {
        match &self.0 {
            Arg::Int(value) => pyrt::format::int(&i64::try_from(*value).unwrap(), spec, out),
            Arg::Float(value) => pyrt::format::float(*value, spec, out),
            Arg::Bool(value) => pyrt::format::bool(*value, spec, out),
            other => other.text().write_format(spec, out),
        }
    }
}

fn call(_: &str, args: &[Arg]) -> String {
    let values: Vec<Value> = args[1..].iter().cloned().map(Value).collect();
    let positional: Vec<&dyn Object> = values.iter().map(|value| value as &dyn Object).collect();
    let [one, seven, word] = [Arg::Text("one".into()), Arg::Int(7), Arg::Text("日é".into())].map(Value);
    template::format(args[0].text(), &positional, &[("a", &one), ("b", &seven), ("c", &word)]).shown()
}

#[test]
fn templates_are_as_recorded() {
    let recorded = include_str!("template.txt");
    // a text has attributes and items in CPython; here the arguments say what has
    let plain: Vec<&str> =
        recorded.lines().filter(|line| !line.contains("AttributeError") && !takes_item(line)).collect();
    compare(&plain.join("\n"), call);
}

fn takes_item(line: &str) -> bool {
    let template = line.split('\t').nth(1).unwrap_or_default();
    let by_item = ["indices", "index out of range", "subscriptable"].iter().any(|text| line.contains(text));
    by_item || template.contains("[1]") || (template.contains('[') && line.contains("\t="))
}

#[test]
fn a_run_meets_the_faults_that_reading_it_whole_meets() {
    for line in include_str!("template.txt").lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let template = Arg::read(fields[1]);
        if fields[fields.len() - 1].starts_with('=') {
            assert!(parse(template.text()).is_ok(), "{line}");
        }
    }
}

struct Pairs;

impl Arguments for Pairs {
    fn with(&self, place: Place<'_>, mut steps: Steps<'_>, write: &mut dyn FnMut(&dyn Object) -> Py<()>) -> Py<()> {
        let Place::Name("pair") = place else { return Err(no_argument(place)) };
        match steps.next().transpose()? {
            Some(Step::Index(1)) => write(&Str::literal("second")),
            Some(Step::Attribute("first")) => write(&Str::literal("first")),
            _ => write(&Str::literal("both")),
        }
    }
}

#[test]
fn arguments_may_take_steps() {
    let run = |template| template::format_with(template, &Pairs).shown();
    assert_eq!(run("{pair[1]:>8} {pair.first!r} {pair}"), "=\"  second 'first' both\"");
    assert_eq!(run("{other}"), "!KeyError: 'other'");
}
