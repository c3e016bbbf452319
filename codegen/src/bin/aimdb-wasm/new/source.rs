//! Where the project has AimDB's crates from.

use std::env;
use std::path::{Component, Path, PathBuf};

use anyhow::{bail, ensure, Context, Result};

/// The checkout that this tool was compiled from, as long as it is there; else the repository.
pub(crate) fn own() -> String {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    checkout
        .filter(|checkout| checkout.join("codegen/Cargo.toml").is_file())
        .map_or(env!("CARGO_PKG_REPOSITORY").to_owned(), |checkout| {
            checkout.display().to_string()
        })
}

/// A place with AimDB's crates.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A checkout, as the project's manifest names it.
    Path(PathBuf),
    /// A repository.
    Git { url: String, rev: Option<String> },
}

impl Source {
    /// What the command line names, for a project in a folder.
    pub(crate) fn find(text: &str, project: &Path) -> Result<Self> {
        if text.contains("://") {
            let (url, rev) = match text.split_once('#') {
                Some((url, rev)) => (url, Some(rev.to_owned())),
                None => (text, None),
            };
            ensure!(
                rev.as_deref() != Some(""),
                "{text} names no revision: leave the # out for the newest, or write one after it"
            );
            return Ok(Self::Git {
                url: url.to_owned(),
                rev,
            });
        }
        if let Some((host, path)) = text.split_once(':').filter(|(host, _)| host.contains('@')) {
            bail!("cargo does not take {text}: write ssh://{host}/{path}");
        }
        let checkout = Path::new(text)
            .canonicalize()
            .with_context(|| format!("there is no folder {text} to have AimDB's crates from"))?;
        ensure!(
            checkout.join("codegen/Cargo.toml").is_file(),
            "{text} is no checkout of AimDB for the browser: there is no codegen/Cargo.toml in it"
        );
        Ok(Self::Path(as_seen_from(project, checkout)?))
    }

    /// The value of a dependency: the crate in `folder`, with what else is said of it.
    pub(crate) fn dependency(&self, folder: &str, rest: &str) -> String {
        let quoted = |text: &str| format!("{text:?}");
        match self {
            Self::Path(checkout) => {
                let path = checkout.join(folder);
                format!("{{ path = {}{rest} }}", quoted(&path.display().to_string()))
            }
            Self::Git { url, rev } => {
                let rev = rev
                    .as_ref()
                    .map_or_else(String::new, |rev| format!(", rev = {}", quoted(rev)));
                format!("{{ git = {}{rev}{rest} }}", quoted(url))
            }
        }
    }
}

/// Beside the project, a checkout is named from there: both may move together. Elsewhere it
/// stays where it is.
fn as_seen_from(project: &Path, checkout: PathBuf) -> Result<PathBuf> {
    let here = env::current_dir().context("the current folder")?;
    let project = plain(&here.join(project));
    // The project may not be there yet, but what is around it may be a link.
    let around = project
        .parent()
        .and_then(|folder| folder.canonicalize().ok());
    let beside = around.and_then(|around| {
        let path = checkout.strip_prefix(around).ok()?;
        Some(Path::new("..").join(path))
    });
    Ok(beside.unwrap_or(checkout))
}

/// Without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut plain, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
        plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn find(text: &str) -> Result<Source> {
        Source::find(text, Path::new("weather"))
    }

    #[test]
    fn what_is_not_said_is_the_checkout_it_was_compiled_from() {
        assert!(matches!(find(&own()).unwrap(), Source::Path(_)));
    }

    #[test]
    fn a_url_may_name_a_revision() {
        let git = find("https://example.org/aimdb#1a2b").unwrap();
        assert_eq!(
            git.dependency("contracts", ", default-features = false"),
            "{ git = \"https://example.org/aimdb\", rev = \"1a2b\", default-features = false }"
        );
        let git = find("ssh://git@example.org/aimdb").unwrap();
        assert_eq!(
            git.dependency("codegen", ""),
            "{ git = \"ssh://git@example.org/aimdb\" }"
        );
        assert!(find("https://example.org/aimdb#").is_err());
    }

    #[test]
    fn what_git_alone_understands_is_told_otherwise() {
        let said = find("git@example.org:acme/aimdb").unwrap_err().to_string();
        assert!(said.contains("ssh://git@example.org/acme/aimdb"), "{said}");
    }

    #[test]
    fn a_checkout_beside_the_project_is_named_from_there() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        let checkout = root.join("aimdb");
        fs::create_dir_all(checkout.join("codegen")).unwrap();
        fs::write(checkout.join("codegen/Cargo.toml"), "").unwrap();
        let text = checkout.to_str().unwrap();
        assert_eq!(
            Source::find(text, &root.join("weather")).unwrap(),
            Source::Path("../aimdb".into())
        );
        assert_eq!(
            Source::find(text, &root.join("work/weather")).unwrap(),
            Source::Path(checkout)
        );
    }

    #[test]
    fn a_folder_that_is_no_checkout_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let said = find(root.path().to_str().unwrap()).unwrap_err().to_string();
        assert!(said.contains("no codegen/Cargo.toml"), "{said}");
        let said = find("no/such/folder").unwrap_err().to_string();
        assert!(said.contains("no folder no/such/folder"), "{said}");
    }
}
