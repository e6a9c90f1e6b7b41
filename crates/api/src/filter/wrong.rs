//! What is wrong with a filter, and where.
use super::lexer::Span;
use base::{Error, Flaw, distance};
use serde::Serialize;
use store::utoipa::{self, ToSchema};

/// How much of a filter is shown around what is wrong with it, in characters.
const AROUND: usize = 20;

/// What is wrong with a filter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wrong {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) span: Span,
    pub(super) allowed: Option<&'static [&'static str]>,
}

/// What is wrong with a filter, as an editor shows it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FilterFlaw {
    /// The stable word for the rule that does not hold.
    #[schema(value_type = String)]
    pub code: &'static str,
    /// What is wrong, for a person.
    pub message: String,
    /// Where it begins, in characters from the start of the filter.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The values that would do, where they can be listed.
    #[schema(value_type = Option<Vec<String>>)]
    pub allowed: Option<&'static [&'static str]>,
}

impl Wrong {
    pub(super) fn new(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), span, allowed: None }
    }

    /// What cannot be read at all.
    pub(super) fn syntax(span: Span, message: impl Into<String>) -> Self {
        Self::new("filter_syntax", span, message)
    }

    /// The error of a request that brought the filter at that place.
    pub(super) fn into_error(self, at: &str, text: &str) -> Error {
        let message =
            format!("{}, at character {} of the filter: {}", self.message, self.span.start + 1, shown(text, self.span));
        Error::Invalid(vec![Flaw { at: at.into(), code: self.code, message, allowed: self.allowed }])
    }

    pub(super) fn into_flaw(self, text: &str) -> FilterFlaw {
        let length = text.chars().count();
        let Self { code, message, span, allowed } = self;
        FilterFlaw { code, message, start: span.start.min(length), end: span.end.min(length), allowed }
    }
}

/// What is wrong between two marks, and what stands around it.
fn shown(text: &str, span: Span) -> String {
    let letters: Vec<char> = text.chars().collect();
    let (start, end) = (span.start.min(letters.len()), span.end.min(letters.len()));
    let from = start.saturating_sub(AROUND);
    let to = end.saturating_add(AROUND).min(letters.len());
    let piece = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
    let (before, after) = (if from > 0 { "..." } else { "" }, if to < letters.len() { "..." } else { "" });
    format!("{before}{}»{}«{}{after}", piece(from, start), piece(start, end), piece(end, to))
}

/// The candidate that is nearest to a word, if one is near enough to be meant.
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let enough = (word.len() / 3).max(2);
    let near = candidates.into_iter().map(|candidate| (distance(&word, candidate), candidate));
    let near = near.filter(|(far, candidate)| *far <= enough || candidate.starts_with(&word));
    near.min().map(|(_, candidate)| candidate)
}
