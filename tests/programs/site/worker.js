// Runs tasks in a worker and posts what they gave.
import start, { run } from '/web/exports.js';

await start({ module_or_path: '/web/exports_bg.wasm' });
postMessage(await run(1000, 20));
