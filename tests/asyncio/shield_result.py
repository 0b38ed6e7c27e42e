import asyncio


async def work():
    await asyncio.sleep(0)
    return "of the task"


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print(context["message"][:21], repr(context["exception"])))
    task = asyncio.create_task(work())
    shielded = asyncio.shield(task)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    # The task has ended, and what tells the shield is queued.
    shielded.set_result("by hand")
    print(await shielded)
    print(await task)
    await asyncio.sleep(0)
    print("end")


asyncio.run(main())
