//! The derives, documented where their examples compile.

/// Implements reading, writing and validation of a model, and with them serde's traits.
///
/// A type gets [`FromWire`](crate::wire::FromWire), [`ToWire`](crate::wire::ToWire),
/// [`Validate`](trait@crate::validate::Validate), `serde::Deserialize` and `serde::Serialize`. All
/// attributes are arguments of `#[wire(…)]`.
///
/// # Structs
///
/// Whether a property must be there follows from the type of its field: `T` must be, `Option<T>`
/// may be missing but is not null, [`Field<T>`](crate::v1::Field) may be missing or null.
/// Undeclared properties are ignored, a property given twice is refused. A property is called as
/// its field is, without the underscore that stands behind a keyword: `type_` is `type`.
///
/// | Of a field | |
/// |---|---|
/// | `rename = "x"` | the name of the property |
/// | `default = expr` | its value where it is missing; it is always written |
/// | `nullable` | an `Option` that must be there: `None` is null |
/// | `lenient` | an `Option` that is `None` for null too |
/// | `serde` | the type is read and written by its own serde traits |
/// | `extra` | a map of the undeclared properties that no other map takes |
/// | `extra("^x-")` | a map of those whose names match one of the patterns; several can be there |
///
/// ```
/// use oas_runtime::v1 as rt;
///
/// #[derive(Debug, PartialEq, rt::Wire)]
/// struct Pet {
///     id: i64,
///     #[wire(rename = "nickName")]
///     nick_name: Option<String>,
///     owner: rt::Field<String>,
///     #[wire(default = 9)]
///     lives: u8,
///     #[wire(nullable)]
///     chip: Option<String>,
///     #[wire(extra)]
///     rest: rt::Map<rt::Value>,
/// }
///
/// let pet: Pet = rt::json::read(br#"{"id": 1, "owner": null, "chip": null, "color": "red"}"#)?;
/// assert_eq!(pet.lives, 9);
/// assert!(pet.owner.is_null());
/// assert_eq!(pet.rest["color"], "red");
/// assert_eq!(
///     rt::json::write(&pet).unwrap(),
///     r#"{"id":1,"owner":null,"lives":9,"chip":null,"color":"red"}"#,
/// );
/// # Ok::<(), rt::json::DecodeError>(())
/// ```
///
/// A struct may be generic over types. With `#[wire(tags("kind" = "cat"))]` on it, it writes discriminators that
/// no field holds, except behind those of a union around it; whatever value they have is read.
///
/// # Enums of values
///
/// An enum of variants without content is an enum of strings; `#[wire(int)]` makes it one of
/// integers, `#[wire(json)]` one of any JSON values. With a variant `#[wire(unknown)]` it is open:
/// other values are kept there, and are violations when validating. Without, they are refused.
/// A variant that holds an `UnknownValue` is one without saying so. With `#[wire(others)]` on the enum the
/// other strings are as valid as the listed ones.
///
/// Strings are called as their variants are, or with `#[wire(rename_all = "snake_case")]` on the enum
/// (`SCREAMING_SNAKE_CASE`, `kebab-case`) as those in another case.
///
/// | Of a variant | |
/// |---|---|
/// | `rename = "x"` | the string |
/// | `value = 1` | the integer |
/// | `json = "1.5"` | the value as JSON text |
/// | `unknown` | holds the values that are not listed: an `UnknownValue`, `i64` or `Value` |
///
/// ```
/// use oas_runtime::v1 as rt;
///
/// #[derive(Debug, PartialEq, rt::Wire)]
/// enum Mood {
///     #[wire(rename = "so-so")]
///     SoSo,
///     #[wire(unknown)]
///     Unknown(rt::UnknownValue),
/// }
///
/// #[derive(Debug, PartialEq, rt::Wire)]
/// #[wire(int)]
/// enum Level {
///     #[wire(value = 1)]
///     Low,
///     #[wire(value = 2)]
///     High,
/// }
///
/// assert_eq!(Mood::from("so-so"), Mood::SoSo);
/// assert_eq!(Mood::from("furious").as_str(), "furious");
/// assert_eq!(rt::json::read::<Level>(b"2.0")?, Level::High);
/// assert!(rt::json::read::<Level>(b"3").is_err());
/// # Ok::<(), rt::json::DecodeError>(())
/// ```
///
/// # Unions
///
/// An enum of variants with content is a union: `#[wire(tag = "petType")]` tells its alternatives
/// apart by a property of theirs, `#[wire(untagged)]` by their shape. In the latter, the
/// alternative with the most required properties wins, then the one with the fewest undeclared,
/// then the first.
///
/// | Of a variant | |
/// |---|---|
/// | `tag = "cat"` | the value of the property; where there are several, the first is written |
/// | `keep_tag` | the content declares the property itself |
/// | `from` | implements `From` of the content |
/// | `serde` | the content is read and written by its own serde traits |
/// | `unknown` | a [`Value`](crate::v1::Value) for what fits no other variant |
///
/// ```
/// use oas_runtime::v1 as rt;
///
/// #[derive(Debug, PartialEq, rt::Wire)]
/// struct Cat {
///     lives: u8,
/// }
///
/// #[derive(Debug, PartialEq, rt::Wire)]
/// #[wire(tag = "petType")]
/// enum Pet {
///     #[wire(tag = "cat", tag = "kitten", from)]
///     Cat(Cat),
///     #[wire(unknown)]
///     Unknown(rt::Value),
/// }
///
/// let pet: Pet = rt::json::read(br#"{"lives": 9, "petType": "kitten"}"#)?;
/// assert_eq!(pet, Cat { lives: 9 }.into());
/// assert_eq!(rt::json::write(&pet).unwrap(), r#"{"petType":"cat","lives":9}"#);
/// # Ok::<(), rt::json::DecodeError>(())
/// ```
///
/// # Constraints
///
/// Of fields and of the variants of unions: `min_length`, `max_length` (in characters), `pattern`
/// (ECMA 262), `format` (`email`, `uri`), `minimum`, `maximum`, `exclusive_minimum`, `exclusive_maximum`, `multiple_of`,
/// `min_items`, `max_items`, `unique_items`, `positions("string|null", …)`, `min_properties`, `max_properties`; `inner(…)` has the
/// same for the items of a list or the values of a map; `check` goes on to the checks of the type
/// itself, through lists, maps and boxes. Of structs: `min_properties`, `max_properties`, and
/// `closed`, by which [`json::read_closed`](crate::json::read_closed) reports what is undeclared.
///
/// ```
/// use oas_runtime::v1 as rt;
///
/// #[derive(rt::Wire)]
/// #[wire(closed)]
/// struct Basket {
///     #[wire(max_items = 2, unique_items, inner(pattern = "^[a-z]+$"))]
///     fruits: Vec<String>,
///     #[wire(exclusive_minimum = 0, multiple_of = 0.01)]
///     price: f64,
///     #[wire(check)]
///     inner: Option<Box<Basket>>,
/// }
///
/// let empty = Basket { fruits: Vec::new(), price: 0.0, inner: None };
/// let basket = Basket { fruits: vec!["Fig".to_owned()], price: 1.25, inner: Some(Box::new(empty)) };
/// let violations = rt::validate(&basket).unwrap_err();
/// let places: Vec<_> = violations.iter().map(|violation| violation.pointer.as_str()).collect();
/// assert_eq!(places, ["/fruits/0", "/inner/price"]);
/// ```
///
/// # Mistakes
///
/// They are errors where they stand: an attribute that does not exist,
///
/// ```compile_fail
/// #[derive(oas_runtime::v1::Wire)]
/// struct Pet {
///     #[wire(renamed = "nickName")]
///     nick_name: String,
/// }
/// ```
///
/// a value that is missing or of the wrong kind,
///
/// ```compile_fail
/// #[derive(oas_runtime::v1::Wire)]
/// struct Pet {
///     #[wire(min_length)]
///     name: String,
/// }
/// ```
///
/// a property or a value that is declared twice,
///
/// ```compile_fail
/// #[derive(oas_runtime::v1::Wire)]
/// struct Pet {
///     #[wire(rename = "b")]
///     a: String,
///     b: String,
/// }
/// ```
///
/// and a union that does not say how its alternatives are told apart.
///
/// ```compile_fail
/// #[derive(oas_runtime::v1::Wire)]
/// enum Pet {
///     Cat(String),
///     Dog(i64),
/// }
/// ```
pub use oas_runtime_macros::Wire;

/// Implements [`Validate`](trait@crate::validate::Validate) alone, by the constraints of
/// [`Wire`](derive@Wire): for what is not a model, such as the parts of a request.
///
/// ```
/// use oas_runtime::v1 as rt;
///
/// #[derive(rt::Validate)]
/// struct Request {
///     #[wire(minimum = 1, maximum = 100)]
///     limit: Option<i64>,
/// }
///
/// assert!(rt::validate(&Request { limit: None }).is_ok());
/// let violations = rt::validate(&Request { limit: Some(0) }).unwrap_err();
/// assert_eq!(violations.to_string(), "/limit: is less than 1");
/// ```
pub use oas_runtime_macros::Validate;

/// Writes `new`, which takes what must be there, where that is at most four fields, and `Default`
/// where nothing must be there. The attributes are those of [`Wire`](derive@Wire).
///
/// ```
/// use oas_runtime::v1 as rt;
///
/// #[derive(rt::Wire, rt::New)]
/// struct Pet {
///     name: String,
///     #[wire(default = 9)]
///     lives: u8,
/// }
///
/// #[derive(rt::Wire, rt::New)]
/// struct Page {
///     #[wire(default = 30)]
///     size: u8,
/// }
///
/// assert_eq!(Pet::new("Rex").lives, 9);
/// assert_eq!(Page::default().size, 30);
/// ```
pub use oas_runtime_macros::New;

/// Implements [`Request`](trait@crate::v1::Request): what an operation takes, with the operation itself
/// (OpenAPI 3.1.1, 4.8.10), and [`Validate`](trait@crate::validate::Validate) for its constraints.
///
/// | `#[operation(…)]` | |
/// |---|---|
/// | `get = "/pets/{id}"`, and so on | method and path template; `method = "LINK", path = "/x"` for any other |
/// | `id = "showPet"` | the operation's id, for logs; without it, the name of the struct |
/// | `ok(200 = Pet)`, `ok(204)` | the one success; `ok(range = 2, body = Pet)`, `ok(default, body = Pet)`; how its body is written stands behind, as below |
/// | `ok = ShowPetOk` | several successes: an enum with [`Outcome`](derive@Outcome) |
/// | `error = ShowPetError` | how it fails; without it, the name of the struct with `Error` for `Request` |
/// | `accept = "text/csv"` | the `Accept` header, where it is not the media type of `ok` |
/// | `security(A("read"), B)` | a scheme with its scopes; those in one list are all needed, one of several lists is |
/// | `optional_security` | nobody has to be known |
/// | `selector("X-Target", "Pets.Show")`, `query_selector("acl", "true")`, `query_selector("id")` | a header with that value, a query parameter with that or any: what tells operations of one path apart |
/// | `server = "https://…"`, `no_redirects` | a server of its own; redirects are answers |
///
/// A field is a path parameter if the template has its name, the body if it is called `body`, a query
/// parameter otherwise. As in a model, `T` must be there, `Option<T>` may be missing,
/// [`Field<T>`](crate::v1::Field) may be null too; constraints are those of [`Wire`](derive@Wire).
///
/// | `#[wire(…)]` of a field | |
/// |---|---|
/// | `path`, `query`, `header`, `cookie`, `body` | what it is, where the rule above is wrong |
/// | `rename = "x"`, `default = expr`, `nullable` | as in a model |
/// | `style(Form)`, `style(DeepObject, explode)` | the style, where it is not the usual one (4.8.12.3) |
/// | `reserved`, `as_json` | `allowReserved`; `content` with JSON |
///
/// A body is JSON, or one of these, each with another media type if it is given (`json = "application/problem+json"`):
///
/// | | |
/// |---|---|
/// | `json` | by the type's own reading and writing |
/// | `text`, `parsed` | a `String`; a value that is written as text, such as a number |
/// | `bytes`, `stream` | [`Bytes`](crate::v1::Bytes), whole; a [`Body`](crate::v1::Body), as it comes |
/// | `form`, `multipart` | by the properties of the type; `encoding("tags", content_type = "…", style(Form, explode))` for one of them |
/// | `parts` | a [`Multipart`](crate::v1::Multipart), part by part |
/// | `events`, `text_events`, `whole_events`, `lines`, `sequence` | [`Items`](crate::v1::Items) as Server-Sent Events (their data as JSON, as text, or with all fields), as lines of JSON, as a JSON text sequence |
/// | `payload` | the type says it itself, by [`Payload`](derive@Payload) or [`Content`](derive@Content) |
///
/// ```
/// use oas_runtime::v1::{self as rt, Request as _};
///
/// #[derive(Debug, Clone, PartialEq, rt::Request)]
/// #[operation(get = "/pets/{pet_id}", id = "showPet", ok(200 = String, text))]
/// struct ShowPetRequest {
///     pet_id: i64,
///     #[wire(minimum = 1, default = 10)]
///     page_size: u32,
///     #[wire(header, rename = "X-Trace")]
///     trace: Option<String>,
/// }
/// type ShowPetError = rt::Undeclared;
///
/// assert_eq!(ShowPetRequest::OPERATION.id, "showPet");
/// assert_eq!(ShowPetRequest::OPERATION.path, "/pets/{pet_id}");
/// let request = ShowPetRequest { pet_id: 7, page_size: 0, trace: None };
/// assert!(rt::validate(&request).is_err());
/// ```
///
/// An operation without a path is an error, as is a second body:
///
/// ```compile_fail
/// #[derive(oas_runtime::v1::Request)]
/// #[operation(id = "listPets", ok(204), error = oas_runtime::v1::Undeclared)]
/// struct ListPetsRequest {}
/// ```
///
/// ```compile_fail
/// #[derive(oas_runtime::v1::Request)]
/// #[operation(put = "/pets", ok(204), error = oas_runtime::v1::Undeclared)]
/// struct PutPetsRequest {
///     body: String,
///     #[wire(bytes)]
///     picture: Vec<u8>,
/// }
/// ```
pub use oas_runtime_macros::Request;

/// Implements [`Outcome`](trait@crate::v1::Outcome): how an operation ends, one variant per status
/// (OpenAPI 3.1.1, 4.8.16).
///
/// A variant called as a status is (`NotFound`, `TooManyRequests`), `Status419`, a range (`ClientError`
/// is `4XX`) or `Default` needs no more; any other says `#[wire(404)]`, `#[wire(range = 4)]` or
/// `#[wire(default)]`. A range or `Default` holds the status first, then the body if there is one. A
/// code wins over a range, a range over `Default`. How the body is read and written is said as in
/// [`Request`](derive@Request).
///
/// With a variant `Other` that holds a [`Reply`](crate::v1::Reply), for what is not declared, it is an
/// error: `Display` and [`Error`](core::error::Error) are implemented, and on the server `From` of every
/// `IntoReply`, so that `?` does with an application's own errors.
///
/// ```
/// use oas_runtime::v1::{self as rt, Outcome as _};
///
/// #[derive(Debug, PartialEq, rt::Outcome)]
/// enum ShowPetError {
///     #[wire(text)]
///     NotFound(String),
///     #[wire(410)]
///     Adopted,
///     ServerError(rt::StatusCode),
///     Other(rt::Reply),
/// }
///
/// assert_eq!(ShowPetError::NotFound("no such pet".to_owned()).to_string(), "404 Not Found");
/// assert_eq!(ShowPetError::Adopted.status(), 410);
/// assert_eq!(ShowPetError::ServerError(rt::StatusCode::BAD_GATEWAY).status(), 502);
/// ```
///
/// A name that says no status is an error:
///
/// ```compile_fail
/// #[derive(oas_runtime::v1::Outcome)]
/// enum ShowPetError {
///     Adopted,
/// }
/// ```
pub use oas_runtime_macros::Outcome;

/// Implements [`Payload`](trait@crate::v1::Payload): the headers of a response, and its body.
///
/// The field `body`, or the one that says how a body is read and written (see
/// [`Request`](derive@Request)), is the body; every other is a header, called as its field is
/// (`retry_after` is `Retry-After`) or by `#[wire(rename = "ETag")]`. `#[wire(as_json)]` makes the value JSON, `#[wire(explode)]` writes the
/// properties of an object as `key=value`. A header that is no `Option` must be there.
///
/// ```
/// use oas_runtime::v1::{self as rt, Payload as _};
///
/// #[derive(Debug, PartialEq, rt::Payload)]
/// struct Page {
///     x_total: i64,
///     #[wire(rename = "ETag")]
///     etag: Option<String>,
///     #[wire(text = "text/csv")]
///     body: String,
/// }
///
/// let page = Page { x_total: 2, etag: None, body: "a,b".to_owned() };
/// let reply = page.write(200);
/// assert_eq!(reply.headers["x-total"], "2");
/// assert_eq!(reply.headers["content-type"], "text/csv");
/// assert!(!reply.headers.contains_key("etag"));
/// ```
pub use oas_runtime_macros::Payload;

/// Implements [`Content`](trait@crate::v1::Content): a body of several media types, one variant for
/// each, chosen by `Content-Type` when reading. How each is read and written is said as in
/// [`Request`](derive@Request).
///
/// ```
/// use oas_runtime::v1::{self as rt, Content as _, Payload as _};
///
/// #[derive(Debug, PartialEq, rt::Content)]
/// enum Report {
///     Json(Vec<i64>),
///     #[wire(text = "text/csv")]
///     Csv(String),
/// }
///
/// assert_eq!(Report::MEDIA, ["application/json", "text/csv"]);
/// assert_eq!(Report::Json(vec![1, 2]).write(200).headers["content-type"], "application/json");
/// ```
pub use oas_runtime_macros::Content;
