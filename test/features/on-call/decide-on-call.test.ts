import { expect, it } from 'vitest';
import { decideOnCall, type Group, type OnCallFacts } from '../../../src/features/on-call/decide-on-call.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const { people } = settingsWith();
const AT = '2026-11-27T16:00:00.000Z';
const group = (...accounts: string[]): Group => ({
  ...{ is: 'members', id: 'S0ONCALL' },
  members: accounts.map((account) => ({ account, why: account === 'U0OLD' ? 'deactivated' : null })),
});
const found = (facts: Partial<OnCallFacts>, at = AT) => {
  const { now, next, by, until, problems } = decideOnCall(
    { people, acting: ['on-call', 'approver'], override: null, group: { is: 'none' }, ...facts },
    at,
  );
  return { now: now.map(({ id }) => id), next: next.map(({ id }) => id), by, until, problems };
};
const override = (person: string, until = '2026-11-27T18:00:00.000Z') => ({
  person,
  until,
  by: 'Ada Okafor',
});

it.each<[string, Partial<OnCallFacts>, Partial<ReturnType<typeof found>>]>([
  ['no group: the role', {}, { now: ['cleo'], by: 'role', problems: [] }],
  ['the group, in its order', { group: group('U0DEV', 'U0BEN') }, { now: ['dev', 'ben'], by: 'group' }],
  [
    'an override before the group, which is next',
    { group: group('U0DEV', 'U0BEN'), override: override('ben') },
    { now: ['ben'], next: ['dev'], by: 'override', until: '2026-11-27T18:00:00.000Z' },
  ],
  [
    'an override that is over',
    { override: override('ben', AT) },
    { now: ['cleo'], next: [], by: 'role', until: null },
  ],
  ['an override of a person who left the configuration', { override: override('zoe') }, { now: ['cleo'] }],
  [
    'an empty group',
    { group: group() },
    { now: ['cleo'], by: 'role', problems: ['The user group S0ONCALL of onCall.group has no members.'] },
  ],
  [
    'deactivated, and not in the configuration',
    { group: group('U0OLD', 'U0GUS', 'U0DEV') },
    {
      now: ['dev'],
      problems: [
        'U0OLD is in the user group, but the account is deactivated.',
        'U0GUS is in the user group, but not in people of navi.config.yaml.',
        expect.stringMatching(
          /^Dev .+ is on call, and has no role that may acknowledge alerts and roll back/,
        ),
      ],
    },
  ],
  [
    'an unknown group',
    { group: { is: 'unusable', id: 'S0ONCALL', why: 'unknown' } },
    { now: ['cleo'], problems: [expect.stringMatching(/^Slack has no user group S0ONCALL: correct/)] },
  ],
  [
    'a person without roles is called, and cannot act',
    { override: override('dev') },
    { now: ['dev'], problems: [expect.stringMatching(/^Dev .+ has no role/)] },
  ],
  [
    'a missing scope',
    { group: { is: 'unusable', id: 'S0ONCALL', why: 'no-scope' } },
    { now: ['cleo'], problems: [expect.stringMatching(/add the scope usergroups:read/)] },
  ],
])('%s', (_, facts, wanted) => {
  expect(found(facts)).toMatchObject(wanted);
});
