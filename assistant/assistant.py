"""The assistant over one library: what the command line, the page and the eval talk to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from importlib.resources import as_file, files

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.answer import Answer, Statement
from assistant.ask import Asker
from assistant.claims import verify
from assistant.drafted import Drafter, Stage
from assistant.mask import Mask
from assistant.model import Model, open_model
from assistant.private import keep_private
from assistant.question import Question
from assistant.retrieve import Retriever
from assistant.route import Router
from assistant.settings import Settings
from assistant.topics import TOPICS, Resolution
from assistant.understand import Asked
from assistant.units import convert
from ingest.embed import open_embedder
from ingest.library import Entry, Library, Progress
from ingest.lint import LintFinding, lint
from ingest.read import SourceItem, read, registry
from ingest.record import TrialRecord

BUNDLED = "NCT07095075.medpath.txt"
"""The record that ships with the product."""


class Assistant:
    """Answers questions from the records of a library."""

    def __init__(self, library: Library, model: Model | None = None) -> None:
        """Answer from this library; the embedding model is loaded at the first question.

        With a language model it may word the answers; what is shown is decided without it.
        """
        keep_private()
        self.library = library
        self.model = model
        retriever = Retriever(library)
        self._asker = Asker(library, Router(library.embedder, library.path / "routes"), retriever)
        self._drafter = Drafter(model, retriever, library.record, verify) if model else None

    def ask(self, question: Question) -> Answer:
        """Answer a question.

        Raises:
            UnknownTrial: the library does not hold the trial.
        """
        *_, answer = self.stream(question)
        if not isinstance(answer, Answer):
            raise TypeError(f"The stream ended with {type(answer).__name__}.")
        return answer

    def stream(self, question: Question) -> Iterator[Stage | Statement | Answer]:
        """Answer a question step by step: what is being done, each drafted sentence that has passed, then the answer.

        Closing the iterator ends a call to the model that is under way.

        Raises:
            UnknownTrial: the library does not hold the trial.
        """
        yield Stage("searching")
        answer = self._asker.ask(question)
        if self._drafter is None:
            yield answer
        else:
            yield from self._drafter.stream(question, answer)

    def chain(self) -> Runnable[Question, Answer]:
        """The whole chain as a LangChain runnable."""
        return RunnableLambda(self.ask)

    def warm(self) -> None:
        """Load the encoder, the router's examples and the units, so that the first question does not wait for them."""
        for entry in self.library.trials()[:1]:
            self._asker.ask(Question("What is this trial about?", entry.id))
        convert(1.0, "mg", "g")  # the table of units takes a second to read
        if self.model is not None:
            Mask(remote=self.model.remote).hide("")

    def trials(self) -> tuple[Entry, ...]:
        """What can be asked about."""
        return self.library.trials()

    def record(self, id: str) -> TrialRecord:
        """The record of a trial.

        Raises:
            UnknownTrial: the library does not hold it.
        """
        return self.library.record(id)

    def lint(self, id: str) -> tuple[LintFinding, ...]:
        """What is vague, inconsistent or missing in a record."""
        return lint(self.record(id))

    def topics(self, id: str) -> dict[str, Resolution]:
        """The answerability ledger of a record: what each standard question would find."""
        record = self.record(id)
        return {
            name: topic.resolve(record, Asked(name, "en"))
            for name, topic in TOPICS.items()
            if name not in _NEED_A_QUESTION
        }


_NEED_A_QUESTION = frozenset({"lookup", "definition"})


def open_library(settings: Settings, progress: Progress | None = None) -> Library:
    """Open the library; an empty one is built from the bundled record first.

    Raises:
        TrialogueError: the folder cannot be read or written, or was built with another embedder or chunker.
    """
    library = Library.open(
        settings.library.path, open_embedder(settings.embedder.model), patience=settings.library.patience
    )
    if not library.trials():
        with as_file(files("ingest.samples").joinpath(BUNDLED)) as sample:
            library.ingest(items([str(sample)], settings), date.today(), progress)
    return library


def items(sources: Iterable[str], settings: Settings) -> Iterator[SourceItem]:
    """Find the records in these sources: files, folders, `-`, or registry ids that are fetched."""
    limit = settings.limits.record_bytes
    fetch = registry(str(settings.registry.url), seconds=settings.registry.seconds, limit=limit)
    return read(sources, limit=limit, fetch=fetch)


def open_assistant(settings: Settings | None = None, progress: Progress | None = None) -> Assistant:
    """Open the assistant over the library, and with the language model, that the settings name.

    Raises:
        UnusableChatModel: a model is named that cannot be opened or is not allowed.
    """
    settings = settings or Settings()
    model = open_model(settings.model)
    return Assistant(open_library(settings, progress), model)
