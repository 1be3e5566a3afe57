"""What a column's header hints at. A hint alone decides nothing: values must agree with it."""

from __future__ import annotations

import re

__all__ = ["hints"]

_WORDS = {
    "record": {
        "id", "ids", "uid", "uuid", "guid", "pid", "userid", "ssn", "mrn", "iban", "passport", "ticket",
        "account", "acct", "licence", "license", "plate", "serial", "barcode", "msisdn", "imei", "vin",
    },
    "number": {"no", "nr", "sn", "num", "nbr", "number", "key", "番号", "编号", "번호"},
    "person": {
        "name", "names", "surname", "lastname", "firstname", "fullname", "forename", "patient", "author",
        "director", "actor", "actress", "cast", "contact", "nom", "prenom", "prénom", "vorname", "nachname",
        "apellido", "apellidos", "nombre", "cognome", "nome", "имя", "фамилия",
    },
    "thing": {
        "country", "product", "company", "city", "town", "state", "region", "province", "district", "county",
        "brand", "model", "car", "file", "column", "table", "species", "school", "university", "item",
        "event", "game", "movie", "film", "song", "album", "track", "title", "hotel", "restaurant", "airport",
        "airline", "team", "club", "station", "category", "store", "shop", "bank", "job", "course", "drug",
        "medicine", "disease", "community", "class", "group", "department", "project", "plant", "variety",
    },
    "address": {"address", "addr", "street", "strasse", "straße", "adresse", "住所", "地址", "주소"},
    "postcode": {"zip", "zipcode", "postcode", "postalcode", "postal", "plz", "郵便番号", "邮编"},
    "phone": {
        "phone", "telephone", "tel", "mobile", "cell", "cellphone", "fax", "telefon", "handy", "電話", "电话",
    },
    "time": {
        "year", "yr", "years", "date", "day", "days", "time", "timestamp", "epoch", "month", "week", "hour",
        "minute", "age", "jahr", "datum", "année", "年", "月", "日",
    },
}  # fmt: skip

_SUBSTRINGS = {
    "person": ("氏名", "名前", "姓名", "이름", "성명"),
    "number": ("番号", "编号", "번호"),
    "address": ("住所", "地址", "주소"),
    "postcode": ("郵便番号", "邮编"),
    "phone": ("電話", "电话"),
    "time": ("年月日", "日時", "日付", "时间"),
}


def hints(name: str) -> set[str]:
    """What the header's words hint at: record, number, person, thing, address, postcode, phone, time.

    ``record`` and ``number`` count only as the last word (``EmployeeNumber``, not ``number of rooms``) or
    where ``id`` is the first. ``person`` is dropped where the header says whose name it is and that is a thing.
    """
    words = [word.casefold() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+", name)]
    if not words:
        return set()
    found = {
        hint
        for hint, known in _WORDS.items()
        if any(word in known for word in (words[-1:] if hint in ("record", "number") else words))
    }
    if words[0] == "id":
        found.add("record")
    if len(words[-1]) > 4 and words[-1].endswith(("num", "nbr", "number")):
        found.add("number")
    found |= {hint for hint, parts in _SUBSTRINGS.items() if any(part in name for part in parts)}
    if "thing" in found or words[-1] in {thing + "name" for thing in _WORDS["thing"]}:
        found.discard("person")
    return found
