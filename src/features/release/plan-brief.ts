import type { Operation } from '../../domain/operation.ts';
import { type PackageChange, type PackageRow, packageChange } from '../../domain/package-change.ts';
import type { PackageMove, Plan } from '../../domain/plan.ts';
import type { FactLine, PlanBrief } from '../../domain/plan-sheet.ts';
import { decideWhatMatters, reachText } from '../../domain/release-contents.ts';
import { moveDistTag, swapPointer, verifyNpm } from '../surfaces/index.ts';
import type { ReleaseContent } from './plans/release-content.ts';
import { tag } from './steps/tag.ts';

type Release = Operation & { plan: Plan<ReleaseContent> };

/** How many commits a card shows. */
const MOST_MATTER = 5;

/** The plan at one glance; undefined for a plan from before its contents were recorded. Pure. */
export function briefOf({ plan: { content }, shown }: Release): PlanBrief | undefined {
  const { contents, changesInAll = null } = shown;
  if (contents === undefined) return undefined;
  const { commits, compareUrl, reach } = contents;
  return {
    reaches:
      content.change === 'prerelease'
        ? 'No page of a customer loads it: only people who ask for it get it'
        : reachText(reach, content.line),
    matters: decideWhatMatters(commits, MOST_MATTER),
    commits,
    inAll: changesInAll,
    compareUrl,
    moves: movesOf(content, shown.commitUrl),
  };
}

/** What the steps move, each in a few words. */
function movesOf({ steps, pointer, packages, commit }: ReleaseContent, url: string | null): FactLine[] {
  const early = new Set(packages.flatMap((one) => (one.early === undefined ? [] : [one.name])));
  const tagged = tag.in(steps).map(({ params }) => ['tag', { code: params.tag }, 'at', { commit, url }]);
  const swapped = swapPointer
    .in(steps)
    .map(({ params }) => [{ code: params.to }, { from: pointer.from, to: params.version }]);
  const moves = moveDistTag.in(steps);
  const latest = moves.filter(({ params }) => !early.has(params.name)).length;
  const moved =
    latest === 0 ? [] : [[{ code: 'latest' }, `of ${latest} ${latest === 1 ? 'package' : 'packages'}`]];
  return [...swapped, ...moved, ...earlyOf(packages), ...tagged];
}

/** The dist-tag of a prerelease, and that nothing else moves. */
function earlyOf(packages: ReleaseContent['packages']): FactLine[] {
  const moving = packages.flatMap(({ early }) => early ?? []);
  const [first] = moving;
  if (first === undefined) return [];
  return [
    [{ code: first.tag }, `of ${moving.length} ${moving.length === 1 ? 'package' : 'packages'}`],
    ['neither a pointer nor', { code: 'latest' }],
  ];
}

/** What the steps do to each package: nothing is said to move that no step moves. Undefined as `briefOf`. */
export function packagesOf({ plan: { content }, shown }: Release): PackageRow[] | undefined {
  if (shown.contents === undefined) return undefined;
  const { before } = shown.contents;
  return content.packages.map((move) => ({ move, change: changeOf(move, content, before[move.name]) }));
}

function changeOf(
  move: PackageMove,
  { change, steps, pointer }: ReleaseContent,
  earlier?: string,
): PackageChange {
  const { name, ships, before, after } = move;
  const isEarly = move.early !== undefined || (ships === 'cdn' && change === 'prerelease');
  if (isEarly) return { is: 'is-published', version: after, latest: before };
  const latest = moveDistTag.in(steps).find(({ params }) => params.name === name);
  if (latest !== undefined)
    return { is: 'goes-live', from: latest.params.from, to: latest.params.to, isPublished: !move.changes };
  const [swap] = ships === 'cdn' ? swapPointer.in(steps) : [];
  if (swap !== undefined && pointer.from !== swap.params.version)
    return { is: 'goes-live', from: pointer.from, to: after, isPublished: !move.changes };
  if (verifyNpm.in(steps).some(({ params }) => params.name === name))
    return { is: 'is-published', version: after, latest: before };
  if (ships === 'none' && earlier !== undefined && earlier !== after)
    return { is: 'not-published', from: earlier, to: after };
  return ships === 'none' ? { is: 'stays', at: after } : stays(move);
}

/** A plan whose steps leave a package alone, whatever the plan says of it. */
function stays(move: PackageMove): PackageChange {
  const planned = packageChange(move);
  return planned.is === 'stays' ? planned : { is: 'stays', at: move.before ?? move.after };
}
