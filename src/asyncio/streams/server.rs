//! Servers: sockets that accept connections, each of which is given to a callback.
//!
//! # How it works
//!
//! Each socket has a service, which accepts what has come and makes a task of each connection, as CPython does. That task lives for two
//! turns: in the first of them the callback is called, and a coroutine that it gives becomes a task of its own.
//!
//! - **I1** A server that serves is kept by its loop, by those services. `close` ends them and closes the sockets at once.

use super::super::context_managers::AsyncContextManager;
use super::super::coroutine::Coroutine;
use super::super::event_loop::{Loop, get_running_loop};
use super::super::exc::{CANCELLED_ERROR, Exc, Py, RUNTIME_ERROR};
use super::super::future::Future;
use super::super::os_error::os_error;
use super::super::run::sleep;
use super::super::service::Service;
use super::super::waiting::gather;
use super::connection::Connection;
use super::reader::StreamReader;
use super::writer::StreamWriter;
use super::{DEFAULT_LIMIT, address_text, addresses};
use crate::net::{TcpListener, TcpStream};
use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::future::poll_fn;
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::task::Poll;

/// So many connections are accepted in one turn, as in CPython.
const MOST_ACCEPTED: usize = 100;

/// What a server's callback gives: a coroutine, which becomes a task, or nothing, or `Py<()>` where it may raise.
pub trait ClientConnected {
    /// Begins it. `failed` hears what a task raises.
    #[doc(hidden)]
    fn begin(self, event_loop: &Loop, failed: Failed) -> Py<()>;
}

/// Hears what the task of a connection raises.
type Failed = Box<dyn FnOnce(Py<Option<Exc>>)>;

impl ClientConnected for () {
    fn begin(self, _: &Loop, _: Failed) -> Py<()> {
        Ok(())
    }
}

impl ClientConnected for Py<()> {
    fn begin(self, _: &Loop, _: Failed) -> Py<()> {
        self
    }
}

impl<T: Clone + 'static> ClientConnected for Coroutine<T> {
    fn begin(self, event_loop: &Loop, failed: Failed) -> Py<()> {
        event_loop.create_task(self)?.add_done_callback(move |task| failed(task.exception()));
        Ok(())
    }
}

/// What is called with each connection.
type Connected = Box<dyn Fn(StreamReader, StreamWriter, Failed) -> Py<()>>;

/// A server: what [`start_server`] gives, `asyncio.Server`. Clones are the same one.
///
/// It serves until it is closed, whether somebody holds it or not.
///
/// # Examples
///
/// See [`start_server`].
#[derive(Clone)]
pub struct Server(Rc<Serving>);

pub(super) struct Serving {
    event_loop: Loop,
    limit: i64,
    connected: Connected,
    /// None when it is closed.
    sockets: RefCell<Option<Vec<Rc<TcpListener>>>>,
    services: RefCell<Vec<Rc<Service>>>,
    serves: Cell<bool>,
    /// How many of its connections are open.
    connections: Cell<usize>,
    /// None when it is closed and no connection is open.
    waiters: RefCell<Option<Vec<Future<()>>>>,
    for_ever: RefCell<Option<Future<()>>>,
}

/// Listens on a host and a port, and calls back for each client with a reader and a writer: `asyncio.start_server`. A coroutine that the
/// callback gives runs as a task. Port 0 lets the system choose one, see [`Server::sockets`]; no host stands for all addresses of IPv4.
///
/// What the task raises is told to the loop's exception handler, and the connection is closed. A task that simply returns leaves the
/// connection open.
///
/// With the feature `net`.
///
/// # Platforms
///
/// Where there are sockets: natively, and under WASI preview 2 what the host allows. Elsewhere it raises `NotImplementedError`.
///
/// # Errors
///
/// `OSError` where it cannot listen; `RuntimeError` where no loop runs.
///
/// # Examples
///
/// A server that sends back each line, and a client.
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, Coroutine, Py, StreamReader, StreamWriter, open_connection, start_server};
///
/// async fn echo(reader: StreamReader, writer: StreamWriter) -> Py<()> {
///     while let Some(line) = reader.anext().await? {
///         writer.write(&line)?;
///         writer.drain().await?;
///     }
///     writer.close()
/// }
///
/// async fn ask() -> Py<Vec<u8>> {
///     let server = start_server(|reader, writer| Coroutine::new("echo", echo(reader, writer)), "127.0.0.1", 0).await?;
///     let port = server.sockets()[0].port();
///     let (reader, writer) = open_connection("127.0.0.1", port).await?;
///     writer.write(b"hello\n")?;
///     let answer = reader.readline().await?;
///     writer.close()?;
///     writer.wait_closed().await?;
///     server.close();
///     Ok(answer)
/// }
/// # fn supported() -> bool {
/// #     AsyncRuntime::block_on(wasi_async_runtime::net::TcpListener::bind("127.0.0.1:0")).is_ok()
/// # }
/// # if supported() {
/// let answer = AsyncRuntime::block_on(asyncio::run(Coroutine::new("ask", ask())));
/// assert_eq!(answer.unwrap(), b"hello\n");
/// # }
/// ```
pub async fn start_server<R: ClientConnected>(
    connected: impl Fn(StreamReader, StreamWriter) -> R + 'static,
    host: impl Into<Option<&str>>,
    port: u16,
) -> Py<Server> {
    start_server_with(connected, host, port, DEFAULT_LIMIT as i64, true).await
}

/// As [`start_server`] with another limit for the readers. Without `start_serving` nothing is accepted before [`Server::start_serving`] or
/// [`Server::serve_forever`]; clients connect and wait.
///
/// # Errors
///
/// As `start_server`. A limit of 0 or less closes each connection.
pub async fn start_server_with<R: ClientConnected>(
    connected: impl Fn(StreamReader, StreamWriter) -> R + 'static,
    host: impl Into<Option<&str>>,
    port: u16,
    limit: i64,
    start_serving: bool,
) -> Py<Server> {
    let event_loop = get_running_loop()?;
    let host = host.into().filter(|host| !host.is_empty()).map(str::to_owned);
    let found = Coroutine::new("_create_server_getaddrinfo", async move {
        match host {
            Some(host) => addresses(&host, port).await,
            None => Ok(vec![SocketAddr::from((Ipv4Addr::UNSPECIFIED, port))]),
        }
    });
    let mut all = gather([found])?.await?.concat(); // a task, as in CPython
    all.sort_unstable();
    all.dedup();
    let sockets = all.into_iter().map(listen).collect::<Py<Vec<_>>>()?;
    let calls = event_loop.clone();
    let server = Server(Rc::new(Serving {
        event_loop,
        limit,
        connected: Box::new(move |reader, writer, failed| connected(reader, writer).begin(&calls, failed)),
        sockets: RefCell::new(Some(sockets)),
        services: RefCell::default(),
        serves: Cell::new(false),
        connections: Cell::new(0),
        waiters: RefCell::new(Some(Vec::new())),
        for_ever: RefCell::default(),
    }));
    if start_serving {
        server.start_serving().await?;
    }
    Ok(server)
}

fn listen(address: SocketAddr) -> Py<Rc<TcpListener>> {
    let explain = |text: String| {
        let text = text.to_lowercase();
        format!("error while attempting to bind on address {}: {text}", address_text(address))
    };
    TcpListener::bind_to(address).map(Rc::new).map_err(|error| os_error(&error, explain))
}

impl Server {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// Begins to accept connections, if it does not yet.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where it is closed; `CancelledError` where it is cancelled.
    pub async fn start_serving(&self) -> Py<()> {
        self.begin()?;
        sleep(0.0).await
    }

    fn begin(&self) -> Py<()> {
        if self.is_serving() {
            return Ok(());
        }
        let sockets = self.0.sockets.borrow().clone();
        let sockets = sockets.ok_or_else(|| self.is_closed_error())?;
        self.0.serves.set(true);
        for socket in sockets {
            let service = self.0.event_loop.serve(accept(self.0.clone(), socket));
            service.poll(&self.0.event_loop); // nobody is there yet
            self.0.services.borrow_mut().push(service);
        }
        Ok(())
    }

    fn is_closed_error(&self) -> Exc {
        Exc::new(&RUNTIME_ERROR, format!("server {self:?} is closed"))
    }

    /// Serves until that is cancelled, which closes the server, or until it is closed.
    ///
    /// # Errors
    ///
    /// `CancelledError` at its end; `RuntimeError` where it is closed, or somebody else has it serve for ever.
    pub async fn serve_forever(&self) -> Py<()> {
        if self.0.for_ever.borrow().is_some() {
            let text = format!("server {self:?} is already being awaited on serve_forever()");
            return Err(Exc::new(&RUNTIME_ERROR, text));
        }
        self.begin()?;
        let for_ever: Future<()> = self.0.event_loop.create_future();
        let last = self.0.for_ever.replace(Some(for_ever.clone()));
        drop(last);
        let served = for_ever.await;
        if let Err(exc) = &served
            && exc.is(&CANCELLED_ERROR)
        {
            self.close();
            let _ = self.wait_closed().await; // the cancel goes on, whatever this raises
        }
        let last = self.0.for_ever.take();
        drop(last);
        served
    }

    /// Closes its sockets. Connections that are open stay so.
    pub fn close(&self) {
        let sockets = self.0.sockets.take();
        if sockets.is_none() {
            return;
        }
        drop(sockets);
        for service in self.0.services.take() {
            self.0.event_loop.services().end(&service);
        }
        self.0.serves.set(false);
        let for_ever = self.0.for_ever.take();
        if let Some(for_ever) = for_ever {
            for_ever.cancel();
        }
        if self.0.connections.get() == 0 {
            self.0.wake_waiters();
        }
    }

    /// Waits until it is closed and no connection of it is open. As in CPython 3.11, it returns at once where it was closed before.
    ///
    /// # Errors
    ///
    /// `CancelledError` where it is cancelled.
    pub async fn wait_closed(&self) -> Py<()> {
        if self.0.sockets.borrow().is_none() {
            return Ok(());
        }
        let closed: Future<()> = self.0.event_loop.create_future();
        match &mut *self.0.waiters.borrow_mut() {
            Some(waiters) => waiters.push(closed.clone()),
            None => return Ok(()),
        }
        closed.await
    }

    /// Runs a body with it and closes it afterwards: `async with server`.
    ///
    /// # Errors
    ///
    /// What the body raises.
    pub async fn scope<T, F: std::future::Future<Output = Py<T>>>(&self, body: impl FnOnce(Server) -> F) -> Py<T> {
        let result = body(self.clone()).await;
        self.close();
        self.wait_closed().await?;
        result
    }

    /// The addresses of its sockets: `server.sockets[0].getsockname()` is `server.sockets()[0]`. None when it is closed.
    pub fn sockets(&self) -> Vec<SocketAddr> {
        let sockets = self.0.sockets.borrow();
        sockets.iter().flatten().filter_map(|socket| socket.local_addr().ok()).collect()
    }

    /// Says whether it accepts connections.
    pub fn is_serving(&self) -> bool {
        self.0.serves.get()
    }

    /// Its loop.
    pub fn get_loop(&self) -> Loop {
        self.0.event_loop.clone()
    }
}

/// Closed when it is left: `async with server`.
impl AsyncContextManager for Server {
    type Value = Server;

    async fn enter(&self) -> Py<Server> {
        Ok(self.clone())
    }

    async fn exit(&self, _: Option<Exc>) -> Py<bool> {
        self.close();
        self.wait_closed().await.map(|()| false)
    }
}

/// The service of a socket: accepts what has come, and no more than so many in one turn.
async fn accept(server: Rc<Serving>, socket: Rc<TcpListener>) {
    let _ends = EndOnDrop(server.clone());
    loop {
        for _ in 0..MOST_ACCEPTED {
            match socket.accept().await {
                Ok((stream, peer)) => {
                    let begins = begin(server.clone(), stream, peer);
                    let task = Coroutine::new("_accept_connection2", async move {
                        let _ = begins.await; // what becomes of a connection concerns its own task
                        Ok(())
                    });
                    if let Err(exc) = server.event_loop.create_task(task) {
                        server.event_loop.tell("Exception in callback", &exc);
                    }
                }
                Err(error) => server.event_loop.tell("socket.accept() out of system resource", &Exc::from_io(&error)),
            }
        }
        let mut has_waited = false;
        poll_fn(|cx| {
            if has_waited {
                return Poll::Ready(());
            }
            has_waited = true;
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}

/// Closes the sockets of a server whose services end with their loop.
struct EndOnDrop(Rc<Serving>);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        let sockets = self.0.sockets.take();
        drop(sockets);
    }
}

/// Begins a connection, and waits for that. A server that was closed meanwhile does not take it.
async fn begin(server: Rc<Serving>, stream: TcpStream, peer: SocketAddr) -> Py<()> {
    if server.sockets.borrow().is_none() {
        return Ok(());
    }
    let reader = StreamReader::with_limit(server.limit)?;
    let event_loop = server.event_loop.clone();
    let connection = Connection::new(&event_loop, stream, Some(peer), &reader, Some(server.clone()));
    let keeps: Rc<OnceCell<StreamWriter>> = Rc::default();
    let (kept, closes) = (keeps.clone(), connection.clone());
    let begun = connection.begin(keeps, move || {
        reader.set_connection(&closes);
        let writer = StreamWriter::new(closes.clone(), reader.clone());
        let set = kept.set(writer.clone());
        debug_assert!(set.is_ok(), "a connection is made once");
        let failed = move |raised: Py<Option<Exc>>| match raised {
            Ok(None) => {}
            Ok(Some(exc)) => {
                closes.event_loop().tell("Unhandled exception in client_connected_cb", &exc);
                if let Err(exc) = closes.close() {
                    closes.event_loop().tell("Exception in callback", &exc);
                }
            }
            Err(cancelled) => closes.event_loop().tell("Exception in callback", &cancelled),
        };
        (server.connected)(reader, writer, Box::new(failed))
    })?;
    if let Err(exc) = begun.await {
        connection.close()?;
        return Err(exc);
    }
    Ok(())
}

impl Serving {
    /// A connection begins.
    pub(super) fn attach(&self) {
        self.connections.set(self.connections.get() + 1);
    }

    /// A connection has ended.
    pub(super) fn detach(&self) {
        self.connections.set(self.connections.get() - 1);
        if self.connections.get() == 0 && self.sockets.borrow().is_none() {
            self.wake_waiters();
        }
    }

    fn wake_waiters(&self) {
        let waiters = self.waiters.take();
        for waiter in waiters.into_iter().flatten().filter(|waiter| !waiter.done()) {
            let set = waiter.set_result(());
            debug_assert!(set.is_ok(), "it was not done");
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Server sockets={:?}>", self.sockets())
    }
}
