"""A generator fitted on a million rows of 15 columns, and a million rows drawn from it.

/usr/bin/time -v python -m benchmarks.million_rows               trees
/usr/bin/time -v python -m benchmarks.million_rows forest noise:swap=0.2
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np

from benchmarks.generators.measuring import table
from synthlab.generators import make_generator
from synthlab.generators.base import silent


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("generators", nargs="*", default=["trees"])
    began = time.process_time()
    frame, schema = table("million")
    print(f"making the table: {time.process_time() - began:.1f} s, {_gigabytes():.2f} GB", flush=True)
    for asked in parser.parse_args().generators:
        name, _, settings = asked.partition(":")
        generator = make_generator(name, dict(one.split("=", 1) for one in settings.split(",") if one))
        began, wall = time.process_time(), time.perf_counter()
        sampler = generator.fit(frame, schema, np.random.default_rng(0), silent)
        fit_seconds, began = time.process_time() - began, time.process_time()
        rows = sampler.sample(len(frame), np.random.default_rng(1))
        print(
            f"{asked}: {len(frame):,} rows x {len(schema.modelled)} columns, fit {fit_seconds:.1f} s, "
            f"{len(rows):,} rows drawn in {time.process_time() - began:.1f} s of processor time, "
            f"{time.perf_counter() - wall:.0f} s by the clock; {_gigabytes():.2f} GB at the peak so far",
            flush=True,
        )


def _gigabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


if __name__ == "__main__":
    main()
