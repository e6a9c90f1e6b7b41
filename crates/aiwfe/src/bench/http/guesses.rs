//! Guessing: whether the time that a wrong password takes tells that somebody has that name.
use super::{tasks::Host, wire::Wire};
use crate::{
    bench::{Conditions, Figure, Target, process::Server},
    wiring::TABLES,
};
use ::store::{Batch, Options, Store};
use account::{User, passwords::Passwords};
use base::{Clock, Id, Secret};
use serde_json::json;
use std::{io, time::Instant};

/// So often a name is guessed about before it has to wait.
const OF_ONE: u32 = 3;
/// So many of 1,000 times somebody who is there may be the slower one, and so many the faster one: half of them is chance.
const MOST: f64 = 550.0;
/// How many rows are written at once.
const PAGE: usize = 500;

/// Guesses about people who are there and about others, one after the other and in no order, and compares the times.
pub(super) async fn guessing(
    conditions: &Conditions,
    guesses: u32,
    clock: &Clock,
    note: &mut impl FnMut(Figure),
) -> io::Result<()> {
    let people = guesses.div_ceil(2 * OF_ONE);
    arrive(conditions, people, clock).await?;
    let server = Server::start(&conditions.folder, &conditions.database).await?;
    let address = server.url.trim_start_matches("http://").parse().map_err(io::Error::other)?;
    let (host, mut wire) = (Host { address, token: String::new() }, Wire::connect(address).await?);
    let (mut of_people, mut of_others) = (Vec::new(), Vec::new());
    for number in 0..people * OF_ONE {
        for is_first in [true, false] {
            // Who comes first is as good as thrown.
            let is_person = is_first == (number.wrapping_mul(0x9e37_79b9) >> 16 & 1 == 0);
            let name = if is_person { "person" } else { "nobody" };
            let said =
                json!({ "username": format!("{name}{:06}", number % people), "password": "a wrong guess of ours" });
            let request = host.post("/api/v1/auth/login", &said);
            let begun = Instant::now();
            let status = wire.ask(&request).await?.status;
            let took = begun.elapsed();
            if status != 401 {
                return Err(io::Error::other(format!("a guess was answered with {status}")));
            }
            if is_person { of_people.push(took) } else { of_others.push(took) }
        }
    }
    let slower = 1_000.0 * above(&of_people, &of_others);
    note(Figure::plain("wrong passwords", f64::from(people * OF_ONE * 2), "guesses"));
    note(Figure::aimed("people take longer than nobody, of 1,000 times", slower, "times", Target::AtMost(MOST)));
    note(Figure::aimed(
        "nobody takes longer than people, of 1,000 times",
        1_000.0 - slower,
        "times",
        Target::AtMost(MOST),
    ));
    server.stop().await
}

/// People with a password that nobody guesses.
async fn arrive(conditions: &Conditions, people: u32, clock: &Clock) -> io::Result<()> {
    let store = Store::open(&conditions.location, &Options::default(), TABLES).map_err(io::Error::other)?;
    let hash = Passwords::measured().hash(Secret::new("two paper lanterns drift")).await.map_err(io::Error::other)?;
    let person = |number: u32| {
        let name = format!("person{number:06}");
        let blank = User::new(Id::new(clock), &name, &format!("{name}@example.org"), clock.now());
        User { hashed_password: Some(hash.clone()), ..blank }
    };
    let numbers: Vec<u32> = (0..people).collect();
    for page in numbers.chunks(PAGE) {
        let rows = page.iter().fold(Batch::new(), |batch, number| batch.insert(&person(*number)));
        store.write(rows).await.map_err(io::Error::other)?;
    }
    store.close().await;
    Ok(())
}

/// How probably one of these is greater than one of those (the area under the curve): half is chance.
fn above<T: Ord>(these: &[T], those: &[T]) -> f64 {
    let mut sorted: Vec<&T> = those.iter().collect();
    sorted.sort_unstable();
    let below: f64 = these
        .iter()
        .map(|one| {
            let (less, upto) =
                (sorted.partition_point(|other| *other < one), sorted.partition_point(|other| *other <= one));
            (less + upto) as f64 / 2.0
        })
        .sum();
    below / (these.len() as f64 * those.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_above_the_other_is_told_from_what_lies_among_it() {
        assert_eq!([above(&[3, 4], &[1, 2]), above(&[1, 2], &[3, 4])], [1.0, 0.0]);
        assert_eq!([above(&[1, 4], &[2, 3]), above(&[1, 2], &[1, 2]), above(&[2], &[1, 2])], [0.5, 0.5, 0.75]);
    }
}
