// Shows what the tour prints, and says on the root element how it ended: data-state is 'finished' or 'failed'.
const output = document.getElementById('output');
const state = document.documentElement.dataset;

function show(text, isError) {
  const line = document.createElement('span');
  line.textContent = `${text}\n`;
  line.className = isError ? 'error' : '';
  output.append(line);
  if (!isError && text.startsWith('tour finished')) {
    state.state ??= 'finished';
  }
}

function fail(error) {
  show(error?.stack ?? error, true);
  state.state = 'failed';
}

for (const [name, isError] of [['log', false], ['info', false], ['warn', true], ['error', true]]) {
  const before = console[name].bind(console);
  console[name] = (...values) => {
    before(...values);
    show(values.map(String).join(' '), isError);
  };
}
addEventListener('error', (event) => fail(event.error ?? event.message));
addEventListener('unhandledrejection', (event) => fail(event.reason));
addEventListener('securitypolicyviolation', (event) => fail(`the policy forbids ${event.blockedURI}`));

try {
  const { default: start } = await import('./tour.js');
  await start();
} catch (error) {
  fail(error);
}
