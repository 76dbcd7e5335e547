//! The description of the API for programs (OpenAPI), made from the code. `docs/openapi.json` is a copy of it.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use utoipa::OpenApi;
use utoipa::openapi::{
    Content, ContentBuilder, OpenApi as Description, Ref, RefOr, Response, ResponseBuilder,
};

use super::{api, ballots, entries, events, files, logins, problem};

/// The media type of a refusal.
const PROBLEM: &str = "application/problem+json";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Veche",
        description = "What a server of elections answers to programs. The public files of an election lie below /e/NAME/ \
                       as docs/record.md has them. Every page for people, /LANGUAGE/…/, has its contents as JSON beside \
                       it, /LANGUAGE/…/index.json. Every refusal is a problem document (RFC 9457)."
    ),
    paths(
        get,
        super::health,
        super::metrics,
        files::get,
        api::elections,
        api::election,
        api::poll_election,
        api::ballot,
        api::tracker_code,
        api::credential,
        api::entry,
        api::proof,
        ballots::cast,
        logins::ask_code,
        logins::set_password,
        entries::work,
        entries::record,
        events::news
    ),
    components(schemas(problem::Problem))
)]
struct Api;

/// The description.
#[must_use]
pub fn description() -> Description {
    let mut description = Api::openapi();
    for item in description.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
            complete(&mut operation.responses.responses);
        }
    }
    description
}

/// What is the same for every answer: a refusal is a problem, and there can always be one that is not listed.
fn complete(responses: &mut BTreeMap<String, RefOr<Response>>) {
    for (status, response) in responses.iter_mut() {
        let RefOr::T(response) = response else {
            continue;
        };
        let status = status.parse().unwrap_or(StatusCode::OK);
        if response.description.is_empty() {
            response.description = status.canonical_reason().unwrap_or_default().to_owned();
        }
        if status.is_client_error() || status.is_server_error() {
            response.content.clear();
            response
                .content
                .insert(PROBLEM.to_owned(), RefOr::T(problem()));
        }
    }
    let other = ResponseBuilder::new()
        .description("Any other refusal")
        .content(PROBLEM, problem())
        .build();
    responses.insert("default".to_owned(), RefOr::T(other));
}

fn problem() -> Content {
    let schema = Ref::from_schema_name("Problem");
    ContentBuilder::new().schema(Some(schema)).build()
}

/// This description.
#[utoipa::path(get, path = "/api/v1/openapi.json", responses((status = 200, content_type = "application/json")))]
pub async fn get() -> Json<Description> {
    Json(description())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use serde_json::Value;

    use super::*;

    /// The door, as it is written.
    const ROUTES: &str = include_str!("mod.rs");
    /// Pages, what they load, and what their forms send: for people with a browser.
    const FOR_PEOPLE: [&str; 3] = ["/", "/assets/{name}", "/rehearsal/{name}/end"];

    /// Method and address of every route.
    fn routes() -> BTreeSet<(String, String)> {
        let routes = ROUTES.split(".route(").skip(1).map(|route| {
            let address = route.split('"').nth(1).unwrap().replace("{*", "{");
            let after = route
                .split('"')
                .nth(2)
                .unwrap()
                .trim_matches([',', ' ', '\n']);
            let method = after.trim_start().split('(').next().unwrap();
            (method.trim().to_owned(), address)
        });
        routes.collect()
    }

    #[test]
    fn every_route_for_programs_is_described_and_nothing_else() {
        let mut described = BTreeSet::new();
        for (address, item) in description().paths.paths {
            described.extend(item.get.map(|_| ("get".to_owned(), address.clone())));
            described.extend(item.post.map(|_| ("post".to_owned(), address.clone())));
        }
        let mut there = routes();
        assert!(there.len() > 15, "routes were lost: {there:?}");
        there.retain(|(_, address)| !FOR_PEOPLE.contains(&address.as_str()));
        assert_eq!(described, there);
    }

    #[test]
    fn every_operation_says_what_it_answers_and_that_it_may_refuse() {
        let description = serde_json::to_value(description()).unwrap();
        let paths = description["paths"].as_object().unwrap();
        for (address, item) in paths {
            for operation in item.as_object().unwrap().values() {
                assert!(operation["summary"].is_string(), "{address}");
                let answers = operation["responses"].as_object().unwrap();
                assert!(
                    answers.keys().any(|status| status.starts_with('2')),
                    "{address}"
                );
                for (status, answer) in answers {
                    assert!(
                        !answer["description"].as_str().unwrap().is_empty(),
                        "{address}"
                    );
                    let refusal = !status.starts_with('2');
                    let problem = &answer["content"][PROBLEM]["schema"]["$ref"];
                    assert_eq!(
                        problem == "#/components/schemas/Problem",
                        refusal,
                        "{address}"
                    );
                }
                let named = address.contains("{name}");
                assert_eq!(answers.contains_key("404"), named, "{address}");
            }
        }
    }

    #[test]
    fn every_schema_that_is_referred_to_is_there() {
        let description = serde_json::to_value(description()).unwrap();
        let text = description.to_string();
        let schemas = &description["components"]["schemas"];
        let mut referred = text.split("#/components/schemas/").skip(1);
        assert!(referred.all(|rest| {
            let name = rest.split('"').next().unwrap();
            schemas.get(name).is_some_and(Value::is_object)
        }));
    }

    #[test]
    fn the_copy_in_docs_is_that_of_the_code() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
        let copy = std::fs::read_to_string(path).unwrap();
        assert!(
            copy == format!("{}\n", description().to_pretty_json().unwrap()),
            "docs/openapi.json is another; run `cargo run -p veche-server --example openapi`"
        );
    }
}
