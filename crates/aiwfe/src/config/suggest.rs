//! What somebody may have meant.
use base::distance;

/// The candidate that is nearest to a word, if one is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let enough = (word.len() / 3).max(2);
    let near = candidates.into_iter().map(|candidate| (distance(word, candidate), candidate));
    near.filter(|(far, _)| *far <= enough).min().map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_nonsense_finds_none() {
        let words = ["server.listen", "server.shutdown_s", "log.level"];
        assert_eq!(nearest("server.lisen", words), Some("server.listen"));
        assert_eq!(nearest("sever.shutdown", words), Some("server.shutdown_s"));
        assert_eq!(nearest("colour", words), None);
    }
}
