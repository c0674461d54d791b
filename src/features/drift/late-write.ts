import type { JournalRow } from '../../domain/journal.ts';
import type { Operation } from '../../domain/operation.ts';
import { hashPlan } from '../../domain/plan.ts';
import { distTagSurface, type SurfaceId } from '../../domain/surface.ts';
import { moveDistTag } from '../surfaces/index.ts';

/** A write of Navi's own without an answer, which may still arrive. */
export interface LateWrite {
  operation: string;
  step: string;
  surface: SurfaceId;
  version: string;
}

/** A write that has not arrived by then never does. Milliseconds. */
const LATE_MS = 3_600_000;

/**
 * The moves of dist-tags of this operation with an unknown result, from authentic *intended* rows of the last hour
 * and the plans of those rows. `rows` are the operation's authentic rows, in order. Pure.
 */
export function lateWrites(operation: Operation, rows: readonly JournalRow[], now: string): LateWrite[] {
  const { id, plan } = operation;
  if (hashPlan(plan.content) !== plan.hash) return [];
  const own = rows.filter(({ planHash }) => planHash === plan.hash);
  return moveDistTag.in(plan.content.steps).flatMap(({ id: step, params }): LateWrite[] => {
    const about = own.filter(({ details }) => details['step'] === step);
    const isLate = unanswered(about).some((at) => Date.parse(now) - Date.parse(at) <= LATE_MS);
    const surface = distTagSurface(params.name, params.tag);
    return isLate ? [{ operation: id, step, surface, version: params.to }] : [];
  });
}

/** The start times of writes without a known end. */
function unanswered(rows: readonly JournalRow[]): string[] {
  const lost: string[] = [];
  let open: { at: string; isUnknown: boolean } | null = null;
  const close = () => {
    if (open !== null) lost.push(open.at);
    open = null;
  };
  for (const { event, at } of rows)
    switch (event) {
      case 'step-intended':
        close();
        open = { at, isUnknown: false };
        break;
      case 'step-unknown':
        if (open !== null) open = { at: open.at, isUnknown: true };
        break;
      // It was answered.
      case 'step-sent':
        open = null;
        break;
      // A single write with an unknown result, and its effect is visible: it has arrived.
      case 'step-done':
        if (lost.length === 0) open = null;
        break;
      // Refused, unless it was unanswered before.
      case 'step-held':
      case 'step-failed':
        if (open?.isUnknown === false) open = null;
        break;
      default:
        break;
    }
  close();
  return lost;
}
