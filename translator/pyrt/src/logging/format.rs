//! Formatters: a record as text.

use super::{Record, level_name};
use crate::datetime::{DateTime, localtime};
use crate::exc::{KEY_ERROR, NOT_IMPLEMENTED_ERROR};
use crate::format::percent::{Conversion, Piece, Pieces, write};
use crate::instance::identity_hash;
use crate::refused::unordered;
use crate::shown::value_error;
use crate::{Equal, Exc, Key, Object, Py, Str};

/// A `Formatter`.
#[derive(Clone, Debug)]
pub struct Formatter {
    format: Str,
    datefmt: Option<Str>,
    style: Style,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Percent,
    Brace,
    Dollar,
}

impl Default for Formatter {
    fn default() -> Formatter {
        Formatter { format: Str::literal("%(message)s"), datefmt: None, style: Style::Percent }
    }
}

/// A number or a text of a record.
enum Field {
    Int(i64),
    Float(f64),
    Text(Str),
}

impl Formatter {
    /// `Formatter(format, datefmt, style)`
    ///
    /// # Errors
    ///
    /// `ValueError` for another style.
    pub fn new(format: Option<Str>, datefmt: Option<Str>, style: Option<Str>) -> Py<Formatter> {
        let style = style.unwrap_or_else(|| Str::literal("%"));
        let (style, default) = match style.as_str() {
            "%" => (Style::Percent, "%(message)s"),
            "{" => (Style::Brace, "{message}"),
            "$" => (Style::Dollar, "${message}"),
            _ => return Err(value_error("Style must be one of: %,{,$")),
        };
        let format = format.unwrap_or_else(|| Str::literal(default));
        Ok(Formatter { format, datefmt, style })
    }

    pub(super) fn format(&self, record: &Record<'_>) -> Py<String> {
        let line = match self.style {
            Style::Percent => self.percent(record)?,
            Style::Brace | Style::Dollar => self.braces(record)?,
        };
        Ok(with_exception(line, record.exc))
    }

    fn percent(&self, record: &Record<'_>) -> Py<String> {
        let mut out = String::new();
        for piece in Pieces::new(self.format.as_str()) {
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::Conversion(conversion) => self.convert(&conversion, record, &mut out)?,
            }
        }
        Ok(out)
    }

    fn convert(&self, conversion: &Conversion<'_>, record: &Record<'_>, out: &mut String) -> Py<()> {
        if let Some(fault) = &conversion.fault {
            return Err(fault.clone());
        }
        let key = conversion.key.unwrap_or_default();
        match self.field(key, record)? {
            Field::Int(value) => write(&value, conversion, out),
            Field::Float(value) => write(&value, conversion, out),
            Field::Text(value) => write(&value, conversion, out),
        }
    }

    /// `{levelname:<8}` and `${levelname}`.
    fn braces(&self, record: &Record<'_>) -> Py<String> {
        const KEYS: [&str; 9] =
            ["message", "levelname", "name", "levelno", "asctime", "created", "msecs", "threadName", "processName"];
        let format = match self.style {
            Style::Dollar => self.format.as_str().replace("$$", "$").replace("${", "{"),
            _ => self.format.as_str().to_owned(),
        };
        let mut fields: Vec<(&str, Box<dyn Object>)> = Vec::new();
        for key in KEYS.into_iter().filter(|key| format.contains(key)) {
            fields.push((
                key,
                match self.field(key, record)? {
                    Field::Int(value) => Box::new(value),
                    Field::Float(value) => Box::new(value),
                    Field::Text(value) => Box::new(value),
                },
            ));
        }
        let named: Vec<(&str, &dyn Object)> = fields.iter().map(|(key, value)| (*key, &**value)).collect();
        crate::format::template::format(&format, &[], &named).map(|text| text.as_str().to_owned())
    }

    fn field(&self, key: &str, record: &Record<'_>) -> Py<Field> {
        Ok(match key {
            "message" => Field::Text(Str::new(&record.message)),
            "levelname" => Field::Text(level_name(record.level)),
            "name" => Field::Text(Str::new(record.name)),
            "levelno" => Field::Int(record.level),
            "asctime" => Field::Text(self.asctime()?),
            "created" => Field::Float(crate::time::time()),
            "msecs" => Field::Float(millis() as f64),
            "threadName" => Field::Text(Str::literal("MainThread")),
            "processName" => Field::Text(Str::literal("MainProcess")),
            "process" => Field::Int(crate::host::pid()),
            "relativeCreated" => Field::Float(crate::time::monotonic() * 1e3),
            "lineno" | "funcName" | "filename" | "pathname" | "module" | "thread" => {
                let text = format!("`%({key})` of a log record is not translated");
                return Err(Exc::new(&NOT_IMPLEMENTED_ERROR, text));
            }
            key => return Err(Exc::new(&KEY_ERROR, crate::shown::Shown(Str::new(key)))),
        })
    }

    fn asctime(&self) -> Py<Str> {
        match &self.datefmt {
            Some(format) => localtime(None)?.strftime(format.as_str()),
            None => {
                let now = DateTime::now(None)?;
                let millis = now.time().microsecond() / 1000;
                Ok(Str::from(format!("{},{millis:03}", now.strftime("%Y-%m-%d %H:%M:%S")?.as_str())))
            }
        }
    }
}

fn millis() -> i64 {
    crate::time::time_ns() / 1_000_000 % 1000
}

/// The line, and below it the exception that is being handled.
pub(super) fn with_exception(mut line: String, exc: Option<&Exc>) -> String {
    if let Some(exc) = exc {
        line.push_str("\nTraceback (most recent call last):\n");
        line.push_str(crate::traceback::format_exception(exc).trim_end_matches('\n'));
    }
    line
}

impl Object for Formatter {
    fn type_name(&self) -> &'static str {
        "Formatter"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str("<logging.Formatter object>");
        Ok(())
    }
}

impl Equal for Formatter {
    fn equal(&self, other: &Formatter) -> Py<bool> {
        Ok(std::ptr::eq(self, other))
    }
}

impl Key for Formatter {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(std::ptr::from_ref(self).addr()))
    }
}

unordered! { [] Formatter; }
