//! Texts against what CPython 3.11 answered: `record_text.py` beside this folder says how a line is read.

mod bytes;
mod find;
mod format;
mod percent;
mod str;
mod template;
mod unicode;

use pyrt::{Bytes, Exc, Object, Py, Str};

/// An argument of a recorded call.
#[derive(Clone, Debug)]
enum Arg {
    None,
    Int(i128),
    Float(f64),
    Bool(bool),
    Text(Str),
    Texts(Vec<Str>),
    Bytes(Bytes),
}

impl Arg {
    fn read(field: &str) -> Arg {
        let (kind, value) = field.split_at(1);
        match kind {
            "~" => Arg::None,
            "i" => Arg::Int(value.parse().unwrap()),
            "f" => Arg::Float(value.parse().unwrap()),
            "b" => Arg::Bool(value == "true"),
            "s" => Arg::Text(Str::from(unescaped(value))),
            "l" => Arg::Texts(value.split('|').map(|text| Str::from(unescaped(text))).collect()),
            "y" => Arg::Bytes(Bytes::from(
                (0..value.len())
                    .step_by(2)
                    .map(|i| u8::from_str_radix(&value[i..i + 2], 16).unwrap())
                    .collect::<Vec<_>>(),
            )),
            _ => panic!("{field}"),
        }
    }

    fn text(&self) -> &Str {
        self.maybe_text().unwrap_or_else(|| panic!("{self:?} is no text"))
    }

    fn maybe_text(&self) -> Option<&Str> {
        if let Arg::Text(text) = self { Some(text) } else { None }
    }

    fn maybe_str(&self) -> Option<&str> {
        self.maybe_text().map(Str::as_str)
    }

    fn int(&self) -> i64 {
        self.maybe_int().unwrap_or_else(|| panic!("{self:?} is no int"))
    }

    fn maybe_int(&self) -> Option<i64> {
        if let Arg::Int(int) = self { Some(i64::try_from(*int).unwrap()) } else { None }
    }

    fn texts(&self) -> &[Str] {
        if let Arg::Texts(texts) = self { texts } else { panic!("{self:?} is no list") }
    }

    fn bytes(&self) -> &Bytes {
        if let Arg::Bytes(bytes) = self { bytes } else { panic!("{self:?} is no bytes") }
    }

    fn maybe_bytes(&self) -> Option<&[u8]> {
        if let Arg::Bytes(bytes) = self { Some(bytes) } else { None }
    }
}

fn unescaped(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        let (kind, behind) = behind.split_at(1);
        let digits = match kind {
            "x" => 2,
            "u" => 4,
            "U" => 8,
            _ => 0,
        };
        let (code, behind) = behind.split_at(digits);
        out.push(match kind {
            "n" => '\n',
            "r" => '\r',
            "t" => '\t',
            "\\" => '\\',
            _ => char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap(),
        });
        rest = behind;
    }
    out + rest
}

/// What a call gives, as `repr` shows it.
trait Shown {
    fn shown(&self) -> String;
}

impl Shown for Str {
    fn shown(&self) -> String {
        let mut out = String::new();
        self.write_repr(&mut out).unwrap();
        out
    }
}

impl Shown for Bytes {
    fn shown(&self) -> String {
        let mut out = String::new();
        self.write_repr(&mut out).unwrap();
        out
    }
}

impl Shown for String {
    fn shown(&self) -> String {
        Str::new(self).shown()
    }
}

impl Shown for bool {
    fn shown(&self) -> String {
        if *self { "True" } else { "False" }.to_owned()
    }
}

impl Shown for i64 {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl<T: Shown> Shown for Vec<T> {
    fn shown(&self) -> String {
        format!("[{}]", self.iter().map(Shown::shown).collect::<Vec<_>>().join(", "))
    }
}

impl<T: Shown> Shown for (T, T, T) {
    fn shown(&self) -> String {
        format!("({}, {}, {})", self.0.shown(), self.1.shown(), self.2.shown())
    }
}

impl<T: Shown> Shown for Py<T> {
    fn shown(&self) -> String {
        match self {
            Ok(value) => format!("={}", value.shown()),
            Err(exc) => raised(exc),
        }
    }
}

fn raised(exc: &Exc) -> String {
    format!("!{}: {exc}", exc.class().name())
}

/// Makes each recorded call again, and tells all that differ.
fn compare(recorded: &str, call: impl Fn(&str, &[Arg]) -> String) {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in recorded.lines() {
        let mut fields: Vec<&str> = line.split('\t').collect();
        let answer = unescaped(fields.pop().unwrap());
        let arguments: Vec<Arg> = fields[1..].iter().map(|field| Arg::read(field)).collect();
        let got = call(fields[0], &arguments);
        count += 1;
        if got != answer {
            wrong.push(format!("{}\n    CPython {answer}\n    ours    {got}", fields.join(" ")));
        }
    }
    let shown = wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {count} differ:\n{shown}", wrong.len());
    assert!(count > 100, "the record has {count} lines");
}
