import asyncio


class StageFailed(RuntimeError):
    def __init__(self, stage, reason="unknown"):
        super().__init__(stage, reason)
        self.stage = stage
        self.reason = reason

    def __str__(self):
        return f"{self.stage} failed: {self.reason}"


async def stage(name, ms, fail=None):
    print(f"{name} starts")
    try:
        await asyncio.sleep(ms / 1000)
        if fail:
            raise StageFailed(name, fail)
        print(f"{name} ends")
    except asyncio.CancelledError:
        print(f"{name} aborted")
        raise


async def deploy():
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(stage("lint", 20))
            tg.create_task(stage("tests", 60, fail="2 of 31"))
            tg.create_task(stage("docs", 400))
    except* KeyError:
        print("not reached: no KeyError inside")
    except* StageFailed as eg:
        print([str(e) for e in eg.exceptions], eg.exceptions[0].args)
        raise
    print("not reached")


try:
    asyncio.run(deploy())
except BaseException as e:
    print(type(e).__name__, "leaves the program")
    raise
