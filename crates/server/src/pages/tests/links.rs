//! Where links lead.

/// Where a link leads from a page.
pub(super) fn resolve(here: &str, href: &str) -> String {
    let href = href.split(['?', '#']).next().unwrap_or_default();
    let mut parts: Vec<&str> = here.split('/').collect();
    parts.pop();
    let mut ends = href.is_empty();
    for part in href.split('/') {
        ends = false;
        match part {
            "." | "" => ends = true,
            ".." => {
                parts.pop().expect("a link inside the site");
                ends = true;
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    match ends {
        true => format!("{path}/"),
        false => path,
    }
}

#[test]
fn links_are_followed_as_browsers_do() {
    for (here, href, target) in [
        ("en/", "./", "en/"),
        ("en/e/a/", "../../", "en/"),
        ("en/e/a/", "../../../be/e/a/", "be/e/a/"),
        ("en/e/a/", "?place=by", "en/e/a/"),
        ("en/", "./../assets/style.css", "assets/style.css"),
    ] {
        assert_eq!(resolve(here, href), target, "{here} {href}");
    }
}
