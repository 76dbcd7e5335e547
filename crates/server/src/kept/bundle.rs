//! Modules of JavaScript as one script.
//!
//! Browsers load no modules from a file on disk. So each module becomes a function of its own, called once, after those
//! that it imports. Only what the modules of this crate use is understood: `import { a, b } from "./other.js";` on one
//! line, and `export` before a function, a class or a constant. Anything else is an error, and fails a test.

use std::fmt::Write;

/// A module: its file's name and its text.
#[derive(Clone, Copy, Debug)]
pub struct Module {
    /// `page.js`
    pub name: &'static str,
    /// What is in the file.
    pub text: &'static str,
}

/// Modules that do not fit together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// A line that is not understood.
    #[error("{module}: cannot be put into one script because of this line: {line}")]
    Line {
        /// The module.
        module: &'static str,
        /// The line.
        line: String,
    },
    /// A module that there is not, or that imports itself.
    #[error("{0}: there is no such module, or it needs itself")]
    Module(String),
}

/// One script that does what these modules do, in their order. `modules` are all that there are; `instead` names modules in
/// whose place others are taken.
///
/// # Errors
/// [`BundleError`].
pub fn script(
    entries: &[&str],
    modules: &[Module],
    instead: &[(&str, &str)],
) -> Result<String, BundleError> {
    let mut bundle = Bundle {
        modules,
        instead,
        begun: Vec::new(),
        script: "\"use strict\";\n".to_owned(),
    };
    for entry in entries {
        bundle.add(entry)?;
    }
    Ok(bundle.script)
}

struct Bundle<'a> {
    modules: &'a [Module],
    instead: &'a [(&'a str, &'a str)],
    /// Of each module that was begun, whether it is in the script.
    begun: Vec<(&'static str, bool)>,
    script: String,
}

impl Bundle<'_> {
    /// Adds a module and what it imports, if they are not there. Gives the name of what it exports.
    fn add(&mut self, name: &str) -> Result<String, BundleError> {
        let other = self.instead.iter().find(|(of, _)| *of == name);
        let name = other.map_or(name, |(_, other)| other);
        let module = self.modules.iter().find(|module| module.name == name);
        let unknown = || BundleError::Module(name.to_owned());
        let module = *module.ok_or_else(unknown)?;
        let variable = variable(module.name);
        match self.begun.iter().find(|(known, _)| *known == name) {
            Some((_, true)) => return Ok(variable),
            Some((_, false)) => return Err(unknown()),
            None => self.begun.push((module.name, false)),
        }
        let (mut body, mut exports) = (String::new(), Vec::new());
        for line in module.text.lines() {
            let wrong = || BundleError::Line {
                module: module.name,
                line: line.to_owned(),
            };
            // A text in a page ends a script where these stand, and a module knows its address.
            if ["</script", "<!--", "import.meta", "import("]
                .iter()
                .any(|bad| line.contains(bad))
            {
                return Err(wrong());
            }
            if let Some(rest) = line.strip_prefix("import ") {
                let (names, from) = imported(rest).ok_or_else(wrong)?;
                let of = self.add(from)?;
                body.push_str(&format!("const {names} = {of};\n"));
            } else if let Some(rest) = line.strip_prefix("export ") {
                exports.push(exported(rest).ok_or_else(wrong)?);
                body.push_str(rest);
                body.push('\n');
            } else {
                body.push_str(line);
                body.push('\n');
            }
        }
        let exports = exports.join(", ");
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.script,
            "const {variable} = (() => {{\n{body}return {{ {exports} }};\n}})();"
        );
        for (known, done) in &mut self.begun {
            *done |= *known == name;
        }
        Ok(variable)
    }
}

/// `kept-address.js` as a name of JavaScript.
fn variable(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    format!("module_{}", name.chars().map(plain).collect::<String>())
}

/// The names and the file of `{ a, b } from "./other.js";`.
fn imported(rest: &str) -> Option<(&str, &str)> {
    let (names, from) = rest.split_once(" from ")?;
    let file = from.strip_prefix("\"./")?.strip_suffix("\";")?;
    let plain = names.starts_with('{') && names.ends_with('}') && !names.contains(" as ");
    plain.then_some((names, file))
}

/// The name in `const a = …`, `function a(…`, `async function a(…`, `class A …`.
fn exported(rest: &str) -> Option<&str> {
    let kinds = ["const ", "function ", "async function ", "class "];
    let name = kinds.iter().find_map(|kind| rest.strip_prefix(kind))?;
    let end = name.find(|c: char| !c.is_ascii_alphanumeric())?;
    (end > 0).then(|| &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULES: &[Module] = &[
        Module {
            name: "first.js",
            text: "import { b } from \"./second.js\";\nimport { c } from \"./third.js\";\nb(c);\n",
        },
        Module {
            name: "second.js",
            text: "import { c } from \"./third.js\";\nexport const b = (x) => x + c;\n",
        },
        Module {
            name: "third.js",
            text: "export const c = 1;\n",
        },
        Module {
            name: "other-third.js",
            text: "export async function c() {}\nexport class D {}\n",
        },
    ];

    #[test]
    fn each_module_stands_once_after_those_that_it_imports() {
        let script = script(&["first.js"], MODULES, &[]).unwrap();
        let expected = "\"use strict\";\n\
            const module_third_js = (() => {\nconst c = 1;\nreturn { c };\n})();\n\
            const module_second_js = (() => {\nconst { c } = module_third_js;\nconst b = (x) => x + c;\nreturn { b };\n})();\n\
            const module_first_js = (() => {\nconst { b } = module_second_js;\nconst { c } = module_third_js;\nb(c);\nreturn {  };\n})();\n";
        assert_eq!(script, expected);
    }

    #[test]
    fn another_module_can_stand_in_the_place_of_one() {
        let script = script(&["second.js"], MODULES, &[("third.js", "other-third.js")]).unwrap();
        assert!(script.contains("return { c, D };"), "{script}");
        assert!(!script.contains("module_third_js"), "{script}");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in [
            "import c from \"./third.js\";",
            "import { c as d } from \"./third.js\";",
            "import { c } from \"https://example.org/third.js\";",
            "export default 1;",
            "export { c };",
            "const a = import.meta.url;",
            "const a = await import(\"./third.js\");",
            "const a = \"</script>\";",
            "const a = \"<!--\";",
        ] {
            let text: &'static str = Box::leak(line.to_owned().into_boxed_str());
            let modules = [Module { name: "a.js", text }];
            let error = script(&["a.js"], &modules, &[]).unwrap_err();
            assert!(matches!(error, BundleError::Line { .. }), "{line}: {error}");
        }
        let itself = [Module {
            name: "a.js",
            text: "import { a } from \"./a.js\";",
        }];
        for (entry, modules) in [("a.js", itself.as_slice()), ("b.js", MODULES)] {
            let error = script(&[entry], modules, &[]).unwrap_err();
            assert_eq!(error, BundleError::Module(entry.to_owned()));
        }
    }
}
