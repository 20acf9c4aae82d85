//! `#[wire(…)]` and `#[operation(…)]`: a list of `key`, `key = tokens` and `key(…)`, or of literals.

use proc_macro::{Delimiter, Group, Span, TokenStream, TokenTree};

use crate::error::Error;

/// One argument.
pub struct Attr {
    /// The key; that of `200 = tokens` is `200`, and that of a literal alone is empty.
    pub key: String,
    /// Where it is.
    pub span: Span,
    /// What it says.
    pub value: AttrValue,
}

/// What an argument says.
pub enum AttrValue {
    /// `key`
    None,
    /// `key = tokens`, or the literal itself.
    Tokens(String),
    /// `key(…)`
    List(Vec<Attr>),
}

impl Attr {
    /// The tokens after `=`.
    pub fn tokens(&self) -> Result<&str, Error> {
        match &self.value {
            AttrValue::Tokens(tokens) => Ok(tokens),
            _ => Err(Error::at(
                self.span,
                format!("`{0}` needs a value: `{0} = …`", self.key),
            )),
        }
    }

    /// The string literal after `=`, as a literal.
    pub fn string(&self) -> Result<&str, Error> {
        let tokens = self.tokens()?;
        if is_string(tokens) {
            Ok(tokens)
        } else {
            Err(Error::at(
                self.span,
                format!("`{0}` needs a string: `{0} = \"…\"`", self.key),
            ))
        }
    }

    /// Nothing but the key.
    pub fn flag(&self) -> Result<(), Error> {
        match self.value {
            AttrValue::None => Ok(()),
            _ => Err(Error::at(
                self.span,
                format!("`{}` takes no value", self.key),
            )),
        }
    }

    /// The arguments in parentheses.
    pub fn list(&self) -> Result<&[Attr], Error> {
        match &self.value {
            AttrValue::List(list) => Ok(list),
            _ => Err(Error::at(
                self.span,
                format!("`{0}` needs a list: `{0}(…)`", self.key),
            )),
        }
    }

    /// The error for a key that does not belong here.
    pub fn unknown(&self, known: &[&str]) -> Error {
        let key = &self.key;
        let near = known.iter().find(|name| {
            let (a, b) = (name.replace('_', ""), key.to_lowercase().replace('_', ""));
            letters(&a) == letters(&b) || a.starts_with(&b) && b.len() > 3 || b.starts_with(&a)
        });
        let help = match near {
            Some(name) => format!("; did you mean `{name}`?"),
            None => format!("; known here: {}", known.join(", ")),
        };
        Error::at(self.span, format!("unknown attribute `{key}`{help}"))
    }
}

/// The letters in order: equal where some were swapped.
fn letters(name: &str) -> Vec<char> {
    let mut letters: Vec<char> = name.chars().collect();
    letters.sort_unstable();
    letters
}

/// Whether the text is one string literal.
fn is_string(tokens: &str) -> bool {
    tokens.starts_with('"') || tokens.starts_with("r\"") || tokens.starts_with("r#")
}

/// Takes the arguments of one attribute, `[…]`, if it is ours.
pub fn parse(attribute: TokenStream, out: &mut Vec<Attr>) -> Result<(), Error> {
    let mut tokens = attribute.into_iter();
    let Some(TokenTree::Ident(name)) = tokens.next() else {
        return Ok(());
    };
    let name_text = name.to_string();
    if !matches!(name_text.as_str(), "wire" | "operation") {
        return Ok(());
    }
    match tokens.next() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
            out.extend(parse_list(group.stream())?);
            Ok(())
        }
        _ => Err(Error::at(
            name.span(),
            format!("expected `#[{name_text}(…)]`"),
        )),
    }
}

fn parse_list(tokens: TokenStream) -> Result<Vec<Attr>, Error> {
    let mut attrs = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let span = token.span();
        let (mut key, mut value) = match &token {
            TokenTree::Ident(key) => (key.to_string(), AttrValue::None),
            TokenTree::Literal(literal) => (String::new(), AttrValue::Tokens(literal.to_string())),
            _ => return Err(Error::at(span, "expected the name of an attribute")),
        };
        match tokens.peek() {
            Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => {
                tokens.next();
                if let (TokenTree::Literal(literal), true) = (&token, key.is_empty()) {
                    key = literal.to_string();
                }
                let mut depth = 0_usize;
                let mut until = |token: &TokenTree| {
                    match token {
                        TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
                        TokenTree::Punct(punct) if punct.as_char() == '>' => {
                            depth = depth.saturating_sub(1);
                        }
                        _ => {}
                    }
                    depth > 0 || !is_punct(token, ',')
                };
                let mut text = TokenStream::new();
                while let Some(token) = tokens.next_if(&mut until) {
                    match token {
                        // What a `macro_rules!` macro substituted for one literal.
                        TokenTree::Group(group) if is_substituted_token(&group) => {
                            text.extend(group.stream());
                        }
                        token => text.extend([token]),
                    }
                }
                let text = text.to_string();
                if text.is_empty() {
                    return Err(Error::at(span, format!("`{key}` needs a value behind `=`")));
                }
                value = AttrValue::Tokens(text);
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                value = AttrValue::List(parse_list(group.stream())?);
                tokens.next();
            }
            _ => {}
        }
        attrs.push(Attr { key, span, value });
        match tokens.next() {
            None => {}
            Some(token) if is_punct(&token, ',') => {}
            Some(token) => return Err(Error::at(token.span(), "expected a comma")),
        }
    }
    Ok(attrs)
}

fn is_substituted_token(group: &Group) -> bool {
    group.delimiter() == Delimiter::None && group.stream().into_iter().count() == 1
}

/// Whether `token` is the punctuation `char`.
pub fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}
