//! Which passwords are taken, and that those who know them, and only those, are let in.
use super::{Checked, Cost, LONGEST, Passwords, flaw};
use base::Secret;

const RIGHT: Checked = Checked { is_right: true, is_stale: false };
const WRONG: Checked = Checked { is_right: false, is_stale: false };

fn code(password: &str) -> Option<&'static str> {
    flaw("/password", password, &["Ann Miller", "ann.miller@example.org"]).map(|flaw| flaw.code)
}

#[test]
fn s_06_what_is_guessed_early_is_refused_and_what_is_not_needs_no_signs() {
    for password in ["password", "12345678", "qwertyuiop", "iloveyou1", "PassWord1"] {
        assert_eq!(code(password), Some("stolen"), "{password}");
    }
    let guessed = ["P@ssw0rd!!", "annmiller", "Miller2026!", "aiwfe2026", "annmillerannmiller"];
    for password in guessed {
        assert_eq!(code(password), Some("guessable"), "{password}");
    }
    assert_eq!((code(""), code("k7$Qz")), (Some("too_short"), Some("too_short")));
    for password in
        ["tundra plinth oboe", "gR7#vWq2pLx", "Wolkenkuckucksheim am Montag", "мой дядя самых честных правил"]
    {
        assert_eq!(code(password), None, "{password}");
    }
    let long = |count| "tundra plinth oboe ".chars().cycle().take(count).collect::<String>();
    assert_eq!((code(&long(LONGEST)), code(&long(LONGEST + 1))), (None, Some("too_long")));
}

#[tokio::test]
async fn s_06_a_password_is_known_exactly_however_long_and_in_whatever_script() {
    let passwords = Passwords::new(Cost::FLOOR);
    let long: String = "tundra plinth oboe ".chars().cycle().take(LONGEST).collect();
    for password in ["tundra plinth oboe", "мой дядя самых честных правил", "\u{e9}t\u{e9} \u{1f33b}\u{1f33b}", &long]
    {
        let hash = passwords.hash(Secret::new(password)).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let check = async |shown: String| passwords.check(Secret::new(shown), Some(hash.clone())).await.unwrap();
        assert_eq!(check(password.into()).await, RIGHT);
        let mut shorter = password.to_owned();
        shorter.pop();
        for other in [format!("{password} "), shorter, password.to_uppercase(), String::new()] {
            assert_eq!(check(other).await, WRONG);
        }
    }
    // Two spellings of one word are two passwords.
    let hash = passwords.hash(Secret::new("\u{e9}t\u{e9}")).await.unwrap();
    assert_eq!(passwords.check(Secret::new("e\u{301}te\u{301}"), Some(hash)).await.unwrap(), WRONG);
}

#[tokio::test]
async fn s_06_a_hash_that_cost_less_than_one_does_now_is_made_again() {
    let (before, now) = (Passwords::new(Cost::FLOOR), Passwords::new(Cost::of_passes(3)));
    let password = || Secret::new("tundra plinth oboe");
    let hash = before.hash(password()).await.unwrap();
    assert_ne!(hash, before.hash(password()).await.unwrap(), "each has a salt of its own");
    assert_eq!(now.check(password(), Some(hash.clone())).await.unwrap(), Checked { is_right: true, is_stale: true });
    assert_eq!(now.check(Secret::new("tundra"), Some(hash)).await.unwrap(), WRONG);
    let renewed = now.hash(password()).await.unwrap();
    for either in [&before, &now] {
        assert_eq!(either.check(password(), Some(renewed.clone())).await.unwrap(), RIGHT);
    }
}

#[tokio::test]
async fn s_07_nobody_without_a_password_gets_in_and_what_is_no_hash_is_our_mistake() {
    let passwords = Passwords::new(Cost::FLOOR);
    assert_eq!(passwords.check(Secret::new("tundra plinth oboe"), None).await.unwrap(), WRONG);
    for hash in ["", "plain", "$argon2id$v=19$m=19456", "$2b$12$abcdefghijklmnopqrstuu"] {
        let error = passwords.check(Secret::new("tundra plinth oboe"), Some(hash.into())).await.unwrap_err();
        assert_eq!(error.code().name, "internal", "{hash}");
    }
}

#[tokio::test]
async fn s_06_too_many_at_once_are_sent_away_and_those_who_wait_are_served() {
    let passwords = Passwords::new(Cost::FLOOR);
    let held = passwords.hold_all_turns().await;
    let asked: Vec<_> = (0..300)
        .map(|_| {
            let passwords = passwords.clone();
            tokio::spawn(async move { passwords.check(Secret::new("tundra plinth oboe"), None).await })
        })
        .collect();
    let mut refused = 0;
    let mut waiting = Vec::new();
    while asked.iter().filter(|one| one.is_finished()).count() < 98 {
        tokio::task::yield_now().await;
    }
    for one in asked {
        match one.is_finished() {
            true => refused += usize::from(one.await.unwrap().is_err_and(|error| error.code().name == "unavailable")),
            false => waiting.push(one),
        }
    }
    assert_eq!((refused, waiting.len()), (98, 202));
    // Whoever goes away leaves their place.
    waiting.drain(20..).for_each(|one| one.abort());
    drop(held);
    for one in waiting {
        assert_eq!(one.await.unwrap().unwrap(), WRONG);
    }
    assert_eq!(passwords.check(Secret::new("tundra plinth oboe"), None).await.unwrap(), WRONG);
}
