//! Arguments of a call: inputs first, then parameters in order or by name.

use super::lexer::error;
use super::names::suggestion;
use super::tree::{Column, Node, Tree};
use crate::{
    entry::{Entry, Param},
    error::Result,
};

/// One argument as written.
pub(super) struct Argument {
    /// Name before `=`, with its place.
    pub name: Option<(String, usize)>,
    pub value: Tree,
}

/// Complete inputs and parameters of a call from what is written.
///
/// # Errors
/// Too many or too few arguments, unknown or repeated names, values out of bounds.
pub(super) fn complete(
    entry: &'static Entry,
    arguments: Vec<Argument>,
    at: usize,
) -> Result<(Vec<Tree>, Vec<f64>)> {
    let mut inputs = Vec::new();
    let mut params: Vec<Option<f64>> = vec![None; entry.params.len()];
    let mut next = 0;
    let mut named = false;
    for Argument { name, value } in arguments {
        let place = value.at;
        match (name, &value.node) {
            (None, Node::Number(number)) => {
                if named {
                    return Err(error(
                        place,
                        "a parameter by position cannot follow one by name",
                    ));
                }
                let Some(param) = entry.params.get(next) else {
                    return Err(error(place, too_many(entry)));
                };
                params[next] = Some(checked(entry, param, *number, place)?);
                next += 1;
            }
            (None, _) => {
                if next > 0 || named {
                    let message = format!("inputs of `{}` come before its parameters", entry.name);
                    return Err(error(place, message));
                }
                inputs.push(value);
            }
            (Some((name, name_at)), node) => {
                named = true;
                let Some(index) = entry.params.iter().position(|param| param.name == name) else {
                    return Err(error(name_at, unknown_param(entry, &name)));
                };
                if params[index].is_some() {
                    return Err(error(name_at, format!("`{name}` is given twice")));
                }
                let Node::Number(number) = node else {
                    return Err(error(place, format!("`{name}` must be a plain number")));
                };
                params[index] = Some(checked(entry, &entry.params[index], *number, place)?);
            }
        }
    }
    let params = params
        .iter()
        .zip(entry.params)
        .map(|(given, param)| given.unwrap_or(param.default))
        .collect();
    Ok((complete_inputs(entry, inputs, at)?, params))
}

fn complete_inputs(entry: &'static Entry, given: Vec<Tree>, at: usize) -> Result<Vec<Tree>> {
    if given.is_empty() {
        return entry
            .given()
            .iter()
            .map(|input| match Column::find(input.default) {
                Some(column) => Ok(Tree::leaf(Node::Column(column), at)),
                None => Err(error(
                    at,
                    format!("`{}` needs its input: {}", entry.name, form(entry)),
                )),
            })
            .collect();
    }
    if given.len() == entry.given().len() {
        return Ok(given);
    }
    let place = given.get(entry.given().len()).map_or(at, |extra| extra.at);
    let message = if entry.given().is_empty() {
        format!("`{}` takes no inputs", entry.name)
    } else {
        format!(
            "`{}` takes all its inputs or none: {}",
            entry.name,
            form(entry)
        )
    };
    Err(error(place, message))
}

fn checked(entry: &Entry, param: &Param, value: f64, at: usize) -> Result<f64> {
    let Param { name, min, max, .. } = param;
    if param.integer && value.fract() != 0.0 {
        let message = format!(
            "{name} of `{}` must be a whole number, not {value}",
            entry.name
        );
        return Err(error(at, message));
    }
    if !(*min..=*max).contains(&value) {
        let message = format!(
            "{name} of `{}` must be {min} to {max}, not {value}",
            entry.name
        );
        return Err(error(at, message));
    }
    Ok(value)
}

fn too_many(entry: &Entry) -> String {
    match entry.params.len() {
        0 => format!("`{}` takes no parameters", entry.name),
        count => format!("`{}` takes {count} parameters: {}", entry.name, form(entry)),
    }
}

fn unknown_param(entry: &Entry, name: &str) -> String {
    if entry.params.is_empty() {
        return too_many(entry);
    }
    let near = suggestion(name, entry.params.iter().map(|param| param.name));
    let form = form(entry);
    format!(
        "`{}` has no parameter `{name}`{near} It is {form}",
        entry.name
    )
}

/// How a call is written in full: `bbands(close, period=5, up=2, down=2)`.
fn form(entry: &Entry) -> String {
    let inputs = entry.given().iter().map(|input| match input.default {
        "" => input.name.to_string(),
        column => column.to_string(),
    });
    let params = entry
        .params
        .iter()
        .map(|param| format!("{}={}", param.name, param.default));
    let arguments: Vec<String> = inputs.chain(params).collect();
    format!("`{}({})`", entry.name, arguments.join(", "))
}
