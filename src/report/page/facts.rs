//! The meaning of the figures, and the provenance of a report.

use maud::{Markup, html};

use crate::record::{Figure, Provenance};
use crate::report::plain::plain;
use crate::units;

/// Values that are derived from the figures or stored beside them, with their explanations.
const OTHER_VALUES: [(&str, &str); 5] = [
    (
        "B/element",
        "peak bytes for each element that the structure stores",
    ),
    (
        "timeline",
        "live bytes in the count pass; its times include those of the instrument",
    ),
    (
        "temporary blocks",
        "blocks freed before the next allocation of the same thread",
    ),
    (
        "lifetime",
        "mean time from the allocation of a block to its release, in the profile's unit of time: \
         allocations for heapwise's recorder",
    ),
    (
        "other columns",
        "metrics that the experiment defines; in parentheses the value that a theory expects",
    ),
];

const LIMITS: &str = "Allocated bytes are not touched pages. Stacks, static memory and C libraries \
    do not count. Figures of bytes and blocks repeat to the byte from run to run of one binary, \
    except for those that are marked and variants that allocate on several threads.";

/// Every figure and derived value with its explanation.
pub(super) fn render_figures() -> Markup {
    let figures = Figure::ALL
        .into_iter()
        .map(|figure| (figure.heading(), figure.explanation));
    let others = OTHER_VALUES.map(|(name, explanation)| (name.to_string(), explanation));
    html! {
        section #figures {
            h2 { "What the figures mean" }
            dl.facts {
                @for (name, explanation) in figures.chain(others) {
                    div { dt { (name) } dd { (explanation) } }
                }
            }
            p { (LIMITS) }
        }
    }
}

/// The program, the machine and the command that the figures come from; those of each part, if the report
/// was merged.
pub(super) fn render_origin(provenance: &Provenance, parts: &[Provenance]) -> Markup {
    html! {
        section #origin {
            h2 { "Where they come from" }
            (render_facts(provenance))
            @for part in parts.iter().take(MOST_PARTS) {
                h3 { "Part" @if let Some(partition) = part.partition { " " (partition) } }
                (render_facts(part))
            }
            @if parts.len() > MOST_PARTS { p { (parts.len() - MOST_PARTS) " more parts" } }
        }
    }
}

/// The most parts whose origin is shown.
const MOST_PARTS: usize = 50;

fn render_facts(provenance: &Provenance) -> Markup {
    let cores = provenance.cores.map(|cores| units::count_of(cores, "core"));
    let machine = [Some(provenance.arch.clone()), provenance.cpu.clone(), cores];
    let machine: Vec<String> = machine.into_iter().flatten().collect();
    let facts = [
        ("program", Some(provenance.tool.clone())),
        ("revision", provenance.revision.clone()),
        ("command", Some(provenance.command.join(" "))),
        ("started", provenance.started.clone()),
        ("system", Some(provenance.os.clone())),
        ("machine", Some(machine.join(", "))),
        ("memory", provenance.memory_bytes.map(units::bytes)),
        ("compiler", provenance.rustc.clone()),
        ("allocator", provenance.allocator.clone()),
    ];
    html! {
        dl.facts {
            @for (name, fact) in facts {
                @if let Some(fact) = fact { div { dt { (name) } dd { code { (plain(&fact)) } } } }
            }
        }
    }
}
