//! Twins about the loop: its order, its timers, its ends.
