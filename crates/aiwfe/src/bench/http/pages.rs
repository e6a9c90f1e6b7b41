//! Whether a page takes as long among many tasks as among few.
use super::{
    Figure,
    load::{Load, Tally},
    tasks::{FIRST_PAGE, Host, MIDDLE_PAGE},
};
use std::{
    io,
    time::{Duration, Instant},
};

/// The pages that are looked at.
const PAGES: [(&str, &str); 2] = [("first page", FIRST_PAGE), ("middle page", MIDDLE_PAGE)];
/// How many tasks are few.
const FEW: u32 = 1_000;
/// How long one page is asked for, over and over.
const LOOK: Duration = Duration::from_secs(2);

/// Looks at pages among few tasks, and again among all of them; tells how many answers were not expected.
pub(super) async fn compare(host: &Host, load: Load, tasks: u32, note: &mut impl FnMut(Figure)) -> io::Result<u64> {
    let load = Load { connections: 1, duration: load.duration.min(LOOK), ..load };
    let few = tasks.min(FEW);
    host.fill_in_bulk(0..few).await?;
    let mut looks = look(host, load, few, note).await?;
    if tasks > few {
        let begun = Instant::now();
        host.fill_in_bulk(few..tasks).await?;
        let rate = f64::from(tasks - few) / begun.elapsed().as_secs_f64();
        note(Figure::plain("made in bulk, one connection", rate, "tasks/s"));
        let after = look(host, load, tasks, note).await?;
        for ((name, _), (before, after)) in PAGES.iter().zip(looks.iter().zip(&after)) {
            let ratio = after.latency_ms(0.5) / before.latency_ms(0.5);
            note(Figure::plain(format!("{name}, at {tasks} to {few} tasks"), ratio, "times"));
        }
        looks.extend(after);
    }
    Ok(looks.iter().map(|tally| tally.unexpected).sum())
}

/// What the pages take when nobody else asks.
async fn look(host: &Host, load: Load, tasks: u32, note: &mut impl FnMut(Figure)) -> io::Result<Vec<Tally>> {
    let mut tallies = Vec::new();
    for (name, path) in PAGES {
        let tally = load.run(vec![host.get(path)]).await?;
        note(Figure::plain(format!("{name} at {tasks}, half within"), tally.latency_ms(0.5), "ms"));
        note(Figure::plain(format!("{name} at {tasks}, 99 of 100 within"), tally.latency_ms(0.99), "ms"));
        tallies.push(tally);
    }
    Ok(tallies)
}
