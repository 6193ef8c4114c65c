//! Makes the recording of a scope from its ledger.

use hashbrown::HashMap;

use crate::alloc::recording::{CodeAddress, RecordedPoint, Recording};

use super::account::{Account, Point};
use super::ledger::Ledger;
use super::modules::{self, Module};
use super::tree::NodeId;

/// The recording of a scope that has ended. C code's blocks have one of their own if the program
/// `counts_outside`.
pub(super) fn from_ledger(mut ledger: Ledger, counts_outside: bool) -> Recording {
    ledger.heap.settle();
    ledger.outside.settle();
    let outside = counts_outside.then(|| Box::new(of_account(&ledger, &ledger.outside)));
    Recording {
        wrong_sizes: ledger.wrong_sizes,
        outside,
        ..of_account(&ledger, &ledger.heap)
    }
}

fn of_account(ledger: &Ledger, account: &Account) -> Recording {
    let arguments = std::env::args_os();
    let mut recording = Recording {
        arguments: arguments
            .map(|argument| argument.to_string_lossy().into_owned())
            .collect(),
        process_id: std::process::id(),
        peak_time: account.peak_time,
        end_time: account.now,
        beyond_limit_bytes: account.beyond_bytes,
        beyond_limit_blocks: account.beyond_blocks,
        ..Recording::default()
    };
    let mut addresses = Addresses::new();
    for point in account.points() {
        if ledger.is_truncated(point.node) {
            recording.truncated_bytes += point.total_bytes;
            recording.truncated_blocks += point.total_blocks;
        }
        let stack = ledger.tree.ancestors(point.node);
        let stack = stack
            .map(|node: NodeId| addresses.index_of(ledger.tree.node(node).return_address))
            .collect();
        recording.points.push(recorded_point(account, point, stack));
    }
    recording.addresses = addresses.list;
    let modules = addresses.modules.into_iter();
    recording.modules = modules.map(|module| module.path).collect();
    recording
}

fn recorded_point(account: &Account, point: &Point, stack: Vec<usize>) -> RecordedPoint {
    RecordedPoint {
        stack,
        total_bytes: point.total_bytes,
        total_blocks: point.total_blocks,
        peak_bytes: point.peak_bytes,
        peak_blocks: point.peak_blocks,
        own_peak_bytes: point.own_peak_bytes,
        own_peak_blocks: point.own_peak_blocks,
        end_bytes: point.live_bytes,
        end_blocks: point.live_blocks,
        lifetimes: point.lifetimes_until(account.now),
        temporary_blocks: point.temporary_blocks,
        size_classes: account.size_classes(point),
    }
}

/// The addresses in a recording, each listed once.
struct Addresses {
    list: Vec<CodeAddress>,
    index_by_address: HashMap<usize, usize>,
    modules: Vec<Module>,
}

impl Addresses {
    fn new() -> Self {
        Self {
            list: Vec::new(),
            index_by_address: HashMap::new(),
            modules: modules::list(),
        }
    }

    fn index_of(&mut self, address: usize) -> usize {
        *self.index_by_address.entry(address).or_insert_with(|| {
            let mut modules = self.modules.iter().enumerate();
            let found = modules.find_map(|(index, module)| {
                let address = module.address_in_file(address)?;
                Some(CodeAddress {
                    module: Some(index),
                    address: address as u64,
                })
            });
            self.list.push(found.unwrap_or(CodeAddress {
                module: None,
                address: address as u64,
            }));
            self.list.len() - 1
        })
    }
}
