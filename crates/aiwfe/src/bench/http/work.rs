//! `bench work`: whether a page, a week and a search are as quick among very many tasks and events.
use super::{
    load::Load,
    tasks::{FIRST_PAGE, Host, MIDDLE_PAGE},
    tenant,
    wire::Wire,
};
use crate::bench::{Conditions, Figure, Target, process::Server};
use serde_json::{Value, json};
use std::{
    io,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// How much there is.
#[derive(Clone, Copy, Debug)]
pub struct Plenty {
    /// Tasks.
    pub tasks: u32,
    /// Events.
    pub events: u32,
}

/// What 99 of 100 answers take at most, in milliseconds.
const MOST_MS: f64 = 50.0;
/// One of so many events is a series without an end.
const SERIES: u32 = 200;
/// Within how many days the events take place: four years.
const DAYS: u32 = 1_461;
/// Between two looks whether the words are read: longer than whoever reads them waits when there was nothing to read.
const LOOK: Duration = Duration::from_secs(1);
const CATEGORIES: [&str; 3] = ["work", "meeting", "personal"];
/// How many connections make events.
const MAKERS: u32 = 16;
/// What is asked: a page, a page from the middle of another order, a week, and what is searched while somebody writes.
const ASKED: [(&str, &[&str]); 4] = [
    ("first page", &[FIRST_PAGE]),
    ("middle page", &[MIDDLE_PAGE]),
    (
        "week view",
        &[
            "/api/v1/calendar/events?start_date=2027-03-01&end_date=2027-03-07",
            "/api/v1/calendar/events?start_date=2028-10-23&end_date=2028-10-29",
            "/api/v1/calendar/events?start_date=2029-12-24&end_date=2029-12-30",
        ],
    ),
    (
        "search",
        &[
            "/api/v1/search?q=report",
            "/api/v1/search?q=report%20quarter%20figu",
            "/api/v1/search?q=%22the%20report%20of%22",
            "/api/v1/search?q=task%20654321",
            "/api/v1/search?q=talk%20team%207&in=calendar_events",
            "/api/v1/search?q=nowhere",
        ],
    ),
];

/// Fills a house, waits until its words are read, and asks one request after the other.
pub(super) async fn plenty(
    conditions: &Conditions,
    Plenty { tasks, events }: Plenty,
    note: &mut impl FnMut(Figure),
) -> io::Result<()> {
    let Conditions { folder, database, duration, .. } = conditions;
    let server = Server::start(folder, database).await?;
    let address = server.url.trim_start_matches("http://").parse().map_err(io::Error::other)?;
    let host = Host { address, token: tenant::token(folder, database).await? };
    let mut rate = |name: &'static str, count: u32, begun: Instant| {
        note(Figure::plain(name, f64::from(count) / begun.elapsed().as_secs_f64(), "things/s"));
    };
    let begun = Instant::now();
    host.fill_in_bulk(0..tasks).await?;
    rate("tasks made in bulk, one connection", tasks, begun);
    let events_begun = Instant::now();
    fill_with_events(&host, events).await?;
    rate("events made one by one", events, events_begun);
    read(&host).await?;
    rate("words read, since the first was made", tasks + events, begun);
    let mut unexpected = 0;
    for (name, paths) in ASKED {
        let load = Load { address, connections: 1, duration: *duration };
        let tally = load.run(paths.iter().map(|path| host.get(path)).collect()).await?;
        note(Figure::plain(format!("{name}, half of them within"), tally.latency_ms(0.5), "ms"));
        let most = tally.latency_ms(0.99);
        note(Figure::aimed(format!("{name}, 99 of 100 within"), most, "ms", Target::AtMost(MOST_MS)));
        unexpected += tally.unexpected;
    }
    note(Figure::aimed("answers that were not expected", unexpected as f64, "answers", Target::AtMost(0.0)));
    if let Some(memory) = server.now_mb() {
        note(Figure::plain("memory, after the load", memory, "MB"));
    }
    server.stop().await
}

/// Makes events over some connections.
async fn fill_with_events(host: &Host, events: u32) -> io::Result<()> {
    // Each maker sees the calendar that the first event makes.
    Wire::connect(host.address).await?.ask(&host.post("/api/v1/calendar/events", &event(0))).await?;
    let makers: Vec<_> = (1..=MAKERS)
        .map(|maker| {
            let numbers = (maker..events).step_by(MAKERS as usize);
            let host = Host { address: host.address, token: host.token.clone() };
            tokio::spawn(async move {
                let mut wire = Wire::connect(host.address).await?;
                for number in numbers {
                    let answer = wire.ask(&host.post("/api/v1/calendar/events", &event(number))).await?;
                    if !answer.is_well() {
                        let body = String::from_utf8_lossy(answer.body).into_owned();
                        return Err(io::Error::other(format!("an event was answered {} {body}", answer.status)));
                    }
                }
                Ok(())
            })
        })
        .collect();
    for maker in makers {
        maker.await??;
    }
    Ok(())
}

/// An event some day of four years, at some time of the working day; one of some hundred is a series.
fn event(number: u32) -> Value {
    let scattered = number.wrapping_mul(2_654_435_761);
    let (day, hour) = (scattered % DAYS, scattered / DAYS % 10 + 8);
    let (year, day) = (2027 + day / 366, day % 366);
    let mut event = json!({
        "title": format!("Talk {number}: team {} about the plan", scattered % 100),
        "description": "What was done, what comes next, and who needs help.",
        "location": format!("room {}", scattered / 7 % 40),
        "start": format!("{year}-{:02}-{:02}T{hour:02}:00:00", day / 31 + 1, day % 28 + 1),
        "end": format!("{year}-{:02}-{:02}T{hour:02}:45:00", day / 31 + 1, day % 28 + 1),
        "timezone": "Europe/Berlin",
        "category": CATEGORIES[scattered as usize % CATEGORIES.len()],
    });
    if number % SERIES == SERIES - 1 {
        event["recurrence_rule"] = "FREQ=MONTHLY;BYDAY=2TU".into();
    }
    event
}

/// Waits until the words of all that was written are read.
async fn read(host: &Host) -> io::Result<()> {
    let mut wire = Wire::connect(host.address).await?;
    sleep(LOOK).await;
    loop {
        let answer = wire.ask(&host.get("/metrics")).await?;
        let text = String::from_utf8_lossy(answer.body);
        let line = text.lines().find_map(|line| line.strip_prefix("aiwfe_search_reading "));
        match line {
            Some("0") => return Ok(()),
            Some(_) => sleep(LOOK).await,
            None => return Err(io::Error::other("the metrics do not tell how far the words are read")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::event;

    #[test]
    fn every_event_is_some_day() {
        for number in 0..10_000 {
            let event = event(number);
            let day = event["start"].as_str().unwrap().split('T').next().unwrap();
            assert!(day.parse::<base::Day>().is_ok(), "{day}");
        }
    }
}
