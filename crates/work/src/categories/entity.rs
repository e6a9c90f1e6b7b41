//! The table of categories.
use crate::Color;
use api::{Bound, Bounded};
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use store::{Described, Entity, OneOf};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};

/// What tasks and events are put into.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("user_categories", scope = space)]
#[unique(space_id, name, only = "deleted_at is null")]
#[schema(as = CategoryResponse)]
pub struct Category {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Where it lies.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Who made it; nobody, where it was there from the start.
    #[index]
    #[refers("users.id", on_delete = restrict)]
    pub user_id: Option<Id>,
    /// Its name for people, under which tasks and events name it.
    #[check("length(name) > 0")]
    pub name: String,
    /// What is put into it.
    #[default("custom")]
    pub r#type: CategoryType,
    /// Its colour.
    #[check("length(color) = 7")]
    pub color: Color,
    /// Its sign.
    pub emoji: String,
    /// How much it matters, from 1 to 5.
    #[check("priority between 1 and 5")]
    pub priority: i64,
    /// What it is about.
    pub description: Option<String>,
    /// Whether it was there from the start.
    pub is_default: bool,
    /// Whether a machine suggested it.
    pub ai_generated: bool,
    /// How much what is in it weighs.
    pub weights: CategoryWeights,
    /// Goes up by one with every change; one that was there from the start begins at 0.
    #[check("revision >= 1")]
    pub revision: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When it was thrown away; it can be had back until it is purged.
    pub deleted_at: Option<Instant>,
}

/// What is put into a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum CategoryType {
    /// Events.
    Event,
    /// Opportunities.
    Opportunity,
    /// Both.
    Both,
    /// Whatever has no other; it stays.
    Default,
    /// What its owner likes.
    Custom,
}

/// How much what is in a category weighs, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryWeights {
    /// Its importance.
    #[schema(minimum = 0, maximum = 1)]
    pub importance: f64,
    /// Its urgency.
    #[schema(minimum = 0, maximum = 1)]
    pub urgency: f64,
    /// How complex it is.
    #[schema(minimum = 0, maximum = 1)]
    pub complexity: f64,
    /// How well it can be moved.
    #[schema(minimum = 0, maximum = 1)]
    pub flexibility: f64,
}

store::kept_as_json!(CategoryWeights);

impl Described for CategoryWeights {
    fn described() -> RefOr<Schema> {
        Self::schema()
    }
}

impl Bounded for CategoryWeights {
    fn beyond(&self, bound: Bound) -> Option<(&'static str, String)> {
        let Self { importance, urgency, complexity, flexibility } = self;
        [importance, urgency, complexity, flexibility].into_iter().find_map(|weight| weight.beyond(bound))
    }
}
