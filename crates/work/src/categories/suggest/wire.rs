//! What suggestions are asked by, and what they look like.
use crate::{
    Color,
    categories::{CategoryType, CategoryWeights},
};
use api::{Answer, Wanted};
use base::{Flaw, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// The largest of the documents.
const LARGEST: usize = 64_000;

/// What categories are to be suggested by.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct About {
    /// What they are after.
    pub(super) mission_statement: Option<Value>,
    /// How they work.
    pub(super) work_style: Option<Value>,
    /// When they work well.
    pub(super) productivity_patterns: Option<Value>,
    /// What they have already, besides the categories of the space.
    pub(super) existing_categories: Option<Value>,
}

impl Wanted for About {
    fn flaws(&self) -> Vec<Flaw> {
        let Self { mission_statement, work_style, productivity_patterns, existing_categories } = self;
        let named = [
            ("missionStatement", mission_statement),
            ("workStyle", work_style),
            ("productivityPatterns", productivity_patterns),
            ("existingCategories", existing_categories),
        ];
        let too_long = named
            .into_iter()
            .filter(|(_, value)| value.as_ref().is_some_and(|value| value.to_string().len() > LARGEST));
        let message = format!("this has {LARGEST} bytes at most as JSON");
        too_long
            .map(|(name, _)| Flaw { at: format!("/{name}"), code: "too_long", message: message.clone(), allowed: None })
            .collect()
    }
}

/// What is suggested.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Suggestions {
    /// Each with its reason.
    pub(super) suggestions: Vec<Suggestion>,
}

/// A category that is suggested.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Suggestion {
    /// Its name for programs, among these.
    pub(super) id: &'static str,
    /// What is to be done with it.
    pub(super) action: &'static str,
    /// The category.
    pub(super) category: Suggested,
    /// Why.
    pub(super) reasoning: String,
}

/// A category as it would be made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Suggested {
    /// Its name.
    pub(super) name: &'static str,
    /// What is put into it.
    pub(super) r#type: CategoryType,
    /// Its colour.
    pub(super) color: Color,
    /// Its sign.
    pub(super) emoji: &'static str,
    /// How much it matters, from 1 to 5.
    pub(super) priority: i64,
    /// What it is about.
    pub(super) description: &'static str,
    /// How much what is in it weighs.
    pub(super) weights: CategoryWeights,
}

/// The category that a colour and a sign are wanted for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Unpainted {
    /// Its name.
    #[schema(max_length = 200)]
    pub(super) category_name: String,
    /// What is put into it.
    pub(super) category_type: CategoryType,
    /// What it is about.
    #[serde(default)]
    #[schema(max_length = 20_000)]
    pub(super) description: Option<String>,
    /// What else is known of whoever asks.
    #[serde(default)]
    pub(super) user_context: Option<Value>,
}

impl Wanted for Unpainted {
    fn flaws(&self) -> Vec<Flaw> {
        let longest =
            [("categoryName", Some(&self.category_name), 200), ("description", self.description.as_ref(), 20_000)];
        let too_long =
            longest.into_iter().filter(|(_, text, most)| text.is_some_and(|text| text.chars().count() > *most));
        too_long
            .map(|(name, _, most)| {
                let message = format!("this has {most} characters at most");
                Flaw { at: format!("/{name}"), code: "too_long", message, allowed: None }
            })
            .collect()
    }
}

/// A colour and a sign.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Painted {
    /// The colour.
    pub(super) color: Color,
    /// The sign.
    pub(super) emoji: &'static str,
    /// Why.
    pub(super) reasoning: String,
}

impl Answer for Suggestions {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

impl Answer for Painted {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}
