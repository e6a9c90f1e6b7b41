//! What a server does when nobody asks for anything, after it was asked for all kinds of wrong things.
use crate::{
    harness::{Place, Running, Server},
    wire::{Wire, each_place, head, token},
};
use serde_json::Value;
use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

/// How many ticks a process has computed for: a hundredth of a second each, counted by the kernel.
fn ticks(pid: u32) -> u64 {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = line.rsplit_once(") ").unwrap().1.split(' ').collect();
    // The time in the program and the time in the kernel.
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

/// Leaves a server alone for two seconds, of which it may compute for a twentieth.
fn rests(server: &Server) {
    let before = ticks(server.running.pid());
    thread::park_timeout(Duration::from_secs(2));
    let used = ticks(server.running.pid()) - before;
    assert!(used <= 10, "{used} hundredths of a second in two seconds of rest");
}

#[test]
fn pt_36_after_ten_thousand_errors_the_process_is_idle() {
    each_place(|place| {
        let server = place.serve(&[]);
        let token = token(&place);
        let mine = |line: &str, rest: &str| format!("{}{rest}", head(&token, line));
        let wrong = [
            (mine("GET /api/v1/tasks/nothing", "\r\n"), 400),
            (head("nobody", "GET /api/v1/tasks") + "\r\n", 401),
            (mine("GET /api/v1/tasks/01900000-0000-7000-8000-000000000000", "\r\n"), 404),
            (mine("GET /api/v1/nowhere", "\r\n"), 404),
            (mine("DELETE /api/v1/tasks", "\r\n"), 405),
            (mine("POST /api/v1/tasks", "Content-Length: 2\r\n\r\n{}"), 422),
            (mine("POST /api/v1/tasks", "Content-Length: 1\r\n\r\n{"), 400),
            (mine("POST /api/v1/tasks", "Content-Length: 9999999\r\n\r\n"), 413),
            ("no request at all\r\n\r\n".to_owned(), 400),
        ];
        thread::scope(|scope| {
            for client in 0..8 {
                let (address, wrong) = (server.address(), &wrong);
                scope.spawn(move || {
                    let mut wire = Wire::to(address);
                    for number in 0..1_250 {
                        let (request, status) = &wrong[(client + number) % wrong.len()];
                        wire.send(request).unwrap();
                        assert_eq!(wire.reply().unwrap().status, *status, "{request}");
                        // After these there is no telling where the next request would begin.
                        if *status == 413 || request.starts_with("no") {
                            wire = Wire::to(address);
                        }
                        if number % 100 == 0 {
                            // Somebody goes away in the middle.
                            let mut gone = Wire::to(address);
                            gone.send(&request[..request.len() / 2]).unwrap();
                        }
                    }
                });
            }
        });
        rests(&server);
        assert_eq!(server.get("/health").status, 200);
        assert_eq!(server.terminate().code, Some(0));
    });
}

#[test]
fn a_server_that_runs_out_of_descriptors_goes_on_with_what_it_has_and_rests() {
    let place = Place::new();
    let mut shell = Command::new("/bin/sh");
    let program = env!("CARGO_BIN_EXE_aiwfe");
    shell.args(["-c", &format!("ulimit -n 64; exec {program} serve --listen 127.0.0.1:0 --json")]);
    shell.current_dir(place.path()).env_clear().stdin(Stdio::null());
    let running = Running::of(shell);
    let ready: Value = serde_json::from_str(&running.line_of_stdout()).unwrap();
    let server = Server { url: ready["url"].as_str().unwrap().to_owned(), running };
    let mut first = server.wire();
    first.send("GET /livez HTTP/1.1\r\nHost: house\r\n\r\n").unwrap();
    assert_eq!(first.reply().unwrap().status, 200);
    let many: Vec<_> = (0..100).map(|_| server.wire()).collect();
    server.running.stderr_until("no connection can be taken");
    first.send("GET /livez HTTP/1.1\r\nHost: house\r\n\r\n").unwrap();
    assert_eq!(first.reply().unwrap().status, 200, "who is in is served");
    rests(&server);
    drop(many);
    assert_eq!(server.get("/livez").status, 200);
    assert_eq!(server.terminate().code, Some(0));
}
