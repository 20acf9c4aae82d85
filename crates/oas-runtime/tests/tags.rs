//! Discriminators that a struct writes itself, where no union around it does.

use oas_runtime::v1 as rt;
use rt::json::{read, write};
use rt::wire::{In, Out};

type Done = Result<(), Box<dyn std::error::Error>>;

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(tag = "kind")]
enum Vehicle {
    #[wire(tag = "car")]
    Car(Car),
    #[wire(tag = "Truck", keep_tag)]
    Truck(Truck),
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(tag = "load")]
enum Truck {
    #[wire(tag = "Tanker")]
    Tanker(Tanker),
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(closed, tags("kind" = "car"))]
struct Car {
    seats: i64,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(tags("kind" = "Truck", "load" = "Tanker"))]
struct Tanker {
    seats: i64,
    #[wire(extra)]
    others: rt::Map<i64>,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(tags("kind" = "bus"))]
struct Bus {
    seats: i64,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(untagged)]
enum Either {
    Car(Car),
    Bus(Bus),
}

fn tanker() -> Tanker {
    Tanker {
        seats: 2,
        others: [("litres".to_owned(), 900)].into(),
    }
}

#[test]
fn a_struct_alone_writes_its_discriminators() -> Done {
    assert_eq!(write(&Car { seats: 4 })?, r#"{"kind":"car","seats":4}"#);
    let text = r#"{"kind":"Truck","load":"Tanker","seats":2,"litres":900}"#;
    assert_eq!(write(&tanker())?, text);
    assert_eq!(read::<Tanker>(text.as_bytes())?, tanker());
    Ok(())
}

#[test]
fn within_unions_each_is_written_once() -> Done {
    let car = Vehicle::Car(Car { seats: 4 });
    assert_eq!(write(&car)?, r#"{"kind":"car","seats":4}"#);
    let truck = Truck::Tanker(tanker());
    let text = r#"{"load":"Tanker","kind":"Truck","seats":2,"litres":900}"#;
    assert_eq!(write(&truck)?, text);
    assert_eq!(read::<Truck>(text.as_bytes())?, truck);
    let vehicle = Vehicle::Truck(truck);
    let text = r#"{"kind":"Truck","load":"Tanker","seats":2,"litres":900}"#;
    assert_eq!(write(&vehicle)?, text);
    assert_eq!(read::<Vehicle>(text.as_bytes())?, vehicle);
    Ok(())
}

#[test]
fn any_value_is_read_and_none_is_missed() -> Done {
    for text in [
        r#"{"seats":4}"#,
        r#"{"seats":4,"kind":"van"}"#,
        r#"{"kind":7,"seats":4}"#,
    ] {
        assert_eq!(read::<Car>(text.as_bytes())?, Car { seats: 4 });
    }
    Ok(())
}

#[test]
fn a_value_tells_apart_what_fits_alike() -> Done {
    let bus = Either::Bus(Bus { seats: 40 });
    let text = r#"{"kind":"bus","seats":40}"#;
    assert_eq!(write(&bus)?, text);
    assert_eq!(read::<Either>(text.as_bytes())?, bus);
    let car = r#"{"seats":4,"kind":"car"}"#;
    let expected = Either::Car(Car { seats: 4 });
    assert_eq!(read::<Either>(car.as_bytes())?, expected);
    Ok(())
}

#[test]
fn binary_formats_need_none() -> Done {
    let bytes = postcard::to_stdvec(&Out(&tanker()))?;
    let In(back): In<Tanker> = postcard::from_bytes(&bytes)?;
    assert_eq!(back, tanker());
    let vehicle = Vehicle::Truck(Truck::Tanker(tanker()));
    let mut bytes = Vec::new();
    ciborium::into_writer(&Out(&vehicle), &mut bytes)?;
    let In(back): In<Vehicle> = ciborium::from_reader(&bytes[..])?;
    assert_eq!(back, vehicle);
    Ok(())
}
