use wasi_async_runtime::asyncio::{create_task, run_blocking, sleep, sleep_with};

use super::*;
use crate::exc::{Exc, VALUE_ERROR};
use crate::iter;
use crate::shown::repr;
use crate::{Equal, Str, union};

fn say(number: i64, delay: f64) -> Coroutine<i64> {
    Coroutine::new("say", sleep_with(delay, number))
}

fn in_loop<T: Clone + 'static>(body: impl std::future::Future<Output = Py<T>> + 'static) -> Py<T> {
    run_blocking(Coroutine::new("main", body))
}

#[test]
fn wait_gives_sets_of_what_it_was_given() {
    let waited = in_loop(async {
        let tasks = (1..6).map(|number| create_task(say(number, if number < 4 { 0.0 } else { 5.0 })));
        let tasks: List<_> = tasks.collect::<Py<Vec<_>>>()?.into();
        let (done, pending) = wait(&tasks, Some(0.01), ReturnWhen::AllCompleted).await?;
        assert_eq!((done.contains(&tasks.get(0)?), pending.contains(&tasks.get(0)?)), (Ok(true), Ok(false)));
        let results = iter::vec(&done)?.iter().map(|task| task.result()).collect::<Py<Vec<_>>>();
        iter::vec(&pending)?.iter().for_each(|task| assert!(task.cancel()));
        results
    });
    assert_eq!(waited, Ok(vec![1, 2, 3]));
}

#[test]
fn children_of_several_types_are_gathered_in_order() {
    union! {
        enum Either { Int(i64), Str(Str), Exc(Exc) }
    }
    let gathered = in_loop(async {
        let mut gather = GatherList::<Either>::new(true);
        let text = Coroutine::new("text", sleep_with(0.001, Str::literal("a")));
        let raises = Coroutine::new("raises", async { Err::<i64, _>(Exc::new(&VALUE_ERROR, "no")) });
        gather.add(say(1, 0.002), |result| Ok(result.map_or_else(Either::from, Either::from)))?;
        gather.add(text, |result| Ok(result.map_or_else(Either::from, Either::from)))?;
        gather.add(raises, |result| Ok(result.map_or_else(Either::from, Either::from)))?;
        let future = gather.gathered()?;
        assert_eq!(repr(&future), Ok("<_GatheringFuture pending>".to_owned()));
        repr(&future.await?)
    });
    assert_eq!(gathered, Ok("[1, 'a', ValueError('no')]".to_owned()));
    let none = in_loop(async { GatherList::<Either>::new(false).gathered()?.await });
    assert_eq!(none.map(|list| list.len()), Ok(0));
}

#[test]
fn the_first_exception_is_that_of_the_whole() {
    let gathered = in_loop(async {
        let mut gather = GatherList::<i64>::new(false);
        gather.add(say(1, 0.001), |result| result)?;
        gather.add(Coroutine::new("raises", async { Err(Exc::new(&VALUE_ERROR, "no")) }), |result: Py<i64>| result)?;
        gather.gathered()?.await.map(|_| ())
    });
    assert_eq!(gathered.unwrap_err().to_string(), "no");
}

#[test]
fn what_is_completed_comes_one_after_the_other() {
    let completed = in_loop(async {
        let mut coroutines = as_completed(vec![say(1, 0.02), say(2, 0.001)], None)?;
        let mut results = Vec::new();
        while let Some(coroutine) = coroutines.next()? {
            results.push(coroutine.await?);
        }
        Ok(results)
    });
    assert_eq!(completed, Ok(vec![2, 1]));
}

#[test]
fn a_coroutine_in_a_list_is_awaited_once() {
    let shown = in_loop(async {
        let list: List<_> = (1..3).map(|number| SharedCoroutine::from(say(number, 0.0))).collect();
        let gathered = gather(iter::vec(&list)?)?.await?;
        let again = gather(iter::vec(&list)?)?.await.map(|_| ()).unwrap_err();
        assert_eq!(again.to_string(), "cannot reuse already awaited coroutine");
        assert!(repr(&list.get(0)?)?.starts_with("<coroutine object say at 0x7f"));
        repr(&gathered)
    });
    assert_eq!(shown, Ok("[1, 2]".to_owned()));
}

#[test]
fn a_coroutine_is_driven_by_hand() {
    let by_hand = SharedCoroutine::new("by_hand", async {
        wasi_async_runtime::asyncio::yield_value(()).await?;
        Ok(7)
    });
    assert!(by_hand.send_none().is_ok_and(|value| value.is_none()));
    assert_eq!(format!("{:?}", by_hand.send_none().unwrap_err()), "StopIteration(7)");
    assert_eq!(by_hand.send_none().unwrap_err().to_string(), "cannot reuse already awaited coroutine");
    assert_eq!(by_hand.close(), Ok(()));
}

#[test]
fn tasks_and_futures_are_shown_as_they_stand() {
    let shown = in_loop(async {
        let task = create_task(say(3, 0.001))?;
        task.set_name("it's");
        assert_eq!(repr(&task), Ok("<Task pending name=\"it's\">".to_owned()));
        task.clone().await?;
        assert_eq!(repr(&task), Ok("<Task finished name=\"it's\" result=3>".to_owned()));
        let future = task.get_loop().create_future::<Str>();
        assert_eq!(repr(&future), Ok("<Future pending>".to_owned()));
        future.set_exception(Exc::new(&VALUE_ERROR, "no"))?;
        assert_eq!(repr(&future), Ok("<Future finished exception=ValueError('no')>".to_owned()));
        future.exception()?;
        let any = asyncio::current_task()?.map(|current| all_tasks().and_then(|all| all.contains(&current)));
        assert_eq!(any, Some(Ok(true)));
        assert_eq!((task.equal(&task.to_any()), task.equal(&create_task(say(1, 0.0))?)), (Ok(true), Ok(false)));
        sleep(0.0).await
    });
    assert_eq!(shown, Ok(()));
}

#[test]
fn a_generator_ends_a_loop() {
    let generator = asyncio::Generator::<i64>::new("numbers", |y| async move {
        y.give(1).await?;
        y.give(2).await?;
        Ok(())
    });
    assert_eq!(repr(&iter::list(&generator).unwrap()), Ok("[1, 2]".to_owned()));
    assert_eq!(next_or(&generator, 9), Ok(9));
    assert!(repr(&generator).unwrap().starts_with("<generator object numbers at 0x7f"));
    assert_eq!(throw(&generator, Exc::new(&VALUE_ERROR, "no")).unwrap_err().to_string(), "no");
}

#[test]
fn a_queue_counts_in_ints() {
    let queue: Queue<i64> = Queue::new(0);
    assert_eq!(queue.put_nowait(1), Ok(()));
    assert_eq!((qsize(&queue), queue.equal(&queue.clone())), (1, Ok(true)));
    assert!(repr(&queue).unwrap().starts_with("<Queue at 0x7f"));
}

#[test]
fn what_has_no_order_raises_out_of_a_priority_queue() {
    let queue = priority_queue(0);
    assert_eq!(queue.put_nowait((1, None)), Ok(()));
    let refused = queue.put_nowait((1, Some(2))).unwrap_err();
    assert_eq!(refused.to_string(), "'<' not supported between instances of 'int' and 'NoneType'");
    assert_eq!((qsize(&queue), queue.task_done(), queue.task_done().is_err()), (2, Ok(()), true));
    let raised = queue.get_nowait().map(|_| ());
    assert_eq!((raised, qsize(&queue)), (Ok(()), 1));
}
