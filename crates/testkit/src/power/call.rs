//! One system call as strace prints it under `-y -xx`: every string and every path is hexadecimal, so that commas and
//! brackets only ever belong to strace itself.

use std::ffi::OsString;
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It returned this number, which may be a descriptor of this path.
    Value(i64, Option<PathBuf>),
    /// It failed, or was interrupted before it did anything.
    Failed,
    /// The trace ends before it returned.
    Unknown,
}

/// One system call of one thread, with the lines of the trace on which it started and returned.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) thread: u32,
    pub(super) name: String,
    pub(super) arguments: Vec<String>,
    pub(super) outcome: Outcome,
    pub(super) started: usize,
    pub(super) returned: usize,
}

impl Call {
    /// Says that this call cannot be modelled, and why.
    pub(super) fn refuse(&self, why: &str) -> io::Error {
        let Self { name, started, .. } = self;
        io::Error::new(io::ErrorKind::Unsupported, format!("line {started} of the trace, {name}: {why}"))
    }

    /// The argument at `index` as strace printed it, empty where there is none.
    pub(super) fn argument(&self, index: usize) -> &str {
        self.arguments.get(index).map_or("", String::as_str)
    }

    /// The argument at `index` as a number.
    pub(super) fn number(&self, index: usize) -> io::Result<i64> {
        number(self.argument(index)).ok_or_else(|| self.refuse("a number was expected"))
    }

    /// The argument at `index` as a descriptor and the path behind it.
    pub(super) fn descriptor(&self, index: usize) -> (Option<i64>, Option<PathBuf>) {
        let argument = self.argument(index);
        (number(argument.split('<').next().unwrap_or_default()), annotation(argument))
    }

    /// The argument at `index` as a path.
    pub(super) fn path(&self, index: usize) -> io::Result<PathBuf> {
        let bytes = strings(self.argument(index)).ok_or_else(|| self.refuse("a whole path was expected"))?;
        Ok(PathBuf::from(OsString::from_vec(bytes)))
    }

    /// The bytes that this write hands over, all of those it was asked to write.
    pub(super) fn bytes(&self) -> io::Result<Vec<u8>> {
        let bytes = strings(self.argument(1)).unwrap_or_default();
        let asked = if self.name.contains("writev") {
            self.argument(1).split("iov_len=").skip(1).filter_map(leading).sum()
        } else {
            self.number(2)?
        };
        if bytes.len() as i64 == asked {
            Ok(bytes)
        } else {
            Err(self.refuse(&format!("the trace holds {} of its {asked} bytes", bytes.len())))
        }
    }

    /// Whether it did what it was asked to, or may have.
    pub(super) fn took_effect(&self) -> bool {
        self.outcome != Outcome::Failed
    }

    /// The number it returned, if it returned one.
    pub(super) fn value(&self) -> Option<i64> {
        match self.outcome {
            Outcome::Value(value, _) => Some(value),
            Outcome::Failed | Outcome::Unknown => None,
        }
    }
}

/// Reads what follows the last ` = ` of a call.
pub(super) fn outcome(text: &str) -> Option<Outcome> {
    let text = text.trim();
    match text.strip_prefix('?') {
        Some("") => Some(Outcome::Unknown),
        Some(_) => Some(Outcome::Failed),
        None if text.starts_with("-1 ") => Some(Outcome::Failed),
        None => {
            let word = text.split_ascii_whitespace().next()?;
            Some(Outcome::Value(number(word.split('<').next()?)?, annotation(word)))
        }
    }
}

/// Splits arguments at the commas that stand in no bracket.
pub(super) fn split(text: &str) -> Vec<String> {
    let (mut depth, mut from, mut parts) = (0_i32, 0, Vec::new());
    for (at, character) in text.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(text[from..at].trim().to_owned());
                from = at + 1;
            }
            _ => {}
        }
    }
    if !text[from..].trim().is_empty() {
        parts.push(text[from..].trim().to_owned());
    }
    parts
}

fn number(text: &str) -> Option<i64> {
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok().map(u64::cast_signed),
        None => text.parse().ok(),
    }
}

fn leading(text: &str) -> Option<i64> {
    number(text.split(['}', ',']).next()?)
}

fn annotation(text: &str) -> Option<PathBuf> {
    let (_, rest) = text.split_once('<')?;
    let bytes = unescape(rest.split_once('>')?.0)?;
    Some(PathBuf::from(OsString::from_vec(bytes)))
}

/// Joins every quoted string of an argument; nothing where strace cut one short.
fn strings(text: &str) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    let mut parts = text.split('"');
    parts.next()?;
    while let Some(quoted) = parts.next() {
        joined.extend(unescape(quoted)?);
        if parts.next()?.starts_with("...") {
            return None;
        }
    }
    Some(joined)
}

fn unescape(text: &str) -> Option<Vec<u8>> {
    text.split("\\x").skip(1).map(|digits| u8::from_str_radix(digits, 16).ok()).collect()
}
