// Plain JavaScript for old versions of Node: only they need what is said here.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
// As a whole: an older Node lacks these two, and would end at a name that is not there.
import compiled from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { endWithStarter } from './starter.js';

/** The first version that runs TypeScript without a flag (nodejs.org, "Running TypeScript natively"). */
const NEEDED = [22, 18];

/** What V8 is told about memory (package.json, Dockerfile). */
const MEMORY_FLAG = /^--(max-semi-space-size|heap-growing-percent)=/;

/**
 * Where V8's compiled code and the types-stripped sources are kept between starts: beside the packages, because
 * whoever may write here may change the code itself, which is not true of the temporary folder that Node would take.
 */
const CACHE = new URL('../../node_modules/.cache/navi', import.meta.url);

/**
 * Runs a TypeScript entry point of Navi under a Node that can: this one, or else the one that `npm install` put into
 * node_modules. When there is none it names the fix and ends with 78 (configuration).
 * @param {string} entry the entry point's address, as a URL
 * @param {string[]} argv what the entry point is given
 */
export function launch(entry, argv) {
  // A terminal that was closed, or a `| head` that has seen enough, is no reason to break off.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const launcher = process.env['NAVI_RELAUNCHED'];
  delete process.env['NAVI_RELAUNCHED'];
  endWithStarter(launcher);
  if (isNewEnough(process.versions.node)) {
    // A folder that cannot be written to (an image's) costs only time; NODE_COMPILE_CACHE names another.
    compiled.enableCompileCache(fileURLToPath(CACHE));
    import(entry).then(
      async ({ main }) => {
        await main(argv);
        // Node does it by itself at an orderly end only, and the bot's may be `kill -9`.
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
