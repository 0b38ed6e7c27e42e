//! What the macros write.
//!
//! How it works: the user's function goes, unchanged, inside a plain function of the same name that hands it to the library. Both ways to start
//! it are written out, each under a `cfg`, so that the *target* chooses and never the machine on which the macro runs:
//!
//! - E1. Where the program may wait (native, WASI) the plain function keeps the return type, and the compiler itself judges it.
//! - E2. Where a host calls (browser, Node) there is nobody to return to, so the library gets a way to ask the output what became of it.
//! - E3. The emitted code decides nothing: it only calls `__private`.
//! - E4. The user's function keeps its head and body with their spans, so that errors look as they would without the macro.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{LitStr, ReturnType};

use crate::args::Args;
use crate::faults::Faults;
use crate::function::{Function, Macro};

/// Expands one use of a macro.
pub(crate) fn expand(at: Macro, arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    let args = Args::read(arguments, &mut faults);
    let function = match Function::read(item.clone(), at) {
        Ok(function) => function,
        Err(error) => {
            faults.add(error);
            return with_errors(&faults, item);
        }
    };
    // A fault of the arguments does not hide those in the body: it is expanded without the faulty argument.
    let mut head = Faults::default();
    function.check(at, &mut head);
    let items = match (head.is_empty(), at) {
        (true, Macro::Main) => main(&args, &function),
        (true, Macro::Test) => test(&args, &function),
        (false, _) => stand_in(at, &function),
    };
    faults.append(head);
    with_errors(&faults, items)
}

fn main(args: &Args, function: &Function) -> TokenStream {
    let Parts { private, options, attributes, visibility, name, output, inner } = Parts::of(args, function);
    let waits = waits();
    let hosted = hosted();
    let report = report(args, function);
    quote! {
        #waits
        #attributes
        #visibility fn #name() #output {
            #inner
            #private::main(#options, #name)
        }
        #hosted
        #attributes
        #visibility fn #name() {
            #inner
            #private::main_hosted(#options, #name, #report)
        }
    }
}

fn test(args: &Args, function: &Function) -> TokenStream {
    let Parts { private, options, attributes, visibility, name, output, inner } = Parts::of(args, function);
    let waits = waits();
    let hosted = hosted();
    let report = report(args, function);
    let text = LitStr::new(&function.signature.ident.unraw().to_string(), Span::call_site());
    let path = quote!(::core::concat!(::core::module_path!(), "::", #text));
    quote! {
        #waits
        #[::core::prelude::v1::test]
        #attributes
        #visibility fn #name() #output {
            #inner
            #private::test(#options, #path, #name)
        }
        #hosted
        #[::wasm_bindgen_test::wasm_bindgen_test]
        #attributes
        #visibility async fn #name() {
            #inner
            #private::test_hosted(#options, #path, #name, #report).await
        }
    }
}

/// The pieces that every emitted function is made of.
struct Parts<'a> {
    private: TokenStream,
    options: TokenStream,
    attributes: TokenStream,
    visibility: &'a syn::Visibility,
    name: &'a syn::Ident,
    output: &'a ReturnType,
    inner: TokenStream,
}

impl<'a> Parts<'a> {
    fn of(args: &Args, function: &'a Function) -> Self {
        let attributes = &function.attributes;
        Parts {
            private: args.private(),
            options: args.options(),
            attributes: quote!(#(#attributes)*),
            visibility: &function.visibility,
            name: &function.signature.ident,
            output: &function.signature.output,
            inner: function.inner(),
        }
    }
}

/// Where the program may wait: native and WASI.
fn waits() -> TokenStream {
    quote!(#[cfg(not(all(target_family = "wasm", target_os = "unknown")))])
}

/// Where a host calls: a page, a worker or Node.
fn hosted() -> TokenStream {
    quote!(#[cfg(all(target_family = "wasm", target_os = "unknown"))])
}

/// How the library asks an output what became of it (E2). It hands the output over as an `Outcome`, whose own `report` shows an error by `Debug`;
/// the trait `Report` answers for every other type that may be returned, so the choice needs the concrete type and stands here. The spans are
/// those of the return type, where the compiler then shows an unfit one.
fn report(args: &Args, function: &Function) -> TokenStream {
    let private = args.private();
    let place = match &function.signature.output {
        ReturnType::Default => Span::call_site(),
        ReturnType::Type(_, output) => Span::call_site().located_at(output.span()),
    };
    quote_spanned! {place=>
        |outcome| {
            use #private::Report as _;
            outcome.report()
        }
    }
}

/// What stands for a function that cannot be expanded, so that the compiler does not also miss `main`.
fn stand_in(at: Macro, function: &Function) -> TokenStream {
    let name = &function.signature.ident;
    if at == Macro::Main && name == "main" { quote!(fn #name() {}) } else { TokenStream::new() }
}

fn with_errors(faults: &Faults, items: TokenStream) -> TokenStream {
    let errors = faults.to_compile_errors();
    quote!(#errors #items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn main_is_written_for_both_kinds_of_target() {
        let written = expand(
            Macro::Main,
            quote!(flavor = "current_thread", rng_seed = 7),
            quote! {
                #[allow(unused)]
                pub async fn main() -> Result<(), Error> { work().await }
            },
        );
        let options = quote! {
            ::wasi_async_runtime::__private::Options {
                flavor: ::core::option::Option::Some(::wasi_async_runtime::__private::Flavor::CurrentThread),
                worker_threads: ::core::option::Option::None,
                start_paused: false,
                rng_seed: ::core::option::Option::Some(7),
            }
        };
        let expected = quote! {
            #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
            #[allow(unused)]
            pub fn main() -> Result<(), Error> {
                async fn main() -> Result<(), Error> { work().await }
                ::wasi_async_runtime::__private::main(#options, main)
            }
            #[cfg(all(target_family = "wasm", target_os = "unknown"))]
            #[allow(unused)]
            pub fn main() {
                async fn main() -> Result<(), Error> { work().await }
                ::wasi_async_runtime::__private::main_hosted(#options, main, |outcome| {
                    use ::wasi_async_runtime::__private::Report as _;
                    outcome.report()
                })
            }
        };
        assert_eq!(written.to_string(), expected.to_string());
    }

    #[test]
    fn a_test_is_written_for_both_kinds_of_target() {
        let written = expand(
            Macro::Test,
            quote!(crate = rt),
            quote! {
                /// Says why.
                #[should_panic(expected = "lost")]
                #[ignore]
                async fn r#type() { panic!("lost") }
            },
        );
        let options = quote! {
            rt::__private::Options {
                flavor: ::core::option::Option::None,
                worker_threads: ::core::option::Option::None,
                start_paused: false,
                rng_seed: ::core::option::Option::None,
            }
        };
        let path = quote!(::core::concat!(::core::module_path!(), "::", "type"));
        let expected = quote! {
            #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
            #[::core::prelude::v1::test]
            /// Says why.
            #[should_panic(expected = "lost")]
            #[ignore]
            fn r#type() {
                async fn r#type() { panic!("lost") }
                rt::__private::test(#options, #path, r#type)
            }
            #[cfg(all(target_family = "wasm", target_os = "unknown"))]
            #[::wasm_bindgen_test::wasm_bindgen_test]
            /// Says why.
            #[should_panic(expected = "lost")]
            #[ignore]
            async fn r#type() {
                async fn r#type() { panic!("lost") }
                rt::__private::test_hosted(#options, #path, r#type, |outcome| {
                    use rt::__private::Report as _;
                    outcome.report()
                }).await
            }
        };
        assert_eq!(written.to_string(), expected.to_string());
    }

    #[test]
    fn a_faulty_argument_leaves_the_function_in_place() {
        let item = quote!(
            async fn ticks() {
                body()
            }
        );
        let whole = expand(Macro::Test, quote!(), item.clone()).to_string();
        let written = expand(Macro::Test, quote!(flavor = "fast"), item).to_string();
        let message =
            quote!("unknown flavor `fast`: write `flavor = \"workers\"` or `flavor = \"current_thread\"`").to_string();
        assert!(written.contains(&message), "{written}");
        assert!(written.ends_with(&whole), "{written}");
        assert_eq!(written.matches("compile_error").count(), 1);
    }

    #[test]
    fn a_main_that_cannot_be_expanded_is_not_missed() {
        let written = expand(
            Macro::Main,
            quote!(speed = 9),
            quote!(
                async fn main(n: u8) {}
            ),
        );
        let text = written.to_string();
        assert_eq!(text.matches("compile_error").count(), 2);
        assert!(
            text.ends_with(
                &quote!(
                    fn main() {}
                )
                .to_string()
            ),
            "{text}"
        );
    }

    #[test]
    fn a_test_that_cannot_be_expanded_leaves_its_error_only() {
        let written = expand(
            Macro::Test,
            quote!(),
            quote!(
                fn ticks() {}
            ),
        )
        .to_string();
        assert_eq!(written.matches("compile_error").count(), 1);
        assert!(!written.contains("fn ticks ()"), "{written}");
    }

    #[test]
    fn an_item_that_is_no_function_stays() {
        let item = quote!(
            pub struct Ticks;
        );
        let written = expand(Macro::Test, quote!(), item.clone()).to_string();
        assert!(written.contains("compile_error"), "{written}");
        assert!(written.ends_with(&item.to_string()), "{written}");
    }
}
