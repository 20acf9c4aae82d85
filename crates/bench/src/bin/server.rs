//! The Okta endpoint on the generated trait, in turns with a handler written by hand: throughput,
//! processor time of the server, latency.
//!
//! `bench-server [FILE [ROUNDS]]`: the load is so many rounds of a fixed number of requests over a few
//! connections that stay open, from one thread of the same process.

use std::cell::RefCell;
use std::io;
use std::time::{Duration, Instant};

use oas_bench::{BODY, Part, Row, Running, TOKEN, Target, by_hand, generated, in_turns, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Requests of a round, and the connections that they go over.
const REQUESTS: usize = 4_000;
const CONNECTIONS: usize = 8;

const SECTION: &str = "Server: Okta endpoint over loopback";
const PEER: &str = "hand-written axum handler";

/// What a round tells.
#[derive(Default)]
struct Round {
    per_second: f64,
    /// Microseconds of the server for a request.
    cpu: f64,
    /// Microseconds, sorted.
    latencies: Vec<f64>,
}

fn main() -> io::Result<()> {
    let mut args = std::env::args().skip(1);
    let file = args.next();
    let rounds = args
        .next()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(31);
    let (ours, theirs) = (serve(generated())?, serve(by_hand())?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let failed = RefCell::new(None);
    let measure = |server: &Running| {
        round(&runtime, server).unwrap_or_else(|error| {
            failed.borrow_mut().get_or_insert(error);
            Round::default()
        })
    };
    // Allocators, caches and branch predictors, for both.
    measure(&ours);
    measure(&theirs);
    let all = in_turns(rounds, || measure(&ours), || measure(&theirs));
    if let Some(error) = failed.take() {
        return Err(error);
    }
    let mut part = Part::default();
    part.notes.push(format!(
        "Server: {rounds} rounds of {REQUESTS} requests over {CONNECTIONS} connections, in turns, server and load \
         in one thread each; ours validates, the handler by hand does not. The ratio is the median of the rounds' ratios."
    ));
    let mut row = |name: &str, unit, target, pick: &dyn Fn(&Round) -> f64| {
        let picked: Vec<_> = all
            .iter()
            .map(|(ours, theirs)| (pick(ours), pick(theirs)))
            .collect();
        part.push(Row {
            section: SECTION,
            name: name.to_owned(),
            unit,
            peer: PEER,
            target,
            command: "cargo run --profile bench-run -p oas-bench --bin bench-server".to_owned(),
            ..Row::of_rounds(&picked)
        });
    };
    row("throughput", "1/s", Some(Target::AtLeast(0.97)), &|round| {
        round.per_second
    });
    row(
        "processor time of the server per request",
        "µs",
        None,
        &|round| round.cpu,
    );
    row("latency, p50", "µs", None, &|round| quantile(round, 0.5));
    row("latency, p99", "µs", Some(Target::AtMost(1.05)), &|round| {
        quantile(round, 0.99)
    });
    part.save(file.as_deref())
}

fn quantile(round: &Round, part: f64) -> f64 {
    let index = (round.latencies.len().saturating_sub(1) as f64 * part).round() as usize;
    round.latencies.get(index).copied().unwrap_or(f64::NAN)
}

fn round(runtime: &tokio::runtime::Runtime, server: &Running) -> io::Result<Round> {
    let before = server.time();
    let start = Instant::now();
    let mut latencies = runtime.block_on(load(server.address))?;
    let took = start.elapsed();
    let cpu = server.time() - before;
    latencies.sort_by(f64::total_cmp);
    Ok(Round {
        per_second: REQUESTS as f64 / took.as_secs_f64(),
        cpu: cpu.as_secs_f64() * 1e6 / REQUESTS as f64,
        latencies,
    })
}

/// Microseconds of each request.
async fn load(address: std::net::SocketAddr) -> io::Result<Vec<f64>> {
    let tasks = tokio::task::LocalSet::new();
    let workers: Vec<_> = (0..CONNECTIONS)
        .map(|_| tasks.spawn_local(connection(address, REQUESTS / CONNECTIONS)))
        .collect();
    tasks
        .run_until(async {
            let mut all = Vec::with_capacity(REQUESTS);
            for worker in workers {
                all.extend(worker.await??);
            }
            Ok(all)
        })
        .await
}

async fn connection(address: std::net::SocketAddr, requests: usize) -> io::Result<Vec<f64>> {
    let request = format!(
        "PUT /mfa/okta-verify/config HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {TOKEN}\r\n\
         accept: application/json\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; 4096];
    let mut latencies = Vec::with_capacity(requests);
    for _ in 0..requests {
        let start = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        receive(&mut stream, &mut buffer).await?;
        latencies.push(duration_us(start.elapsed()));
    }
    Ok(latencies)
}

fn duration_us(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// Reads one answer, whose body is what was sent.
async fn receive(stream: &mut TcpStream, buffer: &mut [u8]) -> io::Result<()> {
    let mut filled = 0;
    loop {
        let read = stream
            .read(buffer.get_mut(filled..).unwrap_or_default())
            .await?;
        filled += read;
        let answer = buffer.get(..filled).unwrap_or_default();
        if answer.starts_with(b"HTTP/1.1 200 OK\r\n") && answer.ends_with(BODY.as_bytes()) {
            return Ok(());
        }
        if read == 0 || filled == buffer.len() {
            let answer = String::from_utf8_lossy(answer).into_owned();
            return Err(io::Error::other(format!("another answer: {answer}")));
        }
    }
}
