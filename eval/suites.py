"""Open the assistant over given records, and run the suites that are made from records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from eval.auto import auto_items, draw
from eval.errors import BadGold, BadModel
from eval.items import BoundItem
from eval.metamorphic import variants
from eval.mutate import mutants
from eval.run import Ask
from ingest.errors import TrialogueError, UnreadableSource
from ingest.record import TrialRecord
from ingest.sources import parse

if TYPE_CHECKING:
    from assistant.model import Model
    from ingest.embed import Embedder, Vectors

BUNDLED = Path(__file__).parent.parent / "ingest" / "samples" / "NCT07095075.medpath.txt"
GOLD = Path(__file__).parent / "gold" / "NCT07095075.ask.yaml"
CHECK_RECORDS = GOLD.parent / "records"
RECORD_BYTES = 20_000_000
MUTANTS_A_RECORD = 100


class Once:
    """An embedder that encodes a text once: changed copies of a record share nearly all their chunks."""

    def __init__(self, embedder: Embedder) -> None:
        """Encode with this embedder."""
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        """The model's name."""
        return self._embedder.name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As the embedder's own `encode`."""
        import numpy as np

        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= zip(new, self._embedder.encode(new), strict=True)
        return np.stack([self._known[text] for text in texts])


@contextmanager
def assistant_over(records: Sequence[TrialRecord], embedder: Embedder, model: Model | None = None) -> Iterator[Ask]:
    """The assistant over a library that holds just these records, in a folder that goes when it is done.

    Without a model it is the default pipe, whatever the environment says.
    """
    from assistant.assistant import Assistant
    from ingest.library import Library
    from ingest.read import SourceItem

    with TemporaryDirectory(prefix="trialogue-eval-") as folder:
        library = Library.open(Path(folder) / "library", Once(embedder))
        try:
            library.ingest([SourceItem(one.source.name, one.source.text) for one in records], date.today())
            yield Assistant(library, model).ask
        finally:
            library.close()


def chosen_model(name: str | None, *, environment: bool) -> Model | None:
    """Open the model of this name, within the limits of `TRIALOGUE_MODEL__…`; None where none is named.

    Args:
        name: as in `TRIALOGUE_MODEL`.
        environment: whether `TRIALOGUE_MODEL` names one where `name` does not.

    Raises:
        BadModel: the name or a limit cannot be used.
        UnusableChatModel: a package or a key is missing, or the model is not allowed.
    """
    if name is None and not environment:
        return None
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from assistant.model import open_model
    from assistant.settings import ModelSettings, Settings

    try:
        limits = Settings().model
        chosen = ModelSettings.model_validate({**dict(limits), "name": name or limits.name})
    except ValidationError as error:
        first = error.errors()[0]
        where = " ".join(str(part) for part in first["loc"])
        raise BadModel(
            f"The model cannot be used ({where}: {first['msg']}): correct --model or TRIALOGUE_MODEL."
        ) from None
    except SettingsError:
        raise BadModel("The TRIALOGUE_ settings cannot be read: correct or unset them.") from None
    return open_model(chosen)


def read_record(path: Path) -> TrialRecord:
    """The one record of a file.

    Raises:
        UnreadableSource: absent or not a record.
    """
    try:
        return parse(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSource(f"{path} cannot be read ({error}): check the path.") from None


def check_gold(record: TrialRecord, folder: Path) -> Path | None:
    """The gold patients of a record in a folder, `<id>.check.yaml`; None where it has none."""
    path = folder / f"{record.id}.check.yaml"
    return path if path.is_file() else None


def sample_records(path: Path, n: int, seed: int) -> tuple[tuple[TrialRecord, ...], int]:
    """`n` records of a file or folder, drawn with a seed, and how many sources could not be read.

    Raises:
        BadGold: the file holds no record at all.
    """
    from ingest.read import read

    def fetch(nct_id: str) -> str:
        raise UnreadableSource(f"{nct_id} is no file: the evaluation fetches nothing, give a file of records.")

    found = [item for item in read([str(path)], limit=RECORD_BYTES, fetch=fetch) if item.text is not None]
    draw(seed).shuffle(found)
    records: dict[str, TrialRecord] = {}
    refused = 0
    for item in found:
        if len(records) == n:
            break
        try:
            record = parse(item.text or "", item.name)
        except TrialogueError:
            refused += 1
            continue
        records.setdefault(record.id, record)
    if not records:
        raise BadGold(f"{path} holds no record that can be read: give a .json, .jsonl, .jsonl.gz or page text.")
    return tuple(records.values()), refused


def suite(
    name: str, records: Sequence[TrialRecord], seed: int
) -> tuple[tuple[BoundItem, ...], Mapping[str, TrialRecord]]:
    """The items of a suite (`auto`, `metamorphic`, `mutation`) and every record they are about, by id."""
    if name == "mutation":
        made = [m for i, record in enumerate(records) for m in mutants(record, seed, i * MUTANTS_A_RECORD)]
        return tuple(item for one in made for item in one.items), {one.record.id: one.record for one in made}
    make = variants if name == "metamorphic" else auto_items
    return tuple(item for record in records for item in make(record, seed)), {one.id: one for one in records}
