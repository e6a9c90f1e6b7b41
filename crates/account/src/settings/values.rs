//! The settings that are one of a few words.
use store::OneOf;

/// The look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum Theme {
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
    /// Little of anything.
    Zen,
    /// Sand and sea.
    Beach,
    /// Green in green.
    Rainforest,
    /// Red earth.
    Kimberley,
    /// Soft colours.
    Pastels,
    /// The northern sky.
    Aurora,
}

/// Who searches the web.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum WebSearchProvider {
    /// Nobody.
    Disabled,
    /// Tavily.
    Tavily,
    /// SerpApi.
    Serpapi,
}
