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
