//! Nobody presses Ctrl-C here, or it ends the program.

/// Watches for interrupts.
#[derive(Debug)]
pub(crate) struct Watch;

impl Watch {
    pub(crate) fn new(_: impl Fn() -> bool + Send + Sync + 'static) -> Option<Watch> {
        None
    }
}
