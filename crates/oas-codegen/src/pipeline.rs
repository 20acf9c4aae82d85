//! The stages in one visible list, from a document on disk to files in memory.
//!
//! Knows every stage's entry, and nothing of what it does inside. Nothing is written here.

use std::path::{Path, PathBuf};

use crate::config::{Config, EqualTypes, Layout};
use crate::diagnostic::{Diagnostics, Severity};
use crate::place::{Place, SourceId};
use crate::source::Sources;
use crate::summary::Summary;
use crate::{analyze, config, document, emit, ir, lower, output, resolve, source, threads};

/// What came of a document.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// What was found wrong or worth saying, with the files that it is about.
    pub diagnostics: Diagnostics,
    /// The files to write; `None` if the document is wrong.
    pub files: Option<Vec<output::File>>,
    /// What was generated and what was left out; `None` if the document is wrong.
    pub summary: Option<Summary>,
    /// What the files were made from. A process that ends need not take the time to free it.
    _used: Option<(ir::Api, Used)>,
}

/// What the stages before the last were given. It is freed before the next stage begins, for the sake of memory. Where
/// there are several threads and nothing is big it stays: who frees it keeps the others waiting.
type Used = Option<(Sources, document::Document, resolve::Model)>;

impl Outcome {
    /// The files, unless there is an error, or a warning where `config` denies them.
    #[must_use]
    pub fn accepted(&self, config: &Config) -> Option<&[output::File]> {
        let worst = if config.deny_warnings {
            Severity::Warning
        } else {
            Severity::Error
        };
        let refused = self.diagnostics.list().iter().any(|d| d.severity <= worst);
        self.files.as_deref().filter(|_| !refused)
    }
}

/// Generates the files for the document at `root`.
///
/// Same document, same settings, same version of the generator: same files, byte for byte, whatever the
/// working directory, the number of threads or the time.
///
/// # Examples
///
/// ```no_run
/// # use std::path::Path;
/// let config = oas_codegen::config::Config::default();
/// let options = oas_codegen::emit::Options::new_crate("petstore", "openapi.yaml");
/// let outcome = oas_codegen::generate(Path::new("openapi.yaml"), &config, &options);
/// for file in outcome.accepted(&config).unwrap_or_default() {
///     println!("{}", file.path.display());
/// }
/// ```
#[must_use]
pub fn generate(root: &Path, config: &Config, options: &emit::Options) -> Outcome {
    threads::run(options.threads, || run(root, config, options))
}

fn run(root: &Path, config: &Config, options: &emit::Options) -> Outcome {
    let mut diags = Diagnostics::default();
    if config.deny_warnings {
        diags.deny_warnings();
    }
    let sources = source::load(root, config, &mut diags);
    let decided = decide(sources, config, &mut diags).filter(|_| !diags.has_errors());
    let emitted = decided.map(|(mut api, used)| {
        analyze::run(&mut api, config.equal_types == EqualTypes::Once);
        let files = emit::files(&api, options, &mut diags);
        ((api, used), files)
    });
    let (used, files) = emitted.unzip();
    diags.say_once();
    Outcome {
        files: files.filter(|_| !diags.has_errors()),
        summary: used.as_ref().map(|(api, _)| Summary::of(api)),
        _used: used,
        diagnostics: diags,
    }
}

/// Generates one file to include, and beside it what `oas-prove` drives: `api.rs` and, where there are operations,
/// `proof.rs`.
#[doc(hidden)]
#[must_use]
pub fn prove(root: &Path, config: &Config) -> Outcome {
    threads::run(None, || proved(root, config))
}

fn proved(root: &Path, config: &Config) -> Outcome {
    let mut diags = Diagnostics::default();
    let sources = source::load(root, config, &mut diags);
    let decided = decide(sources, config, &mut diags).filter(|_| !diags.has_errors());
    let decided = decided.map(|(mut api, used)| {
        analyze::run(&mut api, config.equal_types == EqualTypes::Once);
        (api, used)
    });
    let api = decided.as_ref().map(|(api, _)| api);
    let options = emit::Options::new_include("api.rs", root.to_string_lossy());
    let files = api.map(|api| {
        let mut files = emit::files(api, &options, &mut diags);
        files.extend(emit::proof(api).map(|text| output::File::new("proof.rs", text)));
        files
    });
    Outcome {
        files: files.filter(|_| !diags.has_errors()),
        summary: api.map(Summary::of),
        _used: decided,
        diagnostics: diags,
    }
}

/// The file that holds the settings for `document`: `given`, or `codegen.toml` beside it.
#[must_use]
pub fn settings_file(document: &Path, given: Option<&Path>) -> PathBuf {
    given.map_or_else(
        || document.with_file_name("codegen.toml"),
        Path::to_path_buf,
    )
}

/// The settings for `document`. Only a file that was not `given` may be missing: then the defaults hold.
///
/// # Errors
/// What is wrong with the file.
pub fn settings(document: &Path, given: Option<&Path>) -> Result<Config, Diagnostics> {
    let path = settings_file(document, given);
    if given.is_none() && !path.exists() {
        return Ok(Config::default());
    }
    let mut diags = Diagnostics::default();
    let config = config::load(&path, &mut diags);
    config.filter(|_| !diags.has_errors()).ok_or(diags)
}

/// What `emit` is asked for: a crate `name`, made from what the banner calls `document`.
#[must_use]
pub fn crate_options(name: &str, document: &str, config: &Config) -> emit::Options {
    let mut options = emit::Options::new_crate(name, document);
    if let emit::Mode::Crate(krate) = &mut options.mode {
        krate.layout = match (config.tag_features, config.layout) {
            (true, _) => emit::Layout::TagFeatures,
            (false, Layout::Tags) => emit::Layout::Tags,
            (false, Layout::Flat) => emit::Layout::Flat,
        };
        krate.client_feature.clone_from(&config.features.client);
        krate.server_feature.clone_from(&config.features.server);
    }
    options
}

/// From text to the API, and what is left to be freed.
fn decide(sources: Sources, config: &Config, diags: &mut Diagnostics) -> Option<(ir::Api, Used)> {
    if !config::check(config, &Place::root(SourceId::ROOT), diags) {
        return None;
    }
    let document = document::read(&sources, diags)?;
    let model = resolve::model(&document, diags)?;
    diags.set_sources(&sources.slim());
    let keep = threads::several() && !sources.are_big();
    let read = keep.then_some((sources, document));
    let api = lower::api(&model, config, diags)?;
    let used = read.map(|(sources, document)| (sources, document, model));
    Some((api, used))
}
