import asyncio
import threading
import time


def sensor_thread(loop, queue, readings):
    for value in readings:
        time.sleep(0.01)
        loop.call_soon_threadsafe(queue.put_nowait, value)
    loop.call_soon_threadsafe(queue.put_nowait, None)


async def alarm(value):
    await asyncio.sleep(0.005)
    return f"alarm! {value} degrees"


def other_thread(loop, out):
    future = asyncio.run_coroutine_threadsafe(alarm(99), loop)
    out.append(future.result(timeout=2))


async def main():
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue()
    thread = threading.Thread(target=sensor_thread, args=(loop, queue, [21.5, 22, 35.25]), daemon=True)
    thread.start()
    while (value := await queue.get()) is not None:
        print(f"reading {value}", "hot" if value > 30 else "fine")
    thread.join()
    print("thread alive:", thread.is_alive())

    out = []
    second = threading.Thread(target=other_thread, args=(loop, out))
    second.start()
    await asyncio.to_thread(second.join)
    print(out)


asyncio.run(main())
