//! Every statement of the program, prepared on the live database without telling it any types.
use super::{
    Inner,
    error::Failure,
    pipeline::{Asked, together},
    pool::Lease,
    row::type_of,
};
use crate::{
    finding::{Count, Finding},
    schema::Kind,
    statement::{Definition, STATEMENTS},
};
use tokio_postgres::{Statement, types::Type};

impl Inner {
    /// Prepares them all and compares what each takes and gives with what its line says.
    pub(super) async fn statements(&self) -> Result<(Count, Vec<Finding>), Failure> {
        let lease = self.connections.lend().await?;
        let mut findings = Vec::new();
        let mut rest: &[Definition] = &STATEMENTS;
        // In a transaction nothing stays behind in a pooler's connection; one that failed takes the statements after it along.
        while !rest.is_empty() {
            let (done, wrong) = self.some(&lease, rest).await?;
            findings.extend(wrong);
            rest = &rest[done..];
        }
        lease.give_back();
        Ok((Count { right: STATEMENTS.len() - findings.len(), all: STATEMENTS.len() }, findings))
    }

    /// Prepares statements up to the first that cannot be; tells how many were looked at, and what is wrong with which.
    async fn some(&self, lease: &Lease, definitions: &[Definition]) -> Result<(usize, Vec<Finding>), Failure> {
        self.run(lease, &self.prelude).await?;
        let prepare = |definition: &Definition| -> Asked<'_, Statement> {
            let text = definition.postgres;
            Box::pin(async move { lease.prepare(text).await })
        };
        let answers = together(definitions.iter().map(prepare).collect(), self.connections.patience).await?;
        let (mut looked, mut findings) = (0, Vec::new());
        for (definition, answer) in definitions.iter().zip(&answers) {
            looked += 1;
            match answer {
                Ok(statement) => {
                    findings.extend(mismatch(statement, definition).map(|wrong| finding(definition, wrong)))
                }
                Err(error) => {
                    let cause = Failure::of(error, self.tables);
                    if matches!(cause, Failure::Lost(_)) {
                        return Err(cause);
                    }
                    findings.push(finding(definition, cause.into_error().to_string()));
                    break;
                }
            }
        }
        // What was prepared is closed before the transaction ends, for it is asked first.
        drop(answers);
        self.run(lease, "rollback").await?;
        Ok((looked, findings))
    }
}

fn finding(definition: &Definition, wrong: String) -> Finding {
    let expected = "it can be prepared, and takes and gives what its line says";
    let next = "bring the schema to what the statement needs, or mend the statement at that line";
    let subject = format!("{}:{}", definition.file, definition.line);
    Finding::error("DB.E011", subject, (wrong, expected), definition.postgres, next)
}

fn mismatch(statement: &Statement, definition: &Definition) -> Option<String> {
    let (takes, gives) = (statement.params(), statement.columns());
    if takes.len() != definition.arguments.len() {
        return Some(format!("it takes {} arguments, and {} are given", takes.len(), definition.arguments.len()));
    }
    if gives.len() != definition.rows.len() {
        return Some(format!("it gives {} columns, and {} are read", gives.len(), definition.rows.len()));
    }
    let mut arguments = takes.iter().zip(definition.arguments).enumerate();
    let argument = arguments.find(|(_, (takes, given))| !goes_with(takes, given.kind));
    let argument = argument.map(|(at, (takes, given))| {
        format!("its argument ${} is {takes}, and {} is given", at + 1, type_of(given.kind))
    });
    let mut columns = gives.iter().zip(definition.rows);
    let column = columns.find(|(gives, read)| !goes_with(gives.type_(), read.kind));
    let column = column.map(|(gives, read)| {
        format!("its column {} is {}, and {} is read", gives.name(), gives.type_(), type_of(read.kind))
    });
    argument.or(column)
}

/// Whether a type holds what the kind holds. Beside a number in the text, an argument counts as small as the number.
fn goes_with(given: &Type, kind: Kind) -> bool {
    match kind {
        Kind::Int => [Type::INT8, Type::INT4, Type::INT2].contains(given),
        Kind::Text => [Type::TEXT, Type::VARCHAR, Type::NAME].contains(given),
        other => *given == type_of(other),
    }
}
