"""Whose studies are whose, and that a deleted one is gone."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.jobs.status import JobSpec
from synthlab.jobs.supervise import prepare
from synthlab.provenance import Provenance
from synthlab.studies import files
from synthlab.studies.processes import ProcessFacts, note_process
from synthlab.studies.store import Store
from synthlab.studies.study import Study
from synthlab.tables.reading import Reading
from synthlab.tables.schema import Column, Kind, Schema


def everything_below(folder: Path) -> list[Path]:
    return [Path(at) / name for at, folders, names in os.walk(folder) for name in (*folders, *names)]


def test_a_new_study_is_listed_and_can_be_opened(store: Store, study: Study) -> None:
    (facts,) = store.studies()
    assert (facts.id, facts.name, facts.problem) == (study.id, "people", "")
    assert (facts.source.name, facts.source.rows, facts.source.columns) == ("people.csv", 60, 4)
    assert facts.source.options.delimiter == ";"
    assert "Delimiter ; found." in facts.source.notes
    assert facts.source.source_names == {"code": "code "}
    assert store.open(study.id).facts == facts


def test_studies_are_listed_newest_first(store: Store, reading: Reading) -> None:
    ids = [store.create(reading).id for _ in range(3)]
    assert [facts.id for facts in store.studies()] == ids[::-1]


def test_a_schema_is_inferred_where_none_is_given(store: Store, reading: Reading) -> None:
    schema = store.create(reading).schema
    assert schema.names == ("age", "town", "income", "code")
    assert schema["age"].kind is Kind.INTEGER


def test_two_owners_cannot_see_open_or_delete_each_others_studies(store: Store, study: Study) -> None:
    other = Store(store.directory.parent, "eve")
    assert other.studies() == []
    for attempt in (other.open, other.delete):
        with pytest.raises(DataError, match="no study under this address"):
            attempt(study.id)
    assert store.open(study.id).name == "people"


@pytest.mark.parametrize("foreign", ["", "..", ".", "../x", "/etc", "a" * 32, "\0", "%2e%2e"])
def test_an_address_that_is_no_study_of_this_owner_is_refused_alike(store: Store, foreign: str) -> None:
    with pytest.raises(DataError, match="no study under this address"):
        store.open(foreign)


def test_another_owners_study_cannot_be_reached_by_a_path(store: Store, study: Study) -> None:
    other = Store(store.directory.parent, "eve")
    with pytest.raises(DataError, match="no study"):
        other.open(f"../{store.directory.name}/{study.id}")


def test_all_of_a_study_is_closed_to_other_users(store: Store, split_study: Study) -> None:
    before = os.umask(0)
    try:
        split_study.rename("other")
        split_study.set_schema(split_study.schema.with_target(None))
    finally:
        os.umask(before)
    for path in everything_below(store.directory.parent):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_deleting_leaves_no_byte(store: Store, split_study: Study) -> None:
    assert split_study.size_bytes > 0
    store.delete(split_study.id)
    assert everything_below(store.directory) == []
    assert store.studies() == []
    with pytest.raises(DataError, match="deleted"):
        _ = split_study.name


def test_deleting_kills_what_works_on_the_study_first(store: Store, study: Study) -> None:
    run = files.private_directory(study.directory / "jobs" / ("b" * 32), parents=True)
    code = (
        "import sys, time; from pathlib import Path\n"
        "while True: (Path(sys.argv[1]) / str(time.time_ns())).write_text('x'); time.sleep(0.001)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(run)], start_new_session=True) as worker:
        facts = note_process(run, "worker", worker.pid)
        time.sleep(0.2)
        store.delete(study.id)
        assert not facts.is_alive()
    assert everything_below(store.directory) == []


def test_a_deleted_study_is_not_brought_back_by_whoever_still_holds_it(
    store: Store, split_study: Study
) -> None:
    frame = split_study.train()
    under = split_study.made_under()
    store.delete(split_study.id)
    made = Provenance(kind="generated", generator="trees")
    for attempt in (
        lambda: split_study.add_candidate(made, frame, under=under),
        split_study.lock_split,
        split_study.table,
        lambda: split_study.rename("x"),
        lambda: prepare(JobSpec(kind="evaluate", study=str(split_study.directory), id="a" * 32)),
    ):
        with pytest.raises(DataError):
            attempt()
    assert everything_below(store.directory) == []


def test_deleting_spares_a_stranger_who_was_given_the_number(store: Store, study: Study) -> None:
    run = files.private_directory(study.directory / "jobs" / ("b" * 32), parents=True)
    with subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True
    ) as stranger:
        stale = ProcessFacts(pid=stranger.pid, began="long ago")
        (run / "worker.json").write_text(stale.model_dump_json())
        store.delete(study.id)
        assert stranger.poll() is None
        stranger.kill()


def test_what_a_killed_deletion_left_is_removed_by_the_next(store: Store, reading: Reading) -> None:
    left = store.directory / f".gone-{'a' * 32}-x"
    left.mkdir()
    (left / "raw.parquet").write_bytes(b"rows")
    assert store.studies() == []
    store.create(reading)
    assert not left.exists()


def test_a_damaged_study_is_listed_as_such_and_can_be_deleted(store: Store, study: Study) -> None:
    (study.directory / "study.json").write_text("{")
    (facts,) = store.studies()
    assert facts.id == study.id
    assert "damaged" in facts.problem
    store.delete(study.id)
    assert store.studies() == []


def test_foreign_things_in_the_directory_are_not_studies(store: Store) -> None:
    (store.directory / "notes.txt").write_text("x")
    (store.directory / "backup").mkdir()
    assert store.studies() == []


def test_listing_while_others_create_and_delete_neither_fails_nor_shows_half_a_study(
    store: Store, reading: Reading
) -> None:
    small = replace(reading, frame=reading.frame.head(12))
    ended = threading.Event()

    def churn() -> None:
        for _ in range(6):
            store.delete(store.create(small).id)
        ended.set()

    churning = threading.Thread(target=churn)
    churning.start()
    problems = []
    while not ended.is_set():
        problems += [facts.problem for facts in store.studies() if facts.problem]
    churning.join()
    assert problems == []


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"a": []}), pd.DataFrame(index=[1, 2])])
def test_a_table_without_rows_or_columns_makes_no_study(
    store: Store, reading: Reading, frame: pd.DataFrame
) -> None:
    with pytest.raises(DataError, match=r"people\.csv has no rows"):
        store.create(replace(reading, frame=frame))
    assert everything_below(store.directory) == []


def test_a_schema_that_the_table_does_not_fit_makes_no_study(store: Store, reading: Reading) -> None:
    wrong = Schema(columns=(Column(name="town", kind=Kind.NUMERIC),))
    with pytest.raises(DataError, match="town"):
        store.create(reading, wrong)
    assert everything_below(store.directory) == []


def test_a_full_disk_makes_no_study_and_says_so(
    store: Store, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(DataError, match="The disk is full"):
        store.create(reading)
    monkeypatch.undo()
    assert everything_below(store.directory) == []


_CREATES_FOREVER = """
import sys
from pathlib import Path
import pandas as pd
from synthlab.studies.store import Store
from synthlab.tables.reading import Reading
from synthlab.tables.options import ReadOptions
frame = pd.DataFrame({"a": [str(i) for i in range(500)], "b": ["x", "y"] * 250}, dtype="string")
store = Store(Path(sys.argv[1]), "ada")
print("ready", flush=True)
while True:
    store.create(Reading(frame=frame, options=ReadOptions(), notes=(), name="t.csv")).lock_split()
"""


def test_a_creator_killed_at_any_moment_leaves_whole_studies_only(tmp_path: Path) -> None:
    moments = random.Random(1)
    for _ in range(2):
        creator = subprocess.Popen(
            [sys.executable, "-c", _CREATES_FOREVER, str(tmp_path)], stdout=subprocess.PIPE
        )
        with creator:
            assert creator.stdout is not None
            assert creator.stdout.readline() == b"ready\n"
            time.sleep(moments.uniform(0.2, 0.6))
            creator.send_signal(signal.SIGKILL)
    store = Store(tmp_path, "ada")
    studies = [store.open(facts.id) for facts in store.studies()]
    assert studies
    for study in studies:
        assert len(study.raw()) == len(study.table()) == 500
        if study.receipt:
            assert len(study.train()) + len(study.holdout()) == 500
