//! What a generated client holds.

use std::fmt;
use std::sync::Arc;

use crate::operation::{Operation, Scheme};

use super::base_url::{BaseUrl, BuildError};
use super::call::Call;
use super::config::Config;
use super::credential::{Credential, Credentials};
use super::outgoing::Outgoing;
use super::request::CallRequest;
use super::transport::Transport;

/// A client without an API: server, configuration, transport and credentials. Cheap to clone.
#[derive(Clone)]
pub struct Core {
    pub(super) shared: Arc<Shared>,
    pub(super) credentials: Arc<Credentials>,
}

pub(super) struct Shared {
    pub(super) base: BaseUrl,
    pub(super) config: Config,
    pub(super) transport: Transport,
}

impl Core {
    /// A client of the API at `base`.
    ///
    /// # Errors
    /// When `base` is not an absolute URL, a default header is none, or the transport cannot be
    /// set up.
    pub fn new(base: BaseUrl, mut config: Config) -> Result<Self, BuildError> {
        base.check()?;
        let transport = config.take_transport()?;
        Ok(Self {
            shared: Arc::new(Shared {
                base,
                config,
                transport,
            }),
            credentials: Arc::default(),
        })
    }

    /// The same with a credential for `scheme`, in place of the one before.
    #[must_use]
    pub fn with_credential(
        mut self,
        scheme: &'static Scheme,
        credential: impl Into<Credential>,
    ) -> Self {
        Arc::make_mut(&mut self.credentials).set(scheme, credential.into());
        self
    }

    /// A request of `operation`, to be filled.
    #[must_use]
    pub fn start(&self, operation: &'static Operation) -> Outgoing {
        Outgoing::new(self.clone(), operation)
    }

    /// A client without a server of its own, for [`start_at`](Self::start_at).
    ///
    /// # Errors
    /// When a default header is none, or the transport cannot be set up.
    pub fn anywhere(config: Config) -> Result<Self, BuildError> {
        Self::new(BaseUrl::from("http://localhost"), config)
    }

    /// A request of a webhook or callback to exactly `url`, to be filled.
    #[must_use]
    pub fn start_at(&self, operation: &'static Operation, url: BaseUrl) -> Outgoing {
        self.start(operation).to(url)
    }

    /// A call of the operation that `request` is for.
    #[inline]
    pub fn call<R: CallRequest>(&self, request: R) -> Call<R::Ok, R::Error> {
        let mut out = self.start(R::OPERATION);
        request.send(&mut out);
        out.call(R::read)
    }

    /// A call of the webhook or callback that `request` is for, to exactly `url`.
    #[inline]
    pub fn call_at<R: CallRequest>(&self, url: BaseUrl, request: R) -> Call<R::Ok, R::Error> {
        let mut out = self.start_at(R::OPERATION, url);
        request.send(&mut out);
        out.call(R::read)
    }

    /// The URL that paths are appended to.
    #[must_use]
    pub fn base_url(&self) -> &BaseUrl {
        &self.shared.base
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("base", &format_args!("{}", self.shared.base))
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}
