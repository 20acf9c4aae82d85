//! A call by the generated client, in turns with one written by hand on reqwest: processor time of the
//! calling thread, and allocations.
//!
//! `bench-client [FILE [ROUNDS [ours|theirs]]]`: one call after the other over one connection to a server in
//! another thread. With a third argument only these calls are made, for a profiler.

use std::io;

use oas_bench::{BODY, Part, Row, Spread, TOKEN, Target, by_hand, in_turns, serve, thread_time};
use okta_mfa::client::Client;
use okta_mfa::models::MfaOktaConfig;

/// Calls of a round.
const CALLS: u32 = 400;

const SECTION: &str = "Client: a call of the Okta endpoint over loopback";
const PEER: &str = "hand-written reqwest call";
const COMMAND: &str = "cargo run --profile bench-run -p oas-bench --bin bench-client";

/// By hand: the same types, the same limits of time.
struct ByHand {
    client: reqwest::Client,
    base: String,
}

impl ByHand {
    async fn set_mfa_okta_config(
        &self,
        config: &MfaOktaConfig,
    ) -> Result<MfaOktaConfig, reqwest::Error> {
        let url = format!("{}/mfa/okta-verify/config", self.base);
        let request = self.client.put(url).bearer_auth(TOKEN);
        let response = request
            .header("accept", "application/json")
            .json(config)
            .send()
            .await?;
        response.error_for_status()?.json().await
    }
}

fn main() -> io::Result<()> {
    let mut args = std::env::args().skip(1);
    let file = args.next();
    let rounds = args
        .next()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(31);
    let server = serve(by_hand())?;
    let base = format!("http://{}", server.address);
    let config: MfaOktaConfig = serde_json::from_str(BODY)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let client = reqwest::Client::builder()
        .timeout(std::time::Duration::from_secs(60))
        .connect_timeout(std::time::Duration::from_secs(10))
        .build()
        .map_err(io::Error::other)?;
    let by_hand = ByHand {
        client,
        base: base.clone(),
    };
    let generated = Client::new(&base)
        .map_err(io::Error::other)?
        .with_user_auth(TOKEN);

    let ours = || {
        let answer =
            runtime.block_on(async { generated.set_mfa_okta_config(config.clone()).await });
        assert!(
            answer.is_ok_and(|answer| *answer == config),
            "the configuration comes back"
        );
    };
    let theirs = || {
        // The caller keeps its configuration in both.
        let mine = config.clone();
        let answer = runtime.block_on(by_hand.set_mfa_okta_config(&mine));
        assert!(
            answer.is_ok_and(|answer| answer == config),
            "the configuration comes back"
        );
    };
    let calls = CALLS as usize * rounds;
    match args.next().as_deref() {
        Some("ours") => (0..calls).for_each(|_| ours()),
        Some(_) => (0..calls).for_each(|_| theirs()),
        None => measure(file.as_deref(), rounds, &ours, &theirs)?,
    }
    Ok(())
}

/// Processor time of `CALLS` calls, in microseconds for one.
fn timed(call: &dyn Fn()) -> f64 {
    let start = thread_time();
    (0..CALLS).for_each(|_| call());
    (thread_time() - start).as_secs_f64() * 1e6 / f64::from(CALLS)
}

fn measure(
    file: Option<&str>,
    rounds: usize,
    ours: &dyn Fn(),
    theirs: &dyn Fn(),
) -> io::Result<()> {
    timed(ours);
    timed(theirs);
    let all = in_turns(rounds, || timed(ours), || timed(theirs));
    let mut part = Part::default();
    part.notes.push(format!(
        "Client: {rounds} rounds of {CALLS} calls one after the other, in turns; the processor time and the allocations \
         are those of the calling thread, in which reqwest's connection runs too."
    ));
    part.push(Row {
        section: SECTION,
        name: "processor time per call".to_owned(),
        unit: "µs",
        peer: PEER,
        target: Some(Target::AtMost(1.03)),
        command: COMMAND.to_owned(),
        ..Row::of_rounds(&all)
    });
    let (a, b) = (allocations(ours), allocations(theirs));
    for (name, unit, ours, theirs) in [
        ("allocations per call", "", a.0, b.0),
        ("bytes allocated per call", "B", a.1, b.1),
    ] {
        part.push(Row {
            section: SECTION,
            name: name.to_owned(),
            unit,
            ours: Spread::of(&[ours]),
            theirs: Some(Spread::of(&[theirs])),
            ratio: Some(ours / theirs),
            peer: PEER,
            command: COMMAND.to_owned(),
            ..Row::default()
        });
    }
    part.save(file)
}

/// Allocations and bytes of one call, the mean of many.
fn allocations(call: &dyn Fn()) -> (f64, f64) {
    let info = allocation_counter::measure(|| (0..CALLS).for_each(|_| call()));
    let mean = |total: u64| (total as f64 / f64::from(CALLS)).round();
    (mean(info.count_total), mean(info.bytes_total))
}
