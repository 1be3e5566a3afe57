"""The one list of metrics: what is measured, in the order in which it is asked."""

from synthlab.metrics.base import Metric
from synthlab.metrics.fairness.amplification import METRIC as AMPLIFICATION
from synthlab.metrics.fairness.representation import METRIC as REPRESENTATION
from synthlab.metrics.fidelity.association import METRIC as ASSOCIATION
from synthlab.metrics.fidelity.coverage import METRIC as COVERAGE
from synthlab.metrics.fidelity.dates import METRIC as DATES
from synthlab.metrics.fidelity.detection import METRIC as DETECTION
from synthlab.metrics.fidelity.embedding import METRIC as EMBEDDING
from synthlab.metrics.fidelity.k_marginal import METRIC as K_MARGINAL
from synthlab.metrics.fidelity.marginals import METRIC as MARGINALS
from synthlab.metrics.fidelity.missingness import METRIC as MISSINGNESS
from synthlab.metrics.fidelity.pairs import METRIC as PAIRS
from synthlab.metrics.fidelity.rules import METRIC as RULES
from synthlab.metrics.fidelity.subgroups import METRIC as SUBGROUPS
from synthlab.metrics.fidelity.tails import METRIC as TAILS
from synthlab.metrics.fidelity.text import METRIC as TEXT
from synthlab.metrics.privacy.copies import METRIC as COPIES
from synthlab.metrics.privacy.dp_claim import METRIC as DP_CLAIM
from synthlab.metrics.privacy.identifiers import METRIC as IDENTIFIERS
from synthlab.metrics.privacy.inference import METRIC as INFERENCE
from synthlab.metrics.privacy.linkability import METRIC as LINKABILITY
from synthlab.metrics.privacy.membership import METRIC as MEMBERSHIP
from synthlab.metrics.privacy.nearest import METRIC as NEAREST_RECORD_SHARE
from synthlab.metrics.privacy.singling_out import METRIC as SINGLING_OUT
from synthlab.metrics.privacy.values import METRIC as VALUES
from synthlab.metrics.privacy.vulnerable import METRIC as VULNERABLE
from synthlab.metrics.utility.conclusions import METRIC as CONCLUSIONS
from synthlab.metrics.utility.every_column import METRIC as EVERY_COLUMN
from synthlab.metrics.utility.importance import METRIC as IMPORTANCE
from synthlab.metrics.utility.tstr import METRIC as TSTR

__all__ = ["METRICS"]

METRICS: tuple[Metric, ...] = (
    MARGINALS,
    PAIRS,
    ASSOCIATION,
    MISSINGNESS,
    K_MARGINAL,
    DETECTION,
    TAILS,
    COVERAGE,
    RULES,
    SUBGROUPS,
    EMBEDDING,
    DATES,
    TEXT,
    TSTR,
    EVERY_COLUMN,
    IMPORTANCE,
    CONCLUSIONS,
    REPRESENTATION,
    AMPLIFICATION,
    IDENTIFIERS,
    COPIES,
    VALUES,
    MEMBERSHIP,
    VULNERABLE,
    SINGLING_OUT,
    INFERENCE,
    LINKABILITY,
    DP_CLAIM,
    NEAREST_RECORD_SHARE,
)
