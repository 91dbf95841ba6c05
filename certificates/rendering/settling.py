"""Objects settled before a PDF is written: pydyf reckons each twice, once for the file's identifier."""

import pydyf


class SettledStream(pydyf.Stream):
    """A stream whose bytes are reckoned once; nothing may be added to it any more."""

    def __init__(self, stream: pydyf.Stream) -> None:
        self.__dict__ |= stream.__dict__
        self.settled = stream.data

    @property
    def data(self) -> bytes:
        return self.settled


class SettledObject(pydyf.Object):
    """Any other object, likewise."""

    def __init__(self, settled: pydyf.Object) -> None:
        self.__dict__ |= settled.__dict__
        self.settled = settled.data

    @property
    def data(self) -> bytes:
        return self.settled


def settle(document, pdf: pydyf.PDF) -> None:
    """To be called by WeasyPrint as its finisher, when all is drawn and nothing is written."""
    pdf.objects = [
        each if each.free == "f" else SettledStream(each) if isinstance(each, pydyf.Stream) else SettledObject(each)
        for each in pdf.objects
    ]
