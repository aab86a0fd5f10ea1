//! What holds for every pattern on any series.

use super::paths::{Bars, outputs};
use super::zigzag::{Pivot, Zigzag};
use super::*;
use crate::entry::Kind;
use proptest::prelude::*;

/// Patterns and their mirror images.
const MIRRORED: [[&Entry; 2]; 7] = [
    [&double_bottom::BOTTOM, &double_bottom::TOP],
    [
        &inverse_head_shoulders::INVERSE,
        &inverse_head_shoulders::UPRIGHT,
    ],
    [&bull_flag::BULL, &bull_flag::BEAR],
    [&cup_and_handle::CUP, &cup_and_handle::INVERSE],
    [
        &ascending_triangle::ASCENDING,
        &ascending_triangle::DESCENDING,
    ],
    [&falling_wedge::FALLING, &falling_wedge::RISING],
    [&elliott_wave_135::UP, &elliott_wave_135::DOWN],
];

fn patterns() -> impl Iterator<Item = &'static Entry> {
    ENTRIES.iter().filter(|entry| entry.kind == Kind::Boolean)
}

fn defaults(entry: &Entry) -> Vec<f64> {
    entry.params.iter().map(|param| param.default).collect()
}

/// Bars from moves and shares in 0 to 1: where in its range each bar closes, how much is traded.
fn bars(steps: &[(f64, f64)]) -> Bars {
    let mut price = 100.0;
    let mut bars = Bars::of(&[]);
    for &(step, share) in steps {
        price *= 1.0 + step;
        let range = 0.01 * price;
        bars.high.push(price + range);
        bars.low.push(price - range);
        bars.close.push(price + (2.0 * share - 1.0) * range);
        bars.volume.push(1000.0 * share);
    }
    bars
}

/// A long walk of swings that turn at random, the same in every run.
fn walk(length: usize) -> Bars {
    let mut seed = 1_u64;
    let mut random = || {
        // Knuth's generator, by its upper half.
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 32) as f64 / f64::from(u32::MAX)
    };
    let (mut level, mut drift) = (0.0_f64, 0.02);
    let steps: Vec<(f64, f64)> = (0..length)
        .map(|_| {
            if random() < 0.25 {
                drift = 0.06 * (random() - 0.5);
            }
            // Drawn back to its start, so that prices stay in one order of magnitude.
            let step = drift + 0.01 * (random() - 0.5) - 0.01 * level;
            level += (1.0 + step).ln();
            (step, random())
        })
        .collect();
    bars(&steps)
}

fn same(left: &[f64], right: &[f64]) -> bool {
    left.iter()
        .zip(right)
        .all(|(a, b)| a == b || a.is_nan() && b.is_nan())
}

#[test]
fn every_pattern_shows_pivots_that_were_confirmed_by_then() {
    let bars = walk(60_000);
    let mut zigzag = Zigzag::new(5.0);
    let mut confirmed = vec![None; bars.close.len()];
    for (&high, &low) in bars.high.iter().zip(&bars.low) {
        if let Some(pivot) = zigzag.next(high, low) {
            confirmed[usize::try_from(pivot.at).unwrap()] = Some(pivot);
        }
    }
    for entry in patterns() {
        let mut params = defaults(entry);
        if let Some(tolerance) = params.get_mut(1) {
            // A walk knows nothing of ratios; this wide, it has some.
            *tolerance = 10.0;
        }
        let columns = outputs(entry, &params, &bars);
        let named: Vec<(&str, &Vec<f64>)> = entry.outputs.iter().copied().zip(&columns).collect();
        let field = |name: &str| named.iter().find(|(known, _)| *known == name).unwrap().1;
        let ages: Vec<_> = named
            .iter()
            .filter(|(name, _)| name.ends_with("_age"))
            .collect();
        let mut count = 0;
        for bar in (0..bars.close.len()).filter(|&bar| columns[0][bar] == 1.0) {
            count += 1;
            assert!(field("height")[bar] > 0.0, "{}", entry.name);
            assert_eq!(field("duration")[bar], ages[0].1[bar], "{}", entry.name);
            for (name, age) in &ages {
                let price = field(&name.replace("_age", "_price"))[bar];
                let pivot: Pivot = confirmed[bar - age[bar] as usize].unwrap();
                assert_eq!(price, pivot.price, "{} {name}", entry.name);
                assert!(pivot.confirmed_at <= bar as u64, "{} {name}", entry.name);
            }
            for pair in ages.windows(2) {
                assert!(pair[0].1[bar] > pair[1].1[bar], "{}", entry.name);
            }
        }
        // What is never seen here would be tested by nothing, what is always seen is no pattern.
        assert!((1..1_000).contains(&count), "{}: {count}", entry.name);
    }
}

#[test]
fn every_pattern_has_fields_where_it_is_true_and_only_there() {
    let bars = walk(20_000);
    for entry in patterns() {
        let columns = outputs(entry, &defaults(entry), &bars);
        for bar in 0..bars.close.len() {
            let truth = columns[0][bar];
            assert!(truth == 0.0 || truth == 1.0, "{}", entry.name);
            let null = columns[1..].iter().map(|column| column[bar].is_nan());
            assert!(null.into_iter().all(|null| null == (truth == 0.0)));
        }
    }
}

#[test]
fn every_mirror_image_is_the_pattern_on_negated_prices() {
    // One price a bar: where a bar has both extremes, the zigzag's first pivot is a matter of taste.
    let prices = walk(60_000).close;
    let negated: Vec<f64> = prices.iter().map(|price| -price).collect();
    for [pattern, mirror] in MIRRORED {
        let ours = outputs(pattern, &[5.0], &Bars::of(&prices));
        let theirs = outputs(mirror, &[5.0], &Bars::of(&negated));
        for ((name, left), right) in pattern.outputs.iter().zip(&ours).zip(&theirs) {
            let priced = name.ends_with("_price") || *name == "neckline";
            let sign = if priced { -1.0 } else { 1.0 };
            let turned: Vec<f64> = right.iter().map(|value| sign * value).collect();
            assert!(same(left, &turned), "{} {name}", mirror.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_pattern_keeps_what_it_said_when_bars_are_appended(
        steps in prop::collection::vec((-0.08_f64..0.08, 0.0_f64..1.0), 2..400), cut in 0.0_f64..1.0,
    ) {
        let all = bars(&steps);
        let early = bars(&steps[..(cut * steps.len() as f64) as usize]);
        for entry in ENTRIES {
            let full = outputs(entry, &defaults(entry), &all);
            let part = outputs(entry, &defaults(entry), &early);
            for (left, right) in part.iter().zip(&full) {
                prop_assert!(same(left, right), "{}", entry.name);
            }
        }
    }

    #[test]
    fn every_pattern_of_prices_in_another_unit_differs_in_prices_only(
        steps in prop::collection::vec((-0.08_f64..0.08, 0.0_f64..1.0), 2..400), power in -20..20,
    ) {
        let unit = 2.0_f64.powi(power);
        let bars = bars(&steps);
        let mut scaled = bars.clone();
        for column in [&mut scaled.high, &mut scaled.low, &mut scaled.close, &mut scaled.volume] {
            for value in column {
                *value *= unit;
            }
        }
        for entry in ENTRIES {
            let ours = outputs(entry, &defaults(entry), &bars);
            let theirs = outputs(entry, &defaults(entry), &scaled);
            for ((name, left), right) in entry.outputs.iter().zip(&ours).zip(&theirs) {
                let priced = ["neckline", "height", "price", "provisional"].contains(name)
                    || name.ends_with("_price");
                let factor = if priced { unit } else { 1.0 };
                let expected: Vec<f64> = left.iter().map(|value| factor * value).collect();
                prop_assert!(same(&expected, right), "{} {name}", entry.name);
            }
        }
    }
}
