//! Texts as the words that they are found by: small letters without marks, the same on every database.
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// How much of a word is kept, in characters.
const LONGEST: usize = 40;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// As it is found by.
    pub(super) folded: String,
    /// Where it begins in the text, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
}

/// The words of a text, in their order. What is written without blanks between its words is taken sign by sign.
pub(super) fn words(text: &str) -> Vec<Word> {
    let (mut out, mut begun) = (Vec::new(), None);
    for (at, letter) in text.char_indices() {
        let is_sign = is_sign(letter);
        let goes_on = !is_sign && (letter.is_alphanumeric() || is_combining_mark(letter));
        if let (Some(start), false) = (begun, goes_on) {
            out.extend(word(text, start, at));
            begun = None;
        }
        if is_sign {
            out.extend(word(text, at, at + letter.len_utf8()));
        } else if goes_on && begun.is_none() {
            begun = Some(at);
        }
    }
    out.extend(begun.and_then(|start| word(text, start, text.len())));
    out
}

fn word(text: &str, start: usize, end: usize) -> Option<Word> {
    let folded: String = folded(&text[start..end]).take(LONGEST).collect();
    (!folded.is_empty()).then_some(Word { folded, start, end })
}

/// Capitals and small letters alike, and letters with marks like those without.
fn folded(text: &str) -> impl Iterator<Item = char> {
    let plain = text.nfkd().filter(|letter| !is_combining_mark(*letter));
    plain.flat_map(char::to_lowercase).filter(|letter| letter.is_alphanumeric())
}

/// Chinese and Japanese signs.
fn is_sign(letter: char) -> bool {
    matches!(u32::from(letter), 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_134f)
}

#[cfg(test)]
mod tests {
    use super::words;

    fn told(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_found_however_they_are_written() {
        assert_eq!(told("Äpfel, ÉCLAIRS & e\u{301}te\u{301}s!"), ["apfel", "eclairs", "etes"]);
        assert_eq!(told("don't  x_y 3.5 ﬁne"), ["don", "t", "x", "y", "3", "5", "fine"]);
        assert_eq!(told("東京 tower"), ["東", "京", "tower"]);
        assert_eq!(told("שלום 👩‍👧 \u{301}"), ["שלום"]);
        assert_eq!(told(&"x".repeat(50)), ["x".repeat(40)]);
    }

    #[test]
    fn a_word_knows_its_place() {
        let text = "«Öl» и вода";
        let places: Vec<&str> = words(text).into_iter().map(|word| &text[word.start..word.end]).collect();
        assert_eq!(places, ["Öl", "и", "вода"]);
    }
}
