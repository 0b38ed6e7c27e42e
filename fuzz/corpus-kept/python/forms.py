match x:
    case {"a": [1, *_], **rest} | C(y=2) as z if z: pass
x = f"{a!r:>{w}} {b=}" rb"\0" 
try: pass
except* (A, B) as e: raise E from None
else: del a[1:2, ::3]
finally: global g
