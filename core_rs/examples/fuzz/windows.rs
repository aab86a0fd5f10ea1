//! Rules that ask for as much memory as they can.

use pytoolkit_core::{
    catalog,
    entry::{Entry, Kind},
};

use crate::source::Source;

/// Calls of one function with different windows near the longest one, each of which must be kept.
pub fn text(source: &mut Source) -> String {
    let windows = catalog::entries().filter(|entry| entry.params.iter().any(|param| param.integer));
    let entries: Vec<&Entry> = windows.collect();
    let entry = *source.pick(&entries);
    let most = *source.pick(&[20, 24, 24, 500]);
    let mut calls: Vec<String> = (0..=source.below(most))
        .map(|number| call(entry, number))
        .collect();
    // Pairs of pairs, since a row of many would be too deep.
    while calls.len() > 1 {
        let pairs = calls
            .chunks(2)
            .map(|pair| format!("({})", pair.join(" or ")));
        calls = pairs.collect();
    }
    calls.concat()
}

fn call(entry: &Entry, number: u64) -> String {
    let must = entry.given().iter().any(|input| input.default.is_empty());
    let inputs = entry
        .given()
        .iter()
        .filter(|_| must)
        .map(|_| format!("close > {number}"));
    let params = entry.params.iter().map(|param| {
        let value = if param.integer {
            (param.max - number as f64).max(param.min)
        } else {
            param.default
        };
        value.to_string()
    });
    let arguments: Vec<String> = inputs.chain(params).collect();
    let (name, arguments, field) = (entry.name, arguments.join(", "), entry.outputs[0]);
    match entry.kind_of(0) {
        Kind::Number => format!("{name}({arguments}).{field} != 1"),
        Kind::Boolean => format!("{name}({arguments}).{field}"),
    }
}
