//! How much is looked at, and what is given up.
use super::*;
use jiff::civil::date;

fn start(at: DateTime) -> Start<'static> {
    Start { at, is_date: false, zone: None }
}

fn rule(text: &str) -> Rule {
    text.parse().unwrap()
}

#[test]
fn a_week_half_a_century_later_takes_no_more_steps_than_the_week() {
    let (from, to) = (date(2026, 11, 16).at(0, 0, 0, 0), date(2026, 11, 23).at(0, 0, 0, 0));
    for (text, found, most) in [
        ("FREQ=DAILY", 7, 20),
        ("FREQ=DAILY;COUNT=100000", 7, 20),
        ("FREQ=WEEKLY;BYDAY=MO,WE", 2, 20),
        ("FREQ=MONTHLY;BYDAY=3FR", 1, 20),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=21", 1, 20),
        ("FREQ=HOURLY;INTERVAL=12", 14, 40),
        ("FREQ=SECONDLY;INTERVAL=86400", 7, 20),
        ("FREQ=SECONDLY;BYMONTH=11;BYMONTHDAY=21;BYHOUR=8;BYMINUTE=0;BYSECOND=0", 1, 30),
        ("RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=10", 1, 20),
    ] {
        let rule = rule(text);
        let mut expansion = rule.expand(start(date(1970, 1, 1).at(9, 0, 0, 0)), Reading::Rfc).since(from).before(to);
        assert_eq!(expansion.by_ref().count(), found, "{text}");
        assert!(expansion.steps() <= most && !expansion.is_given_up(), "{text}: {} steps", expansion.steps());
    }
}

#[test]
fn a_rule_that_never_matches_ends() {
    for text in [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31;INTERVAL=7",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=3",
        "FREQ=MINUTELY;INTERVAL=2;BYMINUTE=1",
        "FREQ=SECONDLY;INTERVAL=60;BYSECOND=1",
        "FREQ=YEARLY;BYMONTHDAY=1;BYSETPOS=2",
    ] {
        let rule = rule(text);
        let mut expansion = rule.expand(start(date(2026, 1, 1).at(9, 0, 0, 0)), Reading::Rfc).within(50_000);
        assert_eq!(expansion.next(), None, "{text}");
        assert!(expansion.steps() <= 50_001, "{text}: {} steps", expansion.steps());
    }
}

#[test]
fn what_steps_can_never_come_to_is_known_before_the_first() {
    for text in [
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=3",
        "FREQ=MINUTELY;INTERVAL=2;BYMINUTE=1",
        "FREQ=SECONDLY;INTERVAL=90;BYSECOND=45",
    ] {
        let rule = rule(text);
        let mut expansion = rule.expand(start(date(2026, 1, 1).at(9, 0, 0, 0)), Reading::Rfc);
        assert_eq!((expansion.next(), expansion.steps()), (None, 1), "{text}");
    }
}

#[test]
fn millions_of_instances_in_one_turn_are_not_written_down() {
    let all = |most: u8| (0..most).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let text = format!(
        "FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYHOUR={};BYMINUTE={};BYSECOND={}",
        all(24),
        all(60),
        all(60)
    );
    let rule = rule(&text);
    let mut expansion = rule.expand(start(date(2026, 1, 1).at(0, 0, 0, 0)), Reading::Rfc);
    assert_eq!(expansion.by_ref().take(3).last(), Some(date(2026, 1, 1).at(0, 0, 2, 0)));
    let mut expansion = expansion.since(date(2026, 12, 31).at(23, 59, 58, 0)).within(200_000);
    assert_eq!(expansion.next(), Some(date(2026, 12, 31).at(23, 59, 58, 0)));
    let picked = format!("{text};BYSETPOS=-1");
    let picked: Rule = picked.parse().unwrap();
    let last = picked.expand(start(date(2026, 1, 1).at(0, 0, 0, 0)), Reading::Rfc).next();
    assert_eq!(last, Some(date(2026, 12, 31).at(23, 59, 59, 0)));
}

#[test]
fn the_ends_of_time_end_a_rule() {
    for text in [
        "FREQ=YEARLY",
        "FREQ=YEARLY;INTERVAL=4294967295",
        "FREQ=MONTHLY;INTERVAL=4294967295",
        "FREQ=WEEKLY;INTERVAL=4294967295",
        "FREQ=DAILY;INTERVAL=4294967295",
        "FREQ=SECONDLY;INTERVAL=4294967295",
        "FREQ=YEARLY;BYWEEKNO=1,53",
        "RSCALE=HEBREW;FREQ=MONTHLY;INTERVAL=4294967295",
        "RSCALE=CHINESE;FREQ=YEARLY;SKIP=FORWARD;BYMONTH=9L;BYMONTHDAY=30",
        "RSCALE=ISLAMIC-CIVIL;FREQ=YEARLY;BYYEARDAY=-385;SKIP=BACKWARD",
        "RSCALE=GREGORIAN;FREQ=YEARLY;BYYEARDAY=366;SKIP=FORWARD",
    ] {
        let rule = rule(text);
        for at in
            [date(9998, 12, 31).at(23, 59, 59, 0), date(9999, 12, 31).at(23, 59, 59, 0), date(1, 1, 1).at(0, 0, 0, 0)]
        {
            let found = rule.expand(start(at), Reading::Rfc).take(50).count();
            assert!(found <= 50, "{text}");
        }
    }
}

/// The first three days of a rule from a start, or that it is refused.
fn days(text: &str, at: DateTime, reading: Reading) -> String {
    let Ok(rule) = Rule::read(text, reading) else { return "refused".to_owned() };
    let days = rule.expand(start(at), reading).within(10_000).take(3).map(|at| at.strftime("%Y%m%d").to_string());
    days.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_readings_differ_where_they_are_said_to() {
    let nine = |year, month, day| date(year, month, day).at(9, 0, 0, 0);
    for (text, at, rfc, dateutil) in [
        ("FREQ=YEARLY;BYMONTHDAY=13", nine(2026, 3, 13), "20260313 20270313 20280313", "20260313 20260413 20260513"),
        ("FREQ=YEARLY;BYWEEKNO=20", nine(2026, 5, 13), "20260513 20270519 20280517", "20260513 20260514 20260515"),
        (
            "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
            nine(2013, 12, 30),
            "20131230 20141229 20160104",
            "20140101 20150101 20160104",
        ),
        ("FREQ=MONTHLY;BYDAY=MO,1TU", nine(2026, 6, 1), "20260601 20260602 20260608", ""),
        (
            "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1",
            nine(2026, 6, 3),
            "20260608 20260615 20260622",
            "20260603 20260608 20260615",
        ),
        ("FREQ=DAILY;UNTIL=20260602", nine(2026, 6, 1), "20260601 20260602", "20260601"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20260602T090000", nine(2026, 6, 1), "refused", "20260601 20260602"),
        ("FREQ=WEEKLY;BYDAY=1MO", nine(2026, 6, 1), "refused", "20260601 20260608 20260615"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", nine(2026, 6, 1), "refused", "20260601 20260701 20260801"),
        ("FREQ=DAILY;BYYEARDAY=-1", nine(2026, 6, 1), "refused", "20261231 20271231 20281231"),
        ("FREQ=MONTHLY;BYWEEKNO=23", nine(2026, 6, 1), "refused", "20260601 20260602 20260603"),
        ("RSCALE=HEBREW;FREQ=MONTHLY", nine(2026, 6, 1), "20260601 20260701 20260730", "refused"),
    ] {
        assert_eq!(
            (days(text, at, Reading::Rfc), days(text, at, Reading::Dateutil)),
            (rfc.into(), dateutil.into()),
            "{text}"
        );
    }
}
