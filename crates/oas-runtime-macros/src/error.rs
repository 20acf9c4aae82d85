//! What is wrong with the input, and where.

use proc_macro::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// An error that the compiler shows at a span.
pub struct Error {
    message: String,
    span: Span,
}

impl Error {
    /// An error at the derive.
    pub fn new(message: impl Into<String>) -> Self {
        Self::at(Span::call_site(), message)
    }

    /// An error at `span`.
    pub fn at(span: Span, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span,
        }
    }

    /// `::core::compile_error! { "message" }`, all of it at the span.
    pub fn into_tokens(self) -> TokenStream {
        let Self { message, span } = self;
        let message = TokenTree::Literal(Literal::string(&message));
        let group = Group::new(Delimiter::Brace, TokenStream::from(message));
        let mut tokens: Vec<TokenTree> = Vec::new();
        for name in ["core", "compile_error"] {
            tokens.push(TokenTree::Punct(Punct::new(':', Spacing::Joint)));
            tokens.push(TokenTree::Punct(Punct::new(':', Spacing::Alone)));
            tokens.push(TokenTree::Ident(Ident::new(name, span)));
        }
        tokens.push(TokenTree::Punct(Punct::new('!', Spacing::Alone)));
        tokens.push(TokenTree::Group(group));
        let spanned = tokens.into_iter().map(|mut token| {
            token.set_span(span);
            token
        });
        spanned.collect()
    }
}
