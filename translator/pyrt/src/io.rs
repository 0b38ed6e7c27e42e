//! `io.StringIO`: a text that is written and read as a file.

use std::cell::RefCell;
use std::rc::Rc;

use crate::exc::{Exc, VALUE_ERROR};
use crate::instance::identity_hash;
use crate::iter::Iter;
use crate::print::{self, Stdout};
use crate::refused::unordered;
use crate::shown::int;
use crate::{Equal, Key, List, Object, Py, Str};

/// A `StringIO`. Clones are the same one.
#[derive(Clone, Debug)]
pub struct StringIO(Rc<RefCell<State>>);

#[derive(Debug)]
struct State {
    text: Vec<char>,
    at: usize,
    is_closed: bool,
}

impl StringIO {
    /// `StringIO(text)`
    pub fn new(text: &str) -> StringIO {
        StringIO(Rc::new(RefCell::new(State { text: text.chars().collect(), at: 0, is_closed: false })))
    }

    fn open<R>(&self, run: impl FnOnce(&mut State) -> R) -> Py<R> {
        let mut state = self.0.borrow_mut();
        if state.is_closed {
            return Err(Exc::new(&VALUE_ERROR, "I/O operation on closed file"));
        }
        Ok(run(&mut state))
    }

    /// `self.write(text)`: how many characters that is.
    ///
    /// # Errors
    ///
    /// `ValueError` where it is closed.
    pub fn write(&self, text: &Str) -> Py<i64> {
        self.open(|state| {
            if state.at > state.text.len() {
                state.text.resize(state.at, '\0');
            }
            let mut count = 0;
            for c in text.as_str().chars() {
                match state.text.get_mut(state.at) {
                    Some(place) => *place = c,
                    None => state.text.push(c),
                }
                state.at += 1;
                count += 1;
            }
            count
        })
    }

    /// `self.writelines(lines)`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is closed.
    pub fn writelines(&self, lines: Vec<Str>) -> Py<()> {
        lines.iter().try_for_each(|line| self.write(line).map(drop))
    }

    /// `self.getvalue()`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is closed.
    pub fn getvalue(&self) -> Py<Str> {
        self.open(|state| Str::from(state.text.iter().collect::<String>()))
    }

    /// `self.read()`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is closed.
    pub fn read(&self, count: Option<i64>) -> Py<Str> {
        self.open(|state| {
            let rest = state.text.get(state.at..).unwrap_or_default();
            let count = count.and_then(|count| usize::try_from(count).ok()).unwrap_or(rest.len()).min(rest.len());
            let text = rest.iter().take(count).collect::<String>();
            state.at += count;
            Str::from(text)
        })
    }

    /// `self.readline()`: the empty text at the end.
    ///
    /// # Errors
    ///
    /// `ValueError` where it is closed.
    pub fn readline(&self) -> Py<Str> {
        self.open(|state| {
            let rest = state.text.get(state.at..).unwrap_or_default();
            let count = rest.iter().position(|c| *c == '\n').map_or(rest.len(), |end| end + 1);
            let line = rest.iter().take(count).collect::<String>();
            state.at += count;
            Str::from(line)
        })
    }

    /// `self.readlines()`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is closed.
    pub fn readlines(&self) -> Py<List<Str>> {
        crate::iter::vec(self.lines()).map(List::from)
    }

    /// The lines that are left, one after the other.
    pub fn lines(&self) -> Lines {
        Lines(self.clone())
    }

    /// `self.seek(place)`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is closed, or for less than 0.
    pub fn seek(&self, place: i64) -> Py<i64> {
        let at =
            usize::try_from(place).map_err(|_| Exc::new(&VALUE_ERROR, format!("Negative seek position {place}")))?;
        self.open(|state| state.at = at)?;
        Ok(place)
    }

    /// `self.tell()`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is closed.
    pub fn tell(&self) -> Py<i64> {
        self.open(|state| int(state.at))
    }

    /// `self.truncate(len)`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is closed.
    pub fn truncate(&self, len: Option<i64>) -> Py<i64> {
        self.open(|state| {
            let len = len.and_then(|len| usize::try_from(len).ok()).unwrap_or(state.at);
            state.text.truncate(len);
            int(len)
        })
    }

    /// `self.close()`
    pub fn close(&self) {
        self.0.borrow_mut().is_closed = true;
    }

    /// `self.closed`
    pub fn closed(&self) -> bool {
        self.0.borrow().is_closed
    }
}

/// The lines of a text that are left.
#[derive(Debug)]
pub struct Lines(StringIO);

impl Iter for Lines {
    type Item = Str;

    fn next(&mut self) -> Py<Option<Str>> {
        self.0.readline().map(|line| Some(line).filter(|line| !line.is_empty()))
    }
}

/// `contextlib.redirect_stdout(text)`: what is printed goes there meanwhile.
#[derive(Clone, Debug)]
pub struct Redirect(StringIO, Rc<RefCell<Vec<Stdout>>>);

/// What a redirected output writes to.
struct Sink(StringIO);

impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let text = Str::from(String::from_utf8_lossy(bytes).into_owned());
        self.0.write(&text).map_err(|exc| std::io::Error::other(exc.to_string()))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Redirect {
    /// `redirect_stdout(text)`
    pub fn new(to: StringIO) -> Redirect {
        Redirect(to, Rc::default())
    }

    /// `__enter__`
    ///
    /// # Errors
    ///
    /// None.
    pub fn enter(&self) -> Py<StringIO> {
        // By lines: what is printed can be asked for before the end.
        let before = print::set_stdout(Stdout::new(Sink(self.0.clone()), true));
        self.1.borrow_mut().push(before);
        Ok(self.0.clone())
    }

    /// `__exit__`
    ///
    /// # Errors
    ///
    /// `OSError` where the text is closed.
    pub fn exit(&self) -> Py<()> {
        let flushed = print::flush();
        if let Some(before) = self.1.borrow_mut().pop() {
            print::set_stdout(before);
        }
        flushed
    }
}

impl Object for Redirect {
    fn type_name(&self) -> &'static str {
        "redirect_stdout"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let id = (0x7f_u64 << 40) | (Rc::as_ptr(&self.1).addr() as u64 & 0xff_ffff_ffff);
        out.push_str(&format!("<contextlib.redirect_stdout object at {id:#x}>"));
        Ok(())
    }
}

impl Equal for Redirect {
    fn equal(&self, other: &Redirect) -> Py<bool> {
        Ok(Rc::ptr_eq(&self.1, &other.1))
    }
}

impl Key for Redirect {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(Rc::as_ptr(&self.1).addr()))
    }
}

unordered! { [] Redirect; }

impl Object for StringIO {
    fn type_name(&self) -> &'static str {
        "StringIO"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let id = (0x7f_u64 << 40) | (Rc::as_ptr(&self.0).addr() as u64 & 0xff_ffff_ffff);
        out.push_str(&format!("<_io.StringIO object at {id:#x}>"));
        Ok(())
    }
}

impl Equal for StringIO {
    fn equal(&self, other: &StringIO) -> Py<bool> {
        Ok(Rc::ptr_eq(&self.0, &other.0))
    }
}

impl Key for StringIO {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(Rc::as_ptr(&self.0).addr()))
    }
}

unordered! { [] StringIO; }
