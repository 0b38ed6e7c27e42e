import asyncio


class Debouncer:
    def __init__(self, delay, callback):
        self.delay = delay
        self.callback = callback
        self._handle = None
        self.calls = 0

    def __call__(self, *args):
        self.calls += 1
        if self._handle is not None:
            self._handle.cancel()
        loop = asyncio.get_running_loop()
        self._handle = loop.call_later(self.delay, self._fire, *args)

    def _fire(self, *args):
        self._handle = None
        self.callback(*args)


class SearchBox:
    def __init__(self, dictionary):
        self.dictionary = dictionary
        self.text = ""
        self.on_change = Debouncer(0.06, self.search)
        self.searches = []

    def type(self, char):
        self.text = self.text[:-1] if char == "<" else self.text + char
        self.on_change(self.text)

    def search(self, text):
        hits = [w for w in self.dictionary if w.startswith(text)]
        self.searches.append(text)
        print(f"search {text!r}: {', '.join(hits) if hits else 'nothing'}")


async def user(box):
    for burst in ("py", "thon", "<<<<jamas", "<" * 7 + "rust"):
        for char in burst:
            box.type(char)
            await asyncio.sleep(0.002)
        await asyncio.sleep(0.12)


async def main():
    box = SearchBox(["pyjamas", "pyramid", "python", "ruby", "rust"])
    await user(box)
    print(box.on_change.calls, "keys,", len(box.searches), "searches")
    print(box.searches)


asyncio.run(main())
