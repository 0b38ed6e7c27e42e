import asyncio


class Member:
    def __init__(self, nick):
        self.nick = nick
        self.inbox = asyncio.Queue()
        self.seen = []

    async def read_loop(self):
        while True:
            sender, text = await self.inbox.get()
            if text is None:
                break
            self.seen.append(f"{sender}: {text}" if sender else f"* {text}")


class ChatRoom:
    def __init__(self, topic):
        self.topic = topic
        self.members = {}
        self.tasks = []

    def join(self, nick):
        if nick in self.members:
            raise ValueError(f"{nick} is taken")
        member = Member(nick)
        self.members[nick] = member
        self.tasks.append(asyncio.create_task(member.read_loop()))
        self.broadcast(None, f"{nick} joined {self.topic}")
        return member

    def leave(self, nick):
        member = self.members.pop(nick)
        member.inbox.put_nowait((None, None))
        self.broadcast(None, f"{nick} left")

    def broadcast(self, sender, text):
        for nick, m in self.members.items():
            if nick != sender:
                m.inbox.put_nowait((sender, text))

    def handle(self, nick, line):
        if line.startswith("/msg "):
            _, to, text = line.split(" ", 2)
            if to not in self.members:
                self.members[nick].inbox.put_nowait((None, f"no such nick {to}"))
            else:
                self.members[to].inbox.put_nowait((f"({nick})", text))
        elif line == "/quit":
            self.leave(nick)
        elif line.startswith("/"):
            self.members[nick].inbox.put_nowait((None, f"unknown command {line[1:].split()[0]}"))
        else:
            self.broadcast(nick, line)


async def main():
    room = ChatRoom("#python")
    members = [room.join(n) for n in ("ann", "bob", "cy")]
    try:
        room.join("bob")
    except ValueError as e:
        print("error:", e)
    script = [
        ("ann", "hi all"), ("bob", "hello ann"), ("cy", "/msg ann psst, are you there?"),
        ("ann", "/msg dave anyone?"), ("bob", "/dance"), ("bob", "/quit"), ("cy", "bob left :("),
    ]
    for nick, line in script:
        room.handle(nick, line)
        await asyncio.sleep(0)
    for nick in list(room.members):
        room.leave(nick)
    await asyncio.gather(*room.tasks)
    for m in members:
        print(f"--- {m.nick} saw {len(m.seen)} lines")
        print("\n".join("    " + line for line in m.seen))


asyncio.run(main())
