//! A filter as words and signs, each with its place.
use super::{LONGEST, wrong::Wrong};

/// A place in a filter: from which character to which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A word or a sign.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) what: What,
    pub(super) span: Span,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    /// A word, a number, a day.
    Word(String),
    /// A text between quotes; the second says whether it is closed.
    Quoted(String, bool),
    /// `( ) , && || ! = != < <= > >= ~`
    Sign(&'static str),
}

/// The longest first.
const SIGNS: [&str; 14] = ["&&", "||", "!=", "<=", ">=", "==", "(", ")", ",", "!", "=", "<", ">", "~"];

impl Token {
    /// Whether it is this sign, or this word in any case.
    pub(super) fn is(&self, text: &str) -> bool {
        match &self.what {
            What::Word(word) => word.eq_ignore_ascii_case(text),
            What::Sign(sign) => *sign == text,
            What::Quoted(..) => false,
        }
    }

    pub(super) fn is_one_of(&self, texts: &[&str]) -> bool {
        texts.iter().any(|text| self.is(text))
    }
}

/// The tokens of a filter. One whose quotes are not closed is read too, and says so.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Wrong> {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() > LONGEST {
        let span = Span { start: LONGEST, end: letters.len() };
        return Err(Wrong::new(
            "too_long",
            span,
            format!("a filter has {LONGEST} characters at most, and was {}", letters.len()),
        ));
    }
    let (mut at, mut out) = (0, Vec::new());
    while at < letters.len() {
        let start = at;
        let what = match letters[at] {
            blank if blank.is_whitespace() => {
                at += 1;
                continue;
            }
            quote @ ('"' | '\'') => quoted(&letters, &mut at, quote)?,
            letter if is_word(letter) => {
                at += letters[at..].iter().take_while(|letter| is_word(**letter)).count();
                What::Word(letters[start..at].iter().collect())
            }
            other => {
                let rest: String = letters[at..].iter().take(2).collect();
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign)).ok_or_else(|| {
                    let message = format!("{other:?} means nothing here; a text that holds it stands between quotes");
                    Wrong::syntax(Span { start, end: start + 1 }, message)
                })?;
                at += sign.len();
                What::Sign(if sign == "==" { "=" } else { sign })
            }
        };
        out.push(Token { what, span: Span { start, end: at } });
    }
    Ok(out)
}

pub(super) fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '+' | '.' | ':')
}

/// A text between quotes; `\` takes the meaning off a quote and off itself, and makes `\n` and `\t`.
fn quoted(letters: &[char], at: &mut usize, quote: char) -> Result<What, Wrong> {
    let mut text = String::new();
    *at += 1;
    while let Some(letter) = letters.get(*at).copied() {
        *at += 1;
        match letter {
            '\\' => {
                let Some(escaped) = letters.get(*at).copied() else { break };
                text.push(match escaped {
                    '\\' | '"' | '\'' => escaped,
                    'n' => '\n',
                    't' => '\t',
                    other => {
                        let span = Span { start: *at - 1, end: *at + 1 };
                        return Err(Wrong::syntax(
                            span,
                            format!("\\{other} means nothing; known are \\\\ \\\" \\' \\n \\t"),
                        ));
                    }
                });
                *at += 1;
            }
            letter if letter == quote => return Ok(What::Quoted(text, true)),
            letter => text.push(letter),
        }
    }
    Ok(What::Quoted(text, false))
}
