//! The words of things as they are kept. They are read beside the requests, for a thing has dozens of them and somebody waits for the
//! batch that writes it.
use super::words::words;
use base::Id;
use serde_json::Value;
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

/// Puts words of a thing where they are, over what was there.
const PUT: Statement<(Id, String, Id, Value), ()> = sql!(
    (),
    (Id, String, Id, Value),
    sqlite: "insert into search_words (space_id, noun, word, row_id, weight) select $1, $2, key, $3, value from json_each($4) \
             where true on conflict (space_id, noun, word, row_id) do update set weight = excluded.weight",
    postgres: "insert into search_words (space_id, noun, word, row_id, weight) select $1::uuid, $2::text, key, $3::uuid, \
               value::bigint from jsonb_each_text($4) on conflict (space_id, noun, word, row_id) \
               do update set weight = excluded.weight"
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

/// Writes what becomes of the words of a thing.
pub(super) fn rewritten(space_id: Id, noun: &str, row_id: Id, before: &Weights, after: &Weights) -> Batch {
    let gone: Vec<Value> =
        before.keys().filter(|word| !after.contains_key(*word)).map(|word| word.as_str().into()).collect();
    let new = after.iter().filter(|(word, weight)| before.get(*word) != Some(weight));
    let new: serde_json::Map<String, Value> = new.map(|(word, weight)| (word.clone(), (*weight).into())).collect();
    let mut batch = Batch::new();
    let place = |words: Value| (space_id, noun.to_owned(), row_id, words);
    if !gone.is_empty() {
        batch = batch.run(TAKE, place(gone.into()));
    }
    if !new.is_empty() {
        batch = batch.run(PUT, place(new.into()));
    }
    batch
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
