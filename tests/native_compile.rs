//! What must compile and what must not, with the compiler's messages: the macros and the `Send` bounds.
//!
//! The messages stand beside the cases in `tests/compile/fail/*.stderr`; `TRYBUILD=overwrite cargo test --test native_compile` writes them anew.
#![cfg(not(target_family = "wasm"))]

#[test]
fn good_programs_compile_and_bad_ones_say_why_not() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/compile/pass/*.rs");
    cases.compile_fail("tests/compile/fail/*.rs");
}
