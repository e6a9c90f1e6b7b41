//! What something is about: what is left of a sentence without how it asks and when it takes place.
use super::time;

/// How sentences begin that ask for an event.
const ASKING: &[&str] = &[
    "please", "can", "could", "you", "i", "want", "need", "would", "like", "have", "to", "schedule", "add", "create",
    "book", "plan", "make", "set", "up", "put", "remind", "me", "about", "a", "an", "the", "new", "event", "for",
    "it's", "is", "it",
];
/// What stands between what it is about and when it takes place.
const JOINING: &[&str] = &["at", "on", "from", "to", "in", "by", "for", "the", "-", "next", "this", "until", "till"];

/// What a text is about, if it says that.
pub(super) fn read(text: &str) -> Option<String> {
    let line = text.lines().next()?;
    let line = line.split(['.', '!', '?', ';']).next()?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| time::bare(word)).collect();
    let first = folded.iter().position(|word| !ASKING.contains(&word.as_str()))?;
    let last = folded[first..].iter().position(|word| time::is_time(word)).map_or(words.len(), |at| first + at);
    let joined = folded[first..last].iter().rev().take_while(|word| JOINING.contains(&word.as_str())).count();
    let title = words[first..last - joined].join(" ");
    let title = title.trim_matches(|letter: char| letter.is_ascii_punctuation());
    let mut letters = title.chars();
    let title: String = letters.next()?.to_uppercase().chain(letters).take(200).collect();
    Some(title)
}
