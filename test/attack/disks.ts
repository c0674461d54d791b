import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../harness/until.ts';
import { textOf } from '../harness/world/slack-door.ts';
import { type Attacked, createRandom, type Tally, tally } from './tally.ts';
import { openTrial, releaseIn, rollBackIn, type Trial, troubleAfter, untilDone } from './trial.ts';

const ROUNDS = 1;
/** How long the disk has room, and how long it has none. Milliseconds. */
const LONGEST_MS = 8_000;
const LOOK_MS = 40_000;

/** The store's disk is full again and again, read-only at a start, or loses the store's files. Root only, Linux only. */
export async function attackDisks({ seed, count = ROUNDS }: Attacked): Promise<Tally[]> {
  const random = createRandom(seed);
  const fills = { times: 0 };
  const rounds = Array.from(
    { length: count },
    () => () => onSmallDisk((dir) => fillAgain(dir, random, fills)),
  );
  const full = await tally('', rounds);
  return [
    { ...full, what: `release and rollback, the disk full ${fills.times} times` },
    await tally('a release whose database is deleted, and restored as docs/operations.md says', [
      () => onSmallDisk(deleteFiles),
    ]),
    await tally('a start on a read-only disk', [() => onSmallDisk(startReadOnly)]),
  ];
}

async function onSmallDisk(work: (dir: string) => Promise<string | null>): Promise<string | null> {
  const dir = mkdtempSync(join(tmpdir(), 'navi-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=700', 'tmpfs', dir], { stdio: 'pipe' });
  try {
    return await work(dir);
  } finally {
    execFileSync('umount', ['-l', dir]);
    rmSync(dir, { recursive: true, force: true });
  }
}

async function fillAgain(dir: string, random: () => number, fills: { times: number }) {
  const trial = await openTrial({ place: { dir } });
  const over = new AbortController();
  const filler = join(dir, 'filler');
  const filling = (async () => {
    while (!over.signal.aborted) {
      await pause(random() * LONGEST_MS);
      fills.times += 1;
      fill(dir, filler);
      await pause(random() * LONGEST_MS);
      rmSync(filler, { force: true });
    }
  })();
  try {
    const releases = [await releaseIn(trial, '1.2.0')];
    const rollbacks = [await rollBackIn(trial, '1.1.0')];
    over.abort();
    await filling;
    return await troubleAfter(trial, { releases, rollbacks, live: '1.1.0' });
  } finally {
    over.abort();
    await filling;
    await trial.close();
  }
}

function fill(dir: string, filler: string): void {
  const { bavail, bsize } = statfsSync(dir);
  try {
    writeFileSync(filler, Buffer.alloc(bavail * bsize));
  } catch {
    // Navi took some of the room meanwhile: it is full.
  }
}

async function deleteFiles(dir: string): Promise<string | null> {
  const trial = await openTrial({ place: { dir }, pace: { stepSeconds: 1 } });
  try {
    const { house } = trial;
    await house.request('U0ADA', 'v1.2.0');
    await house.approve('U0BEN');
    await house.cardSays(/is running/);
    for (const name of readdirSync(dir)) if (name.startsWith('navi.db')) rmSync(join(dir, name));
    await until(
      'it is not ready',
      async () => (await fetch(`${house.navi.url}/readyz`)).status === 503,
      LOOK_MS,
    );
    await until('it is told', () => told(trial, /ENOENT/), LOOK_MS);
    const { pid } = house.navi.plug.state();
    const kept = mkdtempSync(join(tmpdir(), 'navi-kept-'));
    copyOpenFiles(pid, kept);
    await house.killNavi();
    for (const name of readdirSync(dir)) if (name.startsWith('navi.db')) rmSync(join(dir, name));
    for (const name of readdirSync(kept)) copyFileSync(join(kept, name), join(dir, name));
    rmSync(kept, { recursive: true });
    await house.startNavi();
    const releases = [await untilDone(trial, 'release', '1.2.0')];
    return await troubleAfter(trial, { releases, rollbacks: [], live: '1.2.0' });
  } finally {
    await trial.close();
  }
}

/** What the process has open though it was deleted: `navi.db` and its log. */
function copyOpenFiles(pid: number | undefined, to: string): void {
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    const path = readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/ \(deleted\)$/, '');
    if (/^navi\.db(-wal)?$/.test(basename(path)))
      copyFileSync(`/proc/${pid}/fd/${fd}`, join(to, basename(path)));
  }
}

async function told({ house }: Trial, words: RegExp): Promise<boolean> {
  return (await house.messages()).some((message) => words.test(textOf(message)));
}

async function startReadOnly(dir: string): Promise<string | null> {
  const trial = await openTrial({ place: { dir } });
  try {
    const { navi } = trial.house;
    await navi.stop();
    execFileSync('mount', ['-o', 'remount,ro', dir], { stdio: 'pipe' });
    await navi.plug.do('start');
    const ended = () => navi.log().find((line) => line.startsWith('ended: '));
    await until('it has ended', async () => ended() !== undefined, LOOK_MS);
    if (ended() !== 'ended: exit code 1') return `it ended with ${ended()}`;
    const said = navi.log().join('\n');
    if (/^ {4}at /m.test(said)) return `a stack: ${said.slice(-500)}`;
    execFileSync('mount', ['-o', 'remount,rw', dir], { stdio: 'pipe' });
    await navi.start();
    return null;
  } finally {
    await trial.close();
  }
}
