//! Every interleaving of the protocol of `src/shape/idle.rs`, under loom.
#![allow(dead_code, reason = "the models do not use every function of a module")]

#[path = "../src/primitives.rs"]
mod primitives;

#[path = "../../src/shape/idle.rs"]
#[allow(unused_imports, reason = "its unit tests run in the runtime itself")]
mod idle;

use idle::Idle;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::sync::{Arc, Condvar, Mutex, Notify};
use loom::thread;

/// Takes one off the count, if there is any. Relaxed: the protocol itself must order what the threads do.
fn take_one(count: &AtomicUsize) -> bool {
    count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| count.checked_sub(1)).is_ok()
}

/// A pool in which tasks are a number in a queue.
struct Pool {
    idle: Idle,
    /// Relaxed: the protocol itself must order the queue and the word.
    queued: AtomicUsize,
    ran: AtomicUsize,
    tokens: Vec<Notify>,
    /// Where each task waits until all have begun.
    meeting: Option<(Mutex<usize>, Condvar)>,
}

impl Pool {
    fn new(workers: usize, meeting: bool) -> Arc<Pool> {
        let idle = Idle::new();
        idle.reset(workers);
        let tokens = (0..workers).map(|_| Notify::new()).collect();
        let meeting = meeting.then(|| (Mutex::new(0), Condvar::new()));
        Arc::new(Pool { idle, queued: AtomicUsize::new(0), ran: AtomicUsize::new(0), tokens, meeting })
    }

    fn meet(&self, tasks: usize) {
        let Some((begun, all)) = &self.meeting else { return };
        let mut begun = begun.lock().unwrap();
        *begun += 1;
        all.notify_all();
        while *begun < tasks {
            begun = all.wait(begun).unwrap();
        }
    }

    fn push(&self) {
        self.queued.fetch_add(1, Ordering::Relaxed);
        self.notify();
    }

    fn notify(&self) {
        if let Some(worker) = self.idle.notify() {
            self.tokens[worker].notify();
        }
    }

    fn pop(&self) -> bool {
        take_one(&self.queued)
    }

    /// The loop of `Worker::run`: search, announce, re-check, park; until `tasks` have run.
    fn work(&self, index: usize, tasks: usize) {
        let mut searching = false;
        loop {
            while self.pop() {
                if std::mem::take(&mut searching) && self.idle.stop_search() && self.queued.load(Ordering::Relaxed) > 0
                {
                    self.notify();
                }
                self.meet(tasks);
                if self.ran.fetch_add(1, Ordering::SeqCst) + 1 == tasks {
                    self.tokens.iter().for_each(Notify::notify);
                }
            }
            if self.ran.load(Ordering::SeqCst) >= tasks {
                return;
            }
            self.idle.announce(index, std::mem::take(&mut searching));
            let found = self.queued.load(Ordering::Relaxed) > 0 || self.ran.load(Ordering::SeqCst) >= tasks;
            if !found {
                self.tokens[index].wait();
            }
            if !self.idle.retract(index) {
                searching = true;
            } else if found {
                self.idle.start_search_anyway();
                searching = true;
            }
        }
    }
}

fn a_task_from_outside_is_not_lost_on_a_worker_that_parks() {
    loom::model(|| {
        let pool = Pool::new(1, false);
        let worker = {
            let pool = pool.clone();
            thread::spawn(move || pool.work(0, 1))
        };
        pool.push();
        worker.join().unwrap();
        assert_eq!(pool.ran.load(Ordering::SeqCst), 1);
    });
}

fn two_tasks_from_outside_are_run_by_two_workers_that_park() {
    two_tasks(false);
}

/// One worker cannot run both: each notification that is held back while a worker searches must be made up for.
fn two_tasks_that_wait_for_each_other_are_run_at_once() {
    two_tasks(true);
}

fn two_tasks(meeting: bool) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.check(move || {
        let pool = Pool::new(2, meeting);
        let workers: Vec<_> = (0..2)
            .map(|index| {
                let pool = pool.clone();
                thread::spawn(move || pool.work(index, 2))
            })
            .collect();
        pool.push();
        pool.push();
        workers.into_iter().for_each(|worker| worker.join().unwrap());
        assert_eq!(pool.ran.load(Ordering::SeqCst), 2);
    });
}

/// Workers whose polls block for ever, each with a task in its slot that only a watcher takes.
struct Blocking {
    idle: Idle,
    /// Tasks in the slots of workers that block. Relaxed: what orders them is the protocol's own.
    slots: AtomicUsize,
    /// Tasks that have yet to be put into a slot.
    left: AtomicUsize,
    tokens: Vec<Notify>,
}

impl Blocking {
    fn need_watcher(&self) {
        if let Some(worker) = self.idle.need_watcher(|_| false) {
            self.tokens[worker].notify();
        }
    }

    /// Runs a task that leaves `most` to a watcher, or all that there are, and blocks.
    fn block(&self, most: usize) {
        for _ in 0..most {
            if take_one(&self.left) {
                self.slots.fetch_add(1, Ordering::Relaxed);
                self.need_watcher();
            }
        }
    }

    fn look(&self) -> bool {
        take_one(&self.slots)
    }

    /// What `Worker::park` does around the sleep of a worker that a timer wakes.
    fn park_until_a_timer(&self, index: usize) {
        self.idle.announce(index, false);
        self.run(index, false);
    }

    /// The worker runs again, and has something to run: others must watch what it leaves.
    fn run(&self, index: usize, watched: bool) {
        let notified = !self.idle.retract(index);
        if watched || !notified && self.idle.give_up_call(index) {
            self.need_watcher();
        }
        // `Worker::end_search`
        if notified {
            self.idle.stop_search();
            if self.idle.give_up_call(index) {
                self.need_watcher();
            }
        }
    }

    /// The loop of `Worker::sleep`, without its clock: the watcher goes on as long as anybody runs.
    fn watch(&self, index: usize) {
        self.idle.announce(index, false);
        loop {
            while self.idle.start_watching(index) {
                let mut found = self.look();
                while !found && self.idle.any_running() {
                    thread::yield_now();
                    found = self.look();
                }
                let still_needed = self.idle.stop_watching();
                if found {
                    self.run(index, true);
                    return self.block(1);
                }
                if !still_needed {
                    break;
                }
            }
            self.tokens[index].wait();
            let called = !self.idle.retract(index);
            self.idle.announce(index, called);
        }
    }
}

/// One worker does `first` and blocks, the others watch; ends only when each task that was left has been found.
fn blocked(workers: usize, first: fn(&Blocking)) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(move || {
        let idle = Idle::new();
        idle.reset(workers);
        let tokens = (0..workers).map(|_| Notify::new()).collect();
        let (slots, left) = (AtomicUsize::new(0), AtomicUsize::new(workers - 1));
        let pool = Arc::new(Blocking { idle, slots, left, tokens });
        let watchers: Vec<_> = (1..workers)
            .map(|index| {
                let pool = pool.clone();
                thread::spawn(move || pool.watch(index))
            })
            .collect();
        first(&pool);
        watchers.into_iter().for_each(|watcher| watcher.join().unwrap());
        assert_eq!(pool.slots.load(Ordering::SeqCst), 0);
    });
}

fn a_task_in_the_slot_of_a_worker_that_blocks_is_found() {
    blocked(2, |pool| {
        pool.park_until_a_timer(0);
        pool.block(1);
    });
}

/// The watcher may have been called for what was over when it came, just before there was something again.
fn a_watcher_that_was_called_for_nothing_is_called_again() {
    blocked(2, |pool| {
        pool.park_until_a_timer(0);
        pool.need_watcher();
        pool.park_until_a_timer(0);
        pool.block(1);
    });
}

fn a_watcher_that_blocks_itself_leaves_another_one() {
    blocked(3, |pool| {
        pool.park_until_a_timer(0);
        pool.block(1);
    });
}

fn a_watcher_that_blocks_itself_leaves_the_rest_to_another_one() {
    blocked(3, |pool| pool.block(2));
}

fn main() {
    let models: [(&str, fn()); 7] = [
        ("a_task_in_the_slot_of_a_worker_that_blocks_is_found", a_task_in_the_slot_of_a_worker_that_blocks_is_found),
        (
            "a_watcher_that_was_called_for_nothing_is_called_again",
            a_watcher_that_was_called_for_nothing_is_called_again,
        ),
        ("a_watcher_that_blocks_itself_leaves_another_one", a_watcher_that_blocks_itself_leaves_another_one),
        (
            "a_watcher_that_blocks_itself_leaves_the_rest_to_another_one",
            a_watcher_that_blocks_itself_leaves_the_rest_to_another_one,
        ),
        (
            "a_task_from_outside_is_not_lost_on_a_worker_that_parks",
            a_task_from_outside_is_not_lost_on_a_worker_that_parks,
        ),
        (
            "two_tasks_from_outside_are_run_by_two_workers_that_park",
            two_tasks_from_outside_are_run_by_two_workers_that_park,
        ),
        ("two_tasks_that_wait_for_each_other_are_run_at_once", two_tasks_that_wait_for_each_other_are_run_at_once),
    ];
    for (name, model) in models {
        model();
        println!("model {name} ... ok");
    }
    println!("{} passed, 0 failed", models.len());
}
