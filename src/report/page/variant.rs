//! One variant, folded: its description, its timeline, its call sites, its flame graphs.

use maud::{Markup, PreEscaped, html};

use crate::profile::{Callee, Measure, Profile};
use crate::record::{Figure, Footprint, Row, Time, Timeline};
use crate::report::columns::Cell;
use crate::report::document::{render_flame_figure, render_note, render_scrolling};
use crate::report::flame::render_flame_graph_element;
use crate::report::plain::plain;
use crate::report::plot::{COLOURS, render_timeline};
use crate::report::sites::{
    Places, SITE_HEADINGS, WholeProfile, render_incomplete, render_missing_names, render_remaining,
    render_small, site_cells, split_small,
};
use crate::units;

use super::badges::render_grade;
use super::files::PageFiles;
use super::pictures::render_attachment;

/// The most call sites shown.
const MOST_SITES: usize = 8;

/// The most phases shown of a timeline.
const MOST_PHASES: usize = 1000;

/// Renders a variant with the results of its passes.
pub(super) fn render_variant(row: &Row, files: &PageFiles) -> Markup {
    html! {
        details.variant {
            summary {
                b { (plain(&row.name)) } " " span.faint { (plain(&row.about)) }
            }
            @if let Some(verdict) = &row.verdict {
                p { (render_grade(verdict.grade)) " " (plain(&verdict.why)) }
            }
            (render_other_values(row))
            @if let Some(heap) = &row.heap {
                (render_live_bytes(row, heap, files))
                (render_profiles(row, heap, files))
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
    let samples = row.time.as_ref().map(|time| time.samples_ns.len());
    let values = [
        ("answer", row.answer.as_deref().map(plain)),
        ("elements", row.elements.map(units::count)),
        (
            "samples of time",
            samples.map(|samples| samples.to_string()),
        ),
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
    let about = format!("Live bytes of {} over time", plain(&row.name));
    html! {
        figure.timeline {
            figcaption { b { "Live bytes over time" } }
            (PreEscaped(render_timeline(&timeline, &about)))
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
                        span class={ "swatch c" ((index + 1) % COLOURS) } {}
                        (plain(&phase.name)) " "
                        span.faint { (units::nanoseconds(phase.end_ns - phase.begin_ns)) }
                    }
                }
            }
        }
    }
}

fn render_profiles(row: &Row, heap: &Footprint, files: &PageFiles) -> Markup {
    let render = |path: &Option<String>, title: &str, of: &str| {
        let profile = path.as_ref().map(|path| files.profile(path));
        html! {
            @match profile {
                Some(Ok(profile)) => (render_profile(row, &profile, title, of)),
                Some(Err(problem)) => (render_note(&problem)),
                None => {}
            }
        }
    };
    html! {
        (render(&heap.profile, "Call sites with the most bytes at the peak", ""))
        (render(
            &heap.outside_profile,
            "Call sites of C code with the most bytes at its peak",
            " of C code",
        ))
        @if heap.profile.is_some() || heap.outside_profile.is_some() {
            @if let Some(line) = render_profiling_cost(row, heap) { p.faint { (line) } }
        }
    }
}

/// One profile under the title of its table. `of` says in other titles what it is of.
fn render_profile(row: &Row, profile: &Profile, title: &str, of: &str) -> Markup {
    html! {
        @if let Some(warning) = render_missing_names(profile) { pre { (warning) } }
        (render_call_sites(profile, title))
        @for line in render_incomplete(profile) { p.faint { (line) } }
        @for measure in [Measure::PeakBytes, Measure::TotalBytes] {
            (render_flame_graph(row, profile, measure, of))
        }
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

fn render_call_sites(profile: &Profile, title: &str) -> Markup {
    let call_sites = profile.call_sites();
    let whole = WholeProfile::new(profile);
    let places = Places::new(&call_sites);
    let [figures @ .., place, allocated_by, function] = SITE_HEADINGS;
    let table = html! {
        table {
            caption { (title) }
            thead {
                tr {
                    @for heading in figures { th scope="col" { (heading) } }
                    @for heading in [place, allocated_by, function] {
                        th.text scope="col" { (heading) }
                    }
                }
            }
            tbody {
                @for site in call_sites.iter().take(MOST_SITES) {
                    (render_call_site(site_cells(site, &places, &whole)))
                }
            }
        }
    };
    html! {
        (render_scrolling("Call sites", table))
        @if let Some(line) = render_remaining(&call_sites, MOST_SITES) { p.faint { (line) } }
        @for site in call_sites.iter().take(MOST_SITES).filter(|site| has_inner(&site.callees)) {
            details.callees {
                summary { "Below " code { (places.render(site)) } }
                (render_callees(&site.callees, &whole))
            }
        }
    }
}

fn render_call_site(cells: [String; 7]) -> Markup {
    let [figures @ .., place, allocated_by, function] = cells;
    html! {
        tr {
            @for figure in figures { td { (figure) } }
            @for text in [place, allocated_by, function] { td.text { code { (text) } } }
        }
    }
}

/// Whether there is more to show than the one function in the table.
fn has_inner(callees: &[Callee]) -> bool {
    callees.len() > 1 || callees.iter().any(|callee| !callee.callees.is_empty())
}

/// The functions below a call site, as nested lists with shares of the peak. A chain of functions
/// that each call one other is one item.
fn render_callees(callees: &[Callee], whole: &WholeProfile) -> Markup {
    let (large, small) = split_small(callees, whole);
    html! {
        ul {
            @for callee in large { (render_callee(callee, whole)) }
            @if let Some((count, figures)) = small {
                li { (whole.render_part(&figures)) " " (render_small(count)) }
            }
        }
    }
}

fn render_callee(callee: &Callee, whole: &WholeProfile) -> Markup {
    let mut chain = vec![plain(&callee.function)];
    let mut innermost = callee;
    while let [only] = innermost.callees.as_slice()
        && only.figures == innermost.figures
    {
        chain.push(plain(&only.function));
        innermost = only;
    }
    html! {
        li {
            (whole.render_part(&callee.figures)) " "
            @for (index, function) in chain.iter().enumerate() {
                @if index > 0 { " → " }
                code { (function) }
            }
            @if !innermost.callees.is_empty() {
                (render_callees(&innermost.callees, whole))
            }
        }
    }
}

fn render_flame_graph(row: &Row, profile: &Profile, measure: Measure, of: &str) -> Markup {
    let title = match measure {
        Measure::PeakBytes => format!("Bytes{of} live at the peak, by call stack"),
        _ => format!("Bytes{of} in total, by call stack"),
    };
    let named = format!("{title}: {}", row.name);
    let element = render_flame_graph_element(&profile.folded(measure), &named, measure);
    render_flame_figure(&title, "", element)
}
