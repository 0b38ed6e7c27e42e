//! Arbitrary bytes as a Python source: it is translated, or refused with places that are in it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Err(refusal) = py_to_rust_asyncio::translate("app.py", data) {
        assert!(!refusal.diagnostics().is_empty());
        assert!(!refusal.to_string().is_empty());
    }
});
