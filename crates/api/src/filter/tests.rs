//! What filters mean, what is wrong with them, and where.
use super::{Asking, Checked, Field, FieldKind, Fields, wrong::Wrong};
use base::{Clock, Id, Instant};
use serde_json::{Value, json};
use testkit::chance::draw;

const FIELDS: Fields = {
    const PLAIN: Field = Field {
        name: "status",
        kind: FieldKind::Word(&["pending", "on_hold", "done"]),
        may_be_empty: false,
        names: None,
        needs: None,
    };
    Fields {
        noun: "things",
        fields: &[
            PLAIN,
            Field { name: "title", kind: FieldKind::Text, ..PLAIN },
            Field { name: "about", kind: FieldKind::Text, may_be_empty: true, ..PLAIN },
            Field { name: "hours", kind: FieldKind::Number, may_be_empty: true, ..PLAIN },
            Field { name: "is_default", kind: FieldKind::Truth, ..PLAIN },
            Field { name: "created_at", kind: FieldKind::Instant, ..PLAIN },
            Field { name: "due_date", kind: FieldKind::Due, may_be_empty: true, ..PLAIN },
            Field { name: "user_id", kind: FieldKind::Person, ..PLAIN },
            Field { name: "project", kind: FieldKind::Text, needs: Some("projects"), ..PLAIN },
        ],
        sorts: &[],
    }
};

fn now() -> Instant {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

fn me() -> Id {
    Id::new(&Clock::held(now(), 1))
}

fn read(text: &str) -> Result<Checked, Wrong> {
    FIELDS.checked(text, Asking { now: now(), me: me(), may_read: &|noun| noun != "projects" })
}

/// Whether a filter lets a thing through that has these fields besides the usual ones.
fn holds(text: &str, fields: Value) -> bool {
    let mut thing = json!({
        "status": "pending", "title": "Water the Plants", "about": null, "hours": null, "is_default": false,
        "created_at": "2026-11-19T08:00:00.000000Z", "due_date": null, "user_id": me(),
    });
    for (name, value) in fields.as_object().unwrap() {
        thing[name] = value.clone();
    }
    FIELDS.holds(&read(text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}")), &thing).unwrap()
}

#[test]
fn comparisons_are_put_together_as_one_reads_them() {
    for (text, expected) in [
        ("", true),
        ("status = PENDING", true),
        ("status != pending", false),
        ("status in (done, on_hold) or title ~ plants", true),
        ("status = done and title ~ plants or is_default = false", true),
        ("status = done && (title ~ plants || is_default = false)", false),
        ("not status = done and not (title = x)", true),
        ("!(status = pending)", false),
        ("!!is_default", false),
        ("NOT is_default", true),
        ("status NOT IN (done)", true),
        ("title ~ \"the pl\" && title ~ 'PLANTS'", true),
        ("title = 'water the plants'", false),
        ("hours != 3 and not hours = 3 and not hours > 3 and not hours <= 3", true),
        ("about is empty and about != x and not about ~ x", true),
        ("about is not empty", false),
        ("user_id = me", true),
        ("user_id not in (me)", false),
        ("created_at > now-7d and created_at < today and created_at = 2026-11-19", true),
        ("created_at > now - 24h", false),
        ("created_at >= now - 1d", true),
    ] {
        assert_eq!(holds(text, json!({})), expected, "{text}");
    }
    assert!(holds("about is empty", json!({ "about": "" })));
    assert!(holds("hours >= -1.5e0 and hours in (1, 2)", json!({ "hours": 2 })));
    assert!(holds(r#"title = "a \"b\" \\ \n""#, json!({ "title": "a \"b\" \\ \n" })));
}

#[test]
fn where_one_of_the_two_is_a_day_the_days_are_compared() {
    for (due, text, expected) in [
        ("2026-11-20", "due_date < now", false),
        ("2026-11-19", "due_date < now", true),
        ("2026-11-20T07:59:59.000000Z", "due_date < now", true),
        ("2026-11-20", "due_date = today and due_date <= now and due_date >= now", true),
        ("2026-11-20T23:00:00.000000Z", "due_date = today", true),
        ("2026-11-20T23:00:00.000000Z", "due_date <= 2026-11-20 and due_date >= 2026-11-20", true),
        ("2026-11-20T23:00:00.000000Z", "due_date > 2026-11-20 or due_date < 2026-11-20", false),
        ("2026-11-27", "due_date <= now+7d and not due_date < now+1w", true),
        ("2026-11-26", "due_date < now+7d", true),
        ("2026-12-20", "due_date = today+1mo and due_date = now+1mo-1d+24h", true),
        ("2027-11-20", "due_date = today+1y", true),
        ("2026-11-20T06:30:00.000000Z", "due_date = now-90m", true),
        ("2026-11-20T08:00:00.000000Z", "due_date = 2026-11-20T09:00:00+01:00", true),
    ] {
        assert_eq!(holds(text, json!({ "due_date": due })), expected, "{due}: {text}");
    }
    assert!(!holds("due_date < now or due_date >= now", json!({})), "what is not due is neither");
    assert!(holds("due_date != today and due_date is empty", json!({})));
}

fn wrong(text: &str) -> (&'static str, String, String) {
    let wrong = read(text).unwrap_err();
    let flaw = wrong.clone().into_flaw(text);
    let place = text.chars().skip(flaw.start).take(flaw.end - flaw.start).collect();
    (flaw.code, place, flaw.message)
}

#[test]
fn a_flaw_says_where_it_is_and_what_would_do() {
    for (text, code, place, words) in [
        ("stauts = done", "unknown_field", "stauts", "did you mean status?"),
        ("status = done && xyz = 1", "unknown_field", "xyz", "known are status, title"),
        ("status = pendng", "unknown_value", "pendng", "did you mean pending?"),
        ("status in (done, \"ö\")", "unknown_value", "\"ö\"", "none of pending, on_hold, done"),
        ("status < done", "wrong_kind", "<", "is not compared by `<`, but by =, !=, in, not in"),
        ("status is empty", "wrong_kind", "is", "status is never empty"),
        ("hours > many", "wrong_kind", "many", "a number is needed"),
        ("hours > '1'", "wrong_kind", "'1'", "a number is needed"),
        ("hours > inf", "wrong_kind", "inf", "a number is needed"),
        ("due_date < soon", "wrong_kind", "soon", "a day (2026-11-20)"),
        ("due_date < now+7x", "wrong_kind", "now+7x", "units are"),
        ("due_date < today+2h", "wrong_kind", "today+2h", "a day moves by d, w, mo or y"),
        ("due_date < now+999999y", "wrong_kind", "now+999999y", "outside the years"),
        ("user_id = you", "wrong_kind", "you", "an id, or `me`, is needed"),
        ("title ~ ''", "wrong_kind", "''", "every text contains the empty one"),
        ("is_default = yes", "unknown_value", "yes", "true or false"),
        ("project = Home", "forbidden", "project", "the permission projects.read"),
        ("status", "filter_syntax", "status", "status needs a comparison"),
        ("status =", "filter_syntax", "", "a value is needed"),
        ("status pending", "filter_syntax", "pending", "a comparison is needed"),
        ("status = done title = x", "filter_syntax", "title", "`and` or `or`"),
        ("(status = done", "filter_syntax", "(", "not closed"),
        ("status = done)", "filter_syntax", ")", "closes nothing"),
        ("status in done", "filter_syntax", "done", "a list is needed"),
        ("status in ()", "filter_syntax", ")", "a value is needed"),
        ("status in (done", "filter_syntax", "", "a comma or )"),
        ("status not done", "filter_syntax", "done", "`in` is needed"),
        ("about is done", "filter_syntax", "done", "`empty` or `not empty`"),
        ("title = \"x", "filter_syntax", "\"x", "not closed"),
        ("title = \"\\x\"", "filter_syntax", "\\x", "means nothing"),
        ("title = a;b", "filter_syntax", ";", "means nothing here"),
        ("&& status = done", "filter_syntax", "&&", "the name of a field"),
    ] {
        let (found, at, message) = wrong(text);
        assert_eq!((found, at.as_str()), (code, place), "{text}: {message}");
        assert!(message.contains(words), "{text}: {message}");
    }
    let error = read("status = done && tilte = x").unwrap_err().into_error("/filter", "status = done && tilte = x");
    let words = "things have no field \"tilte\"; did you mean title?, at character 18 of the filter: status = done && »tilte« = x";
    assert_eq!(error.to_string(), words);
}

#[test]
fn a_filter_that_is_too_large_is_refused() {
    let code = |text: String| read(&text).err().map(|wrong| wrong.code);
    assert_eq!(code("x".repeat(2_001)), Some("too_long"));
    let many = |count: usize| vec!["hours = 1"; count].join(" or ");
    assert_eq!((code(many(50)), code(many(51))), (None, Some("filter_too_large")));
    let deep = |count: usize| format!("{}hours = 1{}", "(".repeat(count), ")".repeat(count));
    assert_eq!((code(deep(20)), code(deep(21))), (None, Some("filter_too_large")));
    assert_eq!(code("!".repeat(1_990) + "hours = 1"), Some("filter_too_large"));
}

#[test]
fn no_text_whatever_makes_the_reader_fail() {
    const PIECES: [&str; 32] = [
        "status",
        "title",
        "due_date",
        "hours",
        "=",
        "!=",
        "<",
        "<=",
        "~",
        "in",
        "not",
        "is",
        "empty",
        "(",
        ")",
        ",",
        "&&",
        "or",
        "!",
        "\"",
        "'",
        "\\",
        "now",
        "+7d",
        "-2w",
        "today",
        "9999-12-31",
        "é",
        "\u{10ffff}",
        " ",
        "1e999",
        "me",
    ];
    let mut read_well = 0;
    for seed in 0..20_000 {
        let length = draw(seed, 0) % 24;
        let piece = |turn| {
            let drawn = draw(seed, turn + 1);
            match drawn % 8 {
                0 => char::from_u32(u32::try_from(drawn >> 40).unwrap() % 0x11_0000).unwrap_or(' ').to_string(),
                _ => PIECES[usize::try_from(drawn >> 32).unwrap() % PIECES.len()].to_owned() + " ",
            }
        };
        let text: String = (0..length).map(piece).collect();
        match read(&text) {
            Ok(_) => read_well += 1,
            Err(wrong) => {
                let flaw = wrong.clone().into_flaw(&text);
                assert!(flaw.start <= flaw.end && flaw.end <= text.chars().count(), "{text}: {flaw:?}");
                assert!(wrong.into_error("/filter", &text).to_string().contains('»'));
            }
        }
    }
    assert!(read_well > 50, "{read_well}");
}
