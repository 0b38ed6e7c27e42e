//! Every interleaving of the protocol of `src/engine/readiness.rs`, under loom.
#![allow(dead_code, reason = "the models do not use every function of a module")]

#[path = "../src/primitives.rs"]
mod primitives;

#[path = "../../src/engine/readiness.rs"]
#[allow(unused_imports, reason = "its unit tests run in the runtime itself")]
mod readiness;

use loom::sync::atomic::{AtomicU32, Ordering};
use loom::sync::{Arc, Notify};
use loom::thread;
use readiness::{Direction, Readiness, Ready, Waiter};
use std::task::{Context, Poll, Wake, Waker};

/// The token of a thread that waits.
struct Token(Notify);

impl Wake for Token {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.notify();
    }
}

/// A socket: what has arrived, and what is known of it. Relaxed: the system orders its data and its reports itself, and the
/// protocol must not count on more than that a report comes after its data.
struct Socket {
    arrived: AtomicU32,
    readiness: Readiness,
}

impl Socket {
    fn new(ready: Ready) -> Arc<Socket> {
        Arc::new(Socket { arrived: AtomicU32::new(0), readiness: Readiness::new(ready) })
    }

    /// The system and the reactor: data arrives, and then a change is reported.
    fn receive(&self) {
        self.arrived.fetch_add(1, Ordering::SeqCst);
        let mut woken = Vec::new();
        self.readiness.set(Ready::READABLE, false, &mut woken);
        woken.into_iter().for_each(Waker::wake);
    }

    /// The loop of `Watched::poll_watch`: reads one piece of data; waits for as long as there is none. False at the end of the runtime.
    fn read(&self, takes_all: bool) -> bool {
        let token = std::sync::Arc::new(Token(Notify::new()));
        let (waker, waiter) = (Waker::from(token.clone()), Waiter::next());
        loop {
            match self.readiness.poll(Direction::Read, waiter, &Context::from_waker(&waker)) {
                Poll::Pending => token.0.wait(),
                Poll::Ready(seen) if seen.is_abandoned() => return false,
                Poll::Ready(seen) => {
                    let taken = self.arrived.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
                    match taken {
                        // All that there was, as a short read says.
                        Ok(1) if takes_all => {
                            self.readiness.clear_short(Direction::Read, seen);
                            return true;
                        }
                        Ok(_) => return true,
                        Err(_) => self.readiness.clear(Direction::Read, seen),
                    }
                }
            }
        }
    }
}

/// A report that comes while a read finds nothing, or while the reader leaves its waker, is not lost.
fn data_that_arrives_at_any_time_is_read() {
    loom::model(|| {
        let socket = Socket::new(Ready::BOTH);
        let reader = {
            let socket = socket.clone();
            thread::spawn(move || assert!(socket.read(false)))
        };
        socket.receive();
        reader.join().unwrap();
    });
}

/// A short read clears what is known only of the data that it took.
fn data_that_arrives_behind_a_short_read_is_read() {
    loom::model(|| {
        let socket = Socket::new(Ready::NOTHING);
        let reader = {
            let socket = socket.clone();
            thread::spawn(move || assert!(socket.read(true) && socket.read(true)))
        };
        socket.receive();
        socket.receive();
        reader.join().unwrap();
    });
}

/// Both wait for the same direction; each report wakes all.
fn two_readers_of_a_socket_get_two_pieces() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(|| {
        let socket = Socket::new(Ready::NOTHING);
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let socket = socket.clone();
                thread::spawn(move || assert!(socket.read(false)))
            })
            .collect();
        socket.receive();
        socket.receive();
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
}

/// The end of the runtime reaches who waits, and who is about to.
fn a_runtime_that_ends_tells_a_reader() {
    loom::model(|| {
        let socket = Socket::new(Ready::BOTH);
        let reader = {
            let socket = socket.clone();
            thread::spawn(move || assert!(!socket.read(false)))
        };
        let mut woken = Vec::new();
        socket.readiness.abandon(&mut woken);
        woken.into_iter().for_each(Waker::wake);
        reader.join().unwrap();
    });
}

fn main() {
    let models: [(&str, fn()); 4] = [
        ("data_that_arrives_at_any_time_is_read", data_that_arrives_at_any_time_is_read),
        ("data_that_arrives_behind_a_short_read_is_read", data_that_arrives_behind_a_short_read_is_read),
        ("two_readers_of_a_socket_get_two_pieces", two_readers_of_a_socket_get_two_pieces),
        ("a_runtime_that_ends_tells_a_reader", a_runtime_that_ends_tells_a_reader),
    ];
    for (name, model) in models {
        model();
        println!("model {name} ... ok");
    }
    println!("{} passed, 0 failed", models.len());
}
