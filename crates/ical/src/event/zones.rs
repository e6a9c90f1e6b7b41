//! The zones that a calendar describes.
use super::{When, Zones};
use crate::{
    rule::{Reading, Rule},
    text::{Component, Property},
    zone::{Observance, Zone},
};

/// So many zones of a calendar are looked at, and so many observances of each.
const MOST: usize = 256;

/// What a calendar calls zones, and which they are: by the name, by the place that is noted beside it, or as it describes them.
pub fn zones(calendar: &Component) -> Zones {
    let described = calendar.components().filter(|component| component.is("VTIMEZONE"));
    let named = |component: &Component| {
        let (id, zone) = (component.get("TZID")?, zone(component)?);
        // Some producers write a name with backslashes where it is given, and without where it is used.
        Some([(id.value.clone(), zone.clone()), (id.as_text(), zone)])
    };
    described.take(MOST).filter_map(named).flatten().collect()
}

fn zone(component: &Component) -> Option<Zone> {
    let id = component.get("TZID")?.value.as_str();
    let noted = || Zone::meant(&component.get("X-LIC-LOCATION")?.value);
    let described = || {
        let parts = component.components().filter(|part| part.is("STANDARD") || part.is("DAYLIGHT"));
        let observances: Vec<Observance> = parts.take(MOST).filter_map(observance).collect();
        Zone::described(id, &observances)
    };
    Zone::meant(id).or_else(noted).or_else(described)
}

fn observance(component: &Component) -> Option<Observance> {
    let offset = |name| component.get(name).and_then(|property| offset(&property.value));
    let time = |value: &str| When::parse(value, None, &Zones::new()).ok().map(|when| when.at());
    let rule = |property: &Property| Rule::read(property.value.trim(), Reading::Rfc).ok();
    let dates = component.all("RDATE").flat_map(|property| property.value.split(','));
    Some(Observance {
        start: time(&component.get("DTSTART")?.value)?,
        from: offset("TZOFFSETFROM")?,
        to: offset("TZOFFSETTO")?,
        rules: component.all("RRULE").take(1).filter_map(rule).collect(),
        dates: dates.take(MOST).filter_map(time).collect(),
    })
}

/// The seconds of `+0100` or `-123456`; no place is further from UTC than a day.
fn offset(value: &str) -> Option<i32> {
    let (sign, digits) = match value.trim().split_at_checked(1)? {
        ("-", digits) => (-1, digits),
        ("+", digits) => (1, digits),
        _ => (1, value.trim()),
    };
    let is_plain = matches!(digits.len(), 4 | 6) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: i32 = is_plain.then(|| digits.parse().ok())??;
    let number = if digits.len() == 4 { number * 100 } else { number };
    let seconds = number / 10_000 * 3_600 + number / 100 % 100 * 60 + number % 100;
    (seconds < 86_400).then_some(sign * seconds)
}
