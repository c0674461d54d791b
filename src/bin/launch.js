// Plain JavaScript, because old versions of Node must be able to print this message.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
// Imported as a whole: an older Node lacks these two functions and would fail at their names.
import compiled from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { endWithStarter } from './starter.js';

/** The first version that runs TypeScript without a flag (nodejs.org, "Running TypeScript natively"). */
const NEEDED = [22, 18];

/** V8's memory options (package.json, Dockerfile). */
const MEMORY_FLAG = /^--(max-semi-space-size|heap-growing-percent)=/;

/**
 * Where V8's compiled code and the stripped sources are cached between starts: next to the packages, because write
 * access there already means write access to the code. That is not true of Node's default, the temporary folder.
 */
const CACHE = new URL('../../node_modules/.cache/navi', import.meta.url);

/**
 * Runs a TypeScript entry point of Navi under a Node that can: this one, or else the one that `npm install` put into
 * node_modules. When there is none it names the fix and ends with 78 (configuration).
 * @param {() => Promise<{ main(argv: string[]): Promise<void> }>} load imports the entry point
 * @param {string[]} argv what the entry point is given
 */
export function launch(load, argv) {
  // A closed terminal, or a finished `| head`, must not stop the process.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const launcher = process.env['NAVI_RELAUNCHED'];
  delete process.env['NAVI_RELAUNCHED'];
  endWithStarter(launcher);
  if (isNewEnough(process.versions.node)) {
    // A folder without write access (in an image) only costs time; NODE_COMPILE_CACHE names another.
    compiled.enableCompileCache(fileURLToPath(CACHE));
    load().then(
      async ({ main }) => {
        await main(argv);
        // Node writes the cache only at an orderly end, and the bot may end by `kill -9`.
        compiled.flushCompileCache();
      },
      (error) => {
        console.error(error);
        process.exitCode = 1;
      },
    );
    return;
  }
  const node = launcher === undefined ? installedNode() : undefined;
  if (node === undefined) {
    console.error(
      `Navi needs Node ${NEEDED.join('.')} or newer; this is ${process.versions.node}.\n` +
        'Run "npm install" in the clone (it brings its own Node 24), or install Node 24 from nodejs.org.',
    );
    process.exitCode = 78;
    return;
  }
  relaunch(node, argv);
}

/** @param {string} version */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

function installedNode() {
  return [
    '../../node_modules/node/bin/node',
    '../../node_modules/.bin/node',
    '../../node_modules/node/bin/node.exe',
  ]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
}

/**
 * @param {string} node
 * @param {string[]} argv
 */
function relaunch(node, argv) {
  const script = process.argv[1] ?? '';
  const env = { ...process.env, NAVI_RELAUNCHED: String(process.pid) };
  const memory = process.execArgv.filter((flag) => MEMORY_FLAG.test(flag));
  const child = spawn(node, [...memory, script, ...argv], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Navi's own Node could not be started: ${error.message}`);
    process.exitCode = 78;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
