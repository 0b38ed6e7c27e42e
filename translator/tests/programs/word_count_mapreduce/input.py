import asyncio
import re
from collections import Counter, defaultdict

TEXT = {
    "fox": "The quick brown fox jumps over the lazy dog. The dog sleeps!",
    "sea": "She sells sea shells by the sea shore; the shells she sells are sea shells.",
    "owl": "the owl and the pussy-cat went to sea",
    "void": "",
}


async def mapper(doc, text):
    await asyncio.sleep(0)
    words = re.findall(r"[a-z]+", text.lower())
    return [(word, doc) for word in words]


def partition(word, n):
    return sum(map(ord, word)) % n


async def shuffle(mapped, n):
    parts = [defaultdict(list) for _ in range(n)]
    for pairs in mapped:
        for word, doc in pairs:
            parts[partition(word, n)][word].append(doc)
        await asyncio.sleep(0)
    return parts


async def reducer(number, part):
    result = {}
    for word, docs in part.items():
        result[word] = Counter(docs)
        await asyncio.sleep(0)
    print(f"reducer {number}: {len(result)} words")
    return result


async def main():
    mapped = await asyncio.gather(*[mapper(doc, text) for doc, text in TEXT.items()])
    print([len(m) for m in mapped])
    parts = await shuffle(mapped, 3)
    merged = {}
    for part in await asyncio.gather(*(reducer(i, p) for i, p in enumerate(parts))):
        merged |= part
    total = {w: sum(c.values()) for w, c in merged.items()}
    for word in sorted(total, key=lambda w: (-total[w], w))[:5]:
        where = ", ".join(f"{d}:{n}" for d, n in merged[word].most_common())
        print(f"{word:>7} {total[word]:2} {'=' * total[word]:<8} {where}")
    print("only once:", sum(1 for v in total.values() if v == 1))
    everywhere = set.intersection(*[{w for w, _ in m} for m in mapped if m])
    print("in all:", everywhere)
    longest = max(total, key=len)
    print(f"{longest=} {len(total)=}")


loop = asyncio.get_event_loop()
loop.run_until_complete(main())
