//! Attributes, visibility, inner attributes and items of the body stay.
#![deny(warnings, missing_docs)]

/// A documented `main`.
#[allow(unused_variables)]
#[wasi_async_runtime::main]
#[allow(unused_mut)]
pub async fn main() {
    #![allow(unused_assignments)]
    let unused = 1;
    let mut never_changed = 2;
    assert_eq!(never_changed + nested(), 5);

    fn nested() -> u8 {
        3
    }
}
