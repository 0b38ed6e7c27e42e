import asyncio
import traceback


class AsyncTestCase:
    async def set_up(self):
        pass

    async def tear_down(self):
        pass

    def assert_equal(self, a, b, message=""):
        if a != b:
            raise AssertionError(f"{a!r} != {b!r}" + (f" ({message})" if message else ""))

    @classmethod
    async def run_all(cls):
        report = {}
        for name in sorted(dir(cls)):
            if not name.startswith("test_"):
                continue
            case = cls()
            await case.set_up()
            try:
                await asyncio.wait_for(getattr(case, name)(), timeout=0.1)
            except AssertionError as e:
                report[name] = f"FAIL  {e}"
            except asyncio.TimeoutError:
                report[name] = "SLOW"
            except Exception as e:
                report[name] = "ERROR " + traceback.format_exception_only(type(e), e)[-1].strip()
            else:
                report[name] = "ok"
            finally:
                await case.tear_down()
        return report


class StackTests(AsyncTestCase):
    closed = 0

    async def set_up(self):
        self.stack = [1, 2, 3]

    async def tear_down(self):
        StackTests.closed += 1

    async def test_pop(self):
        self.assert_equal(self.stack.pop(), 3)
        await asyncio.sleep(0)
        self.assert_equal(len(self.stack), 2)

    async def test_push(self):
        self.stack.append("x")
        self.assert_equal(self.stack[-1], "y", "last element")

    async def test_empty(self):
        self.stack.clear()
        self.stack.pop()

    async def test_hangs(self):
        await asyncio.get_running_loop().create_future()

    async def test_fresh_stack_each_time(self):
        assert self.stack == [1, 2, 3], "leftovers"
        assert not self.stack, "must be empty"


report = asyncio.run(StackTests.run_all())
for name, outcome in report.items():
    print(f"{name.removeprefix('test_').replace('_', ' '):<22} {outcome}")
passed = sum(1 for o in report.values() if o == "ok")
print(f"{passed}/{len(report)} passed, {StackTests.closed} torn down")
raise SystemExit(0 if passed == len(report) else 1)
