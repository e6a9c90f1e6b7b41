//! Rules by chance that repeats itself.
use jiff::civil::{DateTime, date};
use testkit::chance;

/// Draws numbers, each from the one before.
pub(crate) struct Dice {
    seed: u64,
    turn: u64,
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, turn: 0 }
    }

    /// A number below another.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.turn += 1;
        chance::draw(self.seed, self.turn) % end
    }

    /// Whether something happens that happens once in so many times.
    pub(crate) fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least + 1) as u64) as i64
    }

    fn list(&mut self, least: i64, most: i64, is_signed: bool) -> String {
        let count = 1 + self.below(4);
        let numbers = (0..count).map(|_| {
            let number = self.between(least, most);
            if is_signed && self.once_in(3) { -number } else { number }.to_string()
        });
        numbers.collect::<Vec<_>>().join(",")
    }

    /// Some time within the years 1990 to 2029, often one that stands out.
    pub(crate) fn start(&mut self) -> DateTime {
        let day = match self.below(4) {
            0 => [date(2024, 2, 29), date(2015, 12, 31), date(2016, 1, 1), date(2026, 3, 29)][self.below(4) as usize],
            _ => date(1990 + self.below(40) as i16, 1 + self.below(12) as i8, 1 + self.below(28) as i8),
        };
        day.at(self.below(24) as i8, self.below(60) as i8, self.below(60) as i8, 0)
    }

    /// A rule, which need not be one that the RFC takes.
    pub(crate) fn rule(&mut self) -> String {
        let frequency =
            ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"][self.below(7) as usize];
        let mut rule = format!("FREQ={frequency}");
        let is_short = matches!(frequency, "HOURLY" | "MINUTELY" | "SECONDLY");
        let mut part = |name: &str, value: String| rule += &format!(";{name}={value}");
        if self.once_in(2) {
            part("INTERVAL", self.between(1, if is_short { 90 } else { 5 }).to_string());
        }
        if self.once_in(3) {
            part("BYMONTH", self.list(1, 12, false));
        }
        if self.once_in(5) {
            part("BYWEEKNO", self.list(1, 53, true));
        }
        if self.once_in(5) {
            part("BYYEARDAY", self.list(1, 366, true));
        }
        if self.once_in(4) {
            part("BYMONTHDAY", self.list(1, 31, true));
        }
        if self.once_in(3) {
            part("BYDAY", self.weekdays());
        }
        for (name, most) in [("BYHOUR", 23), ("BYMINUTE", 59), ("BYSECOND", 59)] {
            if self.once_in(5) {
                part(name, self.list(0, most, false));
            }
        }
        if self.once_in(4) {
            part("BYSETPOS", self.list(1, 4, true));
        }
        if self.once_in(3) {
            part("WKST", ["SU", "MO", "TU", "WE", "TH", "FR", "SA"][self.below(7) as usize].to_owned());
        }
        if self.once_in(4) {
            part("COUNT", self.between(1, 12).to_string());
        }
        rule
    }

    fn weekdays(&mut self) -> String {
        let is_numbered = self.once_in(3);
        let days = (0..1 + self.below(3)).map(|_| {
            let day = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"][self.below(7) as usize];
            match is_numbered && !self.once_in(4) {
                true => format!("{}{day}", if self.once_in(2) { self.between(1, 5) } else { -self.between(1, 5) }),
                false => day.to_owned(),
            }
        });
        days.collect::<Vec<_>>().join(",")
    }
}
