import asyncio


def raises(error):
    def callback(*args):
        print("raises", repr(error), len(args))
        raise error

    return callback


async def main(error, by_future):
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print("handler", repr(context["exception"])))
    future = loop.create_future()
    if by_future:
        future.add_done_callback(raises(error))
        future.add_done_callback(lambda future: print("next", future.result()))
    else:
        loop.call_soon(raises(error))
        loop.call_soon(lambda: print("next", future.result()))
    future.set_result("a result")
    try:
        await asyncio.sleep(0)
        print("goes on")
        return "main ends"
    except asyncio.CancelledError as e:
        print("main", repr(e))
        raise


for error in (ValueError("told"), asyncio.CancelledError("told"), SystemExit(3), KeyboardInterrupt()):
    for by_future in (True, False):
        try:
            print(asyncio.run(main(error, by_future)))
        except BaseException as e:
            print("run", repr(e))
