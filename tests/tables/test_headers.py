from __future__ import annotations

import pytest

from synthlab.tables.headers import hints


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("customerID", "record"),
        ("id", "record"),
        ("id_customer", "record"),
        ("PID", "record"),
        ("trans_id", "record"),
        ("InvoiceNo", "number"),
        ("EmployeeNumber", "number"),
        ("tailnum", "number"),
        ("No", "number"),
        ("患者番号", "number"),
        ("Surname", "person"),
        ("last_name", "person"),
        ("customer name", "person"),
        ("氏名", "person"),
        ("zip", "postcode"),
        ("Home Phone", "phone"),
        ("street_address", "address"),
        ("住所", "address"),
        ("dob_date", "time"),
        ("公表_年月日", "time"),
    ],
)
def test_a_header_hints_at_what_its_words_say(header: str, hint: str) -> None:
    assert hint in hints(header)


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("number of rooms", "number"),
        ("Num Of Products", "number"),
        ("paid", "record"),
        ("humid", "record"),
        ("covid_test", "record"),
        ("Country Name", "person"),
        ("product_name", "person"),
        ("carname", "person"),
        ("filename", "person"),
        ("", "record"),
    ],
)
def test_a_header_does_not_hint_at_what_it_only_resembles(header: str, hint: str) -> None:
    assert hint not in hints(header)
