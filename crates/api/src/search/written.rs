//! The words of things as they are kept. They are read beside the requests, for a thing has dozens of them and somebody waits for the
//! batch that writes it.
use super::words::words;
use base::Id;
use serde_json::{Map, Value};
use std::{borrow::Cow, collections::BTreeMap};
use store::{Batch, Entity, Statement, sql};

/// A word of a thing, and how much it tells of it.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("search_words", scope = space, clustered)]
pub struct SearchWord {
    /// Where the thing lies.
    #[key]
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// What it is.
    #[key]
    pub noun: String,
    /// The word, folded.
    #[key]
    #[check("length(word) > 0")]
    pub word: String,
    /// The thing.
    #[key]
    pub row_id: Id,
    /// How much it tells of it, in hundredths.
    pub weight: i64,
}

/// All the words that are kept of a thing, so that they can be taken back.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("search_known", scope = space, clustered)]
pub struct SearchKnown {
    /// Where the thing lies.
    #[key]
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// What it is.
    #[key]
    pub noun: String,
    /// The thing.
    #[key]
    pub row_id: Id,
    /// Its words, each with its weight.
    pub words: Value,
}

/// What is searched of a thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Searched<'a> {
    /// What it is called.
    pub title: &'a str,
    /// What else it says.
    pub text: Cow<'a, str>,
}

impl<'a> Searched<'a> {
    /// What something is called, and the texts that it has besides.
    pub fn of<const N: usize>(title: &'a str, texts: [Option<&'a str>; N]) -> Self {
        let mut texts = texts.into_iter().flatten().filter(|text| !text.is_empty());
        let first = Cow::Borrowed(texts.next().unwrap_or_default());
        Self { title, text: texts.fold(first, |all, text| all + "\n" + text) }
    }
}

/// How many different words of a text are kept.
const MOST: usize = 400;
/// How much more a word of the title tells than one of the text.
const TITLE: f64 = 4.0;
/// How long titles and texts usually are, in words. BM25 asks for the average over all; one that is fixed lets a word weigh the same
/// whatever else there is, so that only a change of the thing changes its words.
const USUAL: (f64, f64) = (6.0, 40.0);

/// Words with their weights.
pub(super) type Weights = BTreeMap<String, i64>;

/// Each word of a thing with its weight, in hundredths.
pub(super) fn weights(searched: &Searched) -> Weights {
    let mut weights = BTreeMap::new();
    for (text, factor, usual) in [(searched.title, TITLE, USUAL.0), (&searched.text, 1.0, USUAL.1)] {
        let (mut counts, mut all) = (BTreeMap::<String, f64>::new(), 0.0);
        for word in words(text) {
            all += 1.0;
            if counts.len() < MOST || counts.contains_key(&word.folded) {
                *counts.entry(word.folded).or_default() += 1.0;
            }
        }
        for (word, count) in counts {
            let weight = factor * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * all / usual));
            *weights.entry(word).or_insert(0) += hundredths(weight);
        }
    }
    weights
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a weight is small: at most 2.2 for each of two fields, by its factor"
)]
fn hundredths(weight: f64) -> i64 {
    (weight * 100.0).round().max(1.0) as i64
}

/// The words of a thing: none where it is not there, or not any more.
#[derive(Default)]
pub(super) struct Row {
    /// As they are kept.
    pub(super) before: Option<Weights>,
    /// As it has them now. What it is changed to meanwhile comes later in the log.
    pub(super) after: Option<Weights>,
}

/// Keeps all words of things.
const KEEP: Statement<(Id, String, Value), ()> = sql!(
    (),
    (Id, String, Value),
    sqlite: "insert into search_known (space_id, noun, row_id, words) select $1, $2, unhex(key, '-'), value from json_each($3) \
             where true on conflict (space_id, noun, row_id) do update set words = excluded.words",
    postgres: "insert into search_known (space_id, noun, row_id, words) select $1::uuid, $2::text, key::uuid, value \
               from jsonb_each($3) on conflict (space_id, noun, row_id) do update set words = excluded.words"
);

/// Forgets the words of things.
const FORGET: Statement<(Id, String, Value), ()> = sql!(
    (),
    (Id, String, Value),
    sqlite: "delete from search_known where space_id = $1 and noun = $2 and row_id in (select unhex(value, '-') from json_each($3))",
    postgres: "delete from search_known where space_id = $1 and noun = $2 \
               and row_id in (select value::uuid from jsonb_array_elements_text($3))"
);

/// Puts words of things where they are, over what was there; word by word, for those of one lie together.
const PUT: Statement<(Id, String, Value), ()> = sql!(
    (),
    (Id, String, Value),
    sqlite: "insert into search_words (space_id, noun, word, row_id, weight) \
             select $1, $2, word.key, unhex(thing.key, '-'), word.value from json_each($3) thing, json_each(thing.value) word \
             where true order by word.key on conflict (space_id, noun, word, row_id) do update set weight = excluded.weight",
    postgres: "insert into search_words (space_id, noun, word, row_id, weight) \
               select $1::uuid, $2::text, word.key, thing.key::uuid, word.value::bigint \
               from jsonb_each($3) thing, jsonb_each_text(thing.value) word order by word.key \
               on conflict (space_id, noun, word, row_id) do update set weight = excluded.weight"
);

/// Takes words of a thing away.
const TAKE: Statement<(Id, String, Id, Value), ()> = sql!(
    (),
    (Id, String, Id, Value),
    sqlite: "delete from search_words where space_id = $1 and noun = $2 and row_id = $3 \
             and word in (select value from json_each($4))",
    postgres: "delete from search_words where space_id = $1 and noun = $2 and row_id = $3 \
               and word in (select value from jsonb_array_elements_text($4))"
);

/// Writes what becomes of the words of some things of a noun.
pub(super) fn rewritten(space_id: Id, noun: &str, rows: &BTreeMap<Id, Row>) -> Batch {
    let (mut kept, mut put, mut forgotten, mut batch) = (Map::new(), Map::new(), Vec::new(), Batch::new());
    let none = Weights::new();
    for (id, row) in rows.iter().filter(|(_, row)| row.before != row.after) {
        let (before, after) = (row.before.as_ref().unwrap_or(&none), row.after.as_ref().unwrap_or(&none));
        match &row.after {
            Some(words) => drop(kept.insert(id.to_string(), as_object(words.iter()))),
            None => forgotten.push(Value::from(id.to_string())),
        }
        let gone: Vec<_> = before.keys().filter(|word| !after.contains_key(*word)).map(String::as_str).collect();
        if !gone.is_empty() {
            batch = batch.run(TAKE, (space_id, noun.to_owned(), *id, gone.into()));
        }
        let new = as_object(after.iter().filter(|(word, weight)| before.get(*word) != Some(weight)));
        put.insert(id.to_string(), new);
    }
    let place = |of: Value| (space_id, noun.to_owned(), of);
    if !forgotten.is_empty() {
        batch = batch.run(FORGET, place(forgotten.into()));
    }
    match kept.is_empty() {
        true => batch,
        false => batch.run(KEEP, place(kept.into())).run(PUT, place(put.into())),
    }
}

fn as_object<'a>(words: impl Iterator<Item = (&'a String, &'a i64)>) -> Value {
    words.map(|(word, weight)| (word.clone(), Value::from(*weight))).collect()
}

#[cfg(test)]
mod tests {
    use super::{Searched, weights};

    #[test]
    fn a_word_of_the_title_weighs_more_and_a_word_among_many_less() {
        let weigh = |title: &str, text: &str| weights(&Searched::of(title, [Some(text)]));
        let told = weigh("Water the plants", "the water, all of it");
        assert!(told["plants"] > told["all"] && told["water"] > told["plants"]);
        assert!(weigh("plants", "")["plants"] > weigh("plants in the house of our friends abroad", "")["plants"]);
        assert!(weigh("", "x x x")["x"] > weigh("", "x y z")["x"]);
        let long: String = (0..1_000).map(|number| format!("w{number} ")).collect();
        assert_eq!(weigh("", &long).len(), 400);
    }
}
