//! Whether the names and values of a filter fit the fields of its noun.
use super::{
    Asking,
    field::{Field, FieldKind, Fields},
    parser::{Given, Operator, Term, Tree},
    point::{self, Point},
    wrong::{Wrong, nearest},
};
use base::Id;

/// A filter that fits its noun.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked(pub(super) Tree<Asked>);

/// One comparison that fits its field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    /// Which of the noun's fields.
    pub(super) field: usize,
    pub(super) operator: Operator,
    pub(super) values: Vec<Held>,
}

/// A value of the kind that its field holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Held {
    Text(String),
    Number(f64),
    Truth(bool),
    Point(Point),
    Id(Id),
}

pub(super) fn checked(fields: &Fields, tree: Tree<Term>, asking: Asking<'_>) -> Result<Checked, Wrong> {
    tree.try_map(&|term| asked(fields, term, asking)).map(Checked)
}

impl<T> Tree<T> {
    fn try_map<U>(self, change: &impl Fn(T) -> Result<U, Wrong>) -> Result<Tree<U>, Wrong> {
        let each = |trees: Vec<Self>| trees.into_iter().map(|tree| tree.try_map(change)).collect::<Result<_, _>>();
        Ok(match self {
            Self::All(trees) => Tree::All(each(trees)?),
            Self::Any(trees) => Tree::Any(each(trees)?),
            Self::Not(tree) => Tree::Not(Box::new(tree.try_map(change)?)),
            Self::Is(term) => Tree::Is(change(term)?),
        })
    }
}

fn asked(fields: &Fields, term: Term, asking: Asking<'_>) -> Result<Asked, Wrong> {
    let Some(at) = fields.find(&term.field) else { return Err(unknown(fields, &term)) };
    let field = &fields.fields[at];
    if let Some(noun) = field.needs.filter(|noun| !(asking.may_read)(noun)) {
        let message = format!("to ask about {} needs the permission {noun}.read", field.name);
        return Err(Wrong::new("forbidden", term.field_at, message));
    }
    let operator = match (term.operator, field.kind) {
        (Operator::Alone, FieldKind::Truth) => {
            return Ok(Asked { field: at, operator: Operator::Equal, values: vec![Held::Truth(true)] });
        }
        (Operator::Alone, _) => {
            let message = format!("{} needs a comparison: {}", field.name, told(field));
            return Err(Wrong::syntax(term.field_at, message));
        }
        (operator, _) => operator,
    };
    if !field.operators().contains(&operator) {
        let message = match operator {
            Operator::Empty | Operator::NotEmpty => format!("{} is never empty", field.name),
            other => format!("{} is not compared by `{}`, but by {}", field.name, other.text(), told(field)),
        };
        return Err(Wrong::new("wrong_kind", term.operator_at, message));
    }
    let values = term.values.into_iter().map(|given| held(field, operator, given, asking)).collect::<Result<_, _>>()?;
    Ok(Asked { field: at, operator, values })
}

/// What a field is compared by, in words.
fn told(field: &Field) -> String {
    field.operators().into_iter().map(Operator::text).collect::<Vec<_>>().join(", ")
}

fn unknown(fields: &Fields, term: &Term) -> Wrong {
    let names = fields.fields.iter().map(|field| field.name);
    let hint = match nearest(&term.field, names.clone()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("known are {}", names.collect::<Vec<_>>().join(", ")),
    };
    Wrong::new("unknown_field", term.field_at, format!("{} have no field {:?}; {hint}", fields.noun, term.field))
}

fn held(field: &Field, operator: Operator, given: Given, asking: Asking<'_>) -> Result<Held, Wrong> {
    let Given { text, is_quoted, span } = given;
    let wrong = |message: String| Wrong::new("wrong_kind", span, format!("{}: {message}", field.name));
    match field.kind {
        FieldKind::Word(texts) => match texts.iter().find(|known| known.eq_ignore_ascii_case(&text)) {
            Some(known) => Ok(Held::Text((*known).to_owned())),
            None => {
                let hint = nearest(&text, texts.iter().copied()).map(|near| format!("; did you mean {near}?"));
                let message = format!("{text:?} is none of {}{}", texts.join(", "), hint.unwrap_or_default());
                Err(Wrong { allowed: Some(texts), ..Wrong::new("unknown_value", span, message) })
            }
        },
        FieldKind::Text | FieldKind::Names(_) if operator == Operator::Contains && text.is_empty() => {
            Err(wrong("every text contains the empty one".to_owned()))
        }
        FieldKind::Text => Ok(Held::Text(text)),
        FieldKind::Names(_) => Ok(Held::Text(text.trim().to_lowercase())),
        FieldKind::Number => {
            let plain = !is_quoted && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
            let number = text.parse::<f64>().ok().filter(|number| plain && number.is_finite());
            number.map(Held::Number).ok_or_else(|| wrong("a number is needed".to_owned()))
        }
        FieldKind::Truth => match text.to_ascii_lowercase().as_str() {
            "true" => Ok(Held::Truth(true)),
            "false" => Ok(Held::Truth(false)),
            _ => Err(Wrong {
                allowed: Some(&["true", "false"]),
                ..Wrong::new("unknown_value", span, format!("{}: true or false is needed", field.name))
            }),
        },
        FieldKind::Instant | FieldKind::Due => point::read(&text, asking.now).map(Held::Point).map_err(wrong),
        FieldKind::Person if !is_quoted && text.eq_ignore_ascii_case("me") => Ok(Held::Id(asking.me)),
        FieldKind::Id | FieldKind::Person => {
            let me = if field.kind == FieldKind::Person { ", or `me`," } else { "" };
            text.parse().map(Held::Id).map_err(|_| wrong(format!("an id{me} is needed")))
        }
    }
}
