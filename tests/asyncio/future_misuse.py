import asyncio


def attempt(name, call):
    try:
        print(name, call())
    except (Exception, asyncio.CancelledError) as e:
        print(name, type(e).__name__, e)


async def raises_stop():
    await asyncio.sleep(0)
    raise StopIteration("the end")


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    attempt("result", future.result)
    attempt("exception", future.exception)
    attempt("stop", lambda: future.set_exception(StopIteration("no")))
    attempt("done", future.done)
    attempt("set", lambda: future.set_result(1))
    attempt("set again", lambda: future.set_result(2))
    attempt("raise then", lambda: future.set_exception(ValueError("late")))
    attempt("cancel", lambda: future.cancel("late"))
    attempt("result", future.result)
    attempt("exception", future.exception)
    future = loop.create_future()
    attempt("cancel", lambda: future.cancel("enough"))
    attempt("set", lambda: future.set_result(1))
    attempt("raise", lambda: future.set_exception(ValueError("late")))
    attempt("result", future.result)
    attempt("exception", future.exception)
    attempt("result", future.result)
    future = loop.create_future()
    attempt("raise", lambda: future.set_exception(KeyError("kept")))
    attempt("result", future.result)
    attempt("exception", future.exception)
    attempt("cancel", future.cancel)
    attempt("cancelled", future.cancelled)
    task = asyncio.create_task(raises_stop())
    attempt("task", task.result)
    attempt("task", task.exception)
    attempt("task", lambda: task.set_result(None))
    attempt("task", lambda: task.set_exception(ValueError("no")))
    try:
        await task
    except RuntimeError as e:
        print(repr(e), repr(e.__cause__))
    attempt("loop", lambda: future.get_loop() is loop and task.get_loop() is loop)


asyncio.run(main())
