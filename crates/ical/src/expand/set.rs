//! The instances of one turn, in order: not all of them are ever written down, for there may be millions.
use crate::days::{DAY, Local};

/// Every base with every offset, or some of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Set {
    bases: Vec<Local>,
    picks: Option<Vec<usize>>,
    at: usize,
}

impl Set {
    /// Sorted bases; of their instances those at some positions, where there are any.
    pub(super) fn new(bases: Vec<Local>, offsets: &[u32], positions: &[i16]) -> Self {
        let total = bases.len() * offsets.len();
        let picks = (!positions.is_empty()).then(|| {
            let at = |position: i16| match usize::from(position.unsigned_abs()) {
                size if size > total => None,
                size if position > 0 => Some(size - 1),
                size => Some(total - size),
            };
            let mut picks: Vec<usize> = positions.iter().filter_map(|position| at(*position)).collect();
            picks.sort_unstable();
            picks.dedup();
            picks
        });
        Self { bases, picks, at: 0 }
    }

    pub(super) fn next(&mut self, offsets: &[u32]) -> Option<Local> {
        let index = match &self.picks {
            Some(picks) => *picks.get(self.at)?,
            None => self.at,
        };
        let base = self.bases.get(index / offsets.len())?;
        self.at += 1;
        Some(base + i64::from(offsets[index % offsets.len()]))
    }

    /// Leaves out whole bases that end before a moment.
    pub(super) fn skip_before(&mut self, moment: Local, offsets: &[u32]) {
        if self.picks.is_none() {
            self.at = self.at.max(self.bases.partition_point(|base| base + DAY <= moment) * offsets.len());
        }
    }
}
