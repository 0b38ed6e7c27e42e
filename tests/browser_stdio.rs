//! The standard streams where the host is asked for them: what counts as Node, and what its errors become. Whole programs: `tests/programs`.
#![cfg(all(target_family = "wasm", target_os = "unknown"))]

mod support_browser;

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use js_sys::{Object, Reflect};
use std::io::ErrorKind;
use support_browser::js;
use wasi_async_runtime::{AsyncError, io};
use wasm_bindgen::JsValue;

/// Another `process` in place of the host's, until it is dropped.
struct Process(JsValue);

impl Process {
    fn replaced(by: &str) -> Process {
        let last = Reflect::get_own_property_descriptor(&js_sys::global(), &"process".into()).unwrap();
        let made = js(&format!("return {{ value: {by}, configurable: true, writable: true }}"));
        Object::define_property(&js_sys::global(), &"process".into(), &made.into());
        Process(last)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        Reflect::delete_property(&js_sys::global(), &"process".into()).unwrap();
        if !self.0.is_undefined() {
            Object::define_property(&js_sys::global(), &"process".into(), &self.0.clone().into());
        }
    }
}

/// A stream that can do all that Node's can, and does nothing.
const STREAM: &str = "{ read() { return null; }, write() {}, on() {}, removeListener() {}, listenerCount: () => 0 }";

// Nothing here waits, so that no other test sees the process that stands in.

#[wasi_async_runtime::test]
async fn a_process_that_is_not_nodes_has_no_streams() {
    for process in [
        format!("{{ browser: true, versions: {{}}, stdin: {STREAM} }}"),
        format!("{{ versions: {{ node: '22.0.0' }}, stdin: {STREAM} }}"),
        "{ [Symbol.toStringTag]: 'process', versions: { node: '22.0.0' }, stdin: { on() {} } }".to_owned(),
        "undefined".to_owned(),
    ] {
        let _process = Process::replaced(&process);
        let error = io::stdin().read(&mut [0; 4]).await.expect_err(&process);
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{process}");
        assert!(matches!(AsyncError::from(error), AsyncError::PlatformNotSupported(_)));
    }
}

#[wasi_async_runtime::test]
async fn errors_of_a_stream_have_kinds_and_are_told_once() {
    let process = format!(
        "globalThis.tested ??= {{ [Symbol.toStringTag]: 'process', versions: {{ node: '22.0.0' }}, stderr: {{
            ...{STREAM}, listeners: 0, on() {{ this.listeners += 1; }}, removeListener() {{ this.listeners -= 1; }},
            write(bytes, written) {{
                const code = String.fromCharCode(...bytes);
                if (code === 'thrown') throw new TypeError('no stream');
                written(code === 'fine' ? null : {{ code, message: 'write ' + code }});
            }} }} }}"
    );
    let _process = Process::replaced(&process);
    let mut stderr = io::stderr();
    for (code, kind) in [
        ("EPIPE", ErrorKind::BrokenPipe),
        ("EAGAIN", ErrorKind::WouldBlock),
        ("EISDIR", ErrorKind::IsADirectory),
        ("ECONNRESET", ErrorKind::ConnectionReset),
        ("ENOSPC", ErrorKind::StorageFull),
        ("EUNHEARDOF", ErrorKind::Other),
    ] {
        let error = stderr.write(code.as_bytes()).await.unwrap_err();
        assert_eq!((error.kind(), error.to_string()), (kind, format!("write {code}")));
        assert_eq!(stderr.write(b"fine").await.unwrap(), 4, "it goes on after {code}");
    }
    assert_eq!(stderr.write(b"thrown").await.unwrap_err().to_string(), "no stream");
    // The event of what has failed is still to come, and must find a listener.
    assert_eq!(js("return tested.stderr.listeners"), 1);
    stderr.write_all(b"fine").await.unwrap();
    assert_eq!(js("return tested.stderr.listeners"), 0);
}
