import { z } from 'zod';
import { canonical, type Json } from '../domain/json.ts';
import type { Operation } from '../domain/operation.ts';
import { operationItem } from '../domain/record.ts';
import type { Difference } from '../domain/record-differences.ts';
import type { JournalledSteps } from '../domain/record-steps.ts';
import type { StepState } from '../domain/step.ts';

/** A step that is under way, as its rows say: a write is intended, of unknown fate, or answered. */
const UnderWay = z.discriminatedUnion('is', [
  z.object({
    ...{ is: z.literal('intended'), begunAt: z.string(), since: z.string() },
    ...{ epoch: z.number(), attempt: z.number() },
  }),
  z.object({
    ...{ is: z.literal('unknown'), begunAt: z.string(), since: z.string() },
    ...{ attempt: z.number(), why: z.string() },
  }),
  z.object({
    ...{ is: z.literal('pending'), begunAt: z.string(), since: z.string(), attempt: z.number() },
    ...{ expects: z.string(), askAgainAt: z.string(), sent: z.record(z.string(), z.json()) },
    url: z.string().exactOptional(),
  }),
]);
type UnderWay = z.infer<typeof UnderWay>;

/**
 * The operation with each unfinished step as the journal has it, and how its row differed. A step that is done is
 * compared as a row is; one that waits for a person is not decided here.
 */
export function withJournalledSteps(
  operation: Operation,
  journalled: JournalledSteps | undefined,
): { operation: Operation; differences: Difference[] } {
  if (journalled === undefined) return { operation, differences: [] };
  const steps: Record<string, StepState> = { ...operation.steps };
  const differences: Difference[] = [];
  for (const { id } of operation.plan.content.steps) {
    const state: StepState = steps[id] ?? { is: 'waiting' };
    const noted = journalled.underWay[id];
    const known = noted === undefined ? undefined : UnderWay.safeParse(noted).data;
    // Set back with others, or written in a form of another version.
    if (known === undefined && (noted !== undefined || !journalled.isComplete)) continue;
    if (isAsJournalled(state, known)) continue;
    const restored: StepState = known ?? { is: 'waiting' };
    steps[id] = restored;
    const texts = { journal: canonical({ ...restored }), state: canonical({ ...state }) };
    differences.push({ item: operationItem(operation.id), field: `step:${id}`, ...texts });
  }
  return { operation: differences.length === 0 ? operation : { ...operation, steps }, differences };
}

/** What the journal does not have of each wait (when to ask again, for what) decides nothing. */
function isAsJournalled(state: StepState, known: UnderWay | undefined): boolean {
  switch (state.is) {
    case 'done':
    case 'held':
    case 'failed':
      return true;
    case 'waiting':
      return known === undefined;
    case 'intended':
    case 'unknown':
      return known?.is === state.is && known.attempt === state.attempt && known.begunAt === state.begunAt;
    case 'pending':
      return isWait(state, known);
  }
}

function isWait(
  { sent, attempt, begunAt }: StepState & { is: 'pending' },
  known: UnderWay | undefined,
): boolean {
  if (known === undefined) return sent === null && attempt === 0;
  if (known.begunAt !== begunAt) return false;
  if (sent !== null || known.is === 'pending')
    return known.is === 'pending' && known.attempt === attempt && same(known.sent, sent);
  // A write that the service did not allow yet does not count.
  return attempt === known.attempt || attempt === known.attempt - 1;
}

function same(one: Json, other: Json): boolean {
  return canonical(one) === canonical(other);
}
