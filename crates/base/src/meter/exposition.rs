//! Meters as text: version 0.0.4 of the format that Prometheus reads.
use super::Snapshot;

/// What tells values of one name apart: names and texts.
type Labels<'a> = &'a [(&'a str, &'a str)];

/// The text, family by family.
#[derive(Debug, Default)]
pub struct Exposition(String);

impl Exposition {
    /// How the text is called in a header.
    pub const CONTENT_TYPE: &'static str = "text/plain; version=0.0.4; charset=utf-8";

    /// Begins the values of a counter; its name ends in `_total`.
    pub fn counter<'a>(&'a mut self, name: &'a str, help: &str) -> Family<'a> {
        self.family(name, "counter", help)
    }

    /// Begins the values of a gauge.
    pub fn gauge<'a>(&'a mut self, name: &'a str, help: &str) -> Family<'a> {
        self.family(name, "gauge", help)
    }

    /// Begins the values of a histogram; its name ends in its unit.
    pub fn histogram<'a>(&'a mut self, name: &'a str, help: &str) -> HistogramFamily<'a> {
        HistogramFamily(self.family(name, "histogram", help))
    }

    /// The whole text.
    pub fn into_text(self) -> String {
        self.0
    }

    fn family<'a>(&'a mut self, name: &'a str, kind: &str, help: &str) -> Family<'a> {
        let help = help.replace('\\', r"\\").replace('\n', r"\n");
        self.0.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
        Family { text: &mut self.0, name }
    }
}

/// The values of one name.
pub struct Family<'a> {
    text: &'a mut String,
    name: &'a str,
}

impl Family<'_> {
    /// Adds the value that has these labels.
    pub fn value(&mut self, labels: Labels, value: f64) -> &mut Self {
        self.line("", labels, None, value);
        self
    }

    fn line(&mut self, suffix: &str, labels: Labels, bound: Option<f64>, value: f64) {
        let bound = bound.map(number);
        let labels = labels.iter().copied().chain(bound.as_deref().map(|bound| ("le", bound)));
        let labels: Vec<String> = labels.map(|(name, text)| format!("{name}=\"{}\"", escaped(text))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        self.text.push_str(&format!("{}{suffix}{labels} {}\n", self.name, number(value)));
    }
}

/// The histograms of one name.
pub struct HistogramFamily<'a>(Family<'a>);

impl HistogramFamily<'_> {
    /// Adds the histogram that has these labels.
    pub fn value(&mut self, labels: Labels, Snapshot { buckets, count, sum }: &Snapshot) -> &mut Self {
        let all = buckets.iter().copied().chain([(f64::INFINITY, *count)]);
        all.for_each(|(bound, upto)| self.0.line("_bucket", labels, Some(bound), upto as f64));
        self.0.line("_sum", labels, None, *sum);
        self.0.line("_count", labels, None, *count as f64);
        self
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('"', r#"\""#).replace('\n', r"\n")
}

/// A number as the format writes it.
fn number(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "+Inf".into() } else { "-Inf".into() };
    }
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter::Histogram;

    #[test]
    fn families_are_written_one_after_the_other() {
        let seconds = Histogram::new(&[0.005, 0.5, 1.0]);
        [0.25, 0.5, 3.5].into_iter().for_each(|value| seconds.observe(value));
        let mut out = Exposition::default();
        out.counter("reads_total", "Reads, by \\ and \n by.").value(&[("engine", "a\\b\"c\nd"), ("mode", "")], 12.0);
        out.gauge("idle", "What waits.").value(&[], -1.5).value(&[("pool", "b")], f64::NEG_INFINITY);
        out.histogram("commit_seconds", "How long.").value(&[("engine", "sqlite")], &seconds.snapshot());
        out.histogram("empty", "Nothing.").value(&[], &Histogram::new(&[]).snapshot());
        let expected = r#"# HELP reads_total Reads, by \\ and \n by.
# TYPE reads_total counter
reads_total{engine="a\\b\"c\nd",mode=""} 12
# HELP idle What waits.
# TYPE idle gauge
idle -1.5
idle{pool="b"} -Inf
# HELP commit_seconds How long.
# TYPE commit_seconds histogram
commit_seconds_bucket{engine="sqlite",le="0.005"} 0
commit_seconds_bucket{engine="sqlite",le="0.5"} 2
commit_seconds_bucket{engine="sqlite",le="1"} 2
commit_seconds_bucket{engine="sqlite",le="+Inf"} 3
commit_seconds_sum{engine="sqlite"} 4.25
commit_seconds_count{engine="sqlite"} 3
# HELP empty Nothing.
# TYPE empty histogram
empty_bucket{le="+Inf"} 0
empty_sum 0
empty_count 0
"#;
        assert_eq!(out.into_text(), expected);
    }
}
