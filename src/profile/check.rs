//! The rules that DHAT's viewer holds its files to.

use hashbrown::{HashMap, HashSet};

use super::{Point, Profile};

/// What the viewer would refuse in this profile.
pub(super) fn problem(profile: &Profile) -> Option<String> {
    if profile.version != 2 {
        return Some(format!(
            "DHAT version {}; only version 2 can be read",
            profile.version
        ));
    }
    if profile.frames.first().is_none_or(|root| root != "[root]") {
        return Some(String::from("`ftbl` must begin with \"[root]\""));
    }
    if profile.has_lifetimes && (profile.peak_time.is_none() || profile.short_lifetime.is_none()) {
        return Some(String::from("with `bklt` it must have `tg` and `tuth`"));
    }
    problem_of_points(profile)
}

fn problem_of_points(profile: &Profile) -> Option<String> {
    let mut seen = HashSet::with_capacity(profile.points.len());
    for (index, point) in profile.points.iter().enumerate() {
        let problem = missing_field(profile, point)
            .map(|field| format!("lacks `{field}`"))
            .or_else(|| bad_frame(profile, point))
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

fn missing_field(profile: &Profile, point: &Point) -> Option<&'static str> {
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

fn bad_frame(profile: &Profile, point: &Point) -> Option<String> {
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

/// A field whose sum over all points does not fit into 64 bits. Where there is none, no other sum
/// of the field can overflow.
pub(super) fn overflow(points: &[Point]) -> Option<&'static str> {
    type Figure = fn(&Point) -> Option<u64>;
    const SUMMED: [(&str, Figure); 9] = [
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
    let overflows = |figure: Figure| {
        let mut figures = points.iter().filter_map(figure);
        figures.try_fold(0, u64::checked_add).is_none()
    };
    let mut summed = SUMMED.iter();
    let (field, _) = summed.find(|(_, figure)| overflows(*figure))?;
    Some(field)
}

/// Makes one point of those with the same backtrace. A point's own peak is then the sum of
/// theirs, which is the most that it can have been.
pub(super) fn merge_repeated(points: &mut Vec<Point>) {
    let mut merged: Vec<Point> = Vec::with_capacity(points.len());
    let mut places: HashMap<Vec<usize>, usize> = HashMap::with_capacity(points.len());
    for point in points.drain(..) {
        match places.get(&point.backtrace) {
            Some(&place) => add(&mut merged[place], &point),
            None => {
                places.insert(point.backtrace.clone(), merged.len());
                merged.push(point);
            }
        }
    }
    *points = merged;
}

fn add(to: &mut Point, point: &Point) {
    to.total_bytes += point.total_bytes;
    to.total_blocks += point.total_blocks;
    for (sum, more) in [
        (&mut to.lifetimes, point.lifetimes),
        (&mut to.own_peak_bytes, point.own_peak_bytes),
        (&mut to.own_peak_blocks, point.own_peak_blocks),
        (&mut to.peak_bytes, point.peak_bytes),
        (&mut to.peak_blocks, point.peak_blocks),
        (&mut to.end_bytes, point.end_bytes),
        (&mut to.end_blocks, point.end_blocks),
    ] {
        *sum = sum.zip(more).map(|(sum, more)| sum + more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn text() -> String {
        String::from(
            r#"{"dhatFileVersion":2,"mode":"rust-heap","verb":"Allocated","bklt":true,
            "bkacc":false,"tu":"µs","Mtu":"s","tuth":10,"cmd":"a","pid":1,"tg":1,"te":2,
            "pps":[{"tb":8,"tbk":1,"tl":1,"mb":8,"mbk":1,"gb":8,"gbk":1,"eb":0,"ebk":0,"fs":[1,2]},
                   {"tb":4,"tbk":2,"tl":1,"mb":2,"mbk":1,"gb":2,"gbk":1,"eb":1,"ebk":1,"fs":[2,1]}],
            "ftbl":["[root]","0x1: a (a.rs:1:1)","0x2: b (b.rs:2:2)"]}"#,
        )
    }

    fn told(text: &str) -> String {
        match Profile::read(text, Path::new("p.json")) {
            Ok(_) => String::from("fine"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn each_rule_of_the_viewer_is_kept() {
        assert_eq!(told(&text()), "fine");
        for (from, to, expected) in [
            ("Version\":2", "Version\":1", "DHAT version 1"),
            ("[root]", "root", "must begin with \"[root]\""),
            ("\"tg\":1,", "", "must have `tg` and `tuth`"),
            ("\"tuth\":10,", "", "must have `tg` and `tuth`"),
            ("\"tl\":1,", "", "pps[0]`) lacks `tl`"),
            ("\"gbk\":1,", "", "pps[0]`) lacks `gbk`"),
            ("bkacc\":false", "bkacc\":true", "lacks `rb`"),
            ("[2,1]", "[2,0]", "pps[1]`) names frame 0"),
            (
                "[2,1]",
                "[2,3]",
                "names frame 3 in its `fs`, but `ftbl` has 3 frames",
            ),
            (
                "[2,1]",
                "[1,2]",
                "pps[1]`) has the `fs` of an earlier point",
            ),
            ("\"tb\":8", "\"tb\":-8", "not a DHAT version 2 profile"),
            ("\"cmd\":\"a\",", "", "missing field `cmd`"),
            (
                "\"gb\":8,",
                "\"gb\":18446744073709551615,",
                "the sum of `gb` over its points does not fit into 64 bits",
            ),
        ] {
            let broken = text().replace(from, to);
            assert!(told(&broken).contains(expected), "{}", told(&broken));
        }
    }

    #[test]
    fn repeated_backtraces_of_the_dhat_crate_become_one_point() {
        let repeated = text().replace("[2,1]", "[1,2]");
        let profile = Profile::read_dhat_crate(&repeated, Path::new("p.json")).unwrap();
        assert_eq!(profile.points.len(), 1);
        assert_eq!(profile.points[0].own_peak_bytes, Some(10));
        let totals = profile.totals();
        assert_eq!((totals.total_bytes, totals.total_blocks), (12, 3));
        assert_eq!((totals.peak_bytes, totals.peak_blocks), (10, 2));
        assert_eq!((totals.end_bytes, totals.end_blocks), (1, 1));
        let any = Profile::read_any(&repeated, Path::new("p.json"));
        assert_eq!(any.unwrap(), profile);
        let of_another_tool = repeated.replace("rust-heap", "heap");
        let refused = Profile::read_any(&of_another_tool, Path::new("p.json"));
        assert!(refused.unwrap_err().to_string().contains("earlier point"));
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let profile = Profile::read(&text(), Path::new("p.json")).unwrap();
        let again = Profile::read(&profile.to_json(), Path::new("p.json")).unwrap();
        assert_eq!(profile, again);
    }
}
