//! Components: what stands between `BEGIN` and `END`.
use super::{Property, fold};
use std::collections::BTreeMap;

/// A component with all that is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    pub(super) name: String,
    /// Properties, components and blank lines in their order.
    pub entries: Vec<Entry>,
    pub(super) line: usize,
    /// Its first and its last line as they came, unless it is new.
    pub(super) raw: Option<[Box<[u8]>; 2]>,
}

/// What stands in a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A line that says something.
    Property(Property),
    /// A component in it.
    Component(Component),
    /// A line that says nothing.
    Blank(Box<[u8]>),
}

impl Entry {
    /// The component that it is.
    pub fn component(&self) -> Option<&Component> {
        if let Self::Component(component) = self { Some(component) } else { None }
    }

    /// The component that it is, to be changed.
    pub fn component_mut(&mut self) -> Option<&mut Component> {
        if let Self::Component(component) = self { Some(component) } else { None }
    }

    fn property(&self) -> Option<&Property> {
        if let Self::Property(property) = self { Some(property) } else { None }
    }

    fn is(&self, name: &str) -> bool {
        self.property().is_some_and(|property| property.name == name)
    }

    pub(super) fn write(&self, ending: &str, text: &mut Vec<u8>) {
        match self {
            Self::Property(property) => property.write(ending, text),
            Self::Component(component) => component.write(ending, text),
            Self::Blank(raw) => text.extend_from_slice(raw),
        }
    }
}

impl Component {
    /// A new one with nothing in it.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_ascii_uppercase(), entries: Vec::new(), line: 0, raw: None }
    }

    /// Its name in capitals.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it has this name.
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// The line on which it begins; 0 where it is new.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The properties in it.
    pub fn properties(&self) -> impl Iterator<Item = &Property> {
        self.entries.iter().filter_map(Entry::property)
    }

    /// All properties of a name.
    pub fn all<'c>(&'c self, name: &'c str) -> impl Iterator<Item = &'c Property> {
        self.properties().filter(move |property| property.name == name)
    }

    /// The first property of a name.
    pub fn get(&self, name: &str) -> Option<&Property> {
        self.properties().find(|property| property.name == name)
    }

    /// The components in it.
    pub fn components(&self) -> impl Iterator<Item = &Component> {
        self.entries.iter().filter_map(Entry::component)
    }

    /// The components in it, to be changed.
    pub fn components_mut(&mut self) -> impl Iterator<Item = &mut Component> {
        self.entries.iter_mut().filter_map(Entry::component_mut)
    }

    /// Lets these be all properties of a name. Lines that say one of them already stay as they are, and new ones take the places
    /// of those that go.
    pub fn set_all(&mut self, name: &str, wanted: Vec<Property>) {
        let (mut missing, mut kept) = (Vec::new(), vec![false; self.entries.len()]);
        // By value, for there may be thousands.
        let mut there = BTreeMap::<&str, Vec<usize>>::new();
        for (at, entry) in self.entries.iter().enumerate().rev() {
            if let Some(property) = entry.property().filter(|property| property.name == name) {
                there.entry(&property.value).or_default().push(at);
            }
        }
        for property in wanted {
            let places = there.get_mut(property.value.as_str());
            let place = places.and_then(|places| {
                let says = |at: &usize| self.entries[*at].property().is_some_and(|line| line.says(&property));
                places.iter().rposition(says).map(|at| places.remove(at))
            });
            match place {
                Some(at) => kept[at] = true,
                None => missing.push(property),
            }
        }
        let (mut missing, mut kept) = (missing.into_iter(), kept.into_iter());
        self.entries.retain_mut(|entry| {
            if kept.next() == Some(true) || !entry.is(name) {
                return true;
            }
            missing.next().map(|property| *entry = Entry::Property(property)).is_some()
        });
        missing.for_each(|property| self.add(property));
    }

    /// Lets this be the only property of its name.
    pub fn set(&mut self, property: Property) {
        self.set_all(&property.name.clone(), vec![property]);
    }

    /// Lets every `TZID` of a name be another one, in this component and in those in it.
    pub fn rename_zone(&mut self, from: &str, to: &str) {
        for entry in &mut self.entries {
            match entry {
                Entry::Property(property) if property.parameter("TZID") == Some(from) => {
                    *property = property.in_zone(to)
                }
                Entry::Component(component) => component.rename_zone(from, to),
                _ => {}
            }
        }
    }

    /// Lets nothing but text be in it: lines that say nothing go, and where a fold cuts a character it is folded anew.
    pub fn mend(&mut self) {
        self.entries.retain(|entry| !matches!(entry, Entry::Blank(_)));
        for entry in &mut self.entries {
            match entry {
                Entry::Property(property) if property.is_torn() => *property = property.mended(),
                Entry::Component(component) => component.mend(),
                _ => {}
            }
        }
    }

    /// Takes all properties of a name away.
    pub fn remove(&mut self, name: &str) {
        self.entries.retain(|entry| !entry.is(name));
    }

    /// Adds a property after the last one: before the components, as the RFC has it.
    pub fn add(&mut self, property: Property) {
        let at = self.entries.iter().position(|entry| entry.component().is_some());
        self.entries.insert(at.unwrap_or(self.entries.len()), Entry::Property(property));
    }

    /// Its text, as it came where nobody touched it.
    pub fn text(&self) -> Vec<u8> {
        let mut text = Vec::new();
        self.write("\r\n", &mut text);
        text
    }

    pub(super) fn write(&self, ending: &str, text: &mut Vec<u8>) {
        match &self.raw {
            Some([begin, _]) => text.extend_from_slice(begin),
            None => fold::write(&format!("BEGIN:{}", self.name), ending, text),
        }
        self.entries.iter().for_each(|entry| entry.write(ending, text));
        match &self.raw {
            Some([_, end]) => text.extend_from_slice(end),
            None => fold::write(&format!("END:{}", self.name), ending, text),
        }
    }
}
