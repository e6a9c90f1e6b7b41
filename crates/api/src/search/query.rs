//! What is searched for: `water "the plants" -basil gar`.
use super::words::words;
use base::{Error, Result};

/// How long a search may be, in characters.
pub const LONGEST: usize = 200;
/// How many words it may have.
const MOST: usize = 10;

/// What is searched for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Words that must be there.
    pub(super) words: Vec<String>,
    /// What some word must begin with: the last one that was written.
    pub(super) beginning: Option<String>,
    /// Words that must follow one another.
    pub(super) phrases: Vec<Vec<String>>,
    /// Words that must not be there.
    pub(super) without: Vec<String>,
}

impl Query {
    /// Reads a search. Nothing in it is ever wrong but its length; a quote that is not closed goes to the end.
    pub fn read(text: &str) -> Result<Self> {
        let length = text.chars().count();
        if length > LONGEST {
            let message = format!("a search has {LONGEST} characters at most, and was {length}");
            return Err(Error::flaw("/q", "too_long", message));
        }
        let mut query = Self::default();
        for (at, piece) in text.split('"').enumerate() {
            if at % 2 == 1 {
                query.phrase(piece);
            } else {
                query.plain(piece);
            }
        }
        let count = query.words.len() + query.without.len() + usize::from(query.beginning.is_some());
        if count > MOST {
            return Err(Error::flaw("/q", "too_long", format!("a search has {MOST} words at most, and had {count}")));
        }
        Ok(query)
    }

    /// Whether there is nothing to find by.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.beginning.is_none()
    }

    fn phrase(&mut self, text: &str) {
        self.settle();
        let phrase: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
        phrase.iter().for_each(|word| push(&mut self.words, word.clone()));
        if phrase.len() > 1 {
            self.phrases.push(phrase);
        }
    }

    fn plain(&mut self, text: &str) {
        for written in text.split_whitespace() {
            let is_without = written.starts_with('-');
            let written = words(written).into_iter().map(|word| word.folded);
            if is_without {
                written.for_each(|word| push(&mut self.without, word));
            } else {
                for word in written {
                    self.settle();
                    self.beginning = Some(word);
                }
            }
        }
    }

    /// What was the last word is one in the middle.
    fn settle(&mut self) {
        if let Some(word) = self.beginning.take() {
            push(&mut self.words, word);
        }
    }
}

fn push(words: &mut Vec<String>, word: String) {
    if !words.contains(&word) {
        words.push(word);
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    fn read(text: &str) -> (Vec<String>, Option<String>, Vec<Vec<String>>, Vec<String>) {
        let Query { words, beginning, phrases, without } = Query::read(text).unwrap();
        (words, beginning, phrases, without)
    }

    #[test]
    fn the_last_word_may_go_on_and_phrases_and_what_is_not_wanted_are_told_apart() {
        let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(read("Water gar"), (texts(&["water"]), Some("gar".into()), vec![], vec![]));
        assert_eq!(
            read("water \"the PLANTS\""),
            (texts(&["water", "the", "plants"]), None, vec![texts(&["the", "plants"])], vec![])
        );
        assert_eq!(read("a -b c-d"), (texts(&["a", "c"]), Some("d".into()), vec![], texts(&["b"])));
        assert_eq!(read("\"open"), (texts(&["open"]), None, vec![], vec![]));
        assert_eq!(read(" - \"\" !"), (vec![], None, vec![], vec![]));
        assert!(Query::read(&"x".repeat(201)).is_err() && Query::read(&"x y ".repeat(6)).is_ok());
        assert!(Query::read("a b c d e f g h i j k").is_err());
    }
}
