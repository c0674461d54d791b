import { expect, it } from 'vitest';
import type { Alert } from '../../../src/domain/alert.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import { callingDetails, readCalling, UNANSWERED } from '../../../src/features/alerts/index.ts';

const SINCE = '2026-11-27T09:00:00.000Z';
const alert = (details: JsonObject, state: Alert['state'] = { is: 'firing', since: SINCE }): Alert => ({
  ...{ id: 'alt_1', kind: 'measured', subject: { kind: 'source', id: 'sentry' }, state, details },
  ...{ since: SINCE, looks: 3, revision: 1 },
});
const standing = { is: 'firing', since: SINCE, what: 'It does not answer.' };
const muted = { until: SINCE, by: 'Ada', why: '' };

it.each<[string, Alert, object]>([
  [
    'of an older version about what is measured',
    alert({ name: 'Sentry', owner: 'owner', standing, acknowledged: null, muted, called: [] }),
    { calling: { incident: 'alt_1', name: 'Sentry', what: 'It does not answer.' }, answer: { muted } },
  ],
  [
    'of an older version about drift',
    alert({ what: 'v1 is missing', key: 'x' }),
    { calling: { name: 'alt_1', what: 'v1 is missing' }, answer: UNANSWERED },
  ],
  ['of an older version that is suspect', alert({ what: 'x' }, { is: 'suspect' }), { calling: null }],
  ['that calls for nothing', alert({ what: 'x', calling: null }), { calling: null }],
  ['of a newer form', alert({ calling: { form: 2 }, muted: 'no' }), { calling: null, answer: UNANSWERED }],
])('reads a row %s', (_what, row, expected) => {
  expect(readCalling(row)).toMatchObject(expected);
});

it('reads what it has written', () => {
  const answer = { ...UNANSWERED, muted, called: [{ at: SINCE, whom: 'cleo' }] };
  const calling = {
    ...{ incident: 'alt_1', name: 'Sentry', what: 'bad', since: SINCE, isClearing: true, topics: ['source'] },
  };
  expect(readCalling(alert(callingDetails({ answer, calling })))).toMatchObject({ answer, calling });
});
