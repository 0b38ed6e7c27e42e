import asyncio
import string


def caesar(text, shift):
    out = ""
    for ch in text:
        if ch.isupper():
            out += chr((ord(ch) - ord("A") + shift) % 26 + ord("A"))
        elif ch.islower():
            out += chr((ord(ch) - ord("a") + shift) % 26 + ord("a"))
        else:
            out += ch
    return out


def vigenere(text, key, sign=1):
    alphabet = string.ascii_lowercase
    result, i = [], 0
    for ch in text.lower():
        if ch in alphabet:
            k = alphabet.index(key[i % len(key)])
            result.append(alphabet[(alphabet.index(ch) + sign * k) % 26])
            i += 1
        else:
            result.append(ch)
    return "".join(result)


def is_palindrome(text):
    letters = [c.lower() for c in text if c.isalnum()]
    return letters == letters[::-1]


def longest_palindrome(s):
    best = ""
    for i in range(len(s)):
        for j in range(i + 1, len(s) + 1):
            piece = s[i:j]
            if piece == piece[::-1] and len(piece) > len(best):
                best = piece
    return best


async def crack(secret, words):
    for shift in range(26):
        await asyncio.sleep(0)
        plain = caesar(secret, -shift)
        if all(w in words for w in plain.lower().split()):
            return shift, plain
    return None


def anagrams(words):
    table = {}
    for word in words:
        table.setdefault("".join(sorted(word)), []).append(word)
    return [group for group in table.values() if len(group) > 1]


async def main():
    secret = caesar("Attack at Dawn", 29)
    print(secret, caesar(secret, -3), caesar("xyz XYZ 123!", 3))
    print(await crack(secret, {"attack", "at", "dawn"}), await crack("qq", {"a"}))
    print(vigenere("hello world", "key"), vigenere(vigenere("hello world", "key"), "key", -1))
    for text in ("A man, a plan, a canal: Panama", "", "ab", "Was it a car"):
        print(repr(text), is_palindrome(text))
    print(longest_palindrome("forgeeksskeegfor"), longest_palindrome("abc"), repr(longest_palindrome("")))
    print(anagrams(["listen", "silent", "enlist", "abc", "cab", "x"]))
    print(string.ascii_uppercase[:5], string.digits, string.punctuation[:8], len(string.printable), string.hexdigits)
    vowels = sum(secret.lower().count(v) for v in "aeiou")
    print(vowels, secret.swapcase(), "".join(c for c in secret if c not in "aeiouAEIOU"), " ".join(w[::-1] for w in secret.split()))


asyncio.run(main())
