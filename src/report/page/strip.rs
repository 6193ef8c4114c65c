//! The summary on top of the page: the answer of each experiment, what failed, broken budgets, and
//! differences from the baseline, each with a link.

use hashbrown::HashMap;
use maud::{Markup, html};

use crate::compare::{BrokenLimit, Change, ReportDifference, VariantDifference, VariantStatus};
use crate::record::{Case, Report, Row};
use crate::report::join_numbers;
use crate::report::plain::{plain, plain_up_to};
use crate::report::summary::{Summary, summarize};
use crate::units;

use super::anchors::Anchors;
use super::badges::render_badge;
use super::findings::PageFindings;

/// The most links of a kind, the most figures of a variant, and the most characters of a reason.
const MOST_LINKS: usize = 12;
const MOST_FIGURES: usize = 4;
const MOST_CHARACTERS: usize = 160;

/// Finds the ids of the variants of a page.
struct Links<'a> {
    anchors: &'a Anchors,
    /// The index of a case by its experiment and input.
    cases: HashMap<(&'a str, String), usize>,
}

/// Renders the summary of `report`, the part of a report that the page shows.
pub(super) fn render_strip(report: &Report, anchors: &Anchors, findings: &PageFindings) -> Markup {
    let indices = report.cases.iter().enumerate();
    let links = Links {
        anchors,
        cases: indices
            .map(|(index, case)| ((case.name.as_str(), case.input_line()), index))
            .collect(),
    };
    html! {
        section.strip #summary aria-label="Summary" {
            (render_summaries(report, anchors))
            ul {
                (render_failures(report, &links))
                @if let Some(broken) = &findings.broken { (render_budgets(broken, report, &links)) }
                @if let Some((name, difference)) = &findings.baseline {
                    (render_baseline(name, difference, &links))
                }
            }
        }
    }
}

/// A line for each experiment that has a summary.
fn render_summaries(report: &Report, anchors: &Anchors) -> Markup {
    let summaries = summarize(&report.cases);
    let link = |experiment: &str| {
        let index = report
            .cases
            .iter()
            .position(|case| case.name == experiment)?;
        Some(format!("#{}", anchors.case(index)?.experiment))
    };
    html! {
        @if !summaries.is_empty() {
            dl.summaries {
                @for Summary { experiment, sentence } in &summaries {
                    div {
                        dt { a href=[link(experiment)] { (plain(experiment)) } }
                        dd { (join_numbers(&plain(sentence))) }
                    }
                }
            }
        }
    }
}

fn render_failures(report: &Report, links: &Links<'_>) -> Markup {
    let failed: Vec<(&Case, &Row)> = report
        .cases
        .iter()
        .flat_map(|case| case.variants.iter().map(move |row| (case, row)))
        .filter(|(_, row)| row.outcome.is_failure())
        .collect();
    let items = failed.iter().take(MOST_LINKS).map(|(case, row)| {
        let reason = row.outcome.reason().unwrap_or_default();
        let reason = reason.lines().next().unwrap_or_default();
        html! {
            (links.render(&case.name, &case.input_line(), &row.name)) ": "
            (plain_up_to(reason, MOST_CHARACTERS))
        }
    });
    html! {
        @if failed.is_empty() {
            li { (render_badge("measured", "good")) " no variant failed" }
        } @else {
            li {
                (render_badge(&format!("{} failed", failed.len()), "bad"))
                (render_list(items.collect(), failed.len(), "variant"))
            }
        }
    }
}

fn render_budgets(broken: &[BrokenLimit], report: &Report, links: &Links<'_>) -> Markup {
    let items = broken.iter().take(MOST_LINKS).map(|limit| {
        let case = report.cases.get(limit.case);
        html! {
            @if let Some(case) = case {
                (links.render(&case.name, &case.input_line(), &limit.variant)) ": "
            }
            (plain_up_to(&limit.sentence, MOST_CHARACTERS))
        }
    });
    let count = broken.len();
    let title = format!("{count} broken {}", units::plural(count as u64, "budget"));
    html! {
        @if broken.is_empty() {
            li { (render_badge("budgets", "good")) " every budget is met" }
        } @else {
            li { (render_badge(&title, "bad")) (render_list(items.collect(), count, "limit")) }
        }
    }
}

fn render_baseline(name: &str, difference: &ReportDifference, links: &Links<'_>) -> Markup {
    let variants = difference.variants();
    let different: Vec<_> = variants
        .filter(|(_, variant)| variant.is_different() && variant.status != VariantStatus::Removed)
        .collect();
    let items = different.iter().take(MOST_LINKS).map(|(case, variant)| {
        html! {
            (links.render(&case.experiment, &case.input, &variant.variant)) ": "
            (render_change(variant))
        }
    });
    let baseline = format!("baseline {}", plain(name));
    let count = different.len();
    html! {
        @if different.is_empty() {
            li { (render_badge(&baseline, "good")) " no difference" }
        } @else {
            li {
                (render_badge(&baseline, "suspect")) " "
                (units::count_of(count as u64, "variant")) " differ"
                (render_list(items.collect(), count, "variant"))
            }
        }
    }
}

/// What changed of a variant, in a line.
fn render_change(variant: &VariantDifference) -> String {
    let changed = variant.figures.iter().filter(|change| change.is_changed());
    let count = changed.clone().count();
    let figures: Vec<String> = changed.take(MOST_FIGURES).map(render_figure).collect();
    let status = match &variant.status {
        VariantStatus::Measured if count == 0 => "other call sites",
        VariantStatus::Measured | VariantStatus::Removed => "",
        VariantStatus::NotApplicable { .. } => "applies on one side only",
        VariantStatus::Added => "new",
        VariantStatus::NowFailing { .. } => "now failing",
        VariantStatus::Recovered => "failed before",
        VariantStatus::StillFailing { .. } => "still failing",
    };
    let more = count.saturating_sub(MOST_FIGURES);
    let more = (more > 0).then(|| format!("{more} more"));
    let status = Some(status.to_string()).filter(|status| !status.is_empty());
    let parts = status.into_iter().chain(figures).chain(more);
    parts.collect::<Vec<_>>().join("; ")
}

fn render_figure(change: &Change) -> String {
    let ratio = change.ratio();
    let ratio = ratio.map_or(String::new(), |ratio| {
        format!(" ({}×)", units::digits(ratio))
    });
    let (before, after) = (change.before, change.after);
    format!(
        "{} {} → {}{ratio}",
        plain(&change.name),
        before.render(change.unit),
        after.render(change.unit)
    )
}

/// The first items of a list of `count`.
fn render_list(items: Vec<Markup>, count: usize, thing: &str) -> Markup {
    let more = count.saturating_sub(items.len()) as u64;
    html! {
        ul {
            @for item in items { li { (item) } }
            @if more > 0 { li { "and " (more) " more " (units::plural(more, thing)) } }
        }
    }
}

impl Links<'_> {
    /// A variant's name as a link to its details, if the page has them.
    fn render(&self, experiment: &str, input: &str, variant: &str) -> Markup {
        let index = self.cases.get(&(experiment, input.to_string()));
        let anchor = index.and_then(|index| self.anchors.case(*index));
        let link = anchor.map(|anchor| format!("#{}", anchor.variant(variant)));
        html! { a href=[link] { (plain(experiment)) "/" (plain(variant)) } }
    }
}
