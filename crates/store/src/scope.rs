//! That no statement reads or changes the rows of a space without naming the space.
use crate::{
    schema::{Scope, Table},
    statement::{Definition, STATEMENTS},
    tokens::tokens,
};

/// What a statement writes that is meant for the rows of every space, such as a purge.
const ALL_SPACES: &str = "/* all spaces */";

/// The statements of the program that touch a space's rows and do not say `space_id = $n`.
pub fn unscoped(tables: &[&Table]) -> Vec<String> {
    let of_spaces: Vec<&str> =
        tables.iter().filter(|table| table.scope == Scope::Space).map(|table| table.name).collect();
    let is_unscoped = |definition: &&Definition| !definition.is_fragment && touches(definition.postgres, &of_spaces);
    let words = |definition: &Definition| format!("{}:{}: {}", definition.file, definition.line, definition.postgres);
    STATEMENTS.iter().filter(is_unscoped).map(words).collect()
}

fn touches(text: &str, of_spaces: &[&str]) -> bool {
    let tokens = tokens(text);
    let is_insert = tokens.first().is_some_and(|word| word == "insert");
    let names_table = tokens.iter().any(|token| of_spaces.contains(&token.as_str()));
    names_table && !is_insert && !names_space(&tokens) && !text.contains(ALL_SPACES)
}

fn names_space(tokens: &[String]) -> bool {
    tokens.windows(3).any(|three| three[0] == "space_id" && three[1] == "=" && three[2].starts_with('$'))
}

#[cfg(test)]
mod tests {
    use super::touches;

    #[test]
    fn a_statement_on_a_spaces_rows_names_the_space_or_says_that_it_means_all() {
        let touches = |text| touches(text, &["tasks"]);
        assert!(touches("select id from tasks where id = $1"));
        assert!(touches("update tasks set space_id = space_id where id = $1"));
        assert!(!touches("select id from tasks where space_id = $1 and id = $2"));
        assert!(!touches("delete from tasks where deleted_at < $1 /* all spaces */"));
        assert!(!touches("insert into tasks (id) values ($1)"));
        assert!(!touches("select id from users where id = $1"));
    }
}
