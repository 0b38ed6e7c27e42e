//! `datetime`: dates, times and what lies between them.

use super::super::body::Body;
use super::super::call::Given;
use super::super::text::Value;
use super::super::types::Type;
use super::Row;
use crate::tree::{BinaryOp, Expr, Name, Span, UnaryOp};

pub(super) const CALLS: &[Row] = &[
    ("date.isoformat/0", "{self}.isoformat()", ""),
    ("date.ctime/0", "{self}.ctime()", ""),
    ("date.strftime/1", "<{self}.strftime({0:s})>", ""),
    ("date.weekday/0", "{self}.weekday()", ""),
    ("date.isoweekday/0", "{self}.isoweekday()", ""),
    ("date.toordinal/0", "{self}.toordinal()", ""),
    ("date.isocalendar/0", "{self}.isocalendar()", ""),
    ("date.fromisoformat/1", "<datetime::Date::fromisoformat({0:text})>", ""),
    ("date.fromordinal/1", "<datetime::Date::fromordinal({0:int})>", ""),
    ("date.fromisocalendar/3", "<datetime::Date::fromisocalendar({0:int}, {1:int}, {2:int})>", ""),
    ("date.today/0", "<datetime::Date::today()>", ""),
    ("datetime.ctime/0", "{self}.ctime()", ""),
    ("datetime.strftime/1", "<{self}.strftime({0:s})>", ""),
    ("datetime.fromisoformat/1", "<datetime::DateTime::fromisoformat({0:text})>", ""),
    ("datetime.strptime/2", "<datetime::DateTime::strptime({0:text}, {1:text})>", ""),
    ("datetime.today/0", "<datetime::DateTime::now(None)>", ""),
    ("datetime.utcnow/0", "<datetime::DateTime::utcnow()>", ""),
    ("datetime.utcfromtimestamp/1", "<datetime::DateTime::utcfromtimestamp({0:})>", ""),
    ("datetime.timestamp/0", "<{self}.timestamp()>", ""),
    ("datetime.utcoffset/0", "{self}.utcoffset()", ""),
    ("datetime.tzname/0", "{self}.tzname()", ""),
    ("timedelta.total_seconds/0", "<{self}.total_seconds()>", ""),
];

/// The classes and their Rust types.
const CLASSES: [(&str, &str); 7] = [
    ("date", "datetime::Date"),
    ("time", "datetime::Time"),
    ("datetime", "datetime::DateTime"),
    ("timedelta", "datetime::Delta"),
    ("timezone", "datetime::Zone"),
    ("IsoCalendarDate", "datetime::IsoCalendarDate"),
    ("struct_time", "datetime::StructTime"),
];

pub(super) fn rust_type(name: &str) -> Option<&'static str> {
    CLASSES.iter().find(|(known, _)| *known == name).map(|(_, rust)| *rust)
}

fn of(name: &str) -> Type {
    Type::Library(name.into(), Vec::new())
}

/// The class of a value of this module.
fn class(of_type: &Type) -> Option<&str> {
    match of_type {
        Type::Library(name, _) if rust_type(name).is_some() => Some(name),
        _ => None,
    }
}

/// The attributes of objects.
pub(super) fn attribute_of(class: &str, name: &str) -> Option<(&'static str, Type)> {
    let of_time = ["tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst"];
    if class == "struct_time" {
        let texts = [
            "{self}.field(0)",
            "{self}.field(1)",
            "{self}.field(2)",
            "{self}.field(3)",
            "{self}.field(4)",
            "{self}.field(5)",
            "{self}.field(6)",
            "{self}.field(7)",
            "{self}.field(8)",
        ];
        let place = of_time.iter().position(|known| *known == name)?;
        return Some((texts.get(place)?, Type::Int));
    }
    Some(match (class, name) {
        ("date", "year") => ("{self}.year()", Type::Int),
        ("date", "month") => ("{self}.month()", Type::Int),
        ("date", "day") => ("{self}.day()", Type::Int),
        ("time", "hour") => ("{self}.hour()", Type::Int),
        ("time", "minute") => ("{self}.minute()", Type::Int),
        ("time", "second") => ("{self}.second()", Type::Int),
        ("time", "microsecond") => ("{self}.microsecond()", Type::Int),
        ("datetime", "year") => ("{self}.day().year()", Type::Int),
        ("datetime", "month") => ("{self}.day().month()", Type::Int),
        ("datetime", "day") => ("{self}.day().day()", Type::Int),
        ("datetime", "hour") => ("{self}.time().hour()", Type::Int),
        ("datetime", "minute") => ("{self}.time().minute()", Type::Int),
        ("datetime", "second") => ("{self}.time().second()", Type::Int),
        ("datetime", "microsecond") => ("{self}.time().microsecond()", Type::Int),
        ("datetime", "tzinfo") => ("{self}.zone()", of("timezone").or_none()),
        ("timedelta", "days") => ("{self}.days()", Type::Int),
        ("timedelta", "seconds") => ("{self}.seconds()", Type::Int),
        ("timedelta", "microseconds") => ("{self}.microseconds()", Type::Int),
        ("IsoCalendarDate", "year") => ("{self}.year", Type::Int),
        ("IsoCalendarDate", "week") => ("{self}.week", Type::Int),
        ("IsoCalendarDate", "weekday") => ("{self}.weekday", Type::Int),
        _ => return None,
    })
}

/// The constants of classes, and of the module.
pub(super) fn constant(class: &str, name: &str) -> Option<Value> {
    let (text, of_type) = match (class, name) {
        ("datetime.date", "min") => ("datetime::Date::MIN", of("date")),
        ("datetime.date", "max") => ("datetime::Date::MAX", of("date")),
        ("datetime.time", "min") => ("datetime::Time::MIN", of("time")),
        ("datetime.time", "max") => ("datetime::Time::MAX", of("time")),
        ("datetime.datetime", "min") => ("datetime::DateTime::min()", of("datetime")),
        ("datetime.datetime", "max") => ("datetime::DateTime::max()", of("datetime")),
        ("datetime.timedelta", "min") => ("datetime::Delta::MIN", of("timedelta")),
        ("datetime.timedelta", "max") => ("datetime::Delta::MAX", of("timedelta")),
        ("datetime.timedelta", "resolution") => ("datetime::Delta::RESOLUTION", of("timedelta")),
        ("datetime.timezone", "utc") | ("datetime", "UTC") => ("datetime::Zone::utc()", of("timezone")),
        ("datetime", "MINYEAR") => ("1", Type::Int),
        ("datetime", "MAXYEAR") => ("9999", Type::Int),
        _ => return None,
    };
    Some(Value::new(text, of_type))
}

/// The names of the parts of a date and of a time.
const PARTS: [&str; 8] = ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"];

fn part_type(place: usize) -> Type {
    if place == 7 { of("timezone").or_none() } else { Type::Int }
}

impl<'a> Body<'_, 'a> {
    pub(super) fn of_datetime(
        &mut self,
        key: &str,
        object: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        match object {
            Some(object) => self.datetime_method(key, object, given, expr),
            None => self.datetime_function(key, given, expr),
        }
    }

    /// A class that is called, or a method of a class.
    fn datetime_function(&mut self, key: &str, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let span = expr.span;
        let zone = |_| of("timezone").or_none();
        Some(match key {
            "datetime.datetime" => {
                let slots = self.slots(given, &PARTS, part_type, span)?;
                if !(0..3).all(|place| slots.has(place)) {
                    return None;
                }
                let part = |place| slots.or(place, "0");
                let (day, clock) = ([part(0), part(1), part(2)].join(", "), [3, 4, 5, 6].map(part).join(", "));
                let text = format!("datetime::DateTime::new([{day}], [{clock}], {})", slots.or(7, "None"));
                self.tried(slots.call(&text), of("datetime"))
            }
            "datetime.date" => {
                let slots = self.slots(given, PARTS.get(..3)?, part_type, span)?;
                let parts = slots.texts.iter().cloned().collect::<Option<Vec<String>>>()?;
                self.tried(slots.call(&format!("datetime::Date::new({})", parts.join(", "))), of("date"))
            }
            "datetime.time" => {
                let slots = self.slots(given, PARTS.get(3..7)?, part_type, span)?;
                let parts = [0, 1, 2, 3].map(|place| slots.or(place, "0"));
                self.tried(slots.call(&format!("datetime::Time::new({})", parts.join(", "))), of("time"))
            }
            "datetime.timedelta" => self.timedelta(given, span)?,
            "datetime.timezone" => {
                let of_type = |place| if place == 0 { of("timedelta") } else { Type::Str };
                let slots = self.slots(given, &["offset", "name"], of_type, span)?;
                let offset = slots.texts.first()?.clone()?;
                let text = format!("datetime::Zone::new({offset}, {})", slots.option(1));
                self.tried(slots.call(&text), of("timezone"))
            }
            "datetime.now" => {
                let slots = self.slots(given, &["tz"], zone, span)?;
                self.tried(format!("datetime::DateTime::now({})", slots.or(0, "None")), of("datetime"))
            }
            "datetime.fromtimestamp" => {
                let of_type = |place| if place == 0 { Type::Number } else { of("timezone").or_none() };
                let slots = self.slots(given, &["timestamp", "tz"], of_type, span)?;
                let (at, zone) = (slots.texts.first()?.clone()?, slots.or(1, "None"));
                let text = format!("datetime::DateTime::fromtimestamp({at}, {zone})");
                self.tried(slots.call(&text), of("datetime"))
            }
            "datetime.combine" => {
                let of_type = |place| match place {
                    0 => of("date"),
                    1 => of("time"),
                    _ => of("timezone").or_none(),
                };
                let slots = self.slots(given, &["date", "time", "tzinfo"], of_type, span)?;
                let (day, time) = (slots.texts.first()?.clone()?, slots.texts.get(1)?.clone()?);
                let text = format!("datetime::DateTime::combine({day}, {time}, {})", slots.or(2, "None"));
                Value::new(slots.call(&text), of("datetime"))
            }
            "time.fromisoformat" => {
                let text = self.str_of(given.positional.first()?, span);
                self.tried(format!("datetime::Time::fromisoformat({text})"), of("time"))
            }
            _ => return None,
        })
    }

    /// `timedelta(days=1, hours=2.5)`
    fn timedelta(&mut self, given: &Given<'a>, span: Span) -> Option<Value> {
        const UNITS: [&str; 7] = ["Days", "Seconds", "Microseconds", "Milliseconds", "Minutes", "Hours", "Weeks"];
        if given.star.is_some() || given.has_double_star || given.positional.len() > UNITS.len() {
            return None;
        }
        let mut parts = Vec::new();
        for (argument, unit) in given.positional.iter().zip(UNITS) {
            parts.push((unit, argument));
        }
        for (name, argument) in &given.named {
            parts.push((UNITS.iter().find(|unit| unit.to_ascii_lowercase() == **name)?, argument));
        }
        let parts: Vec<String> = parts
            .into_iter()
            .map(|(unit, argument)| {
                let number = self.kept_argument(argument, &Type::Number, span);
                format!("(datetime::Unit::{unit}, {number})")
            })
            .collect();
        Some(self.tried(format!("datetime::Delta::of(&[{}])", parts.join(", ")), of("timedelta")))
    }

    fn datetime_method(&mut self, key: &str, object: &Value, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let span = expr.span;
        let (receiver, name) = (object.receiver(), key.rsplit('.').next()?);
        Some(match (class(&object.of_type)?, name) {
            ("datetime", "weekday" | "isoweekday" | "toordinal" | "isocalendar") if given.positional.is_empty() => {
                let day = Value::new(format!("{receiver}.day()"), of("date"));
                let name: Name = name.into();
                self.call_library_method(&day, &name, given, expr)
            }
            ("datetime", "date") if given.positional.is_empty() => Value::new(format!("{receiver}.day()"), of("date")),
            ("datetime", "time") if given.positional.is_empty() => Value::new(format!("{receiver}.time()"), of("time")),
            ("datetime", "isoformat") => {
                let slots = self.slots(given, &["sep", "timespec"], |_| Type::Str, span)?;
                let part = |place, default: &str| match slots.has(place) {
                    true => format!("&{}", slots.or(place, "")),
                    false => default.to_owned(),
                };
                let (sep, timespec) = (part(0, "\"T\""), part(1, "\"auto\""));
                let text = format!("{receiver}.isoformat({sep}, {timespec})");
                self.tried(slots.call(&text), Type::Str)
            }
            ("time", "isoformat") => {
                let slots = self.slots(given, &["timespec"], |_| Type::Str, span)?;
                let timespec = if slots.has(0) { format!("&{}", slots.or(0, "")) } else { "\"auto\"".to_owned() };
                self.tried(slots.call(&format!("{receiver}.isoformat({timespec})")), Type::Str)
            }
            ("time", "strftime") => {
                let format = self.str_of(given.positional.first()?, span);
                self.tried(format!("{receiver}.strftime({format})"), Type::Str)
            }
            ("datetime", "replace") => {
                let slots = self.slots(given, &PARTS, part_type, span)?;
                let parts = [0, 1, 2, 3, 4, 5, 6].map(|place| slots.option(place)).join(", ");
                let text = format!("{receiver}.replace([{parts}], {})", slots.option(7));
                self.tried(slots.call(&text), of("datetime"))
            }
            ("date", "replace") => {
                let slots = self.slots(given, PARTS.get(..3)?, part_type, span)?;
                let parts = [0, 1, 2].map(|place| slots.option(place)).join(", ");
                self.tried(slots.call(&format!("{receiver}.replace({parts})")), of("date"))
            }
            ("time", "replace") => {
                let slots = self.slots(given, PARTS.get(3..7)?, part_type, span)?;
                let parts = [0, 1, 2, 3].map(|place| slots.option(place)).join(", ");
                self.tried(slots.call(&format!("{receiver}.replace({parts})")), of("time"))
            }
            ("datetime", "astimezone") => {
                let slots = self.slots(given, &["tz"], |_| of("timezone").or_none(), span)?;
                self.tried(format!("{receiver}.astimezone({})", slots.or(0, "None")), of("datetime"))
            }
            _ => return None,
        })
    }

    /// An operator of dates, times and what lies between them.
    pub(in super::super) fn datetime_operator(&mut self, op: BinaryOp, left: &Value, right: &Value) -> Option<Value> {
        let (one, other) = (left.receiver(), right.owned());
        if let (Type::Library(class, _), BinaryOp::BitOr, true) = (&left.of_type, op, left.of_type == right.of_type)
            && &**class == "RegexFlag"
        {
            return Some(Value::new(format!("{one}.or({other})"), left.of_type.clone()));
        }
        let text = match (class(&left.of_type), op, class(&right.of_type)) {
            (Some("timedelta"), BinaryOp::Add, Some("timedelta")) => return Some(self.delta(&one, "add", &other)),
            (Some("timedelta"), BinaryOp::Sub, Some("timedelta")) => return Some(self.delta(&one, "sub", &other)),
            (Some("timedelta"), BinaryOp::Mod, Some("timedelta")) => return Some(self.delta(&one, "modulo", &other)),
            (Some("timedelta"), BinaryOp::Div, Some("timedelta")) => {
                return Some(self.tried(format!("{one}.ratio({other})"), Type::Float));
            }
            (Some("timedelta"), BinaryOp::FloorDiv, Some("timedelta")) => {
                return Some(self.tried(format!("{one}.count_of({other})"), Type::Int));
            }
            (Some("timedelta"), _, None) => return self.delta_by_number(op, &one, right),
            (None, BinaryOp::Mul, Some("timedelta")) if is_number(&left.of_type) => {
                let (number, delta) = (left.owned(), right.owned());
                return Some(self.tried(
                    format!("{{ let (number, delta) = ({number}, {delta}); delta.mul(number) }}"),
                    of("timedelta"),
                ));
            }
            (Some("date" | "datetime"), BinaryOp::Add, Some("timedelta")) => format!("{one}.add({other})"),
            (Some("date" | "datetime"), BinaryOp::Sub, Some("timedelta")) => format!("{one}.sub({other})"),
            (Some("timedelta"), BinaryOp::Add, Some("date" | "datetime")) => {
                let text = format!("{{ let (delta, other) = ({}, {other}); other.add(delta) }}", left.owned());
                return Some(self.tried(text, right.of_type.clone()));
            }
            (Some(class @ ("date" | "datetime")), BinaryOp::Sub, Some(subtracted)) if class == subtracted => {
                let text = format!("{one}.since({})", if class == "date" { other } else { right.reference() });
                return Some(self.tried(text, of("timedelta")));
            }
            _ => return None,
        };
        Some(self.tried(text, left.of_type.clone()))
    }

    fn delta(&self, one: &str, function: &str, other: &str) -> Value {
        self.tried(format!("{one}.{function}({other})"), of("timedelta"))
    }

    fn delta_by_number(&mut self, op: BinaryOp, delta: &str, number: &Value) -> Option<Value> {
        let function = match op {
            BinaryOp::Mul if is_number(&number.of_type) => "mul",
            BinaryOp::Div if is_number(&number.of_type) => "div",
            BinaryOp::FloorDiv if number.of_type == Type::Int => "floordiv",
            _ => return None,
        };
        Some(self.delta(delta, function, &number.owned()))
    }

    /// `-delta`
    pub(in super::super) fn datetime_unary(&mut self, op: UnaryOp, value: &Value) -> Option<Value> {
        match (class(&value.of_type)?, op) {
            ("timedelta", UnaryOp::Minus) => Some(self.tried(format!("{}.neg()", value.receiver()), of("timedelta"))),
            ("timedelta", UnaryOp::Plus) => Some(value.clone()),
            _ => None,
        }
    }
}

fn is_number(of_type: &Type) -> bool {
    matches!(of_type, Type::Int | Type::Float | Type::Number)
}

/// Says whether values of this class are hashed anew in each run.
pub(in super::super) fn is_shuffled(of_type: &Type) -> bool {
    matches!(class(of_type), Some("date" | "time" | "datetime" | "timezone"))
}

/// Says whether a value is a date, a time or what lies between two: they have an order and a hash.
pub(in super::super) fn is_plain(of_type: &Type) -> bool {
    matches!(class(of_type), Some("date" | "time" | "datetime" | "timedelta"))
}

/// What `isocalendar` gives, as a plain tuple: for what is iterated over, unpacked, or asked for an item.
pub(in super::super) fn as_tuple(value: &Value) -> Option<Value> {
    if class(&value.of_type) != Some("IsoCalendarDate") {
        return None;
    }
    let ints = vec![Type::Int, Type::Int, Type::Int];
    Some(Value::new(format!("{}.parts()", value.receiver()), Type::Tuple(ints)))
}
