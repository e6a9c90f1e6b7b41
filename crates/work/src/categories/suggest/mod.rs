//! Suggestions by rule: what somebody writes of themself, and what a category is called, against a list of themes.
mod themes;
mod wire;

use super::{ops, rules};
use crate::categories::CategoryType;
use api::{Kind, Operation, Permission};
use serde_json::Value;
use std::slice;
use themes::{FOCUS, THEMES, Theme};
use wire::{About, Painted, Suggestion, Suggestions, Unpainted};

/// How many categories are suggested at once.
const MOST: usize = 5;

const READ: Permission = Permission::read("categories");

pub(crate) static GENERATE: Operation<About, Suggestions> = Operation {
    name: "categories.suggest",
    summary: "Suggest categories by what somebody writes of themself; rules decide, no model.",
    permission: READ,
    reads: &["user_categories"],
    kind: Kind::Read(|app, caller, about| {
        Box::pin(async move {
            let there = ops::all(&app, &caller).await?.into_iter().filter(|category| category.deleted_at.is_none());
            Ok(suggest(&about, &there.map(|category| category.name).collect::<Vec<_>>()))
        })
    }),
};

pub(crate) static ASSIGN: Operation<Unpainted, Painted> = Operation {
    name: "categories.paint",
    summary: "Suggest a colour and a sign for a category by its name; rules decide, no model.",
    permission: READ,
    reads: &[],
    kind: Kind::Read(|_, _, unpainted| Box::pin(async move { Ok(paint(&unpainted)) })),
};

/// The names of the themes that texts are about, in the order of the list.
pub(crate) fn themes(texts: &[&str]) -> Vec<&'static str> {
    let words = words(&texts.iter().map(ToString::to_string).collect::<Vec<_>>());
    THEMES.iter().filter(|theme| theme.known_by(&words).is_some()).map(|theme| theme.name).collect()
}

fn suggest(about: &About, there: &[String]) -> Suggestions {
    let mut said = Vec::new();
    for value in [&about.mission_statement, &about.work_style, &about.productivity_patterns].into_iter().flatten() {
        texts(value, &mut said);
    }
    let mut known = Vec::new();
    about.existing_categories.iter().for_each(|value| texts(value, &mut known));
    let is_new = |theme: &&Theme| !there.iter().chain(&known).any(|name| name.eq_ignore_ascii_case(theme.name));
    let words = words(&said);
    let fitting = THEMES.iter().filter(is_new).filter_map(|theme| Some((theme, theme.known_by(&words)?)));
    let mut suggestions: Vec<Suggestion> =
        fitting.take(MOST).map(|(theme, word)| theme.suggested(format!("you wrote of \"{word}\""))).collect();
    if suggestions.is_empty() && is_new(&&FOCUS) {
        suggestions.push(FOCUS.suggested("time that is kept free helps whoever has much to do".into()));
    }
    Suggestions { suggestions }
}

fn paint(unpainted: &Unpainted) -> Painted {
    let Unpainted { category_name, category_type, description, user_context } = unpainted;
    let mut context = Vec::new();
    user_context.iter().for_each(|value| texts(value, &mut context));
    let fitting = |theme: &&Theme| !is_other(theme.r#type, *category_type);
    let known = [slice::from_ref(category_name), description.as_slice(), &context].into_iter().find_map(|said| {
        let words = words(said);
        let (theme, word) = THEMES.iter().filter(fitting).find_map(|theme| Some((theme, theme.known_by(&words)?)))?;
        Some((theme.color, theme.emoji, format!("\"{word}\" is a matter of {}", theme.name.to_lowercase())))
    });
    let (color, emoji, reasoning) =
        known.unwrap_or_else(|| (rules::COLOR, rules::EMOJI, "nothing in its name says more".into()));
    Painted { color, emoji, reasoning }
}

/// Whether one takes events only, and the other opportunities only.
fn is_other(one: CategoryType, other: CategoryType) -> bool {
    use CategoryType::{Event, Opportunity};
    matches!((one, other), (Event, Opportunity) | (Opportunity, Event))
}

/// All texts of a document.
fn texts(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, out)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, out)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The words of texts, in small letters.
fn words(texts: &[String]) -> Vec<String> {
    let pieces = texts.iter().flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()));
    pieces.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn names(about: &About, there: &[&str]) -> Vec<&'static str> {
        let there: Vec<String> = there.iter().map(|name| (*name).to_owned()).collect();
        suggest(about, &there).suggestions.iter().map(|suggestion| suggestion.category.name).collect()
    }

    #[test]
    fn what_somebody_writes_of_suggests_what_it_is_known_by() {
        let about = About {
            mission_statement: Some(json!({ "text": "Running a software company, and being there for my kids" })),
            existing_categories: Some(json!([{ "name": "Coding" }])),
            ..About::default()
        };
        assert_eq!(names(&about, &[]), ["Fitness", "Family"]);
        assert_eq!(names(&about, &["family", "Fitness"]), ["Focus Time"], "what is there is not suggested");
        assert_eq!(names(&About::default(), &[]), ["Focus Time"]);
        assert_eq!(names(&About::default(), &["Focus Time"]), [""; 0]);
    }

    #[test]
    fn a_name_paints_and_what_says_nothing_is_grey() {
        let of = |name: &str, description: Option<&str>| {
            let description = description.map(str::to_owned);
            paint(&Unpainted {
                category_name: name.into(),
                category_type: CategoryType::Event,
                description,
                user_context: None,
            })
        };
        assert_eq!(of("Gym", None).emoji, "🏃");
        assert_eq!(of("Mondays", Some("yoga and more")).emoji, "🏃");
        assert_eq!(of("Mentoring", None).emoji, "📋", "an event is no opportunity");
        let unknown = of("Zxq", None);
        assert_eq!((unknown.color.to_string().as_str(), unknown.emoji), ("#6b7280", "📋"));
    }
}
