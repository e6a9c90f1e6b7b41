//! What is a rule, what is none, and how it is written.
use super::*;

fn flaws(text: &str) -> Vec<String> {
    match text.parse::<Rule>() {
        Err(Refusal::Flaws(flaws)) => flaws.iter().map(ToString::to_string).collect(),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn a_rule_is_written_in_one_spelling() {
    for (given, written) in [
        ("freq=weekly;byday=fr,mo,MO", "FREQ=WEEKLY;BYDAY=MO,FR"),
        ("FREQ=DAILY;INTERVAL=1;WKST=MO;", "FREQ=DAILY"),
        ("COUNT=3;BYMONTHDAY=-1,31,+2;FREQ=MONTHLY", "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-1,2,31"),
        ("FREQ=YEARLY;UNTIL=20261121T080000Z;BYDAY=-1SU,2MO", "FREQ=YEARLY;UNTIL=20261121T080000Z;BYDAY=-1SU,2MO"),
        ("FREQ=YEARLY;UNTIL=20261121", "FREQ=YEARLY;UNTIL=20261121"),
        ("FREQ=YEARLY;UNTIL=20261121t080000", "FREQ=YEARLY;UNTIL=20261121T080000"),
        (
            "SKIP=FORWARD;FREQ=YEARLY;BYMONTHDAY=8;BYMONTH=5L,5;RSCALE=hebrew",
            "RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5,5L;BYMONTHDAY=8;SKIP=FORWARD",
        ),
        (
            "FREQ=YEARLY;BYSETPOS=-1;BYSECOND=60;BYMINUTE=0;BYHOUR=9;BYWEEKNO=20;WKST=SU",
            "FREQ=YEARLY;BYWEEKNO=20;BYHOUR=9;BYMINUTE=0;BYSECOND=60;BYSETPOS=-1;WKST=SU",
        ),
    ] {
        let rule: Rule = given.parse().unwrap();
        assert_eq!(rule.to_string(), written, "{given}");
        assert_eq!(written.parse::<Rule>().unwrap(), rule);
    }
}

#[test]
fn every_flaw_is_told_with_its_place() {
    assert_eq!(
        flaws("FREQ=FORTNIGHTLY;BYHOUR=24;BYDAY=XX,54MO"),
        [
            "at 5: FREQ is one of SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY, YEARLY, not `FORTNIGHTLY`",
            "at 24: BYHOUR takes 0 to 23, not `24`",
            "at 33: BYDAY takes weekdays such as MO, 2TU or -1FR, not `XX`",
            "at 36: BYDAY takes weekdays such as MO, 2TU or -1FR, not `54MO`",
        ]
    );
    for (text, told) in [
        ("", "at 0: a part is a name, `=` and a value, not ``"),
        ("INTERVAL=2", "at 0: a rule needs FREQ"),
        ("FREQ=DAILY;FREQ=DAILY", "at 11: FREQ stands there twice"),
        ("FREQ=DAILY;INTERVAL=0", "at 20: INTERVAL takes a number from 1 to 4294967295, not `0`"),
        ("FREQ=DAILY;COUNT=-1", "at 17: COUNT takes a number from 1 to 4294967295, not `-1`"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20261121", "at 11: COUNT and UNTIL exclude each other"),
        ("FREQ=DAILY;X-PART=1", "at 11: `X-PART` is no part of a rule"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "at 12: BYMONTHDAY has no meaning with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYYEARDAY=1", "at 13: BYYEARDAY has no meaning with FREQ=MONTHLY"),
        ("FREQ=MONTHLY;BYWEEKNO=1", "at 13: BYWEEKNO has no meaning with FREQ=MONTHLY"),
        ("FREQ=WEEKLY;BYDAY=1MO", "at 12: a weekday has no number with FREQ=WEEKLY"),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO", "at 23: a weekday has no number with BYWEEKNO"),
        ("FREQ=DAILY;BYSETPOS=1", "at 11: BYSETPOS chooses from another BY part, and there is none"),
        ("FREQ=YEARLY;SKIP=FORWARD", "at 12: SKIP needs RSCALE"),
        ("FREQ=YEARLY;BYMONTH=13", "at 20: BYMONTH takes 1 to 12, not `13`"),
        ("FREQ=YEARLY;BYMONTH=5L", "at 20: BYMONTH takes 1 to 12, not `5L`"),
        ("FREQ=YEARLY;BYMONTHDAY=0", "at 23: BYMONTHDAY takes 1 to 31 and -31 to -1, not `0`"),
        (
            "FREQ=DAILY;UNTIL=20260230",
            "at 17: UNTIL is a day such as 20261121 or a time such as 20261121T080000Z, not `20260230`",
        ),
    ] {
        assert_eq!(flaws(text), [told], "{text}");
    }
    assert!(flaws(&format!("FREQ=DAILY;BYHOUR=1{}", ",1".repeat(9_000)))[0].contains("at most 8192 bytes"));
}

#[test]
fn an_unknown_calendar_is_an_error_of_its_own() {
    let refused = "RSCALE=RUSSIAN;FREQ=YEARLY".parse::<Rule>();
    assert!(matches!(&refused, Err(Refusal::UnknownScale(flaw)) if flaw.at == 7), "{refused:?}");
}

#[test]
fn what_the_rfc_refuses_dateutil_takes() {
    for text in ["FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=DAILY;COUNT=2;UNTIL=20261121", "FREQ=DAILY;BYSETPOS=1"] {
        assert!(text.parse::<Rule>().is_err() && Rule::read(text, Reading::Dateutil).is_ok(), "{text}");
    }
    for text in ["RSCALE=GREGORIAN;FREQ=YEARLY", "FREQ=DAILY;BYSECOND=60"] {
        assert!(text.parse::<Rule>().is_ok() && Rule::read(text, Reading::Dateutil).is_err(), "{text}");
    }
}
