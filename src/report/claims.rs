//! Claims of a text and whether they hold: for the terminal and in Markdown.

use crate::record::Claim;

use super::markdown::escape_markdown;
use super::plain::plain;
use super::terminal::TextLayout;

/// How far the lines of a claim after its first one are indented.
const INDENT: usize = 5;

/// Each claim with what was found, and how many have each verdict.
pub fn render_claims(claims: &[Claim], layout: TextLayout) -> String {
    let mut lines: Vec<String> = Vec::new();
    for claim in claims {
        let (number, source) = (claim.number, plain(&claim.source));
        let statement = plain(&claim.statement);
        let title = format!("{number:>3}  {source}: {statement}");
        lines.extend(layout.wrap(&title, INDENT));
        let verdict = format!("     {}", render_finding(claim));
        lines.extend(layout.wrap(&verdict, INDENT));
    }
    lines.extend(layout.wrap(&count_verdicts(claims), 0));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The verdict, what was found, and why.
fn render_finding(claim: &Claim) -> String {
    let found = claim.found.as_deref().map(plain);
    let why = claim.why.as_deref().map(plain);
    let parts = [Some(claim.verdict_in_words()), found, why];
    let mut parts = parts.into_iter().flatten();
    let verdict = parts.next().unwrap_or_default();
    let rest: Vec<String> = parts.collect();
    match rest[..] {
        [] => verdict,
        _ => format!("{verdict}: {}", rest.join("; ")),
    }
}

/// How many claims have each verdict: `35 hold, 2 differ`.
pub(super) fn count_verdicts(claims: &[Claim]) -> String {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for claim in claims {
        let verdict = claim.verdict_in_words();
        match counts.iter_mut().find(|(known, _)| *known == verdict) {
            Some((_, count)) => *count += 1,
            None => counts.push((verdict, 1)),
        }
    }
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let counts = counts
        .iter()
        .map(|(verdict, count)| format!("{verdict}: {count}"));
    counts.collect::<Vec<String>>().join("; ")
}

/// A table in Markdown.
pub fn render_claims_markdown(claims: &[Claim]) -> String {
    let mut text =
        String::from("| # | where | claim | here | verdict |\n| --- | --- | --- | --- | --- |\n");
    for claim in claims {
        let parts = [claim.found.as_deref(), claim.why.as_deref()];
        let parts: Vec<String> = parts.into_iter().flatten().map(escape_markdown).collect();
        let [source, statement, verdict] =
            [&claim.source, &claim.statement, &claim.verdict_in_words()]
                .map(|text| escape_markdown(text));
        text.push_str(&format!(
            "| {} | {source} | {statement} | {} | {verdict} |\n",
            claim.number,
            parts.join("; ")
        ));
    }
    text.push_str(&format!("\n{}\n", escape_markdown(&count_verdicts(claims))));
    text
}
