//! What leaves a block that may be left by `break`.
//!
//! # How it works
//!
//! A `try` becomes a labelled block that gives a `Py`: what raises inside leaves the block and not the function.

/// The value of a result; an exception leaves the labelled block with it.
///
/// # Examples
///
/// ```
/// use pyrt::exc::{Exc, VALUE_ERROR};
/// use pyrt::{Py, check};
///
/// fn half(n: i64) -> Py<i64> {
///     if n % 2 == 0 { Ok(n / 2) } else { Err(Exc::new(&VALUE_ERROR, "odd")) }
/// }
///
/// let tried = 'attempt: {
///     let quarter = check!('attempt, half(check!('attempt, half(6))));
///     Ok(quarter)
/// };
/// assert!(tried.is_err_and(|exc| exc.is(&VALUE_ERROR)));
/// ```
#[macro_export]
macro_rules! check {
    ($label:lifetime, $result:expr) => {
        match $result {
            ::core::result::Result::Ok(value) => value,
            ::core::result::Result::Err(exc) => break $label::core::result::Result::Err(exc),
        }
    };
}
