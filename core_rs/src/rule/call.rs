//! Arguments of a call: inputs first, then parameters in order or by name.

use super::foreign;
use super::lexer::error;
use super::names::nearest;
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
    let mut params = Params::of(entry);
    for Argument { name, value } in arguments {
        match (name, &value.node) {
            (Some(name), node) => params.by_name(name, node, value.at)?,
            (None, Node::Number(number)) if !entry.takes_literals() => {
                params.by_position(*number, value.at)?;
            }
            (None, _) if params.begun() => {
                let (name, form) = (entry.name, form(entry));
                let message = format!("inputs of `{name}` come before its parameters: {form}");
                return Err(error(value.at, message));
            }
            (None, _) => inputs.push(value),
        }
    }
    Ok((complete_inputs(entry, inputs, at)?, params.complete()))
}

/// The parameters of a call that is being read.
struct Params {
    entry: &'static Entry,
    given: Vec<Option<f64>>,
    /// How many came by position.
    placed: usize,
    named: bool,
}

impl Params {
    fn of(entry: &'static Entry) -> Self {
        Self {
            entry,
            given: vec![None; entry.params.len()],
            placed: 0,
            named: false,
        }
    }

    fn begun(&self) -> bool {
        self.placed > 0 || self.named
    }

    fn by_position(&mut self, number: f64, at: usize) -> Result<()> {
        if self.named {
            let free = self.given.iter().position(Option::is_none);
            let name = free.map_or("name", |index| self.entry.params[index].name);
            let message = format!(
                "a parameter by position cannot follow one by name: write `{name}={number}`"
            );
            return Err(error(at, message));
        }
        let Some(param) = self.entry.params.get(self.placed) else {
            return Err(error(at, too_many(self.entry)));
        };
        self.given[self.placed] = Some(checked(self.entry, param, number, at)?);
        self.placed += 1;
        Ok(())
    }

    fn by_name(&mut self, (name, name_at): (String, usize), node: &Node, at: usize) -> Result<()> {
        self.named = true;
        let params = self.entry.params;
        let Some(index) = params.iter().position(|param| param.name == name) else {
            return Err(error(name_at, unknown_param(self.entry, &name)));
        };
        if self.given[index].is_some() {
            let message = format!("`{name}` is given twice: leave one out");
            return Err(error(name_at, message));
        }
        let Node::Number(number) = node else {
            let message = format!(
                "`{name}` must be a plain number: a parameter is the same on every bar, as in \
                 `{name}={}`",
                params[index].default
            );
            return Err(error(at, message));
        };
        self.given[index] = Some(checked(self.entry, &params[index], *number, at)?);
        Ok(())
    }

    fn complete(self) -> Vec<f64> {
        let given = self.given.into_iter().zip(self.entry.params);
        given
            .map(|(given, param)| given.unwrap_or(param.default))
            .collect()
    }
}

fn complete_inputs(entry: &'static Entry, given: Vec<Tree>, at: usize) -> Result<Vec<Tree>> {
    let wanted = entry.given().len();
    if given.is_empty() {
        let defaults = entry.given().iter().map(|input| {
            Column::find(input.default)
                .map(|column| Tree::leaf(Node::Column(column), at))
                .ok_or_else(|| {
                    let many = if wanted > 1 { "s" } else { "" };
                    let (name, form) = (entry.name, form(entry));
                    error(at, format!("`{name}` needs its input{many}: {form}"))
                })
        });
        return defaults.collect();
    }
    if given.len() == wanted || (given.len() > wanted && entry.repeats()) {
        return Ok(given);
    }
    let place = given.get(wanted).map_or(at, |extra| extra.at);
    let (name, form) = (entry.name, form(entry));
    let needed = entry.given().iter().any(|input| input.default.is_empty());
    let least = if entry.repeats() { "at least " } else { "" };
    let message = match wanted {
        0 => format!("`{name}` takes no inputs: {form}"),
        _ if !needed => format!("`{name}` takes all its inputs or none: {form}"),
        1 => format!("`{name}` takes {least}1 input, not {}: {form}", given.len()),
        _ => format!(
            "`{name}` takes {least}{wanted} inputs, not {}: {form}",
            given.len()
        ),
    };
    Err(error(place, message))
}

fn checked(entry: &Entry, param: &Param, value: f64, at: usize) -> Result<f64> {
    let (name, of) = (param.name, entry.name);
    if param.integer && value.fract() != 0.0 {
        let message = format!("{name} of `{of}` must be a whole number, not {value}");
        return Err(error(at, message));
    }
    if !(param.min..=param.max).contains(&value) {
        let [min, max, value] = [param.min, param.max, value].map(short);
        let message = format!("{name} of `{of}` must be {min} to {max}, not {value}");
        return Err(error(at, message));
    }
    Ok(value)
}

/// A number without a row of zeros.
fn short(value: f64) -> String {
    if value.abs() < 1e12 {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

fn too_many(entry: &Entry) -> String {
    let (name, form) = (entry.name, form(entry));
    match entry.params.len() {
        0 => format!("`{name}` takes no parameters: {form}"),
        1 => format!("`{name}` takes 1 parameter: {form}"),
        count => format!("`{name}` takes {count} parameters: {form}"),
    }
}

fn unknown_param(entry: &Entry, wrong: &str) -> String {
    let (name, form) = (entry.name, form(entry));
    let params = || entry.params.iter().map(|param| param.name);
    let is_input = |word: &str| entry.given().iter().any(|input| input.name == word);
    if is_input(wrong) || Column::find(wrong).is_some() || INPUTS.contains(&wrong) {
        return format!("inputs of `{name}` come first and without a name: {form}");
    }
    if entry.params.is_empty() {
        return too_many(entry);
    }
    let ours = foreign::param(wrong).filter(|ours| params().any(|param| param == *ours));
    match ours.or_else(|| nearest(wrong, params())) {
        Some(ours) => {
            format!("`{name}` has no parameter `{wrong}`, did you mean `{ours}`? It is {form}")
        }
        None => format!("`{name}` has no parameter `{wrong}`: it is {form}"),
    }
}

/// Names that other libraries have for the input of a function.
const INPUTS: &[&str] = &["data", "price", "real", "series", "source", "src", "x"];

/// How a call is written in full: `bbands(close, period=5, up=2, down=2)`.
fn form(entry: &Entry) -> String {
    let inputs = entry.given().iter().map(|input| match input.default {
        "" => input.name.to_string(),
        column => column.to_string(),
    });
    let more = entry.repeats().then(|| "...".to_string());
    let params = entry
        .params
        .iter()
        .map(|param| format!("{}={}", param.name, param.default));
    let arguments: Vec<String> = inputs.chain(more).chain(params).collect();
    match arguments.as_slice() {
        [] => format!("`{}`", entry.name),
        _ => format!("`{}({})`", entry.name, arguments.join(", ")),
    }
}
