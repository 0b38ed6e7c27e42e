//! What must compile and what must not, with the compiler's messages: the macros and the `Send` bounds.
//!
//! The messages stand beside the cases in `tests/cases/fail/*.stderr`; `TRYBUILD=overwrite cargo test --test compile` writes
//! them anew. They stand in this package so that its dependencies do not weigh on the examples of the runtime.

#[test]
fn good_programs_compile_and_bad_ones_say_why_not() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/cases/pass/*.rs");
    cases.compile_fail("tests/cases/fail/*.rs");
}
