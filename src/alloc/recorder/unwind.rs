//! Unwinds one frame: from the registers in a function to those in its caller.

use gimli::{
    CfaRule, EhFrame, Encoding, EvaluationResult, Expression, Format, Location, Register,
    RegisterRule, UnwindExpression, UnwindTableRow, Value, X86_64,
};

use super::modules::{self, Reader};
use super::rule::{self, Rule};

/// The registers of a frame from which its caller is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Registers {
    pub(super) ip: usize,
    pub(super) sp: usize,
    pub(super) bp: usize,
    /// How far the instruction that runs lies before `ip`: 1 after a call, which may be the last
    /// instruction of its function; 0 otherwise.
    pub(super) call_distance: usize,
}

/// A frame's caller.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    pub(super) registers: Registers,
    /// The address of the return address on the stack.
    pub(super) slot: usize,
    /// The address at which the caller's frame pointer was saved; 0 if the frame has not changed it.
    pub(super) bp_slot: usize,
    /// Whether the frame pointer led to `slot`: [`FROM_BP`]. Whether other memory than these two words
    /// decided: [`COMPLEX`]. One number, because the processor would wait for several small ones when
    /// they are copied.
    pub(super) flags: u32,
}

/// A flag of a frame that was found by the frame pointer of the inner frame.
pub(super) const FROM_BP: u32 = 1;

/// A flag of a frame that was found by other memory than its return address and its saved frame
/// pointer.
pub(super) const COMPLEX: u32 = 2;

/// The end of one step of unwinding.
pub(super) enum Step {
    Caller(Caller),
    /// The frame is the outermost one.
    End,
    /// The caller is unknown: there is no call frame information, or it leads nowhere.
    Lost,
}

impl Caller {
    /// A caller that is in a call: it has these instruction, stack and frame pointers.
    #[inline(always)]
    fn new([ip, sp, bp]: [usize; 3], slot: usize, bp_slot: usize, flags: u32) -> Self {
        Self {
            registers: Registers {
                ip,
                sp,
                bp,
                call_distance: 1,
            },
            slot,
            bp_slot,
            flags,
        }
    }
}

/// The word size, as an offset.
const WORD: usize = size_of::<usize>();

/// Unwinds one frame. `read` returns the word at an address of the stack, `None` if it cannot be
/// read.
#[inline(always)]
pub(super) fn step(registers: &Registers, read: &mut impl FnMut(usize) -> Option<usize>) -> Step {
    let address = registers.ip - registers.call_distance;
    let caller = match rule::find(address) {
        Some(Rule::Simple {
            is_from_bp,
            cfa_offset,
            bp_offset,
        }) => simple_step(registers, is_from_bp, cfa_offset, bp_offset, read),
        Some(Rule::End) => return Step::End,
        Some(Rule::Complex) => complex_step(registers, address, read).map(|caller| *caller),
        None => None,
    };
    match caller {
        Some(caller) if caller.registers.ip == 0 => Step::End,
        Some(caller) => Step::Caller(caller),
        None => Step::Lost,
    }
}

#[inline(always)]
fn simple_step(
    registers: &Registers,
    is_from_bp: bool,
    cfa_offset: i32,
    bp_offset: i16,
    read: &mut impl FnMut(usize) -> Option<usize>,
) -> Option<Caller> {
    let base = if is_from_bp {
        registers.bp
    } else {
        registers.sp
    };
    let cfa = base.wrapping_add_signed(cfa_offset as isize);
    let slot = cfa.wrapping_sub(WORD);
    let ip = read(slot)?;
    let (bp, bp_slot) = if bp_offset == 0 {
        (registers.bp, 0)
    } else {
        let bp_slot = cfa.wrapping_add_signed(isize::from(bp_offset));
        (read(bp_slot)?, bp_slot)
    };
    let flags = if is_from_bp { FROM_BP } else { 0 };
    Some(Caller::new([ip, cfa, bp], slot, bp_slot, flags))
}

/// Boxed, so that the compiler keeps the caller of the usual case in registers.
#[cold]
#[inline(never)]
fn complex_step(
    registers: &Registers,
    address: usize,
    read: &mut impl FnMut(usize) -> Option<usize>,
) -> Option<Box<Caller>> {
    modules::with_row(address, |section, description, row| {
        let mut frame = ComplexFrame {
            registers,
            section,
            encoding: description.cie().encoding(),
            read,
        };
        let mut caller = frame.caller(row)?;
        caller.registers.call_distance = usize::from(!description.is_signal_trampoline());
        Some(Box::new(caller))
    })
}

/// A frame whose rules are evaluated one by one.
struct ComplexFrame<'a, R> {
    registers: &'a Registers,
    section: &'a EhFrame<Reader>,
    encoding: Encoding,
    read: &'a mut R,
}

impl<R: FnMut(usize) -> Option<usize>> ComplexFrame<'_, R> {
    fn caller(&mut self, row: &UnwindTableRow<usize>) -> Option<Caller> {
        let cfa = match row.cfa() {
            CfaRule::RegisterAndOffset { register, offset } => self
                .register(*register)?
                .wrapping_add_signed(*offset as isize),
            CfaRule::Expression(expression) => self.evaluate(expression, None)?,
        };
        let slot = self.saved_at(row, X86_64::RA, cfa)??;
        let ip = (self.read)(slot)?;
        let bp = match self.saved_at(row, X86_64::RBP, cfa)? {
            Some(bp_slot) => (self.read)(bp_slot)?,
            None => self.registers.bp,
        };
        Some(Caller::new([ip, cfa, bp], slot, 0, FROM_BP | COMPLEX))
    }

    /// The address at which a register is saved: `Some(None)` if it has not changed, `None` if the
    /// rule is of another kind.
    fn saved_at(
        &mut self,
        row: &UnwindTableRow<usize>,
        register: Register,
        cfa: usize,
    ) -> Option<Option<usize>> {
        match row.register(register) {
            None | Some(RegisterRule::Undefined | RegisterRule::SameValue) => Some(None),
            Some(RegisterRule::Offset(offset)) => {
                Some(Some(cfa.wrapping_add_signed(offset as isize)))
            }
            Some(RegisterRule::Expression(expression)) => {
                self.evaluate(&expression, Some(cfa)).map(Some)
            }
            Some(_) => None,
        }
    }

    fn register(&self, register: Register) -> Option<usize> {
        match register {
            X86_64::RSP => Some(self.registers.sp),
            X86_64::RBP => Some(self.registers.bp),
            X86_64::RA => Some(self.registers.ip),
            _ => None,
        }
    }

    /// The value of a DWARF expression, with `initial` on its stack at first.
    fn evaluate(
        &mut self,
        expression: &UnwindExpression<usize>,
        initial: Option<usize>,
    ) -> Option<usize> {
        let expression: Expression<Reader> = expression.get(self.section).ok()?;
        let mut evaluation = expression.evaluation(Encoding {
            format: Format::Dwarf32,
            ..self.encoding
        });
        if let Some(initial) = initial {
            evaluation.set_initial_value(initial as u64);
        }
        let mut result = evaluation.evaluate().ok()?;
        loop {
            result = match result {
                EvaluationResult::Complete => break,
                EvaluationResult::RequiresRegister { register, .. } => {
                    let value = Value::Generic(self.register(register)? as u64);
                    evaluation.resume_with_register(value).ok()?
                }
                EvaluationResult::RequiresMemory { address, .. } => {
                    let value = Value::Generic((self.read)(address as usize)? as u64);
                    evaluation.resume_with_memory(value).ok()?
                }
                _ => return None,
            };
        }
        match evaluation.as_result().last()?.location {
            Location::Address { address } => Some(address as usize),
            _ => None,
        }
    }
}
