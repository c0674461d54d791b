import { z } from 'zod';
import { run } from './run.ts';

/** A run before the claim of its operation. */
export interface Claimant {
  /** The bare repository. */
  repository: string;
  operation: string;
  /** The open claim's SHA; absent in a workflow from before the claim's protocol. */
  claim?: string | undefined;
  run: { id: number; attempt: number; sha: string; ref: string };
  /** Milliseconds since 1970. */
  now: () => number;
}

const Open = z.looseObject({
  state: z.literal('open'),
  workflow: z.object({ path: z.string(), blob: z.string() }),
});
const Bound = z.looseObject({
  state: z.literal('bound'),
  run: z.looseObject({ id: z.number(), workflow: z.object({ path: z.string(), blob: z.string() }) }),
});

const ROBOT = 'github-actions[bot]';
const ADDRESS = '41898282+github-actions[bot]@users.noreply.github.com';

/** Takes the claim for this run, as `navi ci claim` does; false when the run must stop. */
export async function bindClaim(mine: Claimant): Promise<boolean> {
  if (mine.claim === undefined) return tagClaim(mine);
  const bound = await readBound(mine);
  if (bound !== undefined) return bound.run.id === mine.run.id;
  const git = gitIn(mine.repository);
  const ref = `refs/navi/${mine.operation}`;
  const head = await git(['rev-parse', '--verify', ref]).catch(() => '');
  const open = Open.safeParse(await readFile(mine, head));
  if (head !== mine.claim || !open.success) return false;
  const { id, attempt, sha: headSha, ref: ofRun } = mine.run;
  const { workflow } = open.data;
  const claim = { ...open.data, state: 'bound', run: { id, attempt, ref: ofRun, headSha, workflow } };
  const blob = await git(['hash-object', '-w', '--stdin'], `${JSON.stringify(claim, null, 2)}\n`);
  const tree = await git(['mktree'], `100644 blob ${blob}\tclaim.json\n`);
  const by = `${ROBOT} <${ADDRESS}> ${Math.floor(mine.now() / 1000)} +0000`;
  const commit = await git(
    ['hash-object', '-t', 'commit', '-w', '--stdin'],
    `tree ${tree}\nparent ${head}\nauthor ${by}\ncommitter ${by}\n\nClaim of ${mine.operation}: bound\n`,
  );
  const isMine = await succeeds(git(['update-ref', ref, commit, head]));
  return isMine || (await readBound(mine))?.run.id === id;
}

/** The claim that is bound to this run; undefined when it is another run's, or revoked. */
export async function ownClaim(mine: Claimant): Promise<z.infer<typeof Bound> | undefined> {
  const bound = await readBound(mine);
  return bound?.run.id === mine.run.id ? bound : undefined;
}

async function readBound(mine: Claimant): Promise<z.infer<typeof Bound> | undefined> {
  return Bound.safeParse(await readFile(mine, `refs/navi/${mine.operation}`)).data;
}

async function readFile({ repository }: Claimant, commit: string): Promise<unknown> {
  const text = await gitIn(repository)(['cat-file', 'blob', `${commit}:claim.json`]).catch(() => 'null');
  return JSON.parse(text);
}

/** Before the protocol: a tag object that names the run, and a ref that only one run can create. */
async function tagClaim({ repository, operation, run: { id, sha }, now }: Claimant): Promise<boolean> {
  const git = gitIn(repository);
  const ref = `refs/navi/${operation}`;
  const at = Math.floor(now() / 1000);
  const object = await git(
    ['hash-object', '-t', 'tag', '-w', '--stdin'],
    `object ${sha}\ntype commit\ntag navi-claim-${operation}\ntagger ${ROBOT} <${ADDRESS}> ${at} +0000\n\nClaimed for ${operation}\n\nrun: ${id}\n`,
  );
  if (await succeeds(git(['update-ref', ref, object, '0'.repeat(40)]))) return true;
  const found = await git(['cat-file', 'tag', ref]).catch(() => '');
  return found.split('\n').includes(`run: ${id}`);
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

function gitIn(repository: string) {
  return async (args: string[], input = ''): Promise<string> =>
    (await run('git', ['--git-dir', repository, ...args], { input: Buffer.from(input) }))
      .toString('utf8')
      .trim();
}
