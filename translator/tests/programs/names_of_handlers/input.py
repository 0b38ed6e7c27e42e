def outer(items):
    for item in items:
        try:
            int(item)
        except ValueError as e:
            print("bad", e)
            if item == "stop":
                break
            continue
        except TypeError as e:
            print("type", e)
            continue
        print("ok", item)
    try:
        print(e)
    except UnboundLocalError as x:
        print(x)


def closure():
    def show():
        try:
            return repr(e)
        except NameError as x:
            return str(x)
    for i in range(2):
        try:
            raise KeyError(i)
        except KeyError as e:
            print(show())
            if i:
                return show
    return None


def fin():
    try:
        try:
            raise ValueError("v")
        except ValueError as e:
            return str(e)
    finally:
        try:
            print(e)
        except UnboundLocalError as x:
            print("fin", x)


outer(["1", "x", None, "stop", "2"])
print(closure()())
print(fin())
for k in range(3):
    try:
        raise ValueError(k)
    except ValueError as err:
        if k == 1:
            break
def look():
    try:
        print(err)
    except NameError as x:
        print(x)
look()
