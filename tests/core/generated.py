"""Rewrites every file that is made from the core's catalog: `python -m tests.core.generated`."""

from tests.core import candle_page, catalog_page, ta_stub

if __name__ == "__main__":
    ta_stub.STUB.write_text(ta_stub.render())
    catalog_page.PAGE.write_text(catalog_page.render())
    candle_page.PAGE.write_text(candle_page.render(candle_page.PAGE.read_text()))
