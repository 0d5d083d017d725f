"""Number words of Spanish, German and French up to the thousands, and numbers as they are written there."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPANISH = """cero=0 uno=1 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12
trece=13 catorce=14 quince=15 dieciseis=16 diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 veintiun=21
veintiuno=21 veintidos=22 veintitres=23 veinticuatro=24 veinticinco=25 veintiseis=26 veintisiete=27 veintiocho=28
veintinueve=29 treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 cien=100 ciento=100
doscientos=200 doscientas=200 trescientos=300 trescientas=300 cuatrocientos=400 quinientos=500 quinientas=500
seiscientos=600 setecientos=700 ochocientos=800 novecientos=900 mil=1000"""
_FRENCH = """zero=0 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13
quatorze=14 quinze=15 seize=16 vingt=20 vingts=20 trente=30 quarante=40 cinquante=50 soixante=60 septante=70
huitante=80 nonante=90 cent=100 cents=100 mille=1000"""
_ONES = """null ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn
siebzehn achtzehn neunzehn"""
_TENS = "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig"
_JOINING = frozenset(["y", "et"])
"""What may stand inside a number: treinta y cinco, vingt et un."""


def number_words(code: str) -> dict[str, int]:
    """Folded words and what they count. The German ones are whole numbers, the others parts of one."""
    if code == "de":
        return _german()
    pairs = (pair.split("=") for pair in (_SPANISH if code == "es" else _FRENCH).split())
    return {word: int(value) for word, value in pairs}


def _german() -> dict[str, int]:
    ones = _ONES.split()
    below = dict(zip(ones, range(20), strict=True))
    for place, ten in enumerate(_TENS.split()):
        below[ten] = 20 + 10 * place
        below |= {f"{one}und{ten}": 20 + 10 * place + n for n, one in enumerate(ones[:10]) if n}
    found = dict(below)
    for n, one in enumerate(ones[:20]):
        for name, size in (("hundert", 100), ("tausend", 1000)):
            for start, count in ((f"{one}{name}", n * size), *(((name, size),) if n == 1 else ())):
                if n:
                    found[start] = count
                    found |= {start + rest: count + r for rest, r in below.items() if r}
                    found |= {f"{start}und{rest}": count + r for rest, r in below.items() if r}
    del found["ein"]
    # "Zwo" is how two is said where it must not be heard as three.
    return found | {"zwo": 2}


def count_at(words: Sequence[str], start: int, numbers: dict[str, int]) -> tuple[int, int] | None:
    """The number in words that begins at `start`, and the place behind it."""
    total = current = 0
    index, read = start, False
    while index < len(words):
        value = numbers.get(words[index])
        if value is None:
            joins = read and words[index] in _JOINING and index + 1 < len(words)
            following = numbers.get(words[index + 1]) if joins else None
            unit = words[index + 1] in ("un", "une", "uno", "una") if joins else False
            if not (joins and current >= 20 and (unit or (following is not None and following < 20))):
                break
            current, index = current + (following or 1), index + 2
            continue
        if read and not _continues(current, value):
            break
        if value == 1000:
            total, current = total + (current or 1) * 1000, 0
        elif value == 100:
            current = (current or 1) * 100
        elif value == 20 and current % 100 == 4:
            current += 76  # quatre-vingts
        else:
            current += value
        read, index = True, index + 1
    return (total + current, index) if read else None


def _continues(current: int, value: int) -> bool:
    if value == 1000:
        return current < 1000
    if value == 100:
        return 0 < current < 10
    if value == 20 and current % 100 == 4:
        return True
    if current % 100 in (60, 80) and value < 20:
        return True
    size = 10 if value < 10 else 100
    return current % size == 0


def as_written(text: str) -> str:
    """A number as English writes it: 1.200,50 is 1200.50, and 12,5 is 12.5."""
    text = re.sub(r"[\u00a0\u202f]", "", text)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    return text.replace(",", ".")
