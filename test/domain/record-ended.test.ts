import { expect, it } from 'vitest';
import type { ChainFlaw } from '../../src/domain/chain.ts';
import { canonical, type Json } from '../../src/domain/json.ts';
import {
  describeEnded,
  type EndedRecord,
  endedDifferences,
  missingEnded,
  noteEnded,
} from '../../src/domain/record-ended.ts';

const DONE = { is: 'done', at: '2026-11-23T09:00:00.000Z' };
const FIELDS = { plan: { a: 1 }, state: DONE, requester: { name: 'Ada' } };

type Row = Parameters<typeof noteEnded>[1];

function row(sequence: number, fields: Record<string, Json> | undefined, id = 'rel_1'): Row {
  const subject = { kind: 'operation', id };
  return { sequence, subject, ...(fields === undefined ? {} : { saved: { [`operation:${id}`]: fields } }) };
}

function recordOf(...rows: Row[]): EndedRecord {
  const record: EndedRecord = new Map();
  for (const one of rows) noteEnded(record, one);
  return record;
}

const whole = recordOf(
  row(3, { plan: { a: 1 }, state: { is: 'running', since: 'x' }, requester: { name: 'Ada' } }),
  row(7, { state: DONE }),
);
const texts = (fields: Record<string, Json>) =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, canonical(value)]));
const flawAt = (at: number): ChainFlaw => ({ is: 'changed', row: at, to: at, problem: 'x', digest: 'd' });

it.each<
  [
    string,
    EndedRecord,
    Record<string, Json>,
    { isOpen?: boolean; flaws?: ChainFlaw[]; id?: string },
    string[],
  ]
>([
  ['the same', whole, FIELDS, {}, []],
  ['another value', whole, { ...FIELDS, requester: { name: 'Eve' } }, {}, ['requester']],
  ['another field', whole, { ...FIELDS, 'step:tag': { is: 'done' } }, {}, ['step:tag']],
  ['a field less', whole, { plan: { a: 1 }, state: DONE }, {}, ['requester']],
  ['retries that an old version did not journal', whole, { ...FIELDS, retries: { tag: 1 } }, {}, []],
  ['another value while a row of it is lost', whole, { ...FIELDS, plan: {} }, { flaws: [flawAt(5)] }, []],
  [
    'another value beside a lost row of others',
    whole,
    { ...FIELDS, plan: {} },
    { flaws: [flawAt(9)] },
    ['plan'],
  ],
  [
    'one that is open by the journal',
    recordOf(row(3, { plan: { a: 1 }, state: { is: 'running' } })),
    {},
    {},
    [],
  ],
  ['one that ended before fields were journalled', recordOf(row(3, undefined)), FIELDS, {}, []],
  ['one that no row wrote', whole, FIELDS, { id: 'rel_2' }, ['row']],
  [
    'an open one that no row wrote, which is compared elsewhere',
    whole,
    FIELDS,
    { id: 'rel_2', isOpen: true },
    [],
  ],
  ['one that a lost row may have written', whole, FIELDS, { id: 'rel_2', flaws: [flawAt(9)] }, []],
])('of %s', (_, record, fields, { isOpen = false, flaws = [], id = 'rel_1' }, wanted) => {
  const found = endedDifferences(record, { operation: id, isOpen, fields: texts(fields) }, flaws);

  expect(found.map(({ field }) => field ?? 'row')).toEqual(wanted);
});

it('a missing row is found, unless a row of it is lost', () => {
  expect(missingEnded(whole, new Set(), []).map(describeEnded)).toEqual([
    'operations rel_1: the row of this ended operation is missing',
  ]);
  expect(missingEnded(whole, new Set(['rel_1']), [])).toEqual([]);
  expect(missingEnded(whole, new Set(), [flawAt(7)])).toEqual([]);
});
