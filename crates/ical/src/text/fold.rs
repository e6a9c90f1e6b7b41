//! Long lines are folded: a line that begins with a blank goes on with the one before it.
use std::borrow::Cow;

/// The bytes that a line may have at most, without its end.
const WIDTH: usize = 75;

/// Cuts a text into lines, each with its folds and its end, and with the number of its first one.
pub(super) struct Lines<'t> {
    rest: &'t [u8],
    number: usize,
    last: u8,
}

impl<'t> Lines<'t> {
    /// Old producers end lines with CR alone; then there is no LF anywhere.
    pub(super) fn new(text: &'t [u8]) -> Self {
        let last = if text.contains(&b'\n') { b'\n' } else { b'\r' };
        Self { rest: text, number: 1, last }
    }

    /// How lines end, as the first one does.
    pub(super) fn ending(&self) -> &'static str {
        match self.rest.iter().position(|byte| *byte == self.last) {
            Some(_) if self.last == b'\r' => "\r",
            Some(at) if at == 0 || self.rest[at - 1] != b'\r' => "\n",
            _ => "\r\n",
        }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = (usize, &'t [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let (mut length, first) = (0, self.number);
        loop {
            let end = self.rest[length..].iter().position(|byte| *byte == self.last);
            length = end.map_or(self.rest.len(), |end| length + end + 1);
            self.number += 1;
            if !matches!(self.rest.get(length), Some(b' ' | b'\t')) {
                break;
            }
        }
        let (line, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some((first, line))
    }
}

/// A line without its end.
fn trimmed(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// A line without its folds and its end. They may stand within a character, so bytes are joined first.
pub(super) fn unfolded(line: &[u8]) -> Cow<'_, [u8]> {
    let whole = trimmed(line);
    let last = if line.ends_with(b"\r") { b'\r' } else { b'\n' };
    if !whole.contains(&last) {
        return Cow::Borrowed(whole);
    }
    let mut joined = Vec::with_capacity(line.len());
    for (at, piece) in line.split_inclusive(|byte| *byte == last).enumerate() {
        joined.extend_from_slice(trimmed(if at == 0 { piece } else { &piece[1..] }));
    }
    Cow::Owned(joined)
}

/// Writes a line in pieces, none of which cuts a character.
pub(super) fn write(line: &str, ending: &str, text: &mut Vec<u8>) {
    let (mut rest, mut width) = (line, WIDTH);
    loop {
        let cut = if rest.len() <= width { rest.len() } else { rest.floor_char_boundary(width) };
        let (piece, after) = rest.split_at(cut);
        text.extend_from_slice(piece.as_bytes());
        text.extend_from_slice(ending.as_bytes());
        if after.is_empty() {
            return;
        }
        text.push(b' ');
        (rest, width) = (after, WIDTH - 1);
    }
}
