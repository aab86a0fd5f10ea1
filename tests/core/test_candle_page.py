"""The page about candles, against the catalog and the settings of the core."""

from pytoolkit import core
from tests.core.candle_page import PAGE, candles, render, settings


def test_page_is_what_catalog_and_settings_give() -> None:
    page = PAGE.read_text()

    assert page == render(page), "run `python -m tests.core.candle_page`"


def test_page_lists_every_candle_and_every_setting_of_talib() -> None:
    named = [entry for entry in core.catalog() if entry.name.startswith(("cdl.", "candle."))]

    assert len(candles()) - 2 == len(named) == 61 + 16
    # TA-Lib has eleven; BodyVeryLong is used by none of its functions.
    assert len(settings()) - 2 == 10
