//! What may be and what follows, for categories.
use super::{Category, CategoryType, CategoryWeights};
use crate::Color;
use base::{Error, Id, Instant, Result};

/// The colour of what has none of its own.
pub(crate) const COLOR: Color = Color::of(0x006b_7280);
/// The sign of what has none of its own.
pub(crate) const EMOJI: &str = "📋";
/// How much a category matters of which nobody says.
const PRIORITY: i64 = 3;

/// A category of which nothing is known yet.
pub(super) fn blank(id: Id, space_id: Id, user_id: Id, now: Instant) -> Category {
    Category {
        id,
        space_id,
        user_id: Some(user_id),
        name: String::new(),
        r#type: CategoryType::Custom,
        color: COLOR,
        emoji: EMOJI.into(),
        priority: PRIORITY,
        description: None,
        is_default: false,
        ai_generated: false,
        weights: weights(weight(PRIORITY)),
        revision: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    }
}

/// How much a priority from 1 to 5 weighs.
#[expect(clippy::cast_precision_loss, reason = "from 1 to 5")]
pub(super) fn weight(priority: i64) -> f64 {
    priority as f64 / 5.0
}

/// The priority that such a weight comes to.
#[expect(clippy::cast_possible_truncation, reason = "from 0 to 5")]
pub(super) fn priority(weight: f64) -> i64 {
    (weight * 5.0 + 1e-9) as i64
}

/// What follows from a weight, where nobody says more.
pub(super) fn weights(weight: f64) -> CategoryWeights {
    let rounded = |number: f64| (number * 1_000.0).round() / 1_000.0;
    CategoryWeights {
        importance: rounded(weight),
        urgency: rounded(0.8 * weight),
        complexity: rounded(0.6 * weight),
        flexibility: rounded(1.0 - 0.5 * weight),
    }
}

/// A category as an edit leaves it: another priority weighs otherwise, unless the edit says how much.
pub(super) fn edited(before: &Category, after: Category) -> Category {
    let is_said = after.weights != before.weights;
    let weighs_otherwise = after.priority != before.priority && !is_said;
    let weights = if weighs_otherwise { weights(weight(after.priority)) } else { after.weights };
    Category { weights, ..after }
}

/// Whether a category may be thrown away.
pub(super) fn may_go(category: &Category) -> Result<()> {
    match category.r#type {
        CategoryType::Default => Err(Error::Conflict { why: "Cannot delete default categories".into() }),
        _ => Ok(()),
    }
}

/// The flaw of a name that another category has; letters of either case are the same here.
pub(super) fn taken(name: &str, others: &[Category]) -> Result<()> {
    let folded = name.to_lowercase();
    match others.iter().find(|other| other.deleted_at.is_none() && other.name.to_lowercase() == folded) {
        Some(other) => Err(Error::flaw("/name", "taken", format!("Category '{}' already exists", other.name))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_and_a_priority_say_the_same() {
        for (weighs, comes_to) in [(1.0, 5), (0.9, 4), (0.8, 4), (0.7, 3), (0.6, 3), (0.4, 2)] {
            assert_eq!(priority(weighs), comes_to, "{weighs}");
        }
        assert_eq!(weight(3), 0.6);
        assert_eq!(
            weights(0.8),
            CategoryWeights { importance: 0.8, urgency: 0.64, complexity: 0.48, flexibility: 0.6 }
        );
    }
}
