//! Hand-made price paths for the tests of patterns, and what a catalog entry says of them.

use crate::entry::Entry;

/// A straight line of `bars` bars to each target, from `start`.
pub(super) fn path(start: f64, legs: &[(f64, u32)]) -> Vec<f64> {
    let mut prices = vec![start];
    for &(target, bars) in legs {
        let from = prices[prices.len() - 1];
        let step = (target - from) / f64::from(bars);
        prices.extend((1..bars).map(|bar| from + step * f64::from(bar)));
        prices.push(target);
    }
    prices
}

/// The same path upside down, around a price in its middle.
pub(super) fn upside_down(prices: &[f64], middle: f64) -> Vec<f64> {
    prices.iter().map(|price| 2.0 * middle - price).collect()
}

/// All outputs of an entry, from the columns that its inputs are by default.
pub(super) fn outputs(entry: &Entry, params: &[f64], bars: &Bars) -> Vec<Vec<f64>> {
    let inputs: Vec<&[f64]> = entry
        .inputs
        .iter()
        .map(|input| bars.column(input.default))
        .collect();
    let mut columns = vec![vec![0.0; bars.close.len()]; entry.outputs.len()];
    let mut outputs: Vec<&mut [f64]> = columns.iter_mut().map(Vec::as_mut_slice).collect();
    let mut lane = (entry.build)(params);
    assert_eq!(lane.outputs().len(), entry.outputs.len());
    assert_eq!(lane.inputs().len(), entry.inputs.len());
    lane.grow(1);
    lane.run(0, &inputs, &mut outputs);
    columns
}

/// The bars at which a pattern is true, and its fields there.
pub(super) fn found(entry: &Entry, params: &[f64], bars: &Bars) -> Vec<(usize, Vec<f64>)> {
    let columns = outputs(entry, params, bars);
    (0..bars.close.len())
        .filter(|&bar| columns[0][bar] == 1.0)
        .map(|bar| (bar, columns[1..].iter().map(|column| column[bar]).collect()))
        .collect()
}

/// The bars at which a pattern is true on a path, with a zigzag of 5 %.
pub(super) fn seen(entry: &Entry, prices: &[f64]) -> Vec<usize> {
    seen_by(entry, 5.0, prices)
}

/// The same with another zigzag; other parameters have their defaults.
pub(super) fn seen_by(entry: &Entry, pct: f64, prices: &[f64]) -> Vec<usize> {
    let mut params: Vec<f64> = entry.params.iter().map(|param| param.default).collect();
    params[0] = pct;
    found(entry, &params, &Bars::of(prices))
        .into_iter()
        .map(|(bar, _)| bar)
        .collect()
}

/// Bars as columns.
#[derive(Clone)]
pub(super) struct Bars {
    pub high: Vec<f64>,
    pub low: Vec<f64>,
    pub close: Vec<f64>,
    pub volume: Vec<f64>,
}

impl Bars {
    /// Bars whose prices are all the same, with a volume of one.
    pub(super) fn of(prices: &[f64]) -> Self {
        Self {
            high: prices.to_vec(),
            low: prices.to_vec(),
            close: prices.to_vec(),
            volume: vec![1.0; prices.len()],
        }
    }

    fn column(&self, name: &str) -> &[f64] {
        match name {
            "high" => &self.high,
            "low" => &self.low,
            "close" => &self.close,
            "volume" => &self.volume,
            _ => panic!("no column {name}"),
        }
    }
}
