//! Drawn filters about the rows that a list shows.
use serde_json::Value;
use testkit::chance::draw;

/// Drawn numbers, one after the other.
pub(super) struct Chance {
    seed: u64,
    turn: u64,
}

impl Chance {
    pub(super) fn of(seed: u64) -> Self {
        Self { seed, turn: 0 }
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        self.turn += 1;
        usize::try_from(draw(self.seed, self.turn) >> 16).unwrap() % end
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// An expression about these fields, as `filters.fields` tells of them.
pub(super) fn expression(chance: &mut Chance, fields: &[Value], rows: &[Value], depth: usize) -> String {
    let part = |chance: &mut Chance| expression(chance, fields, rows, depth - 1);
    match chance.below(if depth == 0 { 1 } else { 4 }) {
        0 => comparison(chance, fields, rows),
        1 => format!("not ({})", part(chance)),
        2 => format!("({} && {})", part(chance), part(chance)),
        _ => format!("({} || {})", part(chance), part(chance)),
    }
}

fn comparison(chance: &mut Chance, fields: &[Value], rows: &[Value]) -> String {
    let field = chance.one(fields);
    let name = field["name"].as_str().unwrap();
    let operator = chance.one(field["operators"].as_array().unwrap()).as_str().unwrap();
    let mut value = || value(chance, field, operator, rows);
    match operator {
        "is empty" | "is not empty" => format!("{name} {operator}"),
        "in" | "not in" => format!("{name} {operator} ({}, {})", value(), value()),
        _ => format!("{name} {operator} {}", value()),
    }
}

/// A value that one of the rows has there, or another one of the kind.
fn value(chance: &mut Chance, field: &Value, operator: &str, rows: &[Value]) -> String {
    let of_row = match rows {
        [] => &Value::Null,
        _ => &chance.one(rows)[field["name"].as_str().unwrap()],
    };
    let own = (chance.below(4) > 0).then_some(of_row);
    let text = own.and_then(Value::as_str);
    match field["kind"].as_str().unwrap() {
        "word" => chance.one(field["allowed"].as_array().unwrap()).as_str().unwrap().to_owned(),
        "text" if operator == "~" => {
            let letters: Vec<char> = text.unwrap_or("Ä%_\\").chars().collect();
            let from = chance.below(letters.len().max(1));
            let piece: String = letters[from.min(letters.len())..].iter().take(1 + chance.below(5)).collect();
            quoted(if piece.is_empty() { "o" } else { &piece })
        }
        "text" => quoted(text.unwrap_or_else(|| *chance.one(&["", "x", "it's \"so\"\n", "100%"]))),
        "number" => own
            .filter(|own| own.is_number())
            .map_or_else(|| (*chance.one(&["0", "1", "2.5", "-1", "1e2"])).to_owned(), ToString::to_string),
        "truth" => (*chance.one(&["true", "false"])).to_owned(),
        "instant" | "day_or_instant" => match text {
            Some(text) if chance.below(3) == 0 => text[..10].to_owned(),
            Some(text) => text.to_owned(),
            None => (*chance.one(&["now", "today", "now-1d", "today+1mo", "9999-12-31", "0001-01-01"])).to_owned(),
        },
        "person" if text.is_none() => "me".to_owned(),
        "id" | "person" => text.unwrap_or("01890a5d-ac96-774b-bcce-b302099a8057").to_owned(),
        other => panic!("{other}"),
    }
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
    format!("\"{escaped}\"")
}
