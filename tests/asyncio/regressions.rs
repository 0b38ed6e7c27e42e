//! What the random programs of `cargo xtask asyncio-diff` have found.

use super::*;
use wasi_async_runtime::asyncio::exc::{STOP_ITERATION, TYPE_ERROR};

#[wasi_async_runtime::test(start_paused = true)]
async fn a_gather_tells_its_children_apart_as_pythons_does() {
    compare(recorded!("gather_children"), |out| async move {
        let print = out.clone();
        let work = move |name: &'static str, cleans: usize| {
            let out = print.clone();
            coroutine(async move {
                say!(out, "{name} begins");
                let body = async {
                    sleep(0.0).await?;
                    say!(out, "{name} goes on");
                    sleep(10.0).await
                };
                let result = body.await;
                for _ in 0..cleans {
                    sleep(0.0).await?;
                }
                say!(out, "{name} ends {}", current_task()?.unwrap().cancelling());
                result
            })
        };
        let failed = get_running_loop()?.create_future();
        failed.set_exception(Exc::new(&VALUE_ERROR, "at once"))?;
        // Lazily, for one type: the coroutine becomes a task where `gather` comes to it.
        let late = std::iter::once_with(|| (*create_task(work("late", 0)).unwrap()).clone());
        let exc = gather(std::iter::once(failed).chain(late))?.await.unwrap_err();
        assert!(exc.is(&VALUE_ERROR));
        say!(out, "gathered {exc}");
        sleep(0.0).await?;
        let twice = create_task(work("twice", 0))?;
        let both = gather_exceptions([twice.clone(), twice.clone()])?;
        sleep(0.0).await?;
        both.cancel_with("both");
        let exc = both.await.unwrap_err();
        say!(out, "both {exc:?} {}", twice.cancelling());
        let (slow, quick) = (create_task(work("slow", 2))?, create_task(coroutine(sleep(0.0)))?);
        let pair = gather_exceptions([slow, quick])?;
        for _ in 0..3 {
            sleep(0.0).await?;
        }
        pair.cancel_with("pair");
        let exc = pair.await.unwrap_err();
        say!(out, "pair {exc:?}");
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_cancel_has_the_message_of_what_was_cancelled_first() {
    compare(recorded!("cancel_messages"), |out| async move {
        let event_loop = get_running_loop()?;
        for name in ["first", "second", "third"] {
            let future = event_loop.create_future();
            let (print, awaited) = (out.clone(), future.clone());
            let task = create_task(coroutine(async move {
                let waited = awaited.await;
                if let Err(exc) = &waited {
                    say!(print, "{name} {exc:?} {}", current_task()?.unwrap().cancelling());
                }
                waited
            }))?;
            sleep(0.0).await?;
            match name {
                "first" => assert!(future.cancel_with("of the future")),
                "second" => future.set_exception(Exc::new(&CANCELLED_ERROR, "set"))?,
                _ => future.set_result(())?,
            }
            say!(out, "{}", shown(task.cancel_with("of the task")));
            let exc = task.await.unwrap_err();
            say!(out, "main sees {exc:?}");
        }
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn stop_iteration_leaves_a_coroutine_as_a_runtime_error() {
    compare(recorded!("stop_iteration"), |out| async move {
        let stops = || {
            coroutine(async {
                sleep(0.0).await?;
                Err::<(), _>(Exc::new(&STOP_ITERATION, "enough"))
            })
        };
        let exc = stops().await.unwrap_err();
        say!(out, "{exc:?} {:?}", exc.cause().unwrap());
        let task = create_task(stops())?;
        let exc = (&task).await.unwrap_err();
        say!(out, "{exc:?} {}", shown(task.done()));
        let future = get_running_loop()?.create_future();
        let exc = future.set_exception(Exc::new(&STOP_ITERATION, ())).unwrap_err();
        assert!(exc.is(&TYPE_ERROR));
        say!(out, "{exc}");
        future.set_result(1)?;
        let exc = future.set_exception(Exc::new(&STOP_ITERATION, ())).unwrap_err();
        assert!(exc.is(&INVALID_STATE_ERROR));
        say!(out, "{exc}");
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn what_a_done_callback_raises_is_told_to_the_handler() {
    compare(recorded!("raising_callbacks"), |out| async move {
        let event_loop = get_running_loop()?;
        let handler = out.clone();
        event_loop.set_exception_handler(move |_, trouble| {
            say!(handler, "{} {:?}", trouble.message, trouble.exception.as_ref().unwrap());
        });
        let future = event_loop.create_future();
        let (fails, goes_on) = (out.clone(), out.clone());
        future.add_done_callback(move |future| {
            let result: i64 = future.result()?;
            say!(fails, "fails {result}");
            Err(Exc::new(&VALUE_ERROR, result))
        });
        future.add_done_callback(move |future| say!(goes_on, "goes on {}", future.result().unwrap()));
        future.set_result(1)?;
        sleep(0.0).await?;
        say!(out, "end");
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_shield_that_was_given_a_result_by_hand_refuses_another() {
    compare(recorded!("shield_result"), |out| async move {
        let event_loop = get_running_loop()?;
        let handler = out.clone();
        event_loop.set_exception_handler(move |_, trouble| {
            say!(handler, "{} {:?}", trouble.message, trouble.exception.as_ref().unwrap());
        });
        let task = create_task(coroutine(async {
            sleep(0.0).await?;
            Ok("of the task")
        }))?;
        let shielded = shield(task.clone())?;
        sleep(0.0).await?;
        sleep(0.0).await?;
        shielded.set_result("by hand")?;
        say!(out, "{}", shielded.await?);
        say!(out, "{}", task.await?);
        sleep(0.0).await?;
        say!(out, "end");
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_gather_that_is_cancelled_names_a_cancel_that_its_last_child_survived() {
    compare(recorded!("gather_old_message"), |out| async move {
        let print = out.clone();
        let done = create_task(coroutine(async move {
            current_task()?.unwrap().cancel_with("of old");
            let exc = sleep(0.0).await.unwrap_err();
            say!(print, "swallowed {exc:?}");
            Ok(())
        }))?;
        (&done).await?;
        let both = gather_exceptions([create_task(coroutine(sleep(10.0)))?, done])?;
        sleep(0.0).await?;
        both.cancel_with("of now");
        say!(out, "both {:?}", both.await.unwrap_err());
        Ok(())
    })
    .await;
}
