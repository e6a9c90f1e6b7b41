//! Whether an SPDX expression can be met with the licences we accept.
use std::iter::Peekable;
use std::vec::IntoIter;

/// The licences that `deny.toml` accepts.
pub(super) fn accepted(deny: &str) -> Vec<String> {
    let section = deny.split("[licenses]").nth(1).unwrap_or_default();
    let list = section.split("allow = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap_or_default();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether one may choose accepted licences only, and meet `expression`.
pub(super) fn can_be_met(expression: &str, accepted: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<String> = spaced.split_whitespace().map(str::to_owned).collect();
    let mut words = words.into_iter().peekable();
    any(&mut words, accepted) == Some(true) && words.next().is_none()
}

type Words = Peekable<IntoIter<String>>;

/// The three answer nothing where the expression is broken.
fn any(words: &mut Words, accepted: &[String]) -> Option<bool> {
    let mut met = all(words, accepted)?;
    while words.next_if(|word| word == "OR").is_some() {
        met |= all(words, accepted)?;
    }
    Some(met)
}

fn all(words: &mut Words, accepted: &[String]) -> Option<bool> {
    let mut met = one(words, accepted)?;
    while words.next_if(|word| word == "AND").is_some() {
        met &= one(words, accepted)?;
    }
    Some(met)
}

fn one(words: &mut Words, accepted: &[String]) -> Option<bool> {
    let licence = words.next()?;
    if licence == "(" {
        let met = any(words, accepted)?;
        return words.next_if(|word| word == ")").map(|_| met);
    }
    if words.next_if(|word| word == "WITH").is_some() {
        // An exception only gives further rights.
        words.next()?;
    }
    Some(accepted.contains(&licence))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(expression: &str) -> bool {
        can_be_met(expression, &accepted("[licenses]\nallow = [\n    \"MIT\",\n    \"Apache-2.0\",\n]\n"))
    }

    #[test]
    fn one_accepted_choice_is_enough() {
        assert!(met("MIT"));
        assert!(met("MIT/Apache-2.0"));
        assert!(met("LGPL-2.1-or-later OR Apache-2.0 WITH LLVM-exception"));
        assert!(!met("GPL-3.0-only"));
    }

    #[test]
    fn every_part_of_a_sum_must_be_accepted() {
        assert!(!met("MIT AND Unicode-3.0"));
        assert!(!met("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(met("(GPL-3.0-only OR MIT) AND Apache-2.0"));
    }

    #[test]
    fn a_missing_or_broken_licence_is_not_accepted() {
        assert!(!met(""));
        assert!(!met("MIT OR (Apache-2.0"));
        assert!(!met("MIT Apache-2.0"));
    }
}
