//! What is counted while the product runs. Whoever counts owns the meter; nothing here is global.
mod exposition;

pub use exposition::{Exposition, Family, HistogramFamily};

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// A number that only goes up.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub fn increment(&self) {
        self.add(1);
    }

    /// So many more.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// How many there have been.
    pub fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A number that goes up and down.
#[derive(Debug, Default)]
pub struct Gauge(AtomicI64);

impl Gauge {
    /// So many more, or fewer.
    pub fn add(&self, more: i64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// From now on, so many.
    pub fn set(&self, value: i64) {
        self.0.store(value, Ordering::Relaxed);
    }

    /// How many there are.
    pub fn value(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How values are spread over buckets.
#[derive(Debug)]
pub struct Histogram {
    /// The greatest value of each bucket but the last, which holds whatever is greater still.
    bounds: &'static [f64],
    counts: Box<[AtomicU64]>,
    /// The bits of a floating-point number.
    sum: AtomicU64,
}

impl Histogram {
    /// Without values, in buckets up to these bounds; the bounds go up.
    pub fn new(bounds: &'static [f64]) -> Self {
        let counts = (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect();
        Self { bounds, counts, sum: AtomicU64::new(0_f64.to_bits()) }
    }

    /// Counts a value.
    pub fn observe(&self, value: f64) {
        let bucket = self.bounds.partition_point(|bound| *bound < value);
        self.counts[bucket].fetch_add(1, Ordering::Relaxed);
        let add = |bits| Some((f64::from_bits(bits) + value).to_bits());
        let _ = self.sum.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }

    /// What was counted until now.
    pub fn snapshot(&self) -> Snapshot {
        let mut count = 0;
        let counted = |bucket: &AtomicU64| {
            count += bucket.load(Ordering::Relaxed);
            count
        };
        let upto: Vec<u64> = self.counts.iter().map(counted).collect();
        let buckets = self.bounds.iter().copied().zip(upto).collect();
        Snapshot { buckets, count, sum: f64::from_bits(self.sum.load(Ordering::Relaxed)) }
    }
}

/// What a histogram had counted at some moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Each bound, and how many values were not greater.
    pub buckets: Vec<(f64, u64)>,
    /// How many values there were.
    pub count: u64,
    /// The sum of them all.
    pub sum: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn what_many_threads_count_is_counted_exactly() {
        let (counter, gauge, histogram) = (Counter::default(), Gauge::default(), Histogram::new(&[1.0, 2.0]));
        thread::scope(|scope| {
            for value in [0.5, 1.0, 1.5, 2.0, 4.0] {
                let (counter, gauge, histogram) = (&counter, &gauge, &histogram);
                scope.spawn(move || {
                    for _ in 0..1_000 {
                        counter.increment();
                        gauge.add(2);
                        gauge.add(-1);
                        histogram.observe(value);
                    }
                });
            }
        });
        assert_eq!((counter.value(), gauge.value()), (5_000, 5_000));
        let expected = Snapshot { buckets: vec![(1.0, 2_000), (2.0, 4_000)], count: 5_000, sum: 9_000.0 };
        assert_eq!(histogram.snapshot(), expected);
        gauge.set(-3);
        assert_eq!(gauge.value(), -3);
    }
}
