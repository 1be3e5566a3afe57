"""The one list of metrics: what is measured, in the order in which it is asked."""

from synthlab.metrics.base import Metric
from synthlab.metrics.privacy.copies import METRIC as COPIES
from synthlab.metrics.privacy.identifiers import METRIC as IDENTIFIERS
from synthlab.metrics.privacy.nearest import METRIC as NEAREST_RECORD_SHARE
from synthlab.metrics.utility.tstr import METRIC as TSTR

__all__ = ["METRICS"]

METRICS: tuple[Metric, ...] = (
    TSTR,
    IDENTIFIERS,
    COPIES,
    NEAREST_RECORD_SHARE,
)
