//! The walk along the rules of a series, past what is left out, overridden or changed from some time on.
use super::{
    Series,
    instances::{Search, Window},
    length::{self, later},
};
use crate::{
    days::{self, DAY},
    event::{Duration, End, Event, When},
    expand::Start,
    rule::{Reading, Rule, Until},
};
use base::Instant;
use jiff::civil::{Date, DateTime};
use std::collections::BTreeSet;

/// An event, and what is left out or overridden, all on the clock of its start.
pub(super) struct Walk<'s, 'w> {
    series: &'s Series,
    event: &'s Event,
    window: &'w Window,
    left_out: BTreeSet<DateTime>,
    days_left_out: BTreeSet<Date>,
    overridden: BTreeSet<DateTime>,
    /// What overrides all that come after a time.
    changes: Vec<(DateTime, &'s Event)>,
}

impl<'s, 'w> Walk<'s, 'w> {
    pub(super) fn new(series: &'s Series, event: &'s Event, window: &'w Window) -> Self {
        let on_clock = |when: &When| event.start.moment_of(when, &window.own);
        let (days, times): (Vec<&When>, Vec<&When>) =
            event.exceptions.iter().partition(|when| when.is_date() && !event.start.is_date());
        let ids = || series.overrides.iter().filter_map(|it| Some((it.overrides.as_ref()?, it)));
        let mut changes: Vec<_> =
            ids().filter(|(id, _)| id.and_future).map(|(id, event)| (on_clock(&id.id), event)).collect();
        changes.sort_by_key(|(at, _)| *at);
        Self {
            series,
            event,
            window,
            left_out: times.into_iter().map(on_clock).collect(),
            days_left_out: days.into_iter().map(|when| when.at().date()).collect(),
            overridden: ids().map(|(id, _)| on_clock(&id.id)).collect(),
            changes,
        }
    }

    pub(super) fn walk(&self, search: &mut Search<'s, '_>) {
        let (event, start) = (self.event, &self.event.start);
        let mut seen = BTreeSet::new();
        if self.has_start() {
            seen.insert(start.at());
            self.take(start.at(), &End::Unsaid, search);
        }
        for extra in &event.extras {
            let at = start.moment_of(&extra.start, &self.window.own);
            if seen.insert(at) {
                self.take(at, &extra.end, search);
            }
        }
        for rule in &event.rules {
            self.follow(rule, &seen, search);
        }
    }

    /// The RFC lets the start be the first instance, unless the rules end before it; dateutil where a rule generates it.
    fn has_start(&self) -> bool {
        let rules = &self.event.rules;
        if rules.is_empty() {
            return true;
        }
        let is_over = |rule: &Rule| match rule.until {
            Some(Until::Date(on)) => on < self.event.start.at().date(),
            Some(Until::Local(at)) => at < self.event.start.at(),
            Some(Until::Utc(at)) => days::local(at) < self.event.start.seconds(&self.window.own),
            None => false,
        };
        self.series.reading == Reading::Rfc && !rules.iter().all(is_over)
    }

    fn follow(&self, rule: &Rule, seen: &BTreeSet<DateTime>, search: &mut Search<'s, '_>) {
        let when = &self.event.start;
        let start = Start { at: when.at(), is_date: when.is_date(), zone: when.zone() };
        let mut counted = rule.clone();
        if let (Some(count), Reading::Rfc) = (rule.count, self.series.reading) {
            // A start that the rule does not generate counts as the first one all the same.
            let is_first =
                rule.expand(start, self.series.reading).within(search.budget.steps).next() == Some(when.at());
            match count - u32::from(!is_first && self.has_start()) {
                0 => return,
                count => counted.count = Some(count),
            }
        }
        let zone = when.zone().unwrap_or(&self.window.own);
        let on_clock = |instant: Instant| zone.local(instant.micros().div_euclid(1_000_000));
        // What moved came from elsewhere, and a clock is put forward by a day at most.
        let margin = 2 * DAY + self.most_shift();
        let reach = margin + self.most_length();
        let expansion = counted.expand(start, self.series.reading).within(search.budget.steps);
        let expansion = expansion.since(later(on_clock(self.window.from), -reach));
        let mut expansion = expansion.before(later(on_clock(self.window.to), margin));
        let mut found = 0;
        for at in expansion.by_ref().filter(|at| !seen.contains(at)) {
            found += usize::from(self.take(at, &End::Unsaid, search));
            if found > search.budget.instances {
                search.is_complete = false;
                return;
            }
        }
        search.is_complete &= !expansion.is_given_up();
    }

    /// Finds the instance at a time, unless it is left out or overridden. A further date may say its own end.
    fn take(&self, at: DateTime, own_end: &End, search: &mut Search<'s, '_>) -> bool {
        let is_gone =
            self.overridden.contains(&at) || self.left_out.contains(&at) || self.days_left_out.contains(&at.date());
        if is_gone {
            return false;
        }
        let id = self.event.start.shifted_to(at);
        let changed = self.changes.partition_point(|(from, _)| *from <= at).checked_sub(1);
        let (event, start) = match changed.map(|change| self.changes[change]) {
            None => (self.event, id.clone()),
            Some((from, event)) => {
                let shift = days::local(at) - days::local(from);
                (event, event.start.shifted_to(later(event.start.at(), shift)))
            }
        };
        match own_end {
            End::Unsaid => search.found(id, start, &event.end, event, changed.is_some()),
            // An end of its own says how long it takes from its own start.
            End::At(last) => {
                let seconds = last.seconds(&self.window.own) - id.seconds(&self.window.own);
                let end = End::After(Duration::seconds(seconds.max(0)));
                search.found(id, start, &end, event, changed.is_some())
            }
            end @ End::After(_) => search.found(id, start, end, event, changed.is_some()),
        }
    }

    fn most_length(&self) -> i64 {
        let events = self.changes.iter().map(|(_, event)| *event).chain([self.event]);
        events.map(|event| length::most(&event.end, &event.start, &self.window.own)).max().unwrap_or(0)
    }

    fn most_shift(&self) -> i64 {
        let shifts = self.changes.iter().map(|(from, event)| days::local(event.start.at()) - days::local(*from));
        shifts.map(i64::abs).max().unwrap_or(0)
    }
}
