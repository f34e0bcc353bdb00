"""One published figure, typed: what it is about, and which figures belong together."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property
from statistics import NormalDist

from schemas import units
from schemas.endpoints import TIMED, Endpoint
from schemas.fields import SEPARATOR
from schemas.measures import MEASURES, TIME, Measure
from schemas.problem import Problem
from schemas.row import Row
from schemas.terms import NOT_APPLICABLE, NOT_STATED, OPEN

READ = (  # what an answer to a rule is about
    "arm", "comparator", "population", "endpoint", "effect_measure", "timepoint", "value_qualifier",
    "value", "unit", "ci_lower", "ci_upper", "ci_level", "n_events", "n_analysed", "p_value",
)  # fmt: skip
SELDOM = (  # likewise, where a report prints it
    "ci_sides", "second_ci_lower", "second_ci_upper", "second_ci_level", "range_lower",
    "range_upper", "range_kind", "follow_up_range", "follow_up_range_kind", "p_interaction",
)  # fmt: skip


class Estimate:
    """One published figure. Times are in months, parts in percent (0 to 100)."""

    def __init__(self, row: Row, endpoint: Row | None = None):
        get = row.get
        self.row, self.defined_by = row, endpoint
        self.is_judged = endpoint is None or endpoint.get("needs_assessor") == "yes"
        self.family = endpoint.get("family") if endpoint else ""
        self._endpoint = Endpoint.of(endpoint) if endpoint else None
        self._includes = (endpoint.get("event_includes") if endpoint else "") or NOT_APPLICABLE
        self.is_timed = self.family in TIMED
        self.trial, self.report, self.key = get("trial"), get("report"), get("key")
        self.id = f"{self.trial}/{self.report}/{self.key}"
        self.arm, self.comparator = get("arm"), get("comparator")
        self.population, self.endpoint = get("population"), get("endpoint")
        self.measure, self.unit = get("effect_measure"), get("unit")
        self.value = self._number("value")
        self.ci_lower, self.ci_upper = self._number("ci_lower"), self._number("ci_upper")
        level = get("ci_level")
        self.ci_level = float(level) if level and level != NOT_STATED else None
        self.second_lower = self._number("second_ci_lower")
        self.second_upper = self._number("second_ci_upper")
        second = get("second_ci_level")
        self.second_level = float(second) if second else None
        self.range_lower, self.range_upper = map(self._number, ("range_lower", "range_upper"))
        self.n_events = int(get("n_events")) if get("n_events") else None
        self.n_analysed = int(get("n_analysed")) if get("n_analysed") else None
        self.timepoint_months = units.duration_months(get("timepoint"))
        self.follow_up_months = units.duration_months(get("follow_up"))

    def _number(self, name: str) -> float | None:
        """In the store's unit; None where it is absent or not reached."""
        text = self.row.get(name)
        if not text or text in OPEN:
            return None
        number = float(text.removesuffix("+"))
        return units.months(number, self.unit) if self.unit in units.MONTHS_PER else number

    @cached_property
    def deviations(self) -> float | None:
        """Standard deviations that the interval reaches to each side; None without a level."""
        is_level = self.ci_level is not None and 0 < self.ci_level < 100
        return NormalDist().inv_cdf(0.5 + self.ci_level / 200) if is_level else None

    @cached_property
    def printed(self) -> str:
        """The value as typed with its sign and unit: ``<5%``, ``11.5 months``, ``not reached``."""
        if not self.is_reached:
            return OPEN[self.row.get("value")]
        sign = self.row.get("value_qualifier").replace("=", "")
        before, after = ("", sign) if sign == "+" else (sign, "")
        return f"{before}{self.row.get('value')}{after}{units.sign(self.unit)}"

    @property
    def typed(self) -> tuple[str, ...]:
        """Value, with its sign, and bounds as typed."""
        get = self.row.get
        sign = get("value_qualifier").strip("=")
        value = f"{get('value')}+" if sign == "+" else sign + get("value")
        return tuple(filter(None, (value, get("ci_lower"), get("ci_upper"))))

    @cached_property
    def quoted(self) -> str:
        """The same as one cell: what a finding is about. With other digits it no longer counts."""
        return SEPARATOR.join(self.typed)

    @property
    def is_reached(self) -> bool:
        return self.row.get("value") not in OPEN

    @property
    def effect(self) -> Measure:
        """What is known of its effect measure."""
        return MEASURES[self.measure]

    @property
    def whom(self) -> str:
        """Of whom it is: a code of ``terms.WHOM``."""
        return self.effect.whom or (self._endpoint.whom if self._endpoint else "")

    @property
    def told_months(self) -> float | None:
        """The time that it tells of: its time point, or the time that it is; None for all others."""
        if self.effect.scale is TIME:
            return self.value
        return self.timepoint_months if self.effect.has_time_point else None

    @cached_property
    def is_score(self) -> bool:
        """Is it a score of a questionnaire, or how far one moved?"""
        return self.effect.is_score(self.unit)

    @cached_property
    def instrument(self) -> str:
        """Questionnaire that it rests on; empty for what no questionnaire measures."""
        is_asked = self.is_score or self.family == "wellbeing"
        return self.row.get("instrument") if is_asked else ""

    @cached_property
    def better(self) -> str:
        """Which end of that questionnaire is better: a code of ``terms.BETTER``, or empty."""
        return self.row.get("better") if self.instrument else ""

    @property
    def is_contrast(self) -> bool:
        return self.effect.is_contrast

    @property
    def is_exact(self) -> bool:
        """The value itself was printed, not a bound such as ``>120``."""
        return self.row.get("value_qualifier") in ("", "=")

    @cached_property
    def counts(self) -> str:
        """Which people a share or count is about: with the event, or still without it.

        Rates at a time point are of people without the event unless typed otherwise; shares of
        endpoints that are no time to an event are of people with it.
        """
        usual = self.effect.usual_state
        if usual is None:
            return NOT_APPLICABLE
        return self.row.get("counts") or (usual if self.is_timed else "event")

    @cached_property
    def event_includes(self) -> str:
        """Whether death counts as the event: as the report says, else by the endpoint's meaning."""
        return self.row.get("event_includes") or self._includes

    @cached_property
    def states(self) -> tuple[str, str]:
        """The state that a share or count is about, and that of all others; empty if not known."""
        if self._endpoint is None or self.counts in (NOT_STATED, NOT_APPLICABLE):
            return ("", "")
        event, free = self._endpoint.states(self.event_includes)
        counted, others = (event, free) if self.counts == "event" else (free, event)
        return counted, others if self.effect.others_are_known else ""

    @cached_property
    def event_words(self) -> str:
        """State of people with the event, for any figure of time to an event; empty for others."""
        if self._endpoint is None or not self.is_timed:
            return ""
        return self._endpoint.states(self.event_includes)[0]

    def half_unit(self, name: str = "value") -> float:
        """Half of the last printed digit of a field, in the store's unit."""
        half = units.half_unit(self.row.get(name).removesuffix("+"))
        return units.months(half, self.unit) if self.unit in units.MONTHS_PER else half

    def problem(self, name: str, message: str, todo: str = "") -> Problem:
        return replace(self.row.problem(name, message, todo), about=self.id)

    @cached_property
    def digest(self) -> str:
        """Eight signs of a hash over everything that was read: another figure has another digest."""
        typed = "|".join(self.row.get(name) for name in READ)
        typed += "".join(f"|{name}={self.row.get(name)}" for name in SELDOM if self.row.get(name))
        return hashlib.sha256(typed.encode()).hexdigest()[:8]

    @cached_property
    def cut(self) -> tuple[str, ...]:
        """What tells one look at the data from another inside a report."""
        get = self.row.get
        return (get("data_cutoff"), get("follow_up"), get("follow_up_kind"))

    @cached_property
    def judged(self) -> tuple[str, str, str]:
        """Assessor, criteria and confirmation, where the endpoint has them at all."""
        get = self.row.get
        if not self.is_judged:
            return (NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE)
        confirmed = get("confirmed") if self.family == "response" else NOT_APPLICABLE
        return (get("assessor"), get("criteria"), confirmed)

    @cached_property
    def look(self) -> tuple[object, ...]:
        """Report, data cut and judge."""
        return (self.report, self.cut[0], self.judged[:2])

    @cached_property
    def condition(self) -> tuple[str, ...]:
        get = self.row.get
        conditional = get("conditional_on") if get("analysis") == "conditional" else ""
        return (
            conditional, get("variant"), get("event"), get("attribution"), get("grades"),
            self.instrument,
        )  # fmt: skip

    @cached_property
    def subject(self) -> tuple[object, ...]:
        """What the figure is about, whatever the data cut: the key of supersession."""
        return (
            self.trial, self.arm, self.comparator, self.population, self.endpoint, self.measure,
            self.timepoint_months, *self.judged, *self.condition,
        )  # fmt: skip


GROUPS = {
    # one arm looked at once by the same eyes
    "response": lambda e: (
        e.trial,
        e.report,
        e.arm,
        e.population,
        e.cut,
        e.judged,
        e.condition[:2],
    ),
    # one arm looked at once
    "survival": lambda e: (e.trial, e.report, e.arm, e.population, e.cut[0], e.condition),
    # one curve
    "curve": lambda e: (
        e.trial,
        e.report,
        e.arm,
        e.comparator,
        e.population,
        e.endpoint,
        e.cut[0],
        e.judged[:2],
        e.condition,
    ),
    # one comparison of curves
    "comparison": lambda e: (
        e.trial,
        e.report,
        e.population,
        e.endpoint,
        e.cut[0],
        e.judged[:2],
        e.condition,
    ),
    # one comparison of proportions
    "response-comparison": lambda e: (
        e.trial,
        e.report,
        e.population,
        e.endpoint,
        e.cut[0],
        e.judged,
        e.condition,
    ),
    # one kind of harm in one arm
    "harm": lambda e: (
        e.trial,
        e.report,
        e.arm,
        e.population,
        e.endpoint,
        e.row.get("event"),
        e.cut[0],
    ),
    # one figure, whatever the report, the cut and the judge
    "figure": lambda e: (
        e.trial,
        e.arm,
        e.comparator,
        e.population,
        e.endpoint,
        e.measure,
        e.timepoint_months,
        e.condition,
    ),
    # one endpoint of all arms, whatever the report
    "endpoint": lambda e: (e.trial, e.population, e.endpoint, e.condition),
    # one arm, whatever the report
    "arm": lambda e: (e.trial, e.arm, e.comparator, e.population, e.condition),
    # what one report prints in one way
    "printed": lambda e: (e.trial, e.report, e.measure, e.unit, e.family),
    # the people of one arm in one population
    "people": lambda e: (e.trial, e.arm, e.population),
    "subject": lambda e: e.subject,
    "trial": lambda e: e.trial,
}
