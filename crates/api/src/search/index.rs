//! Which things of a noun hold a word, and how much it tells of them.
use super::{
    Searched,
    shelf::{AnyShelf, Found, texts},
    turn::NAME,
    written::{Weights, weights},
};
use crate::{app::App, caller::Caller, changes::Follower};
use base::{Id, Result};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use store::sql;

/// How many things are looked at for one word: the latest.
const MOST: i64 = 4_000;
/// How many changes that were just made are looked at: the latest.
const FRESH: usize = 1_000;
/// How many things are looked up where it is asked.
const FEW: usize = 1_000;
/// How much less a word tells that only begins like the one that is wanted.
const BEGUN: f64 = 0.6;

/// The things that hold a word, with its weight in each.
pub(super) struct Holding {
    pub(super) weights: HashMap<Id, f64>,
    /// Whether these are all.
    pub(super) is_whole: bool,
}

impl Holding {
    fn of(rows: Vec<(Id, i64)>, factor: f64) -> Self {
        let is_whole = i64::try_from(rows.len()).unwrap_or(MOST) < MOST;
        let mut holding = Self { weights: HashMap::with_capacity(rows.len()), is_whole };
        holding.add(rows, factor);
        holding
    }

    /// Adds things; of several words that begin alike, the one that tells most counts.
    #[expect(clippy::cast_precision_loss, reason = "a weight is small")]
    fn add(&mut self, rows: Vec<(Id, i64)>, factor: f64) {
        for (id, weight) in rows {
            let weight = weight as f64 / 100.0 * factor;
            let known = self.weights.entry(id).or_insert(weight);
            *known = known.max(weight);
        }
    }

    /// How much it tells that a thing holds the word: the more, the fewer do.
    #[expect(clippy::cast_precision_loss, reason = "the number of things is small")]
    pub(super) fn tells(&self) -> f64 {
        (1.0 + MOST as f64 / (self.weights.len() as f64 + 0.5)).ln()
    }
}

/// A word that is wanted: itself, or what begins so.
pub(super) struct Wanted<'a> {
    pub(super) word: &'a str,
    pub(super) is_begun: bool,
}

/// The words of one noun in one space.
pub(super) struct Index<'a> {
    app: &'a App,
    space_id: Id,
    noun: &'static str,
    /// What was just written: it counts as it is, and not as it is kept.
    fresh: HashMap<Id, Weights>,
    /// Whether more was just written than is looked at.
    pub(super) is_behind: bool,
}

impl<'a> Index<'a> {
    pub(super) async fn of(app: &'a App, caller: &Caller, shelf: &dyn AnyShelf) -> Result<Self> {
        let (space_id, noun) = (caller.space_id, shelf.noun());
        let written = app.log().latest(space_id, noun, Follower::named(app.store(), NAME).await?, FRESH).await?;
        let is_behind = written.len() == FRESH;
        let written: BTreeSet<Id> = written.into_iter().collect();
        let mut fresh: HashMap<Id, Weights> = written.iter().map(|id| (*id, Weights::new())).collect();
        if !fresh.is_empty() {
            let found = shelf.named(app.clone(), space_id, written.into_iter().collect()).await?;
            let read = |Found { id, title, text }: &Found| (*id, weights(&Searched::of(title, [Some(text)])));
            fresh.extend(found.iter().map(read));
        }
        Ok(Self { app, space_id, noun, fresh, is_behind })
    }

    /// The same as it is told by what was just written.
    #[expect(clippy::cast_precision_loss, reason = "a weight is small")]
    fn freshened(&self, kept: &mut HashMap<Id, f64>, wanted: &Wanted<'_>) {
        for (id, words) in &self.fresh {
            kept.remove(id);
            let tells = |(word, weight): (&String, &i64)| match word == wanted.word {
                true => Some(*weight as f64 / 100.0),
                false if wanted.is_begun && word.starts_with(wanted.word) => Some(*weight as f64 / 100.0 * BEGUN),
                false => None,
            };
            if let Some(weight) = words.iter().filter_map(tells).max_by(f64::total_cmp) {
                kept.insert(*id, weight);
            }
        }
    }

    /// The latest things that hold a word.
    pub(super) async fn holding(&self, wanted: &Wanted<'_>) -> Result<Holding> {
        let exact = sql!(
            (Id, i64),
            (Id, String, String, i64),
            "select row_id, weight from search_words where space_id = $1 and noun = $2 and word = $3 order by row_id desc limit $4"
        );
        let begun = sql!(
            (Id, i64),
            (Id, String, String, String, i64),
            "select row_id, weight from search_words where space_id = $1 and noun = $2 and word > $3 and word < $4 \
             order by word desc, row_id desc limit $5"
        );
        let place = || (self.space_id, self.noun.to_owned(), wanted.word.to_owned());
        let (space_id, noun, word) = place();
        let mut holding = Holding::of(self.app.store().readable(exact, (space_id, noun, word, MOST)).await?, 1.0);
        if wanted.is_begun {
            let (space_id, noun, word) = place();
            // No letter stands behind this one.
            let end = format!("{word}\u{10ffff}");
            let rows = self.app.store().readable(begun, (space_id, noun, word, end, MOST)).await?;
            holding.is_whole &= i64::try_from(rows.len()).unwrap_or(MOST) < MOST;
            holding.add(rows, BEGUN);
        }
        self.freshened(&mut holding.weights, wanted);
        Ok(holding)
    }

    /// Those of some things that hold a word.
    #[expect(clippy::cast_precision_loss, reason = "a weight is small")]
    pub(super) async fn among(&self, wanted: &Wanted<'_>, ids: &BTreeSet<Id>) -> Result<HashMap<Id, f64>> {
        let among = sql!(
            (Id, i64),
            (Id, String, String, Value),
            sqlite: "select row_id, weight from search_words where space_id = $1 and noun = $2 and word = $3 \
                     and row_id in (select unhex(value, '-') from json_each($4))",
            postgres: "select row_id, weight from search_words where space_id = $1 and noun = $2 and word = $3 \
                       and row_id in (select value::uuid from jsonb_array_elements_text($4))"
        );
        let place = (self.space_id, self.noun.to_owned(), wanted.word.to_owned(), texts(ids));
        let rows = match ids.len() {
            0 => Vec::new(),
            1..=FEW => self.app.store().readable(among, place).await?,
            _ => self.app.store().scan_readable(among, place).await?,
        };
        let mut among = rows.into_iter().map(|(id, weight)| (id, weight as f64 / 100.0)).collect();
        self.freshened(&mut among, wanted);
        Ok(among)
    }
}
