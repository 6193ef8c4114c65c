//! One variant, folded: how it computes, its timeline, its call sites, its flame graphs.

use std::path::Path;

use maud::{Markup, PreEscaped, html};

use crate::profile::{CallSite, Measure, Profile};
use crate::record::{Footprint, Row, Timeline};
use crate::report::document::{flames, scroll};
use crate::report::flame_graph_in_page;
use crate::report::plain::plain;
use crate::report::plot::timeline;
use crate::report::sites;
use crate::units;

use super::contents::note;
use super::{Contents, entry, picture};

/// So many call sites are shown.
const MOST_SITES: usize = 8;

/// The variant and what its passes left.
pub(super) fn of(row: &Row, contents: &Contents) -> Markup {
    html! {
        details.variant {
            summary {
                b { (plain(&row.name)) } " " span.faint { (plain(&row.about)) }
            }
            @if let Some(verdict) = &row.verdict {
                p { (entry::graded(verdict.grade)) " " (plain(&verdict.why)) }
            }
            (beside(row))
            @if let Some(heap) = &row.heap {
                (over_time(row, heap, contents))
                (by_call_site(row, heap, contents))
            }
            @for attachment in &row.attachments { (picture::of(attachment, contents)) }
        }
    }
}

/// What the table has no room for.
fn beside(row: &Row) -> Markup {
    let heap = row.heap.as_ref();
    let figures = [
        ("answer", row.answer.as_deref().map(plain)),
        ("elements", row.elements.map(units::count)),
        (
            "blocks at the peak",
            heap.map(|heap| units::count(heap.totals.peak_blocks)),
        ),
        (
            "left at the end",
            heap.filter(|heap| heap.totals.end_blocks > 0)
                .map(|heap| units::bytes(heap.totals.end_bytes)),
        ),
        (
            "copied by reallocations",
            heap.and_then(|heap| heap.realloc_copy_bytes)
                .filter(|bytes| *bytes > 0)
                .map(units::bytes),
        ),
        (
            "resident at its peak",
            row.rss.as_ref().map(|rss| units::bytes(rss.peak_bytes)),
        ),
        (
            "samples of time",
            row.time
                .as_ref()
                .map(|time| time.samples_ns.len().to_string()),
        ),
    ];
    html! {
        dl {
            @for (name, figure) in figures {
                @if let Some(figure) = figure { div { dt { (name) } dd { (figure) } } }
            }
        }
    }
}

fn over_time(row: &Row, heap: &Footprint, contents: &Contents) -> Markup {
    let Some(path) = &heap.timeline else {
        return html! {};
    };
    let read = contents
        .text(path)
        .and_then(|text| Timeline::read(text, Path::new(path)).map_err(|error| error.to_string()));
    let timeline_read = match read {
        Ok(timeline) => timeline,
        Err(problem) => return note(&problem),
    };
    let about = format!("Live bytes of {} over time", plain(&row.name));
    html! {
        figure.timeline {
            figcaption { b { "Live bytes over time" } }
            (PreEscaped(timeline(&timeline_read, &about)))
            (phases(&timeline_read))
        }
    }
}

fn phases(timeline: &Timeline) -> Markup {
    html! {
        @if !timeline.phases.is_empty() {
            ol.legend {
                @for (place, phase) in timeline.phases.iter().enumerate() {
                    li {
                        span class={ "swatch c" ((place + 1) % crate::report::plot::MANY) } {}
                        (plain(&phase.name)) " "
                        span.faint { (units::nanoseconds(phase.end_ns - phase.begin_ns)) }
                    }
                }
            }
        }
    }
}

fn by_call_site(row: &Row, heap: &Footprint, contents: &Contents) -> Markup {
    let Some(path) = &heap.profile else {
        return html! {};
    };
    let read = contents.text(path).and_then(|text| {
        Profile::read_any(text, Path::new(path)).map_err(|error| error.to_string())
    });
    match read {
        Ok(profile) => html! {
            (call_sites(&profile))
            @for measure in [Measure::PeakBytes, Measure::TotalBytes] {
                (flame(row, &profile, measure))
            }
        },
        Err(problem) => note(&problem),
    }
}

fn call_sites(profile: &Profile) -> Markup {
    let call_sites = profile.call_sites();
    let peak_bytes = profile.totals().peak_bytes;
    let [figures @ .., place, function] = sites::HEADS;
    let table = html! {
        table {
            caption { "Call sites that hold the most at the peak" }
            thead {
                tr {
                    @for head in figures { th scope="col" { (head) } }
                    @for head in [place, function] { th.text scope="col" { (head) } }
                }
            }
            tbody {
                @for site in call_sites.iter().take(MOST_SITES) { (call_site(site, peak_bytes)) }
            }
        }
    };
    html! {
        (scroll("Call sites", table))
        @if let Some(line) = sites::left_out(&call_sites, MOST_SITES) { p.faint { (line) } }
    }
}

fn call_site(site: &CallSite, peak_bytes: u64) -> Markup {
    let [figures @ .., place, function] = sites::cells(site, peak_bytes);
    html! {
        tr {
            @for figure in figures { td { (figure) } }
            @for text in [place, function] { td.text { code { (text) } } }
        }
    }
}

fn flame(row: &Row, profile: &Profile, measure: Measure) -> Markup {
    let title = match measure {
        Measure::PeakBytes => "Who allocated what was live at the peak",
        _ => "Who allocated, in total bytes",
    };
    let named = format!("{title}: {}", row.name);
    let drawn = flame_graph_in_page(&profile.folded(measure), &named, measure);
    flames(title, "", drawn)
}
