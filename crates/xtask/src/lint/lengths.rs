//! Files that stay short enough to be read at once.
use super::sources::Source;
use crate::shell::{Failure, Outcome};

const LONGEST: usize = 400;
const LONG: usize = 250;
const LONGEST_MEAN: usize = 170;

/// Warns of long files; fails on too long ones, and on a mean that is too long.
pub(super) fn check(sources: &[Source]) -> Outcome {
    let lengths: Vec<_> = sources.iter().map(|source| (&source.path, source.text.lines().count())).collect();
    for (path, lines) in lengths.iter().filter(|(_, lines)| *lines > LONG) {
        let verdict = if *lines > LONGEST { "too long, split it" } else { "long" };
        eprintln!("{}: {lines} lines: {verdict}", path.display());
    }
    let mean = lengths.iter().map(|(_, lines)| lines).sum::<usize>() / lengths.len().max(1);
    eprintln!("{} files of {mean} lines on average", lengths.len());
    let too_long = lengths.iter().filter(|(_, lines)| *lines > LONGEST).count();
    if too_long > 0 {
        return Err(Failure::Failed(format!("{too_long} files have more than {LONGEST} lines")));
    }
    if mean > LONGEST_MEAN {
        return Err(Failure::Failed(format!("files have {mean} lines on average, and may have {LONGEST_MEAN}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(lengths: &[usize]) -> Vec<Source> {
        lengths.iter().map(|lines| Source { path: "a.rs".into(), text: "x\n".repeat(*lines) }).collect()
    }

    #[test]
    fn one_file_may_have_400_lines_and_no_more() {
        assert!(check(&files(&[400, 1, 1])).is_ok());
        assert!(check(&files(&[401, 1, 1])).is_err());
    }

    #[test]
    fn all_files_may_have_170_lines_on_average_and_no_more() {
        assert!(check(&files(&[170, 160, 180])).is_ok());
        assert!(check(&files(&[171, 171])).is_err());
    }
}
