//! iCalendar without I/O: text that is read, patched and written again without loss, and rules that recur.
mod days;
mod event;
mod expand;
mod flaw;
mod rule;
mod scale;
mod series;
mod text;
mod zone;

pub use event::{Alarm, Attendee, Duration, End, Event, Extra, Override, Status, Trigger, When, Zones, zones};
pub use expand::{Expansion, STEPS, Start};
pub use flaw::Flaw;
pub use rule::{Frequency, Reading, Refusal, Rule, Skip, Until, WeekdayNumber};
pub use scale::{MonthName, NamedScale, Scale, UnknownScale};
pub use series::{Budget, Instance, Instances, Series, Window, series};
pub use text::{Component, Document, Entry, Fault, Limits, Parameter, Property, escaped, split_values, unescaped};
pub use zone::{Observance, Zone};
