//! The reader: one pass, with limits, and without recursion.
use super::{
    Component, Document, Entry, Fault, MARK, Property,
    fold::{Lines, unfolded},
};

/// How much a text may ask of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long it may be.
    pub bytes: usize,
    /// How many lines it may have, folded ones counted once.
    pub lines: usize,
    /// How deep components may stand in each other.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 16 * 1_024 * 1_024, lines: 400_000, depth: 16 }
    }
}

impl Document {
    /// Reads a text. Lines that end without CR or without LF, blank lines, a mark before UTF-8, bytes that are no UTF-8, and whatever is unknown or
    /// missing are let pass; what cannot be kept apart is refused.
    pub fn read(text: &[u8], limits: &Limits) -> Result<Self, Fault> {
        if text.len() > limits.bytes {
            let message = format!("a calendar has at most {} bytes, and this one has {}", limits.bytes, text.len());
            return Err(Fault::new(1, message));
        }
        let (has_mark, text) = match text.strip_prefix(MARK) {
            Some(text) => (true, text),
            None => (false, text),
        };
        let lines = Lines::new(text);
        let ending = lines.ending();
        let mut reader = Reader { open: Vec::new(), entries: Vec::new() };
        for (count, (line, raw)) in lines.enumerate() {
            if count >= limits.lines {
                return Err(Fault::new(line, format!("a calendar has at most {} lines", limits.lines)));
            }
            reader.take(line, raw, limits)?;
        }
        match reader.open.pop() {
            Some(open) => Err(Fault::new(open.line, format!("`BEGIN:{}` has no end", open.name))),
            None => Ok(Self { entries: reader.entries, has_mark, ending }),
        }
    }
}

struct Reader {
    open: Vec<Component>,
    entries: Vec<Entry>,
}

impl Reader {
    fn take(&mut self, line: usize, raw: &[u8], limits: &Limits) -> Result<(), Fault> {
        let bytes = unfolded(raw);
        let text = String::from_utf8_lossy(&bytes);
        if text.trim().is_empty() {
            self.keep(Entry::Blank(raw.into()));
            return Ok(());
        }
        let property = Property::parse(line, raw, &text)?;
        let named = || property.value.trim().to_ascii_uppercase();
        match property.name.as_str() {
            "BEGIN" if self.open.len() >= limits.depth => {
                Err(Fault::new(line, format!("components stand in each other at most {} deep", limits.depth)))
            }
            "BEGIN" => {
                let raw = Some([raw.into(), Box::default()]);
                self.open.push(Component { name: named(), entries: Vec::new(), line, raw });
                Ok(())
            }
            "END" => self.close(line, raw, &named()),
            _ if self.open.is_empty() => Err(Fault::new(line, "this stands outside of any component")),
            _ => {
                self.keep(Entry::Property(property));
                Ok(())
            }
        }
    }

    fn close(&mut self, line: usize, raw: &[u8], name: &str) -> Result<(), Fault> {
        match self.open.pop() {
            Some(mut component) if component.name == name => {
                if let Some([_, end]) = &mut component.raw {
                    *end = raw.into();
                }
                self.keep(Entry::Component(component));
                Ok(())
            }
            Some(open) => {
                let message = format!("`END:{name}` does not end `BEGIN:{}` of line {}", open.name, open.line);
                Err(Fault::new(line, message))
            }
            None => Err(Fault::new(line, format!("`END:{name}` has no beginning"))),
        }
    }

    fn keep(&mut self, entry: Entry) {
        match self.open.last_mut() {
            Some(component) => component.entries.push(entry),
            None => self.entries.push(entry),
        }
    }
}
