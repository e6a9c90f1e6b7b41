//! What a client may say of a category, and how far it may go.
use super::{Category, CategoryType, CategoryWeights};
use crate::Color;
use api::Bound;

api::fields! { CategoryFields, NewCategory of Category, needs name;
    /// Its name for people; no other category of the space has it.
    name: String = Bound::Text(1, 100);
    /// What is put into it.
    r#type: CategoryType;
    /// Its colour.
    color: Color;
    /// Its sign.
    emoji: String = Bound::Text(1, 16);
    /// How much it matters, from 1 to 5.
    priority: i64 = Bound::Number(1.0, 5.0);
    /// What it is about.
    description: Option<String> = Bound::Text(0, 2_000);
    /// Whether a machine suggested it.
    ai_generated: bool;
    /// How much what is in it weighs; without a word, as much as its priority says.
    weights: CategoryWeights = Bound::Number(0.0, 1.0);
}
