//! Modules of which each needs little: `statistics`, `textwrap`, `hashlib`, `time`.

use super::super::body::Body;
use super::super::call::Given;
use super::super::text::Value;
use super::super::types::Type;
use super::{Row, datetime, logging, regex, strings};
use crate::tree::Expr;
use std::rc::Rc;

pub(super) const CALLS: &[Row] = &[
    ("statistics.fmean/1", "<statistics::fmean({0:floats})>", ""),
    ("statistics.geometric_mean/1", "<statistics::geometric_mean({0:floats})>", ""),
    ("statistics.stdev/1", "<statistics::stdev({0:numbers})>", ""),
    ("statistics.pstdev/1", "<statistics::pstdev({0:numbers})>", ""),
    ("statistics.median_low/1", "<statistics::median_low({0:vec})>", ""),
    ("statistics.median_high/1", "<statistics::median_high({0:vec})>", ""),
    ("statistics.mode/1", "<statistics::mode({0:vec})>", ""),
    ("statistics.multimode/1", "<statistics::multimode({0:vec})>", ""),
    ("statistics.correlation/2", "<statistics::correlation({0:floats}, {1:floats})>", ""),
    ("statistics.covariance/2", "<statistics::covariance({0:floats}, {1:floats})>", ""),
    ("textwrap.dedent/1", "<textwrap::dedent({0:text})>", ""),
    ("textwrap.indent/2", "textwrap::indent({0:text}, {1:s})", ""),
    ("Hash.update/1", "{self}.update({0:B})", ""),
    ("Hash.digest/0", "{self}.digest()", ""),
    ("Hash.hexdigest/0", "{self}.hexdigest()", ""),
    ("Hash.copy/0", "{self}.copy()", ""),
    ("base64.b64encode/1", "pyrt::base64::b64encode({0:B})", ""),
    ("base64.b64decode/1", "<pyrt::base64::b64decode({0:octets})>", ""),
    ("base64.urlsafe_b64encode/1", "pyrt::base64::urlsafe_b64encode({0:B})", ""),
    ("base64.urlsafe_b64decode/1", "<pyrt::base64::urlsafe_b64decode({0:octets})>", ""),
    ("zlib.crc32/1", "pyrt::base64::crc32({0:B}, 0)", ""),
    ("zlib.crc32/2", "pyrt::base64::crc32({0:B}, {1:int})", ""),
    ("zlib.adler32/1", "pyrt::base64::adler32({0:B}, 1)", ""),
    ("zlib.adler32/2", "pyrt::base64::adler32({0:B}, {1:int})", ""),
    ("time.process_time/0", "time::perf_counter()", ""),
    ("time.process_time_ns/0", "time::perf_counter_ns()", ""),
    ("time.mktime/1", "<datetime::mktime(&{0:})>", ""),
];

pub(super) fn rust_type(name: &str) -> Option<&'static str> {
    let rust = match name {
        "Pattern" => "re::Pattern",
        "RegexFlag" => "re::flags::RegexFlag",
        "Match" => "re::Match",
        "Hash" => "hashlib::Hash",
        "Struct" => "pyrt::structs::Struct",
        name => {
            return datetime::rust_type(name).or_else(|| logging::rust_type(name)).or_else(|| strings::rust_type(name));
        }
    };
    Some(rust)
}

pub(super) fn attribute_of(class: &str, name: &str) -> Option<(&'static str, Type)> {
    Some(match (class, name) {
        ("Template", "template") => ("{self}.text()", Type::Str),
        ("Struct", "format") => ("{self}.format()", Type::Str),
        ("Struct", "size") => ("{self}.size()", Type::Int),
        ("Hash", "name") => ("{self}.name()", Type::Str),
        ("Hash", "digest_size") => ("{self}.digest_size()", Type::Int),
        ("Hash", "block_size") => ("{self}.block_size()", Type::Int),
        ("Pattern" | "Match", name) => return regex::attribute_of(class, name),
        (class, name) => return datetime::attribute_of(class, name).or_else(|| logging::attribute_of(class, name)),
    })
}

/// A constant of a module, or of a class of the library.
pub(super) fn constant(of: &str, name: &str) -> Option<Value> {
    match of {
        "re" => regex::constant(name),
        "logging" => logging::constant(name),
        "os" if name == "environ" => Some(Value::new("()", Type::Library("Environ".into(), Vec::new()))),
        "os.path" if name == "sep" => Some(Value::new("Str::from(\"/\")", Type::Str)),
        of => datetime::constant(of, name),
    }
}

impl<'a> Body<'_, 'a> {
    pub(super) fn of_modules(
        &mut self,
        key: &str,
        object: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        let span = expr.span;
        Some(match (key, object) {
            ("statistics.mean" | "statistics.median" | "statistics.variance" | "statistics.pvariance", _) => {
                let [data] = given.positional.as_slice() else { return None };
                let (iterable, element) = self.iterable_argument(data, span)?;
                let iterable = self.mapped(iterable, &element, &Type::Number, span);
                let numbers = self.fallible(&format!("iter::vec({iterable})"));
                let value = self.tried(format!("{}({numbers})", key.replace('.', "::")), Type::Number);
                // Of floats it is one.
                if element == Type::Float { self.convert(value, &Type::Float, span) } else { value }
            }
            ("statistics.quantiles", _) => {
                let [data] = given.positional.as_slice() else { return None };
                let (iterable, element) = self.iterable_argument(data, span)?;
                let iterable = self.mapped(iterable, &element, &Type::Number, span);
                let numbers = self.fallible(&format!("iter::vec({iterable})"));
                let n = given.named("n").map_or("4".to_owned(), |n| self.kept_argument(n, &Type::Int, span));
                let method = match given.named("method") {
                    Some(method) => self.str_of(method, span),
                    None => "\"exclusive\"".to_owned(),
                };
                let of_type = Type::List(Rc::new(Type::Float));
                self.tried(format!("statistics::quantiles({numbers}, {n}, {method})"), of_type)
            }
            ("textwrap.wrap" | "textwrap.fill" | "textwrap.shorten", _) => self.wrapped(key, given, expr)?,
            ("hashlib.new", _) => {
                let of_type = |place| if place == 0 { Type::Str } else { Type::Bytes };
                let slots = self.slots(given, &["name", "data"], of_type, span)?;
                let name = slots.texts.first()?.clone()?;
                let data = data_of(&slots.texts, 1);
                self.tried(slots.call(&format!("hashlib::new(&{name}, {data})")), of("Hash"))
            }
            (key, None) if key.starts_with("hashlib.") => {
                let name = key.strip_prefix("hashlib.")?;
                let slots = self.slots(given, &["string"], |_| Type::Bytes, span)?;
                let data = data_of(&slots.texts, 0);
                self.tried(format!("hashlib::new(\"{name}\", {data})"), of("Hash"))
            }
            ("time.strftime", None) => {
                let format = self.str_of(given.positional.first()?, span);
                let at = match given.positional.get(1) {
                    Some(at) => self.argument(at).owned(),
                    None => self.fallible("datetime::localtime(None)"),
                };
                self.tried(format!("{at}.strftime({format})"), Type::Str)
            }
            ("time.localtime" | "time.gmtime", None) => {
                let slots = self.slots(given, &["secs"], |_| Type::Number, span)?;
                let text = format!("datetime::{}({})", key.strip_prefix("time.")?, slots.option(0));
                self.tried(text, of("struct_time"))
            }
            ("time.ctime", None) => {
                let slots = self.slots(given, &["secs"], |_| Type::Number, span)?;
                let local = self.fallible(&format!("datetime::localtime({})", slots.option(0)));
                self.tried(format!("{local}.strftime(\"%a %b %e %H:%M:%S %Y\")"), Type::Str)
            }
            _ => return None,
        })
    }

    /// `textwrap.fill(text, width, initial_indent=…)`
    fn wrapped(&mut self, key: &str, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        const NAMES: [&str; 12] = [
            "text",
            "width",
            "initial_indent",
            "subsequent_indent",
            "expand_tabs",
            "replace_whitespace",
            "break_long_words",
            "drop_whitespace",
            "break_on_hyphens",
            "max_lines",
            "placeholder",
            "tabsize",
        ];
        let of_type = |place| match place {
            0 | 2 | 3 | 10 => Type::Str,
            1 | 11 => Type::Int,
            9 => Type::Optional(Rc::new(Type::Int)),
            _ => Type::Bool,
        };
        let slots = self.slots(given, &NAMES, of_type, expr.span)?;
        let text = slots.texts.first()?.clone()?;
        if slots.has(11) || given.positional.len() > 2 {
            return None;
        }
        let fields: Vec<String> = NAMES
            .iter()
            .zip(&slots.texts)
            .skip(1)
            .filter_map(|(name, text)| text.as_ref().map(|text| format!("{name}: {text}")))
            .collect();
        let wrapper = match fields.as_slice() {
            [] => "textwrap::Wrapper::default()".to_owned(),
            fields => format!("textwrap::Wrapper {{ {}, ..Default::default() }}", fields.join(", ")),
        };
        let method = key.strip_prefix("textwrap.")?;
        let of_type = if method == "wrap" { Type::List(Rc::new(Type::Str)) } else { Type::Str };
        // What is wrapped comes before the options, as it is written.
        let text = format!("{{ let text = {text}; {wrapper}.{method}(&text) }}");
        Some(self.tried(slots.call(&text), of_type))
    }
}

fn of(name: &str) -> Type {
    Type::Library(name.into(), Vec::new())
}

fn data_of(texts: &[Option<String>], place: usize) -> String {
    match texts.get(place).cloned().flatten() {
        Some(data) => format!("{data}.as_slice()"),
        None => "&[]".to_owned(),
    }
}
