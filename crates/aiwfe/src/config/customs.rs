//! What the edge holds requests to, as it is written in settings.
use super::values::number;
use api::http::Network;
use serde_json::Value;

pub(super) const NONE: &str = "none";
/// What a rate takes.
pub(super) const RATE: &str = "a whole number from 0 to 1000000; 0 or none: without a limit";

/// How often in a minute; without a limit, where there is none.
pub(super) fn rate(text: &str) -> Option<Option<i64>> {
    let rate = if text == NONE { 0 } else { number(text, 0..=1_000_000)? };
    Some(i64::try_from(rate).ok().filter(|rate| *rate > 0))
}

pub(super) fn shown_rate(rate: Option<i64>) -> Value {
    rate.map_or(NONE.into(), Value::from)
}

/// Origins as browsers write them: a scheme, a host, perhaps a port, and nothing else.
pub(super) fn origins(text: &str) -> Option<Vec<String>> {
    list(text, |origin| is_origin(origin).then(|| origin.to_owned()))
}

/// Addresses and networks.
pub(super) fn proxies(text: &str) -> Option<Vec<Network>> {
    list(text, |proxy| proxy.parse().ok())
}

pub(super) fn shown_list(items: &[impl ToString]) -> Value {
    match items {
        [] => NONE.into(),
        items => items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",").into(),
    }
}

fn list<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    if text == NONE {
        return Some(Vec::new());
    }
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(read).collect()
}

pub(super) fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte);
    !host.is_empty() && host.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_rate_is_a_number_or_none() {
        for (text, expected) in
            [("60", Some(Some(60))), ("0", Some(None)), ("none", Some(None)), ("-1", None), ("", None)]
        {
            assert_eq!(rate(text), expected, "{text}");
        }
        assert_eq!((shown_rate(Some(60)), shown_rate(None)), (json!(60), json!("none")));
    }

    #[test]
    fn proxies_are_addresses_and_networks_and_never_names() {
        let shown = |text: &str| proxies(text).map(|proxies| shown_list(&proxies));
        assert_eq!(shown("none"), Some(json!("none")));
        assert_eq!(shown("10.0.0.0/8, ::1"), Some(json!("10.0.0.0/8,::1")));
        for text in ["*", "proxy.example.org", "10.0.0.0/8, all", "10.0.0.1/8"] {
            assert_eq!(proxies(text), None, "{text}");
        }
    }
}
