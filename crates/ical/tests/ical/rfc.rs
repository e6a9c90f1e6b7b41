//! The examples of RFC 5545, section 3.8.5.3.
use ical::{Reading, Rule, Start, Zone};
use jiff::civil::{DateTime, date};

/// The first instances of a rule, each as day and time; the time only where it is another than that of the start.
fn found(rule: &str, at: DateTime, count: usize) -> String {
    let rule: Rule = rule.parse().unwrap();
    let zone = Zone::named("America/New_York").unwrap();
    let expansion = rule.expand(Start { at, is_date: false, zone: Some(&zone) }, Reading::Rfc);
    let written = expansion.take(count).map(|found| {
        let time = if found.time() == at.time() { String::new() } else { found.strftime("T%H%M").to_string() };
        format!("{}{time}", found.strftime("%Y%m%d"))
    });
    written.collect::<Vec<_>>().join(" ")
}

/// A rule, how many instances are looked at, and what they are; all of them where there are fewer.
pub(crate) type Example = (&'static str, usize, &'static str);

pub(crate) fn check(at: DateTime, examples: &[Example]) {
    for (rule, count, expected) in examples {
        assert_eq!(found(rule, at, *count), *expected, "{rule} from {at}");
    }
}

#[test]
fn the_rules_of_the_rfc_from_the_second_of_september_lead_to_its_instances() {
    check(
        date(1997, 9, 2).at(9, 0, 0, 0),
        &[
            (
                "FREQ=DAILY;COUNT=10",
                99,
                "19970902 19970903 19970904 19970905 19970906 19970907 19970908 19970909 19970910 19970911",
            ),
            ("FREQ=DAILY;INTERVAL=10;COUNT=5", 99, "19970902 19970912 19970922 19971002 19971012"),
            ("FREQ=DAILY;INTERVAL=2", 4, "19970902 19970904 19970906 19970908"),
            ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", 5, "19970902 19970916 19970930 19971014 19971028"),
            (
                "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
                99,
                "19970902 19970904 19970909 19970911 19970916 19970918 19970923 19970925 19970930 19971002",
            ),
            (
                "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
                99,
                "19970902 19970904 19970916 19970918 19970930 19971002 19971014 19971016",
            ),
            (
                "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
                99,
                "19970902 19970915 19971002 19971015 19971102 19971115 19971202 19971215 19980102 19980115",
            ),
            (
                "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
                12,
                "19970902 19970909 19970916 19970923 19970930 19971104 19971111 19971118 19971125 19980106 19980113 19980120",
            ),
            ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", 5, "19980213 19980313 19981113 19990813 20001013"),
            ("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", 99, "19970902 19970902T1200"),
            (
                "FREQ=MINUTELY;INTERVAL=15;COUNT=6",
                99,
                "19970902 19970902T0915 19970902T0930 19970902T0945 19970902T1000 19970902T1015",
            ),
            ("FREQ=MINUTELY;INTERVAL=90;COUNT=4", 99, "19970902 19970902T1030 19970902T1200 19970902T1330"),
            (
                "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
                5,
                "19970902 19970902T0920 19970902T0940 19970902T1000 19970902T1020",
            ),
            (
                "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16",
                5,
                "19970902 19970902T0920 19970902T0940 19970902T1000 19970902T1020",
            ),
        ],
    );
}

#[test]
fn a_day_and_a_part_of_it_lead_to_the_same_times_whichever_way_they_are_said() {
    let at = date(1997, 9, 2).at(9, 0, 0, 0);
    let daily = found("FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", at, 200);
    assert_eq!(daily, found("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", at, 200));
    let at = date(1998, 1, 1).at(9, 0, 0, 0);
    let yearly = found("FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", at, 200);
    assert_eq!(yearly, found("FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", at, 200));
    assert_eq!(yearly.split(' ').count(), 93);
}

#[test]
fn the_rules_of_the_rfc_from_other_days_lead_to_its_instances() {
    let nine = |year, month, day| date(year, month, day).at(9, 0, 0, 0);
    check(
        nine(1997, 9, 1),
        &[(
            "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
            6,
            "19970901 19970903 19970905 19970915 19970917 19970919",
        )],
    );
    check(
        nine(1997, 9, 5),
        &[
            (
                "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
                99,
                "19970905 19971003 19971107 19971205 19980102 19980206 19980306 19980403 19980501 19980605",
            ),
            ("FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", 99, "19970905 19971003 19971107 19971205"),
        ],
    );
    check(
        nine(1997, 9, 7),
        &[(
            "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
            99,
            "19970907 19970928 19971102 19971130 19980104 19980125 19980301 19980329 19980503 19980531",
        )],
    );
    check(
        nine(1997, 9, 22),
        &[("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", 99, "19970922 19971020 19971117 19971222 19980119 19980216")],
    );
    check(
        nine(1997, 9, 28),
        &[("FREQ=MONTHLY;BYMONTHDAY=-3", 6, "19970928 19971029 19971128 19971229 19980129 19980226")],
    );
    check(
        nine(1997, 9, 30),
        &[(
            "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
            99,
            "19970930 19971001 19971031 19971101 19971130 19971201 19971231 19980101 19980131 19980201",
        )],
    );
    check(
        nine(1997, 9, 10),
        &[(
            "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
            99,
            "19970910 19970911 19970912 19970913 19970914 19970915 19990310 19990311 19990312 19990313",
        )],
    );
    check(
        nine(1997, 6, 10),
        &[(
            "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
            99,
            "19970610 19970710 19980610 19980710 19990610 19990710 20000610 20000710 20010610 20010710",
        )],
    );
    check(
        nine(1997, 3, 10),
        &[(
            "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
            99,
            "19970310 19990110 19990210 19990310 20010110 20010210 20010310 20030110 20030210 20030310",
        )],
    );
    check(
        nine(1997, 1, 1),
        &[(
            "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
            99,
            "19970101 19970410 19970719 20000101 20000409 20000718 20030101 20030410 20030719 20060101",
        )],
    );
    check(nine(1997, 5, 19), &[("FREQ=YEARLY;BYDAY=20MO", 3, "19970519 19980518 19990517")]);
    check(nine(1997, 5, 12), &[("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", 3, "19970512 19980511 19990517")]);
    check(
        nine(1997, 3, 13),
        &[("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", 6, "19970313 19970320 19970327 19980305 19980312 19980319")],
    );
    check(
        nine(1997, 6, 5),
        &[(
            "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
            14,
            "19970605 19970612 19970619 19970626 19970703 19970710 19970717 19970724 19970731 19970807 19970814 19970821 19970828 19980604",
        )],
    );
    check(
        nine(1997, 9, 13),
        &[(
            "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
            10,
            "19970913 19971011 19971108 19971213 19980110 19980207 19980307 19980411 19980509 19980613",
        )],
    );
    check(
        nine(1996, 11, 5),
        &[("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", 3, "19961105 20001107 20041102")],
    );
    check(nine(1997, 9, 4), &[("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", 99, "19970904 19971007 19971106")]);
    check(
        nine(1997, 9, 29),
        &[(
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            7,
            "19970929 19971030 19971127 19971230 19980129 19980226 19980330",
        )],
    );
    check(
        nine(1997, 8, 5),
        &[
            ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", 99, "19970805 19970810 19970819 19970824"),
            ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", 99, "19970805 19970817 19970819 19970831"),
        ],
    );
    check(
        nine(2007, 1, 15),
        &[("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", 99, "20070115 20070130 20070215 20070315 20070330")],
    );
}
