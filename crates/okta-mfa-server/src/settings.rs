//! The settings of the server: flags, environment variables, and their help.
//!
//! Says what is asked for; what is done with it is the business of the modules
//! that take these values.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use secrecy::SecretString;

use crate::limits::Rate;
use crate::store::Location;

/// The environment variable that holds the HS256 secret itself.
///
/// There is no flag for it: other users of a machine can read a command line.
pub const SECRET_VARIABLE: &str = "OKTA_MFA_JWT_SECRET";

const ABOUT: &str =
    "Serves PUT /mfa/okta-verify/config: the Okta MFA configuration of each tenant.";

const AFTER_HELP: &str = "\
Keys:
  Tokens are JWTs. Give the server the key that verifies them, in one of three ways:
    OKTA_MFA_JWT_SECRET=…                          HS256, the secret itself (environment only)
    --jwt-secret-file FILE                         HS256, the secret in a file
    --jwt-algorithm rs256|es256 --jwt-public-key-file FILE    a public key in PEM
  Without a key, and only while it listens on a loopback address, the server makes a secret for
  this run and prints a token to try it with.

Try it:
  export OKTA_MFA_JWT_SECRET=$(openssl rand -hex 32)
  okta-mfa-server &
  TOKEN=$(okta-mfa-server token --tenant acme)
  curl -X PUT http://127.0.0.1:8080/beta/mfa/okta-verify/config \\
    -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \\
    -d '{\"mfaMethod\":\"okta-verify\",\"enabled\":true,\"host\":\"example.com\"}'

GET /health answers 200 while the database answers; it needs no token.
SIGINT or SIGTERM ends the server after the requests in flight.";

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "okta-mfa-server", version, about = ABOUT, after_help = AFTER_HELP)]
#[command(args_conflicts_with_subcommands = true)]
pub struct CommandLine {
    /// What to do; serving when none is given.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The settings of the server.
    #[command(flatten)]
    pub settings: Settings,
}

/// What else the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Prints a token signed with the HS256 secret, for trying the server
    Token(TokenRequest),
}

/// What the trial token says.
#[derive(Debug, Clone, Args)]
pub struct TokenRequest {
    /// The tenant that the token acts for
    #[arg(long, default_value = "acme")]
    pub tenant: String,
    /// The subject of the token, to which the rate limit applies
    #[arg(long, default_value = "trial")]
    pub subject: String,
    /// The scopes that the token grants, separated by spaces
    #[arg(long, default_value = "idn:mfa-configuration:manage")]
    pub scope: String,
    /// For how long the token is valid; a negative number makes an expired one
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 3600,
        allow_negative_numbers = true
    )]
    pub expires_in: i64,
    /// The issuer to name
    #[arg(long, env = "OKTA_MFA_JWT_ISSUER", value_name = "ISS")]
    pub jwt_issuer: Option<String>,
    /// The audience to name
    #[arg(long, env = "OKTA_MFA_JWT_AUDIENCE", value_name = "AUD")]
    pub jwt_audience: Option<String>,
    /// The claim that names the tenant
    #[arg(long, env = "OKTA_MFA_TENANT_CLAIM", value_name = "CLAIM", default_value = DEFAULT_TENANT_CLAIM)]
    pub tenant_claim: String,
    /// The file that holds the HS256 secret, unless OKTA_MFA_JWT_SECRET has it
    #[arg(long, env = "OKTA_MFA_JWT_SECRET_FILE", value_name = "FILE")]
    pub jwt_secret_file: Option<PathBuf>,
    /// The HS256 secret itself, from the environment.
    #[arg(skip)]
    pub jwt_secret: Option<SecretString>,
}

/// The claim that names the tenant where no other is set.
pub const DEFAULT_TENANT_CLAIM: &str = "tenant_id";

/// The algorithm of the tokens; no other is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Algorithm {
    /// A secret shared with the issuer
    Hs256,
    /// An RSA public key
    Rs256,
    /// A P-256 public key
    Es256,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// Everything that can be set about the server.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// The address and port to listen on (port 0: any free one, which the log tells)
    #[arg(
        long,
        env = "OKTA_MFA_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080"
    )]
    pub listen: SocketAddr,
    /// The path under which the API lies, as in the URL of the API's servers; `/` for none
    #[arg(long, env = "OKTA_MFA_BASE_PATH", value_name = "PATH", default_value = "/beta", value_parser = base_path)]
    pub base_path: String,
    /// The SQLite file that keeps the configurations, or `:memory:` to forget them at the end
    #[arg(long, env = "OKTA_MFA_DATABASE", value_name = "FILE", default_value = "okta-mfa.sqlite3", value_parser = location)]
    pub database: Location,

    /// The algorithm of the tokens; no other is accepted
    #[arg(
        long,
        env = "OKTA_MFA_JWT_ALGORITHM",
        value_name = "ALGORITHM",
        default_value = "hs256",
        help_heading = "Tokens"
    )]
    pub jwt_algorithm: Algorithm,
    /// The file that holds the HS256 secret (at least 32 bytes; the line end is not part of it)
    #[arg(
        long,
        env = "OKTA_MFA_JWT_SECRET_FILE",
        value_name = "FILE",
        help_heading = "Tokens"
    )]
    pub jwt_secret_file: Option<PathBuf>,
    /// The file that holds the public key of RS256 or ES256, in PEM
    #[arg(
        long,
        env = "OKTA_MFA_JWT_PUBLIC_KEY_FILE",
        value_name = "FILE",
        help_heading = "Tokens"
    )]
    pub jwt_public_key_file: Option<PathBuf>,
    /// The HS256 secret itself, from the environment.
    #[arg(skip)]
    pub jwt_secret: Option<SecretString>,
    /// The issuer that tokens must name; not checked when not set
    #[arg(
        long,
        env = "OKTA_MFA_JWT_ISSUER",
        value_name = "ISS",
        help_heading = "Tokens"
    )]
    pub jwt_issuer: Option<String>,
    /// The audience that tokens must name; not checked when not set
    #[arg(
        long,
        env = "OKTA_MFA_JWT_AUDIENCE",
        value_name = "AUD",
        help_heading = "Tokens"
    )]
    pub jwt_audience: Option<String>,
    /// The seconds by which the clocks of issuer and server may differ
    #[arg(long, env = "OKTA_MFA_JWT_LEEWAY", value_name = "SECONDS", default_value_t = 30, help_heading = "Tokens",
          value_parser = clap::value_parser!(u64).range(..=600))]
    pub jwt_leeway: u64,
    /// The claim that names the tenant
    #[arg(long, env = "OKTA_MFA_TENANT_CLAIM", value_name = "CLAIM", default_value = DEFAULT_TENANT_CLAIM, help_heading = "Tokens")]
    pub tenant_claim: String,

    /// Requests per address, counted before the token is looked at: REQUESTS/PERIOD, or `off`
    #[arg(
        long,
        env = "OKTA_MFA_ADDRESS_LIMIT",
        value_name = "RATE",
        default_value = "600/1m",
        help_heading = "Limits"
    )]
    pub address_limit: Rate,
    /// Requests per subject of a token and tenant: REQUESTS/PERIOD, or `off`
    #[arg(
        long,
        env = "OKTA_MFA_SUBJECT_LIMIT",
        value_name = "RATE",
        default_value = "100/10s",
        help_heading = "Limits"
    )]
    pub subject_limit: Rate,
    /// How many addresses, and how many subjects, the rate limits remember
    #[arg(
        long,
        env = "OKTA_MFA_LIMIT_KEYS",
        value_name = "COUNT",
        default_value_t = 100_000,
        help_heading = "Limits"
    )]
    pub limit_keys: usize,
    /// The number of proxies in front: the address is taken from that far to the right in `X-Forwarded-For`
    #[arg(
        long,
        env = "OKTA_MFA_TRUSTED_PROXIES",
        value_name = "COUNT",
        default_value_t = 0,
        help_heading = "Limits"
    )]
    pub trusted_proxies: u8,
    /// The largest request body
    #[arg(long, env = "OKTA_MFA_MAX_BODY", value_name = "BYTES", value_parser = max_body, default_value_t = 64 * 1024, help_heading = "Limits")]
    pub max_body: usize,
    /// The largest head of a request: target, and all header names and values
    #[arg(long, env = "OKTA_MFA_MAX_HEAD", value_name = "BYTES", default_value_t = 16 * 1024, help_heading = "Limits",
          value_parser = max_head)]
    pub max_head: usize,
    /// How long the head of a request may take to arrive; also how long an idle connection is kept
    #[arg(long, env = "OKTA_MFA_HEAD_TIMEOUT", value_name = "SECONDS", default_value = "15", value_parser = seconds, help_heading = "Limits")]
    pub head_timeout: Duration,
    /// How long the body of a request may take to arrive
    #[arg(long, env = "OKTA_MFA_BODY_TIMEOUT", value_name = "SECONDS", default_value = "15", value_parser = seconds, help_heading = "Limits")]
    pub body_timeout: Duration,
    /// How long a request may take in all
    #[arg(long, env = "OKTA_MFA_REQUEST_TIMEOUT", value_name = "SECONDS", default_value = "30", value_parser = seconds, help_heading = "Limits")]
    pub request_timeout: Duration,
    /// How many connections are served at once; more wait
    #[arg(long, env = "OKTA_MFA_MAX_CONNECTIONS", value_name = "COUNT", default_value_t = 1024, help_heading = "Limits",
          value_parser = connections)]
    pub max_connections: usize,
    /// How long requests in flight may take after a shutdown was asked for
    #[arg(long, env = "OKTA_MFA_SHUTDOWN_TIMEOUT", value_name = "SECONDS", default_value = "30", value_parser = seconds, help_heading = "Limits")]
    pub shutdown_timeout: Duration,

    /// How log lines are written
    #[arg(
        long,
        env = "OKTA_MFA_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Log"
    )]
    pub log_format: LogFormat,
    /// What is logged: a level, or levels by module as in `info,okta_mfa_server=debug`
    #[arg(
        long,
        env = "OKTA_MFA_LOG",
        value_name = "FILTER",
        default_value = "info",
        help_heading = "Log"
    )]
    pub log: String,
}

impl CommandLine {
    /// Reads the arguments of the program and its environment; ends the
    /// program with an explanation when they are wrong.
    #[must_use]
    pub fn read() -> Self {
        let mut line = Self::parse();
        let secret = std::env::var(SECRET_VARIABLE)
            .ok()
            .filter(|secret| !secret.is_empty())
            .map(SecretString::from);
        if let Some(Command::Token(request)) = &mut line.command {
            request.jwt_secret.clone_from(&secret);
        }
        line.settings.jwt_secret = secret;
        line
    }
}

/// The default settings, as of a command line without arguments. The environment counts.
///
/// # Errors
/// When a variable of the environment has a value that is not one of its setting.
pub fn from_args<'a>(args: impl IntoIterator<Item = &'a str>) -> Result<Settings, clap::Error> {
    CommandLine::try_parse_from(std::iter::once("okta-mfa-server").chain(args))
        .map(|line| line.settings)
}

fn base_path(text: &str) -> Result<String, String> {
    let path = text.trim_end_matches('/');
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    if path == crate::app::HEALTH {
        Err("/health is the health endpoint".to_owned())
    } else if path.is_empty()
        || (path.starts_with('/') && !path.contains("//") && path.bytes().all(plain))
    {
        Ok(path.to_owned())
    } else {
        Err("expected a path such as /beta, of letters, digits and - . _ ~ /".to_owned())
    }
}

fn location(text: &str) -> Result<Location, String> {
    match text {
        "" => Err("expected a file name, or :memory:".to_owned()),
        ":memory:" => Ok(Location::Memory),
        path => Ok(Location::File(path.into())),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<u32>() {
        Ok(seconds @ 1..=86_400) => Ok(Duration::from_secs(seconds.into())),
        _ => Err("expected whole seconds from 1 to 86400".to_owned()),
    }
}

/// The largest head that can be set: above it the connection is closed by the HTTP layer.
pub const LARGEST_HEAD: usize = 256 * 1024;

/// The largest body that can be set: what the generated router takes.
const LARGEST_BODY: usize = 2 * 1024 * 1024;

fn max_body(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(bytes @ 1..=LARGEST_BODY) => Ok(bytes),
        _ => Err(format!(
            "expected a number of bytes from 1 to {LARGEST_BODY}"
        )),
    }
}

fn max_head(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(bytes @ 1024..=LARGEST_HEAD) => Ok(bytes),
        _ => Err(format!(
            "expected a number of bytes from 1024 to {LARGEST_HEAD}"
        )),
    }
}

fn connections(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(count @ 1..=1_000_000) => Ok(count),
        _ => Err("expected a number from 1 to 1000000".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_arguments_the_defaults_apply() {
        let settings = from_args([]).unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(settings.base_path, "/beta");
        assert_eq!(settings.database, Location::File("okta-mfa.sqlite3".into()));
        assert_eq!(settings.jwt_algorithm, Algorithm::Hs256);
        assert_eq!(settings.subject_limit.to_string(), "100/10s");
    }

    #[test]
    fn wrong_values_are_explained() {
        for (flag, value, explanation) in [
            ("--base-path", "beta", "a path such as /beta"),
            ("--base-path", "/{x}", "a path such as /beta"),
            ("--address-limit", "often", "100/10s"),
            ("--request-timeout", "0", "whole seconds"),
            ("--max-head", "10", "bytes from 1024"),
            ("--max-connections", "0", "from 1"),
            ("--jwt-algorithm", "none", "hs256"),
            ("--jwt-leeway", "601", "601"),
        ] {
            let error = from_args([flag, value]).unwrap_err().to_string();
            assert!(error.contains(explanation), "{flag} {value}: {error}");
        }
    }

    #[test]
    fn the_base_path_has_no_slash_at_its_end() {
        assert_eq!(
            from_args(["--base-path", "/v1/api/"]).unwrap().base_path,
            "/v1/api"
        );
        assert_eq!(from_args(["--base-path", "/"]).unwrap().base_path, "");
    }

    #[test]
    fn every_setting_has_an_environment_variable_and_help() {
        use clap::CommandFactory as _;
        let command = CommandLine::command();
        for arg in command
            .get_arguments()
            .filter(|arg| !["help", "version"].contains(&arg.get_id().as_str()))
        {
            let variable = arg
                .get_env()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            assert!(variable.starts_with("OKTA_MFA_"), "{arg:?}");
            assert!(arg.get_help().is_some(), "{arg:?}");
        }
    }

    #[test]
    fn a_secret_is_not_shown() {
        let mut settings = from_args([]).unwrap();
        settings.jwt_secret = Some("a-secret-that-nobody-may-read-in-a-log".into());
        assert!(!format!("{settings:?}").contains("nobody-may-read"));
    }
}
