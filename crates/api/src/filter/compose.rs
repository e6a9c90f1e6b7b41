//! Filters composed of fragments, each of which was prepared when the program started.
use super::{
    check::{Asked, Checked, Held},
    field::Fields,
    parser::{Operator, Tree},
    point::Point,
};
use crate::{app::App, caller::Caller};
use base::{Day, Id, Instant, Result};
use store::{Condition, Entity, Filter, List};

/// What a list can be asked, with the statements behind it; `filterable!` is the way to write one.
pub struct Filterable<E: 'static> {
    /// Its fields.
    pub fields: Fields,
    /// What each is asked by, in the same order.
    pub fragments: &'static [Fragments<E>],
}

/// What a field is asked by. Below and the like hold for nothing that is empty.
pub enum Fragments<E> {
    /// A word: that it is this one, that it is empty.
    Word(Filter<E, (String,)>, Filter<E, ()>),
    /// A text: that it is this one, that it holds such a pattern, that it is empty.
    Text(Filter<E, (String,)>, Filter<E, (String,)>, Filter<E, ()>),
    /// A number: that it is this one, below it, up to it, above it, from it on, empty.
    Number([Filter<E, (f64,)>; 5], Filter<E, ()>),
    /// Whether it is so, or empty.
    Truth(Filter<E, (bool,)>, Filter<E, ()>),
    /// An instant: that it is before one, from it on, empty.
    Instant(Filter<E, (Instant,)>, Filter<E, (Instant,)>, Filter<E, ()>),
    /// A day or an instant: that it is before such a day, or such an instant; from it on; empty.
    Due(Filter<E, (String, String)>, Filter<E, (String, String)>, Filter<E, ()>),
    /// An id: that it is this one, or empty.
    Id(Filter<E, (Id,)>, Filter<E, ()>),
}

impl<E: Entity> Filterable<E> {
    /// Of a list, only what a filter lets through, if there is one; a flaw of it stands at that place of the request.
    pub fn narrow(&self, list: List<E>, filter: Option<(&str, &str)>, app: &App, caller: &Caller) -> Result<List<E>> {
        match filter {
            None => Ok(list),
            Some((at, text)) => {
                let checked = self.fields.read(app, caller, at, text)?;
                Ok(list.matching(&self.condition(&checked))?)
            }
        }
    }

    /// Of a list, only what the field `filter` of its request lets through.
    pub fn narrowed(&self, list: List<E>, filter: Option<&str>, app: &App, caller: &Caller) -> Result<List<E>> {
        self.narrow(list, filter.map(|text| ("/filter", text)), app, caller)
    }

    pub(crate) fn condition(&self, filter: &Checked) -> Condition<E> {
        self.composed(&filter.0)
    }

    fn composed(&self, tree: &Tree<Asked>) -> Condition<E> {
        match tree {
            Tree::All(trees) => Condition::all(trees.iter().map(|tree| self.composed(tree))),
            Tree::Any(trees) => Condition::any(trees.iter().map(|tree| self.composed(tree))),
            Tree::Not(tree) => self.composed(tree).not(),
            Tree::Is(asked) => self.fragments[asked.field].asked(asked),
        }
    }
}

impl<E: Entity> Fragments<E> {
    fn asked(&self, asked: &Asked) -> Condition<E> {
        let any = |operator| Condition::any(asked.values.iter().map(|value| self.compared(operator, value)));
        match asked.operator {
            Operator::Empty => self.empty(),
            Operator::NotEmpty => self.empty().not(),
            Operator::Unequal | Operator::NotIn => any(Operator::Equal).not(),
            Operator::In | Operator::Alone => any(Operator::Equal),
            operator => any(operator),
        }
    }

    fn empty(&self) -> Condition<E> {
        let (Self::Word(_, empty)
        | Self::Text(_, _, empty)
        | Self::Number(_, empty)
        | Self::Truth(_, empty)
        | Self::Instant(_, _, empty)
        | Self::Due(_, _, empty)
        | Self::Id(_, empty)) = self;
        Condition::of(*empty, ())
    }

    fn compared(&self, operator: Operator, value: &Held) -> Condition<E> {
        match (self, value) {
            (Self::Text(_, contains, _), Held::Text(text)) if operator == Operator::Contains => {
                Condition::of(*contains, (pattern(text),))
            }
            (Self::Word(equal, _) | Self::Text(equal, ..), Held::Text(text)) => Condition::of(*equal, (text.clone(),)),
            (Self::Truth(equal, _), Held::Truth(truth)) => Condition::of(*equal, (*truth,)),
            (Self::Id(equal, _), Held::Id(id)) => Condition::of(*equal, (*id,)),
            (Self::Number([equal, below, up_to, above, from], _), Held::Number(number)) => {
                let filter = match operator {
                    Operator::Below => below,
                    Operator::UpTo => up_to,
                    Operator::Above => above,
                    Operator::From => from,
                    _ => equal,
                };
                Condition::of(*filter, (*number,))
            }
            (Self::Instant(before, from, _), Held::Point(point)) => {
                let before = |limit: Limit| match limit.instant {
                    Some(instant) => Condition::of(*before, (instant,)),
                    None => self.empty().not(),
                };
                let from = |limit: Limit| Condition::any(limit.instant.map(|instant| Condition::of(*from, (instant,))));
                within(operator, *point, before, from)
            }
            (Self::Due(before, from, _), Held::Point(point)) => {
                let before = |limit: Limit| Condition::of(*before, limit.texts());
                let from = |limit: Limit| Condition::of(*from, limit.texts());
                within(operator, *point, before, from)
            }
            // A checked value is of the kind of its field.
            _ => Condition::any([]),
        }
    }
}

/// Where a point begins, or has ended: for days, and for instants. Nothing is after the last of them.
struct Limit {
    day: Option<Day>,
    instant: Option<Instant>,
}

impl Limit {
    /// As texts; `~` stands behind every day and every instant.
    fn texts(&self) -> (String, String) {
        let day = self.day.map_or_else(|| "~".to_owned(), |day| day.to_string());
        (day, self.instant.map_or_else(|| "~".to_owned(), |instant| instant.to_string()))
    }
}

fn start(point: Point) -> Limit {
    let instant = match point {
        Point::On(day) => day.start(),
        Point::At(instant) => instant,
    };
    Limit { day: Some(point.day()), instant: Some(instant) }
}

fn end(point: Point) -> Limit {
    let day = point.day().plus_days(1);
    let instant = match point {
        Point::On(_) => day.map(Day::start),
        Point::At(instant) => Instant::from_micros(instant.micros() + 1),
    };
    Limit { day, instant }
}

fn within<E: Entity>(
    operator: Operator,
    point: Point,
    before: impl Fn(Limit) -> Condition<E>,
    from: impl Fn(Limit) -> Condition<E>,
) -> Condition<E> {
    match operator {
        Operator::Below => before(start(point)),
        Operator::UpTo => before(end(point)),
        Operator::Above => from(end(point)),
        Operator::From => from(start(point)),
        _ => Condition::all([from(start(point)), before(end(point))]),
    }
}

/// What `like` takes to find a text within another, with the capitals from A to Z made small.
fn pattern(text: &str) -> String {
    format!("%{}", beginning(text))
}

/// What `like` takes to find a text at the beginning of another, likewise.
pub fn beginning(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out + "%"
}
