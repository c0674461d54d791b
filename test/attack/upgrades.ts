import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../simulator/kernel/free-port.ts';
import { createNavi, REPOSITORY } from '../harness/process/plugged.ts';
import { needed } from './postgres.ts';
import { type Attacked, createRandom, type Tally, tally } from './tally.ts';
import {
  approveIn,
  openTrial,
  releaseIn,
  rollBackIn,
  type Trial,
  troubleAfter,
  typeIn,
  untilDone,
} from './trial.ts';

const run = promisify(execFile);

/** Versions that were in use; their packages are the present ones. */
const COMMITS = ['375527f', '49e9b0c'];
const STORES = ['SQLite', 'PostgreSQL'] as const;
const UNDER_WAY = ['release', 'rollback'] as const;
/** Where a version keeps its program. */
const MAINS = ['src/bin/main.ts', 'src/main.ts'];
/** The new version takes over up to so long after the old one began. Milliseconds. */
const LONGEST_MS = 6_000;

interface Upgrade {
  commit: string;
  store: (typeof STORES)[number];
  underWay: (typeof UNDER_WAY)[number];
}

/**
 * An older version's process has a release or a rollback under way; the present version takes it over. On SQLite the
 * old one is killed first; on PostgreSQL the new one starts beside it, then the old one is asked to stop.
 */
export async function attackUpgrades({ seed, count, only = '' }: Attacked): Promise<Tally[]> {
  const random = createRandom(seed);
  const all = COMMITS.flatMap((commit) =>
    STORES.flatMap((store) => UNDER_WAY.map((underWay): Upgrade => ({ commit, store, underWay }))),
  );
  const nameOf = ({ commit, store, underWay }: Upgrade) => `${commit}, ${underWay}, ${store}`;
  const chosen = all.filter((one) => nameOf(one).includes(only)).slice(0, count);
  const tries = chosen.map((upgrade) => async () => {
    const fault = await playUpgrade(upgrade, random() * LONGEST_MS);
    return fault === null ? null : `${nameOf(upgrade)}: ${fault}`;
  });
  return [await tally('an older version’s operation, ended by this one', tries)];
}

async function playUpgrade({ commit, store, underWay }: Upgrade, afterMs: number): Promise<string | null> {
  const old = await openVersion(commit);
  const database = store === 'PostgreSQL' ? await needed() : undefined;
  const trial = await openTrial({
    version: old.version,
    ...(database && { place: { url: database.url } }),
    pace: { stepSeconds: 0.5, purgeSeconds: 2, npmLagSeconds: 1 },
  });
  const takeOver = () => upgrade(trial, { afterMs, isBeside: database !== undefined });
  try {
    await approveIn(trial, '1.2.0');
    if (underWay === 'release') await takeOver();
    const releases = [await untilDone(trial, 'release', '1.2.0')];
    const rollingBack = rollBackIn(trial, '1.1.0');
    rollingBack.catch(() => undefined);
    if (underWay === 'rollback') await takeOver();
    const rollbacks = [await rollingBack];
    // What the older version has left behind lets the next release through.
    await typeIn(trial, 'U0ADA', 'unlock v1 fixed');
    await trial.clone.prepare('1.2.0', '1.2.1');
    releases.push(await releaseIn(trial, '1.2.1'));
    return await troubleAfter(trial, { releases, rollbacks, live: '1.2.1' });
  } finally {
    await trial.close();
    await database?.drop();
    await old.close();
  }
}

async function upgrade(trial: Trial, { afterMs, isBeside }: { afterMs: number; isBeside: boolean }) {
  const [old] = trial.processes;
  if (old === undefined) throw new Error('there is no process');
  await pause(afterMs);
  if (!isBeside) await old.kill();
  const present = isBeside ? { PORT: String(await freePort()) } : {};
  const next = createNavi({ ...trial.variables, ...present });
  trial.processes.unshift(next);
  await next.start();
  if (isBeside) await old.stop();
  await old.plug.close();
  trial.processes.splice(1);
}

interface OldVersion {
  version: { folder: string; main: string };
  close(): Promise<void>;
}

/** The files of that commit in a folder of their own. */
async function openVersion(commit: string): Promise<OldVersion> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-version-'));
  const folder = join(dir, commit);
  await run('git', ['-C', REPOSITORY, 'worktree', 'add', '--detach', '--quiet', folder, commit]);
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  const main = MAINS.map((path) => join(folder, path)).find((path) => existsSync(path));
  if (main === undefined) throw new Error(`no program of ${commit} is known`);
  return {
    version: { folder, main },
    close: async () => {
      await run('git', ['-C', REPOSITORY, 'worktree', 'remove', '--force', folder]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}
