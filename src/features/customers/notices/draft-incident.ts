import { z } from 'zod';
import type { Person } from '../../../domain/person.ts';
import type { Settings } from '../../../domain/settings.ts';
import type { Subject } from '../../../domain/subject.ts';
import type { Context } from '../../../engine/context.ts';
import type { Tx } from '../../../ports/store.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';
import { draft } from './draft.ts';

/** A rollback, an emergency or a prerelease that customers have to hear of. */
export const Incident = z.object({
  topic: z.enum(['prerelease', 'rollback', 'emergency']),
  /** The version that customers may have loaded. */
  version: z.string(),
  /** Where a rollback went; null for others. */
  restored: z.string().nullable(),
  says: z.string().nullable(),
  /** The id of the person who answers for it; null where Navi began it itself. */
  person: z.string().nullable(),
});
export type Incident = z.infer<typeof Incident>;

/** How long after a draft that did not succeed the next one is tried. */
const AGAIN_MS = 5 * 60_000;
const LONGEST_MS = 24 * 3_600_000;

/** Has its notice drafted at once, and nothing sent. `subject` is the operation or the emergency. */
export async function enqueueIncident(
  tx: Tx,
  { subject, at, ...payload }: Incident & { subject: Subject; at: string },
): Promise<void> {
  await tx.jobs.put({
    ...{ key: `draft-incident:${subject.kind}:${subject.id}`, kind: 'draft-incident', subject },
    ...{ priority: 'normal', dueAt: at, payload: { ...payload, since: at } },
  });
}

/** Drafts the notice of an incident once; its card asks for the review. Where the customers file is not valid, it is tried again for a day. */
export async function draftIncident(
  context: Context,
  { subject, incident, since }: { subject: Subject; incident: Incident; since: string },
): Promise<JobOutcome> {
  const { settings, store, clock, telemetry } = context;
  const { topic, version, restored, says } = incident;
  const owner = ownerOf(settings, incident.person);
  const before = await store.transaction((tx) => tx.notices.current(version, topic));
  if (owner === undefined || before?.cause === subject.id) return { is: 'over' };
  const at = clock.now().toISOString();
  const saved = await draft(context, {
    ...{ version, topic, restored, says, owner, on: null, remind: null, cause: subject.id },
    actor: { is: 'navi' },
  });
  if ('drafted' in saved) return { is: 'over' };
  const read = await context.customersFile.read();
  const isOver = read.is !== 'unreadable' || Date.parse(at) - Date.parse(since) > LONGEST_MS;
  if (isOver) return { is: 'over' };
  telemetry.warn('a notice waits for a valid customers file', { subject: subject.id });
  return { is: 'again', at: new Date(Date.parse(at) + AGAIN_MS).toISOString() };
}

/** Who began it, where they may tell customers; else the first person who may. */
export function ownerOf(
  { people, permissions }: Pick<Settings, 'people' | 'permissions'>,
  asked: string | null,
): Person | undefined {
  const may = people.filter(({ roles }) =>
    roles.some((role) => permissions['tell-customers'].includes(role)),
  );
  return may.find(({ id }) => id === asked) ?? may[0];
}
