//! Checks the rules of DHAT's viewer for its files.

use hashbrown::HashSet;

use super::model::{Profile, ProgramPoint};

/// The first reason why the viewer would refuse this profile, if any.
pub(super) fn find_problem(profile: &Profile) -> Option<String> {
    if profile.version != 2 {
        return Some(format!(
            "DHAT version {}; only version 2 can be read",
            profile.version
        ));
    }
    if profile
        .frames
        .iter()
        .next()
        .is_none_or(|root| root != "[root]")
    {
        return Some(String::from("`ftbl` must begin with \"[root]\""));
    }
    if profile.has_lifetimes && (profile.peak_time.is_none() || profile.short_lifetime.is_none()) {
        return Some(String::from(
            "a profile with `bklt` must have `tg` and `tuth`",
        ));
    }
    find_problem_in_points(profile)
}

fn find_problem_in_points(profile: &Profile) -> Option<String> {
    let mut seen = HashSet::with_capacity(profile.points.len());
    for (index, point) in profile.points.iter().enumerate() {
        let problem = find_missing_field(profile, point)
            .map(|field| format!("lacks `{field}`"))
            .or_else(|| find_invalid_frame(profile, point))
            .or_else(|| {
                (!seen.insert(&point.backtrace))
                    .then(|| String::from("has the `fs` of an earlier point"))
            });
        if let Some(problem) = problem {
            return Some(format!("program point {index} (`pps[{index}]`) {problem}"));
        }
    }
    None
}

fn find_missing_field(profile: &Profile, point: &ProgramPoint) -> Option<&'static str> {
    let with_lifetimes = [
        ("tl", point.lifetimes),
        ("mb", point.own_peak_bytes),
        ("mbk", point.own_peak_blocks),
        ("gb", point.peak_bytes),
        ("gbk", point.peak_blocks),
        ("eb", point.end_bytes),
        ("ebk", point.end_blocks),
    ];
    let with_accesses = [("rb", point.read_bytes), ("wb", point.written_bytes)];
    let lifetimes = with_lifetimes.iter().filter(|_| profile.has_lifetimes);
    let accesses = with_accesses.iter().filter(|_| profile.has_accesses);
    lifetimes
        .chain(accesses)
        .find(|(_, value)| value.is_none())
        .map(|(field, _)| *field)
}

fn find_invalid_frame(profile: &Profile, point: &ProgramPoint) -> Option<String> {
    let frames = profile.frames.len();
    let index = *point
        .backtrace
        .iter()
        .find(|&&index| index == 0 || index >= frames)?;
    Some(if index == 0 {
        String::from("names frame 0, the root, in its `fs`")
    } else {
        format!("names frame {index} in its `fs`, but `ftbl` has {frames} frames")
    })
}

/// A field whose sum over all program points does not fit into 64 bits, if any. If there is none, no
/// sum over a part of the program points overflows either.
pub(super) fn find_overflow(points: &[ProgramPoint]) -> Option<&'static str> {
    type FieldValue = fn(&ProgramPoint) -> Option<u64>;
    const SUMMED: [(&str, FieldValue); 9] = [
        ("tb", |point| Some(point.total_bytes)),
        ("tbk", |point| Some(point.total_blocks)),
        ("tl", |point| point.lifetimes),
        ("mb", |point| point.own_peak_bytes),
        ("mbk", |point| point.own_peak_blocks),
        ("gb", |point| point.peak_bytes),
        ("gbk", |point| point.peak_blocks),
        ("eb", |point| point.end_bytes),
        ("ebk", |point| point.end_blocks),
    ];
    let overflows = |value: FieldValue| {
        let mut values = points.iter().filter_map(value);
        values.try_fold(0, u64::checked_add).is_none()
    };
    let mut summed = SUMMED.iter();
    let (field, _) = summed.find(|(_, value)| overflows(*value))?;
    Some(field)
}
