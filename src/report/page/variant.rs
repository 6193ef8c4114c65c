//! One variant, folded: its description, its timeline, its call sites, its stacks.

use maud::{Markup, PreEscaped, html};

use crate::profile::{Measure, Profile};
use crate::record::{Figure, Footprint, Row, Time, Timeline};
use crate::report::columns::Cell;
use crate::report::document::render_note;
use crate::report::flame::{StacksLimits, render_stacks};
use crate::report::plain::plain;
use crate::report::plot::{COLOURS, TimelineSteps, render_timeline};
use crate::report::sites::{render_incomplete, render_missing_names};
use crate::units;

use super::badges::render_grade;
use super::call_sites::render_call_sites;
use super::churn::render_churn;
use super::files::PageFiles;
use super::pictures::render_attachment;

/// The most call sites shown.
const MOST_SITES: usize = 8;

/// The most phases shown of a timeline.
const MOST_PHASES: usize = 1000;

/// Renders a variant with the results of its passes.
pub(super) fn render_variant(row: &Row, anchor: &str, files: &PageFiles) -> Markup {
    html! {
        details.variant #(anchor) {
            summary {
                b { (plain(&row.name)) } " " span.faint { (plain(&row.about)) }
            }
            @if let Some(verdict) = &row.verdict {
                p { (render_grade(verdict.grade)) " " (plain(&verdict.why)) }
            }
            (render_other_values(row))
            @if let Some(heap) = &row.heap {
                (render_live_bytes(row, heap, files))
                (render_profiles(row, heap, anchor, files))
            }
            @for attachment in &row.attachments { (render_attachment(attachment, files)) }
        }
    }
}

/// Renders the values that the table of the case leaves out.
fn render_other_values(row: &Row) -> Markup {
    let is_above_zero = |figure: &Figure| figure.value(row) > Some(0);
    let figures = [
        Some(Figure::PEAK_BLOCKS),
        Some(Figure::END_BYTES).filter(|_| is_above_zero(&Figure::END_BLOCKS)),
        Some(Figure::REALLOC_COPY_BYTES).filter(is_above_zero),
        Some(Figure::OUTSIDE_TOTAL_BYTES),
        Some(Figure::OUTSIDE_TOTAL_BLOCKS),
        Some(Figure::OUTSIDE_END_BYTES),
        Some(Figure::RSS_PEAK_BYTES),
        Some(Figure::RSS_GROWTH_BYTES),
        Some(Figure::PAGE_FAULTS),
    ];
    let figures = figures.into_iter().flatten().filter_map(|figure| {
        let cell = Cell::from_figure(&figure, row)?;
        Some((figure.heading(), cell.text))
    });
    let samples = row.time.as_ref().map(render_samples);
    let values = [
        ("answer", row.answer.as_deref().map(plain)),
        ("elements", row.elements.map(units::count)),
        ("samples of time", samples),
    ];
    let values = values
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_string(), value?)));
    html! {
        dl {
            @for (name, value) in values.chain(figures) { div { dt { (name) } dd { (value) } } }
        }
    }
}

/// The number of samples, and of the rounds if there are several.
fn render_samples(time: &Time) -> String {
    let samples = time.samples_ns.len();
    match time.count_rounds() {
        1 => samples.to_string(),
        rounds => format!("{samples} in {rounds} rounds"),
    }
}

fn render_live_bytes(row: &Row, heap: &Footprint, files: &PageFiles) -> Markup {
    let Some(path) = &heap.timeline else {
        return html! {};
    };
    let mut timeline = match files.timeline(path) {
        Ok(timeline) => timeline,
        Err(problem) => return render_note(&problem),
    };
    let more = timeline.phases.len().saturating_sub(MOST_PHASES);
    timeline.phases.truncate(MOST_PHASES);
    let over = [
        ("time", Some(TimelineSteps::over_time(&timeline))),
        ("allocations", TimelineSteps::over_allocations(&timeline)),
    ];
    let plots = over.into_iter().filter_map(|(over, steps)| {
        let about = format!("Live bytes of {} over {over}", plain(&row.name));
        Some((over, render_timeline(&steps?, &about)))
    });
    html! {
        figure.timeline {
            figcaption { b { "Live bytes" } }
            @for (over, plot) in plots { div.over data-over=(over) { (PreEscaped(plot)) } }
            (render_phases(&timeline))
            @if more > 0 { p.note { (more) " more phases are left out; " code { (plain(path)) } " has all" } }
        }
    }
}

fn render_phases(timeline: &Timeline) -> Markup {
    html! {
        @if !timeline.phases.is_empty() {
            ol.legend {
                @for (index, phase) in timeline.phases.iter().enumerate() {
                    li {
                        span class={ "swatch dashes0 c" ((index + 1) % COLOURS) } {}
                        (plain(&phase.name)) " "
                        span.faint { (units::nanoseconds(phase.end_ns - phase.begin_ns)) }
                    }
                }
            }
        }
    }
}

fn render_profiles(row: &Row, heap: &Footprint, anchor: &str, files: &PageFiles) -> Markup {
    let render = |path: &Option<String>, title: &str, anchor: &str, of: &str| {
        let profile = path.as_ref().map(|path| files.profile(path));
        html! {
            @match profile {
                Some(Ok(profile)) => (render_profile(&profile, title, anchor, of)),
                Some(Err(problem)) => (render_note(&problem)),
                None => {}
            }
        }
    };
    html! {
        (render(&heap.profile, "Call sites with the most bytes at the peak", anchor, ""))
        (render(
            &heap.outside_profile,
            "Call sites of C code with the most bytes at its peak",
            &format!("{anchor}/c-code"),
            " of C code",
        ))
        @if heap.profile.is_some() || heap.outside_profile.is_some() {
            @if let Some(line) = render_profiling_cost(row, heap) { p.faint { (line) } }
        }
    }
}

/// One profile under the title of its table. `of` says in other titles what it is of.
fn render_profile(profile: &Profile, title: &str, anchor: &str, of: &str) -> Markup {
    let stacks = format!("Call stacks{of}");
    let has_peak = profile.has_measure(Measure::PeakBytes);
    let first = if has_peak {
        Measure::PeakBytes
    } else {
        Measure::TotalBytes
    };
    html! {
        @if let Some(warning) = render_missing_names(profile) { pre { (warning) } }
        (render_churn(profile))
        (render_call_sites(profile, title, MOST_SITES))
        @for line in render_incomplete(profile) { p.faint { (line) } }
        (render_stacks(profile, &stacks, anchor, first, StacksLimits::ONE_OF_MANY))
    }
}

/// What profiling cost, in one line.
fn render_profiling_cost(row: &Row, heap: &Footprint) -> Option<String> {
    let scope_ns = heap.scope_ns?;
    let plain_ns = row.time.as_ref().and_then(Time::median_ns);
    let ratio = plain_ns.and_then(|plain_ns| units::ratio(scope_ns, plain_ns));
    let ratio = ratio.map(|ratio| format!(", {ratio} its median time"));
    Some(format!(
        "the scope took {} while it was profiled{}",
        units::nanoseconds(scope_ns),
        ratio.unwrap_or_default()
    ))
}
