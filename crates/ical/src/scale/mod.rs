//! Calendars that rules count in (RFC 7529).
mod gregorian;
mod other;
mod year;
mod years;

use crate::days::Day;
use icu_calendar::cal::{
    ChineseTraditional, Coptic, Ethiopian, Hebrew, Hijri, Indian, KoreanTraditional, Persian,
    hijri::{TabularAlgorithm, TabularAlgorithmEpoch, TabularAlgorithmLeapYears},
};
use std::{error, fmt, str::FromStr};

pub use year::MonthName;
pub(crate) use year::{Month, Span, Year};
pub(crate) use years::Years;

/// A calendar, by the structure of its years: those that differ in the numbers of years only are one.
///
/// Outside of the years 1900 to 2100 the Chinese calendars are approximations. The Islamic calendars that go by observation
/// are computed as Umm al-Qura is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// The civil calendar of today; the Japanese, Buddhist and ROC calendars number its years otherwise.
    #[default]
    Gregorian,
    /// The Chinese calendar with leap months.
    Chinese,
    /// The Korean calendar with leap months.
    Dangi,
    /// The Hebrew calendar, whose leap month is `5L`.
    Hebrew,
    /// The Ethiopian calendar, which has a short 13th month.
    Ethiopic,
    /// The Coptic calendar, which has a short 13th month.
    Coptic,
    /// The tabular Islamic calendar that counts from a Friday.
    IslamicCivil,
    /// The tabular Islamic calendar that counts from a Thursday.
    IslamicTabular,
    /// The Islamic calendar of Saudi Arabia.
    IslamicUmmAlQura,
    /// The Persian calendar.
    Persian,
    /// The Indian national calendar.
    Indian,
}

/// The names of CLDR, each with the calendar that it counts like.
const NAMES: [(&str, Scale); 22] = [
    ("GREGORIAN", Scale::Gregorian),
    ("GREGORY", Scale::Gregorian),
    ("ISO8601", Scale::Gregorian),
    ("JAPANESE", Scale::Gregorian),
    ("BUDDHIST", Scale::Gregorian),
    ("ROC", Scale::Gregorian),
    ("CHINESE", Scale::Chinese),
    ("DANGI", Scale::Dangi),
    ("HEBREW", Scale::Hebrew),
    ("ETHIOPIC", Scale::Ethiopic),
    ("ETHIOPIC-AMETE-ALEM", Scale::Ethiopic),
    ("ETHIOAA", Scale::Ethiopic),
    ("COPTIC", Scale::Coptic),
    ("ISLAMIC", Scale::IslamicUmmAlQura),
    ("ISLAMIC-RGSA", Scale::IslamicUmmAlQura),
    ("ISLAMIC-UMALQURA", Scale::IslamicUmmAlQura),
    ("ISLAMIC-CIVIL", Scale::IslamicCivil),
    ("ISLAMICC", Scale::IslamicCivil),
    ("ISLAMIC-TBLA", Scale::IslamicTabular),
    ("PERSIAN", Scale::Persian),
    ("INDIAN", Scale::Indian),
    ("INDIAN-NATIONAL", Scale::Indian),
];

/// A calendar that nobody knows here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownScale(pub String);

impl fmt::Display for UnknownScale {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "`{}` is no calendar that is known here", self.0)
    }
}

impl error::Error for UnknownScale {}

/// A calendar under one of its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedScale {
    /// The name as CLDR spells it, in capitals.
    pub name: &'static str,
    /// How it counts.
    pub scale: Scale,
}

impl FromStr for NamedScale {
    type Err = UnknownScale;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = NAMES.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        known.map(|(name, scale)| Self { name, scale }).ok_or_else(|| UnknownScale(text.to_owned()))
    }
}

impl Scale {
    /// Whether all its years have the same months.
    pub(crate) fn is_uniform(self) -> bool {
        !matches!(self, Self::Chinese | Self::Dangi | Self::Hebrew)
    }

    /// The year that holds a day.
    fn containing(self, day: Day) -> Year {
        let tabular = |epoch| Hijri(TabularAlgorithm::new(TabularAlgorithmLeapYears::TypeII, epoch));
        match self {
            Self::Gregorian => gregorian::year(crate::days::date(day).year().into()),
            Self::Chinese => other::containing(&ChineseTraditional::new(), day),
            Self::Dangi => other::containing(&KoreanTraditional::new(), day),
            Self::Hebrew => other::containing(&Hebrew, day),
            Self::Ethiopic => other::containing(&Ethiopian::new(), day),
            Self::Coptic => other::containing(&Coptic, day),
            Self::IslamicCivil => other::containing(&tabular(TabularAlgorithmEpoch::Friday), day),
            Self::IslamicTabular => other::containing(&tabular(TabularAlgorithmEpoch::Thursday), day),
            Self::IslamicUmmAlQura => other::containing(&Hijri::new_umm_al_qura(), day),
            Self::Persian => other::containing(&Persian, day),
            Self::Indian => other::containing(&Indian, day),
        }
    }
}

#[cfg(test)]
mod tests;
