import asyncio


def text_of(number):
    words = ["The", "quick,", "brown", "Fox", "jumps.", "over", "the", "lazy", "dog!", "Then", "it;", "SLEEPS", "again"]
    seed = 12345
    picked = []
    for _ in range(number):
        seed = (seed * 1103515245 + 12345) % 2147483648
        picked.append(words[seed % len(words)])
    return " ".join(picked)


async def count(text):
    counts = {}
    for word in text.split():
        word = word.strip(".,;!").lower()
        counts[word] = counts.get(word, 0) + 1
    await asyncio.sleep(0)
    return counts


async def main():
    text = text_of(2_000_000)
    counts = await count(text)
    for word, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        print(f"{word:10} {number}")


asyncio.run(main())
