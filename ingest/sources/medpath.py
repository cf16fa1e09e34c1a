"""Parse a MedPath registry page saved as text.

The page is a list of labelled blocks. Tables lose their column borders when a page is saved as text, so that a row
reads "TmaxAbout 2 years after infusion": columns are found again from what stands elsewhere on the page (the
intervention's name) and from how time frames begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.ages import ages_in_criteria
from ingest.criteria import split_criteria
from ingest.doses import doses
from ingest.errors import UnreadableSource
from ingest.record import (
    Arm,
    Contact,
    Date,
    DateKind,
    Design,
    Intervention,
    Outcome,
    OutcomeRank,
    Section,
    Site,
    Slice,
    Source,
    Span,
    TrialRecord,
    sub_slice,
)

# Labels in the page's order; each opens a block that runs to the next label.
_LABELS = (
    "Conditions",
    "Interventions",
    "First Posted Date",
    "Last Posted Date",
    "Last Updated",
    "Registration Number",
    "Lead Sponsor",
    "Brief Summary",
    "Detailed Description",
    "Recruitment & Eligibility",
    "Status",
    "Sex",
    "Target Recruitment",
    "Inclusion Criteria",
    "Exclusion Criteria",
    "Study & Design",
    "Study Type",
    "Study Design",
    "Arm && Interventions",
    "Primary Outcome Measures",
    "Secondary Outcome Measures",
    "Trial Locations",
)
_LABEL = re.compile(rf"^(?P<label>{'|'.join(re.escape(label) for label in _LABELS)})[ \t]*$", re.M)
_PHASE = re.compile(r"(?i)(?:early )?phase\s*[1-4](?:\s*[/-]\s*(?:phase\s*)?[1-4])?|not applicable|n/a")
_STATUS = re.compile(
    r"(?i)(?:not yet recruiting|recruiting|active,? not recruiting|completed|terminated|suspended|withdrawn"
    r"|unknown(?: status)?|enrolling by invitation|available|no longer available|approved for marketing)"
)
_BOILERPLATE = re.compile(r"^(?:MedPath|Empowering clinical research.*|©.*|Sign up.*|Log in.*)$", re.M)
_FOOTER = re.compile(r"^(?:MedPath[ \t]*$|Empowering clinical research|©)", re.M)
_GROUP = {
    **dict.fromkeys(
        ("Status", "Sex", "Target Recruitment", "Inclusion Criteria", "Exclusion Criteria"), "Recruitment & Eligibility"
    ),
    **dict.fromkeys(("Study Type", "Study Design", "Arm && Interventions"), "Study & Design"),
    **dict.fromkeys(("Primary Outcome Measures", "Secondary Outcome Measures"), "Study & Design"),
}
_TIME_FRAME = re.compile(
    r"(?<=\S)(?<![ \t])(?=(?:About|Approximately|Up to|Upto|From|Baseline|Through|Throughout|Within|During|At |After|"
    r"Before|Until|Every|Days?|Weeks?|Months?|Years?|Screening|Visit|Cycle|Pre|Post|Immediately|Time Frame|First|"
    r"\d+(?:\.\d+)?\s*-?\s*(?:day|week|month|year|hour|minute|min|h\b)))"
)
_FLAG = re.compile(r"[\U0001F1E6-\U0001F1FF]{2}")
_INTERVENTION_KINDS = (
    "Biological|Drug|Device|Procedure|Behavioral|Radiation|Dietary Supplement|Genetic|Combination Product|"
    "Diagnostic Test|Other"
)
_ARM_KIND = re.compile(
    r"(?P<kind>Experimental|Active Comparator|Placebo Comparator|Sham Comparator|No Intervention|Other)\s*:\s*", re.I
)


@dataclass(frozen=True, slots=True)
class _Block:
    label: str
    start: int  # of the label
    body: int
    end: int


def recognises(text: str) -> bool:
    """Tell whether the text has the page's labels and a registration number."""
    labels = {m["label"] for m in _LABEL.finditer(text)}
    return len(labels & {"Registration Number", "Brief Summary", "Recruitment & Eligibility", "Study & Design"}) >= 2


def parse(text: str, name: str) -> TrialRecord:
    """Parse a page.

    Raises:
        UnreadableSource: the page is cut off before its registration number, or names no trial.
    """
    return _Page(text, name).record()


class _Page:
    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.blocks = tuple(self._blocks())

    def _blocks(self) -> Iterator[_Block]:
        seen: set[str] = set()
        found = []
        for label in _LABEL.finditer(self.text):
            if label["label"] not in seen:
                seen.add(label["label"])
                found.append(label)
        if found:
            yield _Block("Title", 0, 0, found[0].start())
        ends = [*(label.start() for label in found[1:]), len(self.text)]
        for label, end in zip(found, ends, strict=False):
            yield _Block(label["label"], label.start(), label.end(), end)

    def block(self, label: str) -> Slice | None:
        """The words under a label, without page boilerplate at the end."""
        found = next((block for block in self.blocks if block.label == label), None)
        return self.cut(found.body, self._end(found), label) if found else None

    def _end(self, block: _Block) -> int:
        """Where a block's words end: the page's footer is not record."""
        foot = _FOOTER.search(self.text, block.body, block.end)
        return foot.start() if foot and block is self.blocks[-1] else block.end

    def cut(self, start: int, end: int, section: str) -> Slice | None:
        words = self.text[start:end]
        if not words.strip():
            return None
        start += len(words) - len(words.lstrip())
        words = words.strip()
        return Slice(words, Span("", start, start + len(words)), section)

    def lines(self, label: str) -> tuple[Slice, ...]:
        block = self.block(label)
        return tuple(_split(block, r"\n+")) if block else ()

    def record(self) -> TrialRecord:
        id_slice = self._id()
        title, phases, status = self._head()
        self._whole()
        inclusion, exclusion = self.block("Inclusion Criteria"), self.block("Exclusion Criteria")
        conditions = self.lines("Conditions")
        criteria_text = self._criteria_text(inclusion, exclusion)
        criteria = split_criteria(criteria_text, [c.text for c in conditions]) if criteria_text else ()
        minimum, maximum = ages_in_criteria(criteria)
        interventions = tuple(self._interventions())
        design, locations = self.block("Study Design"), self.block("Trial Locations")
        sites, contacts = self._locations(locations) if locations else ((), ())
        return TrialRecord(
            source=Source("medpath-page", self.text, self.name),
            id=id_slice.text,
            id_slice=id_slice,
            title=title,
            sections=tuple(self._sections()),
            status=(*status, *self.lines("Status")[:1]),
            study_type=next(iter(self.lines("Study Type")), None),
            phases=phases,
            sponsor=next(iter(self.lines("Lead Sponsor")), None),
            enrolment=next((s for s in self.lines("Target Recruitment") if s.text[:1].isdigit()), None),
            sex=next(iter(self.lines("Sex")), None),
            minimum_age=minimum,
            maximum_age=maximum,
            conditions=conditions,
            summary=self.block("Brief Summary"),
            description=self.block("Detailed Description"),
            design=Design(model=next(iter(_split(design, r"\n+")), None) if design else None),
            arms=tuple(self._arms(interventions)),
            interventions=interventions,
            outcomes=(
                *self._outcomes("Primary Outcome Measures", "primary"),
                *self._outcomes("Secondary Outcome Measures", "secondary"),
            ),
            sites=sites,
            contacts=contacts,
            dates=tuple(self._dates()),
            criteria=criteria,
            criteria_text=tuple(s for s in (inclusion, exclusion) if s),
            copyright=self._copyright(),
        )

    def _id(self) -> Slice:
        for line in self.lines("Registration Number"):
            if found := re.search(r"[A-Z]{2,}[A-Za-z-]*\d{5,}", line.text):
                return sub_slice(line, found.start(), found.end())
        raise UnreadableSource(
            f"{self.name} looks like a registry page but has no registration number: save the whole page."
        )

    def _whole(self) -> None:
        """Refuse a page that begins with the site's name and ends before its footer: what is missing is not silence."""
        if re.match(r"\s*MedPath[ \t]*\n", self.text) and not _FOOTER.search(self.text, self.blocks[0].end):
            raise UnreadableSource(f"{self.name} is cut off before the end of the page: save the whole page.")

    def _head(self) -> tuple[Slice, tuple[Slice, ...], tuple[Slice, ...]]:
        head = self.cut(self.blocks[0].body, self.blocks[0].end, "Title")
        lines = [s for s in (_split(head, r"\n+") if head else ()) if not _BOILERPLATE.match(s.text)]
        phases = tuple(_in(s, "Phase") for s in lines if _PHASE.fullmatch(s.text))
        status = tuple(_in(s, "Status") for s in lines if _STATUS.fullmatch(s.text))
        titles = [s for s in lines if not _PHASE.fullmatch(s.text) and not _STATUS.fullmatch(s.text)]
        if not titles:
            raise UnreadableSource(f"{self.name} looks like a registry page but has no title: save the whole page.")
        return titles[0], phases, status

    def _criteria_text(self, inclusion: Slice | None, exclusion: Slice | None) -> Slice | None:
        """Both lists with their headings, as one stretch of the page."""
        present = [b for b in self.blocks if b.label in {"Inclusion Criteria", "Exclusion Criteria"}]
        return (
            self.cut(present[0].start, present[-1].end, "Eligibility") if (inclusion or exclusion) and present else None
        )

    def _interventions(self) -> Iterator[Intervention]:
        for line in self.lines("Interventions"):
            kind = re.match(rf"(?:{_INTERVENTION_KINDS})(?=\s*:\s*\S)", line.text)
            if kind:
                name = sub_slice(line, line.text.index(":") + 1, len(line.text))
                yield Intervention(name, sub_slice(line, 0, kind.end()))
            else:
                yield Intervention(line)

    def _arms(self, interventions: tuple[Intervention, ...]) -> Iterator[Arm]:
        names = sorted({i.name.text for i in interventions}, key=len, reverse=True)
        rows = (s for s in self.lines("Arm && Interventions") if not s.text.startswith("GroupIntervention"))
        for i, row in enumerate(rows, 1):
            row = _in(row, f"Arms and interventions > Arm {i}")
            # The name may stand inside the label too: the column begins where it stands last before the description.
            described = _ARM_KIND.search(row.text)
            limit = described.start() if described else len(row.text)
            columns = [(row.text.rfind(name, 0, limit), name) for name in names]
            at, name = max(columns, key=lambda c: c[0] + len(c[1]) if c[0] > 0 else -1, default=(-1, ""))
            if at <= 0:
                yield Arm(label=row, doses=doses(row))
                continue
            description = sub_slice(row, at + len(name), len(row.text)) if row.text[at + len(name) :].strip() else None
            yield Arm(
                label=sub_slice(row, 0, at),
                kind=sub_slice(row, *described.span("kind")) if described else None,
                description=description,
                interventions=(sub_slice(row, at, at + len(name)),),
                doses=doses(description),
            )

    def _outcomes(self, label: str, rank: OutcomeRank) -> Iterator[Outcome]:
        block = self.block(label)
        if block is None:
            return
        lines = [s for s in _split(block, r"\n+") if not s.text.startswith("NameTimeMethod")]
        n = 0
        while lines:
            row = lines.pop(0)
            n += 1
            section = f"{rank.capitalize()} outcomes > {n}"
            cut = _TIME_FRAME.search(row.text)
            # A row without a recognisable time frame is a measure alone; a following line that has none describes it.
            description = None
            if lines and not _TIME_FRAME.search(lines[0].text):
                description = _in(lines.pop(0), section)
            yield Outcome(
                rank,
                sub_slice(row, 0, cut.start() if cut else len(row.text), section),
                sub_slice(row, cut.start(), len(row.text), section) if cut else None,
                description,
            )

    def _locations(self, block: Slice) -> tuple[tuple[Site, ...], tuple[Contact, ...]]:
        lines = [_in(s, "Trial Locations") for s in _split(block, r"\n+")]
        places = {s.text for s in lines if s.text.count(",") >= 1}
        sites: dict[tuple[str, str], Site] = {}
        contacts: list[Contact] = []
        facility: Slice | None = None
        for line in lines:
            bare = _FLAG.sub("", line.text).strip()
            if not bare or re.match(r"Locations \(\d+\)", bare):
                continue
            if bare in places and facility is not None:
                offset = line.text.rfind(bare)
                site = _site(facility, sub_slice(line, offset, offset + len(bare)), len(sites) + 1)
                sites.setdefault((facility.text, bare), site)
                facility = None
            elif bare.lower() in {"contact", "principal investigator", "sub investigator", "backup contact"}:
                if facility is not None:
                    contacts.append(_contact(facility, line if bare.lower() != "contact" else None))
                facility = None
            elif contacts and (
                found := re.fullmatch(r"[\w.+-]+@[\w.-]+\.\w+|[+()\d][\d ()+./-]{5,}\d(?:\s*ext\.?\s*\d+)?", bare)
            ):
                contacts[-1] = _with_address(contacts[-1], line, "@" in found[0])
            else:
                facility = line
        return tuple(sites.values()), tuple(contacts)

    def _dates(self) -> Iterator[Date]:
        kinds: tuple[tuple[str, DateKind], ...] = (
            ("First Posted Date", "first_posted"),
            ("Last Posted Date", "last_update_posted"),
            ("Last Updated", "last_update_posted"),
        )
        for label, kind in kinds:
            if line := next((s for s in self.lines(label) if re.search(r"\d", s.text)), None):
                yield Date(kind, line)

    def _copyright(self) -> Slice | None:
        found = re.search(r"©\s*\d{4}", self.text)
        return self.cut(found.start(), found.end(), "Page footer") if found else None

    def _sections(self) -> Iterator[Section]:
        """The page's top-level blocks; the labels inside a block are part of it."""
        grouped: dict[str, list[_Block]] = {}
        for block in self.blocks:
            grouped.setdefault(_GROUP.get(block.label, block.label), []).append(block)
        for name, blocks in grouped.items():
            end = self._end(blocks[-1])
            if body := self.cut(blocks[0].body, end, name):
                yield Section(name, (body.span,))


def _split(whole: Slice, separator: str) -> Iterator[Slice]:
    start = 0
    for gap in [*re.finditer(separator, whole.text), None]:
        end = gap.start() if gap else len(whole.text)
        if whole.text[start:end].strip():
            yield sub_slice(whole, start, end)
        start = gap.end() if gap else end


def _in(slice: Slice, section: str) -> Slice:
    return Slice(slice.text, slice.span, section)


def _site(facility: Slice, place: Slice, n: int) -> Site:
    section = f"Trial Locations > {n}"
    parts = [_in(s, section) for s in _split(place, r",\s*")]
    country = parts[-1] if parts else None
    city = parts[0] if len(parts) > 1 else None
    state = parts[1] if len(parts) > 2 else None
    return Site(_in(facility, section), city, state, country)


def _contact(name: Slice, role: Slice | None) -> Contact:
    return Contact(name, role)


def _with_address(contact: Contact, line: Slice, is_email: bool) -> Contact:
    if is_email:
        return Contact(contact.name, contact.role, contact.phone, line)
    return Contact(contact.name, contact.role, line, contact.email)
