//! Twins about streams.
