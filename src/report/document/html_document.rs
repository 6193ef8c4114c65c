//! An HTML document with one style and one script. Its Content-Security-Policy allows it to load and
//! run nothing else.

use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = concat!(
    "\"use strict\";\n",
    include_str!("script/address.js"),
    include_str!("script/tables.js"),
    include_str!("script/stack_tree.js"),
    include_str!("script/stacks.js"),
    include_str!("script/plots.js"),
);

/// The SHA-256 hashes of [`STYLE`] and [`SCRIPT`] in base64. The test below prints them when they
/// change.
const STYLE_HASH: &str = "GZxSSwvY8Phy/p2RxNl5GSWd2lnt+ohsAFKjw0KGWhQ=";
const SCRIPT_HASH: &str = "BfJoEm4sjxD7+vautNOtwj4UXrmstgx6SK9l+5LweJs=";

/// A whole HTML document: the content of `main` below a header.
pub(in crate::report) fn render_document(title: &str, header: &Markup, main: &Markup) -> String {
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{STYLE_HASH}'; script-src 'sha256-{SCRIPT_HASH}'; \
         img-src data:; base-uri 'none'; form-action 'none'"
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the figures" }
                header { (header) }
                main #main { (main) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_policy_has_the_hashes_of_the_style_and_the_script() {
        let hashes = [STYLE, SCRIPT].map(|text| STANDARD.encode(Sha256::digest(text)));
        assert_eq!([STYLE_HASH, SCRIPT_HASH], [hashes[0].as_str(), &hashes[1]]);
    }
}
