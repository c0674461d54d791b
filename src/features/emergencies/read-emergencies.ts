import { z } from 'zod';
import { BARS, EMERGENCY_KINDS, type Emergency, STAGES } from '../../domain/emergency.ts';
import type { JournalEntry, JournalRow } from '../../domain/journal.ts';
import type { Subject } from '../../domain/subject.ts';
import type { Tx } from '../../ports/store.ts';

/** What the rows about beginnings and ends are about: they list every emergency. */
export const EMERGENCIES: Subject = { kind: 'emergencies', id: 'all' };

/** What all other rows of an emergency are about. */
export function emergencySubject(id: string): Subject {
  return { kind: 'emergency', id };
}

const at = z.iso.datetime();
const Declared = z.object({
  emergency: z.string(),
  kind: z.enum(EMERGENCY_KINDS),
  title: z.string(),
  issue: z.int().nullable(),
  source: z.string().nullable(),
  by: z.string(),
  since: at,
  due: at,
  zone: z.string(),
  bad: z.array(z.string()),
});
/** The details of the row that begins an emergency. */
export type Declared = z.infer<typeof Declared>;

const Bar = z.discriminatedUnion('is', [
  z.object({ id: z.enum(BARS), is: z.literal('met'), text: z.string(), at }),
  z.object({ id: z.enum(BARS), is: z.enum(['open', 'unknown']), text: z.string() }),
]);
const Point = z.union([
  z.enum(['half', 'most', 'breach']),
  z.templateLiteral([z.literal('waiver:'), z.string()]),
]);

const Affected = z.object({ bad: z.array(z.string()) });
const Staged = z.object({ stage: z.enum(STAGES), text: z.string() });
const Waived = z.object({ until: at, why: z.string() });
const Looked = z.object({ bars: z.array(Bar) });
const Spread = z.object({ spread: z.array(z.string()) });
const Called = z.object({ point: Point, skipped: z.array(Point) });
const Over = z.object({ emergency: z.string(), how: z.enum(['safe', 'closed']), at, why: z.string() });

/** Every emergency, the oldest first, from authentic rows alone: no table is believed. */
export async function readEmergencies(tx: Tx): Promise<Emergency[]> {
  const index = await authentic(tx, EMERGENCIES);
  const ids = index.flatMap((row) => declaredIn(row)?.emergency ?? []);
  const found: Emergency[] = [];
  for (const id of new Set(ids)) {
    const one = foldEmergency(id, [...index, ...(await authentic(tx, emergencySubject(id)))]);
    if (one !== undefined) found.push(one);
  }
  return found;
}

/** One emergency; undefined where no authentic row begins it. */
export async function readEmergency(tx: Tx, id: string): Promise<Emergency | undefined> {
  const rows = [...(await authentic(tx, EMERGENCIES)), ...(await authentic(tx, emergencySubject(id)))];
  return foldEmergency(id, rows);
}

async function authentic(tx: Tx, subject: Subject): Promise<JournalRow[]> {
  const rows = await tx.journal.of(subject);
  return rows.flatMap((one) => (one.authentic ? [one.row] : []));
}

function declaredIn({ event, details }: JournalRow): Declared | undefined {
  return event === 'emergency-declared' ? Declared.safeParse(details).data : undefined;
}

/** The emergency after these rows, in the order in which they were written. Pure. */
function foldEmergency(id: string, rows: readonly JournalRow[]): Emergency | undefined {
  const own = rows
    .filter((row) => row.subject.id === id || row.details['emergency'] === id)
    .toSorted((one, other) => one.sequence - other.sequence);
  const declared = own.flatMap((row) => declaredIn(row) ?? [])[0];
  if (declared === undefined) return undefined;
  const { emergency: _id, ...fields } = declared;
  const begun: Emergency = {
    ...{ id, ...fields, assignee: null, stages: {}, bars: [], spread: [], called: [] },
    ...{ waiver: null, over: null },
  };
  for (const row of own) Object.assign(begun, changeIn(begun, row));
  return begun;
}

function changeIn(known: Emergency, { event, actor, at: when, details }: JournalRow): Partial<Emergency> {
  const by = actor.is === 'person' ? actor.person : null;
  const asPerson = by ?? 'Navi';
  switch (event) {
    case 'emergency-taken':
      return { assignee: by };
    case 'emergency-affects':
      return { ...Affected.safeParse(details).data };
    case 'emergency-stage': {
      const said = Staged.safeParse(details).data;
      if (said === undefined) return {};
      return { stages: { ...known.stages, [said.stage]: { at: when, by: asPerson, text: said.text } } };
    }
    case 'emergency-waived': {
      const said = Waived.safeParse(details).data;
      return said === undefined ? {} : { waiver: { ...said, by: asPerson } };
    }
    case 'emergency-looked':
      return { ...Looked.safeParse(details).data };
    case 'emergency-spread':
      return { ...Spread.safeParse(details).data };
    case 'emergency-called': {
      const said = Called.safeParse(details).data;
      return said === undefined ? {} : { called: [...known.called, said.point, ...said.skipped] };
    }
    case 'emergency-over': {
      const said = Over.safeParse(details).data;
      return said === undefined ? {} : { over: { at: said.at, how: said.how, by, why: said.why } };
    }
    default:
      return {};
  }
}

/** A row by Navi itself about an emergency. */
export function byNavi(
  id: string,
  event: JournalEntry['event'],
  details: JournalEntry['details'],
): JournalEntry {
  return { subject: emergencySubject(id), event, actor: { is: 'navi' }, planHash: null, details };
}
