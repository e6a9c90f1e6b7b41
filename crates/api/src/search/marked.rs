//! A text with what was found in it, in pieces: whoever shows it needs to read no markup.
use super::words::{Word, words};
use serde::Serialize;
use store::utoipa::{self, ToSchema};

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SearchPiece)]
pub struct Piece {
    /// The piece.
    pub text: String,
    /// Whether it is what was found.
    pub is_match: bool,
}

/// How much of a text is shown, in words.
const SHOWN: usize = 24;
/// How many of them stand before the first that was found.
const BEFORE: usize = 6;

/// The whole text in pieces.
pub(super) fn whole(text: &str, is_match: impl Fn(&str) -> bool) -> Vec<Piece> {
    pieces(text, &words(text), 0, text.len(), is_match)
}

/// The text around the first place where something was found; its beginning, where nothing was.
pub(super) fn around(text: &str, is_match: impl Fn(&str) -> bool) -> Vec<Piece> {
    let words = words(text);
    let first = words.iter().position(|word| is_match(&word.folded)).unwrap_or(0);
    let from = first.saturating_sub(BEFORE);
    let to = (from + SHOWN).min(words.len());
    let start = if from == 0 { 0 } else { words[from].start };
    let end = if to == words.len() { text.len() } else { words[to - 1].end };
    let mut pieces = pieces(text, &words[from..to], start, end, is_match);
    let plain = |text: &str| Piece { text: text.to_owned(), is_match: false };
    if from > 0 {
        pieces.insert(0, plain("... "));
    }
    if to < words.len() {
        pieces.push(plain(" ..."));
    }
    pieces
}

fn pieces(text: &str, words: &[Word], start: usize, end: usize, is_match: impl Fn(&str) -> bool) -> Vec<Piece> {
    let (mut out, mut at) = (Vec::new(), start);
    for word in words.iter().filter(|word| is_match(&word.folded)) {
        if word.start > at {
            out.push(Piece { text: text[at..word.start].to_owned(), is_match: false });
        }
        out.push(Piece { text: text[word.start..word.end].to_owned(), is_match: true });
        at = word.end;
    }
    if at < end {
        out.push(Piece { text: text[at..end].to_owned(), is_match: false });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{around, whole};

    fn shown(pieces: &[super::Piece]) -> String {
        pieces
            .iter()
            .map(|piece| if piece.is_match { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect()
    }

    #[test]
    fn what_was_found_is_marked_where_it_stands() {
        let is_match = |word: &str| word == "oil" || word == "ol";
        assert_eq!(shown(&whole("Öl <b>oil</b>, oils", is_match)), "[Öl] <b>[oil]</b>, oils");
        assert_eq!(shown(&whole("", is_match)), "");
        let long = format!("{}oil {}", "w ".repeat(30), "v ".repeat(30));
        let expected = format!("... {}[oil] {} ...", "w ".repeat(6), "v ".repeat(17).trim_end());
        assert_eq!(shown(&around(&long, is_match)), expected);
        assert_eq!(shown(&around("  nothing here ", is_match)), "  nothing here ");
    }
}
