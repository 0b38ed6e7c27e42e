//! The arguments of both macros.
//!
//! How it works: the list is read argument by argument, a fault is noted with its span, and reading goes on behind it, so that one compilation
//! shows every fault. What the arguments *mean* is the library's matter; here stand only the rules that a reader can check without running
//! anything:
//!
//! - A1. An argument stands at most once.
//! - A2. `worker_threads` implies the flavour `workers`, `start_paused = true` implies `current_thread`; neither goes with its opposite.

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Expr, Ident, Lit, LitStr, Path, Token};

use crate::faults::Faults;

const UNKNOWN: &str = "write one of `flavor`, `worker_threads`, `start_paused`, `rng_seed`, `crate`";
const SHAPE: &str = "an argument is written `name = value`, for example `flavor = \"workers\"`";
const FLAVOR: &str = "write `flavor = \"workers\"` or `flavor = \"current_thread\"`";
const WORKER_THREADS: &str =
    "`worker_threads` takes a number of threads from 1 on: write for example `worker_threads = 4`";
const START_PAUSED: &str = "`start_paused` takes a bool: write `start_paused = true` or `start_paused = false`";
const RNG_SEED: &str = "`rng_seed` takes a number that fits in a u64: write for example `rng_seed = 7`";
const CRATE: &str = "`crate` takes the path of the library: write for example `crate = ::my_runtime`";
const THREADS_WITHOUT_WORKERS: &str =
    "`worker_threads` needs workers: write `flavor = \"workers\"`, or leave out `worker_threads`";
const PAUSED_WITH_WORKERS: &str =
    "a paused clock needs a single thread: write `flavor = \"current_thread\"`, or leave out `start_paused`";
const PAUSED_WITH_THREADS: &str =
    "a paused clock needs a single thread: leave out `worker_threads`, or leave out `start_paused`";

/// The shape of a runtime, as the library's `Flavor` has it.
#[derive(Clone, Copy, PartialEq)]
enum Flavor {
    Workers,
    CurrentThread,
}

/// A value and where the user wrote it.
struct Given<T> {
    value: T,
    span: Span,
}

/// The arguments as written; absent ones are left to the library.
#[derive(Default)]
pub(crate) struct Args {
    flavor: Option<Given<Flavor>>,
    worker_threads: Option<Given<u32>>,
    start_paused: Option<Given<bool>>,
    rng_seed: Option<Given<u64>>,
    library: Option<Path>,
}

impl Args {
    /// Reads the arguments; faulty ones are noted in `faults` and count as absent.
    pub(crate) fn read(tokens: TokenStream, faults: &mut Faults) -> Args {
        let mut args = Args::default();
        let list = |input: ParseStream<'_>| {
            args.read_list(input, faults);
            Ok(())
        };
        if let Err(error) = list.parse2(tokens) {
            faults.add(error);
        }
        args.check_together(faults);
        args
    }

    /// The path of what the library keeps for the macros. It is shown where the user wrote it, so that a wrong one is found there.
    pub(crate) fn private(&self) -> TokenStream {
        match &self.library {
            Some(path) => {
                let private = Ident::new("__private", Span::call_site().located_at(path.span()));
                quote!(#path::#private)
            }
            None => quote!(::wasi_async_runtime::__private),
        }
    }

    /// The arguments as a value of the library's `Options`.
    pub(crate) fn options(&self) -> TokenStream {
        let private = self.private();
        let flavor = option(self.flavor().map(|flavor| match flavor {
            Flavor::Workers => quote!(#private::Flavor::Workers),
            Flavor::CurrentThread => quote!(#private::Flavor::CurrentThread),
        }));
        let worker_threads = option(self.worker_threads.as_ref().map(|given| {
            let mut literal = Literal::u32_unsuffixed(given.value);
            literal.set_span(given.span);
            literal.into_token_stream()
        }));
        let start_paused = self.start_paused();
        let rng_seed = option(self.rng_seed.as_ref().map(|given| {
            let mut literal = Literal::u64_unsuffixed(given.value);
            literal.set_span(given.span);
            literal.into_token_stream()
        }));
        quote! {
            #private::Options {
                flavor: #flavor,
                worker_threads: #worker_threads,
                start_paused: #start_paused,
                rng_seed: #rng_seed,
            }
        }
    }

    /// The flavour that was named or is implied (A2).
    fn flavor(&self) -> Option<Flavor> {
        match &self.flavor {
            Some(given) => Some(given.value),
            None if self.worker_threads.is_some() => Some(Flavor::Workers),
            None if self.start_paused() => Some(Flavor::CurrentThread),
            None => None,
        }
    }

    fn start_paused(&self) -> bool {
        self.start_paused.as_ref().is_some_and(|given| given.value)
    }

    fn read_list(&mut self, input: ParseStream<'_>, faults: &mut Faults) {
        while !input.is_empty() {
            if !input.peek(Ident::peek_any) {
                faults.at(input.span(), SHAPE);
                skip_argument(input);
            } else if let Err(error) = self.read_argument(input, faults) {
                faults.add(error);
                skip_argument(input);
            }
            if input.parse::<Token![,]>().is_err() && !input.is_empty() {
                faults.at(input.span(), "write a comma between two arguments");
                skip_argument(input);
                // The comma that ended the skipped tokens, if one did.
                let _ = input.parse::<Token![,]>();
            }
        }
    }

    fn read_argument(&mut self, input: ParseStream<'_>, faults: &mut Faults) -> syn::Result<()> {
        let name = input.call(Ident::parse_any)?;
        let text = name.to_string();
        let span = name.span();
        match text.as_str() {
            "flavor" => once(&mut self.flavor, &name, value(input, span, FLAVOR, flavor)?, faults),
            "worker_threads" => {
                let threads = value(input, span, WORKER_THREADS, worker_threads)?;
                once(&mut self.worker_threads, &name, threads, faults);
            }
            "start_paused" => {
                let paused = value(input, span, START_PAUSED, boolean)?;
                once(&mut self.start_paused, &name, paused, faults);
            }
            "rng_seed" => {
                let seed = value(input, span, RNG_SEED, rng_seed)?;
                once(&mut self.rng_seed, &name, seed, faults);
            }
            "crate" => once(&mut self.library, &name, library(input, span)?, faults),
            _ => {
                return Err(syn::Error::new(span, format!("unknown argument `{text}`: {UNKNOWN}")));
            }
        }
        Ok(())
    }

    /// Refuses arguments that contradict each other (A2).
    fn check_together(&self, faults: &mut Faults) {
        let flavor = self.flavor.as_ref().map(|given| given.value);
        if let Some(threads) = &self.worker_threads
            && flavor == Some(Flavor::CurrentThread)
        {
            faults.at(threads.span, THREADS_WITHOUT_WORKERS);
        }
        if let Some(paused) = &self.start_paused
            && paused.value
        {
            if flavor == Some(Flavor::Workers) {
                faults.at(paused.span, PAUSED_WITH_WORKERS);
            } else if flavor.is_none() && self.worker_threads.is_some() {
                faults.at(paused.span, PAUSED_WITH_THREADS);
            }
        }
    }
}

/// Fills a place unless it is taken (A1).
fn once<T>(place: &mut Option<T>, name: &Ident, value: T, faults: &mut Faults) {
    if place.is_some() {
        let message = format!("`{name}` is given twice: leave out one of the two");
        faults.at(name.span(), message);
    } else {
        *place = Some(value);
    }
}

/// Reads `= value`; `cure` is the message for everything that `read` refuses without one of its own.
fn value<T>(
    input: ParseStream<'_>,
    name: Span,
    cure: &str,
    read: fn(&Expr) -> Result<T, Option<String>>,
) -> syn::Result<Given<T>> {
    equals(input, name, cure)?;
    let expression: Expr = input.parse().map_err(|_| syn::Error::new(name, cure))?;
    let span = expression.span();
    match read(strip_groups(&expression)) {
        Ok(value) => Ok(Given { value, span }),
        Err(message) => Err(syn::Error::new_spanned(&expression, message.as_deref().unwrap_or(cure))),
    }
}

fn equals(input: ParseStream<'_>, name: Span, cure: &str) -> syn::Result<()> {
    match input.parse::<Token![=]>() {
        Ok(_) => Ok(()),
        Err(_) => Err(syn::Error::new(name, cure)),
    }
}

/// A literal that came through a `macro_rules` fragment stands in invisible groups.
fn strip_groups(mut expression: &Expr) -> &Expr {
    while let Expr::Group(group) = expression {
        expression = &group.expr;
    }
    expression
}

fn flavor(expression: &Expr) -> Result<Flavor, Option<String>> {
    let Expr::Lit(literal) = expression else {
        return Err(None);
    };
    let Lit::Str(text) = &literal.lit else {
        return Err(None);
    };
    match text.value().as_str() {
        "workers" => Ok(Flavor::Workers),
        "current_thread" => Ok(Flavor::CurrentThread),
        other => Err(Some(format!("unknown flavor `{other}`: {FLAVOR}"))),
    }
}

fn worker_threads(expression: &Expr) -> Result<u32, Option<String>> {
    number(expression)?.base10_parse().ok().filter(|threads| *threads > 0).ok_or(None)
}

fn rng_seed(expression: &Expr) -> Result<u64, Option<String>> {
    number(expression)?.base10_parse().map_err(|_| None)
}

fn number(expression: &Expr) -> Result<&syn::LitInt, Option<String>> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => Ok(number),
            _ => Err(None),
        },
        _ => Err(None),
    }
}

fn boolean(expression: &Expr) -> Result<bool, Option<String>> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Bool(bool) => Ok(bool.value),
            _ => Err(None),
        },
        _ => Err(None),
    }
}

fn library(input: ParseStream<'_>, name: Span) -> syn::Result<Path> {
    equals(input, name, CRATE)?;
    if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        let message = match text.parse_with(Path::parse_mod_style) {
            Ok(_) => format!("`crate` takes a path without quotes: write `crate = {}`", text.value()),
            Err(_) => CRATE.to_owned(),
        };
        return Err(syn::Error::new(text.span(), message));
    }
    if input.is_empty() {
        return Err(syn::Error::new(name, CRATE));
    }
    let start = input.span();
    Path::parse_mod_style(input).map_err(|_| syn::Error::new(start, CRATE))
}

/// Moves on to the comma behind a faulty argument.
fn skip_argument(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        // A token tree can always be read where input is left.
        let _ = input.parse::<TokenTree>();
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The options of a faultless list.
    fn options(tokens: TokenStream) -> String {
        let mut faults = Faults::default();
        let args = Args::read(tokens, &mut faults);
        assert_eq!(faults.messages(), Vec::<String>::new());
        args.options().to_string()
    }

    /// What a list is refused for.
    fn refusals(tokens: TokenStream) -> Vec<String> {
        let mut faults = Faults::default();
        Args::read(tokens, &mut faults);
        faults.messages()
    }

    fn expected(flavor: TokenStream, worker_threads: TokenStream, start_paused: bool, rng_seed: TokenStream) -> String {
        quote! {
            ::wasi_async_runtime::__private::Options {
                flavor: ::core::option::Option::#flavor,
                worker_threads: ::core::option::Option::#worker_threads,
                start_paused: #start_paused,
                rng_seed: ::core::option::Option::#rng_seed,
            }
        }
        .to_string()
    }

    fn workers() -> TokenStream {
        quote!(Some(::wasi_async_runtime::__private::Flavor::Workers))
    }

    fn current_thread() -> TokenStream {
        quote!(Some(::wasi_async_runtime::__private::Flavor::CurrentThread))
    }

    #[test]
    fn nothing_given_leaves_everything_to_the_library() {
        let nothing = expected(quote!(None), quote!(None), false, quote!(None));
        assert_eq!(options(quote!()), nothing);
        assert_eq!(options(quote!(start_paused = false)), nothing);
    }

    #[test]
    fn every_argument_reaches_the_options() {
        assert_eq!(
            options(quote!(flavor = "workers", worker_threads = 3, rng_seed = 7,)),
            expected(workers(), quote!(Some(3)), false, quote!(Some(7)))
        );
        assert_eq!(
            options(quote!(rng_seed = 0xffff_ffff_ffff_ffff, start_paused = true, flavor = "current_thread")),
            expected(current_thread(), quote!(None), true, quote!(Some(18446744073709551615)))
        );
        assert_eq!(
            options(quote!(flavor = "workers", start_paused = false)),
            expected(workers(), quote!(None), false, quote!(None))
        );
    }

    #[test]
    fn threads_imply_workers_and_a_paused_clock_implies_one_thread() {
        assert_eq!(options(quote!(worker_threads = 2)), expected(workers(), quote!(Some(2)), false, quote!(None)));
        assert_eq!(options(quote!(start_paused = true)), expected(current_thread(), quote!(None), true, quote!(None)));
    }

    #[test]
    fn values_may_come_through_a_macro_fragment() {
        use proc_macro2::{Delimiter, Group};
        let seed = Group::new(Delimiter::None, quote!(7));
        let flavor = Group::new(Delimiter::None, quote!("workers"));
        assert_eq!(
            options(quote!(rng_seed = #seed, flavor = #flavor)),
            expected(workers(), quote!(None), false, quote!(Some(7)))
        );
    }

    #[test]
    fn the_library_may_have_another_name() {
        for path in [quote!(crate), quote!(::renamed), quote!(a::b)] {
            let mut faults = Faults::default();
            let args = Args::read(quote!(crate = #path, rng_seed = 1), &mut faults);
            assert_eq!(faults.messages(), Vec::<String>::new());
            assert_eq!(args.private().to_string(), quote!(#path::__private).to_string());
            let options = args.options().to_string();
            assert!(options.starts_with(&quote!(#path::__private::Options).to_string()), "{options}");
            assert!(!options.contains("wasi_async_runtime"), "{options}");
        }
    }

    #[test]
    fn every_refusal_says_what_to_write() {
        let cases: Vec<(TokenStream, &str)> = vec![
            (
                quote!(flavour = "workers"),
                "unknown argument `flavour`: write one of `flavor`, `worker_threads`, `start_paused`, `rng_seed`, `crate`",
            ),
            (quote!("workers"), "an argument is written `name = value`, for example `flavor = \"workers\"`"),
            (
                quote!(flavor = "multi_thread"),
                "unknown flavor `multi_thread`: write `flavor = \"workers\"` or `flavor = \"current_thread\"`",
            ),
            (quote!(flavor = workers), "write `flavor = \"workers\"` or `flavor = \"current_thread\"`"),
            (quote!(flavor), "write `flavor = \"workers\"` or `flavor = \"current_thread\"`"),
            (quote!(flavor("workers")), "write `flavor = \"workers\"` or `flavor = \"current_thread\"`"),
            (quote!(flavor = ), "write `flavor = \"workers\"` or `flavor = \"current_thread\"`"),
            (quote!(worker_threads = 0), WORKER_THREADS),
            (quote!(worker_threads = -1), WORKER_THREADS),
            (quote!(worker_threads = "4"), WORKER_THREADS),
            (quote!(worker_threads = 4294967296), WORKER_THREADS),
            (quote!(worker_threads), WORKER_THREADS),
            (
                quote!(worker_threads = N),
                "`worker_threads` takes a number of threads from 1 on: write for example `worker_threads = 4`",
            ),
            (
                quote!(start_paused),
                "`start_paused` takes a bool: write `start_paused = true` or `start_paused = false`",
            ),
            (quote!(start_paused = 1), START_PAUSED),
            (quote!(start_paused = "true"), START_PAUSED),
            (
                quote!(rng_seed = "seven"),
                "`rng_seed` takes a number that fits in a u64: write for example `rng_seed = 7`",
            ),
            (quote!(rng_seed = 18446744073709551616), RNG_SEED),
            (quote!(rng_seed = -7), RNG_SEED),
            (quote!(crate), "`crate` takes the path of the library: write for example `crate = ::my_runtime`"),
            (quote!(crate = 4), CRATE),
            (quote!(crate = ), CRATE),
            (quote!(crate = "not a path"), CRATE),
            (quote!(crate = "my_runtime"), "`crate` takes a path without quotes: write `crate = my_runtime`"),
            (quote!(rng_seed = 1, rng_seed = 2), "`rng_seed` is given twice: leave out one of the two"),
            (quote!(crate = a, crate = b), "`crate` is given twice: leave out one of the two"),
            (quote!(rng_seed = 1 flavor = "workers"), "write a comma between two arguments"),
            (
                quote!(flavor = "current_thread", worker_threads = 2),
                "`worker_threads` needs workers: write `flavor = \"workers\"`, or leave out `worker_threads`",
            ),
            (
                quote!(flavor = "workers", start_paused = true),
                "a paused clock needs a single thread: write `flavor = \"current_thread\"`, or leave out `start_paused`",
            ),
            (
                quote!(start_paused = true, worker_threads = 2),
                "a paused clock needs a single thread: leave out `worker_threads`, or leave out `start_paused`",
            ),
        ];
        for (list, message) in cases {
            let text = list.to_string();
            assert_eq!(refusals(list), [message], "{text}");
        }
    }

    #[test]
    fn one_reading_shows_every_fault() {
        assert_eq!(
            refusals(quote!(flavor = 1, 2, nothing(3 + 4), rng_seed = true, start_paused = true)),
            [FLAVOR, SHAPE, &format!("unknown argument `nothing`: {UNKNOWN}"), RNG_SEED]
        );
        assert_eq!(
            refusals(quote!(flavor = "workers", start_paused = true, start_paused = false)),
            ["`start_paused` is given twice: leave out one of the two", PAUSED_WITH_WORKERS]
        );
    }
}
