//! The error type: its variants, its messages, its conversions, and that real failures give the right one.

mod support;

use std::error::Error;
use std::future::pending;
use std::io;
use std::time::Duration;
use support::{MS, assert_message_style, flavours, soon};
use wasi_async_runtime::{AsyncError, AsyncRuntime, JoinFailure, TaskHandle, spawn, spawn_local, task, timeout};

/// One of each variant.
fn all() -> [AsyncError; 8] {
    [
        AsyncError::JoinError("the join".into()),
        AsyncError::Cancelled("the cancelled".into()),
        AsyncError::Timeout(5 * MS),
        AsyncError::Runtime("the runtime".into()),
        AsyncError::Spawn("the spawn".into()),
        AsyncError::Panic("the panic".into()),
        AsyncError::PlatformNotSupported("the platform".into()),
        AsyncError::Other("the other".into()),
    ]
}

#[wasi_async_runtime::test]
async fn every_variant_has_a_message_of_its_own() {
    let texts = all().map(|error| error.to_string());
    for (error, text) in all().iter().zip(&texts) {
        assert_message_style(text);
        assert_eq!(texts.iter().filter(|other| *other == text).count(), 1, "{text}");
        let AsyncError::Timeout(_) = error else {
            let payload = format!("{error:?}");
            let payload = payload.split('"').nth(1).expect("a text");
            assert!(text.contains(payload), "{text} says {payload}");
            continue;
        };
        assert_eq!(text, "timed out after 5ms");
    }
}

#[wasi_async_runtime::test]
async fn every_variant_is_found_by_its_predicate_and_by_no_other() {
    let predicates: [fn(&AsyncError) -> bool; 8] = [
        AsyncError::is_join_error,
        AsyncError::is_cancelled,
        AsyncError::is_timeout,
        AsyncError::is_runtime,
        AsyncError::is_spawn,
        AsyncError::is_panic,
        AsyncError::is_platform_not_supported,
        AsyncError::is_other,
    ];
    for (index, error) in all().iter().enumerate() {
        for (other, predicate) in predicates.iter().enumerate() {
            assert_eq!(predicate(error), index == other, "{error:?}");
        }
    }
}

#[wasi_async_runtime::test]
async fn errors_are_compared_and_cloned_by_variant_and_payload() {
    for (index, error) in all().iter().enumerate() {
        for (other, second) in all().iter().enumerate() {
            assert_eq!(error == second, index == other);
        }
        assert_eq!(error.clone(), *error);
    }
    assert_ne!(AsyncError::Timeout(MS), AsyncError::Timeout(2 * MS));
    assert_ne!(AsyncError::Other("a".into()), AsyncError::Other("b".into()));
}

#[wasi_async_runtime::test]
async fn texts_become_other() {
    assert_eq!(AsyncError::from("text"), AsyncError::Other("text".into()));
    assert_eq!(AsyncError::from(String::from("text")), AsyncError::Other("text".into()));
    assert_eq!(AsyncError::from("as it is").to_string(), "as it is");
    fn fails() -> Result<(), AsyncError> {
        Err("by the question mark")?
    }
    assert!(fails().unwrap_err().is_other());
}

#[wasi_async_runtime::test]
async fn errors_go_through_io_errors_and_come_back() {
    for error in all() {
        let kind = match &error {
            AsyncError::Timeout(_) => io::ErrorKind::TimedOut,
            AsyncError::PlatformNotSupported(_) => io::ErrorKind::Unsupported,
            AsyncError::Cancelled(_) => io::ErrorKind::Interrupted,
            _ => io::ErrorKind::Other,
        };
        let as_io = io::Error::from(error.clone());
        assert_eq!(as_io.kind(), kind, "{error:?}");
        assert!(as_io.to_string().contains(&error.to_string()));
        assert_eq!(AsyncError::from(as_io), error);
    }
    let foreign = io::Error::new(io::ErrorKind::NotFound, "no such file");
    assert_eq!(AsyncError::from(foreign), AsyncError::Other("no such file".into()));
    fn fails() -> Result<(), AsyncError> {
        Err(io::Error::other("disk"))?;
        Ok(())
    }
    assert_eq!(fails(), Err(AsyncError::Other("disk".into())));
    fn fails_with_io() -> io::Result<()> {
        Err(AsyncError::Timeout(MS))?;
        Ok(())
    }
    assert_eq!(fails_with_io().unwrap_err().kind(), io::ErrorKind::TimedOut);
}

#[wasi_async_runtime::test]
async fn errors_are_errors() {
    let boxed: Box<dyn Error + Send + Sync> = AsyncError::Timeout(Duration::from_secs(2)).into();
    assert_eq!(boxed.to_string(), "timed out after 2s");
    assert!(boxed.downcast_ref::<AsyncError>().is_some_and(AsyncError::is_timeout));
    assert!(boxed.source().is_none());
}

/// A task that was aborted.
async fn cancelled<T>(handle: TaskHandle<T>) -> JoinFailure {
    handle.abort();
    match soon(handle.join()).await {
        Ok(_) => panic!("it was aborted"),
        Err(failure) => failure,
    }
}

#[wasi_async_runtime::test]
async fn failures_of_tasks_name_the_task_in_lower_case_without_a_full_stop() {
    let named = || task::Builder::new().name("the one");
    for handle in [
        spawn(pending::<()>()),
        spawn_local(pending::<()>()),
        named().spawn(pending::<()>()),
        named().spawn_local(pending::<()>()),
    ] {
        let (id, is_named) = (handle.id(), format!("{handle:?}").contains("the one"));
        let failure = cancelled(handle).await;
        let text = failure.to_string();
        assert_message_style(&text);
        assert!(text.starts_with(&format!("task {id}")), "{text}");
        assert_eq!(text.contains("(the one)"), is_named, "{text}");
        assert!(format!("{failure:?}").contains(&text));
        let source: &dyn Error = &failure;
        assert!(source.source().is_none());
        let error = AsyncError::from(failure);
        assert_message_style(&error.to_string());
        assert!(error.is_cancelled() && error.to_string().contains(&text));
    }
}

#[wasi_async_runtime::test]
async fn failures_of_shut_down_runtimes_name_the_task_and_the_cause() {
    for (flavour, builder) in flavours() {
        let runtime = builder.build().unwrap();
        let handle = runtime.handle().clone();
        let ended = task::Builder::new().name("ended").spawn_on(&handle, pending::<()>());
        let ended_id = ended.id();
        runtime.shutdown();
        let late = task::Builder::new().name("late").spawn_on(&handle, async {});
        let late_id = late.id();
        let ended = soon(ended).await.unwrap_err();
        assert!(ended.is_join_error(), "{flavour}: {ended:?}");
        assert!(ended.to_string().contains(&format!("task {ended_id} (ended)")), "{flavour}: {ended}");
        assert!(ended.to_string().contains("shutdown"), "{flavour}: {ended}");
        let late = soon(late).await.unwrap_err();
        assert!(late.is_runtime(), "{flavour}: {late:?}");
        assert!(late.to_string().contains(&format!("task {late_id} (late)")), "{flavour}: {late}");
        assert!(late.to_string().contains("not started"), "{flavour}: {late}");
        assert_message_style(&ended.to_string());
        assert_message_style(&late.to_string());
    }
}

#[wasi_async_runtime::test]
async fn a_timeout_tells_how_long_it_was() {
    let late = soon(timeout(2 * MS, pending::<()>())).await.unwrap_err();
    assert_eq!(late, AsyncError::Timeout(2 * MS));
    assert_eq!(late.to_string(), "timed out after 2ms");
}

#[wasi_async_runtime::test]
async fn failures_that_are_no_panics_keep_no_payload() {
    let failure = cancelled(spawn(pending::<()>())).await;
    assert!(failure.is_cancelled() && !failure.is_panic());
    let id = failure.id();
    let failure = failure.into_panic().expect_err("there is none");
    assert_eq!(failure.id(), id);
    assert!(failure.is_cancelled(), "it comes back whole");
}

#[cfg(panic = "unwind")]
#[wasi_async_runtime::test]
async fn failures_of_panics_tell_the_message_of_the_panic() {
    let named = task::Builder::new().name("loser").spawn(async { panic!("Lost It.") });
    let id = named.id();
    let failure = soon(named.join()).await.unwrap_err();
    assert_eq!(failure.to_string(), format!("task {id} (loser) panicked: Lost It."));
    assert_eq!(AsyncError::from(failure), AsyncError::Panic("Lost It.".into()));
    let odd = soon(spawn(async { std::panic::panic_any(1_u8) })).await.unwrap_err();
    assert_message_style(&odd.to_string());
    assert!(odd.to_string().contains("into_panic"), "it says where the payload is: {odd}");
}

#[wasi_async_runtime::test]
async fn an_error_of_a_builder_is_an_async_error() {
    let error = AsyncRuntime::builder().worker_threads(0).build().map(drop).unwrap_err();
    assert_message_style(&error.to_string());
    assert!(error.is_runtime());
}

/// A browser's thread must not block.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
#[wasi_async_runtime::test]
async fn block_on_in_a_browser_is_not_supported_and_names_what_is() {
    let error = AsyncRuntime::try_block_on(async { 1 }).unwrap_err();
    assert!(error.is_platform_not_supported(), "{error:?}");
    assert_message_style(&error.to_string());
    assert!(error.to_string().contains("spawn") && error.to_string().contains("main"), "{error}");
}
