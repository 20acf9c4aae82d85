//! What goes over the wire, seen from both ends: hierarchies, what is only read or only written,
//! streams of declared items, objects inside of parameters and headers.

use std::sync::Arc;

use cases::{hierarchy, item_schema, parameters_nested, read_write};
use oas_runtime::v1 as rt;
use rt::axum::{Router, body::Body, http};

type Done = Result<(), Box<dyn std::error::Error>>;

struct Service;

impl rt::server::Service for Service {}

fn config(router: Router) -> rt::client::Config {
    rt::client::Config::default().transport(router)
}

/// Status and body of what the server answers to a JSON text.
async fn post(
    mut router: Router,
    path: &str,
    text: &'static str,
) -> Result<(u16, String), Box<dyn std::error::Error>> {
    let request = http::Request::builder().method("POST").uri(path);
    let request = request.header("Content-Type", "application/json");
    let request = request.body(Body::from(text))?;
    let response = tower_service::Service::call(&mut router, request).await?;
    let status = response.status().as_u16();
    Ok((status, rt::Body::new(response.into_body()).text().await?))
}

mod hierarchies {
    use super::*;
    use hierarchy::models::{
        Car, Cat, Circle, Dog, Pet, PetBase, Rounded, Shape, Square, SquareBase, Vehicle, square,
    };
    use hierarchy::{client, operations as op, server};

    impl server::Api for Service {
        async fn add_pet(&self, request: op::AddPetRequest) -> Result<Pet, op::AddPetError> {
            Ok(request.body)
        }

        async fn add_shape(
            &self,
            request: op::AddShapeRequest,
        ) -> Result<Shape, op::AddShapeError> {
            Ok(request.body)
        }

        async fn add_circle(
            &self,
            request: op::AddCircleRequest,
        ) -> Result<Circle, op::AddCircleError> {
            Ok(request.body)
        }

        async fn add_car(&self, request: op::AddCarRequest) -> Result<Car, op::AddCarError> {
            Ok(request.body)
        }
    }

    fn router() -> Router {
        server::router(Arc::new(Service))
    }

    #[tokio::test]
    async fn the_tag_is_that_of_the_mapping_or_the_name_of_the_schema() -> Done {
        let (status, text) = post(router(), "/pets", r#"{"petType":"cat","lives":9}"#).await?;
        assert_eq!((status, &*text), (200, r#"{"petType":"cat","lives":9}"#));
        let dog = r#"{"friend":{"lives":1,"petType":"cat"},"petType":"Dog"}"#;
        let (status, text) = post(router(), "/pets", dog).await?;
        assert_eq!(status, 200);
        assert_eq!(
            text,
            r#"{"petType":"Dog","friend":{"petType":"cat","lives":1}}"#
        );
        // `Cat` has another value by the mapping.
        assert_eq!(
            post(router(), "/pets", r#"{"petType":"Cat"}"#).await?.0,
            400
        );
        assert_eq!(post(router(), "/pets", r#"{"lives":9}"#).await?.0, 400);
        Ok(())
    }

    #[tokio::test]
    async fn a_client_sends_each_of_them_and_reads_it_back() -> Done {
        let client = client::Client::with_config("http://localhost", config(router()))?;
        let friend = Box::new(Pet::PetBase(PetBase::new("Pet")));
        let dog = Dog {
            friend: Some(friend),
            ..Dog::new("Dog")
        };
        for pet in [Pet::Cat(Cat::new("cat")), Pet::Dog(dog)] {
            assert_eq!(*client.add_pet(pet.clone()).await?, pet);
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_tag_that_is_no_property_is_written_all_the_same() -> Done {
        let client = client::Client::with_config("http://localhost", config(router()))?;
        let square = Square::new(square::Kind::Square, 2.0);
        let rounded = Rounded {
            corner: Some(0.5),
            ..Rounded::new(square::Kind::Square, 2.0)
        };
        for shape in [
            Shape::Circle(Circle::new(1.5)),
            Shape::Square(SquareBase::Square(square)),
            Shape::Square(SquareBase::Rounded(rounded)),
        ] {
            assert_eq!(*client.add_shape(shape.clone()).await?, shape);
        }
        let circle = rt::json::write(&Shape::Circle(Circle::new(1.5)))?;
        assert_eq!(circle, r#"{"kind":"Circle","radius":1.5}"#);
        let text = r#"{"side":2.0,"kind":"Square"}"#;
        assert_eq!(post(router(), "/shapes", text).await?.0, 200);
        assert_eq!(
            post(router(), "/shapes", r#"{"kind":"Circle"}"#).await?.0,
            400
        );
        Ok(())
    }

    #[tokio::test]
    async fn a_tag_that_is_no_property_is_written_where_the_schema_is_used_alone() -> Done {
        for text in [r#"{"radius":1.5}"#, r#"{"kind":"Circle","radius":1.5}"#] {
            let written = r#"{"kind":"Circle","radius":1.5}"#.to_owned();
            assert_eq!(post(router(), "/circles", text).await?, (200, written));
        }
        let car = r#"{"kind":"car","seats":4,"doors":"5"}"#;
        assert_eq!(post(router(), "/cars", car).await?, (200, car.to_owned()));
        let client = client::Client::with_config("http://localhost", config(router()))?;
        let car = Car {
            wheels: Some(3),
            additional_properties: [("doors".to_owned(), "2".to_owned())].into(),
            ..Car::default()
        };
        assert_eq!(*client.add_car(car.clone()).await?, car);
        let text = rt::json::write(&Vehicle::Car(car.clone()))?;
        assert_eq!(text, rt::json::write(&car)?);
        Ok(())
    }
}

mod read_or_written {
    use super::*;
    use read_write::models::{User, UserInput};
    use read_write::{client, operations as op, server};

    impl server::Api for Service {
        async fn create_user(
            &self,
            request: op::CreateUserRequest,
        ) -> Result<User, op::CreateUserError> {
            let length = request.body.password.expose().len();
            Ok(User::new(
                i64::try_from(length).unwrap_or_default(),
                request.body.name,
            ))
        }
    }

    #[tokio::test]
    async fn the_client_writes_what_is_written_and_reads_what_is_read() -> Done {
        let router = server::router(Arc::new(Service));
        let client = client::Client::with_config("http://localhost", config(router))?;
        let user = UserInput::new("Ann", "secret".to_owned());
        let text = rt::json::write(&user)?;
        assert_eq!(text, r#"{"name":"Ann","password":"secret"}"#);
        assert_eq!(*client.create_user(user).await?, User::new(6, "Ann"));
        Ok(())
    }

    #[tokio::test]
    async fn the_server_wants_what_is_written_and_answers_what_is_read() -> Done {
        let router = || server::router(Arc::new(Service));
        // What is only read is none of the server's business when it is sent.
        let text = r#"{"id":99,"name":"Ann","password":"secret"}"#;
        let (status, text) = post(router(), "/users", text).await?;
        assert_eq!((status, &*text), (201, r#"{"id":6,"name":"Ann"}"#));
        let (status, _) = post(router(), "/users", r#"{"id":1,"name":"Ann"}"#).await?;
        assert_eq!(status, 400);
        Ok(())
    }
}

mod items {
    use super::*;
    use item_schema::models::{Event, Item};
    use item_schema::{client, operations as op, server};

    impl server::Api for Service {
        async fn lines(&self, _: op::LinesRequest) -> Result<rt::Items<Item>, op::LinesError> {
            Ok(vec![Item::new(1), Item::new(2)].into())
        }

        async fn sequence(
            &self,
            _: op::SequenceRequest,
        ) -> Result<rt::Items<Item>, op::SequenceError> {
            Ok(vec![Item::new(3)].into())
        }

        async fn events(&self, _: op::EventsRequest) -> Result<rt::Items<Event>, op::EventsError> {
            let event = Event {
                event: Some("added".to_owned()),
                ..Event::new("two\nlines")
            };
            Ok(vec![event].into())
        }
    }

    async fn raw(path: &str) -> Result<String, Box<dyn std::error::Error>> {
        let mut router = server::router(Arc::new(Service));
        let request = http::Request::get(path).body(Body::empty())?;
        let response = tower_service::Service::call(&mut router, request).await?;
        Ok(rt::Body::new(response.into_body()).text().await?)
    }

    #[tokio::test]
    async fn each_is_framed_as_its_media_type_says() -> Done {
        assert_eq!(raw("/lines").await?, "{\"id\":1}\n{\"id\":2}\n");
        assert_eq!(raw("/sequence").await?, "\u{1e}{\"id\":3}\n");
        let events = raw("/events").await?;
        assert!(events.contains("event: added\n"), "{events}");
        assert!(events.contains("data: two\ndata: lines\n"), "{events}");
        Ok(())
    }

    #[tokio::test]
    async fn the_client_reads_items_and_whole_events() -> Done {
        let router = server::router(Arc::new(Service));
        let client = client::Client::with_config("http://localhost", config(router))?;
        let lines = client.lines(()).await?.into_inner().all().await?;
        assert_eq!(lines, [Item::new(1), Item::new(2)]);
        let sequence = client.sequence(()).await?.into_inner().all().await?;
        assert_eq!(sequence, [Item::new(3)]);
        let events = client.events(()).await?.into_inner().all().await?;
        assert_eq!(events[0].data, "two\nlines");
        assert_eq!(events[0].event.as_deref(), Some("added"));
        Ok(())
    }
}

mod nested {
    use super::*;
    use parameters_nested::models::{Area, Big, Filter, Point};
    use parameters_nested::{client, operations as op, server};

    impl server::Api for Service {
        async fn find(&self, request: op::FindRequest) -> Result<op::FindOk, op::FindError> {
            Ok(op::FindOk {
                x_area: request.x_area,
                x_point: request.x_point.unwrap_or(Point { x: 0, y: 0 }),
                body: request.filter.unwrap_or_default(),
            })
        }

        async fn area(&self, request: op::AreaRequest) -> Result<Big, op::AreaError> {
            let from = request.x_area.map_or(0, |area| area.from.x);
            Ok(Big::new(i128::from(u64::MAX) + i128::from(from)))
        }

        async fn marks(&self, request: op::MarksRequest) -> Result<String, op::MarksError> {
            Ok(format!("{:?} {:?}", request.meta, request.mark))
        }
    }

    #[tokio::test]
    async fn null_is_sent_where_a_parameter_is_json() -> Done {
        let router = server::router(Arc::new(Service));
        let client = client::Client::with_config("http://localhost", config(router))?;
        for (meta, seen) in [
            (rt::Field::Absent, "Absent None"),
            (rt::Field::Null, "Null None"),
            (rt::Field::Value(rt::Map::default()), "Value({}) None"),
        ] {
            let request = op::MarksRequest { meta, mark: None };
            assert_eq!(*client.marks(request).await?, seen);
        }
        Ok(())
    }

    fn area() -> Area {
        Area {
            from: Point::new(1, 2),
            to: Some(Point::new(-3, 4)),
        }
    }

    #[tokio::test]
    async fn they_come_back_as_they_were_sent() -> Done {
        let router = server::router(Arc::new(Service));
        let client = client::Client::with_config("http://localhost", config(router))?;
        let filter = Filter {
            name: Some("ä & b".to_owned()),
            area: Some(area()),
            tags: Some(vec!["x".to_owned(), "y,z".to_owned()]),
            more: Some([("k".to_owned(), 1)].into()),
        };
        let request = op::FindRequest {
            filter: Some(filter.clone()),
            x_point: Some(Point::new(5, 6)),
            x_area: Some(area()),
        };
        let answer = client.find(request).await?;
        assert_eq!(answer.headers()["x-point"], "x,5,y,6");
        let text = r#"{"from":{"x":1,"y":2},"to":{"x":-3,"y":4}}"#;
        assert_eq!(answer.headers()["x-area"], text);
        let answer = answer.into_inner();
        assert_eq!(answer.body, filter);
        assert_eq!(answer.x_area, Some(area()));
        assert_eq!(answer.x_point, Point::new(5, 6));
        Ok(())
    }

    #[tokio::test]
    async fn deep_objects_are_read_from_brackets() -> Done {
        let mut router = server::router(Arc::new(Service));
        let query =
            "/find?filter%5Barea%5D%5Bfrom%5D%5Bx%5D=1&filter[area][from][y]=2&filter[more][k]=7";
        let request = http::Request::get(query).body(Body::empty())?;
        let response = tower_service::Service::call(&mut router, request).await?;
        let text = rt::Body::new(response.into_body()).text().await?;
        assert_eq!(text, r#"{"area":{"from":{"x":1,"y":2}},"more":{"k":7}}"#);
        Ok(())
    }

    #[tokio::test]
    async fn an_object_inside_of_one_has_no_form_in_a_header_and_is_not_sent() -> Done {
        let router = server::router(Arc::new(Service));
        let client = client::Client::with_config("http://localhost", config(router))?;
        let request = op::AreaRequest {
            x_area: Some(area()),
        };
        let error = client.area(request).await.err().ok_or("it was sent")?;
        let error = format!("{error:?}");
        assert!(error.contains("X-Area"), "{error}");
        Ok(())
    }

    #[test]
    fn integers_beyond_64_bits_are_exact_and_have_no_fraction() -> Done {
        let big: Big = rt::json::read(br#"{"n": 340282366920938463463374607431768211}"#)?;
        assert_eq!(big.n, 340_282_366_920_938_463_463_374_607_431_768_211);
        assert!(rt::json::read::<Big>(br#"{"n": 18446744073709551617.0}"#).is_err());
        Ok(())
    }
}
