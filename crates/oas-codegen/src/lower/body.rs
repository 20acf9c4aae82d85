//! Bodies: media types, how each is read and written, and of what type it is.

use super::mode::Mode;
use super::types::Lower;
use crate::diagnostic::Code;
use crate::ir::{self, Codec, Content, Frame, Media, Type};
use crate::media::{Class, classify, essence};
use crate::names::Scope;
use crate::place::Place;
use crate::resolve::{self, SchemaId, Shape, Style};

impl<'a> Lower<'a> {
    /// What a body can be; `None` for no body. `many` names the enum of several media types.
    pub(super) fn content(
        &mut self,
        list: &[resolve::Media],
        many: &str,
        at: &Place,
        mode: Mode,
    ) -> Option<Content> {
        match list {
            [] => None,
            [one] => Some(Content::One(self.media(one, mode))),
            several => {
                let name = self.operation_type(many, at);
                let mut scope = Scope::new(&["Other"]);
                let mut variants = Vec::new();
                for media in several {
                    let words = media_name(&media.media_type);
                    let variant = scope.variant(&words, &media.place.as_key(), self.diags);
                    variants.push((variant, self.media(media, mode)));
                }
                Some(Content::Many { name, variants })
            }
        }
    }

    fn media(&mut self, media: &resolve::Media, mode: Mode) -> Media {
        let class = classify(&media.media_type);
        let class = self.settle_class(class, media.schema);
        let mode = match (class, mode) {
            (Class::Multipart, Mode::Read) => Mode::Parts,
            (Class::Multipart, _) => Mode::Form,
            _ => mode,
        };
        let schema = match class {
            Class::Events | Class::Lines => self.item_schema(media),
            _ => media.schema,
        };
        let (ty, codec) = match class {
            Class::Text => (Type::String, Codec::Text),
            Class::Binary | Class::Wildcard => (Type::Binary, Codec::Stream),
            Class::Json => (self.body_type(media, schema, mode), Codec::Json),
            Class::Events | Class::Lines => match self.frame(class, media, schema) {
                Frame::TextEvents => (Type::String, Codec::Items(Frame::TextEvents)),
                frame => (self.body_type(media, schema, mode), Codec::Items(frame)),
            },
            Class::Form => (
                self.body_type(media, schema, mode),
                Codec::Form(self.form_encodings(media, schema)),
            ),
            Class::Multipart => (
                self.body_type(media, schema, mode),
                Codec::Multipart(encodings(media)),
            ),
        };
        if matches!(class, Class::Text | Class::Binary) {
            self.note_text(media, class);
        }
        // What is read as it comes is not there to be checked.
        let constrained = matches!(class, Class::Json | Class::Form | Class::Multipart);
        let constraints = match schema {
            Some(id) if constrained => self.constraints(id),
            _ => ir::Constraints::default(),
        };
        Media {
            media_type: media.media_type.clone(),
            codec,
            ty,
            constraints,
        }
    }

    /// Says that a schema is not expressed, unless it says no more than the media type does.
    fn note_text(&mut self, media: &resolve::Media, class: Class) {
        let Some(id) = media.schema else { return };
        let shape = &self.model.schema(self.model.target(id)).shape;
        let at = media.place.as_key();
        if matches!(shape, Shape::Any | Shape::String) || self.diags.knows(Code::AsText, &at) {
            return;
        }
        let form = if class == Class::Text {
            "text"
        } else {
            "bytes"
        };
        let message = format!(
            "a body of `{}` is handed over as {form}, not as its schema says",
            media.media_type
        );
        self.diags.warning(Code::AsText, &at, message);
    }

    /// What the schema says where the media type leaves it open.
    fn settle_class(&self, class: Class, schema: Option<SchemaId>) -> Class {
        let shape = schema.map(|id| self.model.schema(self.model.target(id)));
        let is_object =
            shape.is_some_and(|s| matches!(s.shape, Shape::Object(_) | Shape::Union(_)));
        let is_binary = shape.is_some_and(|s| {
            s.shape == Shape::String && s.keywords.format.as_deref() == Some("binary")
        });
        match class {
            Class::Form | Class::Multipart if !is_object => Class::Binary,
            Class::Json | Class::Lines if is_binary => Class::Binary,
            Class::Wildcard => match shape.map(|s| &s.shape) {
                None | Some(Shape::Any) => Class::Binary,
                Some(Shape::String) if is_binary => Class::Binary,
                Some(Shape::String) => Class::Text,
                Some(_) => Class::Json,
            },
            other => other,
        }
    }

    /// The schema of an item: `itemSchema`, or `schema`, which may say that the whole is a list.
    fn item_schema(&self, media: &resolve::Media) -> Option<SchemaId> {
        if media.item_schema.is_some() {
            return media.item_schema;
        }
        let schema = media.schema?;
        match self.model.schema(self.model.target(schema)).shape {
            Shape::List(item) => item,
            _ => Some(schema),
        }
    }

    /// How items of that schema are written.
    fn frame(&self, class: Class, media: &resolve::Media, item: Option<SchemaId>) -> Frame {
        let essence = essence(&media.media_type);
        if class == Class::Lines {
            return match essence.ends_with("json-seq") {
                true => Frame::Sequence,
                false => Frame::Lines,
            };
        }
        let Some(item) = item else {
            return Frame::TextEvents;
        };
        match &self.model.schema(self.model.target(item)).shape {
            Shape::String => Frame::TextEvents,
            _ if self.is_whole_event(item) => Frame::WholeEvents,
            _ => Frame::Events,
        }
    }

    /// Whether it describes an event, not its data alone: an object of `data` and of what else an
    /// event has, or alternatives that all are.
    fn is_whole_event(&self, schema: SchemaId) -> bool {
        let fields = ["data", "event", "id", "retry"];
        let is_event = |object: &resolve::Object| {
            let names = || {
                object
                    .properties
                    .iter()
                    .map(|property| property.wire.as_str())
            };
            names().any(|name| name == "data") && names().all(|name| fields.contains(&name))
        };
        match &self.model.schema(self.model.target(schema)).shape {
            Shape::Object(object) => is_event(object),
            Shape::Union(union) => union.variants.iter().all(|variant| {
                let target = self.model.target(variant.schema);
                matches!(&self.model.schema(target).shape, Shape::Object(object) if is_event(object))
            }),
            _ => false,
        }
    }

    fn body_type(&mut self, media: &resolve::Media, schema: Option<SchemaId>, mode: Mode) -> Type {
        match schema {
            Some(id) => self.use_of(id, mode).inner(),
            None => self.any(&media.place.as_key(), ir::UntypedPart::Value),
        }
    }

    /// Takes up the examples of a body in JSON.
    pub(super) fn media_examples(
        &mut self,
        words: &str,
        list: &'a [resolve::Media],
        content: Option<&Content>,
        mode: Mode,
    ) {
        let lowered: Vec<&Media> = match content {
            None => return,
            Some(Content::One(media)) => vec![media],
            Some(Content::Many { variants, .. }) => variants.iter().map(|(_, m)| m).collect(),
        };
        for (media, lowered) in list.iter().zip(lowered) {
            let Some(schema) = media.schema.filter(|_| lowered.codec == Codec::Json) else {
                continue;
            };
            for (name, value, at) in &media.examples {
                let name = name.as_deref().unwrap_or_default();
                let words = format!("{words} {name}");
                self.example(words.trim(), schema, &lowered.ty, mode, (value, at));
            }
        }
    }
}

impl Lower<'_> {
    /// The encodings of a form: also of properties with a bracket in their name, which would else be read as
    /// properties of properties.
    fn form_encodings(
        &self,
        media: &resolve::Media,
        schema: Option<SchemaId>,
    ) -> Vec<ir::Encoding> {
        let mut out = encodings(media);
        let shape = schema.map(|id| &self.model.schema(self.model.target(id)).shape);
        if let Some(Shape::Object(object)) = shape {
            let names = object.properties.iter().map(|property| &property.wire);
            for name in names.filter(|name| name.contains('[')) {
                if !out.iter().any(|encoding| encoding.property == *name) {
                    out.push(ir::Encoding {
                        property: name.clone(),
                        content_type: None,
                        style: ir::Style::Form,
                        explode: true,
                    });
                }
            }
        }
        out
    }
}

fn encodings(media: &resolve::Media) -> Vec<ir::Encoding> {
    let one = |e: &resolve::Encoding| ir::Encoding {
        property: e.property.clone(),
        content_type: e.content_type.clone(),
        style: style(e.style),
        explode: e.explode,
    };
    media.encoding.iter().map(one).collect()
}

/// The same style in the terms of the ir.
pub(super) fn style(style: Style) -> ir::Style {
    match style {
        Style::Form => ir::Style::Form,
        Style::SpaceDelimited => ir::Style::SpaceDelimited,
        Style::PipeDelimited => ir::Style::PipeDelimited,
        Style::DeepObject => ir::Style::DeepObject,
        Style::Simple => ir::Style::Simple,
        Style::Label => ir::Style::Label,
        Style::Matrix => ir::Style::Matrix,
    }
}

/// The words for a media type among others: `Json`, `Form`, `Image Png`, `Json stream=watch`.
pub(super) fn media_name(media_type: &str) -> String {
    let essence = essence(media_type);
    let (kind, subtype) = essence.split_once('/').unwrap_or(("", &essence));
    let name = match essence.as_str() {
        "application/x-www-form-urlencoded" => "Form".to_owned(),
        "application/octet-stream" => "Binary".to_owned(),
        "text/event-stream" => "Events".to_owned(),
        "text/plain" => "Text".to_owned(),
        "multipart/form-data" => "Multipart".to_owned(),
        "*/*" => "Any".to_owned(),
        _ if kind == "application" && subtype == "*" => "Any Application".to_owned(),
        _ if subtype == "*" => format!("Any {kind}"),
        _ if kind == "application" => subtype.trim_start_matches("x-").replace('*', "Any"),
        _ => format!("{kind} {}", subtype.replace('*', "Any")),
    };
    let parameters = media_type.split(';').skip(1).map(str::trim);
    let parameters = parameters.filter(|p| !p.to_ascii_lowercase().starts_with("charset"));
    parameters.fold(name, |name, parameter| format!("{name} {parameter}"))
}

/// A body that is there as a whole: of a failure, which is a value to be kept and compared.
pub(super) fn make_whole(content: &mut Content) {
    let media: Vec<&mut Media> = match content {
        Content::One(media) => vec![media],
        Content::Many { variants, .. } => variants.iter_mut().map(|(_, media)| media).collect(),
    };
    for media in media {
        if media.codec == Codec::Stream {
            media.codec = Codec::Binary;
        }
    }
}
