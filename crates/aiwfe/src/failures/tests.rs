//! That what failed is found again, that the record stays small, and that it holds no secret.
use super::{Recorder, files::MOST_BYTES, read};
use api::http::{Failed, Failures};
use std::{fs, os::unix::fs::PermissionsExt, path::Path, time::Duration};

const PATIENCE: Duration = Duration::from_secs(30);

fn failed(number: usize, cause: &str) -> Failed {
    Failed {
        at: "2026-11-20T08:00:00Z".parse().unwrap(),
        request_id: format!("req_{number:012}"),
        code: "ERR_500_8F3A01BC".into(),
        kind: "internal".into(),
        status: 500,
        method: "POST".into(),
        path: "/api/v1/tasks".into(),
        operation: Some("tasks.create".into()),
        causes: vec!["something went wrong on our side".into(), cause.into()],
    }
}

#[tokio::test]
async fn what_failed_is_kept_for_its_owner_alone_and_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::start(folder.path()).unwrap();
    recorder.keep(failed(1, "postgres://me:hunter2@db/house does not answer"));
    recorder.flush(PATIENCE).await;
    let kept = read(folder.path()).unwrap();
    assert_eq!(kept.failures, [failed(1, "postgres://me:***@db/house does not answer")]);
    assert_eq!(fs::metadata(&kept.file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(kept.since(), Some(kept.failures[0].at));
}

#[tokio::test]
async fn a_line_that_was_cut_off_takes_no_other_with_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("failures.jsonl"), r#"{"at":"2026-11-2"#).unwrap();
    let recorder = Recorder::start(folder.path()).unwrap();
    recorder.keep(failed(1, "x"));
    recorder.flush(PATIENCE).await;
    assert_eq!(read(folder.path()).unwrap().failures, [failed(1, "x")]);
}

#[tokio::test]
async fn the_oldest_make_room() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::start(folder.path()).unwrap();
    let long = "x".repeat(1 << 20);
    for number in 0..12 {
        recorder.keep(failed(number, &long));
        recorder.flush(PATIENCE).await;
    }
    let sizes = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len());
    let sizes: Vec<u64> = sizes.collect();
    assert!(sizes.len() == 2 && sizes.iter().all(|size| *size <= MOST_BYTES), "{sizes:?}");
    let kept = read(folder.path()).unwrap().failures;
    let numbers: Vec<&str> = kept.iter().map(|failed| failed.request_id.trim_start_matches("req_0000000000")).collect();
    assert_eq!(numbers, ["06", "07", "08", "09", "10", "11"]);
}

#[tokio::test]
async fn a_record_that_cannot_be_written_holds_nobody_up() {
    let recorder = Recorder::start(Path::new("/proc/nowhere")).unwrap();
    recorder.keep(failed(1, "x"));
    recorder.flush(PATIENCE).await;
    let mut out = base::meter::Exposition::default();
    recorder.expose(&mut out);
    assert!(out.into_text().contains("\naiwfe_failures_dropped_total 1\n"));
}
