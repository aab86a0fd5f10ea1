//! What is said to somebody who writes something else than a rule, and where it points.

use crate::error::CoreError;
use crate::rule::parse;

/// Text, the character it is about, a part of what is said.
type Row = (&'static str, usize, &'static str);

/// The text cannot be read.
#[rustfmt::skip] // one row a line
const SYNTAX: &[Row] = &[
    // Nothing, or not all of it.
    ("", 0, "the rule is empty: write one, as in `rsi(14) < 30`"),
    (" ", 0, "the rule is empty"),
    ("close >", 7, "expected a value after `>`, found the end: write what is missing"),
    ("close > 1 or", 12, "expected a value after `or`, found the end"),
    ("not", 3, "expected a value after `not`, found the end"),
    ("and", 0, "expected a value, found `and`: write a value on both sides of `and`"),
    ("> 5", 0, "write a value on both sides of `>`"),
    ("close > and open", 8, "write a value on both sides of `and`"),
    ("crosses_above ema(26)", 0, "write a value on both sides of `crosses_above`"),
    ("+5", 0, "found `+`: leave it out"),
    // Brackets and commas.
    ("(close > 1", 10, "found the end: the bracket at character 0 is not closed"),
    ("close > ema(12", 14, "found the end: the bracket at character 11 is not closed"),
    ("on('1Hour', close", 17, "the bracket at character 2 is not closed"),
    ("close > 1)", 9, "found `)`: no bracket is open, delete it"),
    ("()", 1, "found `)`: write something between the brackets"),
    ("ema(,5)", 4, "found `,`: write what is missing before it"),
    ("ema(5,)", 6, "found `)`: write what is missing before it"),
    ("ema(12 13)", 7, "found `13`: write an operator or a comma before it"),
    ("close, open", 5, "only the arguments of a call are separated by commas"),
    ("close(1)", 5, "`close` takes no arguments, `lag(close, n)` is an earlier one"),
    ("2(close)", 1, "multiplication is written `*`"),
    ("{close}", 0, "`{` has no meaning in a rule, brackets are `(` and `)`"),
    // Two values, and no operator of ours between them.
    ("rsi(14) 70", 8, "expected an operator or the end, found `70`: write an operator before it"),
    ("(rsi(14) 70)", 9, "expected an operator or `)`, found `70`: write an operator before it"),
    ("rsi(14) > 70 open", 13, "found `open`: write an operator before it"),
    ("ema 12", 4, "found `12`: parameters stand in brackets, `ema(12)`"),
    ("ema(12) crosses above ema(26)", 8, "`crosses_above` or `crosses_below`, in one word"),
    ("ema(12) crosses ema(26)", 8, "`crosses_above` or `crosses_below`, in one word"),
    ("ema(12) cross_above ema(26)", 8, "found `cross_above`, did you mean `crosses_above`?"),
    ("ema(12) crossover ema(26)", 8, "found `crossover`: write `crosses_above`"),
    ("close above open", 6, "write `>` or `crosses_above`"),
    ("close is 1", 6, "found `is`: write `==`"),
    ("close between 1 and 2", 6, "write `x >= a and x <= b`"),
    ("close > 1 AND open > 2", 10, "found `AND`, did you mean `and`?"),
    ("close > 1 orr open > 2", 10, "found `orr`, did you mean `or`?"),
    ("close not > 1", 6, "`not` stands before a condition, `not (a > b)`"),
    ("close > not open", 8, "put what it negates in brackets, `(not x)`"),
    ("1 < close < 2", 10, "comparisons do not chain: join two with `and`, as in `1 < x and x < 2`"),
    ("1 if close > open else 2", 2, "write `if_else(condition, a, b)`"),
    // Operators of other languages.
    ("close > 1 & open > 2", 10, "`&` has no meaning in a rule, write `and`"),
    ("close > 1 || open > 2", 10, "`|` has no meaning in a rule, write `or`"),
    ("!(close > 1)", 0, "`!` has no meaning in a rule, write `not`"),
    ("~candle.bullish_hammer", 0, "write `not`"),
    ("close = 1", 6, "found `=`; equality is `==`"),
    ("close === 1", 8, "found `=`; equality is `==`"),
    ("close => 1", 6, "found `=`; write `>=`"),
    ("close =< 1", 6, "found `=`; write `<=`"),
    ("close > = 1", 8, "found `=`: write `>=` without a space"),
    ("close <> 1", 7, "found `>`: not equal is `!=`"),
    ("close ** 2 > 1", 7, "a power is written as a product, `x * x`"),
    ("close ^ 2 > 1", 6, "a power is written as a product, `x * x`"),
    ("close // 2 > 1", 7, "division is a single `/`"),
    ("close > open ? 1 : 2", 13, "write `if_else(condition, a, b)`"),
    ("close > 5%", 9, "5 % of the close is `0.05 * close`"),
    ("close ≥ 1", 6, "write `>=`"),
    ("close − 1", 6, "write a plain minus, `-`"),
    // What other languages write after a value.
    ("close[1] > open", 5, "`[` has no meaning in a rule, an earlier value is `lag(close, 1)`"),
    ("rsi[1]", 3, "an earlier value is `lag(rsi(14), 1)`"),
    ("(close - open)[-2]", 14, "an earlier value is `lag(close - open, 2)`"),
    ("close[0]", 5, "the present value is `close`"),
    ("[1]", 0, "expected a value, found `[`: brackets are `(` and `)`"),
    ("close > 1]", 9, "found `]`: delete it"),
    ("close.shift(1)", 5, "a function stands before what it takes, `lag(close)`"),
    ("close.crosses_above(sma(50))", 5, "write `close crosses_above b`"),
    ("ema(12).crosses_above(ema(26))", 8, "write `a crosses_above b`"),
    ("close.foo", 5, "`close` has no outputs: delete `.foo`"),
    ("close.", 5, "`close` has no outputs: delete the dot"),
    ("(close + open).foo", 14, "outputs belong to calls: write `.foo` directly after one"),
    ("macd.hist.foo", 9, "`macd(12, 26, 9).hist` has no outputs: delete `.foo`"),
    ("macd. > 1", 6, "expected a name after `.`, found `>`: a dot asks for an output"),
    ("cdl", 0, "`cdl` needs a name after it, as in `cdl."),
    // Numbers and other characters.
    ("volume > 1_000", 9, "`1_000` is written without `_`: write `1000`"),
    ("volume > 1,000", 10, "a number has no comma, write `1000` and `0.5`"),
    ("volume > 1.000.000", 9, "`1.000` is followed by a second decimal point: delete one"),
    ("volume > 10k", 9, "`10k` is written in full: write `10000`"),
    ("volume > 1.5M", 9, "`1.5M` is written in full: write `1500000`"),
    ("2close", 0, "`2` runs into a name: write `2 * close`"),
    ("close > 3or open > 2", 8, "`3` runs into a word: write a space before `or`"),
    ("close > “x”", 8, "write a plain quote, `\"`"),
    ("close > 'x", 8, "the text that begins here has no closing `'`"),
    ("close > 'x'", 8, "found the text \"x\", which only `on` takes"),
    ("close > 1 # up", 10, "a rule has no comments"),
    ("close > 1;", 9, "a rule is one expression"),
    ("close > $1", 8, "a price is a plain number"),
    ("écart > 1", 0, "names are made of a-z, 0-9 and `_`"),
    ("close > 1\u{200b}", 9, "an invisible character (U+200B) has no meaning in a rule, delete it"),
    // Longer bars.
    ("on", 2, "`on` needs arguments: `on(\"1Hour\", ema(50))`"),
    ("on(5, close)", 3, "a timeframe in quotes, one of \"1Min\""),
    ("on(1Hour, close)", 3, "`1Hour` is a timeframe: write it in quotes, `\"1Hour\"`"),
    ("on(30Min, close)", 3, "`30Min` is no timeframe: it must be one of \"1Min\""),
    ("on(close, close)", 3, "a timeframe in quotes"),
    ("on(“1Hour”, close)", 3, "write a plain quote"),
    ("on('1Hour' close)", 11, "expected `,` and an expression"),
    ("on('1Hour')", 10, "expected `,` and an expression"),
    ("on('1Hour', close, 5)", 17, "expected an operator or `)`, found `,`"),
];

/// The text is read, and something in it refused.
#[rustfmt::skip] // one row a line
const MEANING: &[Row] = &[
    // Names.
    ("emma(12) > close", 0, "`emma` is not known, did you mean `ema`?"),
    ("RSI(14) > 70", 0, "`RSI` is not known, did you mean `rsi`?"),
    ("Close > 1", 0, "did you mean `close`?"),
    ("close > 1 and NOT open > 2", 14, "did you mean `not`?"),
    ("rsy_of_nothing", 0, "`rsy_of_nothing` is not known: the catalog lists what can be called"),
    ("foo", 0, "is not known: the catalog"),
    ("shift(close, 1)", 0, "`shift` is not known, did you mean `lag`?"),
    ("hhv(high, 20)", 0, "did you mean `highest`?"),
    ("crossover(ema(12), ema(26))", 0, "did you mean `crosses_above`?"),
    ("where(close > 1, 2, 3)", 0, "did you mean `if_else`?"),
    ("ta.rsi(14)", 0, "`ta` is not known: write `rsi` without `ta.`"),
    ("df.close", 0, "`df` is not known: write `close` without `df.`"),
    ("close > None", 8, "a rule has no such value, conditions come from comparing"),
    ("true", 0, "a rule has no such value"),
    ("candle.hammer", 0, "did you mean `cdl.hammer`?"),
    ("hammer > 0", 0, "did you mean `cdl.hammer`?"),
    ("candle.shooting_star", 0, "did you mean `cdl.shootingstar`?"),
    ("candle.marubozu", 0, "did you mean `cdl.marubozu`?"),
    ("candel.bullish_hammer", 0, "did you mean `candle`?"),
    ("structure.bottom", 0, "did you mean `structure.double_bottom`?"),
    ("cdl.engulf", 0, "did you mean `cdl.engulfing`?"),
    ("cdl.5nothing", 0, "`cdl.5nothing` is not known"),
    ("onn('1Hour', close)", 0, "did you mean `on`?"),
    // Outputs.
    ("macd > 0", 0, "several outputs: write `macd.line`, `macd.signal`, `macd.hist`"),
    ("macd.histogram", 5, "it has line, signal, hist, did you mean `hist`?"),
    ("bbands.uper", 7, "did you mean `upper`?"),
    ("ema(5).upper", 7, "`ema` has no output `upper`: it has a single value"),
    ("rsi(14).shift(1)", 8, "a function stands before what it takes, as in `lag(x)`"),
    // Parameters.
    ("rsi(1)", 4, "period of `rsi` must be 2 to 100000, not 1"),
    ("ema(2.5)", 4, "period of `ema` must be a whole number, not 2.5"),
    ("bbands(20, 1e38).upper", 11, "up of `bbands` must be -3e37 to 3e37, not 1e38"),
    ("ema(perod=5)", 4, "`perod`, did you mean `period`? It is `ema(close, period=30)`"),
    ("ema(timeperiod=5)", 4, "no parameter `timeperiod`, did you mean `period`?"),
    ("macd(fastperiod=5).line", 5, "did you mean `fast`?"),
    ("ema(smooth=5)", 4, "`ema` has no parameter `smooth`: it is `ema(close, period=30)`"),
    ("ema(period=5, period=6)", 14, "`period` is given twice: leave one out"),
    ("ema(period=close)", 11, "must be a plain number: a parameter is the same on every bar"),
    ("bbands(period=5, 2).upper", 17, "cannot follow one by name: write `up=2`"),
    ("ema(5, 6)", 7, "`ema` takes 1 parameter: `ema(close, period=30)`"),
    ("bbands(5, 2, 3, 0, 4).upper", 19, "takes 4 parameters"),
    ("obv(5)", 4, "`obv` takes no parameters: `obv(close, volume)`"),
    ("max(close, period=20)", 11, "`max` takes no parameters: `max(a, b, ...)`"),
    // Inputs.
    ("ema(5, close)", 7, "inputs of `ema` come before its parameters: `ema(close, period=30)`"),
    ("ema(source=volume)", 4, "inputs of `ema` come first and without a name"),
    ("ema(close=volume)", 4, "inputs of `ema` come first and without a name"),
    ("ema(close, open, 5)", 11, "`ema` takes all its inputs or none"),
    ("within", 0, "`within` needs its input: `within(rule, period=10)`"),
    ("if_else(close > open, 1)", 0, "takes 3 inputs, not 2: `if_else(condition, a, b)`"),
    ("if_else", 0, "`if_else` needs its inputs"),
    ("any_of()", 0, "`any_of` needs its input: `any_of(rule, ...)`"),
    ("min(close)", 0, "`min` takes at least 2 inputs, not 1: `min(a, b, ...)`"),
    ("abs(close, open)", 11, "`abs` takes 1 input, not 2: `abs(x)`"),
    ("crosses_above(rsi(14))", 0, "takes 2 inputs, not 1: `crosses_above(a, b)`"),
    ("sma(entry_price, 5)", 4, "`entry_price` is the same on every bar: `sma` takes what changes"),
    ("sma(1 + 2, 5)", 4, "`1 + 2` is the same on every bar"),
    // Types.
    ("close and open > 2", 0, "`close` is a number where a condition is wanted: write `close > 0`"),
    ("rsi(14) > 30 and 70", 17, "compare something with it, as in `close > 70`"),
    ("close > 1 and ema(5)", 14, "write `ema(5) > 0`"),
    ("close > 1 or cdl.engulfing", 13, "write `cdl.engulfing > 0`"),
    ("not close", 4, "number where a condition"),
    ("within(close, 5)", 7, "write `close > 0`"),
    ("all_of(close > 1, 5)", 18, "`5` is a number where a condition is wanted"),
    ("(close > 1) + 2", 1, "`close > 1` is a condition where a number is wanted: `if_else("),
    ("(close > 1) == (open > 1)", 1, "condition where a number"),
    ("ema(close > 1, 5)", 4, "condition where a number"),
    ("rising(close > 1, 3)", 7, "condition where a number"),
    ("if_else(close, 1, 2)", 8, "number where a condition"),
    ("if_else(close > 1, 2, open > 3)", 22, "both values of `if_else` must be of one type"),
    ("if_else(close > 1, open > 3, 2)", 29, "`2` is a number, the value before it a condition"),
    ("on('1Hour', close) and close > 1", 0, "number where a condition"),
    // Longer bars.
    ("on('1hour', close)", 3, "did you mean \"1Hour\"?"),
    ("on('year', close)", 3, "one of \"1Min\""),
    ("on('1Hour', 1 + sma(on('1Day', close), 5))", 20, "inside another"),
    ("on('1Hour', close - stop)", 20, "`stop` is a price of the plan"),
    ("on('1Hour', macd)", 12, "several outputs"),
    // Sizes.
    ("1e999", 0, "`1e999` is too large: numbers end at 1.797e308"),
];

fn refusal(text: &str) -> (String, usize, bool) {
    match parse(text).unwrap_err() {
        CoreError::Rule {
            message,
            at,
            syntax,
        } => (message, at, syntax),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn refusals_say_what_to_write_and_point_at_the_character() {
    let syntax = SYNTAX.iter().map(|row| (row, true));
    let meaning = MEANING.iter().map(|row| (row, false));
    for (&(text, at, part), syntax) in syntax.chain(meaning) {
        let (message, found, kind) = refusal(text);
        assert!(message.contains(part), "{text}: {message}");
        assert_eq!(found, at, "{text}: {message}");
        assert_eq!(kind, syntax, "{text}: {message}");
    }
}

#[test]
fn refusal_of_a_long_expression_shows_its_beginning() {
    let sum = vec!["close"; 100].join(" + ");
    let (message, _, _) = refusal(&format!("{sum} and open > 1"));
    assert!(message.len() < 250, "{message}");
    assert!(
        message.contains("close + clos...` is a number"),
        "{message}"
    );
}

#[test]
fn parse_of_deep_nesting_is_refused_not_a_crash() {
    for piece in ["(", "-", "not ", "abs(", "if_else(", "any_of(", "sma("] {
        let (message, _, _) = refusal(&piece.repeat(2500));
        assert!(message.contains("deep"), "{piece}: {message}");
    }
    let chain = vec!["close"; 2000].join(" + ");
    assert!(refusal(&chain).0.contains("deep"));
    assert!(refusal(&"a".repeat(30_000)).0.contains("20000 characters"));
}
