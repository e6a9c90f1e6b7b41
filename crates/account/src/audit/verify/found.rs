//! What a verification finds: of each kind the first place, and how many there are.
use std::{collections::BTreeMap, path::Path};
use store::{Finding, Level};

/// The kinds of what can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Edited,
    Deleted,
    Inserted,
    Reordered,
    Broken,
    CutOff,
    Rewritten,
    Unsigned,
    Unsealed,
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Found(BTreeMap<Kind, (String, usize)>);

impl Found {
    pub(super) fn add(&mut self, kind: Kind, observed: String) {
        self.0.entry(kind).or_insert((observed, 0)).1 += 1;
    }

    /// The findings, with the file that the checkpoints were read from.
    pub(super) fn into_findings(self, checkpoints: &Path) -> Vec<Finding> {
        self.0.into_iter().map(|(kind, (first, count))| kind.finding(first, count, checkpoints)).collect()
    }
}

/// What to do about a record that somebody has changed.
const SOMEBODY: &str =
    "find out who writes to the database beside the house; compare with a backup made before, and keep this one";

impl Kind {
    fn finding(self, first: String, count: usize, checkpoints: &Path) -> Finding {
        let file = checkpoints.display().to_string();
        let (id, subject, expected, evidence, next) = match self {
            Self::Edited => ("AUD.E001", "an entry was changed", "the entry as it was sealed", "the seals", SOMEBODY),
            Self::Deleted => ("AUD.E002", "an entry was deleted", "every entry that was sealed", "the seals", SOMEBODY),
            Self::Inserted => (
                "AUD.E003",
                "an entry was added later",
                "entries sealed within minutes, in the order of their time",
                "the seals",
                "find out who writes to the database beside the house, or when its clock was set back",
            ),
            Self::Reordered => ("AUD.E004", "entries changed places", "each in its place", "the seals", SOMEBODY),
            Self::Broken => ("AUD.E005", "the seals were changed", "a chain without a gap", "the seals", SOMEBODY),
            Self::CutOff => (
                "AUD.E006",
                "the end was cut off",
                "all that was signed; an older database lacks what came after it",
                file.as_str(),
                "put the newest database back; if an older one was restored on purpose, keep this finding with the reason",
            ),
            Self::Rewritten => {
                ("AUD.E007", "the record was written anew", "the chain that was signed", file.as_str(), SOMEBODY)
            }
            Self::Unsigned => (
                "AUD.E008",
                "a checkpoint does not hold",
                "lines that the house has signed, each after the one before",
                file.as_str(),
                "compare the file with the copies of it, and `keys` with its backup",
            ),
            Self::Unsealed => (
                "AUD.W009",
                "entries are not sealed",
                "entries sealed within a second, while a server runs",
                "the seals",
                "start a server, which seals them; where one runs, its log says why it does not",
            ),
        };
        let observed = if count > 1 { format!("{first}; and {} more", count - 1) } else { first };
        let level = if self == Self::Unsealed { Level::Warning } else { Level::Error };
        let [subject, expected, evidence, next] = [subject, expected, evidence, next].map(str::to_owned);
        Finding { id, level, subject, observed, expected, evidence, next }
    }
}
