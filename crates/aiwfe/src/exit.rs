//! How the program ends.
use crate::mask;
use std::{fmt, io, process::ExitCode};

/// What the exit code tells whoever started the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All went well.
    Well = 0,
    /// There are warnings, and `--strict` asked for none.
    Warnings = 1,
    /// There are errors.
    Errors = 2,
    /// It could not be found out.
    Unchecked = 3,
    /// The command was not understood.
    Usage = 64,
    /// The disk failed.
    Disk = 74,
    /// Another process holds the data directory.
    Held = 75,
    /// It would not be right to start like this.
    Refused = 78,
}

impl Exit {
    /// What was asked for was refused; the code is that of warnings.
    pub(crate) const DECLINED: Self = Self::Warnings;
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command was not done: one sentence that says what is wrong and what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) sentence: String,
}

/// `EIO`: the disk could not read or write.
const INPUT_OUTPUT: i32 = 5;

impl Failure {
    pub(crate) fn new(exit: Exit, sentence: impl Into<String>) -> Self {
        Self { exit, sentence: sentence.into() }
    }

    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self::new(Exit::Usage, sentence)
    }

    pub(crate) fn refused(sentence: impl Into<String>) -> Self {
        Self::new(Exit::Refused, sentence)
    }

    /// A file or directory that cannot be used; a full or failing disk is another matter than one that says no.
    pub(crate) fn of_disk(what: &str, error: &io::Error, next: &str) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::new(Exit::Disk, format!("{what}: the disk is full; make room and start again"))
            }
            _ if error.raw_os_error() == Some(INPUT_OUTPUT) => {
                Self::new(Exit::Disk, format!("{what}: the disk failed; see to it and start again"))
            }
            _ => Self::refused(format!("{what}: {}; {next}", words(error))),
        }
    }
}

/// Never with a password: whatever goes wrong, the sentence is safe to show.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&mask::text(&self.sentence))
    }
}

/// The system's words for an error, without its number.
pub(crate) fn words(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_named_and_has_its_own_exit_code() {
        let failure = Failure::of_disk("./data cannot be made", &io::ErrorKind::StorageFull.into(), "choose another");
        assert_eq!(failure.exit, Exit::Disk);
        assert_eq!(failure.to_string(), "./data cannot be made: the disk is full; make room and start again");
    }

    #[test]
    fn a_disk_that_fails_is_not_taken_for_one_that_says_no() {
        let failure = Failure::of_disk("./data cannot be made", &io::Error::from_raw_os_error(INPUT_OUTPUT), "");
        assert_eq!(failure.exit, Exit::Disk);
    }

    #[test]
    fn a_refusal_of_the_system_is_told_in_its_words() {
        let failure = Failure::of_disk("./data cannot be made", &io::Error::from_raw_os_error(13), "choose another");
        assert_eq!(failure.exit, Exit::Refused);
        assert_eq!(failure.to_string(), "./data cannot be made: permission denied; choose another");
    }

    #[test]
    fn a_sentence_never_holds_a_password() {
        let failure = Failure::usage("postgres://me:hunter2@db/house is not a command");
        assert_eq!(failure.to_string(), "postgres://me:***@db/house is not a command");
    }
}
