#!/usr/bin/env bash
# Installs everything needed to build and test this project for WASI and the browser.
#
#   wasm-toolchain.sh [WASM_BINDGEN_VERSION] [--wasip2] [--no-browser]
#
# WASM_BINDGEN_VERSION  version of wasm-bindgen-cli to install (default 0.2.130); it must
#                       equal the `wasm-bindgen` version in Cargo.lock.
# --wasip2              also prepares the wasm32-wasip2 target, and jco, which runs its programs in node.
# --no-browser          does not install Chromium and chromedriver.
#
# Safe to run again: each step is skipped when it is already done.
#
# Where rustup already has the wasm targets, those are used, unless WASM_TOOLCHAIN=debian is set.
# Elsewhere (Debian, root, no access to rustup's servers) the compiler comes from Debian's
# rustc-web packages, and the standard library for the wasm targets is built once from
# rust-web-src and installed under /usr/lib/rustlib, so that plain `cargo +debian build --target
# wasm32-wasip1` works with stable settings: no -Z flag, no RUSTC_BOOTSTRAP, no RUSTFLAGS.
set -euo pipefail

WBG_VERSION=0.2.130
WASIP2=0
BROWSER=1
for arg in "$@"; do
  case "$arg" in
    --wasip2) WASIP2=1 ;;
    --no-browser) BROWSER=0 ;;
    [0-9]*.[0-9]*.[0-9]*) WBG_VERSION=$arg ;;
    -h | --help) sed -n '2,18s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "unknown argument: $arg (see --help)" >&2; exit 2 ;;
  esac
done

STD_RECIPE=1 # raise it when the way the standard library is built or laid out changes
RUSTLIB=/usr/lib/rustlib
TOOLS=${WASM_TOOLS_DIR:-/usr/local/lib/wasm-tools}
BIN=${WASM_BIN_DIR:-/usr/local/bin}
WASMTIME_PY=50.0.1
JCO=1.35.0
JCO_SHIM=0.26.1 # preview2-shim: the host that jco gives to programs
TARGETS=(wasm32-unknown-unknown wasm32-wasip1)
[ "$WASIP2" = 1 ] && TARGETS+=(wasm32-wasip2)

START=$SECONDS
say() { printf '[wasm-toolchain %3ds] %s\n' "$((SECONDS - START))" "$*"; }
die() { printf '[wasm-toolchain] error: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

# ---- system packages -------------------------------------------------------------------------
APT_UPDATED=0
apt_install() { # installs those of the named packages that are missing
  local missing=() p
  for p in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$p" 2>/dev/null)" = "ii " ] || missing+=("$p")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  has apt-get || die "apt-get is missing; install by hand: ${missing[*]}"
  [ "$(id -u)" = 0 ] || die "not root; install by hand: ${missing[*]}"
  apt_update
  say "apt-get install ${missing[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >"$WORK/apt.log" 2>&1 ||
    { tail -20 "$WORK/apt.log" >&2; die "apt-get install failed"; }
}
apt_update() {
  [ $APT_UPDATED = 0 ] || return 0
  say "apt-get update"
  apt-get update -q >"$WORK/apt.log" 2>&1 || say "apt-get update reported errors; going on: $(tail -1 "$WORK/apt.log")"
  APT_UPDATED=1
}

# ---- compiler and standard library ------------------------------------------------------------
rustup_has_targets() {
  [ "${WASM_TOOLCHAIN:-}" != debian ] || return 1 # asked for: the Debian way
  has rustup || return 1
  local list t
  list=$(rustup target list --installed 2>/dev/null) || return 1
  for t in "${TARGETS[@]}"; do grep -qx "$t" <<<"$list" || return 1; done
}

# wasi-libc: Debian 12 and 13 have versions without the thread stubs that the standard library
# needs (anything with std::thread::spawn in it, such as a test program, fails to link), so a
# newer one is unpacked beside the tools. The package is arch:all and has no dependencies.
WASI_LIBC=$TOOLS/wasi-libc
wasi_libc_dir() { # prints the directory of wasi-libc's files for one target
  local d
  for d in "$WASI_LIBC/usr/lib/$1" "$WASI_LIBC/usr/lib/${1/wasip1/wasi}"; do
    [ -f "$d/libc.a" ] && { echo "$d"; return 0; }
  done
  return 1
}
fetch_wasi_libc() {
  local suite apt=$WORK/apt opts mirror
  apt_update
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' | sort -u | head -1) # the mirror this machine uses
  [ -n "$mirror" ] || die "no Debian mirror in the sources of apt"
  for suite in forky sid; do
    rm -rf "$apt" "$WORK/libc"
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$WORK/libc"
    echo "deb $mirror $suite main" >"$apt/sources.list"
    opts=(-o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
      -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" -o Dir::State::status=/dev/null
      -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false)
    say "downloading wasi-libc from Debian $suite"
    (cd "$apt" && apt-get "${opts[@]}" update -q && apt-get "${opts[@]}" download -q wasi-libc) >"$WORK/apt.log" 2>&1 &&
      dpkg -x "$apt"/wasi-libc_*.deb "$WORK/libc" || { say "failed: $(tail -1 "$WORK/apt.log")"; continue; }
    if grep -qs pthread_create "$WORK/libc/usr/lib/wasm32-wasip1/libc.a" "$WORK/libc/usr/lib/wasm32-wasi/libc.a"; then
      basename "$apt"/wasi-libc_*.deb >"$WORK/libc/version"
      rm -rf "$WASI_LIBC"
      mkdir -p "$TOOLS"
      mv "$WORK/libc" "$WASI_LIBC"
      return 0
    fi
  done
  die "no usable wasi-libc found in Debian forky or sid"
}

build_std() { # builds and installs the standard library of the named targets
  local src targets=() t
  src=$(readlink -f "$RUSTLIB/src/rust")/library
  [ -f "$src/sysroot/Cargo.toml" ] || die "the sources of the standard library are missing ($src)"
  for t in "$@"; do targets+=(--target "$t"); done
  say "building the standard library for: $* (one to five minutes)"
  mkdir -p "$WORK/std"
  # The same crate and profile as the Rust project's own builds of the standard library.
  (cd "$WORK/std" && env -u RUSTUP_TOOLCHAIN -u CARGO_ENCODED_RUSTFLAGS -u CARGO_TARGET_DIR -u CARGO_BUILD_TARGET \
    RUSTC=/usr/bin/rustc RUSTC_WRAPPER= RUSTC_BOOTSTRAP=1 CARGO_INCREMENTAL=0 CARGO_PROFILE_DIST_DEBUG=line-tables-only \
    RUSTFLAGS="-Zforce-unstable-if-unmarked" __CARGO_DEFAULT_LIB_METADATA=wasm-toolchain \
    /usr/bin/cargo build --locked --quiet --manifest-path "$src/sysroot/Cargo.toml" --profile dist \
    --features "panic-unwind backtrace" --target-dir "$WORK/std/target" "${targets[@]}") 2>"$WORK/std.log" ||
    { tail -30 "$WORK/std.log" >&2; die "building the standard library failed"; }
  for t in "$@"; do
    local dst=$RUSTLIB/$t new=$RUSTLIB/.$t.new
    rm -rf "$new"
    mkdir -p "$new/lib"
    cp "$WORK/std/target/$t/dist/deps/"lib*.rlib "$new/lib/"
    rm -f "$new/lib/"libsysroot*.rlib
    std_stamp >"$new/stamp"
    rm -rf "$dst"
    mv "$new" "$dst"
  done
}
std_stamp() { /usr/bin/rustc -Vv; echo "recipe $STD_RECIPE"; }

if rustup_has_targets; then
  say "rustup's default toolchain has ${TARGETS[*]}"
  CARGO_WASM="cargo"
else
  [ "$(uname -s)" = Linux ] && has dpkg-query ||
    die "run: rustup target add ${TARGETS[*]}   (the way around it works on Debian only)"
  apt_install gcc libc6-dev ca-certificates rustc-web cargo-web rust-web-src rust-web-llvm rust-web-clippy lld-22
  [ -f "$WASI_LIBC/version" ] || fetch_wasi_libc
  todo=()
  for t in "${TARGETS[@]}"; do
    [ "$(cat "$RUSTLIB/$t/stamp" 2>/dev/null)" = "$(std_stamp)" ] || todo+=("$t")
  done
  [ ${#todo[@]} -eq 0 ] || build_std "${todo[@]}"
  for t in "${TARGETS[@]}"; do
    case $t in *-wasi*) ;; *) continue ;; esac
    libc=$(wasi_libc_dir "$t") || die "no wasi-libc for $t"
    mkdir -p "$RUSTLIB/$t/lib/self-contained"
    cp -u "$libc"/crt1-command.o "$libc"/crt1-reactor.o "$libc"/libc.a "$RUSTLIB/$t/lib/self-contained/"
  done
  # wasm-component-ld (the linker of wasm32-wasip2) looks for wasm-ld here.
  gccld=$RUSTLIB/$(/usr/bin/rustc -Vv | sed -n 's/^host: //p')/bin/gcc-ld
  [ -e "$gccld/wasm-ld" ] || { mkdir -p "$gccld"; ln -s /usr/bin/rust-lld "$gccld/wasm-ld"; }
  if has rustup; then
    [ "$(readlink -f "$(rustup +debian which rustc 2>/dev/null || echo none)")" = "$(readlink -f /usr/bin/rustc)" ] ||
      rustup toolchain link debian /usr
    CARGO_WASM="cargo +debian"
  else
    CARGO_WASM="/usr/bin/cargo"
  fi
  say "standard library ready: $(/usr/bin/rustc -V), ${TARGETS[*]}"
fi

# ---- WASI runners ------------------------------------------------------------------------------
# cargo calls a runner as: RUNNER program.wasm ARGS...
install_file() { # install_file MODE PATH < content; writes only what differs
  local tmp=$WORK/file
  cat >"$tmp"
  mkdir -p "$(dirname "$2")"
  cmp -s "$tmp" "$2" || { install -m "$1" "$tmp" "$2"; say "wrote $2"; }
}

if ! "$TOOLS/venv/bin/python" -c "from importlib.metadata import version; assert version('wasmtime') == '$WASMTIME_PY'" 2>/dev/null; then
  py=/usr/bin/python3
  [ -x $py ] || py=$(command -v python3) || { apt_install python3 python3-venv; py=/usr/bin/python3; }
  "$py" -c 'import ensurepip' 2>/dev/null || apt_install python3-venv
  say "installing wasmtime $WASMTIME_PY from PyPI"
  rm -rf "$TOOLS/venv"
  mkdir -p "$TOOLS"
  "$py" -m venv "$TOOLS/venv"
  "$TOOLS/venv/bin/pip" install -q "wasmtime==$WASMTIME_PY"
fi

install_file 755 "$BIN/wasi-run" <<EOF
#!$TOOLS/venv/bin/python
$(cat <<'PY'
"""Runs a WASI program (a core module or a component) in wasmtime.

usage: wasi-run PROGRAM.wasm [ARGS...]

Standard streams, the environment and the exit status are passed through. The guest sees the
current directory as "." and the host's temporary directory as /tmp; WASI_RUN_DIRS
("host::guest,host::guest", or "none") replaces these. A trap ends with status 134.
"""
import os, sys, tempfile
import wasmtime

def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    path = sys.argv[1]
    with open(path, "rb") as f:
        head = f.read(8)
    component = head[4:8] != b"\x01\x00\x00\x00"
    cfg = wasmtime.Config()
    try:
        cfg.cache = True  # compiled code is kept under ~/.cache/wasmtime
    except wasmtime.WasmtimeError:
        pass
    cfg.wasm_exceptions = True
    engine = wasmtime.Engine(cfg)
    wasi = wasmtime.WasiConfig()
    wasi.argv = [os.path.basename(path)] + sys.argv[2:]
    wasi.inherit_env()
    wasi.inherit_stdin()
    wasi.inherit_stdout()
    wasi.inherit_stderr()
    dirs = os.environ.get("WASI_RUN_DIRS")
    if dirs is None:
        pairs = [(".", "."), (tempfile.gettempdir(), "/tmp")]
    else:
        pairs = [d.partition("::")[::2] for d in dirs.split(",") if d not in ("", "none")]
    for host, guest in pairs:
        wasi.preopen_dir(host, guest or host)
    store = wasmtime.Store(engine)
    store.set_wasi(wasi)
    try:
        if component:
            from wasmtime import component as c
            comp = c.Component.from_file(engine, path)
            linker = c.Linker(engine)
            linker.add_wasip2()
            inst = linker.instantiate(store, comp)
            run = None
            for minor in range(0, 20):
                iface = inst.get_export_index(store, f"wasi:cli/run@0.2.{minor}")
                if iface is not None:
                    run = inst.get_func(store, inst.get_export_index(store, "run", iface))
                    break
            if run is None:
                sys.exit(f"wasi-run: {path} does not export wasi:cli/run")
            result = run(store)
            return 1 if getattr(result, "tag", "ok") == "err" else 0
        module = wasmtime.Module.from_file(engine, path)
        linker = wasmtime.Linker(engine)
        linker.define_wasi()
        inst = linker.instantiate(store, module)
        inst.exports(store)["_start"](store)
        return 0
    except wasmtime.ExitTrap as e:
        return e.code
    except (wasmtime.Trap, wasmtime.WasmtimeError) as e:
        sys.stdout.flush()
        print(f"wasi-run: {e}", file=sys.stderr)
        return 134

code = main()
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)
PY
)
EOF

if ! has node; then
  apt_install nodejs
fi
install_file 644 "$TOOLS/wasi-run-node.mjs" <<'EOF'
// Runs a WASI 0.1 program in node: wasi-run-node PROGRAM.wasm [ARGS...]
// The same conventions as wasi-run, for a second implementation of WASI.
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';
import { basename } from 'node:path';
import { tmpdir } from 'node:os';
import process from 'node:process';

const [path, ...args] = process.argv.slice(2);
const dirs = process.env.WASI_RUN_DIRS;
const preopens = dirs === undefined ? { '.': '.', '/tmp': tmpdir() } : {};
for (const d of (dirs ?? '').split(',')) {
  if (d === '' || d === 'none') continue;
  const [host, guest] = d.split('::');
  preopens[guest ?? host] = host;
}
const wasi = new WASI({ version: 'preview1', args: [basename(path), ...args], env: process.env, preopens, returnOnExit: true });
const module = new WebAssembly.Module(readFileSync(path));
const instance = new WebAssembly.Instance(module, wasi.getImportObject());
try {
  process.exitCode = wasi.start(instance);
} catch (e) {
  console.error(`wasi-run-node: ${e.stack ?? e}`);
  process.exitCode = 134;
}
EOF
install_file 755 "$BIN/wasi-run-node" <<EOF
#!/bin/sh
exec node --no-warnings $TOOLS/wasi-run-node.mjs "\$@"
EOF

# jco is the only runner here whose programs may have sockets.
jco_is_there() {
  local package want
  for package in "jco $JCO" "preview2-shim $JCO_SHIM"; do
    want=${package#* }
    grep -qs "\"version\": \"$want\"" "$TOOLS/jco/node_modules/@bytecodealliance/${package% *}/package.json" || return 1
  done
}
if [ "$WASIP2" = 1 ]; then
  if ! jco_is_there; then
    [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || die "jco $JCO needs node 20, and this is $(node --version)"
    has npm || apt_install npm
    say "installing jco $JCO from npm"
    mkdir -p "$WORK/jco"
    echo '{ "private": true }' >"$WORK/jco/package.json"
    npm install --prefix "$WORK/jco" --save-exact --ignore-scripts --no-audit --no-fund \
      "@bytecodealliance/jco@$JCO" "@bytecodealliance/preview2-shim@$JCO_SHIM" >"$WORK/npm.log" 2>&1 ||
      { tail -20 "$WORK/npm.log" >&2; die "npm install failed"; }
    rm -rf "$TOOLS/jco"
    mkdir -p "$TOOLS"
    mv "$WORK/jco" "$TOOLS/jco"
  fi
  install_file 644 "$TOOLS/jco/folders.mjs" <<'EOF'
// Gives a program the folders that the other runners give it, before it starts.
import { tmpdir } from 'node:os';
import process from 'node:process';
import { _setPreopens } from './node_modules/@bytecodealliance/preview2-shim/dist/nodejs/filesystem.js';

const dirs = process.env.WASI_RUN_DIRS;
const preopens = dirs === undefined ? { '.': process.cwd(), '/tmp': tmpdir() } : {};
for (const d of (dirs ?? '').split(',')) {
  if (d === '' || d === 'none') continue;
  const [host, guest] = d.split('::');
  preopens[guest ?? host] = host;
}
_setPreopens(preopens);
EOF
  install_file 755 "$BIN/wasi-run-jco" <<EOF
#!/bin/sh
# Runs a WASI 0.2 component in node: wasi-run-jco PROGRAM.wasm [ARGS...]
# The same conventions as wasi-run, for a second implementation of WASI, one with sockets; a trap ends with status 1.
program=\$1
shift
jco=$TOOLS/jco
exec node --no-warnings "\$jco/node_modules/@bytecodealliance/jco/dist/jco.js" run --jco-import "\$jco/folders.mjs" "\$program" -- "\$@"
EOF
fi

# ---- wasm-bindgen and the browser --------------------------------------------------------------
if [ "$(wasm-bindgen-test-runner --version 2>/dev/null | awk '{print $NF}')" != "$WBG_VERSION" ]; then
  say "cargo install wasm-bindgen-cli $WBG_VERSION (a few minutes)"
  cargo=$(command -v cargo || echo /usr/bin/cargo)
  # Without TLS (it is needed for remote WebDriver servers only) and with light optimisation.
  install_wbg() {
    (cd "$WORK" && env -u CARGO_BUILD_TARGET -u RUSTFLAGS CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_DEBUG=0 \
      CARGO_TARGET_DIR="$WORK/wbg" "$cargo" install --quiet --force wasm-bindgen-cli --version "$WBG_VERSION" --no-default-features "$@")
  }
  # The lock file shipped in the crate may name a version that the registry does not serve.
  if ! install_wbg --locked 2>"$WORK/wbg.log"; then
    say "with its own lock file that failed ($(grep -m1 '^error' "$WORK/wbg.log")); again with newly resolved dependencies"
    install_wbg
  fi
fi

if [ "$BROWSER" = 1 ]; then
  if has chromedriver && { has chromium || has google-chrome; }; then :; else
    apt_install chromium chromium-driver
  fi
fi

# ---- summary -----------------------------------------------------------------------------------
say "done. Build and test with:"
cat <<EOF
export CARGO_WASM="$CARGO_WASM"
$CARGO_WASM test --target wasm32-wasip1            # CARGO_TARGET_WASM32_WASIP1_RUNNER=wasi-run   (or wasi-run-node)
$CARGO_WASM test --target wasm32-unknown-unknown   # CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner
EOF
if [ "$WASIP2" = 1 ]; then
  echo "$CARGO_WASM test --target wasm32-wasip2            # CARGO_TARGET_WASM32_WASIP2_RUNNER=wasi-run   (or wasi-run-jco)"
fi
