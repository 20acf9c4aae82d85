//! Deep texts against large types: an answer, never the end of the stack.

#![allow(missing_docs)]

use std::error::Error;
use std::thread;

use oas_runtime::v1 as rt;

/// Two kilobytes, as the largest types that the generator does not put in boxes.
#[derive(Debug, Clone, PartialEq, Default, rt::Wire)]
struct Large {
    f0: Option<String>,
    f1: Option<String>,
    f2: Option<String>,
    f3: Option<String>,
    f4: Option<String>,
    f5: Option<String>,
    f6: Option<String>,
    f7: Option<String>,
    f8: Option<String>,
    f9: Option<String>,
    f10: Option<String>,
    f11: Option<String>,
    f12: Option<String>,
    f13: Option<String>,
    f14: Option<String>,
    f15: Option<String>,
    f16: Option<String>,
    f17: Option<String>,
    f18: Option<String>,
    f19: Option<String>,
    f20: Option<String>,
    f21: Option<String>,
    f22: Option<String>,
    f23: Option<String>,
    f24: Option<String>,
    f25: Option<String>,
    f26: Option<String>,
    f27: Option<String>,
    f28: Option<String>,
    f29: Option<String>,
    f30: Option<String>,
    f31: Option<String>,
    f32: Option<String>,
    f33: Option<String>,
    f34: Option<String>,
    f35: Option<String>,
    f36: Option<String>,
    f37: Option<String>,
    f38: Option<String>,
    f39: Option<String>,
    f40: Option<String>,
    f41: Option<String>,
    f42: Option<String>,
    f43: Option<String>,
    f44: Option<String>,
    f45: Option<String>,
    f46: Option<String>,
    f47: Option<String>,
    f48: Option<String>,
    f49: Option<String>,
    f50: Option<String>,
    f51: Option<String>,
    f52: Option<String>,
    f53: Option<String>,
    f54: Option<String>,
    f55: Option<String>,
    f56: Option<String>,
    f57: Option<String>,
    f58: Option<String>,
    f59: Option<String>,
    f60: Option<String>,
    f61: Option<String>,
    f62: Option<String>,
    f63: Option<String>,
    f64: Option<String>,
    f65: Option<String>,
    f66: Option<String>,
    f67: Option<String>,
    f68: Option<String>,
    f69: Option<String>,
    f70: Option<String>,
    f71: Option<String>,
    f72: Option<String>,
    f73: Option<String>,
    f74: Option<String>,
    f75: Option<String>,
    f76: Option<String>,
    f77: Option<String>,
    f78: Option<String>,
    f79: Option<String>,
    f80: Option<String>,
    f81: Option<String>,
    f82: Option<String>,
    f83: Option<String>,
    inner: Option<Box<Large>>,
    list: Option<Vec<Large>>,
    choice: Option<Box<Choice>>,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(untagged)]
enum Choice {
    Text(String),
    Large(Box<Large>),
}

#[derive(Debug, Clone, PartialEq, Default, rt::Wire)]
struct Small {
    inner: Option<Box<Small>>,
}

/// As large as a type can be whose levels are not counted.
#[derive(Debug, Clone, PartialEq, Default, rt::Wire)]
struct Middle {
    f0: Option<String>,
    f1: Option<String>,
    f2: Option<String>,
    f3: Option<String>,
    f4: Option<String>,
    f5: Option<String>,
    f6: Option<String>,
    f7: Option<String>,
    f8: Option<String>,
    f9: Option<String>,
    f10: Option<String>,
    f11: Option<String>,
    f12: Option<String>,
    f13: Option<String>,
    f14: Option<String>,
    f15: Option<String>,
    f16: Option<String>,
    f17: Option<String>,
    f18: Option<String>,
    f19: Option<String>,
    inner: Option<Box<Middle>>,
}

/// `times` levels of `open`, and an empty object.
fn nested(open: &str, close: &str, times: usize) -> String {
    format!("{}{{}}{}", open.repeat(times), close.repeat(times))
}

/// Reads on a thread with the stack of a worker of tokio's; does with what was read all that recurses.
fn read<T>(text: String) -> Result<(), String>
where
    T: rt::FromWire + rt::ToWire + rt::Validate + Clone + PartialEq + std::fmt::Debug,
{
    let work = move || {
        let value: T = rt::json::read(text.as_bytes()).map_err(|error| error.to_string())?;
        rt::validate(&value).map_err(|error| error.to_string())?;
        let copy = value.clone();
        assert!(copy == value && !format!("{value:?}").is_empty());
        let written = rt::json::write(&value).map_err(|error| error.to_string())?;
        assert_eq!(written, text);
        Ok(())
    };
    let worker = thread::Builder::new().stack_size(2 * 1024 * 1024);
    let worker = worker.spawn(work).map_err(|error| error.to_string())?;
    worker.join().map_err(|_| "a panic".to_owned())?
}

#[test]
fn deep_texts_do_not_end_the_stack() {
    for (open, close, times) in [
        ("{\"inner\":", "}", 126),
        ("{\"choice\":", "}", 126),
        ("{\"list\":[", "]}", 62),
    ] {
        let few = read::<Large>(nested(open, close, 12));
        assert_eq!(few, Ok(()), "{open}");
        if let Err(refused) = read::<Large>(nested(open, close, times)) {
            assert!(refused.contains("expected fewer levels"), "{refused}");
        }
    }
}

#[test]
fn small_types_nest_as_deep_as_json_may() {
    let open = "{\"inner\":";
    assert_eq!(read::<Small>(nested(open, "}", 126)), Ok(()));
    assert_eq!(read::<Middle>(nested(open, "}", 126)), Ok(()));
    assert!(read::<Small>(nested(open, "}", 128)).is_err());
}

#[test]
fn the_depth_is_that_of_one_text() -> Result<(), Box<dyn Error>> {
    // What was refused leaves nothing behind.
    let deep = nested("{\"inner\":", "}", 126);
    for _ in 0..3 {
        let _ = rt::json::read::<Large>(deep.as_bytes());
        rt::json::read::<Large>(nested("{\"inner\":", "}", 12).as_bytes())?;
    }
    Ok(())
}
