import logging
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import synthlab
from synthlab.errors import Cancelled, DataError
from synthlab.generators import make_generator, sdv_engine, sdv_process
from synthlab.generators.base import silent
from synthlab.generators.sdv_models import CTGAN, TVAE, CopulaGAN, GaussianCopula, Network
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="size", kind=Kind.NUMERIC),
        Column(name="group", kind=Kind.CATEGORICAL),
        Column(name="gap", kind=Kind.NUMERIC),
    )
)


def table(n_rows: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    group = rng.choice(["a", "b"], n_rows, p=[0.8, 0.2])
    size = np.round(rng.normal(np.where(group == "a", 0, 8), 1), 2)
    return pd.DataFrame(
        {
            "size": size,
            "group": pd.Series(group).astype("category"),
            "gap": np.where(group == "b", np.nan, np.round(rng.normal(size=n_rows), 1)),
        }
    )


@pytest.mark.parametrize("generator", [CTGAN(epochs=3), TVAE(epochs=3), CopulaGAN(epochs=3)])
def test_progress_tells_of_each_epoch(generator: Network) -> None:
    told: list[str] = []
    generator.fit(table(), SCHEMA, np.random.default_rng(0), lambda _share, doing: told.append(doing))
    assert [doing for doing in told if doing.startswith("Epoch")] == [f"Epoch {n} of 3" for n in (1, 2, 3)]


def test_progress_tells_of_each_distribution() -> None:
    told: list[str] = []
    GaussianCopula().fit(table(), SCHEMA, np.random.default_rng(0), lambda _share, doing: told.append(doing))
    assert sum(doing.startswith("Fitting distribution") for doing in told) == 4


@pytest.mark.parametrize("generator", [CTGAN(epochs=50), TVAE(epochs=50)])
def test_a_network_stops_after_the_epoch_in_which_it_is_told_to(generator: Network) -> None:
    told: list[str] = []

    def progress(_share: float, doing: str) -> None:
        told.append(doing)
        if doing == "Epoch 2 of 50":
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        generator.fit(table(), SCHEMA, np.random.default_rng(0), progress)
    assert told[-1] == "Epoch 2 of 50"


@pytest.mark.parametrize("generator", [GaussianCopula(), CTGAN(epochs=1), TVAE(epochs=1)])
def test_another_seed_gives_other_rows_of_the_same_model(generator: GaussianCopula | CTGAN | TVAE) -> None:
    sampler = generator.fit(table(), SCHEMA, np.random.default_rng(0), silent)
    first, again, other = (sampler.sample(100, np.random.default_rng(seed)) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


def test_another_seed_trains_another_network() -> None:
    drawn = [
        CTGAN(epochs=1)
        .fit(table(), SCHEMA, np.random.default_rng(seed), silent)
        .sample(50, np.random.default_rng(0))
        for seed in (0, 1)
    ]
    assert not drawn[0].equals(drawn[1])


def test_the_copula_learns_where_values_are_missing() -> None:
    sampler = GaussianCopula().fit(table(2_000), SCHEMA, np.random.default_rng(0), silent)
    drawn = sampler.sample(4_000, np.random.default_rng(0))
    missing = drawn["gap"].isna().groupby(drawn["group"], observed=True).mean()
    assert missing["b"] > missing["a"] + 0.2
    assert drawn["gap"].isna().mean() == pytest.approx(0.2, abs=0.04)


def test_the_real_range_is_kept_only_where_that_is_asked_for() -> None:
    train = table()
    asked = GaussianCopula("norm").fit(train, SCHEMA, np.random.default_rng(0), silent)
    free = GaussianCopula("norm", enforce_min_max=False).fit(train, SCHEMA, np.random.default_rng(0), silent)
    drawn = [sampler.sample(20_000, np.random.default_rng(0))["size"] for sampler in (asked, free)]
    assert (drawn[0].min(), drawn[0].max()) == (train["size"].min(), train["size"].max())
    assert drawn[1].min() < train["size"].min()
    assert drawn[1].max() > train["size"].max()


def test_a_condition_that_is_seldom_met_is_reached_by_drawing_more() -> None:
    sampler = GaussianCopula().fit(table(), SCHEMA, np.random.default_rng(0), silent)
    rows = sampler.sample(500, np.random.default_rng(0), {"group": "b", "gap": ""})
    assert len(rows) == 500
    assert (rows["group"] == "b").all()
    assert rows["gap"].isna().all()


def test_a_table_too_wide_for_a_network_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdv_engine, "_MOST_CELLS", 5_000)
    with pytest.raises(
        DataError, match=r"TVAE would lay this table out as 300 rows of 26 cells.*choose trees"
    ):
        TVAE(epochs=1).fit(table(), SCHEMA, np.random.default_rng(0), silent)


def test_without_sdv_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sdv.metadata", None)
    with pytest.raises(DataError, match=r"the package sdv.metadata is not installed.*choose trees"):
        sdv_process.imported("sdv.metadata")


def test_sdv_writes_no_log_and_makes_no_folder(tmp_path: Path) -> None:
    code = (
        "import numpy as np; from synthlab.generators.base import silent; "
        "from synthlab.generators.sdv_models import GaussianCopula; "
        "import pandas as pd; from synthlab.tables.schema import Column, Schema; "
        "schema = Schema(columns=(Column(name='x', kind='numeric'),)); "
        "train = pd.DataFrame({'x': np.arange(40.0)}); "
        "GaussianCopula().fit(train, schema, np.random.default_rng(0), silent).sample(5, np.random.default_rng(0))"
    )
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "TMPDIR": str(tmp_path)}
    home["PYTHONPATH"] = str(Path(synthlab.__file__).parents[1])
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, env={**os.environ, **home}, capture_output=True, text=True
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == ""
    assert list(tmp_path.rglob("*")) == []


def test_log_files_that_sdv_opened_before_are_closed(tmp_path: Path) -> None:
    logger = logging.getLogger("SingleTableSynthesizer")
    logger.addHandler(logging.FileHandler(tmp_path / "log.csv"))
    with sdv_process.without_log_files():
        pass
    assert not [handler for handler in logger.handlers if isinstance(handler, logging.FileHandler)]


def test_threads_are_given_back() -> None:
    import torch

    threads = torch.get_num_threads()
    with sdv_process.on_one_thread():
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == threads


def test_copula_gan_is_ctgan_on_numbers_of_a_stated_distribution() -> None:
    sampler = make_generator("copula-gan", {"epochs": "1", "batch_size": "50", "distribution": "norm"}).fit(
        table(), SCHEMA, np.random.default_rng(0), silent
    )
    learned = sampler.synthesizer.get_learned_distributions()
    assert {name: one["distribution"] for name, one in learned.items()} == {"c0": "norm", "c2": "norm"}
    # The normal distribution that the numbers are measured by is that of the column itself.
    assert learned["c0"]["learned_parameters"]["loc"] == pytest.approx(table()["size"].mean())


def test_text_settings_reach_sdv() -> None:
    sampler = make_generator("ctgan", {"epochs": "1", "batch_size": "50"}).fit(
        table(), SCHEMA, np.random.default_rng(0), silent
    )
    assert (sampler.synthesizer.epochs, sampler.synthesizer.batch_size) == (1, 50)
