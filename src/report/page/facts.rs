//! What the figures include and leave out, and where they come from.

use maud::{Markup, html};

use crate::record::Provenance;
use crate::report::plain::plain;
use crate::units;

/// Each figure, and exactly what it is.
const FIGURES: [(&str, &str); 10] = [
    (
        "peak",
        "the most bytes that were live at once, inside the measured scope only: not the input, nor \
         what was there before; a reallocation counts by its difference",
    ),
    (
        "copying peak",
        "the same if every growing reallocation holds the old and the new block together, as it does \
         where the allocator cannot grow in place",
    ),
    (
        "total, blocks",
        "every allocation, and every reallocation again with its full new size",
    ),
    ("reallocs", "reallocations, growing or shrinking"),
    (
        "held",
        "the most that the allocator itself held for the live blocks, with what it rounds up",
    ),
    (
        "time",
        "the median of several runs with every instrument off, dropping the answer included, making \
         the input not; of one machine, and noisy",
    ),
    (
        "B/element",
        "peak bytes for each thing that the structure holds",
    ),
    (
        "resident",
        "the process's own peak in the time pass: its code, its input and its stacks too",
    ),
    (
        "timeline",
        "live bytes in the count pass; its times have the instrument's own in them",
    ),
    (
        "other columns",
        "metrics that the variants tell of themselves; in parentheses what a theory expects",
    ),
];

const LEFT_OUT: &str = "Bytes asked for are not pages touched. The stack and static memory do not \
    count. The heap pass goes through the system's allocator, whichever one the program uses. \
    Figures of bytes and blocks repeat to the byte from run to run of one binary, but for variants \
    that allocate on several threads.";

pub(super) fn figures() -> Markup {
    html! {
        section #figures {
            h2 { "What the figures say" }
            dl.facts {
                @for (name, exactly) in FIGURES { div { dt { (name) } dd { (exactly) } } }
            }
            p { (LEFT_OUT) }
        }
    }
}

pub(super) fn origin(provenance: &Provenance) -> Markup {
    let cores = provenance.cores.map(|cores| units::count_of(cores, "core"));
    let machine = [Some(provenance.arch.clone()), provenance.cpu.clone(), cores];
    let machine: Vec<String> = machine.into_iter().flatten().collect();
    let facts = [
        ("program", Some(provenance.tool.clone())),
        ("revision", provenance.revision.clone()),
        ("command", Some(provenance.command.join(" "))),
        ("started", Some(provenance.started.clone())),
        ("system", Some(provenance.os.clone())),
        ("machine", Some(machine.join(", "))),
        ("memory", provenance.memory_bytes.map(units::bytes)),
        ("compiler", Some(provenance.rustc.clone())),
        ("allocator", provenance.allocator.clone()),
    ];
    html! {
        section #origin {
            h2 { "Where they come from" }
            dl.facts {
                @for (name, fact) in facts {
                    @if let Some(fact) = fact { div { dt { (name) } dd { code { (plain(&fact)) } } } }
                }
            }
        }
    }
}
