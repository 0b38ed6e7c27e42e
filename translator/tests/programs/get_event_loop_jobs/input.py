# -*- coding: utf-8 -*-
import asyncio


class Job(object):
    def __init__(self, loop, ident, steps):
        self.loop = loop
        self.ident = ident
        self.steps = steps

    async def run(self):
        for step in range(1, self.steps + 1):
            print("job {0}: step {1}/{2}".format(self.ident, step, self.steps))
            await asyncio.sleep(0.02)
        print("job %s finished (%d%%)" % (self.ident, 100))
        return self.ident, self.steps


def main():
    loop = asyncio.get_event_loop()
    jobs = [Job(loop, ident, steps) for ident, steps in (("A", 1), ("B", 3), ("C", 2))]
    tasks = []
    for job in jobs:
        tasks.append(loop.create_task(job.run()))
    done, pending = loop.run_until_complete(asyncio.wait(tasks))
    print("{} done, {} pending".format(len(done), len(pending)))
    for ident, steps in sorted(t.result() for t in done):
        print("%-3s|%5d|%s" % (ident, steps, "x" * steps))

    future = asyncio.ensure_future(Job(loop, "D", 1).run(), loop=loop)
    loop.run_until_complete(future)
    print("future: %r, done: %s" % (future.result(), future.done()))

    async def boom():
        await asyncio.sleep(0)
        raise ValueError("%s is no %s" % ("this", "job"))

    try:
        loop.run_until_complete(boom())
    except ValueError as e:
        print("caught: {!s} / {!r}".format(e, e))
    finally:
        loop.close()
        print("loop closed: {}".format(loop.is_closed()))


if __name__ == "__main__":
    main()
