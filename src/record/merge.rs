//! One report of several: of the parts of a run, or of runs of one program.

use std::collections::{BTreeMap, HashSet};

use indexmap::{IndexMap, IndexSet};

use crate::error::{Error, Result};

use super::answer_check::AnswerCheck;
use super::partition::Partition;
use super::provenance::Provenance;
use super::report::{Case, Report};
use super::row::{Outcome, Row};

/// A report to merge.
pub struct MergedPart {
    /// How messages name it.
    pub name: String,
    /// The report.
    pub report: Report,
}

/// A row with the case that it belongs to.
struct PlacedRow<'a> {
    /// The index of the variant in the whole run.
    index: usize,
    case: &'a Case,
    row: Row,
}

/// Merges reports of one program. Rows of the parts of one run are put into the order of the whole run,
/// and those of other reports into the order of the reports. `provenance` is that of the merge. The
/// answers of each case are compared again, since no part has seen those of the others; what is missing
/// is named.
///
/// # Errors
///
/// If the reports come from different programs or builds, or from parts of different runs, or if two have
/// the same variant at the same input.
pub fn merge(parts: &[MergedPart], provenance: Provenance) -> Result<Report> {
    if let Some(part) = parts.iter().find(|part| !part.report.parts.is_empty()) {
        return Err(Error::Argument {
            argument: part.name.clone(),
            problem: String::from("it is merged already; name the reports that it was merged from"),
        });
    }
    check_same_program(parts)?;
    let partitions = find_partitions(parts)?;
    let mut rows: Vec<PlacedRow<'_>> = parts
        .iter()
        .zip(number_machines(parts))
        .flat_map(|(part, machine)| place_rows(&part.report, machine))
        .collect();
    // Reports of whole runs have one index for all rows, which leaves them in their order.
    rows.sort_by_key(|placed| placed.index);
    let mut merged = Report::new(merge_provenance(parts, provenance));
    merged.cases = collect_cases(rows, parts)?;
    merged.cases.iter_mut().for_each(check_answers);
    let origins = parts.iter().map(|part| part.report.provenance.clone());
    merged.parts = origins.collect();
    merged.missing = list_missing(parts, &partitions);
    Ok(merged)
}

/// Checks that one build of one program made all reports.
fn check_same_program(parts: &[MergedPart]) -> Result<()> {
    type Fact = (&'static str, fn(&Provenance) -> Option<&str>);
    const FACTS: [Fact; 6] = [
        ("heapwise", |provenance| Some(&provenance.tool)),
        ("package", |provenance| provenance.package.as_deref()),
        ("program", |provenance| provenance.target.as_deref()),
        ("revision", |provenance| provenance.revision.as_deref()),
        ("compiler", |provenance| provenance.rustc.as_deref()),
        ("allocator", |provenance| provenance.allocator.as_deref()),
    ];
    let Some((first, others)) = parts.split_first() else {
        return Ok(());
    };
    for (part, (what, fact)) in others
        .iter()
        .flat_map(|part| FACTS.map(|fact| (part, fact)))
    {
        let [expected, found] =
            [first, part].map(|part| fact(&part.report.provenance).unwrap_or("unknown"));
        if found != expected {
            return Err(Error::Argument {
                argument: part.name.clone(),
                problem: format!(
                    "its {what} is {found}, and that of {} is {expected}; merge reports of one build",
                    first.name
                ),
            });
        }
    }
    Ok(())
}

/// The partitions of the reports that are parts of a run.
///
/// # Errors
///
/// If they are not parts of the same run.
fn find_partitions(parts: &[MergedPart]) -> Result<Vec<Partition>> {
    let mut found: Vec<(Partition, &MergedPart)> = Vec::new();
    for part in parts {
        let Some(partition) = part.report.provenance.partition else {
            continue;
        };
        if let Some((same, other)) = found.iter().find(|(other, _)| *other == partition) {
            return Err(refused(part, &format!("part {same}, as {} is", other.name)));
        }
        if let Some((first, other)) = found.first() {
            if first.count() != partition.count() {
                let problem = format!("part {partition}, and {} is part {first}", other.name);
                return Err(refused(part, &problem));
            }
            let [own, others] = [part, other].map(|part| command_of_whole(&part.report.provenance));
            if own != others {
                let problem = format!(
                    "a part of `{}`, and {} is one of `{}`",
                    own.join(" "),
                    other.name,
                    others.join(" ")
                );
                return Err(refused(part, &problem));
            }
        }
        found.push((partition, part));
    }
    Ok(found.into_iter().map(|(partition, _)| partition).collect())
}

fn refused(part: &MergedPart, what_it_is: &str) -> Error {
    Error::Argument {
        argument: part.name.clone(),
        problem: format!("it is {what_it_is}; merge the parts of one run"),
    }
}

/// The command of a part without the options that differ between parts.
fn command_of_whole(provenance: &Provenance) -> Vec<&str> {
    const OPTIONS: [&str; 3] = ["--partition", "--out", "-o"];
    let mut words = provenance.command.iter().map(String::as_str);
    let mut others = Vec::new();
    while let Some(word) = words.next() {
        let has_value = |option: &str| {
            let value = word.strip_prefix(option);
            value.is_some_and(|value| option == "-o" || value.starts_with('='))
        };
        if OPTIONS.contains(&word) {
            words.next();
        } else if !OPTIONS.into_iter().any(has_value) {
            others.push(word);
        }
    }
    others
}

/// For each part the index of the first one of its machine, if there are several machines. A part whose
/// machine is unknown counts as one of its own.
fn number_machines(parts: &[MergedPart]) -> Vec<Option<usize>> {
    let machines = parts
        .iter()
        .map(|part| part.report.provenance.machine.as_ref());
    let machines: Vec<Option<&String>> = machines.collect();
    let first = |index: usize| {
        let same = |other: &Option<&String>| other.is_some() && *other == machines[index];
        machines.iter().position(same).unwrap_or(index)
    };
    let numbers: Vec<usize> = (0..machines.len()).map(first).collect();
    let is_one = numbers.iter().all(|&number| number == 0);
    let numbers = numbers.into_iter();
    numbers.map(|number| (!is_one).then_some(number)).collect()
}

fn place_rows(report: &Report, machine: Option<usize>) -> Vec<PlacedRow<'_>> {
    let partition = report.provenance.partition;
    let mut placed = Vec::new();
    for case in &report.cases {
        for row in &case.variants {
            let index_in_part = placed.len();
            placed.push(PlacedRow {
                index: partition.map_or(usize::MAX, |part| part.index_in_whole(index_in_part)),
                case,
                row: Row {
                    machine,
                    ..row.clone()
                },
            });
        }
    }
    placed
}

/// The cases of rows in their order, with the files of each.
///
/// # Errors
///
/// If a variant has two rows at the same input.
fn collect_cases(rows: Vec<PlacedRow<'_>>, parts: &[MergedPart]) -> Result<Vec<Case>> {
    let key = |case: &Case| {
        let values = case.input.iter();
        let values: BTreeMap<String, String> = values
            .map(|(name, value)| (name.clone(), value.to_string()))
            .collect();
        (case.name.clone(), values)
    };
    let mut cases: IndexMap<(String, BTreeMap<String, String>), Case> = IndexMap::new();
    let mut seen = HashSet::new();
    for PlacedRow { case, row, .. } in rows {
        let name = case.name_at_input(&row);
        if !seen.insert(name.clone()) {
            return Err(Error::Argument {
                argument: name,
                problem: String::from("two of the reports have it; leave one of them out"),
            });
        }
        let merged = cases.entry(key(case)).or_insert_with(|| Case {
            name: case.name.clone(),
            about: case.about.clone(),
            input: case.input.clone(),
            baseline: case.baseline.clone(),
            variants: Vec::new(),
            attachments: Vec::new(),
            conclusion: None,
        });
        merged.variants.push(row);
    }
    for case in parts.iter().flat_map(|part| &part.report.cases) {
        if let Some(merged) = cases.get_mut(&key(case)) {
            merged.attachments.extend_from_slice(&case.attachments);
        }
    }
    Ok(cases.into_values().collect())
}

/// Compares the answers of a case's variants, as far as the reports keep them.
fn check_answers(case: &mut Case) {
    let mut check = AnswerCheck::default();
    for row in &mut case.variants {
        let answer = row.stored_answer();
        if let Some(answer) = answer.filter(|_| row.outcome == Outcome::Measured) {
            row.outcome = check.check(&row.name, &[answer], None);
        }
    }
}

/// The origin of the merged report: what all parts share, and the time at which the first began.
fn merge_provenance(parts: &[MergedPart], now: Provenance) -> Provenance {
    let parts: Vec<&Provenance> = parts.iter().map(|part| &part.report.provenance).collect();
    let Some(first) = parts.first() else {
        return now;
    };
    Provenance {
        command: now.command,
        started: parts.iter().filter_map(|part| part.started.clone()).min(),
        partition: None,
        planned_variants: None,
        machine: shared(&parts, |part| part.machine.clone()),
        os: list_different(&parts, |part| &part.os),
        arch: list_different(&parts, |part| &part.arch),
        cpu: shared(&parts, |part| part.cpu.clone()),
        cores: shared(&parts, |part| part.cores),
        memory_bytes: shared(&parts, |part| part.memory_bytes),
        recorder: shared(&parts, |part| part.recorder.clone()),
        ..(*first).clone()
    }
}

/// A fact if it is the same for all parts.
fn shared<T: PartialEq>(
    parts: &[&Provenance],
    fact: impl Fn(&Provenance) -> Option<T>,
) -> Option<T> {
    let first = fact(parts.first()?)?;
    let mut others = parts.iter();
    let is_shared = others.all(|part| fact(part).as_ref() == Some(&first));
    is_shared.then_some(first)
}

/// The different values of a fact, each once.
fn list_different<'a>(
    parts: &[&'a Provenance],
    fact: impl Fn(&'a Provenance) -> &'a str,
) -> String {
    let values: IndexSet<&str> = parts.iter().map(|part| fact(part)).collect();
    Vec::from_iter(values).join(", ")
}

/// A sentence for what the parts lack: parts that are not there, and variants that were not measured.
fn list_missing(parts: &[MergedPart], partitions: &[Partition]) -> Vec<String> {
    const MOST_NAMED: usize = 10;
    let all = partitions.first().into_iter();
    let all = all.flat_map(|one| (1..=one.count()).map(|part| one.sibling(part)));
    let present: HashSet<usize> = partitions
        .iter()
        .map(|partition| partition.part())
        .collect();
    let absent: Vec<String> = all
        .filter(|partition| !present.contains(&partition.part()))
        .map(|partition| format!("part {partition}"))
        .collect();
    let named = absent[..absent.len().min(MOST_NAMED)].join(", ");
    let others = match absent.len() - absent.len().min(MOST_NAMED) {
        0 => String::new(),
        others => format!(" and {others} more"),
    };
    let absent = (!absent.is_empty()).then(|| format!("there is no report of {named}{others}"));
    absent
        .into_iter()
        .chain(parts.iter().filter_map(render_cut_off))
        .collect()
}

/// What a report lacks whose run was cut off.
fn render_cut_off(part: &MergedPart) -> Option<String> {
    let MergedPart { name, report } = part;
    let measured = report.rows().count();
    let planned = report.provenance.planned_variants.unwrap_or(measured);
    let lacks = if measured < planned {
        format!("has {measured} of its {planned} variants")
    } else if report.rows().any(Row::lacks_rounds) {
        String::from("lacks rounds of its time pass")
    } else {
        return None;
    };
    Some(format!(
        "{name} {lacks}, since its run was cut off; `run --resume {name}` goes on with it"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provenance(command: &str, partition: Option<&str>, machine: Option<&str>) -> Provenance {
        let json = serde_json::json!({
            "tool": "heapwise 1", "command": command.split(' ').collect::<Vec<_>>(),
            "partition": partition, "machine": machine, "planned_variants": null,
            "os": "Linux", "arch": "x86_64", "rustc": "rustc 1",
        });
        serde_json::from_value(json).unwrap()
    }

    /// A part with rows of these names in one case, each with its answer.
    fn part(provenance: Provenance, rows: &[(&str, u64)]) -> MergedPart {
        let rows = rows.iter().map(|(name, answer)| {
            serde_json::json!({"name": name, "about": "", "outcome": {"status": "measured"},
                "answer": answer.to_string(), "answer_digest": format!("{answer:x}")})
        });
        let case = serde_json::json!({"name": "words", "about": "", "input": {"n": 1},
            "variants": rows.collect::<Vec<_>>(), "attachments": []});
        let mut report = Report::new(provenance);
        report.cases.push(serde_json::from_value(case).unwrap());
        let name = report.provenance.partition.map_or_else(
            || String::from("whole"),
            |partition| format!("p{}", partition.part()),
        );
        MergedPart { name, report }
    }

    fn merged(parts: &[MergedPart]) -> Result<Report> {
        merge(parts, provenance("heapwise merge", None, None))
    }

    fn names(report: &Report) -> Vec<&str> {
        report.rows().map(|row| row.name.as_str()).collect()
    }

    #[test]
    fn parts_in_any_order_give_the_order_of_the_whole_run() {
        let one = |k: &str| provenance(&format!("p run --partition {k}"), Some(k), Some("m"));
        let parts = [
            part(one("2/3"), &[("b", 1), ("e", 1)]),
            part(one("3/3"), &[("c", 1)]),
            part(one("1/3"), &[("a", 1), ("d", 1)]),
        ];
        let report = merged(&parts).unwrap();
        assert_eq!(names(&report), ["a", "b", "c", "d", "e"]);
        assert!(report.is_well() && report.rows().all(|row| row.machine.is_none()));
        assert_eq!(report.parts.len(), 3);
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut cut_off = provenance("p run", Some("2/3"), None);
        cut_off.planned_variants = Some(2);
        let report = merged(&[part(cut_off, &[("b", 1)])]).unwrap();
        assert!(!report.is_well());
        assert_eq!(
            report.missing,
            [
                "there is no report of part 1/3, part 3/3",
                "p2 has 1 of its 2 variants, since its run was cut off; `run --resume p2` goes on with it"
            ]
        );
    }

    #[test]
    fn machines_are_told_apart_and_unknown_ones_are_several() {
        let machines = |names: [Option<&str>; 3]| {
            let parts = [0, 1, 2].map(|index| {
                let k = format!("{}/3", index + 1);
                part(provenance("p run", Some(&k), names[index]), &[(&k, 1)])
            });
            let report = merged(&parts).unwrap();
            report.rows().map(|row| row.machine).collect::<Vec<_>>()
        };
        let numbers = [Some(0), Some(1), Some(0)];
        assert_eq!(machines([Some("a"), Some("b"), Some("a")]), numbers);
        assert_eq!(machines([None, None, None]), [Some(0), Some(1), Some(2)]);
        assert_eq!(machines([Some("a"); 3]), [None; 3]);
    }

    #[test]
    fn answers_of_different_parts_are_compared() {
        let parts = [("1/2", "a", 5), ("2/2", "b", 6)]
            .map(|(k, name, answer)| part(provenance("p run", Some(k), None), &[(name, answer)]));
        let report = merged(&parts).unwrap();
        let reasons: Vec<_> = report
            .rows()
            .filter_map(|row| row.outcome.reason())
            .collect();
        assert_eq!(reasons, ["answers 6, where `a` answers 5"]);
    }

    #[test]
    fn what_does_not_belong_together_is_refused() {
        let refused = |one: MergedPart, other: MergedPart| match merged(&[one, other]) {
            Ok(_) => panic!("merged"),
            Err(error) => error.to_string(),
        };
        let of = |command: &str, k: &str| part(provenance(command, Some(k), None), &[(k, 1)]);
        assert!(
            refused(of("p run", "1/2"), of("p run", "1/2")).contains("it is part 1/2, as p1 is")
        );
        assert!(refused(of("p run", "1/2"), of("p run", "2/3")).contains("and p1 is part 1/2"));
        let other = refused(
            of("p run -o x --partition 1/2", "1/2"),
            of("p run --out=y a --partition=2/2", "2/2"),
        );
        assert!(
            other.contains("a part of `p run a`, and p1 is one of `p run`"),
            "{other}"
        );
        let whole = || part(provenance("p run", None, None), &[("a", 1)]);
        assert!(refused(whole(), whole()).contains("`words/a n=1`: two of the reports have it"));
        let mut newer = whole();
        newer.report.provenance.revision = Some(String::from("1234"));
        assert!(
            refused(whole(), newer).contains("its revision is 1234, and that of whole is unknown")
        );
        let mut again = whole();
        again.report.parts.push(provenance("p run", None, None));
        assert!(refused(whole(), again).contains("it is merged already"));
    }
}
