import asyncio


class User:
    next_id = 1
    everyone = []
    roles = ("guest", "member", "admin")

    def __init__(self, name, role="guest"):
        if not User.valid_role(role):
            raise ValueError(f"no role {role!r}, use one of {', '.join(User.roles)}")
        self.id = User.next_id
        User.next_id += 1
        self.name = name
        self.role = role
        self.everyone.append(self)

    @classmethod
    def from_line(cls, line):
        name, _, role = line.partition(":")
        return cls(name.strip(), role.strip() or "guest")

    @classmethod
    async def load(cls, lines):
        users = []
        for line in lines:
            await asyncio.sleep(0)
            users.append(cls.from_line(line))
        return users

    @staticmethod
    def valid_role(role):
        return role in User.roles

    def __str__(self):
        return f"#{self.id} {self.name} [{self.role}] {self.badge()}"

    def badge(self):
        return "-"


class Admin(User):
    limit = 1

    @classmethod
    def from_line(cls, line):
        user = super().from_line(line + ":admin")
        cls.limit -= 1
        return user

    def badge(self):
        return "*" * len(self.everyone)


async def main():
    print(User.next_id, User.valid_role("admin"), User("zed").valid_role("king"))
    for user in await User.load(["ann: member", "bob", "cy:admin"]):
        print(user)
    root = Admin.from_line("root")
    print(root, root.limit, Admin.limit, type(root).__name__)
    try:
        await User.load(["eve:queen"])
    except ValueError as e:
        print(e)
    print(User.next_id, len(User.everyone), Admin.everyone is User.everyone, [u.name for u in User.everyone])
    root.limit = 99
    root.next_id = "mine"
    print(root.limit, Admin.limit, root.next_id, User.next_id, Admin.next_id)
    Admin.next_id = 500
    print(User("tim").id, Admin("ada", "admin").id, Admin.next_id, User.next_id)
    print(sorted(vars(root)), root.__class__.__name__, User.roles[-1], root.roles is User.roles)


asyncio.run(main())
