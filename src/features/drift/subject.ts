import { alertCardKey } from '../../engine/alert-card.ts';
import type { DecisionSubject } from '../../engine/decision-subject.ts';
import { readDrift } from './alert.ts';
import { nameOfSubject } from './card.ts';
import type { DriftAlert } from './decide-drift.ts';

/** An alert about drift, for decisions about one. */
export const DRIFT_ALERT: DecisionSubject<DriftAlert> = {
  kind: 'alert',
  cardKey: alertCardKey,
  lock: async (tx, id) => {
    const alert = await tx.alerts.lock(id);
    return alert && readDrift(alert);
  },
  isRow: (row): row is DriftAlert => 'finding' in row && 'looks' in row,
  idOf: ({ id }) => id,
  nameOf: ({ subject }) => nameOfSubject(subject),
  revisionOf: ({ revision }) => revision,
  unknown: (alert) => ({ code: 'alert-unknown', alert }),
};
