//! Applications of generated crates, as source text: one that calls operations, one that implements all of them.
//!
//! Both are made of the signatures in the generated code, so the same is asked of every tool: arguments and answers
//! come from a function that can give any type, everything else is as a person would write it.
//! Must not know which tool wrote the code.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use quote::ToTokens;
use syn::{
    FnArg, GenericArgument, ImplItem, Item, ItemImpl, ItemTrait, PathArguments, ReturnType,
    Signature, TraitItem, TraitItemFn, Type, TypeImplTrait, TypeParamBound, UseTree, Visibility,
};

/// A module of a generated crate.
pub struct Module {
    file: syn::File,
    path: Vec<String>,
}

/// The lines that both applications begin with; the constant is what changes between two builds.
const HEAD: &str = "\
#![allow(unused_imports, unused_variables, dead_code, deprecated)]

const CHANGE: u64 = 0;

fn given<T>() -> T {
    std::process::exit(1)
}

fn keep<T>(_: T) {}

fn main() -> std::io::Result<()> {
    println!(\"{CHANGE}\");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run())
}

";

impl Module {
    /// Reads the module `path` of the crate, its name first, from `file`.
    ///
    /// # Errors
    /// If the file cannot be read or is no Rust.
    pub fn read(file: &Path, path: &[&str]) -> io::Result<Self> {
        let text = fs::read_to_string(file)?;
        let file = syn::parse_file(&text)
            .map_err(|error| io::Error::other(format!("{}: {error}", file.display())))?;
        Ok(Self {
            file,
            path: path.iter().map(|part| (*part).to_owned()).collect(),
        })
    }

    /// The methods of `client` that call an operation, by name.
    pub fn methods(&self, client: &str) -> BTreeMap<String, &Signature> {
        let mut found = BTreeMap::new();
        for item in &self.file.items {
            let Item::Impl(block) = item else { continue };
            if block.trait_.is_some() || !is_named(&block.self_ty, client) {
                continue;
            }
            found.extend(calls(block).map(|sig| (sig.ident.to_string(), sig)));
        }
        found
    }

    /// An application that calls these methods of `client`, one after the other.
    pub fn caller(&self, client: &str, names: &[&str]) -> String {
        let methods = self.methods(client);
        let mut text = HEAD.to_owned();
        text.push_str(&self.imports());
        let mut main = String::new();
        let mut functions = String::new();
        for name in names {
            let Some(sig) = methods.get(*name) else {
                continue;
            };
            let arguments: Vec<String> = sig.inputs.iter().filter_map(argument).collect();
            let _ = write!(
                functions,
                "\nasync fn call_{name}(client: &{client}) {{\n    match client.{name}({}).await {{\n        \
                 Ok(answer) => keep(answer),\n        Err(error) => eprintln!(\"{{error:?}}\"),\n    }}\n}}\n",
                arguments.join(", ")
            );
            let _ = writeln!(main, "    call_{name}(&client).await;");
        }
        let _ = write!(
            text,
            "\nasync fn run() -> std::io::Result<()> {{\n    let client: {client} = given();\n{main}    Ok(())\n}}\n{functions}"
        );
        text
    }

    /// An application that implements every trait of the module and serves it by `router`.
    ///
    /// # Errors
    /// If there is no such function.
    pub fn server(&self, router: &str, extra: &str) -> io::Result<String> {
        let functions = self.file.items.iter().filter_map(|item| match item {
            Item::Fn(function) => Some(&function.sig),
            _ => None,
        });
        let sig = functions.into_iter().find(|sig| sig.ident == router);
        let sig =
            sig.ok_or_else(|| io::Error::other(format!("there is no function `{router}`")))?;
        let arguments: Vec<&str> = sig.inputs.iter().map(served).collect();
        let mut text = HEAD.to_owned();
        text.push_str(&self.imports());
        let _ = write!(
            text,
            "\n#[derive(Clone)]\nstruct App;\n{extra}\nasync fn run() -> std::io::Result<()> {{\n    let listener = \
             tokio::net::TcpListener::bind(\"127.0.0.1:0\").await?;\n    axum::serve(listener, {}({})).await\n}}\n",
            self.qualified(router),
            arguments.join(", ")
        );
        Ok(text)
    }

    /// An implementation of every trait of the module for `App`.
    pub fn implementations(&self) -> String {
        let mut text = self.imports();
        for item in &self.file.items {
            let Item::Trait(item) = item else { continue };
            if matches!(item.vis, Visibility::Public(_)) {
                text.push_str(&self.as_from_outside(&implementation(item)));
            }
        }
        text
    }

    /// Paths that begin with `super` in the text of tokens, as they are seen from another crate.
    fn as_from_outside(&self, text: &str) -> String {
        (1..self.path.len())
            .rev()
            .fold(text.to_owned(), |text, up| {
                let module = self.path[..self.path.len() - up].join("::");
                text.replace(&"super :: ".repeat(up), &format!("{module}::"))
            })
    }

    fn qualified(&self, name: &str) -> String {
        format!("{}::{name}", self.path.join("::"))
    }

    /// What the module imports, as it is seen from another crate, and all that is in it.
    fn imports(&self) -> String {
        let mut text = format!("use {}::*;\n", self.path.join("::"));
        for item in &self.file.items {
            let Item::Use(import) = item else { continue };
            let mut path = String::new();
            if import.leading_colon.is_some() {
                path.push_str("::");
            }
            self.write_tree(&import.tree, 0, &mut path);
            let _ = writeln!(text, "use {path};");
        }
        text
    }

    /// `super` and `crate` at the beginning become the crate's path; the rest stays.
    fn write_tree(&self, tree: &UseTree, up: usize, path: &mut String) {
        match tree {
            UseTree::Path(step) if step.ident == "super" => {
                self.write_tree(&step.tree, up + 1, path)
            }
            UseTree::Path(step) if step.ident == "crate" => {
                self.write_tree(&step.tree, self.path.len() - 1, path);
            }
            rest => {
                if up > 0 {
                    let kept = self.path.len().saturating_sub(up).max(1);
                    path.push_str(&self.path[..kept].join("::"));
                    path.push_str("::");
                }
                path.push_str(&text(rest));
            }
        }
    }
}

/// The methods of a block that send something: asynchronous ones, and those that give a call to be awaited.
fn calls(block: &ItemImpl) -> impl Iterator<Item = &Signature> {
    block.items.iter().filter_map(|item| {
        let ImplItem::Fn(function) = item else {
            return None;
        };
        let sig = &function.sig;
        let public = matches!(function.vis, Visibility::Public(_));
        let takes_self = sig
            .inputs
            .first()
            .is_some_and(|input| matches!(input, FnArg::Receiver(_)));
        let awaited = match &sig.output {
            ReturnType::Type(_, ty) => is_named(ty, "Call"),
            ReturnType::Default => false,
        };
        (public && takes_self && (awaited || sig.asyncness.is_some())).then_some(sig)
    })
}

/// Whether the last segment of a type's path is `name`.
fn is_named(ty: &Type, name: &str) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path
        .segments
        .last()
        .is_some_and(|segment| segment.ident == name)
}

/// An expression for a parameter; `None` for `self`.
fn argument(input: &FnArg) -> Option<String> {
    match input {
        FnArg::Typed(input) => Some(value(&input.ty)),
        FnArg::Receiver(_) => None,
    }
}

/// A value: any of a type that is known, text where a type is to be chosen, alone or in an option, list or slice.
fn value(ty: &Type) -> String {
    match ty {
        Type::ImplTrait(generic) => chosen(generic),
        Type::Reference(reference) if is_generic(ty) => format!("&{}", value(&reference.elem)),
        Type::Slice(slice) if is_generic(ty) => format!("[{}]", value(&slice.elem)),
        Type::Path(path) if is_generic(ty) => {
            let last = path.path.segments.last();
            let inner = last.and_then(|segment| first_type(&segment.arguments));
            let inner = inner.map(value).unwrap_or_default();
            match is_named(ty, "Vec") {
                true => format!("vec![{inner}]"),
                false => format!("Some({inner})"),
            }
        }
        _ => "given()".to_owned(),
    }
}

/// Whether a type has a part that the caller chooses.
fn is_generic(ty: &Type) -> bool {
    text(ty).contains("impl ")
}

/// A value of what `impl Trait` asks for: the type that it is turned into, or text.
fn chosen(generic: &TypeImplTrait) -> String {
    let into = generic.bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let segment = bound.path.segments.last()?;
        let ty = first_type(&segment.arguments)?;
        (segment.ident == "Into" && !is_named(ty, "String")).then(|| text(ty))
    });
    into.map_or_else(|| "\"x\"".to_owned(), |ty| format!("given::<{ty}>()"))
}

fn first_type(arguments: &PathArguments) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// An expression for a parameter of the router: a gate for an authenticator, the application for all else.
fn served(input: &FnArg) -> &'static str {
    match input {
        FnArg::Typed(input) if is_named(&input.ty, "Arc") => "std::sync::Arc::new(App)",
        FnArg::Typed(input) if text(&input.pat) == "authenticator" => "Gate",
        _ => "App",
    }
}

/// All methods that have no body yet, each giving any answer.
fn implementation(item: &ItemTrait) -> String {
    let boxed = item.attrs.iter().any(|attr| {
        attr.path()
            .segments
            .last()
            .is_some_and(|segment| segment.ident == "async_trait")
    });
    let attribute = if boxed {
        "#[async_trait::async_trait]\n"
    } else {
        ""
    };
    let mut text = format!("\n{attribute}impl {} for App {{\n", item.ident);
    for member in &item.items {
        match member {
            TraitItem::Type(ty) => {
                let _ = writeln!(text, "    type {} = ();", ty.ident);
            }
            TraitItem::Fn(function) if function.default.is_none() => {
                let _ = writeln!(
                    text,
                    "    {} {{\n        given()\n    }}",
                    asynchronous(function)
                );
            }
            _ => {}
        }
    }
    text.push_str("}\n");
    text
}

/// A method that gives a future as `async fn f(…) -> T`; others as they are.
fn asynchronous(function: &TraitItemFn) -> String {
    let sig = &function.sig;
    match future_output(&sig.output) {
        Some(output) => {
            let inputs = text(&sig.inputs);
            format!("async fn {}({inputs}) -> {output}", sig.ident)
        }
        None => text(sig),
    }
}

/// `T` of `impl Future<Output = T>`, `Result<T, E>` of `impl Handling<T, E>`.
fn future_output(output: &ReturnType) -> Option<String> {
    let ReturnType::Type(_, ty) = output else {
        return None;
    };
    let Type::ImplTrait(future) = &**ty else {
        return None;
    };
    future.bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let segment = bound.path.segments.last()?;
        let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
            return None;
        };
        if segment.ident == "Handling" {
            return Some(format!("::std::result::Result<{}>", text(&arguments.args)));
        }
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(assigned) if assigned.ident == "Output" => {
                Some(text(&assigned.ty))
            }
            _ => None,
        })
    })
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(text: &str) -> Module {
        Module {
            file: syn::parse_file(text).unwrap(),
            path: vec!["ours".to_owned(), "api".to_owned(), "server".to_owned()],
        }
    }

    #[test]
    fn imports_are_seen_seen_from_outside() {
        let module = module(
            "use super::{models, operations as op}; pub use rt::server::IntoReply; use super::super::types::*;
             use ::oas_runtime::v1 as rt; use crate::names;",
        );
        assert_eq!(
            module.imports(),
            "use ours::api::server::*;\nuse ours::api::{ models , operations as op };\n\
             use rt :: server :: IntoReply;\nuse ours::types :: *;\nuse ::oas_runtime :: v1 as rt;\nuse ours::names;\n"
        );
    }

    #[test]
    fn a_caller_gives_every_argument() {
        let module = module(
            "impl Client { pub fn with_token(self, t: String) -> Self { self }
                pub fn list(&self, request: impl Into<op::ListRequest>) -> rt::client::Call<(), E> { x() }
                pub async fn get(&self, id: impl AsRef<str>, n: i64, m: Option<impl AsRef<str>>, l: &[impl AsRef<str>]) -> Result<(), E> { x() } }",
        );
        let names: Vec<String> = module.methods("Client").into_keys().collect();
        assert_eq!(names, ["get", "list"]);
        let text = module.caller("Client", &["list", "get"]);
        assert!(
            text.contains("client.list(given::<op :: ListRequest>()).await"),
            "{text}"
        );
        assert!(
            text.contains("client.get(\"x\", given(), Some(\"x\"), &[\"x\"]).await"),
            "{text}"
        );
        assert!(syn::parse_file(&text).is_ok());
    }

    #[test]
    fn a_server_implements_what_has_no_body() {
        let module = module(
            "pub trait Pets { type Principal: Send; fn refuse(&self) -> u8 { 0 }
                fn list(&self, principal: Self::Principal) -> impl Future<Output = Result<u8, E>> + Send;
                fn show(&self, id: i64) -> impl Handling<u8, E>; }
             #[async_trait::async_trait] pub trait Other { async fn get(&self, id: super::super::types::Id) -> super::Reply; }
             pub fn router<T, A>(implementation: Arc<T>, authenticator: A) -> Router { x() }",
        );
        let text = module.implementations();
        assert!(
            text.contains(
                "async fn list(& self , principal : Self :: Principal) -> Result < u8 , E >"
            ),
            "{text}"
        );
        assert!(
            text.contains("async fn show(& self , id : i64) -> ::std::result::Result<u8 , E>"),
            "{text}"
        );
        assert!(
            text.contains("#[async_trait::async_trait]\nimpl Other for App"),
            "{text}"
        );
        assert!(
            text.contains("async fn get (& self , id : ours::types :: Id) -> ours::api::Reply"),
            "{text}"
        );
        assert!(!text.contains("refuse"), "{text}");
        let text = module.server("router", "struct Gate;").unwrap();
        assert!(
            text.contains("ours::api::server::router(std::sync::Arc::new(App), Gate)"),
            "{text}"
        );
    }
}
