//! The policies of CPython's list and tuple against a real interpreter: its capacities follow from
//! `sys.getsizeof`.

use std::process::Command;

use heapwise::lab::growth::{List37, List39, Policy, Tuple, follow};

/// The output of `python3`.
///
/// # Panics
///
/// If there is no CPython.
fn python(program: &str) -> String {
    let ran = Command::new("python3").args(["-c", program]).output();
    let output = ran
        .unwrap_or_else(|error| panic!("cannot run `python3`: {error}; apt-get install python3"));
    assert!(
        output.status.success(),
        "`python3` failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn numbers(line: &str) -> Vec<usize> {
    line.split_whitespace()
        .map(|word| word.parse().unwrap())
        .collect()
}

/// The policy of the list in the interpreter's version.
fn list() -> Box<dyn Policy> {
    let message = python("import sys; print(sys.implementation.name, *sys.version_info[:2])");
    let words: Vec<&str> = message.split_whitespace().collect();
    assert_eq!(
        words[0], "cpython",
        "`python3` is not CPython; put one first in PATH"
    );
    if numbers(&words[1..].join(" ")) >= vec![3, 9] {
        Box::new(List39)
    } else {
        Box::new(List37)
    }
}

const CAPACITY: &str = "
import sys, struct
def capacity(of):
    return (sys.getsizeof(of) - sys.getsizeof(type(of)())) // struct.calcsize('P')
";

#[test]
#[ignore = "needs CPython as python3: apt-get install python3"]
fn a_list_grows_by_append_as_its_policy() {
    let program = "
items, found = [], [0]
while len(items) < 500000:
    items.append(None)
    if capacity(items) != found[-1]:
        found.append(capacity(items))
print(*found[1:])
";
    let found = numbers(&python(&format!("{CAPACITY}{program}")));
    let curve = follow(&list(), 500_000, 8, 0).unwrap();
    assert!(curve.steps().iter().map(|step| step.after).eq(found));
}

#[test]
#[ignore = "needs CPython as python3: apt-get install python3"]
fn a_full_list_grows_by_several_items_as_its_policy() {
    let program = "
for length in list(range(1, 40)) + [100, 1000, 12345]:
    for more in list(range(1, 40)) + [100, 5000]:
        items = [None] * length
        items += [None] * more
        print(length, more, capacity(items))
";
    let list = list();
    let found = python(&format!("{CAPACITY}{program}"));
    assert_eq!(found.lines().count(), 42 * 41);
    for line in found.lines().map(numbers) {
        let (length, more, capacity) = (line[0], line[1], line[2]);
        let next = list.next_capacity(length, length + more, 8);
        assert_eq!(next, Some(capacity), "{length} and {more}");
    }
}

#[test]
#[ignore = "needs CPython as python3: apt-get install python3"]
fn a_tuple_has_room_for_its_items_only() {
    let program = "
items = ()
for _ in range(100):
    items += (None,)
    print(capacity(items))
";
    let found = python(&format!("{CAPACITY}{program}"));
    let curve = follow(&Tuple, 100, 8, 0).unwrap();
    let steps = curve.steps().iter().map(|step| step.after);
    assert!(found.lines().flat_map(numbers).eq(steps));
}
