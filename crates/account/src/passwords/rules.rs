//! Which passwords are refused: short ones, those that were stolen elsewhere, and those that are guessed early. No rules of composition: they make bad passwords.
use super::common;
use base::Flaw;
use zxcvbn::{Score, zxcvbn};

/// How many characters a password has at least.
pub const SHORTEST: usize = 8;
/// How many it may have.
pub const LONGEST: usize = 1_024;
/// What everybody tries first here.
const HOUSE: [&str; 3] = ["aiwfe", "workflow", "engine"];

/// What is wrong with a password of somebody about whom these words are known: their name, their address.
pub fn flaw(at: &str, password: &str, known: &[&str]) -> Option<Flaw> {
    let flaw = |code, message| Some(Flaw { at: at.into(), code, message, allowed: None });
    match password.chars().count() {
        ..SHORTEST => return flaw("too_short", format!("a password has at least {SHORTEST} characters")),
        LONGEST.. if password.chars().count() > LONGEST => {
            return flaw("too_long", format!("a password has at most {LONGEST} characters"));
        }
        _ => {}
    }
    if common::holds(password) {
        return Some(stolen(at));
    }
    // Each of them whole, and each of its parts.
    let parts = known.iter().flat_map(|words| words.split(['@', '.', ' ']));
    let known: Vec<&str> = known.iter().copied().chain(parts).chain(HOUSE).collect();
    let guessed = zxcvbn(password, &known);
    if guessed.score() >= Score::Three {
        return None;
    }
    let why = guessed.feedback().and_then(|feedback| feedback.warning()).map(|warning| warning.to_string());
    let why = why.map_or_else(String::new, |why| format!(": {}", why.trim_end_matches('.').to_lowercase()));
    flaw(
        "guessable",
        format!("this password is guessed early{why}; a few words that do not belong together are better"),
    )
}

/// That a password was stolen somewhere, or is refused by the house as if it were.
pub(crate) fn stolen(at: &str) -> Flaw {
    let message =
        "this password is on a list of stolen ones, which are tried first; choose another that you use nowhere else";
    Flaw { at: at.into(), code: "stolen", message: message.into(), allowed: None }
}
