//! One formation by hand for each kind of TA-Lib's candles, and its mirror image.

use super::last_value;

/// A body of 0.5 in a range of 2: a longer body is long, one of at most 0.2 is a doji's, a shadow
/// below 0.2 is very short, 0.4 is near and 0.1 equal.
const QUIET: [f64; 4] = [100.0, 101.0, 99.0, 100.5];
/// The mirror image is the same at 200 less the price.
const MIRROR: f64 = 200.0;

const BLACK: [f64; 4] = [102.0, 102.2, 99.8, 100.0];
const BABY: [f64; 4] = [99.2, 99.5, 99.0, 99.3];
const RETURN: [f64; 4] = [99.9, 101.8, 99.7, 101.5];
const GAPPED: [f64; 4] = [101.0, 102.1, 100.9, 102.0];

/// Name, formation; after it the name of the mirror image, where that is another function.
type Case = (&'static str, &'static [[f64; 4]], &'static str);

/// Bullish formations with a bearish mirror image.
const BOTH_WAYS: &[Case] = &[
    (
        "cdl.engulfing",
        &[[100.5, 101.0, 99.0, 100.0], [99.9, 101.5, 99.5, 101.0]],
        "",
    ),
    (
        "cdl.3outside",
        &[
            [100.5, 101.0, 99.9, 100.0],
            [99.9, 101.2, 99.8, 101.0],
            [101.0, 102.0, 100.9, 101.5],
        ],
        "",
    ),
    ("cdl.harami", &[BLACK, [100.8, 101.2, 100.6, 101.0]], ""),
    (
        "cdl.haramicross",
        &[BLACK, [100.8, 101.2, 100.6, 100.9]],
        "",
    ),
    (
        "cdl.3inside",
        &[
            BLACK,
            [100.8, 101.2, 100.6, 101.0],
            [101.0, 102.6, 100.9, 102.5],
        ],
        "",
    ),
    ("cdl.dojistar", &[BLACK, [99.5, 99.9, 99.1, 99.5]], ""),
    (
        "cdl.morningstar",
        &[BLACK, [99.6, 99.8, 99.2, 99.5], RETURN],
        "cdl.eveningstar",
    ),
    (
        "cdl.morningdojistar",
        &[BLACK, BABY, RETURN],
        "cdl.eveningdojistar",
    ),
    ("cdl.abandonedbaby", &[BLACK, BABY, RETURN], ""),
    ("cdl.belthold", &[[100.0, 102.5, 100.0, 102.0]], ""),
    ("cdl.closingmarubozu", &[[100.0, 102.0, 99.5, 102.0]], ""),
    ("cdl.marubozu", &[[100.0, 102.0, 100.0, 102.0]], ""),
    ("cdl.longline", &[[100.0, 102.3, 99.7, 102.0]], ""),
    ("cdl.shortline", &[[100.0, 100.5, 99.7, 100.2]], ""),
    ("cdl.spinningtop", &[[100.0, 100.8, 99.4, 100.2]], ""),
    ("cdl.highwave", &[[100.0, 100.8, 99.4, 100.2]], ""),
    (
        "cdl.piercing",
        &[BLACK, [99.5, 101.7, 99.3, 101.5]],
        "cdl.darkcloudcover",
    ),
    (
        "cdl.counterattack",
        &[BLACK, [98.0, 100.2, 97.8, 100.0]],
        "",
    ),
    (
        "cdl.separatinglines",
        &[[101.0, 101.2, 99.8, 100.0], [101.0, 103.0, 101.0, 102.8]],
        "",
    ),
    (
        "cdl.kicking",
        &[[102.0, 102.0, 100.0, 100.0], [102.5, 104.5, 102.5, 104.5]],
        "",
    ),
    (
        "cdl.kickingbylength",
        &[[102.0, 102.0, 100.0, 100.0], [102.5, 105.0, 102.5, 105.0]],
        "",
    ),
    (
        "cdl.3linestrike",
        &[
            [100.0, 101.2, 99.8, 101.0],
            [100.8, 102.2, 100.6, 102.0],
            [101.8, 103.2, 101.6, 103.0],
            [103.2, 103.4, 99.5, 99.8],
        ],
        "",
    ),
    (
        "cdl.breakaway",
        &[
            [104.0, 104.2, 101.8, 102.0],
            [101.5, 101.7, 100.8, 101.0],
            [101.0, 101.2, 100.3, 100.6],
            [100.6, 100.9, 99.9, 100.1],
            [100.2, 101.9, 100.0, 101.8],
        ],
        "",
    ),
    (
        "cdl.risefall3methods",
        &[
            [100.0, 104.2, 99.8, 104.0],
            [103.5, 103.7, 103.0, 103.2],
            [103.1, 103.3, 102.6, 102.8],
            [102.7, 102.9, 102.2, 102.4],
            [102.6, 105.2, 102.5, 105.0],
        ],
        "",
    ),
    ("cdl.tasukigap", &[GAPPED, [101.8, 101.9, 100.7, 100.8]], ""),
    (
        "cdl.xsidegap3methods",
        &[GAPPED, [101.5, 101.6, 100.2, 100.3]],
        "",
    ),
    (
        "cdl.hikkake",
        &[
            [100.0, 103.0, 97.0, 100.5],
            [100.0, 102.0, 98.0, 100.5],
            [100.0, 101.5, 97.5, 99.0],
        ],
        "",
    ),
];

/// Formations that mean one direction only, with their value.
const ONE_WAY: &[(&str, &[[f64; 4]], f64)] = &[
    ("cdl.hammer", &[[99.0, 99.3, 97.5, 99.2]], 100.0),
    ("cdl.hangingman", &[[101.0, 101.3, 99.5, 101.2]], -100.0),
    ("cdl.invertedhammer", &[[99.0, 100.9, 98.9, 99.2]], 100.0),
    ("cdl.shootingstar", &[[101.0, 103.0, 100.9, 101.2]], -100.0),
    ("cdl.doji", &[[100.0, 101.0, 99.0, 100.0]], 100.0),
    ("cdl.dragonflydoji", &[[100.0, 100.1, 98.0, 100.0]], 100.0),
    ("cdl.gravestonedoji", &[[100.0, 102.0, 99.9, 100.0]], 100.0),
    (
        "cdl.3whitesoldiers",
        &[
            [100.0, 101.0, 99.9, 101.0],
            [100.6, 101.8, 100.5, 101.8],
            [101.4, 102.8, 101.3, 102.8],
        ],
        100.0,
    ),
    (
        "cdl.3blackcrows",
        &[
            [101.0, 101.1, 100.0, 100.0],
            [100.6, 100.7, 99.2, 99.2],
            [99.8, 99.9, 98.2, 98.2],
        ],
        -100.0,
    ),
    (
        "cdl.gapsidesidewhite",
        &[GAPPED, [101.0, 102.2, 100.9, 102.0]],
        100.0,
    ),
    (
        "cdl.hikkake",
        &[
            [100.0, 103.0, 97.0, 100.5],
            [100.0, 102.0, 98.0, 100.5],
            [100.0, 101.5, 97.5, 99.0],
            [100.0, 103.0, 99.5, 102.5],
        ],
        200.0,
    ),
];

fn mirrored([open, high, low, close]: [f64; 4]) -> [f64; 4] {
    [open, low, high, close].map(|price| MIRROR - price)
}

/// The value at the end of a formation after enough quiet bars.
fn value(name: &str, formation: &[[f64; 4]], seen: fn([f64; 4]) -> [f64; 4]) -> f64 {
    let bars = [QUIET; 14].iter().chain(formation).map(|bar| seen(*bar));
    let bars = bars.map(|[open, high, low, close]| [open, high, low, close, 1.0]);
    last_value(name, &bars.collect::<Vec<_>>())
}

#[test]
fn candles_with_two_directions_are_bullish_and_in_the_mirror_bearish() {
    for (name, formation, other) in BOTH_WAYS {
        let bearish = if other.is_empty() { name } else { other };
        assert_eq!(value(name, formation, |bar| bar), 100.0, "{name}");
        assert_eq!(value(bearish, formation, mirrored), -100.0, "{bearish}");
    }
}

#[test]
fn candles_with_one_direction_have_its_value_and_quiet_bars_none() {
    for (name, formation, expected) in ONE_WAY {
        assert_eq!(value(name, formation, |bar| bar), *expected, "{name}");
        assert_eq!(value(name, &[QUIET], |bar| bar), 0.0, "{name}");
    }
}

#[test]
fn a_bar_with_a_null_input_is_null_and_skipped() {
    // On the bar where the open is 100, `x / (open - 100)` is null: as if it had not been.
    let name = "cdl.engulfing(open + 0 / (open - 100), high, low, close)";
    let bar = |[open, high, low, close]: [f64; 4]| [open, high, low, close, 1.0];
    let black = bar([100.5, 101.0, 99.0, 100.1]);
    let white = bar([100.05, 101.5, 99.5, 101.0]);
    let unknown = bar([100.0, 101.0, 99.0, 100.5]);
    let bars = [black, black, black, unknown, white];
    assert!(last_value(name, &bars[..4]).is_nan());
    assert_eq!(last_value(name, &bars), 100.0);
}
