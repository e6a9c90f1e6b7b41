//! Reads the text that Prometheus reads, and finds whatever is wrong with it.
use std::collections::{BTreeMap, BTreeSet};

type Labels = BTreeMap<String, String>;

/// All that was told under one name.
#[derive(Debug)]
pub(super) struct Family {
    kind: String,
    samples: Vec<(String, Labels, f64)>,
}

/// The families by their names.
#[derive(Debug)]
pub(super) struct Exposition(pub(super) BTreeMap<String, Family>);

impl Exposition {
    /// Reads it, or panics and says what is wrong.
    pub(super) fn read(text: &str) -> Self {
        assert!(text.ends_with('\n'), "the last line has an end");
        let (mut families, mut name) = (BTreeMap::<String, Family>::new(), String::new());
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if let Some(about) = line.strip_prefix("# HELP ") {
                let (named, help) = about.split_once(' ').unwrap();
                let kind =
                    lines.next().and_then(|line| line.strip_prefix(&format!("# TYPE {named} "))).unwrap_or_default();
                assert!(["counter", "gauge", "histogram"].contains(&kind) && help.ends_with('.'), "{line}");
                assert!(is_name(named) && (kind == "counter") == named.ends_with("_total"), "{line}");
                name = named.to_owned();
                let family = Family { kind: kind.into(), samples: Vec::new() };
                assert!(families.insert(name.clone(), family).is_none(), "{name} is told twice");
                continue;
            }
            let sample = sample(line);
            let family = families.get_mut(&name).unwrap_or_else(|| panic!("{line} belongs to nothing"));
            let suffixes: &[&str] = if family.kind == "histogram" { &["_bucket", "_sum", "_count"] } else { &[""] };
            assert!(suffixes.iter().any(|suffix| sample.0 == format!("{name}{suffix}")), "{line} is not of {name}");
            family.samples.push(sample);
        }
        families.iter().for_each(|(name, family)| check(name, family));
        Self(families)
    }

    /// The value of that name that has these labels.
    pub(super) fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let labels: Labels = labels.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
        let mut samples = self.0.values().flat_map(|family| &family.samples);
        samples.find(|(known, of, _)| known == name && *of == labels).map(|(_, _, value)| *value)
    }
}

fn sample(line: &str) -> (String, Labels, f64) {
    let (head, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no value: {line}"));
    let (name, labels) = match head.split_once('{') {
        Some((name, labels)) => (name, labels.strip_suffix('}').unwrap_or_else(|| panic!("no end: {line}"))),
        None => (head, ""),
    };
    let mut read = Labels::new();
    for label in labels.split(',').filter(|label| !label.is_empty()) {
        let (label, text) = label.split_once("=\"").unwrap_or_else(|| panic!("no label: {line}"));
        let text = text.strip_suffix('"').unwrap_or_else(|| panic!("no end of a label: {line}"));
        assert!(is_name(label) && !text.contains(['"', '\\']), "{line}");
        assert!(read.insert(label.into(), text.into()).is_none(), "{line}");
    }
    let value = if value == "+Inf" { f64::INFINITY } else { value.parse().unwrap_or_else(|_| panic!("{line}")) };
    (name.to_owned(), read, value)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_')
}

fn check(name: &str, Family { kind, samples }: &Family) {
    let known: BTreeSet<_> = samples.iter().map(|(name, labels, _)| (name, labels)).collect();
    assert_eq!(known.len(), samples.len(), "{name} has one value for the same labels");
    if kind != "histogram" {
        return;
    }
    let mut buckets = BTreeMap::<Labels, Vec<(f64, f64)>>::new();
    for (_, labels, upto) in samples.iter().filter(|(sample, ..)| sample.ends_with("_bucket")) {
        let mut labels = labels.clone();
        let bound = labels.remove("le").unwrap_or_else(|| panic!("{name} has a bucket without a bound"));
        let bound = if bound == "+Inf" { f64::INFINITY } else { bound.parse().unwrap() };
        buckets.entry(labels).or_default().push((bound, *upto));
    }
    for (labels, buckets) in buckets {
        let is_cumulative = buckets.is_sorted_by(|(bound, upto), (next, more)| bound < next && upto <= more);
        assert!(is_cumulative, "{name} {labels:?}: {buckets:?}");
        let of =
            |suffix: &str| samples.iter().find(|(sample, of, _)| *sample == format!("{name}{suffix}") && *of == labels);
        let (last, count) = (buckets.last().unwrap(), of("_count").unwrap().2);
        assert_eq!(*last, (f64::INFINITY, count), "{name} {labels:?}");
        assert!(of("_sum").is_some(), "{name} {labels:?} has no sum");
    }
}
