//! From the tree to what it means: names first; types and effects are to follow.

pub(crate) mod builtins;
pub(crate) mod context;
pub(crate) mod infer;
pub(crate) mod library;
pub(crate) mod scopes;
pub(crate) mod types;
