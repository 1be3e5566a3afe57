"""Which encoding a text file is in, decided from its bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from synthlab.errors import DataError

__all__ = ["Decoded", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Frequent characters of a language: a wrong decoding gives characters too, but hardly ever these.
_FREQUENT = {
    "cp932": "のにをはがとでたしてなれるいうかこさすせそもやよらりんアイエオカクグコサシスタチテトドナニネノパビフプマムメモラリルレロンー日本東京都道府県市区町村男性女年月金土火水木人大会社名前住所番号",
    "euc_jp": "のにをはがとでたしてなれるいうかこさすせそもやよらりんアイエオカクグコサシスタチテトドナニネノパビフプマムメモラリルレロンー日本東京都道府県市区町村男性女年月金土火水木人大会社名前住所番号",
    "gb18030": "的一是不了在人有我他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生会男女性别岁月日市省县区北京上海广州深圳江湖南山东西河海安新天华姓名称城学业工人民公司有限数量价格类型未已婚是否电话号码地址",
    "big5": "的一是不了在人有我他這為之大來以個中上們到說國和地也子時道出而要於就下得可你年生會男女性別歲月日市省縣區北京臺台灣高雄新竹南山東西姓名稱城學業工民公司有限數量價格類型未已婚是否電話號碼地址",
    "euc_kr": "이다는을가에의로고하지한은서기를도사인자대시어나일정리수해스보아전부구제국동남여성별나이년월원장주명서울경기북군면읍강산천광역김박최조윤장임",
}
_LEAST_FREQUENT = 0.25
_SAMPLE = 65_536


@dataclass(frozen=True)
class Decoded:
    """The text, the encoding it was in (a Python name) and, where it was a guess, a sentence about it."""

    text: str
    encoding: str
    note: str = ""


def decode(data: bytes, name: str, encoding: str | None = None) -> Decoded:
    """The text in these bytes; a byte order mark is taken off.

    Without ``encoding``: by byte order mark, then UTF-16 by its zero bytes, then UTF-8; what is not valid
    UTF-8 is compared with Japanese, Chinese, Korean and Cyrillic encodings by their frequent characters, and
    is Western (cp1252) otherwise.

    Raises
    ------
    DataError
        When the bytes are not text in that encoding, or in any that is known here.
    """
    if encoding is not None:
        return Decoded(_given(data, name, encoding), encoding)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return Decoded(_given(data, name, marked), marked)
    wide = _without_mark(data)
    if wide:
        return Decoded(_given(data, name, wide), wide, f"The encoding was taken to be {wide}.")
    if b"\0" in data:
        raise DataError(f"{name} is not a text file: it holds zero bytes. Upload the table itself as CSV.")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _guessed(data, name, error)


def _given(data: bytes, name: str, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise DataError(
            f"There is no text encoding {encoding!r}. Common ones are utf-8, cp1252, cp932."
        ) from error
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        line = data.count(b"\n", 0, start) + 1
        raise DataError(
            f"{name} is not written in {encoding}: line {line:,} holds bytes that it does not have. "
            "Choose another encoding, or leave it to be detected."
        ) from error
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise DataError(
            f"{name} read as {encoding} holds zero characters, so it is not text in that encoding. "
            "Choose another encoding, or leave it to be detected."
        )
    return text


def _without_mark(data: bytes) -> str:
    """UTF-16 without a byte order mark: in most scripts every other byte of a table is zero."""
    sample = data[:4096]
    if len(sample) < 4:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.05 * half else ""


def _guessed(data: bytes, name: str, error: UnicodeDecodeError) -> Decoded:
    sample = _foreign_lines(data)
    broken, whole = _broken_characters(sample)
    if whole > 20 * broken:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{name} is UTF-8, but line {line:,} holds bytes that are not. "
            "Correct them in the source, or choose an encoding."
        )
    encoding = _likely(sample)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        # The few bytes that cp1252 leaves undefined, or one spoilt character in a large CJK file.
        encoding, text = "latin-1", data.decode("latin-1")
    if re.search("[\x00-\x08\x0e-\x1a\x1c-\x1f]", text[:_SAMPLE]):
        raise DataError(f"{name} is not a text file: it holds control characters. Upload the table as CSV.")
    return Decoded(
        text,
        encoding,
        f"The file is not UTF-8; its encoding was taken to be {encoding}. Choose another one if letters look wrong.",
    )


def _broken_characters(sample: bytes) -> tuple[int, int]:
    """How many places are not UTF-8, and how many characters beyond ASCII are."""
    text = sample.decode("utf-8", errors="surrogateescape")
    broken = len(re.findall("[\udc80-\udcff]+", text))
    return broken, len(re.findall("[\u0080-\ud7ff\ue000-\U0010ffff]", text))


def _foreign_lines(data: bytes) -> bytes:
    """The first lines that hold bytes beyond ASCII: a sample that decides."""
    lines: list[bytes] = []
    end, size = 0, 0
    while size < _SAMPLE and (found := re.compile(rb"[\x80-\xff]").search(data, end)):
        start = data.rfind(b"\n", 0, found.start()) + 1
        end = data.find(b"\n", found.end()) + 1 or len(data)
        lines.append(data[start:end])
        size += end - start
    return b"".join(lines)


def _likely(sample: bytes) -> str:
    scores = {encoding: _share_frequent(sample, encoding, set(_FREQUENT[encoding])) for encoding in _FREQUENT}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] >= _LEAST_FREQUENT:
        return best
    cyrillic = sample.decode("cp1251", errors="replace")
    words = re.findall("[\u0400-\u04ff]{3,}", cyrillic)
    beyond = re.findall("[^\x00-\x7f]", cyrillic)
    if len("".join(words)) > 0.8 * len(beyond):
        frequent = sum(character in "оеаинтсрвлкмдпу" for character in "".join(words).lower())
        if frequent > 0.6 * len("".join(words)):
            return "cp1251"
    return "cp1252"


def _share_frequent(sample: bytes, encoding: str, frequent: set[str]) -> float:
    """Share of the characters beyond ASCII that are frequent in the language of the encoding."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    beyond = re.findall("[^\x00-\x7f]", text)
    return sum(character in frequent for character in beyond) / len(beyond) if beyond else 0.0
