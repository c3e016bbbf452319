//! The files of a project: those in `templates/project`, which is one, with its names
//! replaced.

use super::names::{NpmName, ProjectName};
use super::source::Source;

/// A list of files in `templates/project`.
macro_rules! templates {
    ($($path:literal,)*) => {
        &[$(($path, include_str!(concat!("../../../../templates/project/", $path))),)*]
    };
}

const TEMPLATES: &[(&str, &str)] = templates![
    ".gitignore",
    "Cargo.toml",
    "README.md",
    "contracts/Cargo.toml",
    "contracts/src/lib.rs",
    "contracts/src/reading.rs",
    "npm/README.md",
    "npm/contracts.lock.json",
    "npm/driver/Cargo.toml",
    "npm/driver/src/main.rs",
    "npm/package.json",
    "npm/test/package.test.mjs",
    "npm/wasm/Cargo.toml",
    "npm/wasm/build.rs",
    "npm/wasm/src/lib.rs",
    "server/Cargo.toml",
    "server/src/main.rs",
    "server/src/records.rs",
];

/// The package that has the runtime as its own sources.
const RUNTIME: &str = include_str!("../../../../../ts/package.json");

/// What a package says of the runtime in it: as the runtime's own package does.
const OF_THE_RUNTIME: [&str; 5] = [
    "sideEffects",
    "engines",
    "exports",
    "peerDependencies",
    "peerDependenciesMeta",
];

/// The files of a project: their paths, and what they say.
pub(crate) fn files(
    project: &ProjectName,
    npm: &NpmName,
    source: &Source,
) -> Vec<(&'static str, String)> {
    TEMPLATES
        .iter()
        .map(|(path, text)| {
            let text = match *path {
                "Cargo.toml" => with_source(text, source),
                "npm/package.json" => with_runtime(text),
                _ => (*text).to_owned(),
            };
            (*path, with_names(&text, project, npm))
        })
        .collect()
}

fn with_names(text: &str, project: &ProjectName, npm: &NpmName) -> String {
    text.replace("sample-project", project.as_str())
        .replace("sample-package", &npm.to_string())
        .replace("sample-", &format!("{}-", project.as_str()))
        .replace("sample_", &format!("{}_", project.ident()))
}

/// The template has the crates of the checkout around it.
fn with_source(text: &str, source: &Source) -> String {
    text.split_inclusive('\n')
        .map(|line| replaced(line, source).unwrap_or_else(|| line.to_owned()))
        .collect()
}

fn replaced(line: &str, source: &Source) -> Option<String> {
    let (name, dependency) = line.split_once("{ path = \"../../../")?;
    let (folder, rest) = dependency.split_once('"')?;
    let (rest, end) = rest.split_once(" }")?;
    Some(format!("{name}{}{end}", source.dependency(folder, rest)))
}

/// Adds what the runtime's package says to a package.json, above its scripts.
fn with_runtime(text: &str) -> String {
    let members: String = OF_THE_RUNTIME
        .iter()
        .filter_map(|key| member(RUNTIME, key))
        .map(|member| format!("{member},\n"))
        .collect();
    text.replacen("  \"scripts\"", &format!("{members}  \"scripts\""), 1)
}

/// The lines of a member of a JSON object that is written as npm writes it.
fn member<'a>(json: &'a str, key: &str) -> Option<&'a str> {
    let start = json.find(&format!("  \"{key}\": "))?;
    let rest = &json[start..];
    // Its end is before the next line that is indented no more than itself.
    let end = rest
        .match_indices("\n")
        .map(|(at, _)| at)
        .find(|at| rest[at + 1..].starts_with("  \"") || rest[at + 1..].starts_with('}'))?;
    Some(rest[..end].trim_end_matches(','))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::fs;
    use std::path::{Path, PathBuf};

    fn project(source: &Source) -> Vec<(&'static str, String)> {
        let name = ProjectName::of(Path::new("/no/such/weather-app")).unwrap();
        files(&name, &"@acme/weather".parse().unwrap(), source)
    }

    fn text(files: &[(&str, String)], path: &str) -> String {
        let file = files.iter().find(|(name, _)| *name == path);
        file.unwrap().1.clone()
    }

    /// A file that is not in the list would be missing in projects.
    #[test]
    fn all_files_of_the_template_are_listed() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/project");
        let mut found = Vec::new();
        let mut open = vec![PathBuf::new()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(root.join(&folder)).unwrap() {
                let path = folder.join(entry.unwrap().file_name());
                if root.join(&path).is_dir() {
                    open.push(path);
                } else {
                    found.push(path.to_str().unwrap().to_owned());
                }
            }
        }
        // Left by whoever compiles the template where it is.
        found.retain(|path| path != "Cargo.lock" && !path.starts_with("npm/src/"));
        found.sort();
        let listed: Vec<&str> = TEMPLATES.iter().map(|(path, _)| *path).collect();
        assert_eq!(found, listed);
    }

    #[test]
    fn no_name_of_the_template_is_left() {
        let source = Source::Path("/src/aimdb".into());
        for (path, text) in project(&source) {
            assert!(!text.contains("sample"), "{path}: {text}");
        }
        let main = text(&project(&source), "npm/driver/src/main.rs");
        assert!(main.contains("weather_app_contracts::Contracts"), "{main}");
        assert!(main.contains("cargo run -p weather-app-driver"), "{main}");
    }

    #[test]
    fn the_crates_come_from_the_source() {
        let path = Source::Path("/src/aimdb".into());
        let manifest = text(&project(&path), "Cargo.toml");
        for line in [
            "aimdb-wasm-codegen = { path = \"/src/aimdb/codegen\" }",
            "aimdb-wasm-contracts = { path = \"/src/aimdb/contracts\", default-features = false }",
            "weather-app-contracts = { path = \"contracts\", default-features = false }",
        ] {
            assert!(manifest.contains(line), "{manifest}");
        }
        assert!(!manifest.contains("../../.."), "{manifest}");
    }

    #[test]
    fn the_package_has_the_entries_of_the_runtime() {
        let source = Source::Path("/src/aimdb".into());
        let package = text(&project(&source), "npm/package.json");
        let package: Value = serde_json::from_str(&package).unwrap();
        let runtime: Value = serde_json::from_str(RUNTIME).unwrap();
        assert_eq!(package["name"], "@acme/weather");
        for key in OF_THE_RUNTIME {
            assert_eq!(package[key], runtime[key], "{key}");
        }
        for (name, version) in package["devDependencies"].as_object().unwrap() {
            assert_eq!(version, &runtime["devDependencies"][name], "{name}");
        }
    }
}
