import type { Decision } from './approval.ts';
import type { ChainPoint } from './chain.ts';
import type { Approvals, StateRecord } from './record.ts';
import type { JournalledSteps } from './record-steps.ts';
import type { Texts } from './saved.ts';

/**
 * What the journal says of the state up to a row, as plain data. A start reads the journal from there, so that a
 * rollback need not wait for the whole journal.
 */
export interface RecordCheckpoint {
  /** Increases when the meaning of a checkpoint changes: one of another form is not used. */
  form: typeof CHECKPOINT_FORM;
  rows: number;
  /** The MAC of that row. */
  mac: string;
  keyAge: number;
  items: Readonly<Record<string, Texts>>;
  ended: Texts;
  approvals: Readonly<Record<string, SavedApprovals>>;
}

interface SavedApprovals {
  rows: number;
  plans: readonly string[];
  confirmed: readonly string[];
  decisions: readonly Decision[];
  isRetried: boolean;
  steps?: JournalledSteps;
}

export const CHECKPOINT_FORM = 2;

/** Null where the last row is not valid, or no row has fields yet. */
export function checkpointOf(
  record: StateRecord,
  { rows, mac, keyAge }: ChainPoint,
): RecordCheckpoint | null {
  if (mac === null || keyAge === null || record.old !== null) return null;
  const items = [...record.items].map(([item, fields]) => [item, Object.fromEntries(fields)] as const);
  const approvals = [...record.approvals].map(([id, of]) => {
    const kept = { ...of, plans: [...of.plans], confirmed: [...of.confirmed] };
    return [id, { ...kept, decisions: [...of.decisions], ...copied(of) }] as const;
  });
  return {
    form: CHECKPOINT_FORM,
    rows,
    mac,
    keyAge,
    items: Object.fromEntries(items),
    ended: Object.fromEntries(record.ended),
    approvals: Object.fromEntries(approvals),
  };
}

/** The reader changes its own in place. */
function copied({ steps }: Pick<Approvals, 'steps'>): Pick<Approvals, 'steps'> {
  return steps === undefined ? {} : { steps: { ...steps, underWay: { ...steps.underWay } } };
}

/** Where reading continues. */
export function pointOf({ rows, mac, keyAge }: RecordCheckpoint): ChainPoint {
  return { rows, mac, keyAge };
}

export function recordOf({ items, ended, approvals }: RecordCheckpoint): StateRecord {
  const fields = Object.entries(items).map(([item, of]) => [item, new Map(Object.entries(of))] as const);
  const decided = Object.entries(approvals).map(([id, of]): [string, Approvals] => {
    const sets = { plans: new Set(of.plans), confirmed: new Set(of.confirmed) };
    return [id, { ...of, ...sets, decisions: [...of.decisions], ...copied(of) }];
  });
  return {
    items: new Map(fields),
    ended: new Map(Object.entries(ended)),
    changes: new Map(),
    approvals: new Map(decided),
    old: null,
  };
}
