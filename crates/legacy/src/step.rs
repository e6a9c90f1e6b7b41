//! What becomes of one row: what is written for it, and what is noted of it.
use crate::{LegacyState, report::OfTable, source::Row};
use api::Plan;
use base::Id;

/// What is noted of a row from an earlier run.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) state: LegacyState,
    pub(crate) digest: Vec<u8>,
    pub(crate) row_id: Option<Id>,
    pub(crate) space_id: Option<Id>,
    pub(crate) left_at: Option<i64>,
    pub(crate) why: Option<String>,
}

/// What became of a row, to be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Made,
    Changed,
    Unchanged,
    Later,
    Conflict,
    Refused,
    Gone,
}

/// What becomes of a row.
pub(crate) struct Step {
    pub(crate) row: Row,
    pub(crate) known: Option<Known>,
    pub(crate) outcome: Outcome,
    /// What is written besides the note.
    pub(crate) plan: Plan<()>,
    /// The thing that it became, with its space.
    pub(crate) landed: Option<(Id, Id)>,
    /// The space whose people the row belongs to.
    pub(crate) space_id: Option<Id>,
    /// The revision in which the thing is left.
    pub(crate) left_at: Option<i64>,
    /// Why not all of it is here.
    pub(crate) whys: Vec<String>,
    /// Whether the row itself is kept where not all of it is here.
    pub(crate) keeps: bool,
    /// Whether nothing is noted of it.
    pub(crate) unnoted: bool,
}

impl Step {
    fn new(row: Row, known: Option<Known>, outcome: Outcome) -> Self {
        let (landed, space_id) = (None, known.as_ref().and_then(|known| known.space_id));
        let left_at = known.as_ref().and_then(|known| known.left_at);
        let (plan, whys) = (Plan::new(()), Vec::new());
        Self { row, known, outcome, plan, landed, space_id, left_at, whys, keeps: true, unnoted: false }
    }

    /// It is as it was.
    pub(crate) fn unchanged(row: Row, known: Known) -> Self {
        let outcome = match known.state {
            LegacyState::Conflict => Outcome::Conflict,
            LegacyState::Later => Outcome::Later,
            _ => Outcome::Unchanged,
        };
        let whys = known.why.clone().into_iter().collect();
        Self { unnoted: true, whys, ..Self::new(row, Some(known), outcome) }
    }

    /// It does not hold here.
    pub(crate) fn refused(row: Row, known: Option<Known>, space_id: Option<Id>, why: impl Into<String>) -> Self {
        // What is here already stays as it is.
        let is_here = known.as_ref().is_some_and(|known| known.row_id.is_some());
        let outcome = if is_here { Outcome::Conflict } else { Outcome::Refused };
        let step = Self::new(row, known, outcome);
        Self { whys: vec![why.into()], space_id: step.space_id.or(space_id), ..step }
    }

    /// It was changed there and here.
    pub(crate) fn conflict(row: Row, known: Known, why: impl Into<String>) -> Self {
        Self { whys: vec![why.into()], ..Self::new(row, Some(known), Outcome::Conflict) }
    }

    /// It belongs to somebody who has left for good: nothing of it is kept.
    pub(crate) fn gone(row: Row, known: Option<Known>) -> Self {
        Self { unnoted: true, ..Self::new(row, known, Outcome::Gone) }
    }

    /// It is kept until there is a place for it.
    pub(crate) fn later(row: Row, known: Option<Known>, space_id: Option<Id>, why: &str) -> Self {
        Self { whys: vec![why.into()], space_id, ..Self::new(row, known, Outcome::Later) }
    }

    /// It is here, by that plan.
    pub(crate) fn here(
        row: Row,
        known: Option<Known>,
        plan: Plan<()>,
        (id, space_id): (Id, Id),
        left_at: i64,
        whys: Vec<String>,
    ) -> Self {
        let outcome =
            if known.as_ref().is_some_and(|known| known.row_id.is_some()) { Outcome::Changed } else { Outcome::Made };
        let (landed, left_at) = (Some((id, space_id)), Some(left_at));
        Self { plan, landed, space_id: Some(space_id), left_at, whys, ..Self::new(row, known, outcome) }
    }

    /// What is noted of it.
    pub(crate) fn state(&self) -> LegacyState {
        match self.outcome {
            Outcome::Made | Outcome::Changed | Outcome::Unchanged | Outcome::Gone if self.whys.is_empty() => {
                LegacyState::Taken
            }
            Outcome::Made | Outcome::Changed | Outcome::Unchanged | Outcome::Gone => LegacyState::InPart,
            Outcome::Later => LegacyState::Later,
            Outcome::Conflict => LegacyState::Conflict,
            Outcome::Refused => LegacyState::Refused,
        }
    }

    /// Why not all of it is here, in one text.
    pub(crate) fn why(&self) -> Option<String> {
        (!self.whys.is_empty()).then(|| self.whys.join("; "))
    }

    /// Counts it.
    pub(crate) fn count(&self, table: &mut OfTable) {
        table.read += 1;
        *match self.outcome {
            Outcome::Made => &mut table.made,
            Outcome::Changed => &mut table.changed,
            Outcome::Unchanged => &mut table.unchanged,
            Outcome::Later => &mut table.later,
            Outcome::Conflict => &mut table.conflicts,
            Outcome::Refused => &mut table.refused,
            Outcome::Gone => &mut table.gone,
        } += 1;
        if self.state() == LegacyState::InPart {
            table.in_part += 1;
        }
        if self.outcome != Outcome::Later {
            self.whys.iter().for_each(|why| table.because(why, &self.row.key));
        }
    }
}
