// Whole programs in Node, in a page and in a worker: how they end, traps, two instances, a strict content policy.
// `cargo xtask test` builds what it runs and runs it. usage: node run.mjs FOLDER [FILTER..], or node run.mjs --list
//
// Prints one line a check and the details of each that failed; status 1 when one did. A check's name begins with where it runs: node_, page_
// or worker_. The last two need chromedriver and Chromium; talks to nobody but 127.0.0.1.

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
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
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name].on('data', (data) => (output[name] += data));
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
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
