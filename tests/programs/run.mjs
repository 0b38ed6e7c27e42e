// Whole programs in Node, in a page and in a worker: how they end, the standard streams, traps, two instances, a strict content policy.
// `cargo xtask test` builds what it runs and runs it. usage: node run.mjs FOLDER [FILTER..], or node run.mjs --list
//
// Prints one line a check and the details of each that failed; status 1 when one did. A check's name begins with where it runs: node_, page_
// or worker_. The last two need chromedriver and Chromium; talks to nobody but 127.0.0.1.

import { spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const PATIENCE = 30_000;
const HERE = dirname(fileURLToPath(import.meta.url));

const [folder, ...filters] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node run.mjs FOLDER [FILTER..], or node run.mjs --list');
  process.exit(2);
}
const built = resolve(folder);

const checks = [];
const check = (name, run) => checks.push({ name, run });

function assert(holds, message) {
  if (!holds) throw new Error(message);
}

// Node.

/// Runs Node with these arguments; a program that does not end by itself has status null.
function node(...args) {
  return nodeWith(['ignore', 'pipe', 'pipe'], () => {}, ...args);
}

const nodeWith = (stdio, attend, ...args) => runWith(stdio, attend, process.execPath, ...args);

/// Runs a program with these streams. `attend` gets the process and what it has printed so far.
function runWith(stdio, attend, program, ...args) {
  return new Promise((done) => {
    const child = spawn(program, args, { stdio });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name]?.on('data', (data) => (output[name] += data));
    child.stdin?.on('error', () => {}); // it need not wait for its input
    attend(child, output);
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    child.on('error', ({ message }) => done({ status: -1, stdout: '', stderr: message }));
    child.on('close', (status) => {
      clearTimeout(timer);
      done({ status, ...output });
    });
  });
}

const nodeModule = (name) => join(built, 'nodejs', `${name}.js`);

for (const left of ['nothing', 'sleeping', 'ticking', 'busy']) {
  check(`node_ends_by_itself_when_main_has_ended_and_leaves_${left}`, async () => {
    const { status, stdout, stderr } = await node(nodeModule('node_exit'), left);
    assert(status === 0, status === null ? 'it does not end' : `status ${status}: ${stderr}`);
    // `main` waited for its own timer before: Node does not end under it.
    assert(stdout === 'main has ended\n', `it printed ${JSON.stringify(stdout)}`);
  });
}

check('node_ends_with_status_1_and_the_error_when_main_fails', async () => {
  const { status, stdout, stderr } = await node(nodeModule('node_exit'), 'error');
  assert(status === 1, `status ${status}`);
  assert(stderr.includes('Error: Other("the map is lost")'), `it wrote ${JSON.stringify(stderr)}`);
  assert(stdout === '', `it printed ${JSON.stringify(stdout)}`);
});

check('node_ends_with_a_failure_when_a_task_traps', async () => {
  const script = `require(${JSON.stringify(nodeModule('exports'))}).trap_in_a_task()`;
  const { status, stderr } = await node('-e', script);
  assert(status !== 0 && status !== null, `status ${status}`);
  assert(stderr.includes('unreachable'), `it wrote ${JSON.stringify(stderr)}`);
});

check('node_shows_the_tour', async () => {
  const { status, stdout, stderr } = await node(nodeModule('tour'));
  assert(status === 0, `status ${status}: ${stderr}`);
  assert(/^tour finished in /m.test(stdout), stdout);
});

// The standard streams.

const PIPES = ['pipe', 'pipe', 'pipe'];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/// Waits until a program has written this to its standard error, or has ended.
async function written(child, output, text) {
  while (!output.stderr.includes(text) && child.exitCode === null && child.signalCode === null) await pause(5);
}

/// Runs the program of the streams with its input open but silent, unless `attend` does something with it.
const streams = (work, attend = () => {}) => nodeWith(PIPES, attend, nodeModule('stdio'), ...(work ? [work] : []));

/// The same with a file as one of its streams.
async function streamsWithFile(work, stream, path, flags) {
  const file = await open(path, flags);
  try {
    return await nodeWith(PIPES.map((pipe, at) => (at === stream ? file.fd : pipe)), () => {}, nodeModule('stdio'), work);
  } finally {
    await file.close();
  }
}

/// Calls a function with a file of these bytes.
async function withFile(bytes, run) {
  const folder = await mkdtemp(join(tmpdir(), 'node-stdio-'));
  try {
    await writeFile(join(folder, 'file'), bytes);
    return await run(join(folder, 'file'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function assertEnded({ status, stdout, stderr }, out, err) {
  assert(status === 0, status === null ? 'it does not end' : `status ${status}: ${stderr}`);
  assert(stdout === out, `it printed ${JSON.stringify(stdout.slice(0, 200))}`);
  assert(err === undefined || stderr === err, `it wrote ${JSON.stringify(stderr)}`);
}

const MANY = Uint8Array.from({ length: 1_300_000 }, (_, at) => (at * at) >> 3);
const digest = (bytes) => `${bytes.length} bytes, ${bytes.reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 0)}\n`;

check('node_lines_come_in_by_a_pipe_and_the_end_stays', async () => {
  // Nothing but the read keeps it from ending in the pauses.
  const ended = await streams('upper', async ({ stdin }) => {
    for (const part of ['one\ntw', 'o\nthr', 'ee']) {
      await pause(300);
      stdin.write(part);
    }
    await pause(100);
    stdin.end();
  });
  assertEnded(ended, 'ONE\nTWO\nTHREE\n', '[0, 0]\n');
});

check('node_reads_that_are_given_up_lose_nothing', async () => {
  const ended = await streams('digest', async (child, output) => {
    for (let at = 0; at < MANY.length; at += 100_000) {
      child.stdin.write(MANY.subarray(at, at + 100_000));
      await pause(10);
      // However long it takes to start: it finds no more than this before it gives up.
      if (at === 0) await written(child, output, 'gives reads up');
    }
    child.stdin.end();
  });
  assertEnded(ended, digest(MANY), 'gives reads up\n');
});

check('node_a_file_comes_in', () =>
  withFile(MANY, async (path) => assertEnded(await streamsWithFile('digest', 0, path, 'r'), digest(MANY))));

check('node_an_empty_input_is_at_its_end', async () => {
  assertEnded(await nodeWith(['ignore', 'pipe', 'pipe'], () => {}, nodeModule('stdio'), 'upper'), '', '[0, 0]\n');
  assertEnded(await streams('upper', ({ stdin }) => stdin.end()), '', '[0, 0]\n');
});

check('node_an_input_that_fails_gives_its_error', () =>
  withFile('', async (path) => {
    const ended = await streamsWithFile('error', 0, path, 'w');
    assertEnded(ended, '', '[Err((Other, "EBADF: bad file descriptor, read")), Err((Other, "EBADF: bad file descriptor, read"))]\n');
  }));

check('node_a_large_write_waits_for_a_slow_reader_and_arrives_whole', async () => {
  let left = NaN;
  const ended = await streams('flood', async ({ stdout }, output) => {
    stdout.pause();
    while (!output.stderr.includes('left')) await pause(20); // its other tasks have gone on
    left = parseInt(output.stderr);
    stdout.resume();
  });
  const expected = Buffer.from(Uint8Array.from({ length: 1 << 21 }, (_, at) => 97 + (at % 26))).toString();
  assertEnded(ended, expected);
  assert(left > 1 << 20, `the pipe took all but ${left} bytes`);
});

check('node_a_write_that_nobody_takes_fails_and_ends_nothing', async () => {
  const ended = await streams('gone', ({ stdout }) => stdout.destroy());
  assertEnded(ended, '', '[BrokenPipe, BrokenPipe, BrokenPipe]\n');
});

check('node_many_tasks_write_and_each_line_comes_once', async () => {
  const { status, stdout, stderr } = await streams('crowd');
  const lines = stdout.split('\n');
  assert(status === 0 && lines.pop() === '', `status ${status}: ${stderr}`);
  const expected = Array.from({ length: 1000 }, (_, at) => `${Math.floor(at / 50)}:${at % 50}`);
  assert(String(lines.sort()) === String(expected.sort()), `it printed ${lines.length} lines, ${new Set(lines).size} of them different`);
});

check('node_ends_when_main_has_ended_though_a_read_waits', async () =>
  assertEnded(await streams('leave'), '', 'the read waits\n'));

check('node_is_not_kept_alive_by_an_input_that_nobody_reads', async () => assertEnded(await streams(''), '', ''));

/// Runs a script, which has an instance as `one` and another as `two`, with its input open.
function twoWithInput(body, attend = () => {}) {
  const path = JSON.stringify(nodeModule('exports'));
  const script = `
    const load = () => { delete require.cache[${path}]; return require(${path}); };
    const one = load(), two = load();
    ${body}`;
  return nodeWith(PIPES, attend, '-e', script);
}

check('node_a_read_that_was_dropped_keeps_nothing_alive', async () =>
  assertEnded(await twoWithInput('one.read_within(20).then(console.log)'), 'timed out after 20ms\n', ''));

check('node_a_read_of_a_task_keeps_node_alive_until_something_comes', async () => {
  const ended = await twoWithInput(`one.read_on(false); process.on('exit', () => console.log(seen)); let seen = 'too early';
    setTimeout(() => (seen = 'in time'), 250).unref();`, async ({ stdin }) => {
    await pause(800);
    stdin.write('x');
  });
  assertEnded(ended, 'in time\n', '');
});

check('node_a_trap_lets_go_of_the_input', async () => {
  const ended = await twoWithInput(`process.on('uncaughtException', ({ message }) => console.log(message)); one.read_on(true);`);
  assertEnded(ended, 'unreachable\n');
});

check('node_a_read_goes_on_where_others_have_just_paused_the_input', async () => {
  const ended = await twoWithInput(`
    const { createInterface } = require('node:readline/promises');
    (async () => {
      const lines = createInterface({ input: process.stdin });
      const answer = await lines.question('');
      lines.close();
      console.log(answer, (await one.read_within(5000)).trim());
    })();`, async ({ stdin }) => {
    await pause(600);
    stdin.write('begin\n');
    await pause(300);
    stdin.write('end\n');
  });
  assertEnded(ended, 'begin end\n');
});

check('node_a_text_is_cut_between_its_characters', async () => {
  const ended = await twoWithInput(`
    process.stdin.setEncoding('utf8');
    (async () => {
      let all = [];
      while (all.length < 6) all.push(...await one.read_two());
      console.log(Buffer.from(all).toString());
    })();`, async ({ stdin }) => {
    await pause(600);
    stdin.write('a😀b');
  });
  assertEnded(ended, 'a😀b\n', '');
});

check('node_instances_and_listeners_share_the_input', async () => {
  // What a read takes the listeners of `data` get as well, and without a read everything.
  const ended = await twoWithInput(`
    let heard = '';
    process.stdin.on('data', (data) => (heard += data));
    (async () => {
      const [first, second] = await Promise.all([one.read_within(100), two.read_within(5000)]);
      console.log(first, second.trim());
      while (!heard.includes('end')) await new Promise((done) => setTimeout(done, 10));
      console.log(heard.trim().split('\\n').join());
      process.stdin.pause();
    })();`, async ({ stdin }) => {
    await pause(600);
    stdin.write('begin\n');
    await pause(200);
    stdin.write('end\n');
  });
  assertEnded(ended, 'timed out after 100ms begin\nbegin,end\n', '');
});

// The standard streams under WASI, by the same program.

const WASI = {
  'wasip1-wasmtime': ['wasi-run', 'wasm32-wasip1'],
  'wasip1-node': ['wasi-run-node', 'wasm32-wasip1'],
  'wasip2-wasmtime': ['wasi-run', 'wasm32-wasip2'],
  'wasip2-jco': ['wasi-run-jco', 'wasm32-wasip2'],
};

for (const [column, [runner, target]] of Object.entries(WASI)) {
  const wasi = (work, stdio = PIPES, attend = () => {}) =>
    runWith(stdio, attend, runner, join(built, target, 'stdio.wasm'), work);

  check(`${column}_lines_come_in_by_a_pipe_and_the_end_stays`, async () => {
    const ended = await wasi('upper', PIPES, async ({ stdin }) => {
      for (const part of ['one\ntw', 'o\nthr', 'ee']) {
        await pause(300);
        stdin.write(part);
      }
      stdin.end();
    });
    assertEnded(ended, 'ONE\nTWO\nTHREE\n', '[0, 0]\n');
  });

  check(`${column}_reads_that_are_given_up_lose_nothing`, async () => {
    const ended = await wasi('digest', PIPES, async (child, output) => {
      for (let at = 0; at < MANY.length; at += 400_000) {
        child.stdin.write(MANY.subarray(at, at + 400_000));
        await pause(10);
        if (at === 0) await written(child, output, 'gives reads up');
      }
      child.stdin.end();
    });
    assertEnded(ended, digest(MANY), 'gives reads up\n');
  });

  check(`${column}_a_file_is_read_to_its_end`, () =>
    withFile(MANY, async (path) => {
      const file = await open(path, 'r');
      try {
        assertEnded(await wasi('digest', [file.fd, 'pipe', 'pipe']), digest(MANY));
      } finally {
        await file.close();
      }
    }));

  check(`${column}_an_empty_input_is_at_its_end`, async () =>
    assertEnded(await wasi('upper', ['ignore', 'pipe', 'pipe']), '', '[0, 0]\n'));

  check(`${column}_main_ends_while_a_read_waits`, async () => {
    const { status, stderr } = await wasi('leave');
    assert(status === 0, status === null ? 'it does not end' : `status ${status}: ${stderr}`);
    assert(stderr === 'the read waits\n', `it wrote ${JSON.stringify(stderr)}`);
  });
}

check('wasip2-jco_the_file_server_serves_files', () =>
  withFile(MANY, async (path) => {
    const program = join(built, 'wasm32-wasip2', 'file_server.wasm');
    const env = { ...process.env, WASI_RUN_DIRS: `${dirname(path)}::/files` };
    const server = spawn('wasi-run-jco', [program, '/files', '--listen', '127.0.0.1:0'], { env, detached: true });
    try {
      const url = await new Promise((done, failed) => {
        let printed = '';
        server.on('error', failed);
        server.on('close', () => failed(new Error(`it ended, and printed ${JSON.stringify(printed)}`)));
        for (const stream of [server.stdout, server.stderr]) {
          stream.on('data', (data) => {
            printed += data;
            const found = printed.match(/http:\S+(?=\/\n)/);
            if (found) done(found[0]);
          });
        }
      });
      const get = async (name) => {
        const answer = await fetch(`${url}/${name}`, { signal: AbortSignal.timeout(PATIENCE) });
        return [answer.status, Buffer.from(await answer.arrayBuffer())];
      };
      // Many at once, of which each comes in pieces.
      const answers = await Promise.all(Array.from({ length: 8 }, () => get('file')));
      for (const [status, body] of answers) {
        assert(status === 200 && body.equals(MANY), `it answers ${status} with ${body.length} bytes`);
      }
      assert((await get('nothing'))[0] === 404, 'it finds what is not there');
    } finally {
      process.kill(-server.pid, 'SIGKILL');
    }
  }));

// What is called in Node and in a page alike. Each function is sent as text and gets `load`, which gives a new instance.

const inTime = `const inTime = (promise) => Promise.race([promise, new Promise((done) => setTimeout(done, 5000, 'silence'))]);`;

async function afterATrap(load) {
  const module = await load();
  const results = [await inTime(module.spawn_and_join())];
  module.trap_in_a_task();
  await new Promise((done) => setTimeout(done, 50));
  for (const call of ['spawn_and_join', 'spawn_local_and_join', 'build_and_join']) {
    results.push(await inTime(module[call]()));
  }
  return results;
}

async function afterATrapOutsideOfTasks(load) {
  const module = await load();
  const running = module.run(100, 30);
  let thrown = 'nothing';
  try {
    module.trap_in_the_call();
  } catch (error) {
    thrown = error.constructor.name;
  }
  return [thrown, await inTime(running), await inTime(module.spawn_and_join())];
}

async function twoInstances(load) {
  const [one, two] = [await load(), await load()];
  const results = await Promise.all([
    inTime(one.run(1000, 20)),
    inTime(two.run(2000, 30)),
    inTime(one.run(10, 1)),
    inTime(two.spawn_local_and_join()),
  ]);
  // The trap of one is none of the other's business.
  one.trap_in_a_task();
  await new Promise((done) => setTimeout(done, 50));
  results.push(await inTime(one.spawn_and_join()), await inTime(two.run(100, 5)));
  return results;
}

async function promises(load) {
  const [one, two] = [await load(), await load()];
  const [controller, reason] = [new AbortController(), new Error('enough')];
  const endless = two.promise_of_a_sleep(1e9, controller.signal).catch((error) => error === reason);
  const results = [await inTime(one.promise_of_a_sleep(5)), await inTime(one.promise_of_a_sleep(5, controller.signal))];
  controller.abort(reason);
  results.push(await inTime(endless));
  results.push(await inTime(one.promise_of_a_sleep(1e9, controller.signal).catch((error) => error === reason)));
  // The task of one instance is work for the other.
  let signal;
  const work = (given) => two.promise_of_a_sleep(1e9, (signal = given));
  results.push(await inTime(one.give_up(work, 10)), signal.aborted);
  one.trap_in_a_task();
  await new Promise((done) => setTimeout(done, 50));
  results.push(await inTime(one.promise_of_a_sleep(5).catch((error) => error.message)), await inTime(two.promise_of_a_sleep(6)));
  return results;
}

function checkPromises(answers) {
  const trapped = answers.splice(6, 1)[0];
  assert(String(answers) === '5,5,true,true,timed out after 10ms,true,6', answers.join(', '));
  assert(trapped.startsWith('runtime error: '), `after the trap it gives ${trapped}`);
}

function checkTrapped([before, ...after]) {
  assert(before === '7', `before the trap a task gives ${before}`);
  for (const answer of after) assert(answer.startsWith('Runtime: '), `after the trap a task gives ${answer}`);
}

function checkNotTrapped(answers) {
  assert(String(answers) === 'RuntimeError,the tasks gave 4950,7', answers.join(', '));
}

function checkInstances(answers) {
  const [one, two, small, local, trapped, other] = answers;
  assert(one === 'the tasks gave 499500' && two === 'the tasks gave 1999000', answers.join(', '));
  assert(small === 'the tasks gave 45' && local === '7', answers.join(', '));
  assert(trapped.startsWith('Runtime: ') && other === 'the tasks gave 4950', answers.join(', '));
}

async function callInNode(body) {
  const path = JSON.stringify(nodeModule('exports'));
  const script = `
    process.on('uncaughtException', () => {});
    ${inTime}
    const load = () => { delete require.cache[${path}]; return require(${path}); };
    (${body})(load).then((results) => console.log(JSON.stringify(results)), (error) => console.log(JSON.stringify([String(error)])))
      .then(() => process.exit());`;
  const { stdout, stderr } = await node('-e', script);
  assert(stdout.startsWith('['), `it printed ${stdout}\n${stderr}`);
  return JSON.parse(stdout);
}

check('node_after_a_trap_every_spawn_gives_an_error', async () => checkTrapped(await callInNode(afterATrap)));
check('node_a_trap_outside_of_tasks_leaves_the_runtime_alone', async () =>
  checkNotTrapped(await callInNode(afterATrapOutsideOfTasks)));
check('node_two_instances_run_side_by_side', async () => checkInstances(await callInNode(twoInstances)));
check('node_promises_and_signals_go_both_ways', async () => checkPromises(await callInNode(promises)));

// A server of the built modules and of the files beside this script, under the policy.

const KINDS = { html: 'text/html; charset=utf-8', js: 'text/javascript', wasm: 'application/wasm' };

async function serve(request, response) {
  const path = new URL(request.url, 'http://127.0.0.1').pathname;
  const kind = KINDS[path.split('.').pop()];
  const root = path.startsWith('/web/') ? built : join(HERE, 'site');
  if (path === '/favicon.ico') return response.writeHead(204).end();
  try {
    if (!kind || path.includes('..')) throw new Error('not served');
    const body = await readFile(join(root, path));
    response.writeHead(200, { 'content-type': kind, 'content-security-policy': POLICY }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

// Chromium, by way of chromedriver.

async function post(url, body) {
  const limit = AbortSignal.timeout(PATIENCE + 10_000); // the page's own comes first
  const reply = await fetch(url, { method: 'POST', body: JSON.stringify(body), signal: limit });
  const { value } = await reply.json();
  if (!reply.ok) throw new Error(`chromedriver: ${value?.message}`);
  return value;
}

let browser;

/// The port that chromedriver chose.
function portOf(driver) {
  return new Promise((done, failed) => {
    let text = '';
    const silent = setTimeout(() => failed(new Error('chromedriver names no port')), PATIENCE);
    driver.on('error', failed);
    driver.on('exit', () => failed(new Error('chromedriver did not start')));
    driver.stdout.on('data', (data) => {
      const found = /started successfully on port (\d+)/.exec((text += data));
      if (!found) return;
      clearTimeout(silent);
      done(found[1]);
    });
  });
}

async function openSession(driver) {
  const args = ['headless', 'no-sandbox', 'disable-gpu', 'disable-quic', 'no-first-run', 'disable-background-networking'];
  args.push('disable-component-update', 'disable-sync');
  const sessions = `http://127.0.0.1:${await portOf(driver)}/session`;
  const capabilities = { 'goog:chromeOptions': { args }, 'goog:loggingPrefs': { browser: 'ALL' } };
  const { sessionId } = await post(sessions, { capabilities: { alwaysMatch: capabilities } });
  const session = `${sessions}/${sessionId}`;
  await post(`${session}/timeouts`, { script: PATIENCE });
  return session;
}

async function startBrowser() {
  const server = createServer(serve).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const driver = spawn('chromedriver', ['--port=0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const end = () => {
    driver.kill();
    server.close();
  };
  try {
    const session = await openSession(driver);
    return {
      session,
      address: `http://127.0.0.1:${server.address().port}`,
      async stop() {
        await fetch(session, { method: 'DELETE', signal: AbortSignal.timeout(10_000) }).catch(() => {});
        end();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

/// Opens a new page, calls `body` in it and gives what its promise gives and what the console shows.
async function callInPage(body, ...args) {
  browser ??= await startBrowser().catch(startBrowser); // one that did not begin is started a second time
  await post(`${browser.session}/url`, { url: `${browser.address}/index.html` });
  await post(`${browser.session}/se/log`, { type: 'browser' }); // what was there before is not of this page
  // The driver is outside of the page's policy; what it calls is not.
  const script = `
    const done = arguments[arguments.length - 1];
    ${inTime}
    let instances = 0;
    const load = async () => {
      instances += 1;
      const module = await import('/web/exports.js?instance=' + instances);
      await module.default({ module_or_path: '/web/exports_bg.wasm' });
      return module;
    };
    (${body})(load, ...arguments).then((results) => done({ results }), (error) => done({ error: String(error?.stack ?? error) }));`;
  const { results, error } = await post(`${browser.session}/execute/async`, { script, args });
  assert(!error, error);
  const log = await post(`${browser.session}/se/log`, { type: 'browser' });
  return { results, log };
}

function assertQuiet(log) {
  const bad = log.filter(({ level }) => level === 'SEVERE' || level === 'WARNING');
  assert(bad.length === 0, `the console shows ${bad.map(({ message }) => message).join('\n')}`);
}

check('page_the_policy_is_in_force', async () => {
  const { results } = await callInPage(async () => {
    const blocked = new Promise((done) => addEventListener('securitypolicyviolation', () => done('blocked'), { once: true }));
    const script = document.createElement('script');
    script.textContent = 'globalThis.ran = true';
    document.body.append(script);
    return [await inTime(blocked), globalThis.ran ?? false];
  });
  assert(String(results) === 'blocked,false', results.join(', '));
});

check('page_tasks_run_under_a_strict_policy', async () => {
  const { results, log } = await callInPage(async (load) => [await inTime((await load()).run(1000, 20))]);
  assert(String(results) === 'the tasks gave 499500', results.join(', '));
  assertQuiet(log);
});

check('page_shows_the_tour_under_a_strict_policy', async () => {
  const { results, log } = await callInPage(async () => {
    const module = await import('/web/tour.js');
    await module.default({ module_or_path: '/web/tour_bg.wasm' });
    const end = Date.now() + 25000;
    while (!document.body.textContent.includes('tour finished') && Date.now() < end) {
      await new Promise((done) => setTimeout(done, 50));
    }
    return document.querySelector('pre')?.textContent ?? '';
  });
  assert(results.includes('\ntour finished in '), `the page shows ${results}`);
  assert(log.some(({ message }) => message.includes('tour finished')), 'the console shows no tour');
  assertQuiet(log);
});

check('page_two_instances_run_side_by_side', async () => checkInstances((await callInPage(twoInstances)).results));
check('page_promises_and_signals_go_both_ways', async () => checkPromises((await callInPage(promises)).results));
check('page_after_a_trap_every_spawn_gives_an_error', async () => {
  const { results, log } = await callInPage(afterATrap);
  checkTrapped(results);
  assert(log.some(({ message }) => message.includes('unreachable')), 'the console does not show the trap');
});
check('page_a_trap_outside_of_tasks_leaves_the_runtime_alone', async () =>
  checkNotTrapped((await callInPage(afterATrapOutsideOfTasks)).results));

check('worker_tasks_run_under_a_strict_policy', async () => {
  const { results, log } = await callInPage(async () => {
    const worker = new Worker('/worker.js', { type: 'module' });
    const answer = new Promise((done) => {
      worker.onmessage = ({ data }) => done(data);
      worker.onerror = ({ message }) => done(`error: ${message}`);
    });
    const result = await inTime(answer);
    worker.terminate();
    return result;
  });
  assert(results === 'the tasks gave 499500', `the worker says ${results}`);
  assertQuiet(log);
});

// The run.

if (folder === '--list') {
  for (const { name } of checks) console.log(name);
  process.exit();
}
let failed = 0;
const chosen = checks.filter(({ name }) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
for (const { name, run } of chosen) {
  try {
    await run();
    console.log(`test ${name} ... ok`);
  } catch (error) {
    failed += 1;
    console.log(`test ${name} ... FAILED`);
    console.log(String(error?.message ?? error).replace(/^/gm, '    '));
  }
}
await browser?.stop();
const verdict = failed === 0 ? 'ok' : 'FAILED';
console.log(`\ntest result: ${verdict}. ${chosen.length - failed} passed; ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
