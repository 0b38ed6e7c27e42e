//! Reads recorded answers of CPython and compares ours with them.
#![allow(dead_code, reason = "each test takes what it needs")]

use pyrt::exc::Py;
use pyrt::{Int, Object, big};

/// A line of a record: an operation with its arguments.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    /// Its name.
    pub(crate) operation: &'a str,
    arguments: Vec<&'a str>,
}

impl Case<'_> {
    /// How many arguments it has.
    pub(crate) fn count(&self) -> usize {
        self.arguments.len()
    }

    /// An argument as it is written.
    pub(crate) fn text(&self, place: usize) -> &str {
        self.arguments[place]
    }

    /// An argument that is an int.
    pub(crate) fn int(&self, place: usize) -> Int {
        big::from_str(self.text(place), 10).unwrap()
    }

    /// An argument that is a small int.
    pub(crate) fn small(&self, place: usize) -> i64 {
        self.text(place).parse().unwrap()
    }

    /// An argument that is a float, or an int for one.
    pub(crate) fn float(&self, place: usize) -> f64 {
        self.text(place).parse().unwrap()
    }

    /// An argument that is a bool.
    pub(crate) fn bool(&self, place: usize) -> bool {
        self.text(place) == "True"
    }

    /// An argument that is bytes.
    pub(crate) fn bytes(&self, place: usize) -> Vec<u8> {
        let text = self.text(place);
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    /// An argument that is a str with escapes.
    pub(crate) fn escaped(&self, place: usize) -> String {
        unescaped(self.text(place))
    }

    /// An argument that is a list of floats.
    pub(crate) fn floats(&self, place: usize) -> Vec<f64> {
        self.text(place).split_terminator(' ').map(|one| one.parse().unwrap()).collect()
    }
}

fn unescaped(text: &str) -> String {
    let mut pieces = text.split("\\u{");
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_once('}').unwrap();
        whole.extend(char::from_u32(u32::from_str_radix(code, 16).unwrap()));
        whole.push_str(rest);
    }
    whole
}

/// `repr` of a value.
pub(crate) fn repr(value: &impl Object) -> Py<String> {
    let mut out = String::new();
    value.write_repr(&mut out)?;
    Ok(out)
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// By how much the last bits of logarithms and their like may differ where the C library is not that of the records.
pub(crate) const ULPS_OF_LIBRARY: u64 =
    if cfg!(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64")) { 0 } else { 16 };

/// Compares the answers to all cases of a record, and tells of all that differ.
pub(crate) fn compare(record: &str, answer: impl Fn(&Case) -> Py<String>) {
    compare_near(record, answer, |_| 0);
}

/// Compares the answers, where floats may differ by some units of their last place: by how many, the operation says.
pub(crate) fn compare_near(record: &str, answer: impl Fn(&Case) -> Py<String>, ulps: impl Fn(&str) -> u64) {
    let differing: Vec<String> = record.lines().filter_map(|line| difference(line, &answer, &ulps)).collect();
    assert!(record.lines().count() > 20);
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing[..differing.len().min(40)].join("\n"));
}

fn difference(line: &str, answer: &impl Fn(&Case) -> Py<String>, ulps: &impl Fn(&str) -> u64) -> Option<String> {
    let mut parts: Vec<&str> = line.split('\t').collect();
    let expected = unescaped(parts.pop()?);
    let case = Case { operation: parts.remove(0), arguments: parts };
    let ours = answer(&case).unwrap_or_else(|exc| format!("!{}: {exc}", exc.class().name()));
    let ulps = ulps(case.operation);
    let is_same = ours == expected || (ulps > 0 && are_near(&ours, &expected, ulps));
    (!is_same).then(|| format!("{line:.300}\n    ours: {ours:.300}"))
}

/// Compares floats that stand in a list.
fn are_near(ours: &str, expected: &str, ulps: u64) -> bool {
    let floats = |text: &str| text.split(';').map(str::parse).collect::<Result<Vec<f64>, _>>();
    let (Ok(ours), Ok(expected)) = (floats(ours), floats(expected)) else { return false };
    let is_near = |(one, other): (&f64, &f64)| one.to_bits().abs_diff(other.to_bits()) <= ulps;
    ours.len() == expected.len() && ours.iter().zip(&expected).all(is_near)
}
