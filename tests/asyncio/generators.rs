//! Twins about async generators, exit stacks, objects that are awaited.
