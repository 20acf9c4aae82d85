//! The item that is derived for: its name, generics, fields or variants, and our attributes.

use proc_macro::{Delimiter, Span, TokenStream, TokenTree};

use crate::attrs::{self, Attr, is_punct};
use crate::error::Error;

/// A struct or an enum.
pub struct Input {
    /// Its name.
    pub name: String,
    /// Type parameters with their bounds.
    pub params: Vec<Param>,
    /// `where …`, without the word.
    pub bounds: String,
    /// Its own attributes.
    pub attrs: Vec<Attr>,
    /// What is in it.
    pub body: Body,
}

/// A type parameter.
pub struct Param {
    name: String,
    bounds: String,
}

/// Fields or variants.
pub enum Body {
    /// Named fields.
    Struct(Vec<Field>),
    /// Variants.
    Enum(Vec<Variant>),
}

/// A named field.
pub struct Field {
    /// Its name.
    pub name: String,
    /// Where the name is.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// Its attributes.
    pub attrs: Vec<Attr>,
}

/// A variant.
pub struct Variant {
    /// Its name.
    pub name: String,
    /// Where the name is.
    pub span: Span,
    /// The type of its only value, if it has one; the first of several.
    pub payload: Option<Type>,
    /// The type of its second value.
    pub second: Option<Type>,
    /// Its attributes.
    pub attrs: Vec<Attr>,
}

/// A type, as far as it must be understood.
pub struct Type {
    /// The whole.
    pub text: String,
    /// The last name of the path before `<`: `Option` of `std::option::Option<T>`.
    pub outer: String,
    /// What stands between `<` and `>`.
    pub inner: String,
}

/// The tokens without the invisible groups around what a `macro_rules!` macro substituted.
fn visible(tokens: Vec<TokenTree>, out: &mut Vec<TokenTree>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                visible(group.stream().into_iter().collect(), out);
            }
            token => out.push(token),
        }
    }
}

impl Type {
    fn new(substituted: Vec<TokenTree>) -> Self {
        let mut tokens = Vec::new();
        visible(substituted, &mut tokens);
        let open = tokens.iter().position(|token| is_punct(token, '<'));
        let close = tokens.iter().rposition(|token| is_punct(token, '>'));
        let text =
            |tokens: &[TokenTree]| tokens.iter().cloned().collect::<TokenStream>().to_string();
        let (outer, inner) = match (open, close) {
            (Some(open), Some(close)) if open > 0 && close == tokens.len() - 1 => {
                // A long argument has a line of its own, and a comma behind it.
                let comma = close > open + 1 && is_punct(&tokens[close - 1], ',');
                let end = close - usize::from(comma);
                (tokens[open - 1].to_string(), text(&tokens[open + 1..end]))
            }
            _ => (String::new(), String::new()),
        };
        Self {
            text: text(&tokens),
            outer,
            inner,
        }
    }
}

type Tokens = std::iter::Peekable<proc_macro::token_stream::IntoIter>;

impl Field {
    /// The name of the property, as a literal: without the underscore behind a keyword.
    pub fn wire(&self) -> String {
        let name = self.name.trim_start_matches("r#");
        format!("{:?}", name.strip_suffix('_').unwrap_or(name))
    }
}

impl Input {
    /// Parses the item of a derive.
    pub fn parse(item: TokenStream) -> Result<Self, Error> {
        let mut tokens = item.into_iter().peekable();
        let attrs = take_attrs(&mut tokens)?;
        let mut keyword = String::new();
        for token in tokens.by_ref() {
            if let TokenTree::Ident(ident) = &token {
                keyword = ident.to_string();
                if matches!(keyword.as_str(), "struct" | "enum" | "union") {
                    break;
                }
            }
        }
        let Some(TokenTree::Ident(name)) = tokens.next() else {
            return Err(Error::new("expected a struct or an enum"));
        };
        let (name, span) = (name.to_string(), name.span());
        let params = take_params(&mut tokens)?;
        let mut bounds = TokenStream::new();
        let mut body = None;
        for token in tokens {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    body = Some(group.stream());
                }
                TokenTree::Ident(word) if word.to_string() == "where" => {}
                token => bounds.extend([token]),
            }
        }
        let body = match (keyword.as_str(), body) {
            ("struct", Some(body)) => Body::Struct(parse_fields(body)?),
            ("enum", Some(body)) => Body::Enum(parse_variants(body)?),
            _ => {
                return Err(Error::at(
                    span,
                    "expected a struct with named fields, or an enum",
                ));
            }
        };
        Ok(Self {
            name,
            params,
            bounds: bounds.to_string(),
            attrs,
            body,
        })
    }

    /// `impl<T: bounds> path for Name<T> where …`, each parameter bounded by `bound` too.
    pub fn header(&self, path: &str, bound: &str) -> String {
        self.header_with(path, bound, "")
    }

    /// The same with a lifetime in front. Nothing is allowed: what a derive wrote is not looked at for what is
    /// deprecated, nor by clippy, and each attribute takes time to compile.
    pub fn header_with(&self, path: &str, bound: &str, lifetime: &str) -> String {
        let mut params = String::new();
        let mut names = String::new();
        if !lifetime.is_empty() {
            params.push_str(lifetime);
            params.push(',');
        }
        for param in &self.params {
            let own = if param.bounds.is_empty() { "" } else { " + " };
            params.push_str(&format!("{}: {}{own}{bound},", param.name, param.bounds));
            names.push_str(&param.name);
            names.push(',');
        }
        let (name, bounds) = (&self.name, &self.bounds);
        format!(
            "#[automatically_derived] impl<{params}> {path} for {name}<{names}> where {bounds} "
        )
    }

    /// `impl<T: bounds> Name<T> where …`
    pub fn inherent(&self) -> String {
        self.header("@", "")
            .replace("@ for ", "")
            .replace(": ,", ",")
    }
}

fn take_attrs(tokens: &mut Tokens) -> Result<Vec<Attr>, Error> {
    let mut attrs = Vec::new();
    while tokens.next_if(|token| is_punct(token, '#')).is_some() {
        if let Some(TokenTree::Group(group)) = tokens.next() {
            attrs::parse(group.stream(), &mut attrs)?;
        }
    }
    Ok(attrs)
}

/// `<T: Bound, U>`; nothing else can be derived for.
fn take_params(tokens: &mut Tokens) -> Result<Vec<Param>, Error> {
    let mut params = Vec::new();
    if tokens.next_if(|token| is_punct(token, '<')).is_none() {
        return Ok(params);
    }
    let mut depth = 1;
    let mut list: Vec<Vec<TokenTree>> = vec![Vec::new()];
    for token in tokens.by_ref() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && is_punct(&token, ',') {
            list.push(Vec::new());
        } else if let Some(param) = list.last_mut() {
            param.push(token);
        }
    }
    for param in list.into_iter().filter(|param| !param.is_empty()) {
        let (name, span) = match &param[0] {
            TokenTree::Ident(name) if name.to_string() != "const" => {
                (name.to_string(), name.span())
            }
            other => {
                return Err(Error::at(
                    other.span(),
                    "only type parameters can be derived for",
                ));
            }
        };
        let end = param
            .iter()
            .position(|token| is_punct(token, '='))
            .unwrap_or(param.len());
        let bounds = match param.get(1) {
            Some(token) if is_punct(token, ':') => param[2..end].iter().cloned().collect(),
            Some(token) if !is_punct(token, '=') => {
                return Err(Error::at(span, "expected a bound"));
            }
            _ => TokenStream::new(),
        };
        params.push(Param {
            name,
            bounds: bounds.to_string(),
        });
    }
    Ok(params)
}

fn skip_visibility(tokens: &mut Tokens) {
    let is_pub =
        |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word.to_string() == "pub");
    if tokens.next_if(is_pub).is_some() {
        tokens.next_if(|token| {
            matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
        });
    }
}

/// The tokens of a type, up to a comma that is not inside `<…>`.
fn take_type(tokens: &mut Tokens) -> Type {
    let mut depth = 0_usize;
    let mut ty = Vec::new();
    for token in tokens.by_ref() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth = depth.saturating_sub(1),
            TokenTree::Punct(punct) if punct.as_char() == ',' && depth == 0 => break,
            _ => {}
        }
        ty.push(token);
    }
    Type::new(ty)
}

fn parse_fields(body: TokenStream) -> Result<Vec<Field>, Error> {
    let mut fields = Vec::new();
    let mut tokens = body.into_iter().peekable();
    while tokens.peek().is_some() {
        let attrs = take_attrs(&mut tokens)?;
        skip_visibility(&mut tokens);
        let Some(TokenTree::Ident(name)) = tokens.next() else {
            break;
        };
        tokens.next();
        let (span, name) = (name.span(), name.to_string());
        fields.push(Field {
            name,
            span,
            ty: take_type(&mut tokens),
            attrs,
        });
    }
    Ok(fields)
}

fn parse_variants(body: TokenStream) -> Result<Vec<Variant>, Error> {
    let mut variants = Vec::new();
    let mut tokens = body.into_iter().peekable();
    while tokens.peek().is_some() {
        let attrs = take_attrs(&mut tokens)?;
        let Some(TokenTree::Ident(name)) = tokens.next() else {
            break;
        };
        let (span, name) = (name.span(), name.to_string());
        let (mut payload, mut second) = (None, None);
        match tokens.next() {
            None => {}
            Some(token) if is_punct(&token, ',') => {}
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                let mut content = group.stream().into_iter().peekable();
                payload = Some(take_type(&mut content));
                if content.peek().is_some() {
                    second = Some(take_type(&mut content));
                }
                if content.peek().is_some() {
                    return Err(Error::at(span, "a variant holds few values"));
                }
                tokens.next();
            }
            Some(_) => return Err(Error::at(span, "a variant holds one value, or none")),
        }
        variants.push(Variant {
            name,
            span,
            payload,
            second,
            attrs,
        });
    }
    Ok(variants)
}
