//! The categories that are there from the start, in every space. They have a row from their first change on; until then they are
//! what stands here.
use super::{Category, CategoryType, rules};
use crate::Color;
use base::{Id, Instant};

/// Name, type, colour, sign, weight.
type Usual = (&'static str, CategoryType, u32, &'static str, f64);

const USUAL: [Usual; 10] = {
    use CategoryType::{Both, Event};
    [
        ("Work", Both, 0x003b_82f6, "💼", 0.8),
        ("Personal", Both, 0x0010_b981, "🏠", 0.6),
        ("Health", Both, 0x00ef_4444, "❤️", 1.0),
        ("Learning", Both, 0x008b_5cf6, "📚", 0.6),
        ("Social", Both, 0x00f5_9e0b, "👥", 0.4),
        ("Meeting", Both, 0x000e_a5e9, "🤝", 1.0),
        ("Appointment", Both, 0x0006_b6d4, "📅", 0.9),
        ("Task", Both, 0x0084_cc16, "✅", 0.8),
        ("Reminder", Event, 0x00f9_7316, "⏰", 0.7),
        ("Event", Event, 0x00a8_55f7, "🎉", 0.6),
    ]
};

/// All of a space, in their order.
pub(super) fn of(space_id: Id) -> impl Iterator<Item = Category> {
    (0..).zip(USUAL).map(move |(place, usual)| category(space_id, place, usual))
}

/// The one of that id, if it is one of that space.
pub(super) fn find(space_id: Id, id: Id) -> Option<Category> {
    of(space_id).find(|category| category.id == id)
}

fn category(space_id: Id, place: u8, (name, r#type, color, emoji, weight): Usual) -> Category {
    let created_at = minted(space_id);
    Category {
        id: id(space_id, place),
        space_id,
        user_id: None,
        name: name.into(),
        r#type,
        color: Color::of(color),
        emoji: emoji.into(),
        priority: rules::priority(weight),
        description: None,
        is_default: true,
        ai_generated: false,
        weights: rules::weights(weight),
        revision: 0,
        created_at,
        updated_at: created_at,
        deleted_at: None,
    }
}

/// The space's id with another version and its last byte moved on: never minted, and always the same.
fn id(space_id: Id, place: u8) -> Id {
    let mut bytes = *space_id.as_bytes();
    bytes[6] = 0x80 | bytes[6] & 0x0f;
    bytes[15] = bytes[15].wrapping_add(place);
    Id::from_bytes(bytes)
}

/// When an id was minted: its first 48 bits are milliseconds.
fn minted(id: Id) -> Instant {
    let millis = id.as_bytes()[..6].iter().fold(0_i64, |millis, byte| millis << 8 | i64::from(*byte));
    Instant::from_micros(millis * 1_000).unwrap_or(Instant::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Clock;
    use std::collections::BTreeSet;

    #[test]
    fn each_space_has_its_own_for_ever() {
        let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
        let spaces = [Id::new(&clock), Id::new(&clock)];
        let all: Vec<Category> = spaces.into_iter().flat_map(of).collect();
        assert_eq!(all.iter().map(|category| category.id).collect::<BTreeSet<_>>().len(), 20);
        for category in &all {
            assert_eq!(find(category.space_id, category.id).as_ref(), Some(category));
            let elsewhere = spaces.into_iter().find(|space| *space != category.space_id).unwrap();
            assert_eq!(find(elsewhere, category.id), None);
            assert_eq!(category.created_at, clock.now());
        }
    }
}
