//! How to get from a frame to its caller's: the rules of the call frame information, in a compact
//! form that covers nearly all compiled code, and a cache of them.

use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};

use gimli::{CfaRule, RegisterRule, UnwindTableRow, X86_64};

use super::modules;

/// How to find the return address, the stack pointer and the frame pointer of the caller. The
/// canonical frame address (CFA) is the caller's stack pointer; the return address lies below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// There is no caller.
    End,
    /// The CFA is a register plus an offset.
    Simple {
        /// Whether that register is the frame pointer, or otherwise the stack pointer.
        is_from_bp: bool,
        cfa_offset: i32,
        /// Where the caller's frame pointer is saved, relative to the CFA; 0 if it has not changed.
        bp_offset: i16,
    },
    /// The rules must be evaluated for each frame: a signal handler's frame, for example.
    Complex,
}

/// The bits of a return address in a cache word. User addresses have 47 bits.
const ADDRESS_SHIFT: u32 = 16;
const CACHE_BITS: u32 = 14;
const MOST_RULES: usize = 1 << ADDRESS_SHIFT;

/// Rules by address: an address and, in the low 16 bits, the index of its rule. One word, so that
/// any thread can read and write it at any time.
static CACHE: [AtomicU64; 1 << CACHE_BITS] = [const { AtomicU64::new(0) }; 1 << CACHE_BITS];

/// The distinct rules, encoded.
static RULES: [AtomicU64; MOST_RULES] = [const { AtomicU64::new(0) }; MOST_RULES];
static RULE_COUNT: AtomicU16 = AtomicU16::new(1);

/// The rule for the instruction at `address`. `None` if no module has call frame information for it.
#[inline]
pub(super) fn find(address: usize) -> Option<Rule> {
    let word = CACHE[cache_index(address)].load(Ordering::Acquire);
    if word >> ADDRESS_SHIFT == address as u64 {
        let index = word as u16;
        return Some(Rule::decode(
            RULES[usize::from(index)].load(Ordering::Relaxed),
        ));
    }
    find_uncached(address)
}

/// Forgets all rules, because another module may now lie at the same addresses.
pub(super) fn forget_all() {
    for word in &CACHE {
        word.store(0, Ordering::Relaxed);
    }
}

fn cache_index(address: usize) -> usize {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    ((address as u64).wrapping_mul(FACTOR) >> (u64::BITS - CACHE_BITS)) as usize
}

#[cold]
fn find_uncached(address: usize) -> Option<Rule> {
    let rule = read(address).or_else(|| {
        // A library may have been loaded since.
        if !modules::refresh() {
            return None;
        }
        forget_all();
        read(address)
    })?;
    if let Some(index) = index_of(rule.encode()) {
        let word = (address as u64) << ADDRESS_SHIFT | u64::from(index);
        CACHE[cache_index(address)].store(word, Ordering::Release);
    }
    Some(rule)
}

/// The index of a rule in the table, added if it is new. `None` if the table is full.
fn index_of(encoded: u64) -> Option<u16> {
    let count = RULE_COUNT.load(Ordering::Acquire);
    let mut indices = 1..count;
    let found = indices.find(|&index| RULES[usize::from(index)].load(Ordering::Relaxed) == encoded);
    if found.is_some() {
        return found;
    }
    let claimed = RULE_COUNT.fetch_update(Ordering::AcqRel, Ordering::Acquire, |count| {
        count.checked_add(1)
    });
    let index = claimed.ok()?;
    RULES[usize::from(index)].store(encoded, Ordering::Release);
    Some(index)
}

fn read(address: usize) -> Option<Rule> {
    modules::with_row(address, |_, description, row| {
        Some(Rule::from_row(row, description.is_signal_trampoline()))
    })
}

impl Rule {
    fn from_row(row: &UnwindTableRow<usize>, is_signal_frame: bool) -> Self {
        match row.register(X86_64::RA) {
            Some(RegisterRule::Offset(-8)) if !is_signal_frame => {}
            None | Some(RegisterRule::Undefined) => return Self::End,
            _ => return Self::Complex,
        }
        Self::simple(row).unwrap_or(Self::Complex)
    }

    fn simple(row: &UnwindTableRow<usize>) -> Option<Self> {
        let CfaRule::RegisterAndOffset { register, offset } = *row.cfa() else {
            return None;
        };
        let is_from_bp = match register {
            X86_64::RBP => true,
            X86_64::RSP => false,
            _ => return None,
        };
        let bp_offset = match row.register(X86_64::RBP) {
            None | Some(RegisterRule::Undefined | RegisterRule::SameValue) => 0,
            Some(RegisterRule::Offset(offset)) => i16::try_from(offset).ok()?,
            _ => return None,
        };
        Some(Self::Simple {
            is_from_bp,
            cfa_offset: i32::try_from(offset).ok()?,
            bp_offset,
        })
    }

    fn encode(self) -> u64 {
        match self {
            Self::End => 1,
            Self::Complex => 2,
            Self::Simple {
                is_from_bp,
                cfa_offset,
                bp_offset,
            } => {
                let offsets =
                    u64::from(cfa_offset as u32) << 32 | u64::from(bp_offset as u16) << 16;
                offsets | u64::from(is_from_bp) << 8
            }
        }
    }

    #[inline]
    fn decode(encoded: u64) -> Self {
        match encoded as u8 {
            0 => Self::Simple {
                is_from_bp: encoded >> 8 & 1 == 1,
                cfa_offset: (encoded >> 32) as i32,
                bp_offset: (encoded >> 16) as i16,
            },
            1 => Self::End,
            _ => Self::Complex,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_decoded_as_it_was_encoded() {
        let simple = |is_from_bp, cfa_offset, bp_offset| Rule::Simple {
            is_from_bp,
            cfa_offset,
            bp_offset,
        };
        for rule in [
            Rule::End,
            Rule::Complex,
            simple(true, 16, -16),
            simple(false, i32::MAX, i16::MIN),
            simple(false, 8, 0),
        ] {
            assert_eq!(Rule::decode(rule.encode()), rule);
        }
    }
}
