//! Random trees made from the whole catalog, and their text.

use proptest::prelude::*;

use crate::entry::{Entry, Kind, Param};
use crate::error::CoreError;
use crate::grid::{Calendar, Grid};
use crate::rule::{Column, Graph, Node, Operator, Tree, Variable, parse};
use crate::{catalog, timeframe::Timeframe};

/// Choices to make, from the front; when there are none left the first is taken, a leaf.
struct Tape(std::vec::IntoIter<u32>);

impl Tape {
    fn below(&mut self, count: usize) -> usize {
        self.0.next().unwrap_or(0) as usize % count
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn number(&mut self) -> f64 {
        let odd = [
            0.1,
            1e-7,
            1e21,
            f64::MAX,
            f64::MIN_POSITIVE,
            5e-324,
            1.0 / 3.0,
        ];
        let size = match self.below(3) {
            0 => self.below(1000) as f64,
            1 => self.below(8000) as f64 / 8.0,
            _ => self.pick(&odd),
        };
        if self.below(4) == 3 { -size } else { size }
    }

    fn param(&mut self, param: &Param) -> f64 {
        match (self.below(4), param.integer) {
            (0, _) => param.default,
            (1, _) => param.min,
            (_, true) => (param.min + self.below(50) as f64).min(param.max),
            // Plus zero, because there is one zero.
            (_, false) => self.number().clamp(param.min, param.max) + 0.0,
        }
    }
}

/// What a tree may have in it.
#[derive(Clone, Copy)]
struct Room {
    deep: usize,
    /// On longer bars there are no longer bars and no plan.
    on: bool,
}

impl Room {
    fn inside(self) -> Self {
        Self {
            deep: self.deep - 1,
            ..self
        }
    }
}

fn grow(tape: &mut Tape, kind: Kind, room: Room) -> Tree {
    let choices = if room.deep == 0 { 1 } else { 5 };
    match (kind, tape.below(choices)) {
        (Kind::Number, 0) => leaf(tape, room),
        (Kind::Boolean, 0) => {
            let operator = operator(tape, Operator::compares);
            let sides = vec![leaf(tape, room), leaf(tape, room)];
            Tree::operation(operator, sides, 0).unwrap()
        }
        (_, 1) if !room.on => {
            let inner = Room {
                on: true,
                ..room.inside()
            };
            let inner = grow(tape, kind, inner);
            Tree::on(tape.pick(&Timeframe::ALL), inner, 0).unwrap()
        }
        (_, 1 | 2) => call(tape, kind, room.inside()),
        (Kind::Number, 3) => {
            let operand = grow(tape, kind, room.inside());
            Tree::operation(Operator::Negate, vec![operand], 0).unwrap()
        }
        (Kind::Boolean, 3) => {
            let operand = grow(tape, kind, room.inside());
            Tree::operation(Operator::Not, vec![operand], 0).unwrap()
        }
        _ => {
            let operator = operator(tape, |operator| operator.gives() == kind);
            let count = if operator.chains() {
                2 + tape.below(3)
            } else {
                2
            };
            let operands = (0..count).map(|_| grow(tape, operator.takes(), room.inside()));
            Tree::operation(operator, operands.collect(), 0).unwrap()
        }
    }
}

fn operator(tape: &mut Tape, wanted: impl Fn(Operator) -> bool) -> Operator {
    let mut fitting = Operator::BINARY.to_vec();
    fitting.retain(|operator| wanted(*operator));
    tape.pick(&fitting)
}

fn leaf(tape: &mut Tape, room: Room) -> Tree {
    match tape.below(3) {
        0 => Tree::leaf(Node::Column(tape.pick(&Column::ALL)), 0),
        1 if !room.on => Tree::leaf(Node::Variable(tape.pick(&Variable::ALL)), 0),
        _ => Tree::number(tape.number()),
    }
}

/// A call whose value, or one of whose fields, is of that kind.
fn call(tape: &mut Tape, kind: Kind, room: Room) -> Tree {
    let outputs = |entry: &'static Entry| {
        (0..entry.outputs.len())
            .filter(move |output| entry.decisive().is_some() || entry.kind_of(*output) == kind)
            .map(move |output| (entry, output))
    };
    let all: Vec<_> = catalog::entries().flat_map(outputs).collect();
    let (entry, output) = tape.pick(&all);
    let mut inputs: Vec<Tree> = Vec::new();
    for input in entry.given() {
        let times = if input.repeated { 1 + tape.below(3) } else { 1 };
        for _ in 0..times {
            let wanted = input.kind.unwrap_or(kind);
            let tree = grow(tape, wanted, room);
            let fixed = wanted == Kind::Number && tree.is_constant() && !entry.takes_literals();
            inputs.push(if fixed { leaf_column(tape) } else { tree });
        }
    }
    let params: Vec<f64> = entry.params.iter().map(|p| tape.param(p)).collect();
    Tree::call(entry, inputs, &params, output, 0).unwrap()
}

fn leaf_column(tape: &mut Tape) -> Tree {
    Tree::leaf(Node::Column(tape.pick(&Column::ALL)), 0)
}

/// The same expression with brackets and spaces that change nothing.
fn noisy(tree: &Tree, tape: &mut Tape) -> String {
    let text = match &tree.node {
        Node::Call {
            entry,
            inputs,
            params,
            output,
        } => {
            let mut arguments: Vec<String> =
                inputs.iter().map(|input| noisy(input, tape)).collect();
            for (param, value) in entry.params.iter().zip(params) {
                let named = tape.below(2) == 1 || arguments.last().is_some_and(|a| a.contains('='));
                let name = if named {
                    format!("{} = ", param.name)
                } else {
                    String::new()
                };
                arguments.push(format!("{name}{}", bracketed(value.to_string(), tape)));
            }
            let field = entry.outputs[*output];
            let name = entry.name.replace('.', " . ");
            return bracketed(
                format!("{name} ({} ) . {field}", arguments.join(" ,")),
                tape,
            );
        }
        Node::Operation { operator, operands } => match operands.as_slice() {
            [operand] => format!("{} ({})", operator.text(), noisy(operand, tape)),
            _ => chain(*operator, operands, tape),
        },
        Node::On { timeframe, inner } => {
            format!("on (\n'{}',{})", timeframe.name(), noisy(inner, tape))
        }
        _ => tree.to_string(),
    };
    bracketed(text, tape)
}

/// Operands joined; those of `or` and `and` in any grouping.
fn chain(operator: Operator, operands: &[Tree], tape: &mut Tape) -> String {
    let text = operator.text();
    match operands {
        [] => String::new(),
        [only] => noisy(only, tape),
        [first, others @ ..] if operator.chains() && tape.below(2) == 1 => {
            let first = noisy(first, tape);
            format!("({first}){text} ({})", chain(operator, others, tape))
        }
        [others @ .., last] => {
            let others = chain(operator, others, tape);
            format!("({others}) {text}({})", noisy(last, tape))
        }
    }
}

fn bracketed(text: String, tape: &mut Tape) -> String {
    match tape.below(4) {
        0 => format!("( {text}\t)"),
        1 => format!("\n{text} "),
        _ => text,
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let tape = prop::collection::vec(any::<u32>(), 0..200);
    (tape, prop::bool::ANY).prop_map(|(choices, boolean)| {
        let kind = if boolean { Kind::Boolean } else { Kind::Number };
        let room = Room { deep: 5, on: false };
        grow(&mut Tape(choices.into_iter()), kind, room)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn canonical_text_of_any_tree_reads_back_as_the_same_tree_and_text(tree in tree()) {
        let text = tree.to_string();
        let again = parse(&text).unwrap();
        prop_assert_eq!(&again, &tree, "{}", text);
        prop_assert_eq!(again.to_string(), text);
    }

    #[test]
    fn canonical_text_is_the_same_node_of_a_graph(tree in tree()) {
        let calendar = Calendar::Utc;
        let mut graph = Graph::on(Some(Grid { timeframe: Timeframe::Minute, calendar }));
        let first = graph.add(&tree);
        let lanes = graph.lanes().len();
        let second = graph.add(&parse(&tree.to_string()).unwrap());
        prop_assert_eq!(first.ok(), second.ok());
        prop_assert_eq!(graph.lanes().len(), lanes);
    }

    #[test]
    fn brackets_and_spaces_that_change_nothing_do_not_change_canonical_text(
        tree in tree(), choices in prop::collection::vec(any::<u32>(), 0..200),
    ) {
        let text = noisy(&tree, &mut Tape(choices.into_iter()));
        prop_assert_eq!(parse(&text).unwrap().to_string(), tree.to_string(), "{}", text);
    }

    #[test]
    fn parse_of_anything_answers_and_points_into_the_text(text in "\\PC{0,40}") {
        if let Err(CoreError::Rule { at, .. }) = parse(&text) {
            prop_assert!(at <= text.chars().count());
        }
    }

    #[test]
    fn parse_of_rule_like_noise_answers(text in "[a-z0-9_ .()<>=+*/,-]{0,60}") {
        let _ = parse(&text);
    }
}
