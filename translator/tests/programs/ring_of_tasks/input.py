import asyncio


async def node(inbox, outbox):
    while True:
        token = await inbox.get()
        await outbox.put(token and token - 1)
        if not token:
            return


async def ring(size, token):
    queues = [asyncio.Queue() for _ in range(size)]
    nodes = [asyncio.create_task(node(queues[i], queues[(i + 1) % size]), name=f"n{i}") for i in range(size)]
    finished = []
    for n in nodes:
        n.add_done_callback(lambda t: finished.append(t.get_name()))
    await queues[0].put(token)
    await asyncio.wait(nodes)
    await asyncio.sleep(0)
    return finished


async def chain(length):
    first = right = asyncio.get_running_loop().create_future()

    async def link(left, right):
        left.set_result(1 + await right)

    for _ in range(length):
        left, right = right, asyncio.get_running_loop().create_future()
        asyncio.create_task(link(left, right))
    right.set_result(0)
    return await first


async def main():
    print(await ring(4, 9))
    print(await ring(1, 3))
    print(len(await ring(50, 1000)))
    print(await chain(500))


asyncio.run(main())
