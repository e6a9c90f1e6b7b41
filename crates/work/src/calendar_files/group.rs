//! A file cut into series: what it says under each `UID`, on which line, and what of it is no event.
use api::{Bound, Bounded};
use ical::{Component, Document, Entry, Event, Fault, Limits};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};

/// A longer name fits no index.
const UID_BYTES: usize = 1_000;

/// What a file says under one `UID`.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) uid: String,
    /// The line on which it begins.
    pub(super) line: usize,
    /// The event, or the series.
    pub(super) main: Option<Component>,
    /// What overrides its instances.
    pub(super) overrides: Vec<Component>,
}

/// What stands in a file and is not kept.
#[derive(Clone, Debug)]
pub(super) struct Other {
    pub(super) uid: Option<String>,
    pub(super) line: usize,
    pub(super) why: String,
}

/// A file, cut up.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// Its calendars without their events, as one.
    pub(super) frame: Option<Component>,
    pub(super) groups: Vec<Group>,
    pub(super) others: Vec<Other>,
}

/// The name of an event: an instance that came without its series says which one it is.
pub(super) fn name(event: &Event) -> String {
    let uid = event.uid.trim();
    match &event.overrides {
        Some(overridden) => format!("{uid}#{}", overridden.id.value()),
        None => uid.to_owned(),
    }
}

/// Cuts a file up.
pub(super) fn cut(text: &[u8]) -> Result<Cut, Fault> {
    let text = usual(text);
    let document = Document::read(&text, &Limits { bytes: text.len(), ..Limits::default() })?;
    let mut cut = Cut::default();
    let mut places = HashMap::<String, usize>::new();
    let calendars = document.entries.into_iter().filter_map(|entry| match entry {
        Entry::Component(component) if component.is("VCALENDAR") => Some(component),
        _ => None,
    });
    for mut calendar in calendars {
        calendar.mend();
        let entries = std::mem::take(&mut calendar.entries);
        let frame = cut.frame.get_or_insert_with(|| Component::new("VCALENDAR"));
        for entry in entries {
            match entry {
                Entry::Component(component) if component.is("VEVENT") => match uid(&component) {
                    Ok(uid) => {
                        let place = *places.entry(uid.clone()).or_insert_with(|| {
                            let line = component.line();
                            cut.groups.push(Group { uid, line, main: None, overrides: Vec::new() });
                            cut.groups.len() - 1
                        });
                        cut.groups[place].take(component);
                    }
                    Err(why) => cut.others.push(Other { uid: None, line: component.line(), why }),
                },
                Entry::Component(component) if component.is("VTIMEZONE") => {
                    frame.entries.push(Entry::Component(component));
                }
                Entry::Component(component) => cut.others.push(Other {
                    uid: component.get("UID").map(ical::Property::as_text),
                    line: component.line(),
                    why: format!("{} is no event", component.name()),
                }),
                Entry::Property(property) => frame.entries.push(Entry::Property(property)),
                Entry::Blank(_) => {}
            }
        }
    }
    cut.groups.iter_mut().for_each(Group::settle);
    Ok(cut)
}

impl Group {
    fn take(&mut self, component: Component) {
        if component.get("RECURRENCE-ID").is_some() {
            return self.overrides.push(component);
        }
        if self.main.as_ref().is_none_or(|before| sequence(&component) >= sequence(before)) {
            self.line = component.line();
            self.main = Some(component);
        }
    }

    /// All of it, to be changed.
    pub(super) fn components_mut(&mut self) -> impl Iterator<Item = &mut Component> {
        self.main.iter_mut().chain(&mut self.overrides)
    }

    /// Of what is said twice of one instance, the later version counts.
    fn settle(&mut self) {
        let mut kept = BTreeMap::<String, Component>::new();
        for component in std::mem::take(&mut self.overrides) {
            let id = component.get("RECURRENCE-ID").map(|id| format!("{}{:?}", id.value(), id.parameter("TZID")));
            let id = id.unwrap_or_default();
            if kept.get(&id).is_none_or(|before| sequence(&component) >= sequence(before)) {
                kept.insert(id, component);
            }
        }
        self.overrides = kept.into_values().collect();
    }
}

/// How often a component was changed.
pub(super) fn sequence(component: &Component) -> i64 {
    component.get("SEQUENCE").and_then(|line| line.value().trim().parse().ok()).unwrap_or(0)
}

/// The name of an event. One that has none is named by what it says, so that it is known again.
fn uid(component: &Component) -> Result<String, String> {
    let said = component.get("UID").map(|line| line.as_text().trim().to_owned()).filter(|uid| !uid.is_empty());
    let uid = said.unwrap_or_else(|| format!("nameless-{}", digest(&says(component))));
    match uid.beyond(Bound::Text(1, UID_BYTES)) {
        _ if uid.contains('\0') => Err("UID: it holds a character that no text may hold".to_owned()),
        Some((_, why)) => Err(format!("UID: {why}")),
        None if uid.len() > UID_BYTES => Err(format!("UID: this has {UID_BYTES} bytes at most")),
        None => Ok(uid),
    }
}

/// What a component says, whatever the order and the folds of its lines; not when it was written.
pub(super) fn says(component: &Component) -> String {
    let mut lines: Vec<String> = component
        .properties()
        .filter(|property| property.name() != "DTSTAMP")
        .map(|property| {
            let mut parameters: Vec<String> = property
                .parameters()
                .iter()
                .map(|parameter| format!("{}={:?}", parameter.name, parameter.values))
                .collect();
            parameters.sort_unstable();
            format!("{};{}:{}", property.name(), parameters.join(";"), property.value())
        })
        .chain(component.components().map(says))
        .collect();
    lines.sort_unstable();
    format!("{}\n{}", component.name(), lines.join("\n"))
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The same as text in UTF-8, with lines that end as the RFC has it, for they come to stand beside others.
fn usual(text: &[u8]) -> Vec<u8> {
    let last = if text.contains(&b'\n') { b'\n' } else { b'\r' };
    let mut usual = Vec::with_capacity(text.len() + text.len() / 16);
    let mut begin = 0;
    for line in text.split_inclusive(|byte| *byte == last) {
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            decode(&mut usual, begin);
            begin = usual.len();
        }
        let line = line.strip_suffix(&[last]).unwrap_or(line);
        usual.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        usual.extend_from_slice(b"\r\n");
    }
    decode(&mut usual, begin);
    usual
}

/// Reads the last line as Latin-1 where it is not UTF-8, as older programs write it. A fold may cut a character.
fn decode(text: &mut Vec<u8>, begin: usize) {
    let line = &text[begin..];
    if line.is_ascii() {
        return;
    }
    let mut unfolded = Vec::with_capacity(line.len());
    for (at, piece) in line.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let piece = piece.strip_suffix(b"\r\n").unwrap_or(piece);
        unfolded.extend_from_slice(if at == 0 { piece } else { &piece[1..] });
    }
    if std::str::from_utf8(&unfolded).is_err() {
        let decoded: String = text.split_off(begin).into_iter().map(char::from).collect();
        text.extend_from_slice(decoded.as_bytes());
    }
}
