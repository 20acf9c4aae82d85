//! Runs the exchanges of a plan and says what differs.

use std::any::Any;
use std::collections::BTreeMap;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::pin::Pin;
use std::time::Duration;

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http_body_util::BodyExt as _;
use oas_runtime::v1 as rt;
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::desk::{Desk, State};
use crate::frames;
use crate::parts::{Parts, Shown};
use crate::plan::{self, Cause, Exchange, Fault, Observation, Seen};

/// What a request's streamed body held.
pub type Taken = Pin<Box<dyn Future<Output = Shown>>>;

/// The call of a request.
type CallOf<R> = rt::client::Call<<R as rt::Request>::Ok, <R as rt::Request>::Error>;

type Run = Box<dyn Fn(&Runtime, &Exchange) -> Observation>;

/// The operations of a document that can be driven.
pub struct Proof {
    runs: BTreeMap<String, Run>,
}

/// A [`Proof`] that is being put together.
pub struct Bench<C> {
    desk: Desk,
    client: C,
    runs: BTreeMap<String, Run>,
}

impl<C: Clone + 'static> Bench<C> {
    /// No operations.
    #[must_use]
    pub fn new(desk: Desk, client: C) -> Self {
        Self {
            desk,
            client,
            runs: BTreeMap::new(),
        }
    }

    /// Adds an operation by its key: how its request is made from JSON, shown as JSON, and sent.
    pub fn operation<R>(
        &mut self,
        key: &str,
        build: fn(&Parts) -> Result<R, String>,
        show: fn(&R, &mut Shown),
        call: fn(&C, R) -> CallOf<R>,
    ) where
        R: rt::server::ServeRequest + std::fmt::Debug + 'static,
        R::Error: std::error::Error,
    {
        self.add(key, build, show, call, None);
    }

    /// The same of one whose body is read as it comes, or may be: it is taken from the request that was received.
    pub fn streaming<R>(
        &mut self,
        key: &str,
        build: fn(&Parts) -> Result<R, String>,
        show: fn(&R, &mut Shown),
        call: fn(&C, R) -> CallOf<R>,
        take: fn(R) -> Taken,
    ) where
        R: rt::server::ServeRequest + std::fmt::Debug + 'static,
        R::Error: std::error::Error,
    {
        self.add(key, build, show, call, Some(take));
    }

    fn add<R>(
        &mut self,
        key: &str,
        build: fn(&Parts) -> Result<R, String>,
        show: fn(&R, &mut Shown),
        call: fn(&C, R) -> CallOf<R>,
        take: Option<fn(R) -> Taken>,
    ) where
        R: rt::server::ServeRequest + std::fmt::Debug + 'static,
        R::Error: std::error::Error,
    {
        let (desk, client) = (self.desk.clone(), self.client.clone());
        let run = move |runtime: &Runtime, exchange: &Exchange| {
            let mut seen = Observation::default();
            let parts = Parts {
                values: exchange.parts.clone(),
                media: exchange.media.clone(),
            };
            let request = match build(&parts) {
                Ok(request) => request,
                Err(why) => {
                    seen.fault(Cause::RequestNotBuilt, why);
                    return seen;
                }
            };
            *desk.state() = State {
                reply: Some(reply(&exchange.reply)),
                ..State::default()
            };
            let mut given = Shown::default();
            show(&request, &mut given);
            let printed = format!("{request:.400?}");
            let call = call(&client, request).timeout(Duration::from_secs(10));
            let result = runtime.block_on(async move { call.send().await });
            let mut state = std::mem::take(&mut *desk.state());
            let Some(received) = state.request.take().and_then(downcast::<R>) else {
                not_received(
                    &mut seen,
                    result.map(|_| ()).map_err(|e| e.to_string()),
                    &state,
                );
                return seen;
            };
            let mut shown = Shown::default();
            show(&received, &mut shown);
            if shown.values != given.values {
                let sent = state.sent.take().map(|(target, body)| {
                    format!("{target} {:.300}", String::from_utf8_lossy(&body))
                });
                let detail = format!("{printed} became {received:.400?} by {sent:?}");
                seen.fault(Cause::RequestDiffers, detail);
            }
            if let Some(take) = take {
                shown.take(runtime.block_on(take(received)));
            }
            seen.values(exchange, shown);
            if let Some(why) = state.unread.take() {
                seen.fault(
                    Cause::ReplyNotRead,
                    format!("{}: {why}", exchange.reply.status),
                );
                return seen;
            }
            let got = match result {
                Ok(response) => R::answer(response.into_inner()),
                Err(error) => match error.into_api() {
                    Ok(error) => rt::Outcome::write(&error).into(),
                    Err(error) => {
                        let detail = format!("{}: {error}", exchange.reply.status);
                        seen.fault(Cause::ReplyDiffers, detail);
                        return seen;
                    }
                },
            };
            // What the caller got is what the handler gave if it is answered in the same way.
            let again = runtime.block_on(read(got));
            let answered = state.answered.take();
            let same = |one: &rt::Reply| (one.status, one.body.clone());
            if answered.as_ref().map(same) != again.as_ref().map(same) {
                let body = |reply: &rt::Reply| String::from_utf8_lossy(&reply.body).into_owned();
                let detail = format!(
                    "{:.400?} became {:.400?}",
                    answered.as_ref().map(body),
                    again.as_ref().map(body)
                );
                seen.fault(Cause::ReplyDiffers, detail);
            }
            seen.reply(&exchange.reply, answered);
            seen
        };
        self.runs.insert(key.to_owned(), Box::new(run));
    }

    /// The same with another client, for what comes next.
    #[must_use]
    pub fn with<D>(self, client: D) -> Bench<D> {
        Bench {
            desk: self.desk,
            client,
            runs: self.runs,
        }
    }

    /// All of them.
    #[must_use]
    pub fn finish(self) -> Proof {
        Proof { runs: self.runs }
    }
}

impl Proof {
    /// Runs `plan`, and hands over what was seen of each operation.
    ///
    /// # Errors
    /// If the runtime cannot be started, or what was seen cannot be handed over.
    pub fn run(
        &self,
        plan: &[plan::Operation],
        mut found: impl FnMut(&Seen) -> io::Result<()>,
    ) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()?;
        for operation in plan {
            let exchanges = self.runs.get(&operation.key).map(|run| {
                let exchanges = operation.exchanges.iter();
                exchanges
                    .map(|exchange| guarded(&runtime, run, exchange))
                    .collect()
            });
            found(&Seen {
                key: operation.key.clone(),
                exchanges,
            })?;
        }
        Ok(())
    }
}

/// One exchange; a panic is what was seen.
fn guarded(runtime: &Runtime, run: &Run, exchange: &Exchange) -> Observation {
    let run = AssertUnwindSafe(|| run(runtime, exchange));
    panic::catch_unwind(run).unwrap_or_else(|panic| {
        let mut seen = Observation::default();
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|&t| t.to_owned()));
        seen.fault(Cause::Panic, text.unwrap_or_default());
        seen
    })
}

/// An answer, read to its end.
async fn read(answer: rt::server::Answer) -> Option<rt::Reply> {
    let (head, body) = answer.into_response().into_parts();
    let body = body.collect().await.ok()?.to_bytes();
    Some(rt::Reply::new(head.status, head.headers, body))
}

fn downcast<T: 'static>(value: Box<dyn Any + Send>) -> Option<T> {
    value.downcast().ok().map(|value| *value)
}

fn reply(planned: &plan::Reply) -> rt::Reply {
    let mut reply = rt::Reply::empty(planned.status);
    let media = planned.media.iter().map(|media| (CONTENT_TYPE, media));
    let headers = planned.headers.iter();
    let headers =
        headers.filter_map(|(name, value)| Some((HeaderName::try_from(name).ok()?, value)));
    for (name, value) in media.chain(headers) {
        if let Ok(value) = HeaderValue::try_from(value) {
            reply.headers.insert(name, value);
        }
    }
    reply.body = rt::Bytes::copy_from_slice(planned.text.as_bytes());
    reply
}

fn not_received(seen: &mut Observation, result: Result<(), String>, state: &State) {
    let target = state
        .sent
        .as_ref()
        .map(|(target, body)| format!("{target} {:.300}", String::from_utf8_lossy(body)));
    match &state.answered {
        Some(answered) => {
            let body = String::from_utf8_lossy(&answered.body);
            let detail = format!("{} {body} for {target:?}", answered.status);
            seen.fault(Cause::RequestRefused, detail);
        }
        None => seen.fault(Cause::NotSent, result.err().unwrap_or_default()),
    }
}

impl Observation {
    fn fault(&mut self, cause: Cause, detail: impl Into<String>) {
        self.faults.push(Fault {
            cause,
            detail: detail.into(),
        });
    }

    /// Compares what the handler received with what was drawn.
    fn values(&mut self, exchange: &Exchange, shown: Shown) {
        for why in shown.unwritable {
            self.fault(Cause::RequestValueDiffers, why);
        }
        let parts = exchange.parts.iter();
        for (key, given) in parts {
            let same = match shown.values.get(key) {
                Some(Value::String(text)) if shown.bytes.contains(key) && !given.is_string() => {
                    let written = serde_json::from_str(text).unwrap_or_default();
                    rt::json::compare(given, &written)
                }
                Some(written) => rt::json::compare(given, written),
                None => Err("is gone".to_owned()),
            };
            if let Err(why) = same {
                self.fault(Cause::RequestValueDiffers, format!("{key} {why}"));
            }
        }
        self.parts = shown.values;
    }

    fn frames(&mut self, planned: &plan::Reply, differs: Option<String>) {
        if let Some(why) = differs {
            let detail = format!("{} {why}", planned.status);
            self.fault(Cause::ReplyValueDiffers, detail);
        }
    }

    /// Compares what the server wrote with what the handler was told.
    fn reply(&mut self, planned: &plan::Reply, answered: Option<rt::Reply>) {
        let Some(answered) = answered else {
            return;
        };
        if answered.status.as_u16() != planned.status {
            let detail = format!("{} became {}", planned.status, answered.status);
            self.fault(Cause::StatusDiffers, detail);
        }
        for (name, given) in &planned.headers {
            let written = answered
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok());
            let same = written.is_some_and(|written| {
                let texts = (Value::from(given.as_str()), Value::from(written));
                let json = |text: &str| serde_json::from_str::<Value>(text).ok();
                rt::json::compare(&texts.0, &texts.1).is_ok()
                    || json(given)
                        .zip(json(written))
                        .is_some_and(|(given, written)| rt::json::compare(&given, &written).is_ok())
            });
            if !same {
                self.fault(
                    Cause::HeaderDiffers,
                    format!("{name}: {given:?} became {written:?}"),
                );
            }
        }
        match &planned.json {
            Some(given) => match serde_json::from_slice::<Value>(&answered.body) {
                Ok(written) => {
                    if let Err(why) = rt::json::compare(given, &written) {
                        self.fault(
                            Cause::ReplyValueDiffers,
                            format!("{} {why}", planned.status),
                        );
                    }
                    self.reply = Some(written);
                }
                Err(error) => self.fault(Cause::ReplyValueDiffers, error.to_string()),
            },
            None if is_of(planned, "text/event-stream") => {
                let differs = frames::differ_as_events(&planned.text, &answered.body);
                self.frames(planned, differs);
            }
            None if is_of_lines(planned) => {
                let differs = frames::differ_as_lines(&planned.text, &answered.body);
                self.frames(planned, differs);
            }
            None if is_form(planned)
                && fields(&answered.body) == fields(planned.text.as_bytes()) => {}
            None if answered.body != planned.text.as_bytes() => {
                let written = String::from_utf8_lossy(&answered.body);
                let detail = format!("{} {:?} became {written:?}", planned.status, planned.text);
                self.fault(Cause::ReplyValueDiffers, detail);
            }
            None => {}
        }
    }
}

fn is_of(planned: &plan::Reply, media_type: &str) -> bool {
    let media = planned.media.as_deref();
    media.is_some_and(|media| media.starts_with(media_type))
}

fn is_of_lines(planned: &plan::Reply) -> bool {
    let media = planned.media.as_deref().unwrap_or_default();
    let marks = ["ndjson", "jsonl", "json-seq"];
    marks.into_iter().any(|mark| media.contains(mark))
}

fn is_form(planned: &plan::Reply) -> bool {
    is_of(planned, "application/x-www-form-urlencoded")
}

/// The fields of a form, whatever their order.
fn fields(body: &[u8]) -> Vec<&[u8]> {
    let mut fields: Vec<&[u8]> = body.split(|byte| *byte == b'&').collect();
    fields.sort_unstable();
    fields
}

impl std::fmt::Debug for Proof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.runs.keys()).finish()
    }
}

impl<C> std::fmt::Debug for Bench<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.runs.keys()).finish()
    }
}
