//! Services: Rust futures that a loop polls beside its tasks. What a socket with its callback is to CPython's selector.
//!
//! # How it works
//!
//! ```text
//!  a socket is ready ─► the service's waker ─► the loop's door ─► a handle of the next turn, which polls the service once
//! ```
//!
//! A service is no task: it stands in no `all_tasks`, and there is no current task while it runs. CPython's loop asks its selector at the
//! start of each turn and queues what that reports behind the handles that are there. So here: while a loop has services, it looks at the
//! runtime's descriptors at the start of each turn, and those services that have been woken are queued there. What becomes ready during a
//! turn is for the next, so a service is woken for what is ready, never to find that out.
//!
//! - **I1** A service is polled by its handle, or by `run` when it is made; woken several times before that, it has one handle.
//! - **I2** A service awaits Rust futures only: it has no frame to which it could yield.
//! - **I3** A service that is ended is dropped at once, or at the end of the poll in which that happens; those that are left end with the loop.

use super::entry::Run;
use super::event_loop::{Loop, get_running_loop};
use super::exc::{Exc, Py, RUNTIME_ERROR};
use super::task;
use super::waiter::Waiter;
use crate::engine::context;
use crate::shape;
use crate::util::budget;
use crate::util::wake_list::WakeList;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

pub(super) struct Service {
    number: u64,
    /// None while it is polled, and after its end.
    future: RefCell<Option<Pin<Box<dyn std::future::Future<Output = ()>>>>>,
    waker: Waker,
    queued: Cell<bool>,
    ended: Cell<bool>,
}

impl Run for Service {
    fn run(self: Rc<Self>, event_loop: &Loop, _: usize) -> Option<Exc> {
        self.poll(event_loop);
        None
    }

    fn described(&self) -> String {
        "<Handle of a socket>".to_owned()
    }
}

impl Service {
    pub(super) fn poll(&self, event_loop: &Loop) {
        self.queued.set(false);
        let Some(mut future) = self.future.take() else { return };
        let polled = self.poll_with(|cx| future.as_mut().poll(cx));
        if polled.is_ready() {
            event_loop.services().end(self);
        }
        if !self.ended.get() {
            let last = self.future.replace(Some(future));
            debug_assert!(last.is_none(), "it is polled by one at a time");
        }
    }

    /// Has it polled in the next turn.
    pub(super) fn wake(&self) {
        self.waker.wake_by_ref();
    }

    /// Polls something as the service does: it is woken for that.
    pub(super) fn poll_with<R>(&self, poll: impl FnOnce(&mut Context<'_>) -> R) -> R {
        let _outer = budget::suspend(); // the loop's turns bound what runs between two polls of the runtime
        budget::refill();
        poll(&mut Context::from_waker(&self.waker))
    }
}

/// The services of a loop, by number.
#[derive(Default)]
pub(super) struct Services(RefCell<HashMap<u64, Rc<Service>>>);

impl Services {
    /// The service that was woken, if it is to be queued (I1).
    pub(super) fn woken(&self, number: u64) -> Option<Rc<Service>> {
        self.0.borrow().get(&number).filter(|service| !service.queued.replace(true)).cloned()
    }

    /// Ends a service (I3).
    pub(super) fn end(&self, service: &Service) {
        service.ended.set(true);
        let forgotten = self.0.borrow_mut().remove(&service.number);
        let future = service.future.take();
        drop((forgotten, future));
    }

    pub(super) fn end_all(&self) {
        let left = self.0.take();
        left.values().for_each(|service| self.end(service));
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// Wakes those services for which there is something to do.
    pub(super) fn look(&self) {
        if let Some(runtime) = context::runtime()
            && let Ok(reactor) = shape::reactor(runtime)
        {
            let mut woken = WakeList::new();
            reactor.look(&mut woken);
            woken.wake_all();
        }
    }
}

impl Loop {
    /// Makes a service of a Rust future. It is polled when it is woken, for the first time by whoever makes it.
    pub(super) fn serve(&self, future: impl std::future::Future<Output = ()> + 'static) -> Rc<Service> {
        thread_local! {
            /// Tasks count upward, and share their wakers' door.
            static NEXT: Cell<u64> = const { Cell::new(u64::MAX) };
        }
        let number = NEXT.replace(NEXT.get() - 1);
        let service = Rc::new(Service {
            number,
            future: RefCell::new(Some(Box::pin(future))),
            waker: task::waker(self.door(), number),
            queued: Cell::new(false),
            ended: Cell::new(false),
        });
        self.services().0.borrow_mut().insert(number, service.clone());
        service
    }
}

/// Ends a service with whoever waits for it.
struct EndOnDrop<'a>(&'a Loop, Rc<Service>);

impl Drop for EndOnDrop<'_> {
    fn drop(&mut self) {
        self.0.services().end(&self.1);
    }
}

/// Waits for a Rust future as for a callback of CPython's selector: with the same turns, and a cancel drops it at once.
///
/// # Errors
///
/// `CancelledError` where it is cancelled; `RuntimeError` where no loop runs.
pub(super) async fn outside<T: 'static>(future: impl std::future::Future<Output = T> + 'static) -> Py<T> {
    let event_loop = get_running_loop()?;
    let done = Waiter::new(&event_loop);
    let given: Rc<RefCell<Option<T>>> = Rc::default();
    let (sets, gives) = (done.clone(), given.clone());
    let service = event_loop.serve(async move {
        let value = future.await;
        let last = gives.replace(Some(value));
        debug_assert!(last.is_none(), "it is given once");
        sets.release();
    });
    service.poll(&event_loop);
    let _ends = EndOnDrop(&event_loop, service);
    done.await?;
    given.take().ok_or_else(|| Exc::new(&RUNTIME_ERROR, "a service has ended without a value"))
}
