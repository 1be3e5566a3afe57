"""Bytes to text: the encoding is found where it can be decided and said where it was guessed."""

from __future__ import annotations

import codecs

import pytest

from synthlab.errors import DataError
from synthlab.tables.encodings import decode

JAPANESE = "名前,年齢\n田中,30\n鈴木,40\n佐藤はな,50\n東京都の人,60\n"
CHINESE = "姓名,性别,城市\n王小明,男,北京市\n李华,女,上海市\n"
TRADITIONAL = "姓名,性別,城市\n王小明,男,臺北市\n陳美華,女,高雄市\n"
KOREAN = "이름,나이,성별\n김민수,30,남성\n이영희,40,여성\n"
RUSSIAN = "имя,город\nИван,Москва\nМария,Казань\n"
FRENCH = "pays,valeur\nCôte d'Ivoire,1\nRéunion,2\n"
GERMAN = "name,stadt\nMüller,Köln\nGroß,München\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        (KOREAN, "euc_kr"),
        (RUSSIAN, "cp1251"),
        (FRENCH, "cp1252"),
        (GERMAN, "cp1252"),
        ("price,x\n5 €,1\n", "cp1252"),
    ],
)
def test_an_encoding_without_a_mark_is_guessed_and_said(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding), "t.csv")
    assert decoded.text == text
    assert decoded.encoding == encoding
    assert encoding in decoded.note


@pytest.mark.parametrize("text", [JAPANESE, CHINESE, KOREAN, RUSSIAN, FRENCH, "a,b\n1,😀\n", "a,b\n1,2\n"])
def test_utf_8_needs_no_guess(text: str) -> None:
    decoded = decode(text.encode(), "t.csv")
    assert (decoded.text, decoded.encoding, decoded.note) == (text, "utf-8", "")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_decides_and_goes(mark: bytes, encoding: str) -> None:
    assert decode(mark + FRENCH.encode(encoding), "t.csv").text == FRENCH


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_seen_by_its_zeros(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding), "t.csv").text == FRENCH


def test_bytes_that_no_windows_page_has_are_latin_1() -> None:
    assert decode(b"a,b\nx\x81\xe9,1\n", "t.csv").encoding == "latin-1"


def test_a_wrong_choice_of_encoding_names_the_line() -> None:
    with pytest.raises(DataError, match="not written in utf-8: line 2"):
        decode(FRENCH.encode("cp1252"), "t.csv", "utf-8")


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(DataError, match="no text encoding 'klingon'"):
        decode(b"a", "t.csv", "klingon")


def test_utf_16_is_not_read_as_a_one_byte_encoding() -> None:
    with pytest.raises(DataError, match="zero characters"):
        decode("a,b\n".encode("utf-16-le"), "t.csv", "latin-1")


def test_one_spoilt_byte_in_a_utf_8_file_does_not_spoil_the_rest_without_a_word() -> None:
    data = JAPANESE.encode() * 5 + b"x\xff,1\n"
    with pytest.raises(DataError, match="is UTF-8, but line 26 holds bytes that are not"):
        decode(data, "t.csv")


def test_a_given_encoding_is_used() -> None:
    assert decode(b"caf\xe9", "t.csv", "latin-1").text == "café"
