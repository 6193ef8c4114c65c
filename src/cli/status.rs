//! The exit status of a command that was carried out.

/// The result of a command that was carried out.
pub(super) enum Status {
    /// Exit status 0: all is well.
    Well,
    /// Exit status 1: something was measured and is not well.
    NotWell,
}

impl Status {
    /// [`Well`](Self::Well) if `is_well`, otherwise [`NotWell`](Self::NotWell).
    pub(super) fn from_is_well(is_well: bool) -> Self {
        if is_well { Self::Well } else { Self::NotWell }
    }
}
