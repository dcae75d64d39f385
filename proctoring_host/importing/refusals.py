"""Why an import cannot begin, or cannot go on."""

from proctoring_host.errors import ProctoringError


class ImportRefused(ProctoringError):
    """The source cannot be read, or is not what it should be; the message repeats neither rows nor passwords."""

    code = "import_refused"
