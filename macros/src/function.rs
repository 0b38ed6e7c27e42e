//! The function under a macro.
//!
//! How it works: only the head is parsed. The body stays the group of tokens that the user wrote, so every error in it is the compiler's own and
//! points at the user's code, and syntax that the parser crate does not know yet passes through.

use proc_macro2::{Group, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Safety, Signature, Visibility};

use crate::faults::Faults;

/// Which of the two macros is at work.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Macro {
    Main,
    Test,
}

impl Macro {
    fn name(self) -> &'static str {
        match self {
            Macro::Main => "#[wasi_async_runtime::main]",
            Macro::Test => "#[wasi_async_runtime::test]",
        }
    }
}

/// A function with its body unread.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: Group,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let function = Function {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            signature: input.parse()?,
            body: body(input)?,
        };
        Ok(function)
    }
}

fn body(input: ParseStream<'_>) -> syn::Result<Group> {
    if input.peek(syn::token::Brace) { input.parse() } else { Err(input.error("a body is missing, write `{ … }`")) }
}

impl Function {
    /// Parses the item under a macro.
    pub(crate) fn read(tokens: TokenStream, at: Macro) -> syn::Result<Function> {
        syn::parse2(tokens).map_err(|error| {
            let message = format!("`{}` goes on an async function: {error}", at.name());
            syn::Error::new(error.span(), message)
        })
    }

    /// Notes everything about the head that the macro cannot honour.
    pub(crate) fn check(&self, at: Macro, faults: &mut Faults) {
        let Signature { constness, asyncness, safety, abi, fn_token, ident, generics, inputs, .. } = &self.signature;
        let name = at.name();

        if at == Macro::Main && ident != "main" {
            let message = format!("`{name}` goes on the function `main`: write `async fn main()`");
            faults.under(ident, message);
        }
        if asyncness.is_none() {
            let message = format!("`{name}` needs an async function: write `async fn {ident}()`");
            faults.under(fn_token, message);
        }
        if let Some(constness) = constness {
            faults.under(constness, format!("leave out `const`: `{name}` runs the function"));
        }
        if let Safety::Unsafe(word) = safety {
            let message = format!("leave out `unsafe`: `{name}` calls the function from safe code");
            faults.under(word, message);
        }
        if let Some(abi) = abi {
            faults.under(abi, format!("leave out `extern`: `{name}` calls the function from Rust"));
        }
        if !generics.params.is_empty() {
            let message = format!("leave out the generics: `{name}` calls the function without any");
            faults.under(generics, message);
        }
        if let Some(bounds) = &generics.where_clause {
            faults.under(bounds, format!("leave out the bounds: `{name}` has nothing to choose by them"));
        }
        if let Some(receiver) = self.signature.receiver() {
            let message = format!("`{name}` goes on a free function: leave out `self`");
            faults.under(receiver, message);
        } else if !inputs.is_empty() {
            let message =
                format!("`{name}` calls the function without arguments: write `{ident}()` and make the values inside");
            faults.under(inputs, message);
        }
        if let Some(variadic) = &self.signature.variadic {
            faults.under(variadic, format!("leave out `...`: `{name}` calls the function without arguments"));
        }
        for attribute in &self.attributes {
            if makes_a_test(attribute) {
                let message = match at {
                    Macro::Test => {
                        format!("leave out this attribute: `{name}` makes a test by itself")
                    }
                    Macro::Main => "`main` cannot be a test: leave out this attribute".to_owned(),
                };
                faults.under(attribute, message);
            }
        }
    }

    /// The function as the user wrote it, for use inside the one that the compiler sees.
    pub(crate) fn inner(&self) -> TokenStream {
        let Function { signature, body, .. } = self;
        quote!(#signature #body)
    }
}

fn makes_a_test(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "test" || last.ident == "wasm_bindgen_test")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusals(at: Macro, item: TokenStream) -> Vec<String> {
        let mut faults = Faults::default();
        match Function::read(item, at) {
            Ok(function) => function.check(at, &mut faults),
            Err(error) => faults.add(error),
        }
        faults.messages()
    }

    #[test]
    fn what_can_be_run_is_not_refused() {
        for item in [
            quote!(
                async fn main() {}
            ),
            quote!(
                #[allow(unused)]
                pub(crate) async fn main() -> Result<(), Error> {
                    Ok(())
                }
            ),
            quote!(async fn main() -> ! { not even parsed @ # $ by the macro }),
        ] {
            assert_eq!(refusals(Macro::Main, item), Vec::<String>::new());
        }
        for item in [
            quote!(
                async fn anything() {}
            ),
            quote!(
                #[should_panic]
                #[ignore]
                #[cfg(test)]
                async fn r#type() {}
            ),
        ] {
            assert_eq!(refusals(Macro::Test, item), Vec::<String>::new());
        }
    }

    #[test]
    fn every_refused_main_says_what_to_write() {
        let cases: Vec<(TokenStream, &str)> = vec![
            (
                quote!(
                    fn main() {}
                ),
                "`#[wasi_async_runtime::main]` needs an async function: write `async fn main()`",
            ),
            (
                quote!(
                    async fn start() {}
                ),
                "`#[wasi_async_runtime::main]` goes on the function `main`: write `async fn main()`",
            ),
            (
                quote!(
                    async fn main(args: Vec<String>) {}
                ),
                "`#[wasi_async_runtime::main]` calls the function without arguments: write `main()` and make the values inside",
            ),
            (
                quote!(
                    async fn main(&self) {}
                ),
                "`#[wasi_async_runtime::main]` goes on a free function: leave out `self`",
            ),
            (
                quote!(
                    async fn main<T>() {}
                ),
                "leave out the generics: `#[wasi_async_runtime::main]` calls the function without any",
            ),
            (
                quote!(
                    async fn main()
                    where
                        u8: Copy,
                    {
                    }
                ),
                "leave out the bounds: `#[wasi_async_runtime::main]` has nothing to choose by them",
            ),
            (
                quote!(
                    const async fn main() {}
                ),
                "leave out `const`: `#[wasi_async_runtime::main]` runs the function",
            ),
            (
                quote!(
                    async unsafe fn main() {}
                ),
                "leave out `unsafe`: `#[wasi_async_runtime::main]` calls the function from safe code",
            ),
            (
                quote!(
                    async extern "C" fn main() {}
                ),
                "leave out `extern`: `#[wasi_async_runtime::main]` calls the function from Rust",
            ),
            (
                quote!(
                    #[test]
                    async fn main() {}
                ),
                "`main` cannot be a test: leave out this attribute",
            ),
            (
                quote!(
                    struct main;
                ),
                "`#[wasi_async_runtime::main]` goes on an async function: expected `fn`",
            ),
            (
                quote!(
                    async fn main();
                ),
                "`#[wasi_async_runtime::main]` goes on an async function: a body is missing, write `{ … }`",
            ),
        ];
        for (item, message) in cases {
            let text = item.to_string();
            assert_eq!(refusals(Macro::Main, item), [message], "{text}");
        }
    }

    #[test]
    fn every_refused_test_says_what_to_write() {
        let cases: Vec<(TokenStream, &str)> = vec![
            (
                quote!(
                    fn ticks() {}
                ),
                "`#[wasi_async_runtime::test]` needs an async function: write `async fn ticks()`",
            ),
            (
                quote!(
                    async fn ticks(n: u8) {}
                ),
                "`#[wasi_async_runtime::test]` calls the function without arguments: write `ticks()` and make the values inside",
            ),
            (
                quote!(
                    async fn ticks(self) {}
                ),
                "`#[wasi_async_runtime::test]` goes on a free function: leave out `self`",
            ),
            (
                quote!(
                    async fn ticks<'a, const N: usize>() {}
                ),
                "leave out the generics: `#[wasi_async_runtime::test]` calls the function without any",
            ),
            (
                quote!(
                    #[test]
                    async fn ticks() {}
                ),
                "leave out this attribute: `#[wasi_async_runtime::test]` makes a test by itself",
            ),
            (
                quote!(
                    #[::core::prelude::v1::test]
                    async fn ticks() {}
                ),
                "leave out this attribute: `#[wasi_async_runtime::test]` makes a test by itself",
            ),
            (
                quote!(
                    #[wasm_bindgen_test::wasm_bindgen_test(unsupported = test)]
                    async fn ticks() {}
                ),
                "leave out this attribute: `#[wasi_async_runtime::test]` makes a test by itself",
            ),
        ];
        for (item, message) in cases {
            let text = item.to_string();
            assert_eq!(refusals(Macro::Test, item), [message], "{text}");
        }
    }

    #[test]
    fn one_look_shows_every_fault_of_a_head() {
        assert_eq!(
            refusals(
                Macro::Main,
                quote!(
                    unsafe fn start<T>(t: T) {}
                )
            )
            .len(),
            5
        );
    }
}
