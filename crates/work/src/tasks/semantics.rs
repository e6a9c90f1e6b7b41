//! What a task is about, from its own words: rules, no model. Whoever says it better is believed from then on.
use super::{SemanticSource, Task};
use crate::categories::themes;
use serde_json::{Value, json};
use std::collections::HashMap;

/// How many words are picked.
const MOST: usize = 8;
/// How long a word is at least.
const SHORTEST: usize = 3;
/// How often a word of the title counts.
const IN_TITLE: usize = 3;
/// How long a summary is at most.
const LONGEST: usize = 200;

/// Words that say nothing by themselves, in the order of letters.
const EMPTY: &[&str] = &[
    "about", "after", "again", "all", "also", "and", "any", "are", "back", "because", "been", "before", "being", "but",
    "can", "could", "did", "does", "doing", "done", "down", "each", "few", "for", "from", "get", "got", "had", "has",
    "have", "her", "here", "him", "his", "how", "into", "its", "just", "let", "make", "may", "more", "most", "must",
    "need", "not", "now", "off", "once", "only", "other", "our", "out", "over", "own", "same", "shall", "she",
    "should", "some", "such", "take", "than", "that", "the", "their", "them", "then", "there", "these", "they",
    "thing", "things", "this", "those", "through", "too", "under", "until", "very", "want", "was", "were", "what",
    "when", "where", "which", "while", "who", "why", "will", "with", "would", "you", "your",
];

/// A task as an edit leaves it, with what its words say: until somebody says it themself, and as long as the words change.
pub(super) fn settled(before: &Task, after: Task) -> Task {
    let said = |task: &Task| {
        let Task { semantic_keywords, semantic_tags, semantic_summary, semantic_category, .. } = task.clone();
        (semantic_keywords, semantic_tags, semantic_summary, semantic_category)
    };
    if said(before) != said(&after) {
        return Task { semantic_source: SemanticSource::User, ..after };
    }
    let is_same = before.title == after.title && before.description == after.description;
    if is_same || after.semantic_source == SemanticSource::User {
        return after;
    }
    let themes = themes(&[&after.title, after.description.as_deref().unwrap_or_default()]);
    Task {
        semantic_keywords: Some(json!(keywords(&after.title, after.description.as_deref()))),
        semantic_category: themes.first().map(|theme| (*theme).to_owned()),
        semantic_tags: (!themes.is_empty()).then(|| Value::from(themes)),
        semantic_summary: Some(summary(&after.title, after.description.as_deref())),
        semantic_source: SemanticSource::Rules,
        ..after
    }
}

/// The words that are said most, those of the title above others; of equals the first.
fn keywords(title: &str, description: Option<&str>) -> Vec<String> {
    let mut words: HashMap<String, (usize, usize)> = HashMap::new();
    let weighed = [(title, IN_TITLE), (description.unwrap_or_default(), 1)];
    let pieces = weighed.into_iter().flat_map(|(text, weight)| {
        text.split(|letter: char| !letter.is_alphanumeric()).map(move |piece| (piece.to_lowercase(), weight))
    });
    let telling = |word: &String| {
        let is_number = word.chars().all(char::is_numeric);
        word.chars().count() >= SHORTEST && !is_number && EMPTY.binary_search(&word.as_str()).is_err()
    };
    for (place, (word, weight)) in pieces.filter(|(word, _)| telling(word)).enumerate() {
        words.entry(word).or_insert((0, place)).0 += weight;
    }
    let mut ranked: Vec<(String, (usize, usize))> = words.into_iter().collect();
    ranked.sort_by_key(|(_, (count, place))| (usize::MAX - count, *place));
    ranked.into_iter().take(MOST).map(|(word, _)| word).collect()
}

/// The first sentence of what is said about it, or its title.
fn summary(title: &str, description: Option<&str>) -> String {
    let text = description.map(str::trim).filter(|text| !text.is_empty()).unwrap_or(title);
    let end = text.find(['.', '!', '?', '\n']).map_or(text.len(), |at| at + 1);
    let sentence = text[..end].trim();
    match sentence.char_indices().nth(LONGEST) {
        None => sentence.to_owned(),
        Some((cut, _)) => {
            let whole = sentence[..cut].rfind(char::is_whitespace).unwrap_or(cut);
            format!("{}…", sentence[..whole].trim_end())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_say_nothing_are_in_order() {
        assert!(EMPTY.is_sorted());
    }

    #[test]
    fn what_is_said_most_tells_what_a_task_is_about() {
        let about = "The fence and the gate: paint both, and the fence twice. 2026";
        assert_eq!(keywords("Paint the fence", Some(about)), ["fence", "paint", "gate", "both", "twice"]);
        assert_eq!(keywords("Ärger mit Öl", None), ["ärger", "mit"]);
        assert_eq!(keywords("🙂", None), [""; 0]);
        assert_eq!(keywords(&"x1 ".repeat(10), Some(&"word ".repeat(9))), ["word"]);
    }

    #[test]
    fn a_summary_is_the_first_sentence_and_no_longer_than_it_may_be() {
        assert_eq!(summary("Paint", Some("  Blue. Or red.")), "Blue.");
        assert_eq!(summary("Paint", Some(" \n ")), "Paint");
        let long = summary("x", Some(&"größer ".repeat(100)));
        assert!(long.ends_with("größer…") && long.chars().count() <= LONGEST + 1, "{long}");
    }
}
