"""Rating: from a published tariff, as data, to the exact amount of a bill and how it was made.

``parse_tariff`` → ``TariffDefinition`` → ``compile_tariff(on_date=…)`` → ``Program.rate`` (one
account, explained) or ``Program.rate_many`` (a whole run), equal to the centavo by construction.
See docs/algorithms/rating.md.
"""

from caudal.engines.rating.bill import ConceptColumns, RatedBatch, RatedBill, RatedLine
from caudal.engines.rating.compile import ParameterWithoutValueError
from caudal.engines.rating.definition import InputKind, InputSpec, TariffDefinition
from caudal.engines.rating.draft_review import DraftReview, review_draft
from caudal.engines.rating.dump import dump_tariff
from caudal.engines.rating.golden import Mismatch, check_examples
from caudal.engines.rating.inputs import ScaledIntegers, refuse_unknown_inputs
from caudal.engines.rating.lint import Finding, Level, lint
from caudal.engines.rating.machine import RatingError
from caudal.engines.rating.parse import TariffProblemsError, parse_tariff
from caudal.engines.rating.printing import PrintedRow, PrintedTable, printed_tables
from caudal.engines.rating.program import Program, compile_tariff
from caudal.engines.rating.valuation import Valuation, ValuedBatch, compile_valuation
from caudal.engines.rating.yaml_text import TariffTextError, dump_tariff_yaml, load_tariff_yaml

__all__ = [
    "ConceptColumns",
    "DraftReview",
    "Finding",
    "InputKind",
    "InputSpec",
    "Level",
    "Mismatch",
    "ParameterWithoutValueError",
    "PrintedRow",
    "PrintedTable",
    "Program",
    "RatedBatch",
    "RatedBill",
    "RatedLine",
    "RatingError",
    "ScaledIntegers",
    "TariffDefinition",
    "TariffProblemsError",
    "TariffTextError",
    "Valuation",
    "ValuedBatch",
    "check_examples",
    "compile_tariff",
    "compile_valuation",
    "dump_tariff",
    "dump_tariff_yaml",
    "lint",
    "load_tariff_yaml",
    "parse_tariff",
    "printed_tables",
    "refuse_unknown_inputs",
    "review_draft",
]
