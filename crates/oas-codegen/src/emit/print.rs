//! Tokens -> text: item by item, a blank line between items, on as many threads as asked for.
//!
//! Knows: syn, prettyplease. Must not know: the IR.

use std::cell::RefCell;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use crate::threads;

/// Begins a comment that stands for documentation: the number of its text follows. No comment of ours can
/// begin with it, and in literals it is printed escaped.
const DOC_MARK: char = '\u{1}';

thread_local! {
    /// The documentation of the item that this thread is making, in the order of its marks.
    static DOCS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// What an item that is being made has as the value of a `doc` attribute: a mark, for which `lines`, each with
/// all that follows `///`, are put in after printing. Text is most of a large document's output, and need not be
/// escaped, parsed, unescaped and measured.
pub(super) fn doc_mark(lines: String) -> String {
    DOCS.with_borrow_mut(|docs| {
        docs.push(lines);
        format!("{DOC_MARK}{}", docs.len() - 1)
    })
}

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

/// Prints the files, each a list of pieces, each with `head` before them.
///
/// # Errors
/// The items whose tokens do not parse.
pub(super) fn texts(head: &str, files: &[Vec<Piece<'_>>]) -> Result<Vec<String>, Vec<Unprintable>> {
    let mut leaves = Vec::new();
    let counts: Vec<usize> = files
        .iter()
        .map(|pieces| {
            let before = leaves.len();
            collect(pieces, &mut Vec::new(), &mut leaves);
            leaves.len() - before
        })
        .collect();
    let mut printed = Printed::new(&leaves);
    let text = |(pieces, count): (&Vec<Piece<'_>>, usize)| {
        let mut out = String::with_capacity(head.len() + printed.length(count));
        out += head;
        assemble(pieces, 0, &mut printed, &mut out);
        out
    };
    let texts = files.iter().zip(counts).map(text).collect();
    if printed.problems.is_empty() {
        Ok(texts)
    } else {
        Err(printed.problems)
    }
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

/// How many leaves are printed before they are put together: enough for all threads, and not all of a large file at
/// once beside its text.
const BATCH: usize = 8192;

/// How many one thread alone prints before: few, so that what is printed is still in its cache when it is put together.
const ALONE: usize = 512;

/// The text of leaf after leaf, in their order; a batch of them is printed when the first of it is asked for.
struct Printed<'l, 'p, 'a> {
    rest: &'l [Leaf<'p, 'a>],
    ready: std::vec::IntoIter<String>,
    problems: Vec<Unprintable>,
}

impl<'l, 'p, 'a> Printed<'l, 'p, 'a> {
    fn new(leaves: &'l [Leaf<'p, 'a>]) -> Self {
        Self {
            rest: leaves,
            ready: Vec::new().into_iter(),
            problems: Vec::new(),
        }
    }

    /// How long the next `count` texts are, put together; an estimate where they are not all in the next batch.
    fn length(&mut self, count: usize) -> usize {
        self.fill();
        let ready = self.ready.as_slice();
        let known = &ready[..count.min(ready.len())];
        let length: usize = known.iter().map(|text| text.len() + 8).sum();
        length * count.div_ceil(known.len().max(1))
    }

    fn fill(&mut self) {
        if self.ready.len() > 0 {
            return;
        }
        let most = if threads::several() { BATCH } else { ALONE };
        let (batch, rest) = self.rest.split_at(most.min(self.rest.len()));
        self.rest = rest;
        let results = threads::map(batch, 32, leaf_text);
        let mut texts = Vec::with_capacity(results.len());
        for result in results {
            texts.push(result.unwrap_or_else(|problem| {
                self.problems.push(problem);
                String::new()
            }));
        }
        self.ready = texts.into_iter();
    }

    /// Puts the next text at the end of `out`.
    fn next(&mut self, out: &mut String) {
        self.fill();
        *out += &self.ready.next().unwrap_or_default();
    }
}

/// One leaf, printed inside stand-ins for its blocks so that indentation and width are right.
fn leaf_text(leaf: &Leaf<'_, '_>) -> Result<String, Unprintable> {
    DOCS.with_borrow_mut(Vec::clear);
    let unprintable = |why: String| {
        let start: String = (leaf.make)().to_string().chars().take(200).collect();
        Unprintable(format!("{why}: {start}"))
    };
    let file = match syn::parse2::<syn::File>(wrapped(leaf)) {
        Ok(file) => file,
        Err(error) => return Err(unprintable(error.to_string())),
    };
    if file.items.is_empty() {
        return Ok(String::new());
    }
    let text = prettyplease::unparse(&file);
    match unwrapped(&text, leaf) {
        Some(text) => Ok(DOCS.with_borrow(|docs| with_docs(text, docs))),
        None => Err(unprintable("unexpected layout".to_owned())),
    }
}

/// The leaf's tokens in its blocks. Tokens are moved into groups: `quote` would copy them.
fn wrapped(leaf: &Leaf<'_, '_>) -> TokenStream {
    let braces = |tokens| TokenTree::from(Group::new(Delimiter::Brace, tokens));
    let mut wrapped = (leaf.make)();
    if leaf.head.is_some() {
        wrapped.extend([braces(TokenStream::new())]);
    }
    for block in leaf.inside.iter().rev() {
        let mut head = match block {
            Block::Mod => quote!(mod m),
            Block::Impl => quote!(impl T),
            Block::Trait => quote!(trait T),
        };
        head.extend([braces(wrapped)]);
        wrapped = head;
    }
    wrapped
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

/// The text with documentation in place of the marks.
fn with_docs(text: &str, docs: &[String]) -> String {
    if docs.is_empty() {
        return text.to_owned();
    }
    let length = docs.iter().map(|lines| lines.len() + lines.len() / 4 + 16);
    let mut out = String::with_capacity(text.len() + length.sum::<usize>());
    for line in text.split_inclusive('\n') {
        let marked = line.split_once(DOC_MARK);
        let doc = marked.and_then(|(before, number)| {
            let lines = docs.get(number.trim_end().parse::<usize>().ok()?)?;
            Some((before, lines))
        });
        let Some((before, lines)) = doc else {
            out += line;
            continue;
        };
        for line in lines.split('\n') {
            out += before;
            out += line;
            out.push('\n');
        }
    }
    out
}

/// Puts printed leaves together, in the order in which `collect` found them, and frees them on the way.
fn assemble(
    pieces: &[Piece<'_>],
    depth: usize,
    printed: &mut Printed<'_, '_, '_>,
    out: &mut String,
) {
    let start = out.len();
    for piece in pieces {
        let before = out.len();
        if before > start {
            out.push('\n');
        }
        let first = out.len();
        match piece {
            Piece::Text(text) => *out += text,
            Piece::Item(_) => printed.next(out),
            Piece::Block(_, _, members) => {
                printed.next(out);
                *out += "{\n";
                let inner = out.len();
                assemble(members, depth + 1, printed, out);
                if out.len() == inner {
                    out.pop();
                } else {
                    (0..depth).for_each(|_| *out += "    ");
                }
                *out += "}\n";
            }
        }
        if out.len() == first {
            out.truncate(before);
        }
    }
}
