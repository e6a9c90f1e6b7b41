//! The themes that many people keep apart, and the beginnings of the words by which each is known.
use super::wire::{Suggested, Suggestion};
use crate::{
    Color,
    categories::{CategoryType, rules},
};

/// What many people keep apart.
pub(super) struct Theme {
    id: &'static str,
    pub(super) name: &'static str,
    pub(super) r#type: CategoryType,
    pub(super) color: Color,
    pub(super) emoji: &'static str,
    weight: f64,
    description: &'static str,
    stems: &'static [&'static str],
}

pub(super) const THEMES: &[Theme] = {
    use CategoryType::{Both, Event, Opportunity};
    const fn theme(
        id: &'static str,
        name: &'static str,
        r#type: CategoryType,
        (color, emoji, weight): (u32, &'static str, f64),
        description: &'static str,
        stems: &'static [&'static str],
    ) -> Theme {
        Theme { id, name, r#type, color: Color::of(color), emoji, weight, description, stems }
    }
    &[
        theme(
            "deep-work",
            "Deep Work",
            Both,
            (0x0063_66f1, "🧠", 1.0),
            "Long stretches on one thing, without interruption.",
            &["deep", "concentrat", "flow", "uninterrupted", "focus"],
        ),
        theme(
            "fitness",
            "Fitness",
            Event,
            (0x0010_b981, "🏃", 0.8),
            "Sport and movement.",
            &["sport", "fitness", "gym", "run", "yoga", "train", "swim", "bike", "cycl"],
        ),
        theme(
            "family",
            "Family",
            Both,
            (0x00f5_9e0b, "👪", 0.8),
            "Time with the people at home.",
            &["family", "child", "kid", "parent", "daughter", "son", "partner", "wife", "husband"],
        ),
        theme(
            "finance",
            "Finance",
            Both,
            (0x0005_9669, "💰", 0.8),
            "Money, taxes and contracts.",
            &["financ", "money", "tax", "invoice", "budget", "bank", "invest"],
        ),
        theme(
            "creative",
            "Creative",
            Both,
            (0x00ec_4899, "🎨", 0.6),
            "Making something that was not there.",
            &["creativ", "art", "paint", "music", "writ", "design", "photo"],
        ),
        theme(
            "coding",
            "Coding",
            Both,
            (0x0064_748b, "💻", 0.8),
            "Writing and reading code.",
            &["code", "coding", "program", "software", "develop", "engineer"],
        ),
        theme(
            "customers",
            "Customers",
            Both,
            (0x000e_a5e9, "📞", 1.0),
            "Whoever the work is for.",
            &["customer", "client", "sales", "support", "consult"],
        ),
        theme(
            "travel",
            "Travel",
            Event,
            (0x0014_b8a6, "✈️", 0.6),
            "On the way.",
            &["travel", "trip", "flight", "journey", "commut"],
        ),
        theme(
            "home",
            "Household",
            Both,
            (0x00a1_6207, "🧹", 0.4),
            "What a home asks for.",
            &["household", "garden", "clean", "cook", "shop", "repair"],
        ),
        theme(
            "community",
            "Community",
            Opportunity,
            (0x00d9_46ef, "🌍", 0.6),
            "What one does for others.",
            &["volunteer", "communit", "charit", "teach", "mentor"],
        ),
        theme(
            "rest",
            "Rest",
            Event,
            (0x008b_5cf6, "🌙", 0.6),
            "Time that belongs to nothing else.",
            &["rest", "sleep", "relax", "meditat", "mindful", "balance"],
        ),
    ]
};

/// What is suggested where nothing else is.
pub(super) const FOCUS: Theme = Theme {
    id: "focus-time",
    name: "Focus Time",
    r#type: CategoryType::Both,
    color: Color::of(0x0063_66f1),
    emoji: "🎯",
    weight: 0.8,
    description: "Time that is kept free for what matters most.",
    stems: &[],
};

impl Theme {
    /// The word of a text by which it is known.
    pub(super) fn known_by<'a>(&self, words: &'a [String]) -> Option<&'a String> {
        words.iter().find(|word| self.stems.iter().any(|stem| word.starts_with(stem)))
    }

    /// As it is suggested, and why.
    pub(super) fn suggested(&self, reasoning: String) -> Suggestion {
        let &Self { id, name, r#type, color, emoji, weight, description, .. } = self;
        let (priority, weights) = (rules::priority(weight), rules::weights(weight));
        let category = Suggested { name, r#type, color, emoji, priority, description, weights };
        Suggestion { id, action: "create", category, reasoning }
    }
}
