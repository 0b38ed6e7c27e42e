//! `format`.

use pyrt::format::{Integer, bool, float, int};
use pyrt::{Object, Py};

use super::{Arg, Shown, compare};

/// An int beyond `i64`, as a big int of any kind may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Big(pub(super) i128);

impl Integer for Big {
    fn is_negative(&self) -> bool {
        self.0 < 0
    }

    fn write_magnitude(&self, radix: u32, out: &mut String) {
        let magnitude = self.0.unsigned_abs();
        out.push_str(&match radix {
            2 => format!("{magnitude:b}"),
            8 => format!("{magnitude:o}"),
            16 => format!("{magnitude:x}"),
            _ => magnitude.to_string(),
        });
    }

    fn to_i64(&self) -> Option<i64> {
        i64::try_from(self.0).ok()
    }

    fn to_f64(&self) -> Option<f64> {
        Some(self.0 as f64)
    }
}

fn call(_: &str, args: &[Arg]) -> String {
    let spec = args[1].text();
    let mut out = String::new();
    let written: Py<()> = match &args[0] {
        Arg::Int(value) => match i64::try_from(*value) {
            Ok(value) => int(&value, spec, &mut out),
            Err(_) => int(&Big(*value), spec, &mut out),
        },
        Arg::Float(value) => float(*value, spec, &mut out),
        Arg::Bool(value) => bool(*value, spec, &mut out),
        Arg::Text(value) => value.write_format(spec, &mut out),
        other => panic!("{other:?}"),
    };
    written.map(|()| out).shown()
}

#[test]
fn formats_are_as_recorded() {
    compare(include_str!("format.txt"), call);
}

#[test]
fn absurd_sizes_raise() {
    let mut out = String::new();
    for spec in ["999999999999999999d", "0999999999999999999,d", "*^9223372036854775807f", "é<4611686018427387904d"] {
        let raised = int(&1_i64, spec, &mut out).shown_unit();
        assert!(raised.starts_with("!OverflowError"), "{spec}: {raised}");
    }
    let raised = pyrt::format::text("a", "999999999999999999", &mut out).shown_unit();
    assert!(raised.starts_with("!OverflowError"), "{raised}");
    assert_eq!(out, "");
}

trait ShownUnit {
    fn shown_unit(self) -> String;
}

impl ShownUnit for Py<()> {
    fn shown_unit(self) -> String {
        self.map(|()| String::new()).shown()
    }
}
