import { type Decision, isApproved } from './approval.ts';
import { decisionIn, type JournalRow } from './journal.ts';
import { canonical } from './json.ts';
import { isOpenText } from './operation.ts';
import type { Plan } from './plan.ts';
import { applyOldRow, type OldRows } from './record-old-rows.ts';
import { type JournalledSteps, noteStep } from './record-steps.ts';
import type { Saved } from './saved.ts';

/** The state by the journal's authentic rows alone. It decides where the stored state differs. */
export interface StateRecord {
  /** The fields of each row, as canonical JSON. */
  items: Map<string, Map<string, string>>;
  /** The state of each ended operation, as canonical JSON: there may be thousands. */
  ended: Map<string, string>;
  /** How often rows of a kind (`lock`, `release`, …) have changed: unchanged kinds need no new comparison. */
  changes: Map<string, number>;
  /** The approvals of each open operation. */
  approvals: Map<string, Approvals>;
  /** What rows of versions without fields say; null after the first row with fields. */
  old: OldRows | null;
}

export interface Approvals {
  /** How many rows are about it. */
  rows: number;
  /** Hashes of the requested plans. */
  plans: Set<string>;
  /** Hashes of the plans with any approval, including an unproven confirmation of a rollback. */
  confirmed: Set<string>;
  decisions: Decision[];
  /** Whether a person has retried a step. */
  isRetried: boolean;
  /** Absent where a checkpoint of an older version has begun it. */
  steps?: JournalledSteps;
}

export function emptyRecord(): StateRecord {
  const empty = { items: new Map(), ended: new Map(), changes: new Map(), approvals: new Map() };
  return { ...empty, old: { steps: new Map(), unknownSteps: new Set() } };
}

/** Whether the record knows what is live on this surface. */
export function isRecordedLive({ items }: StateRecord, surface: string): boolean {
  const live = items.get(`surface:${surface}`)?.get('live');
  return live !== undefined && live !== canonical({ version: null });
}

export function operationItem(id: string): string {
  return `operation:${id}`;
}

/** An operation's state by the journal, as canonical JSON; undefined where no row has its fields. */
export function stateTextOf({ items, ended }: StateRecord, id: string): string | undefined {
  return items.get(operationItem(id))?.get('state') ?? ended.get(operationItem(id));
}

/** Applies one authentic row to the record. Rows are applied in order, each once. */
export function applyRow(record: StateRecord, row: JournalRow): void {
  noteOperation(record, row);
  if (row.saved === undefined) {
    if (record.old !== null) applyOldRow(record.items, record.old, row);
    return;
  }
  const saved = row.event === 'record-begun' ? provenBy(record, row.saved) : row.saved;
  record.old = null;
  for (const [item, fields] of Object.entries(saved)) applyItem(record, item, fields);
}

function applyItem(record: StateRecord, item: string, fields: Saved[string] | undefined): void {
  const [kind] = splitItem(item);
  record.changes.set(kind, (record.changes.get(kind) ?? 0) + 1);
  if (fields === null || fields === undefined) {
    record.items.delete(item);
    return;
  }
  const known = record.items.get(item) ?? new Map<string, string>();
  record.items.set(item, known);
  for (const [field, value] of Object.entries(fields))
    if (value === null) known.delete(field);
    else known.set(field, canonical(value));
  const state = kind === 'operation' ? known.get('state') : undefined;
  if (state !== undefined && !isOpenText(state)) end(record, item, state);
}

function end({ items, ended, approvals }: StateRecord, item: string, state: string): void {
  items.delete(item);
  ended.set(item, state);
  approvals.delete(splitItem(item)[1]);
}

function noteOperation(record: StateRecord, row: JournalRow): void {
  if (row.subject.kind !== 'operation') return;
  const { id } = row.subject;
  if (row.event === 'requested' && !record.approvals.has(id))
    record.approvals.set(id, {
      rows: 0,
      plans: new Set(),
      confirmed: new Set(),
      decisions: [],
      isRetried: false,
      steps: { isComplete: true, underWay: {} },
    });
  const of = record.approvals.get(id);
  if (of === undefined) return;
  of.rows += 1;
  if (row.event === 'retried') of.isRetried = true;
  if (of.steps !== undefined) noteStep(of.steps, row);
  if (row.planHash === null) return;
  if (row.event === 'requested' || row.event === 'revised') of.plans.add(row.planHash);
  if (row.event === 'approved') of.confirmed.add(row.planHash);
  const decision = decisionIn(row);
  if (decision !== undefined) of.decisions.push(decision);
}

/**
 * Selects from the fields that were journalled when the record began over an older version's state. Surfaces,
 * releases and plans count as found, because no older row has them. Done steps, locks, quarantines and tokens count
 * only where older rows confirm them.
 */
function provenBy({ items, old }: StateRecord, found: Saved): Saved {
  if (old === null) return found;
  const proven = Object.entries(found).flatMap(([item, fields]): [string, Saved[string]][] => {
    const [kind = '', id = ''] = splitItem(item);
    if (kind === 'token') return [];
    if (kind === 'lock' || kind === 'quarantine') return items.has(item) ? [[item, fields]] : [];
    if (kind !== 'operation' || fields === null || old.unknownSteps.has(id)) return [[item, fields]];
    const others = Object.entries(fields).filter(([field]) => !field.startsWith('step:'));
    return [[item, { ...Object.fromEntries(others), ...old.steps.get(id) }]];
  });
  return Object.fromEntries(proven);
}

export function splitItem(item: string): [kind: string, id: string] {
  const at = item.indexOf(':');
  return [item.slice(0, at), item.slice(at + 1)];
}

/** Why this plan of an operation may not run, or null: it was requested, and has the approvals of its rule. */
export function planProblem(record: StateRecord, operation: string, plan: Plan): string | null {
  const of = record.approvals.get(operation);
  const short = plan.hash.slice(0, 8);
  if (of?.plans.has(plan.hash) !== true) return `the journal knows no plan ${short} of this operation`;
  const rule = plan.content.approval;
  // One confirmation is enough for a rollback, and an unproven caller may give it.
  const isAllowed =
    rule.is === 'confirm' ? of.confirmed.has(plan.hash) : isApproved(rule, plan.hash, of.decisions);
  return isAllowed ? null : `the journal holds no sufficient approval of ${short}`;
}
