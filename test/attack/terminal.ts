import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../simulator/kernel/free-port.ts';
import { environmentOf, REPOSITORY } from '../harness/process/plugged.ts';
import type { House } from '../harness/world/house.ts';
import { openAttacked, troubleOf } from './house.ts';
import { releaseLineOf } from './lines.ts';
import { type Attacked, createRandom, type Tally, tally } from './tally.ts';

const COUNT = 100;
/** It starts as a process of its own, on a busy machine. */
const LONGEST_MS = 60_000;
const ENTRY = join(REPOSITORY, 'src/bin/navi.js');
/** What docs and `--help` promise. */
const CODES = [0, 1, 2, 3, 78];
/** All that a terminal acts on and does not show, but for line ends and tabs. */
const STEERS = /[^\P{Cc}\n\t]|\p{Cf}/u;

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
}

/** The real program at hostile arguments, standard inputs and outputs, and at a terminal (`script`, util-linux). */
export async function attackTerminal({ seed, count = COUNT }: Attacked): Promise<Tally[]> {
  const random = createRandom(seed);
  const house = await openAttacked('socket');
  const { pid } = house.navi.plug.state();
  const env = environmentOf({ NAVI_URL: house.navi.url, NO_COLOR: '1', TERM: 'xterm' });
  const lines = Array.from({ length: count }, () => splitWords(releaseLineOf(random)));
  const tallies = [
    await tally(
      'lines as arguments',
      lines.map((words) => async () => troubleIn(await run([process.execPath, ENTRY, ...words], { env }))),
      2,
    ),
    await tally(
      'odd arguments',
      ODD.map((words) => () => withWords(words, env)),
    ),
  ];
  await house.request('U0ADA', 'v1.2.0');
  await house.approve('U0BEN');
  await house.cardSays(/done/i);
  tallies.push(
    await tally(
      'standard inputs of a rollback that no person confirms',
      INPUTS.map((one) => () => piped(one, env)),
    ),
    await tally(
      'standard outputs',
      OUTPUTS.map((one) => () => redirected(one, env)),
    ),
    await tally(
      'answers typed at a terminal that are no yes',
      TYPED.map((one) => () => typed(one, env)),
    ),
    await tally('signals while it waits', [
      () => interrupted('SIGINT'),
      () => interrupted('SIGTERM'),
      () => interrupted('SIGHUP'),
    ]),
    await tally('what it stands on', [() => troubleOf(house, pid), () => nothingMoved(house, 1)]),
    await tally('two terminals that say yes at once', [
      () => twoAtOnce(house, env),
      () => troubleOf(house, pid),
    ]),
  );
  await house.close();
  return tallies;
}

/** A process cannot be given NUL in an argument. */
function splitWords(line: string): string[] {
  return line
    .replaceAll('\u0000', '')
    .split(' ')
    .filter((word) => word !== 'login');
}

const ODD: readonly (readonly string[])[] = [
  [],
  [''],
  [' '],
  ['--'],
  ['--help', 'x'.repeat(100_000)],
  ['status', 'x'.repeat(100_000)],
  ['rollback', '--reason', 'x'.repeat(100_000)],
  ['release', ...Array.from({ length: 5_000 }, () => 'v')],
  ['help', '漢字', '👩‍👩‍👧‍👦', 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢'],
  ['history', '\u001b]0;own\u0007', '\u009b31m'],
  ['\u202eesaeler', '\ufeffstatus'],
  ['ci'],
  ['ci', '../../etc/passwd'],
  ['ci', 'claim', '\n', '\u001b[2J'],
  ['logout', 'now'],
  ['--version', '--json'],
];

async function withWords(words: readonly string[], env: Record<string, string>): Promise<string | null> {
  return troubleIn(await run([process.execPath, ENTRY, ...words], { env }));
}

/** By a shell, which opens the standard input. */
const INPUTS: readonly (readonly [name: string, redirect: string])[] = [
  ['closed', '<&-'],
  ['empty', '</dev/null'],
  ['a folder', '</'],
  ['zeros without end', '</dev/zero'],
  ['ten thousand lines of yes', '< <(yes | head -n 10000)'],
  ['yes without end', '< <(yes)'],
  ['one line of 10 MB', "< <(head -c 10000000 /dev/zero | tr '\\0' y)"],
  ['broken UTF-8', "< <(printf '\\377\\376y\\n\\300\\200')"],
  ['a pipe that says nothing', '< <(sleep 3)'],
];

async function piped([name, redirect]: readonly [string, string], env: Record<string, string>) {
  const ended = await run(
    ['bash', '-c', `"$0" "$1" rollback --reason x ${redirect}`, process.execPath, ENTRY],
    { env },
  );
  const trouble = troubleIn(ended);
  return trouble === null ? null : `${name}: ${trouble}`;
}

const OUTPUTS: readonly (readonly [name: string, redirect: string])[] = [
  ['closed', '>&-'],
  ['both closed', '>&- 2>&-'],
  ['nobody reads', '| true'],
  ['one byte is read', '| head -c 1'],
  ['a full disk', '>/dev/full'],
  ['both on a full disk', '>/dev/full 2>&1'],
];

async function redirected([name, redirect]: readonly [string, string], env: Record<string, string>) {
  const command = `"$0" "$1" history ${redirect}; exit \${PIPESTATUS[0]}`;
  const trouble = troubleIn(await run(['bash', '-c', command, process.execPath, ENTRY], { env }));
  return trouble === null ? null : `${name}: ${trouble}`;
}

/** The terminal's size, and what is typed when it asks. */
const TYPED: readonly (readonly [name: string, size: string, keys: string])[] = [
  ['Ctrl-C', 'cols 80 rows 24', '\u0003'],
  ['Ctrl-D', 'cols 80 rows 24', '\u0004'],
  ['a line end', 'cols 80 rows 24', '\r'],
  ['no', 'cols 80 rows 24', 'n\r'],
  [
    'control characters',
    'cols 80 rows 24',
    '\u0001\u0002\u0005\u0006\u0008\u000b\u000c\u000e\u0010\u0015\u0017\u0019\u001b[A\u001b[3~\u001b[200~y\u001b[201~x\r',
  ],
  ['NUL', 'cols 80 rows 24', '\u0000y\u0000\u0000x\r'],
  ['a line of 100,000', 'cols 80 rows 24', `${'y'.repeat(100_000)}\r`],
  ['wide characters', 'cols 5 rows 2', 'ｙｅｓ👩‍👩‍👧‍👦漢字\r'],
  ['a terminal of one column', 'cols 1 rows 1', 'n\r'],
  ['ten thousand lines', 'cols 80 rows 24', 'n\r'.repeat(10_000)],
  ['broken UTF-8', 'cols 80 rows 24', '\udcff\u00ff\ufffdy?\r'],
];

async function typed([name, size, keys]: readonly [string, string, string], env: Record<string, string>) {
  const ended = await atTerminal({ size, env, keys });
  const trouble = troubleIn(ended, { isTerminal: true });
  if (trouble !== null) return `${name}: ${trouble}`;
  return ended.out.includes('Nothing was done') ? null : `${name}: it says ${ended.out.slice(-300)}`;
}

/** A rollback at a pseudo-terminal; the keys are pressed when it asks. */
async function atTerminal({ size, env, keys }: { size: string; env: Record<string, string>; keys: string }) {
  const command = `stty ${size}; exec "${process.execPath}" "${ENTRY}" rollback --reason x`;
  return run(['script', '-qefc', command, '/dev/null'], { env, keys });
}

async function twoAtOnce(house: House, env: Record<string, string>): Promise<string | null> {
  const both = await Promise.all([1, 2].map(() => atTerminal({ size: 'cols 80 rows 24', env, keys: 'y\r' })));
  const trouble = both.map((one) => troubleIn(one, { isTerminal: true })).find((one) => one !== null);
  if (trouble !== undefined) return trouble;
  await pause(10_000);
  return nothingMoved(house, 2);
}

/** The pointer was written this often, and no more. */
async function nothingMoved(house: House, times: number): Promise<string | null> {
  const rewrites = (await house.calls('gcs', 'objects.rewrite')).filter(({ status }) => status === 200);
  return rewrites.length === times ? null : `the pointer was written ${rewrites.length} times`;
}

/** It waits for a bot that takes the connection and never answers. */
async function interrupted(signal: NodeJS.Signals): Promise<string | null> {
  const port = await freePort();
  const silent = createServer(() => undefined).listen(port, '127.0.0.1');
  const env = environmentOf({ NAVI_URL: `http://127.0.0.1:${port}` });
  const child = spawn(process.execPath, [ENTRY, 'status'], { env, stdio: 'ignore' });
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, by) => resolve(String(by ?? code))),
  );
  await new Promise<void>((resolve) => silent.once('connection', () => resolve()));
  const begun = Date.now();
  child.kill(signal);
  const how = await Promise.race([ended, pause(10_000, 'no end')]);
  child.kill('SIGKILL');
  silent.close();
  return how === signal ? null : `${signal}: ${how} after ${Date.now() - begun} ms`;
}

interface Run {
  env: Record<string, string>;
  /** Typed once it asks. */
  keys?: string;
}

function run([program = '', ...argv]: readonly string[], { env, keys }: Run): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, argv, {
      env,
      cwd: REPOSITORY,
      stdio: [keys === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    let out = '';
    let isTyped = false;
    const hear = (text: string) => {
      out += text;
      if (keys === undefined || isTyped || !out.includes('[y/N]')) return;
      isTyped = true;
      child.stdin?.on('error', () => undefined).write(keys);
    };
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', hear);
    const late = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, LONGEST_MS);
    child.once('close', (code, signal) => {
      clearTimeout(late);
      resolve({ code, signal, out });
    });
  });
}

function troubleIn({ code, signal, out }: Ended, { isTerminal = false } = {}): string | null {
  if (signal !== null) return `it hung, or was ended by ${signal}: ${out.slice(-300)}`;
  if (!CODES.includes(code ?? -1)) return `exit code ${code}: ${out.slice(-300)}`;
  if (/^ {4}at .+:\d+/m.test(out)) return `a stack: ${out.slice(-500)}`;
  if (!isTerminal && STEERS.test(out)) return `it steers the terminal: ${JSON.stringify(out).slice(0, 300)}`;
  return null;
}
