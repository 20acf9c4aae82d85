//! Tokens -> text: item by item, a blank line between items, on as many threads as asked for.
//!
//! Knows: syn, prettyplease. Must not know: the IR.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use proc_macro2::TokenStream;
use quote::quote;

/// Of a thread that prints: types nest as deeply as documents do, and so does the parser of Rust.
const STACK: usize = 256 << 20;

/// Between the lines of documentation in one attribute.
pub(super) const DOC_LINE: char = '\u{1}';

/// Makes the tokens of one item. Called on the thread that prints it, since tokens cannot be sent.
pub(super) type Make<'a> = Box<dyn Fn() -> TokenStream + Send + Sync + 'a>;

/// What a block is, which decides what its members may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// `mod m { … }`
    Mod,
    /// `impl T { … }`
    Impl,
    /// `trait T { … }`
    Trait,
}

/// A part of a file.
pub(super) enum Piece<'a> {
    /// Items that stand together, without a blank line between them.
    Item(Make<'a>),
    /// A head (attributes and all up to the brace), and members with a blank line between them.
    Block(Block, Make<'a>, Vec<Piece<'a>>),
    /// Text that is ready, comments for instance.
    Text(String),
}

/// Tokens that do not parse: a defect of the generator, with the item's beginning.
#[derive(Debug)]
pub(super) struct Unprintable(pub(super) String);

/// A leaf to be printed, in the order of the output.
struct Leaf<'p, 'a> {
    make: &'p Make<'a>,
    inside: Vec<Block>,
    head: Option<Block>,
}

/// Prints the files, each a list of pieces.
///
/// # Errors
/// The items whose tokens do not parse.
pub(super) fn texts(
    files: &[Vec<Piece<'_>>],
    threads: Option<NonZeroUsize>,
) -> Result<Vec<String>, Vec<Unprintable>> {
    let mut leaves = Vec::new();
    for pieces in files {
        collect(pieces, &mut Vec::new(), &mut leaves);
    }
    let mut printed = print_all(&leaves, threads)?.into_iter();
    Ok(files
        .iter()
        .map(|pieces| assemble(pieces, 0, &mut printed))
        .collect())
}

fn collect<'p, 'a>(
    pieces: &'p [Piece<'a>],
    inside: &mut Vec<Block>,
    leaves: &mut Vec<Leaf<'p, 'a>>,
) {
    for piece in pieces {
        let mut leaf = |make, head| {
            leaves.push(Leaf {
                make,
                inside: inside.clone(),
                head,
            });
        };
        match piece {
            Piece::Text(_) => {}
            Piece::Item(make) => leaf(make, None),
            Piece::Block(block, make, members) => {
                leaf(make, Some(*block));
                inside.push(*block);
                collect(members, inside, leaves);
                inside.pop();
            }
        }
    }
}

/// Prints every leaf; the result is in order whatever the number of threads.
fn print_all(
    leaves: &[Leaf<'_, '_>],
    threads: Option<NonZeroUsize>,
) -> Result<Vec<String>, Vec<Unprintable>> {
    const CHUNK: usize = 32;
    let available = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let chunks = leaves.len().div_ceil(CHUNK);
    let threads = threads
        .map_or_else(available, NonZeroUsize::get)
        .min(chunks);
    let results = if threads <= 1 {
        leaves.iter().map(leaf_text).collect()
    } else {
        print_on_threads(leaves, threads, CHUNK)
    };
    let (mut texts, mut errors) = (Vec::with_capacity(results.len()), Vec::new());
    for result in results {
        match result {
            Ok(text) => texts.push(text),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        Ok(texts)
    } else {
        Err(errors)
    }
}

type Printed = Vec<Result<String, Unprintable>>;

/// The threads take chunks from a shared counter; the chunks are put in order at the end.
fn print_on_threads(leaves: &[Leaf<'_, '_>], threads: usize, chunk: usize) -> Printed {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Printed)>> = Mutex::new(Vec::new());
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = leaves.chunks(chunk).nth(index) else {
                return;
            };
            let texts = part.iter().map(leaf_text).collect();
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            done.push((index, texts));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            // Without a further thread, this one does what is left.
            let _ = std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().flat_map(|(_, texts)| texts).collect()
}

/// One leaf, printed inside stand-ins for its blocks so that indentation and width are right.
fn leaf_text(leaf: &Leaf<'_, '_>) -> Result<String, Unprintable> {
    let tokens = (leaf.make)();
    let mut wrapped = match leaf.head {
        Some(_) => quote!(#tokens {}),
        None => tokens,
    };
    for block in leaf.inside.iter().rev() {
        wrapped = match block {
            Block::Mod => quote!(mod m { #wrapped }),
            Block::Impl => quote!(impl T { #wrapped }),
            Block::Trait => quote!(trait T { #wrapped }),
        };
    }
    let unprintable = |why: String, tokens: TokenStream| {
        let start: String = tokens.to_string().chars().take(200).collect();
        Unprintable(format!("{why}: {start}"))
    };
    let file = match syn::parse2::<syn::File>(wrapped) {
        Ok(file) => file,
        Err(error) => return Err(unprintable(error.to_string(), (leaf.make)())),
    };
    if file.items.is_empty() {
        return Ok(String::new());
    }
    let text = prettyplease::unparse(&file);
    match unwrapped(&text, leaf) {
        Some(text) => Ok(with_doc_lines(text)),
        None => Err(unprintable("unexpected layout".to_owned(), (leaf.make)())),
    }
}

/// The leaf's own lines of what was printed.
fn unwrapped<'t>(text: &'t str, leaf: &Leaf<'_, '_>) -> Option<&'t str> {
    let mut rest = text;
    for (depth, block) in leaf.inside.iter().enumerate() {
        let open = match block {
            Block::Mod => "mod m {\n",
            Block::Impl => "impl T {\n",
            Block::Trait => "trait T {\n",
        };
        let indent = "    ".repeat(depth);
        rest = rest.strip_prefix(&*indent)?.strip_prefix(open)?;
    }
    for depth in 0..leaf.inside.len() {
        let indent = "    ".repeat(depth);
        rest = rest.strip_suffix(&*format!("{indent}}}\n"))?;
    }
    match leaf.head {
        Some(_) => rest.strip_suffix("{}\n"),
        None => Some(rest),
    }
}

/// Comments of several lines, which were printed on one.
fn with_doc_lines(text: &str) -> String {
    if !text.contains(DOC_LINE) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for line in text.split_inclusive('\n') {
        let mut parts = line.split(DOC_LINE);
        out += parts.next().unwrap_or_default();
        let indent = line.len() - line.trim_start().len();
        for part in parts {
            out.push('\n');
            out += line.get(..indent).unwrap_or_default();
            out += "///";
            out += part;
        }
    }
    out
}

/// Puts printed leaves together, in the order in which `collect` found them.
fn assemble(
    pieces: &[Piece<'_>],
    depth: usize,
    printed: &mut impl Iterator<Item = String>,
) -> String {
    let mut out = String::new();
    for piece in pieces {
        let text = match piece {
            Piece::Text(text) => text.clone(),
            Piece::Item(_) => printed.next().unwrap_or_default(),
            Piece::Block(_, _, members) => {
                let head = printed.next().unwrap_or_default();
                let indent = "    ".repeat(depth);
                let members = assemble(members, depth + 1, printed);
                if members.is_empty() {
                    format!("{head}{{}}\n")
                } else {
                    format!("{head}{{\n{members}{indent}}}\n")
                }
            }
        };
        if !out.is_empty() && !text.is_empty() {
            out.push('\n');
        }
        out += &text;
    }
    out
}
