//! CPython's dictionary: its growth, its bytes and its probe sequence.

use heapwise::lab::hash::integers::BuildIdentity;
use heapwise::lab::hash::letters::{BuildFirstLetter, BuildTwoLetter};
use heapwise::lab::table::probe::{PerturbedProbe, ProbeSeq};
use heapwise::lab::table::reduction::Mask;
use heapwise::lab::table::{CPython, Map, ProbeStatistics};

/// The insertions at which a dictionary grows, according to the book and CPython 3.11.
const GROWS_ON: [usize; 9] = [6, 11, 22, 43, 86, 171, 342, 683, 1366];

/// `sys.getsizeof` in CPython 3.11 on 64 bits, minus the 96 bytes of the object: the index and the
/// entries.
fn table_bytes(slots: usize) -> usize {
    let width = match slots {
        0..=0x80 => 1,
        0x81..=0x8000 => 2,
        0x8001..=0x8000_0000 => 4,
        _ => 8,
    };
    slots * width + 2 * slots / 3 * 24
}

#[test]
fn it_grows_at_the_keys_and_to_the_sizes_of_cpython() {
    let mut map = Map::<u64, u64, CPython, BuildIdentity>::new();
    let mut grown_on = Vec::new();
    for key in 1..=1400 {
        let slots = map.slots();
        map.insert(key, key);
        if map.slots() == slots {
            continue;
        }
        assert_eq!(map.bytes(), table_bytes(map.slots()), "after key {key}");
        if slots > 0 {
            grown_on.push(map.len());
            assert_eq!(map.slots(), slots * 2);
        }
    }
    assert_eq!(grown_on, GROWS_ON);
}

#[test]
fn the_676_keys_of_two_letters_use_1024_slots() {
    let letters = || 'a'..='z';
    let keys = letters().flat_map(|one| letters().map(move |other| format!("{one}{other}")));
    let mut map: Map<String, (), CPython, BuildTwoLetter, ProbeStatistics> =
        keys.clone().map(|key| (key, ())).collect();
    // The book states 2048.
    assert_eq!((map.len(), map.slots()), (676, 1024));
    map.take_statistics();
    assert!(keys.clone().all(|key| map.contains_key(&key)));
    assert_eq!(map.statistics().hits().max(), 1, "no two keys collide");
}

#[test]
fn barcelona_collides_with_rome() {
    let mut map = Map::<&str, u32, CPython, BuildFirstLetter, ProbeStatistics>::new();
    map.insert("Rome", 4);
    map.insert("Barcelona", 3);
    map.take_statistics();
    map.get("Rome");
    assert_eq!(map.take_statistics().hits().max(), 1);
    map.get("Barcelona");
    assert_eq!(map.statistics().hits().max(), 2);
    // Both hashes end in 010; then 5·2 + (66 >> 5) + 1 = 13.
    let slots = ProbeSeq::<PerturbedProbe, Mask>::new(u64::from(b'B'), 8);
    assert!(slots.take(2).eq([0b010, 0b101]));
}
