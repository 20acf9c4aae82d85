//! The kinds of problems, each with its stable number and its explanation.

/// Declares [`Code`] with number, name and explanation.
macro_rules! codes {
    ($($name:ident = $number:literal, $title:literal, $explanation:literal;)*) => {
        /// A kind of problem. Numbers are never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $title] $name = $number,)*
        }

        impl Code {
            /// All codes, by number.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// One line.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What it means and how to mend it.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => $explanation,)* }
            }
        }
    };
}

codes! {
    Syntax = 1, "the text is not well formed", "The file cannot be read as YAML or JSON at the place shown: a missing quote or bracket, wrong indentation, an unknown tag, values that nest more than 128 levels deep, or aliases that expand to more than a million values. Whether a file is JSON is decided by its first character and its extension.";
    Unsupported = 2, "a construct that is not generated", "The construct is valid OpenAPI, but this version does not generate it; what needs it is left out, the rest is generated.";
    Unreadable = 3, "a file cannot be read", "A file that the document needs does not exist, may not be read, or is not UTF-8.";
    OutsideFile = 4, "a reference leaves the document's folder", "Only files below the folder of the root document are read, links resolved, so that a document cannot pull in what it has no business with. Set `outside_files = true` to allow it.";
    Version = 5, "not a version of OpenAPI that is read", "OpenAPI 3.0 and 3.1 are read; 3.2 as far as it is 3.1. Swagger 2.0 documents must be converted first.";
    Unread = 6, "a part of the document cannot be read", "The part has the right keys but not the form that the specification gives it.";
    UnknownKey = 7, "a key that OpenAPI does not know", "The object has no such key in any version that is read, so it is ignored. It is usually misspelt, or stands one level too high or too low. Keys of one's own begin with `x-`.";
    DuplicateKey = 8, "a key stands twice in one object", "An object has each key once; readers differ in which of two they take, so nothing is generated. `200` and `'200'` are the same key.";
    WrongType = 9, "a value of the wrong kind", "The specification wants another kind of value here, such as a list where an object stands, and nothing can be guessed from it.";
    Coerced = 10, "a scalar of the wrong kind", "The specification wants another kind of scalar, and what is written can only mean one value of that kind, as the text `true` for the boolean. It is read as that.";
    Null = 11, "null where a value is expected", "The key is there, but its value is null; in YAML that is what a key without a value has. It is read as if the key were absent.";
    Missing = 12, "a required key is missing", "The object needs the key. Where the document still has one sensible reading this is a warning; where it has none it is an error.";
    Status = 13, "not a status", "The keys of `responses` are statuses from 100 to 999, ranges such as `4XX`, and `default`.";
    PathKey = 14, "not a path or method", "The keys of `paths` begin with `/`. The methods of a path item are written in lower case.";
    ParameterIn = 15, "an unknown place for a parameter or API key", "Parameters are in `path`, `query`, `header` or `cookie`; API keys in the last three. What Swagger 2.0 had in `body` and `formData` is `requestBody` in OpenAPI 3.";
    Style = 16, "a style that the parameter cannot have", "Each place has its own styles: `simple`, `label` and `matrix` in paths, `form`, `spaceDelimited`, `pipeDelimited` and `deepObject` in queries, `simple` in headers, `form` in cookies. The default style is used instead.";
    PathOptional = 17, "a path parameter that is not required", "A path without its parameter would be another path, so a path parameter is required, and the specification wants `required: true` to be written. It is read as required.";
    SecurityType = 18, "an unknown type of security scheme", "A security scheme is `apiKey`, `http`, `mutualTLS`, `oauth2` or `openIdConnect`. Basic and bearer authentication are `type: http` with `scheme`.";
    TypeName = 19, "an unknown type in a schema", "A type is `string`, `number`, `integer`, `boolean`, `array` or `object`, and in 3.1 `null`. What is more precise than that is a `format`. Names that can only mean one type, such as `int`, are read as that with a warning.";
    NoEffect = 20, "a keyword that says nothing about the type", "Keywords of JSON Schema apply to values of one type and say nothing about others: `minLength` about strings, `items` about arrays. Beside another `type` they have no effect.";
    EnumValue = 21, "an `enum` without values", "An enum lists the values that are possible; one without any would exclude all. It is ignored.";
    RequiredFlag = 22, "`required` as a flag", "`required` of a schema is the list of the properties that must be there. `required: true` in the property itself is of an old draft; it is read as naming the property in that list.";
    RefSibling = 23, "a key that something beside it makes void", "`$ref` stands for the whole object, so other keys beside it are ignored, but for `summary` and `description`; in schemas they count. A parameter has either `schema` or `content`.";
    Later = 24, "something of a later version", "The construct belongs to a later version of OpenAPI than the document names in `openapi`. It is read as that version has it.";
    Earlier = 25, "something of an earlier version", "The construct belongs to an earlier version of OpenAPI than the document names in `openapi`. It is read as that version had it.";
    NotYet = 26, "something new in OpenAPI 3.2", "Documents of version 3.2 are read as 3.1 with `itemSchema`; what else is new in 3.2 is left out.";
    EmptyRange = 27, "a range without values", "The lower bound is above the upper one, so that no value is valid.";
    Include = 28, "a `$ref` where no reference is foreseen", "OpenAPI allows references in place of certain objects only. Documents that are written in many files sometimes have them in place of a map, a list or a text; what they name is read in their place.";
    LargeData = 29, "data too large to be of use", "An example or other data has more than a megabyte, or comes after eight megabytes of others. Nobody would read it in documentation, so it is left out.";
    Internal = 200, "a defect of the generator", "The generator wrote something that is not Rust. Nothing is written; please report it with the document.";
    ConfigSyntax = 250, "the settings are not TOML", "The settings file cannot be read as TOML at the place shown.";
    ConfigKey = 251, "an option that does not exist", "The settings file has an option that does not exist; it is usually misspelt. `docs/configuration.md` lists all of them.";
    ConfigValue = 252, "a value that an option does not take", "The option takes another kind of value, or one of a few words. `docs/configuration.md` says which.";
    UnresolvedReference = 100, "a reference to nothing", "The `$ref` names a place that does not exist, or that is not the kind of object needed there.";
    ReferenceCycle = 101, "a reference that leads only to itself", "Following the `$ref`s (or `allOf`s) from here comes back to the same place without any content in between.";
    NameClash = 102, "two names that become one in Rust", "Two names of the document have the same spelling in Rust. The first keeps it; the later one gets a suffix made of its own name. A `rename` in the configuration pins both.";
    AllOfConflict = 103, "parts of `allOf` that contradict each other", "Two parts of an `allOf` say different things of the same keyword; no value, or hardly one, satisfies both. The later part is used.";
    RequiredUndeclared = 104, "`required` names a property that is not declared", "The schema requires a property that it does not declare. The name is probably misspelt: the property is of any type, and nobody insists on it.";
    DefaultMismatch = 105, "a default that does not fit its schema", "The `default` is not valid against its own schema. It is not applied.";
    EnumMismatch = 106, "an enum value of another type", "A value of `enum` does not have the declared `type`. It is converted where that is possible, else kept out.";
    KeywordIgnored = 107, "a keyword that has no effect on the generated types", "The keyword is accepted, but Rust types and checks do not express it.";
    UnionAmbiguous = 108, "alternatives that cannot be told apart", "Two alternatives of `oneOf` or `anyOf` accept the same values, and there is no discriminator: the first that fits is used.";
    DiscriminatorMapping = 109, "a discriminator mapping that leads nowhere", "A mapping of the discriminator names a schema that does not exist or is none of the alternatives. The entry is ignored.";
    DiscriminatorUnusable = 110, "a discriminator that cannot be used", "The alternatives are not all objects that a property can tell apart; they are told apart by shape.";
    DuplicateOperationId = 111, "an operation id that is used twice", "Operation ids must be unique. The later operation gets an id derived from its method and path.";
    TemplateParameterUndeclared = 112, "a path parameter that is not declared", "The path has a `{parameter}` that no parameter object declares. It becomes a string.";
    ParameterNotInPath = 113, "a parameter that the path does not have", "A parameter with `in: path` does not occur in the path's template. Where the template has one that nothing declares, it is taken for that one: the one of the same name up to case and punctuation, or the only one. Otherwise it is ignored.";
    EquivalentPaths = 114, "two path templates that match the same requests", "Nothing in a request tells the two operations apart: their methods are the same, and their paths differ in the names of parameters or in a fragment only (a required query parameter that the fragment names, or a required header, tells them apart if it has but one value). The client can call both; a server takes every such request for the first.";
    DuplicateParameter = 115, "a parameter that is declared twice", "The same name and location occur twice in one list of parameters. The later one is ignored.";
    ExampleInvalid = 116, "an example that does not fit its schema", "The example is not valid against its schema. It is kept out of the tests.";
    SecurityUndefined = 117, "a security scheme that is not defined", "The security requirement names a scheme that `components.securitySchemes` does not have. So that nothing starts unprotected, a credential in `Authorization` is asked for.";
    ItemsMissing = 118, "an array without `items`", "The array says nothing of its items; they are untyped.";
    TooDeep = 119, "nesting that is too deep", "The document nests or refers deeper than is supported.";
    KeywordMisplaced = 120, "a keyword that does not belong to the type", "The keyword constrains another type than the declared one and is ignored.";
    MediaTypeWrong = 121, "a content key that is no media type", "The key of `content` is not of the form `type/subtype`. It is treated as `application/octet-stream`.";
    PathParameterOptional = 122, "a path parameter that is not required", "A parameter in a path is always there; `required: true` is assumed.";
    ServerVariableUndeclared = 123, "a server variable that is not declared", "The URL of the server has a `{variable}` that is not declared.";
    NumberOutOfRange = 124, "a bound that its type cannot reach", "The bound lies outside of the range of the number's type and is not checked.";
    PathTemplateOdd = 125, "a path template that is not what it seems", "A brace of the path is not closed or encloses nothing, two parameters touch, or one stands twice. What is no parameter is taken literally; of parameters that touch, all but the last have one character.";
    AsText = 126, "a value that is not read by its schema", "Bodies of this media type are handed over as text or as bytes, and headers and parameters of this form as text: what the schema says of them is not expressed in types and not checked.";
    SelectsNothing = 127, "a setting that selects nothing", "An entry of the settings names no operation, schema, property, format or place of the document. It is usually misspelt.";
    NoBody = 128, "a body that is never sent", "HTTP sends no body with the statuses 204, 205 and 304. The content that is declared for the response is left out.";
    DefaultUnapplied = 129, "a default that is not applied", "The default is valid, but its Rust type has no constant for it: an integer beyond the range of its format, an object with required properties, alone or as an alternative. The property is optional, and absent where nothing is sent.";
    PatternInvalid = 130, "a pattern that is no regular expression", "Patterns are regular expressions of ECMA 262. This one cannot be read, with the flag `u` or without, so it is not checked; in `patternProperties` it stands for every property that is not declared.";
    Untyped = 131, "a place that is untyped though the document says more", "The schema says what the value is, but no Rust type that is generated can say it; any JSON is taken there, and nothing is checked.";
    NestedStyle = 132, "a parameter whose style has no form for what is inside", "Only `deepObject` says how an object or a list inside of another is written. Elsewhere it is written as JSON in place of a value, which this generator reads back; in a header, where commas separate values, only as long as that has none. `content` with `application/json` says what is meant.";
    DecimalAsFloat = 133, "a decimal that is a binary floating-point number", "A number with `format: decimal` is `f64`, which keeps 15 significant digits, as most readers of JSON do. Amounts that must be exact are better strings with that format; or a type of your own stands for the format, by `[formats]`.";
    FormatExcluded = 134, "a format whose values its pattern excludes", "The format has a Rust type, whose text is of one form only: a UUID is in lower case, with hyphens and without braces. The pattern beside it matches none of that form, so the value is a `String`, of which the pattern is checked.";
    PatternFormat = 135, "a pattern that is the name of a format", "The pattern would match what contains this word, as in `pattern: date`. It is read as the `format` of that name.";
    PartHeader = 136, "a header of a part that is left out", "The parts of a multipart body have a name, a file name and a media type. Other headers, which `encoding` may declare, are neither written nor read.";
    SecurityImpossible = 137, "schemes that no request can fulfil together", "A request has one `Authorization`, and the schemes that are asked for together write it differently, as `basic` and `bearer` do. Each of them is taken for an alternative; what is sent elsewhere is asked for with any of them.";
    CredentialParameter = 138, "a parameter that is the key of a security scheme", "The parameter has the place and the name of the key of a scheme that the operation asks for. The client's credential is sent there, and the server's authenticator reads it; sent twice, it would be ambiguous. The parameter is left out of the request.";
    MediaTypeTwice = 139, "media types that `charset` alone tells apart", "A `charset` does not change what a body is, so that both are one. One of them has no schema, and takes that of the other.";
    RustType = 140, "an `x-rust-type` that is no type", "The extension names the Rust type that stands for the schema, as it would be written in a field: a path, a tuple or an array. Anything else is ignored.";
    TypeMissing = 141, "a scalar without a type", "Keywords such as `pattern` and `format` constrain values of one type and allow all of the others, so that without `type` they would allow nearly everything. The type that they speak of is what is meant.";
    SharedName = 142, "parameters that send the same name", "An object in a query with `style: form` and `explode: true`, which is the default, sends its properties by their own names, without that of the parameter. Where two parameters send one name, whoever receives it cannot know whose it is.";
    FixedParameter = 143, "a query parameter that stands in the path already", "The path has a query with this name, as in `/builds?view=status`: the pair is a part of the path, which the client always sends and the router tells operations apart by. A second one would be ambiguous. The parameter is left out of the request; to let callers choose the value, take the query out of the path.";
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OAS{:04}", *self as u16)
    }
}
