import asyncio
import random


async def dice(player, rng, seconds):
    await asyncio.sleep(seconds)
    return player, rng.randrange(1, 7)


async def main():
    rng = random.Random(42)
    pending = {
        asyncio.create_task(dice("ann", rng, 0.02)),
        asyncio.create_task(dice("bob", rng, 0.06)),
        asyncio.create_task(dice("cyd", rng, 0.11)),
    }
    round_no = 0
    scores = {}
    while pending:
        round_no += 1
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        print(f"round {round_no}: {len(done)} done, {len(pending)} pending")
        for task in done:
            player, points = task.result()
            scores[player] = scores.get(player, 0) + points
            if scores[player] < 5 and round_no < 5:
                print(f"  {player} has {scores[player]}, rolls again")
                pending.add(asyncio.create_task(dice(player, rng, 0.13)))
            else:
                print(f"  {player} stops at {scores[player]}")
    best = max(scores.values())
    print("winners:", [p for p in sorted(scores) if scores[p] == best])


asyncio.run(main())
