"""Rule text from Python; the language itself is tested in core_rs/src/rule."""

import pytest

from pytoolkit import core
from pytoolkit.errors import BadRule


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ema(12)crosses_above ema(26) and rsi(14)<=70",
         "ema(12) crosses_above ema(26) and rsi(14) <= 70"),
        ("sma(volume , 20)", "sma(volume, 20)"),
        ("bbands(20, up=2.5).upper", "bbands(20, 2.5, 2, 0).upper"),
        ("macd.hist", "macd(12, 26, 9).hist"),
        ("cdl.engulfing() > 0", "cdl.engulfing > 0"),
        ("structure.double_bottom", "structure.double_bottom(5)"),
        ("structure.double_bottom.neckline", "structure.double_bottom(5).neckline"),
        ("entry_price+2*(entry_price-stop)", "entry_price + 2 * (entry_price - stop)"),
        ("within(candle.bullish_hammer)", "within(candle.bullish_hammer, 10)"),
    ],
)  # fmt: skip
def test_canonical_text_writes_every_parameter_and_is_its_own_canonical(
    text: str, expected: str
) -> None:
    assert core.canonical(text) == expected
    assert core.canonical(expected) == expected


@pytest.mark.parametrize(
    ("text", "wanted", "at", "part"),
    [
        ("rsi(14) > 70 and cdl.engulfing", "boolean", 17, "write `cdl.engulfing > 0`"),
        ("cdl.engulfing", "boolean", 0, "write `cdl.engulfing > 0`"),
        ("close > 1", "number", 0, "a condition where a number is wanted"),
        ("macd(12, 26, 9) > 0", None, 0, "`macd.line`, `macd.signal`, `macd.hist`"),
        ("bbands(20).uper > close", None, 11, "did you mean `upper`?"),
        ("close > emma(3)", None, 8, "did you mean `ema`?"),
        ("candle.bulish_hammer", None, 0, "did you mean `candle.bullish_hammer`?"),
        ("rsi(0)", None, 4, "must be"),
        ("rsi(14) > ", None, 10, "found the end"),
        ("é > 1", None, 0, "no meaning"),
        ("", None, 0, "empty"),
    ],
)
def test_canonical_of_a_bad_rule_says_what_to_write_and_where(
    text: str, wanted: core.Kind | None, at: int, part: str
) -> None:
    with pytest.raises(BadRule) as refusal:
        core.canonical(text, wanted)

    assert refusal.value.at == at
    assert part in str(refusal.value)
    assert str(refusal.value).endswith(f"(character {at})")


def test_warmup_adds_up_along_the_longest_path() -> None:
    assert core.warmup("close") == 0
    assert core.warmup("sma(ema(5), 10) > ema(3)") == 13
    assert core.warmup("ema(12) crosses_above ema(26)") == 26
