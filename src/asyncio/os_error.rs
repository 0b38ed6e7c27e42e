//! Python's exceptions of errors of the system.
//!
//! # How it works
//!
//! The class follows from the error's kind. The arguments are its number and text, as Python shows them: `[Errno 104] Connection reset by
//! peer`. Where the platform gives no number, those of Linux stand in; an error without any has its text alone.

use super::exc::{
    BLOCKING_IO_ERROR, BROKEN_PIPE_ERROR, CONNECTION_ABORTED_ERROR, CONNECTION_REFUSED_ERROR, CONNECTION_RESET_ERROR,
    Class, Exc, FILE_EXISTS_ERROR, FILE_NOT_FOUND_ERROR, INTERRUPTED_ERROR, NOT_IMPLEMENTED_ERROR, OS_ERROR,
    PERMISSION_ERROR, TIMEOUT_ERROR,
};
use crate::error::AsyncError;
use std::io::{self, ErrorKind};

impl Exc {
    /// `OSError`, or the class below it that Python has for this kind. What the platform cannot do is a `NotImplementedError`.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io;
    /// use wasi_async_runtime::asyncio::exc::{CONNECTION_ERROR, Exc};
    ///
    /// let exc = Exc::from_io(&io::Error::from(io::ErrorKind::ConnectionReset));
    /// assert!(exc.is(&CONNECTION_ERROR));
    /// assert_eq!(exc.to_string(), "[Errno 104] connection reset");
    /// ```
    pub fn from_io(error: &io::Error) -> Exc {
        os_error(error, |text| text)
    }
}

/// As [`Exc::from_io`], with another text made of the system's.
pub(super) fn os_error(error: &io::Error, explain: impl FnOnce(String) -> String) -> Exc {
    let ours = error.get_ref().and_then(|inner| inner.downcast_ref::<AsyncError>());
    if ours.is_some_and(AsyncError::is_platform_not_supported) {
        return Exc::new(&NOT_IMPLEMENTED_ERROR, error.to_string());
    }
    let (class, linux) = class_and_number(error.kind());
    let text = explain(text(error));
    match error.raw_os_error().map(i64::from).or(linux) {
        Some(number) => Exc::new(class, (number, text)),
        None => Exc::new(class, text),
    }
}

/// The system's text, as `strerror` gives it.
fn text(error: &io::Error) -> String {
    let mut text = error.to_string();
    if let Some(number) = error.raw_os_error()
        && let Some(bare) = text.strip_suffix(&format!(" (os error {number})"))
    {
        text.truncate(bare.len());
    }
    text
}

fn class_and_number(kind: ErrorKind) -> (&'static Class, Option<i64>) {
    let (class, number) = match kind {
        ErrorKind::NotFound => (&FILE_NOT_FOUND_ERROR, 2),
        ErrorKind::Interrupted => (&INTERRUPTED_ERROR, 4),
        ErrorKind::WouldBlock => (&BLOCKING_IO_ERROR, 11),
        ErrorKind::OutOfMemory => (&OS_ERROR, 12),
        ErrorKind::PermissionDenied => (&PERMISSION_ERROR, 13),
        ErrorKind::AlreadyExists => (&FILE_EXISTS_ERROR, 17),
        ErrorKind::InvalidInput => (&OS_ERROR, 22),
        ErrorKind::BrokenPipe => (&BROKEN_PIPE_ERROR, 32),
        ErrorKind::AddrInUse => (&OS_ERROR, 98),
        ErrorKind::AddrNotAvailable => (&OS_ERROR, 99),
        ErrorKind::NetworkUnreachable => (&OS_ERROR, 101),
        ErrorKind::ConnectionAborted => (&CONNECTION_ABORTED_ERROR, 103),
        ErrorKind::ConnectionReset => (&CONNECTION_RESET_ERROR, 104),
        ErrorKind::NotConnected => (&OS_ERROR, 107),
        ErrorKind::TimedOut => (&TIMEOUT_ERROR, 110),
        ErrorKind::ConnectionRefused => (&CONNECTION_REFUSED_ERROR, 111),
        ErrorKind::HostUnreachable => (&OS_ERROR, 113),
        _ => return (&OS_ERROR, None),
    };
    (class, Some(number))
}
