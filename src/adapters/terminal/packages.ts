import type { Operation } from '../../domain/operation.ts';
import { type PackageChange, packageRows } from '../../domain/package-change.ts';
import type { PackageMove } from '../../domain/plan.ts';
import { OPERATIONS } from '../../features/operations.ts';
import { columns } from './layout.ts';

/** Every package in release order: what changes, or what is restored. */
export function packageLines(operation: Operation): string[] {
  const { packages } = operation.plan.content;
  const sheet = OPERATIONS.sheetOf(operation);
  const { restores } = sheet;
  if (restores === undefined)
    return columns(
      packageRows(operation, sheet).map(({ move, change }) => [
        move.name,
        changeText(change, move),
        whereText(move),
      ]),
    );
  return columns([
    ...packages.map((one) => [one.name, restoredText(one)]),
    ...restores.deprecates.map((one) => [one.name, `${one.version} is deprecated`]),
  ]);
}

function whereText({ ships, access }: PackageMove): string {
  if (ships === 'none') return 'not published';
  return access === undefined ? ships : `${ships}, ${access}`;
}

function restoredText({ movesLatest, before, after, stays }: PackageMove): string {
  if (movesLatest) return `latest ${before ?? 'nothing'} → ${after}`;
  const why = stays === undefined ? '' : `: ${stays}`;
  return `latest stays${before === null ? '' : ` at ${before}`}${why}`;
}

function changeText(change: PackageChange, { ships }: PackageMove): string {
  switch (change.is) {
    case 'stays':
      return `unchanged (${change.at})`;
    case 'not-published':
      return `${change.from} → ${change.to}`;
    case 'goes-live':
      return `${change.from ?? 'nothing yet'} → ${change.to}${change.isPublished ? ' (already published)' : ''}`;
    case 'is-published':
      return `${change.version} is published, ${ships === 'cdn' ? 'the pointer' : 'latest'} stays ${change.latest === null ? 'unset' : `at ${change.latest}`}`;
  }
}
