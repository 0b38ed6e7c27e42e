//! Nothing that only WASI offers, so far.
