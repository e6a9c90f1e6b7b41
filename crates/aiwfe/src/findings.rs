//! Findings as a person reads them.
use std::fmt::{self, Display};
use store::{Finding, Level};

/// Findings to be printed: those that were found out in the same way and want the same done stand together.
pub(crate) struct Findings<'a> {
    findings: &'a [Finding],
    most: usize,
}

/// How many a refused start names before it leaves the rest to the doctor.
const AT_THE_START: usize = 20;

impl<'a> Findings<'a> {
    /// All of them.
    pub(crate) fn all(findings: &'a [Finding]) -> Self {
        Self { findings, most: findings.len() }
    }

    /// The first of them, and how many more there are.
    pub(crate) fn first(findings: &'a [Finding]) -> Self {
        Self { findings, most: AT_THE_START.min(findings.len()) }
    }
}

impl Display for Findings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (shown, rest) = self.findings.split_at(self.most);
        let groups = shown.chunk_by(|one, other| head(one) == head(other));
        for (at, group) in groups.enumerate() {
            f.write_str(if at > 0 { "\n" } else { "" })?;
            write_group(f, group)?;
        }
        match rest.len() {
            0 => Ok(()),
            more => write!(f, "\nand {more} more; `aiwfe doctor` lists them all"),
        }
    }
}

/// What findings that stand together have in common.
fn head(finding: &Finding) -> (&'static str, Level, &str, &str) {
    (finding.id, finding.level, &finding.evidence, &finding.next)
}

fn write_group(f: &mut fmt::Formatter, group: &[Finding]) -> fmt::Result {
    let Some(Finding { id, level, evidence, next, .. }) = group.first() else { return Ok(()) };
    let level = match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "info",
    };
    for Finding { subject, observed, expected, .. } in group {
        writeln!(f, "{level} {id} {subject}: {observed}")?;
        writeln!(f, "  expected: {expected}")?;
    }
    writeln!(f, "  evidence: {evidence}")?;
    write!(f, "  next:     {next}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(subject: &str) -> Finding {
        let [observed, expected, evidence, next] =
            ["it is missing", "a table", "a look", "restore it"].map(str::to_owned);
        Finding { id: "DB.E005", level: Level::Error, subject: subject.into(), observed, expected, evidence, next }
    }

    #[test]
    fn what_wants_the_same_done_stands_together() {
        let found = [missing("table tasks"), missing("table users"), Finding { id: "DB.E007", ..missing("view mine") }];
        let text = Findings::all(&found).to_string();
        let expected = "error DB.E005 table tasks: it is missing\n  expected: a table\n\
                        error DB.E005 table users: it is missing\n  expected: a table\n  evidence: a look\n  next:     restore it\n\
                        error DB.E007 view mine: it is missing\n  expected: a table\n  evidence: a look\n  next:     restore it";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_start_names_the_first_and_counts_the_rest() {
        let found: Vec<Finding> = (0..50).map(|number| missing(&format!("table t{number}"))).collect();
        let text = Findings::first(&found).to_string();
        assert!(text.contains("table t19:") && !text.contains("table t20:"));
        assert!(text.ends_with("and 30 more; `aiwfe doctor` lists them all"), "{text}");
    }
}
