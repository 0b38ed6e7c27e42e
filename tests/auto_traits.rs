//! `Send`, `Sync`, `Unpin` of every public type, checked when this file is compiled.

mod support;

use std::future::{Pending, Ready};
use std::rc::Rc;
use wasi_async_runtime::{
    AbortHandle, AbortOnDropHandle, AsyncError, Builder, Handle, Instant, Interval, JoinFailure, Metrics,
    MissedTickBehavior, Runtime, Sleep, TaskHandle, TaskId, Timeout, Unfinished, interval, sleep, spawn,
    spawn_blocking, spawn_local, task, time, timeout, timeout_at, yield_now,
};

const fn send<T: Send>() {}
const fn sync<T: Sync>() {}
const fn unpin<T: Unpin>() {}
const fn is_static<T: 'static>() {}
const fn clone<T: Clone>() {}
const fn copy<T: Copy>() {}
const fn debug<T: std::fmt::Debug>() {}

/// Stands for a future that stays on its thread.
#[expect(dead_code, reason = "a type is enough")]
struct NotSend(Rc<u8>);

fn is_send<T: Send>(value: T) -> T {
    value
}

/// Fails to compile where the type has the trait: then both implementations fit.
macro_rules! is_not {
    ($type:ty: $trait:path) => {
        const _: () = {
            trait Ambiguous<A> {
                fn here() {}
            }
            impl<T: ?Sized> Ambiguous<()> for T {}
            struct HasIt;
            impl<T: ?Sized + $trait> Ambiguous<HasIt> for T {}
            let _ = <$type as Ambiguous<_>>::here;
        };
    };
}

macro_rules! plain {
    ($($type:ty),+ $(,)?) => {
        $(const _: () = {
            send::<$type>();
            sync::<$type>();
            unpin::<$type>();
            is_static::<$type>();
            debug::<$type>();
        };)+
    };
}

plain!(
    AbortHandle,
    AbortOnDropHandle<u8>,
    AsyncError,
    Builder,
    Handle,
    Instant,
    Interval,
    JoinFailure,
    Metrics,
    MissedTickBehavior,
    Runtime,
    Sleep,
    TaskHandle<u8>,
    TaskId,
    Timeout<Ready<u8>>,
    Unfinished,
    task::Builder,
    task::YieldNow,
);

const _: () = {
    // An output that may be shared by nobody may still be waited for by anybody.
    send::<TaskHandle<std::cell::Cell<u8>>>();
    sync::<TaskHandle<std::cell::Cell<u8>>>();
    unpin::<TaskHandle<*const u8>>();
    unpin::<AbortOnDropHandle<*const u8>>();
    unpin::<TaskHandle<std::marker::PhantomPinned>>();
    send::<Timeout<Pending<u8>>>();
    unpin::<Timeout<Pending<u8>>>();
    clone::<AbortHandle>();
    clone::<AsyncError>();
    clone::<Builder>();
    clone::<Handle>();
    clone::<Metrics>();
    clone::<task::Builder>();
    copy::<Instant>();
    copy::<TaskId>();
    copy::<MissedTickBehavior>();
    copy::<Unfinished>();
};

// An output that must stay on its thread keeps its handle there.
is_not!(TaskHandle<Rc<u8>>: Send);
is_not!(AbortOnDropHandle<Rc<u8>>: Send);
// A timeout is as its future is.
is_not!(Timeout<NotSend>: Send);
is_not!(Timeout<std::marker::PhantomPinned>: Unpin);
// There is one handle a task, and one owner a runtime.
is_not!(TaskHandle<u8>: Clone);
is_not!(AbortOnDropHandle<u8>: Clone);
is_not!(Runtime: Clone);
is_not!(Sleep: Clone);
is_not!(JoinFailure: Clone);

/// The futures of our functions may be spawned.
#[wasi_async_runtime::test]
async fn our_futures_may_move_between_threads() {
    is_send(sleep(support::MS)).await;
    is_send(yield_now()).await;
    assert_eq!(is_send(timeout(support::SECOND, async { 1 })).await, Ok(1));
    assert_eq!(is_send(timeout_at(Instant::now(), async { 2 })).await, Ok(2));
    let mut every = interval(support::MS);
    is_send(every.tick()).await;
    assert_eq!(is_send(spawn(async { 3 }).join()).await.unwrap(), 3);
    drop(is_send(time::advance(support::MS)));
}

#[wasi_async_runtime::test]
async fn handles_may_be_sent_wherever_their_output_may() {
    let all = (spawn(async { 1 }), spawn_local(async { 2 }), spawn_blocking(|| 3));
    let (abort, handle) = (all.0.abort_handle(), Handle::current());
    let elsewhere = spawn(async move {
        let (first, second, third) = all;
        let sum = first.await.unwrap() + second.await.unwrap() + third.await.unwrap();
        (sum, abort.is_finished(), handle == Handle::current())
    });
    assert_eq!(support::soon(elsewhere).await, Ok((6, true, true)));
}

#[wasi_async_runtime::test]
async fn ids_are_ordered_hashed_and_shown() {
    let handle = spawn(async {});
    let id = handle.id();
    let mut set = std::collections::HashSet::from([id]);
    assert!(!set.insert(id));
    assert_eq!(id, id.clone());
    assert!(!id.to_string().is_empty() && format!("{id:?}").contains(&id.to_string()));
    support::soon(handle).await.unwrap();
}
