import { describe, expect, it } from 'vitest';
import type { JournalRow } from '../../src/domain/journal.ts';
import { applyRow, emptyRecord, type StateRecord } from '../../src/domain/record.ts';
import { checkpointOf, recordOf } from '../../src/domain/record-checkpoint.ts';

const ADA = { is: 'person', person: 'ada', account: 'U0ADA', role: 'approver', how: 'slack' } as const;

function row(sequence: number, entry: Partial<JournalRow>): JournalRow {
  return {
    sequence,
    at: '2026-11-23T12:00:00.000Z',
    subject: { kind: 'operation', id: 'rel_one' },
    event: 'saved',
    actor: { is: 'navi' },
    planHash: null,
    details: {},
    configHash: 'c',
    botVersion: '1',
    hosts: [],
    keyId: 'k',
    previous: 'p',
    mac: `mac-${sequence}`,
    ...entry,
  };
}

const approver = { ...ADA, place: { is: 'slack', channel: 'C' } } as const;

/** A release that is asked for, approved, and ends; a second one; a lock that comes and goes. */
const ROWS: readonly JournalRow[] = [
  row(1, { event: 'record-begun', saved: { 'surface:pointer:v1': { live: { version: '1.1.0' } } } }),
  row(2, {
    event: 'requested',
    planHash: 'h',
    saved: { 'operation:rel_one': { plan: { hash: 'h' }, state: { is: 'awaiting-approval' } } },
  }),
  row(3, { event: 'approved', planHash: 'h', actor: approver }),
  row(4, { saved: { 'lock:v1': { why: 'x' } } }),
  row(5, { saved: { 'operation:rel_one': { state: { is: 'running' }, 'step:tag': { is: 'done' } } } }),
  row(6, {
    subject: { kind: 'operation', id: 'rel_two' },
    event: 'requested',
    saved: { 'operation:rel_two': { state: { is: 'running' } } },
  }),
  row(7, { saved: { 'lock:v1': null } }),
  row(8, { saved: { 'operation:rel_one': { state: { is: 'done' } } } }),
];

function recordAfter(rows: readonly JournalRow[], record = emptyRecord()): StateRecord {
  for (const one of rows) applyRow(record, one);
  return record;
}

const without = ({ changes: _changes, ...record }: StateRecord) => record;

describe('a checkpoint of the record', () => {
  it.each(ROWS.map(({ sequence }) => sequence))('is the record at row %i, read on from there', (rows) => {
    const taken = checkpointOf(recordAfter(ROWS.slice(0, rows)), { rows, mac: `mac-${rows}`, keyAge: 0 });
    const kept = JSON.parse(JSON.stringify(taken));
    expect(without(recordAfter(ROWS.slice(rows), recordOf(kept)))).toEqual(without(recordAfter(ROWS)));
  });

  it('does not change with the record that it was taken of', () => {
    const record = recordAfter(ROWS.slice(0, 3));
    const taken = checkpointOf(record, { rows: 3, mac: 'mac-3', keyAge: 0 });
    const before = JSON.stringify(taken);
    recordAfter(ROWS.slice(3), record);
    expect(JSON.stringify(taken)).toBe(before);
  });

  it('is not taken where the last row was not as it was written, or no row has told fields', () => {
    expect(checkpointOf(recordAfter(ROWS), { rows: 8, mac: null, keyAge: 0 })).toBeNull();
    expect(checkpointOf(emptyRecord(), { rows: 0, mac: 'm', keyAge: null })).toBeNull();
    expect(checkpointOf(emptyRecord(), { rows: 1, mac: 'm', keyAge: 0 })).toBeNull();
  });
});
