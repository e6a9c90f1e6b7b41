//! What may stand at a place of a filter that is being written.
use super::{
    field::{Field, FieldKind, Fields},
    lexer::{Span, Token, What, tokens},
    parser::Operator,
    wrong::FilterFlaw,
};
use crate::{app::App, caller::Caller, operation::Answer, permission::Permission};
use base::Result;
use serde::Serialize;
use store::utoipa::{self, ToSchema};

/// What may stand at a place of a filter, and what is wrong with the filter as it is.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = FilterCompletion)]
pub struct Completion {
    /// Where what is suggested begins, in characters: it replaces what stands from there up to `to`.
    pub from: usize,
    /// Where what it replaces ends.
    pub to: usize,
    /// What may stand there.
    pub suggestions: Vec<Suggestion>,
    /// What is wrong with the filter, if anything is.
    pub flaw: Option<FilterFlaw>,
}

/// Something that may stand there.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = FilterSuggestion)]
pub struct Suggestion {
    /// What to write.
    pub text: String,
    /// What it is: `field`, `operator`, `value` or `join`.
    #[schema(value_type = String)]
    pub kind: &'static str,
}

impl Answer for Completion {
    fn body(self) -> Result<Vec<u8>> {
        crate::json(&self)
    }
}

/// What is expected next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Next {
    Term,
    Operator(usize),
    /// `in` after `not`.
    In(usize),
    /// `(` after `in`.
    Open(usize),
    Value(usize),
    ListValue(usize),
    ListSign(usize),
    /// `empty`, or `not` before it.
    Empty,
    Join,
    /// What stands before cannot be read.
    Lost,
}

impl Fields {
    /// What may stand at that place of a filter, counted in characters.
    pub async fn complete(&self, app: &App, caller: &Caller, text: &str, cursor: usize) -> Result<Completion> {
        let flaw = self.flaw(app, caller, text);
        let cursor = cursor.min(text.chars().count());
        let before: String = text.chars().take(cursor).collect();
        let Ok(mut tokens) = tokens(&before) else {
            return Ok(Completion { from: cursor, to: cursor, suggestions: Vec::new(), flaw });
        };
        // What touches the place is still being written.
        let begun = tokens.pop_if(|last| is_open(last, cursor));
        let next = tokens.iter().fold(Next::Term, |next, token| self.after(next, token));
        let (from, begun) = match begun {
            Some(Token { what: What::Word(text) | What::Quoted(text, _), span: Span { start, .. } }) => (start, text),
            _ => (cursor, String::new()),
        };
        let mut suggestions = self.suggested(next, app, caller, &begun).await?;
        let begun = begun.to_lowercase();
        suggestions.retain(|one| one.text.trim_start_matches('"').to_lowercase().starts_with(&begun));
        Ok(Completion { from, to: cursor, suggestions, flaw })
    }

    fn after(&self, next: Next, token: &Token) -> Next {
        let is_value = !matches!(token.what, What::Sign(_));
        match next {
            Next::Term if token.is_one_of(&["not", "!", "("]) => Next::Term,
            Next::Term => match &token.what {
                What::Word(word) => self.find(word).map_or(Next::Lost, Next::Operator),
                _ => Next::Lost,
            },
            Next::Operator(_) | Next::Join if token.is_one_of(&["and", "or", "&&", "||"]) => Next::Term,
            Next::Operator(_) | Next::Join if token.is(")") => Next::Join,
            Next::Operator(field) if token.is_one_of(&["=", "!=", "<", "<=", ">", ">=", "~"]) => Next::Value(field),
            Next::Operator(field) | Next::In(field) if token.is("in") => Next::Open(field),
            Next::Operator(field) if token.is("not") => Next::In(field),
            Next::Operator(_) if token.is("is") => Next::Empty,
            Next::Open(field) if token.is("(") => Next::ListValue(field),
            Next::Value(_) if is_value => Next::Join,
            Next::ListValue(field) if is_value => Next::ListSign(field),
            Next::ListSign(field) if token.is(",") => Next::ListValue(field),
            Next::ListSign(_) if token.is(")") => Next::Join,
            Next::Empty if token.is("not") => Next::Empty,
            Next::Empty if token.is("empty") => Next::Join,
            // `+ 7d` after `now`.
            Next::Join | Next::ListSign(_) if matches!(&token.what, What::Word(word) if word.starts_with(['+', '-'])) => {
                next
            }
            _ => Next::Lost,
        }
    }

    async fn suggested(&self, next: Next, app: &App, caller: &Caller, begun: &str) -> Result<Vec<Suggestion>> {
        let all = |kind, texts: &[&str]| -> Vec<Suggestion> {
            texts.iter().map(|text| Suggestion { text: (*text).to_owned(), kind }).collect()
        };
        Ok(match next {
            Next::Term => {
                let names: Vec<&str> = self.fields.iter().map(|field| field.name).chain(["not"]).collect();
                all("field", &names)
            }
            Next::Operator(field) => {
                let texts: Vec<&str> = self.fields[field].operators().into_iter().map(Operator::text).collect();
                all("operator", &texts)
            }
            Next::In(_) => all("operator", &["in"]),
            Next::Open(_) => all("operator", &["("]),
            Next::Empty => all("operator", &["empty", "not empty"]),
            Next::Value(field) | Next::ListValue(field) => {
                let texts = values(&self.fields[field], app, caller, begun).await?;
                texts.into_iter().map(|text| Suggestion { text, kind: "value" }).collect()
            }
            Next::ListSign(_) => all("join", &[",", ")"]),
            Next::Join => all("join", &["and", "or"]),
            Next::Lost => Vec::new(),
        })
    }
}

/// Whether a token that stands right before the place may still grow.
fn is_open(token: &Token, cursor: usize) -> bool {
    match token.what {
        What::Word(_) => token.span.end == cursor,
        What::Quoted(_, is_closed) => !is_closed,
        What::Sign(_) => false,
    }
}

/// What a field may be compared with.
async fn values(field: &Field, app: &App, caller: &Caller, begun: &str) -> Result<Vec<String>> {
    if let (Some(names), Some(noun)) = (field.names, field.needs) {
        return match caller.grants.allow(Permission::read(noun)) {
            true => Ok(names(app.clone(), caller.clone(), begun.to_owned())
                .await?
                .iter()
                .map(|name| quoted(name))
                .collect()),
            false => Ok(Vec::new()),
        };
    }
    let texts: &[&str] = match field.kind {
        FieldKind::Word(texts) => texts,
        FieldKind::Truth => &["true", "false"],
        FieldKind::Instant | FieldKind::Due => &["today", "now", "today+1d", "today-7d", "now+7d", "now-7d"],
        FieldKind::Person => &["me"],
        FieldKind::Text | FieldKind::Names(_) | FieldKind::Number | FieldKind::Id => &[],
    };
    Ok(texts.iter().map(|text| (*text).to_owned()).collect())
}

/// A text between quotes.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
    format!("\"{escaped}\"")
}
