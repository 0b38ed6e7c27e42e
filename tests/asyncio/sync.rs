//! Twins about locks, conditions, barriers, queues, context variables.
