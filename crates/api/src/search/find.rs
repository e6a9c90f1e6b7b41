//! How things are found by their words. Both databases only hand out the words; which things hold what is wanted, and in which order
//! they are told, is reckoned here, so that it is the same on both.
use super::{
    Query,
    index::{Holding, Index, Wanted},
    marked::{self, Piece},
    shelf::{AnyShelf, Found},
    words::words,
};
use crate::{app::App, caller::Caller};
use base::{Id, Result};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::utoipa::{self, ToSchema};

/// Something that was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SearchHit)]
pub struct Hit {
    /// What it is.
    #[schema(value_type = String)]
    pub noun: &'static str,
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: String,
    /// The same in pieces.
    pub title_pieces: Vec<Piece>,
    /// What else it says, around the first place where something was found.
    pub snippet: Vec<Piece>,
    /// How well it fits: more is better.
    pub rank: f64,
}

/// How many things are read at once.
const AT_ONCE: usize = 100;
/// How many things are read for a phrase.
const READ: usize = 2_000;

/// What may be a hit.
struct Candidate {
    shelf: usize,
    id: Id,
    rank: f64,
    /// Whether the words that are kept do not tell all, so that its own are to be read.
    is_open: bool,
}

/// The things that fit best, the best first; of those that fit equally well, the latest.
pub async fn find(
    app: &App,
    caller: &Caller,
    query: &Query,
    shelves: &[&dyn AnyShelf],
    limit: usize,
) -> Result<Vec<Hit>> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let mut candidates = Vec::new();
    for (at, shelf) in shelves.iter().enumerate() {
        candidates.extend(of_shelf(app, caller, query, at, *shelf).await?);
    }
    candidates.sort_by(|one, other| other.rank.total_cmp(&one.rank).then(other.id.cmp(&one.id)));
    candidates.truncate(READ);
    let mut hits = Vec::new();
    for some in candidates.chunks(AT_ONCE) {
        let mut read: HashMap<(usize, Id), Found> = HashMap::new();
        for (at, shelf) in shelves.iter().enumerate() {
            let ids: Vec<Id> = some.iter().filter(|one| one.shelf == at).map(|one| one.id).collect();
            if !ids.is_empty() {
                let found = shelf.named(app.clone(), caller.space_id, ids).await?;
                read.extend(found.into_iter().map(|found| ((at, found.id), found)));
            }
        }
        let fitting = some.iter().filter_map(|one| {
            let found = read.remove(&(one.shelf, one.id)).filter(|found| fits(query, found, one.is_open))?;
            Some(hit(query, shelves[one.shelf].noun(), found, one.rank))
        });
        hits.extend(fitting.take(limit - hits.len()));
        if hits.len() == limit {
            break;
        }
    }
    Ok(hits)
}

async fn of_shelf(
    app: &App,
    caller: &Caller,
    query: &Query,
    at_shelf: usize,
    shelf: &dyn AnyShelf,
) -> Result<Vec<Candidate>> {
    let index = Index::of(app, caller, shelf).await?;
    let mut wanted: Vec<(Wanted, Holding)> = Vec::new();
    let words = query.words.iter().map(|word| Wanted { word, is_begun: false });
    for word in words.chain(query.beginning.iter().map(|word| Wanted { word, is_begun: true })) {
        let holding = index.holding(&word).await?;
        if holding.weights.is_empty() {
            return Ok(Vec::new());
        }
        wanted.push((word, holding));
    }
    // Whichever the fewest things hold says which are looked at.
    wanted.sort_by_key(|(_, holding)| (!holding.is_whole, holding.weights.len()));
    let mut ids: BTreeSet<Id> = wanted[0].1.weights.keys().copied().collect();
    let (mut ranks, mut open) = (BTreeMap::<Id, f64>::new(), BTreeSet::new());
    for (at, (word, holding)) in wanted.iter().enumerate() {
        let tells = holding.tells();
        let more = match holding.is_whole {
            true => HashMap::new(),
            false => {
                let is_unknown = |id: &&Id| !holding.weights.contains_key(id);
                index.among(word, &ids.iter().filter(is_unknown).copied().collect()).await?
            }
        };
        let weight = |id: &Id| holding.weights.get(id).or_else(|| more.get(id)).copied();
        let is_left_open = word.is_begun && at > 0 && !holding.is_whole;
        ids.retain(|id| match weight(id) {
            Some(weight) => {
                *ranks.entry(*id).or_default() += weight * tells;
                true
            }
            None => {
                // Too many words begin so to ask for each: it is read whether one of this thing does.
                open.extend(is_left_open.then_some(*id));
                is_left_open
            }
        });
    }
    for word in &query.without {
        let without = index.among(&Wanted { word, is_begun: false }, &ids).await?;
        ids.retain(|id| !without.contains_key(id));
    }
    let candidate = |id: Id| {
        let rank = ranks.get(&id).copied().unwrap_or_default();
        Candidate { shelf: at_shelf, id, rank, is_open: index.is_behind || open.contains(&id) }
    };
    Ok(ids.into_iter().map(candidate).collect())
}

/// Whether a thing holds what only its text can tell.
fn fits(query: &Query, found: &Found, is_open: bool) -> bool {
    if query.phrases.is_empty() && !is_open {
        return true;
    }
    let texts =
        [&found.title, &found.text].map(|text| words(text).into_iter().map(|word| word.folded).collect::<Vec<_>>());
    let has_phrase =
        |phrase: &Vec<String>| texts.iter().any(|text| text.windows(phrase.len()).any(|some| some == phrase));
    let has = |wanted: &String| texts.iter().flatten().any(|word| word == wanted);
    let begins = |begun: &String| texts.iter().flatten().any(|word| word.starts_with(begun.as_str()));
    let has_words = || query.words.iter().all(has) && query.beginning.as_ref().is_none_or(begins);
    query.phrases.iter().all(has_phrase) && (!is_open || has_words() && !query.without.iter().any(has))
}

fn hit(query: &Query, noun: &'static str, found: Found, rank: f64) -> Hit {
    let is_match = |word: &str| {
        let begins = |begun: &String| word.starts_with(begun.as_str());
        query.words.iter().any(|wanted| wanted == word) || query.beginning.as_ref().is_some_and(begins)
    };
    let Found { id, title, text } = found;
    let (title_pieces, snippet) = (marked::whole(&title, is_match), marked::around(&text, is_match));
    Hit { noun, id, title, title_pieces, snippet, rank }
}
