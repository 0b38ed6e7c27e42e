//! Twins about `run`, `Runner`, the older ways.
