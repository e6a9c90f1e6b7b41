//! What may be and what follows, for labels.
use super::Label;
use crate::Color;
use base::{Error, Id, Instant, Result};

/// How many labels a space may have.
pub(super) const MOST: usize = 1_000;

/// The colours of labels to which nobody gave one.
const COLORS: [u32; 8] =
    [0x003b_82f6, 0x0010_b981, 0x00ef_4444, 0x008b_5cf6, 0x00f5_9e0b, 0x0006_b6d4, 0x0084_cc16, 0x00f9_7316];

/// A name by which a label is found: letters of either case are the same, and so is space around it.
pub(super) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The colour of a label to which nobody gave one: always the same for a name.
fn color(key: &str) -> Color {
    let sum: usize = key.bytes().map(usize::from).sum();
    Color::of(COLORS[sum % COLORS.len()])
}

/// A label of that name.
pub(super) fn named(id: Id, space_id: Id, user_id: Id, name: &str, now: Instant) -> Label {
    let key = key(name);
    Label {
        id,
        space_id,
        user_id,
        name: name.to_owned(),
        color: color(&key),
        name_key: key,
        revision: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    }
}

/// What follows from the fields of a label.
pub(super) fn settled(label: Label) -> Label {
    Label { name_key: key(&label.name), ..label }
}

/// The flaw of a name that another label has.
pub(super) fn taken(name: &str) -> Error {
    Error::flaw("/name", "taken", format!("there is a label {:?} already", name.trim()))
}

/// Refuses one label more than a space may have.
pub(super) fn has_room(there: usize) -> Result<()> {
    if there < MOST {
        return Ok(());
    }
    Err(Error::flaw("/labels", "too_long", format!("a space has {MOST} labels at most")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_any_case_and_its_colour_follows_from_it() {
        for (name, found_by) in [("Home", "home"), (" ÄPFEL ", "äpfel"), ("a, b", "a, b"), ("🙂", "🙂")] {
            assert_eq!(key(name), found_by);
            assert_eq!(color(&key(name)), color(&key(&name.to_uppercase())));
        }
        assert_ne!(color("home"), color("work"));
    }

    #[test]
    fn a_space_has_no_more_labels_than_it_may() {
        assert!(has_room(MOST - 1).is_ok() && has_room(MOST).is_err());
    }
}
