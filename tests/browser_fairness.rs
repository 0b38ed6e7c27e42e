//! Busy tasks leave the host its turns: in a page, in a worker and in Node.
#![cfg(all(target_family = "wasm", target_os = "unknown"))]

mod support_browser;

use js_sys::Promise;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support_browser::slices::{self, watched};
use support_browser::{call, callback, global, host_has, host_name, host_now, host_timeout, outside, set_timeout};
use wasi_async_runtime::{AsyncRuntime, Handle, yield_now};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::console_log;

/// Enough to keep the host busy for some seconds.
const TASKS: usize = 1_000_000;
const YIELDS: usize = 10;

/// The slice that the runtime promises, in milliseconds.
const SLICE: f64 = 5.0;

/// Counts the page's frames while it is told to.
struct Frames {
    count: Rc<Cell<u32>>,
    on: Rc<Cell<bool>>,
}

impl Frames {
    fn start() -> Frames {
        let frames = Frames { count: Rc::default(), on: Rc::new(Cell::new(true)) };
        if !host_has("requestAnimationFrame") {
            return frames;
        }
        let (count, on) = (frames.count.clone(), frames.on.clone());
        let again: Rc<RefCell<JsValue>> = Rc::default();
        let itself = again.clone();
        *again.borrow_mut() = callback(move || {
            if on.get() {
                count.set(count.get() + 1);
                call("requestAnimationFrame", &[itself.borrow().clone()]);
            }
        });
        call("requestAnimationFrame", &[again.borrow().clone()]);
        frames
    }

    fn stop(self) -> u32 {
        self.on.set(false);
        self.count.get()
    }
}

/// What was still to be done when each event of the host came.
#[derive(Clone)]
struct Events {
    left: Arc<AtomicUsize>,
    seen: Rc<RefCell<Vec<(&'static str, usize)>>>,
}

impl Events {
    fn note(&self, name: &'static str) -> impl FnMut() + 'static {
        let this = self.clone();
        move || this.seen.borrow_mut().push((name, this.left.load(Ordering::Relaxed)))
    }

    /// Asks the host for one event of each kind.
    fn ask(&self) -> Vec<&'static str> {
        let mut asked = vec!["setTimeout"];
        set_timeout(0.0, self.note("setTimeout"));
        if host_has("requestAnimationFrame") {
            call("requestAnimationFrame", &[callback(self.note("requestAnimationFrame"))]);
            asked.push("requestAnimationFrame");
        }
        if host_has("fetch") {
            asked.push(self.fetch("fetch", JsValue::from("data:text/plain,hello")));
        }
        if host_has("document") {
            // A file of the page's server, so that the network is asked, too.
            let address = js_sys::Reflect::get(&global("location"), &JsValue::from("href")).expect("a location");
            asked.push(self.fetch("fetch of the page", address));
        }
        asked
    }

    fn fetch(&self, name: &'static str, address: JsValue) -> &'static str {
        let fetched: Promise = call("fetch", &[address]).unchecked_into();
        let mut note = self.note(name);
        let then = Closure::<dyn FnMut(JsValue)>::new(move |_| note());
        let _ = fetched.then(&then);
        then.forget();
        name
    }
}

// The only test of this file, because `longest_slice` counts from the start of the instance: every task of the
// instance is watched.
#[wasi_async_runtime::test]
async fn busy_tasks_leave_the_host_its_turns_and_slices_are_short() {
    watched(async {
        let longest_slice = || AsyncRuntime::metrics().longest_slice().as_secs_f64() * 1e3;
        let frames = Frames::start();
        let start = host_now();
        host_timeout(600.0).await;
        // Of the very first slice, before which nobody looked at the clock. The engine's code was compiled in it.
        let first = longest_slice();
        let idle = f64::from(frames.stop()) / (host_now() - start) * 1e3;

        // Queued from a callback of the host: spawning is no part of a slice then.
        let runtime = Handle::current();
        let events = Events { left: Arc::new(AtomicUsize::new(TASKS)), seen: Rc::default() };
        let (asked, tasks, frames, spawning, start) = outside({
            let events = events.clone();
            move || {
                let spawning = host_now();
                let tasks: Vec<_> = (0..TASKS).map(|_| runtime.spawn(watched(yields(events.left.clone())))).collect();
                let start = host_now();
                (events.ask(), tasks, Frames::start(), start - spawning, start)
            }
        })
        .await;
        for task in tasks {
            task.await.expect("it ends");
        }
        let (took, frames) = (host_now() - start, frames.stop());
        assert_eq!(events.left.load(Ordering::Relaxed), 0);
        let busy = f64::from(frames) / took * 1e3;

        let (longest, step) = (longest_slice(), slices::longest_step());
        let seen = events.seen.borrow().clone();
        console_log!(
            "{}: {TASKS} tasks of {YIELDS} yields ran in {took:.0} ms (spawn {:.2} us, poll {:.3} us), {} slices, mean {:.2} ms, longest {longest:.2} ms, \
             longest step {step:.2} ms; frames a second: {idle:.1} idle, {busy:.1} busy; tasks left at each event: {seen:?}",
            host_name(),
            spawning / TASKS as f64 * 1e3,
            took / (TASKS * (YIELDS + 1)) as f64 * 1e3,
            slices::count(),
            took / slices::count() as f64,
        );
        for name in asked {
            let left = seen.iter().find(|(event, _)| *event == name).map(|(_, left)| *left);
            assert!(left.is_some_and(|left| left > 0), "{name} came only after the tasks: {seen:?}");
        }
        assert!(longest > 0.0);
        assert!(
            longest <= SLICE + step + 0.001 || longest == first,
            "the longest slice took {longest} ms, and no poll with what follows took more than {step} ms"
        );
    })
    .await;
}

async fn yields(left: Arc<AtomicUsize>) {
    for _ in 0..YIELDS {
        yield_now().await;
    }
    left.fetch_sub(1, Ordering::Relaxed);
}
