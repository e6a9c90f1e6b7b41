//! What the product is made of. A crate that is missing here is an unused dependency; a schema that does not hold together
//! does not compile.
mod steps;
#[cfg(test)]
mod tests;

pub use steps::STEPS;

use crate::serve;
use api::Module;
use store::Table;

/// Every module of the product, by crate.
pub const MODULES: &[&[Module]] = &[api::MODULES, account::MODULES, work::MODULES, legacy::MODULES, serve::MODULES];

/// Every column of sealed values, by crate.
pub const SEALED: &[&[vault::Column]] = &[account::SEALED, legacy::SEALED];

/// The OpenAPI document of the product, as people read it.
pub fn document() -> String {
    // Texts, numbers and lists of them always have a JSON form.
    api::http::document(MODULES).to_pretty_json().unwrap_or_default() + "\n"
}

/// The whole schema.
pub static TABLES: &[&Table] = &SCHEMA;

static SCHEMA: [&Table; count()] = store::schema(flatten());

const fn count() -> usize {
    let (mut tables, mut of_crate) = (0, 0);
    while of_crate < MODULES.len() {
        let mut module = 0;
        while module < MODULES[of_crate].len() {
            tables += MODULES[of_crate][module].tables.len();
            module += 1;
        }
        of_crate += 1;
    }
    tables
}

const fn flatten() -> [&'static Table; count()] {
    let mut out = [MODULES[0][0].tables[0]; count()];
    let (mut next, mut of_crate) = (0, 0);
    while of_crate < MODULES.len() {
        let mut module = 0;
        while module < MODULES[of_crate].len() {
            let mut table = 0;
            while table < MODULES[of_crate][module].tables.len() {
                out[next] = MODULES[of_crate][module].tables[table];
                next += 1;
                table += 1;
            }
            module += 1;
        }
        of_crate += 1;
    }
    out
}
