//! The parts of a program's command line.

use std::rc::Rc;

use crate::experiment::Declared;

use super::claims::CheckClaims;
use super::subcommand::Subcommand;

/// What a program declares.
#[derive(Default)]
pub(super) struct ProgramParts {
    pub(super) experiments: Vec<Declared>,
    /// The subcommands that the program adds.
    pub(super) subcommands: Vec<Subcommand>,
    /// Checks the claims of a text.
    pub(super) check_claims: Option<Rc<CheckClaims>>,
    /// Whether the program has the commands of an installed program.
    #[cfg(feature = "program")]
    pub(super) is_installed: bool,
}
