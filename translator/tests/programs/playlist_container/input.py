import asyncio


class Playlist:
    def __init__(self, name, songs=()):
        self.name = name
        self._songs = list(songs)

    def __len__(self):
        return len(self._songs)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return Playlist(self.name + "[part]", self._songs[index])
        if isinstance(index, str):
            for title, seconds in self._songs:
                if title == index:
                    return seconds
            raise KeyError(index)
        return self._songs[index]

    def __setitem__(self, index, song):
        self._songs[index] = song

    def __delitem__(self, index):
        del self._songs[index]

    def __iter__(self):
        return iter(self._songs)

    def __contains__(self, title):
        return any(t == title for t, _ in self._songs)

    def __reversed__(self):
        return reversed(self._songs)

    def __add__(self, other):
        return Playlist(f"{self.name}+{other.name}", [*self, *other])

    def __iadd__(self, song):
        self._songs.append(song)
        return self

    def __repr__(self):
        return f"Playlist({self.name!r}, {self._songs})"

    def __str__(self):
        minutes, seconds = divmod(sum(s for _, s in self), 60)
        return f"{self.name}: {len(self)} songs, {minutes}:{seconds:02}"


async def play(playlist):
    for title, seconds in playlist:
        await asyncio.sleep(seconds / 1_000_000)
        yield title.upper()


async def main():
    mix = Playlist("mix", [("intro", 61), ("song", 185)])
    mix += ("outro", 59)
    print(mix, repr(mix), len(mix), sep="\n")
    print(mix[0], mix[-1], mix["song"], mix[1:], "song" in mix, "none" in mix)
    mix[0] = ("opening", 70)
    del mix[1]
    print(list(mix), list(reversed(mix)), [t async for t in play(mix)])
    both = mix + Playlist("more", [("bonus", 5)])
    print(both, bool(Playlist("empty")), max(both, key=lambda s: s[1]), sorted(t for t, _ in both))
    first, *others = both
    print(first, others, dict(both), [i for i, _ in enumerate(both)])
    for bad in (99, "nope"):
        try:
            both[bad]
        except (IndexError, KeyError) as e:
            print(type(e).__name__, e)


asyncio.run(main())
