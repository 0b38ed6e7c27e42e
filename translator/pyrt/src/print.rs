//! `print`, and standard output as CPython buffers it.
//!
//! # How it works
//!
//! ```text
//!  print(values) ──► text of one value ──► Stdout: a chunk of 8 KiB ──► a buffer of 4 KiB ──► where it goes (file, pipe, terminal)
//! ```
//!
//! A program has one [`Stdout`]; [`print()`] and its neighbours use the thread's, which a program sets up with [`set_stdout`]. What has
//! been written is handed on when the chunk is full, where a program asks for it, and at the end; as in CPython not before something is
//! written to standard error. On a terminal each line is.
//!
//! Two stages decide nothing but what a failure leaves behind. CPython's text stream drops the chunk that it could not hand on, and its
//! buffer keeps its bytes and fails again, at the latest at the end of the program, which then has the status 120. A chunk of more
//! than 4 KiB passes the buffer by.
//!
//! - **I1** No borrow is held while a value is asked for its text: its `__str__` may print.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, Write};

use crate::refused::unordered;
use crate::{Equal, Exc, Key, Object, Py, Str, host};

/// As much as CPython's text stream keeps before it hands it on.
const CHUNK: usize = 8 * 1024;
/// As much as the buffer below it keeps: a block of a pipe or a file.
const BUFFER: usize = 4 * 1024;

/// Standard output with what it has not handed on yet.
pub struct Stdout {
    chunk: Vec<u8>,
    buffer: Vec<u8>,
    out: Box<dyn Write>,
    by_lines: bool,
}

impl Stdout {
    /// One that goes there; on a terminal, by lines.
    pub fn new(out: impl Write + 'static, terminal: bool) -> Stdout {
        Stdout { chunk: Vec::new(), buffer: Vec::new(), out: Box::new(out), by_lines: terminal }
    }

    /// The standard output of the process.
    fn of_process() -> Stdout {
        let (out, by_lines) = host::stdout();
        Stdout { chunk: Vec::new(), buffer: Vec::new(), out, by_lines }
    }

    /// Appends a text: `sys.stdout.write`.
    ///
    /// # Errors
    ///
    /// `OSError` where something could not be handed on: `BrokenPipeError` where nobody reads any more.
    pub fn write(&mut self, text: &str) -> Py<()> {
        if !self.chunk.is_empty() && self.chunk.len() + text.len() > CHUNK {
            self.hand_on()?;
        }
        self.chunk.extend_from_slice(text.as_bytes());
        if self.by_lines && text.contains(['\n', '\r']) {
            self.flush()
        } else if self.chunk.len() >= CHUNK {
            self.hand_on()
        } else {
            Ok(())
        }
    }

    /// Hands on all that was written.
    ///
    /// # Errors
    ///
    /// As those of [`Stdout::write`].
    pub fn flush(&mut self) -> Py<()> {
        self.hand_on()?;
        self.empty_buffer().and_then(|()| self.out.flush()).map_err(|error| Exc::from_io(&error))
    }

    /// Gives the chunk to the buffer; it is gone, whatever happens.
    fn hand_on(&mut self) -> Py<()> {
        let mut chunk = std::mem::take(&mut self.chunk);
        let handed = self.fill_buffer(&chunk);
        if chunk.capacity() <= 2 * CHUNK {
            chunk.clear();
            self.chunk = chunk;
        }
        handed.map_err(|error| Exc::from_io(&error))
    }

    fn fill_buffer(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.buffer.len() + bytes.len() > BUFFER {
            self.empty_buffer()?;
        }
        if bytes.len() > BUFFER {
            return self.out.write_all(bytes);
        }
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    /// Writes what the buffer holds; it keeps what could not be written.
    fn empty_buffer(&mut self) -> io::Result<()> {
        while !self.buffer.is_empty() {
            match self.out.write(&self.buffer) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => drop(self.buffer.drain(..written.min(self.buffer.len()))),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Stdout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stdout").field("buffered", &(self.chunk.len() + self.buffer.len())).finish_non_exhaustive()
    }
}

thread_local! {
    static STDOUT: RefCell<Stdout> = RefCell::new(Stdout::of_process());
    /// The memory of the last text, used again for the next.
    static SCRATCH: Cell<String> = const { Cell::new(String::new()) };
}

/// Says where this thread's output goes from now on, and gives what it went to.
pub fn set_stdout(stdout: Stdout) -> Stdout {
    STDOUT.replace(stdout)
}

/// `sys.stdout.write(text)`.
///
/// # Errors
///
/// `OSError` where it could not be handed on.
pub fn write(text: &str) -> Py<()> {
    STDOUT.with_borrow_mut(|stdout| stdout.write(text))
}

/// `sys.stdout.flush()`; also what a program does at its end.
///
/// # Errors
///
/// `OSError` where it could not be handed on.
pub fn flush() -> Py<()> {
    STDOUT.with_borrow_mut(Stdout::flush)
}

/// `print(*values, sep=sep, end=end, flush=flush)`.
///
/// # Errors
///
/// What the `__str__` of a value raises, after what stands before it has been written; `OSError` where it could not be handed on.
pub fn print(values: &[&dyn Object], sep: Option<&str>, end: Option<&str>, flush: bool) -> Py<()> {
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            write(sep.unwrap_or(" "))?;
        }
        with_text(*value, write)?;
    }
    write(end.unwrap_or("\n"))?;
    if flush { self::flush() } else { Ok(()) }
}

/// Gives `str(value)` to a function; the memory for it is used again.
fn with_text(value: &dyn Object, then: impl FnOnce(&str) -> Py<()>) -> Py<()> {
    let mut text = SCRATCH.take();
    text.clear();
    let done = value.write_str(&mut text).and_then(|()| then(&text));
    if text.capacity() <= CHUNK {
        SCRATCH.set(text);
    }
    done
}

/// `print(*values, sep=sep, end=end, file=sys.stderr)`.
///
/// # Errors
///
/// As those of [`print()`].
pub fn print_error(values: &[&dyn Object], sep: Option<&str>, end: Option<&str>) -> Py<()> {
    let mut text = String::new();
    let joined = write_joined(values, sep, end, &mut text);
    write_error(&text)?;
    joined
}

/// What `print` would write, as a text: for a file that is none of the two.
///
/// # Errors
///
/// What the `__str__` of a value raises.
pub fn joined(values: &[&dyn Object], sep: Option<&str>, end: Option<&str>) -> Py<Str> {
    let mut text = String::new();
    write_joined(values, sep, end, &mut text)?;
    Ok(Str::from(text))
}

/// Appends all values, or those before one that raises.
fn write_joined(values: &[&dyn Object], sep: Option<&str>, end: Option<&str>, text: &mut String) -> Py<()> {
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            text.push_str(sep.unwrap_or(" "));
        }
        with_text(*value, |value| {
            text.push_str(value);
            Ok(())
        })?;
    }
    text.push_str(end.unwrap_or("\n"));
    Ok(())
}

/// `sys.stderr.write(text)`.
///
/// # Errors
///
/// `OSError` where it could not be written.
pub fn write_error(text: &str) -> Py<()> {
    host::write_error(text.as_bytes()).map_err(|error| Exc::from_io(&error))
}

/// `sys.stdout` and `sys.stderr` as values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// `sys.stdout`
    Out,
    /// `sys.stderr`
    Error,
}

impl Stream {
    /// Writes a text; gives how many characters it has.
    ///
    /// # Errors
    ///
    /// `OSError` where the system refuses it.
    pub fn write(self, text: &Str) -> Py<i64> {
        match self {
            Stream::Out => write(text)?,
            Stream::Error => write_error(text)?,
        }
        Ok(text.len())
    }

    /// Hands on what was written.
    ///
    /// # Errors
    ///
    /// `OSError` where the system refuses it.
    pub fn flush(self) -> Py<()> {
        match self {
            Stream::Out => flush(),
            Stream::Error => Ok(()),
        }
    }
}

impl Object for Stream {
    fn type_name(&self) -> &'static str {
        "TextIOWrapper"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let name = if *self == Stream::Out { "stdout" } else { "stderr" };
        out.push_str(&format!("<_io.TextIOWrapper name='<{name}>' mode='w' encoding='utf-8'>"));
        Ok(())
    }
}

impl Equal for Stream {
    fn equal(&self, other: &Stream) -> Py<bool> {
        Ok(self == other)
    }
}

impl Key for Stream {
    fn hash(&self) -> Py<i64> {
        Ok(i64::from(*self == Stream::Out))
    }
}

unordered! { [] Stream; }

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::Str;
    use crate::exc::{BROKEN_PIPE_ERROR, VALUE_ERROR};

    /// Keeps what it gets, write by write.
    #[derive(Clone, Default)]
    struct Sink(Rc<RefCell<Vec<String>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().push(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Prints in its `__str__`, then raises.
    struct Bad;

    impl Object for Bad {
        fn type_name(&self) -> &'static str {
            "Bad"
        }

        fn write_repr(&self, _: &mut String) -> Py<()> {
            print(&[&Str::literal("inside")], None, None, false)?;
            Err(Exc::new(&VALUE_ERROR, "bad"))
        }
    }

    fn sink(terminal: bool) -> Sink {
        let sink = Sink::default();
        set_stdout(Stdout::new(sink.clone(), terminal));
        sink
    }

    #[test]
    fn what_is_printed_waits_in_the_buffer() {
        let sink = sink(false);
        let (one, none) = (Str::literal("é"), ());
        print(&[&one, &none, &true], None, None, false).unwrap();
        print(&[&one, &one], Some("-"), Some(""), false).unwrap();
        assert!(sink.0.borrow().is_empty());
        print(&[], None, None, true).unwrap();
        assert_eq!(*sink.0.borrow(), ["é None True\né-é\n"]);
    }

    /// What CPython 3.11 writes to a socket that keeps its writes apart.
    #[test]
    fn a_full_chunk_is_handed_on() {
        let lengths = |texts: &[(usize, usize)]| {
            let sink = sink(false);
            for (count, length) in texts {
                (0..*count).for_each(|_| write(&"x".repeat(*length)).unwrap());
            }
            flush().unwrap();
            sink.0.borrow().iter().map(String::len).collect::<Vec<_>>()
        };
        assert_eq!(lengths(&[(20, 1000)]), [8000, 8000, 4000]);
        assert_eq!(lengths(&[(8, 1024), (1, 1), (8, 1024)]), [8192, 7169, 1024]);
        let mixed = [(1, 10), (1, 9000), (1, 20), (1, 8192), (1, 100), (1, 8191)];
        assert_eq!(lengths(&mixed), [10, 9000, 20, 8192, 100, 8191]);
    }

    #[test]
    fn a_terminal_gets_lines() {
        let sink = sink(true);
        print(&[&true], None, Some(""), false).unwrap();
        assert!(sink.0.borrow().is_empty());
        print(&[&false], None, None, false).unwrap();
        assert_eq!(*sink.0.borrow(), ["TrueFalse\n"]);
    }

    #[test]
    fn what_stands_before_a_failed_value_is_written() {
        let sink = sink(false);
        let raised = print(&[&true, &Bad, &false], None, None, false).unwrap_err();
        assert!(raised.is(&VALUE_ERROR));
        flush().unwrap();
        assert_eq!(*sink.0.borrow(), ["True inside\n"]);
    }

    #[test]
    fn a_closed_pipe_raises_again_for_what_the_buffer_keeps() {
        set_stdout(Stdout::new(Closed, false));
        print(&[&true], None, None, false).unwrap();
        for _ in 0..2 {
            assert!(flush().unwrap_err().is(&BROKEN_PIPE_ERROR));
        }
    }

    #[test]
    fn a_chunk_that_passed_the_buffer_by_is_gone() {
        set_stdout(Stdout::new(Closed, false));
        assert!(write(&"x".repeat(10_000)).unwrap_err().is(&BROKEN_PIPE_ERROR));
        assert!(flush().is_ok());
    }
}
