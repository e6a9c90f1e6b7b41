//! A small HTTP client: one server, one connection that is kept between requests.
mod address;
mod line;
#[cfg(test)]
mod tests;

use crate::exit::{Exit, Failure};
use address::Address;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Request, Response, body::Incoming, header::HOST};
use line::Line;
use std::time::Duration;

/// Asks one server, one request after the other.
pub(crate) struct Client {
    address: Address,
    limit: Duration,
    line: Option<Line>,
}

/// What a server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Whether it went well.
    pub(crate) status: u16,
    /// What is said about the body.
    pub(crate) headers: HeaderMap,
    /// The body, whole.
    pub(crate) body: Bytes,
}

type Prepared = Request<Full<Bytes>>;

impl Client {
    /// A client of the server at this URL, with a limit to what one answer may take; nothing is asked yet.
    pub(crate) fn new(server: &str, limit: Duration) -> Result<Self, Failure> {
        Ok(Self { address: Address::parse(server)?, limit, line: None })
    }

    /// Sends a request and waits for all of the answer.
    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Answer, Failure> {
        let mut request = Request::builder().method(method).uri(self.address.below(path));
        request = request.header(HOST, self.address.authority());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into()));
        let request = request.map_err(|error| Failure::usage(format!("this cannot be sent: {error}")))?;
        let limit = self.limit;
        match tokio::time::timeout(limit, self.exchange(request)).await {
            Ok(answer) => answer,
            Err(_) => {
                // What still comes would be taken for the answer to the next request.
                self.line = None;
                Err(self.away(&format!("did not answer within {} seconds", limit.as_secs_f64())))
            }
        }
    }

    async fn exchange(&mut self, request: Prepared) -> Result<Answer, Failure> {
        let (parts, body) = self.deliver(request).await?.into_parts();
        let body = body.collect().await.map_err(|error| self.cut(&error))?.to_bytes();
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    /// Sends it over the connection there is; over a new one, where that was closed before anything was sent.
    async fn deliver(&mut self, mut request: Prepared) -> Result<Response<Incoming>, Failure> {
        if let Some(mut line) = self.line.take().filter(|line| !line.is_closed()) {
            match line.try_send_request(request).await {
                Ok(response) => {
                    self.line = Some(line);
                    return Ok(response);
                }
                Err(mut error) => request = error.take_message().ok_or_else(|| self.cut(error.error()))?,
            }
        }
        let mut line =
            line::connect(&self.address).await.map_err(|why| self.away(&format!("cannot be reached: {why}")))?;
        let response = line.send_request(request).await.map_err(|error| self.cut(&error))?;
        self.line = Some(line);
        Ok(response)
    }

    fn cut(&self, error: &hyper::Error) -> Failure {
        self.away(&format!("did not answer to the end: {error}; whether it was done is not known"))
    }

    fn away(&self, why: &str) -> Failure {
        Failure::new(Exit::Unchecked, format!("{} {why}", self.address))
    }
}
