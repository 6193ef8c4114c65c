//! A report for the terminal.

mod block;
mod case_lines;
mod layout;
mod matrix;

pub use layout::TextLayout;
pub(crate) use layout::{join_numbers, split_numbers};

use indexmap::IndexSet;

use crate::record::{Case, Report};

use super::excerpt::{Excerpt, ExcerptLimits};
use super::plain::plain;
use super::sentences::{render_absent_held, render_legends, render_parts};
use super::styled::StyledText;
use super::summary;

/// The whole report: a block for each experiment, the provenance, and the summary.
pub fn render_text(report: &Report, layout: TextLayout) -> StyledText {
    let experiments = report.cases.chunk_by(|one, other| one.name == other.name);
    let layout = layout.for_experiments(experiments.count());
    let excerpt = Excerpt::new(report, &ExcerptLimits::TEXT);
    let mut text = render_cases(&excerpt.report.cases, layout);
    if let Some(line) = excerpt.render_left_out() {
        text.push_str(&lines(&line, layout));
        text.push_str("\n");
    }
    text.push_str(&render_end(report, layout));
    text.push_str(&render_summary(report, layout));
    text
}

/// A block for each experiment.
pub fn render_cases(cases: &[Case], layout: TextLayout) -> StyledText {
    let mut text = StyledText::default();
    for cases in cases.chunk_by(|one, other| one.name == other.name) {
        text.append(block::render_experiment(cases, layout));
    }
    text
}

/// What is said once for a whole report: what ratios compare to, why a figure is absent, and the
/// provenance.
pub fn render_end(report: &Report, layout: TextLayout) -> String {
    let experiments = report.cases.chunk_by(|one, other| one.name == other.name);
    let has_ratios = |cases: &&[Case]| block::has_table_for_each(cases, layout);
    let tables = experiments.filter(|cases| layout.variants.is_none() && has_ratios(cases));
    let legends: IndexSet<String> = tables.flatten().flat_map(render_legends).collect();
    let short = layout.variants.map(|_| render_short_tables(report));
    let sentences = legends
        .into_iter()
        .chain(render_absent_held(report))
        .chain(short);
    let sentences = sentences
        .chain([report.provenance.line()])
        .chain(render_parts(report));
    sentences.map(|line| lines(&line, layout)).collect()
}

/// The answer of each experiment in a sentence, under the name of the experiment; empty without an
/// answer.
pub fn render_summary(report: &Report, layout: TextLayout) -> String {
    let summaries = summary::summarize(&report.cases);
    let names = summaries.iter().map(|summary| plain(&summary.experiment));
    let names: Vec<String> = names.collect();
    let longest = names.iter().map(|name| name.chars().count()).max();
    let indent = longest.unwrap_or(0).min(LONGEST_NAME) + 2;
    let sentences = summaries.iter().zip(&names).flat_map(|(summary, name)| {
        let sentence = plain(&summary.sentence);
        layout.wrap(&format!("{name:<indent$}{sentence}"), indent)
    });
    let text: String = sentences.map(|line| line + "\n").collect();
    if text.is_empty() {
        text
    } else {
        format!("\n{text}")
    }
}

/// What short tables leave out.
fn render_short_tables(report: &Report) -> String {
    let mut rows = report.cases.iter().flat_map(|case| &case.variants);
    let answers = if rows.any(|row| row.outcome.is_failure()) {
        "differing answers are named"
    } else {
        "all answers agree"
    };
    format!(
        "{answers}; × of the baseline, else of the least shown (tied: as 1.00×); \
         ± range of rounds, (theory); `--verbose`: all variants, `--wide`: all columns"
    )
}

/// The most characters of a name to which sentences are aligned.
const LONGEST_NAME: usize = 20;

fn lines(text: &str, layout: TextLayout) -> String {
    let lines = layout.wrap(&plain(text), 2);
    lines.into_iter().map(|line| line + "\n").collect()
}
