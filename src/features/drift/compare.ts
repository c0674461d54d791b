import { edgeDifferences, headerDifferences } from '../../domain/object-headers.ts';
import type { Live, Surface } from '../../domain/surface.ts';
import type { Adoptable, Compared, Difference } from './finding.ts';
import type { GitTagLook, Look, Served } from './looks.ts';

/** The key of the finding that caches serve something else. */
export const EDGE = 'edge';

type PointerLook = Extract<Look, { is: 'pointer' }>;

/** A pointer: its bytes and headers at the origin, then what browsers get. Pure. */
export function comparePointer(
  { path, origin, served }: PointerLook,
  { live, verifiedAt }: Pick<Surface, 'live' | 'verifiedAt'>,
): Compared {
  if (origin === null) return differs(`${path} is missing`, null);
  const { sha384, version, generation, headers, updatedAt } = origin;
  const found: Live = { version, sha384, generation, headers };
  const adopts = version === null ? null : ({ is: 'surface', live: found } as const);
  if (sha384 !== live.sha384) {
    const what =
      version === null ? `unknown content (${sha384.slice(0, 15)}…)` : `the content of v${version}`;
    return { ...differs(`${path} has ${what}`, adopts), changedAt: updatedAt };
  }
  const wrong = live.headers === undefined ? [] : headerDifferences(headers, live.headers);
  if (wrong.length > 0) return { ...differs(`${path}: ${wrong.join(', ')}`, adopts), changedAt: updatedAt };
  const edge = compareEdge(path, served, live);
  // Caches that were never seen right, as after Adopt, have not drifted: they are not verified yet.
  return edge.is === 'differs' && verifiedAt === null ? { is: 'as-recorded', isVerified: false } : edge;
}

/** Stale caches and probes that change one after another are one finding. */
function compareEdge(path: string, served: readonly Served[], live: Live): Compared {
  const judged = served.map((one) => ({ probe: one.probe, is: judge(one, live) }));
  const wrong = judged.filter((one) => one.is === 'wrong').map(({ probe }) => probe);
  const right = judged.filter((one) => one.is === 'right').length;
  if (wrong.length > 0) {
    const what = `${path} is not served as recorded, though the bucket has it: ${wrong.join(', ')}`;
    return { is: 'differs', what, key: EDGE, changedAt: null, adopts: null };
  }
  if (served.length > 0 && right === 0) return { is: 'unknown' };
  return { is: 'as-recorded', isVerified: served.length > 0 && right === served.length };
}

/** A 5xx or no answer does not show what caches hold. */
function judge(one: Served, { sha384, headers }: Live): 'right' | 'wrong' | 'unknown' {
  if (one.is === 'unreachable') return 'unknown';
  if (one.is === 'missing') return one.status < 500 && one.status !== 429 ? 'wrong' : 'unknown';
  if (one.sha384 !== sha384) return 'wrong';
  return headers === undefined || edgeDifferences(one, headers).length === 0 ? 'right' : 'wrong';
}

/** A dist-tag in the registry's own copy, because readers may see an old value. Pure. */
export function compareDistTag(
  { tag, version, isShown }: Extract<Look, { is: 'dist-tag' }>,
  live: Live,
): Compared {
  if (version === live.version) return { is: 'as-recorded', isVerified: isShown };
  return differs(
    `${tag} is ${version ?? 'not set'}`,
    version === null ? null : { is: 'surface', live: { version } },
  );
}

/** A Git tag of a version that is live. Pure. */
export function compareGitTag({ tag, found }: GitTagLook, recorded: string): Compared {
  if (found === null) return differs(`the Git tag ${tag} is missing`, null);
  const { commit } = found;
  if (commit === recorded) return { is: 'as-recorded', isVerified: true };
  return differs(`the Git tag ${tag} is at ${commit.slice(0, 7)}`, { is: 'git-tag', commit });
}

function differs(what: string, adopts: Adoptable | null): { is: 'differs' } & Difference {
  return { is: 'differs', what, key: what, changedAt: null, adopts };
}
