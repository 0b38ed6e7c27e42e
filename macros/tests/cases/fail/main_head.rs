//! Everything in a head that cannot be honoured is shown at once.

#[wasi_async_runtime::main]
unsafe fn main<T>(arguments: Vec<T>)
where
    T: Copy,
{
}
