"""Files made from the catalog are what the catalog gives."""

import re

from pytoolkit import core
from tests.core import catalog_page, ta_stub


def test_stub_is_what_the_catalog_gives() -> None:
    assert ta_stub.STUB.read_text() == ta_stub.render(), "run `make generated`"


def test_page_is_what_the_catalog_gives() -> None:
    assert catalog_page.PAGE.read_text() == catalog_page.render(), "run `make generated`"


def test_page_shows_calls_that_are_read() -> None:
    page = catalog_page.render()
    forms = re.findall(r"^- `([^`]+)`$", page, re.MULTILINE)

    assert len(forms) == len(core.catalog())
    for entry, form in zip(core.catalog(), forms, strict=True):
        if not entry.written:
            field = "" if entry.outputs[0] == "value" else f".{entry.outputs[0]}"
            canonical = core.canonical(form + field)
            assert canonical == core.canonical(entry.name + field)
