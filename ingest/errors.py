"""What can go wrong while a record is read or stored, said in one line with its remedy."""


class TrialogueError(Exception):
    """Base of every error a user can meet; its text is one line that says what to do next."""


class UnreadableSource(TrialogueError):
    """The source is not a trial record in a format this version knows."""


class UnknownTrial(TrialogueError):
    """The library holds no record with this identifier."""


class UnknownSpan(TrialogueError):
    """A span does not lie inside the source it names."""


class LibraryUnavailable(TrialogueError):
    """The library's folder cannot be read or written."""


class StaleLibrary(TrialogueError):
    """The library was built with another embedder or another chunker."""


class UnusableModel(TrialogueError):
    """The embedding model is absent or is not the one its digest promises."""
