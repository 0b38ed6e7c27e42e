//! Nothing that only browsers offer, so far.
