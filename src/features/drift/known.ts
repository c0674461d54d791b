import { isUntouched } from '../../domain/operation.ts';
import type { Release } from '../../domain/release.ts';
import { subjectKey } from '../../domain/subject.ts';
import type { Surface } from '../../domain/surface.ts';
import { tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import { surfacesIn } from '../../engine/holders.ts';
import type { Tx } from '../../ports/store.ts';
import { tagMadeIn } from '../release/index.ts';
import { readDrift } from './alert.ts';
import type { DriftAlert, RecordedTag } from './decide-drift.ts';
import { gitTagSubject, surfaceSubject } from './looks.ts';

/** What Navi knows before a round of snapshots. */
export interface Known {
  surfaces: readonly Surface[];
  gitTags: readonly (RecordedTag & { releaseLine: string })[];
  alerts: readonly DriftAlert[];
  /** Keys of the subjects that an approved operation holds. */
  holders: ReadonlySet<string>;
  /** Whether a rollback ended a short time ago. */
  isAfterRollback: boolean;
}

export async function readKnown(tx: Tx, context: Context): Promise<Known> {
  const { settings, clock, operations } = context;
  const surfaces = (await surfacesIn(tx, context)).filter(({ live }) => live.version !== null);
  const open = await tx.operations.open();
  const approved = new Set(open.filter((one) => !isUntouched(one)).map(({ id }) => id));
  const held = surfaces.filter(({ heldBy }) => heldBy !== null && approved.has(heldBy));
  const gitTags = await liveGitTags(tx, surfaces);
  const lines = new Set(held.map(({ id }) => id));
  const heldTags = gitTags.filter(({ releaseLine }) => lines.has(`pointer:${releaseLine}`));
  const since = new Date(clock.now().getTime() - settings.rollback.watch).toISOString();
  const ended = await tx.operations.endedSince(since);
  return {
    surfaces,
    gitTags,
    alerts: (await tx.alerts.open()).flatMap((one) => readDrift(one) ?? []),
    holders: new Set([
      ...held.map(({ id }) => subjectKey(surfaceSubject(id))),
      ...heldTags.map(({ tag }) => subjectKey(gitTagSubject(tag))),
    ]),
    isAfterRollback: [...open, ...ended].some((one) => operations.traitsOf(one).isOver?.(one) === true),
  };
}

/** The tags of the versions that customers load, where Navi knows the commit; with the tag objects that Navi made. */
async function liveGitTags(tx: Tx, surfaces: readonly Surface[]): Promise<Known['gitTags']> {
  const lines = surfaces.flatMap(({ id }) =>
    id.startsWith('pointer:') ? [id.slice('pointer:'.length)] : [],
  );
  const releases: Release[] = [];
  for (const releaseLine of lines) releases.push(...(await tx.releases.ofReleaseLine(releaseLine)));
  const tags: (RecordedTag & { releaseLine: string })[] = [];
  for (const { version, releaseLine, commit, state, operation } of releases) {
    if (state.is !== 'live' || commit === null) continue;
    const rows = operation === null ? [] : await tx.journal.of({ kind: 'operation', id: operation });
    const made = tagMadeIn(rows);
    // After Adopt the tag object leads to a commit that is not recorded any more.
    const object = made?.commit === commit ? made.object : null;
    tags.push({ tag: tagOf(version), commit, releaseLine, object });
  }
  return tags;
}
