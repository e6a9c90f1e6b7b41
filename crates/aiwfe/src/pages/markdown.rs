//! As much of Markdown as the error pages use: headings, paragraphs, lists, code, strong words. All else is text.
use std::fmt::Write;

/// The text as HTML.
pub(super) fn html(text: &str) -> String {
    let mut html = String::new();
    for block in text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
        let (heading, level) = (block.trim_start_matches('#'), block.chars().take_while(|c| *c == '#').count());
        // Writing to a text does not fail.
        let _ = match (level, block.starts_with("- ")) {
            (1..=6, _) if heading.starts_with(' ') => {
                writeln!(html, "<h{level}>{}</h{level}>", inline(heading.trim()))
            }
            (_, true) => writeln!(html, "<ul>\n{}</ul>", items(block)),
            _ => writeln!(html, "<p>{}</p>", inline(block)),
        };
    }
    html
}

/// The text with nothing in it that HTML would read as its own.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// An item goes on over lines that are indented.
fn items(block: &str) -> String {
    let items = format!("\n{block}");
    items.split("\n- ").skip(1).map(|item| format!("<li>{}</li>\n", inline(item))).collect()
}

/// Code first, so that nothing is read inside of it. A mark that is never closed is text.
fn inline(text: &str) -> String {
    marked(text, "`", "code", &|text| marked(text, "**", "strong", &escaped))
}

/// What stands between two marks becomes an element, the rest what `between` makes of it.
fn marked(text: &str, mark: &str, element: &str, between: &dyn Fn(&str) -> String) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some((before, (inside, after))) =
        rest.split_once(mark).and_then(|(before, after)| Some((before, after.split_once(mark)?)))
    {
        html += &between(before);
        html += &format!("<{element}>{}</{element}>", escaped(inside));
        rest = after;
    }
    html + &between(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_pages_use_becomes_html() {
        let text = "# stale\n\nOne line\nand `a` **b.**\n\n## More\n\n- one\n  goes on\n- `two`\n";
        let expected = "<h1>stale</h1>\n<p>One line\nand <code>a</code> <strong>b.</strong></p>\n<h2>More</h2>\n\
            <ul>\n<li>one\n  goes on</li>\n<li><code>two</code></li>\n</ul>\n";
        assert_eq!(html(text), expected);
    }

    #[test]
    fn nothing_in_a_text_becomes_an_element_of_its_own() {
        assert_eq!(html("<b> & `<i>` \"x\""), "<p>&lt;b&gt; &amp; <code>&lt;i&gt;</code> &quot;x&quot;</p>\n");
        assert_eq!(html("a ` alone, and `**` in code"), "<p>a <code> alone, and </code>**` in code</p>\n");
        assert_eq!(html("#hash ** alone"), "<p>#hash ** alone</p>\n");
    }
}
