//! A filter as a tree of comparisons.
use super::{
    lexer::{Span, Token, What, tokens},
    wrong::Wrong,
};

/// How deep a filter may be nested.
const DEEPEST: usize = 20;
/// How many names of fields and values a filter may have.
const MOST: usize = 100;

/// Comparisons put together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree<T> {
    All(Vec<Tree<T>>),
    Any(Vec<Tree<T>>),
    Not(Box<Tree<T>>),
    Is(T),
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Unequal,
    Below,
    UpTo,
    Above,
    From,
    Contains,
    In,
    NotIn,
    Empty,
    NotEmpty,
    /// A field that stands alone: that it is true.
    Alone,
}

impl Operator {
    /// What is written for it.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Below => "<",
            Self::UpTo => "<=",
            Self::Above => ">",
            Self::From => ">=",
            Self::Contains => "~",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Empty => "is empty",
            Self::NotEmpty => "is not empty",
            Self::Alone => "",
        }
    }

    const OF_ONE: [Self; 7] =
        [Self::Equal, Self::Unequal, Self::Below, Self::UpTo, Self::Above, Self::From, Self::Contains];
}

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    pub(super) field: String,
    pub(super) field_at: Span,
    pub(super) operator: Operator,
    pub(super) operator_at: Span,
    pub(super) values: Vec<Given>,
}

/// A value as it was given.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Given {
    pub(super) text: String,
    pub(super) is_quoted: bool,
    pub(super) span: Span,
}

/// The tree of a filter; nothing at all lets everything through.
pub(super) fn parsed(text: &str) -> Result<Tree<Term>, Wrong> {
    let tokens = tokens(text)?;
    let end = text.chars().count();
    if let Some(open) = tokens.iter().find(|token| matches!(token.what, What::Quoted(_, false))) {
        return Err(Wrong::syntax(open.span, "the quote is not closed"));
    }
    if tokens.is_empty() {
        return Ok(Tree::All(Vec::new()));
    }
    let mut parser = Parser { tokens: &tokens, at: 0, end, counted: 0 };
    let tree = parser.any(0)?;
    match parser.peek() {
        None => Ok(tree),
        Some(token) if token.is(")") => Err(Wrong::syntax(token.span, "this ) closes nothing")),
        Some(token) => Err(Wrong::syntax(token.span, "`and` or `or` is needed before this")),
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    end: usize,
    counted: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn took(&mut self, texts: &[&str]) -> bool {
        let is = self.peek().is_some_and(|token| token.is_one_of(texts));
        self.at += usize::from(is);
        is
    }

    /// Where the next token is, or the end.
    fn here(&self) -> Span {
        self.peek().map_or(Span { start: self.end, end: self.end }, |token| token.span)
    }

    fn any(&mut self, depth: usize) -> Result<Tree<Term>, Wrong> {
        let mut parts = vec![self.all(depth)?];
        while self.took(&["||", "or"]) {
            parts.push(self.all(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Tree::Any(parts) })
    }

    fn all(&mut self, depth: usize) -> Result<Tree<Term>, Wrong> {
        let mut parts = vec![self.one(depth)?];
        while self.took(&["&&", "and"]) {
            parts.push(self.one(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Tree::All(parts) })
    }

    fn one(&mut self, depth: usize) -> Result<Tree<Term>, Wrong> {
        if depth > DEEPEST {
            return Err(Wrong::new(
                "filter_too_large",
                self.here(),
                format!("a filter is nested {DEEPEST} deep at most"),
            ));
        }
        if self.took(&["!", "not"]) {
            return Ok(Tree::Not(Box::new(self.one(depth + 1)?)));
        }
        let open = self.here();
        if self.took(&["("]) {
            let inner = self.any(depth + 1)?;
            if !self.took(&[")"]) {
                return Err(Wrong::syntax(open, "this ( is not closed"));
            }
            return Ok(inner);
        }
        self.term().map(Tree::Is)
    }

    fn term(&mut self) -> Result<Term, Wrong> {
        let Some(Token { what: What::Word(field), span: field_at }) = self.peek() else {
            return Err(Wrong::syntax(self.here(), "the name of a field is needed here"));
        };
        self.at += 1;
        self.count(*field_at)?;
        let begin = self.here();
        let (operator, values) = self.compared()?;
        let end = if operator == Operator::Alone { begin.start } else { begin.end };
        let operator_at = Span { start: begin.start.min(end), end };
        Ok(Term { field: field.clone(), field_at: *field_at, operator, operator_at, values })
    }

    fn compared(&mut self) -> Result<(Operator, Vec<Given>), Wrong> {
        if let Some(operator) = Operator::OF_ONE.into_iter().find(|operator| self.took(&[operator.text()])) {
            return Ok((operator, vec![self.value()?]));
        }
        if self.took(&["is"]) {
            let is_not = self.took(&["not"]);
            if !self.took(&["empty"]) {
                return Err(Wrong::syntax(self.here(), "`empty` or `not empty` is needed here"));
            }
            return Ok((if is_not { Operator::NotEmpty } else { Operator::Empty }, Vec::new()));
        }
        let is_not = self.took(&["not"]);
        if self.took(&["in"]) {
            return Ok((if is_not { Operator::NotIn } else { Operator::In }, self.values()?));
        }
        if is_not {
            return Err(Wrong::syntax(self.here(), "`in` is needed here"));
        }
        match self.peek() {
            None => Ok((Operator::Alone, Vec::new())),
            Some(token) if token.is_one_of(&[")", "&&", "and", "||", "or"]) => Ok((Operator::Alone, Vec::new())),
            Some(token) => {
                Err(Wrong::syntax(token.span, "a comparison is needed here: = != < <= > >= ~ in, not in, is empty"))
            }
        }
    }

    fn values(&mut self) -> Result<Vec<Given>, Wrong> {
        let open = self.here();
        if !self.took(&["("]) {
            return Err(Wrong::syntax(open, "a list is needed here: (a, b)"));
        }
        let mut values = vec![self.value()?];
        while self.took(&[","]) {
            values.push(self.value()?);
        }
        match self.took(&[")"]) {
            true => Ok(values),
            false => Err(Wrong::syntax(self.here(), "a comma or ) is needed here")),
        }
    }

    fn value(&mut self) -> Result<Given, Wrong> {
        let Some(token) = self.peek() else { return Err(Wrong::syntax(self.here(), "a value is needed here")) };
        let (mut text, is_quoted) = match &token.what {
            What::Word(text) => (text.clone(), false),
            What::Quoted(text, _) => (text.clone(), true),
            What::Sign(_) => return Err(Wrong::syntax(token.span, "a value is needed here")),
        };
        self.at += 1;
        self.count(token.span)?;
        let mut span = token.span;
        // `now + 7d` is one value, however it is spaced.
        while !is_quoted && is_point(&text) {
            let Some(Token { what: What::Word(more), span: more_at }) = self.peek() else { break };
            if !more.starts_with(['+', '-']) && !text.ends_with(['+', '-']) {
                break;
            }
            text.push_str(more);
            span.end = more_at.end;
            self.at += 1;
        }
        Ok(Given { text, is_quoted, span })
    }

    fn count(&mut self, span: Span) -> Result<(), Wrong> {
        self.counted += 1;
        let message = || format!("a filter has {MOST} names and values at most");
        if self.counted > MOST { Err(Wrong::new("filter_too_large", span, message())) } else { Ok(()) }
    }
}

/// Whether it begins like a point in time that is told from now.
fn is_point(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.starts_with("now") || text.starts_with("today")
}
