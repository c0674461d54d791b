import { describe, expect, it } from 'vitest';
import type { Delivery, DeliveryState, Notice, NoticeState } from '../../../src/domain/notice.ts';
import { fillTemplate, templateProblem, USUAL_TEMPLATES } from '../../../src/domain/notice-template.ts';
import { decideSeen } from '../../../src/features/customers/decide-seen.ts';
import { decideChanged } from '../../../src/features/customers/notices/decide-changed.ts';
import { decideDraft } from '../../../src/features/customers/notices/decide-draft.ts';
import { decideRecipients } from '../../../src/features/customers/notices/decide-recipients.ts';
import { decideSettle, type Said } from '../../../src/features/customers/notices/decide-settle.ts';
import {
  breakingItems,
  decideText,
  decideUntold,
} from '../../../src/features/customers/notices/decide-untold.ts';
import {
  decideWhom,
  type Link,
  unansweredSince,
} from '../../../src/features/customers/notices/decide-whom.ts';
import { customerWith } from '../../harness/fakes/customers.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const AT = '2026-12-01T09:00:00.000Z';
const email = (address: string) => ({ name: null, email: address });
const NOTHING = { customers: [], contacts: [] };

describe('what a customers file changes', () => {
  const ids = ['ctc_1', 'ctc_2', 'ctc_3', 'ctc_4'];
  const fresh = { id: () => ids.shift() ?? 'ctc_more', salt: () => 'salt' };
  const acme = customerWith({ contacts: [email('a@acme.example')] });
  const seen = decideSeen([acme], NOTHING, fresh);

  it.each([
    ['a new customer', [acme], NOTHING, { added: ['acme'], changed: [], removed: [] }],
    ['the same file', [acme], seen, { added: [], changed: [], removed: [], customers: [], contacts: [] }],
    ['another name', [{ ...acme, name: 'Acme Inc.' }], seen, { changed: ['acme'], contacts: [] }],
    [
      'another address',
      [{ ...acme, contacts: [email('b@acme.example')] }],
      seen,
      { changed: ['acme'], contacts: [{ isListed: true }, { isListed: false }] },
    ],
    [
      'one who is gone',
      [],
      seen,
      { removed: ['acme'], customers: [{ id: 'acme', isListed: false }], contacts: [{ isListed: false }] },
    ],
  ])('is found: %s', (_what, customers, before, expected) => {
    expect(decideSeen(customers, before, fresh)).toMatchObject(expected);
  });

  it('has the digest of an address under a salt, never the address alone', () => {
    const [contact] = seen.contacts;
    expect(contact?.digest).toMatch(/^[0-9a-f]{64}$/);
    const salted = decideSeen([acme], NOTHING, { ...fresh, salt: () => 'other' }).contacts[0];
    expect(salted?.digest).not.toBe(contact?.digest);
  });
});

const contactOf = (id: string, address: string, isListed = true) => {
  const customer = customerWith({ contacts: [email(address)] });
  const [contact] = decideSeen([customer], NOTHING, { id: () => id, salt: () => `salt-${id}` }).contacts;
  if (contact === undefined) throw new Error('it has no contact');
  return { ...contact, isListed };
};
const CONTENT = {
  ...{ version: '2.0.0', on: '2027-01-12', product: 'awell/navi', owner: 'Ada', changes: 'All of it.' },
  ...{ migration: null, says: null, corrects: null, restored: null },
  ...({ topic: 'release', template: USUAL_TEMPLATES.release } as const),
  exposures: new Map(),
};

describe('the recipients of a notice', () => {
  const two = [email('a@acme.example'), email('b@acme.example')];
  const stored = [contactOf('1', 'a@acme.example'), contactOf('2', 'b@acme.example')];

  it.each([
    ['each address of a customer', customerWith({ contacts: two }), stored, ['acme', 'acme-2']],
    [
      'not an address whose digest is of another one',
      customerWith({ contacts: two }),
      [{ ...contactOf('1', 'c@evil.example'), secret: { salt: 'x', address: 'a@acme.example' } }],
      [],
    ],
    [
      'not an address that the file does not list any more',
      customerWith({ contacts: two.slice(0, 1) }),
      stored,
      ['acme'],
    ],
    [
      'not one that was taken off',
      customerWith({ contacts: two }),
      [contactOf('1', 'a@acme.example'), contactOf('2', 'b@acme.example', false)],
      ['acme'],
    ],
    ['one for a customer who is told by hand', customerWith({ channel: { is: 'by-hand' } }), [], ['acme']],
  ])('are %s', (_what, customer, contacts, ids) => {
    expect(decideRecipients([customer], contacts, CONTENT).map(({ id }) => id)).toEqual(ids);
  });

  it.each([
    ['a release line', { is: 'release-line', releaseLine: 'v1' }, /your pages load v1\./],
    ['a pinned version', { is: 'version', version: '1.1.0' }, /your pages load v1\.1\.0\./],
    ['what is not stated', { is: 'not-stated' }, /We do not know which version your pages load/],
  ] as const)('read what their pages load: %s', (_what, loads, text) => {
    const [one] = decideRecipients([customerWith({ loads, channel: { is: 'by-hand' } })], [], CONTENT);
    expect(one?.text).toMatch(text);
  });
});

describe('what has changed since a review', () => {
  const shared = { is: 'slack-connect', channel: 'C0A', team: 'T0A' } as const;
  const mailed = customerWith({ id: 'mailed', contacts: [email('a@acme.example')] });
  const slack = customerWith({ id: 'slack', channel: shared });
  const byHand = customerWith({ id: 'by-hand', channel: { is: 'by-hand' } });
  const elsewhere = customerWith({ ...byHand, id: 'elsewhere', loads: { is: 'version', version: '1.0.0' } });
  const file = [mailed, slack, byHand];
  const contacts = [{ ...contactOf('1', 'a@acme.example'), customer: 'mailed' }];
  const added = customerWith({ ...byHand, id: 'added' });

  it.each([
    ['nothing', file, 'release', [], []],
    ['nothing in another order', file.toReversed(), 'release', [], []],
    ['an added customer', [...file, added], 'release', [], ['added']],
    ['none who is not of the audience', [...file, elsewhere], 'rollback', [], []],
    ['none who was left out', [...file, added], 'rollback', ['added'], []],
    ['one who may have loaded it', [...file, added], 'rollback', [], ['added']],
    ['a removed one of Slack', [mailed, byHand], 'release', [], ['slack']],
    ['a removed one who is told by hand', [mailed, slack], 'release', [], ['by-hand']],
    [
      'another Slack channel',
      [mailed, { ...slack, channel: { ...shared, channel: 'C0B' } }, byHand],
      'release',
      [],
      ['slack'],
    ],
    [
      'another workspace',
      [mailed, { ...slack, channel: { ...shared, team: 'T0B' } }, byHand],
      'release',
      [],
      ['slack'],
    ],
    [
      'another address',
      [{ ...mailed, contacts: [email('b@acme.example')] }, slack, byHand],
      'release',
      [],
      ['mailed'],
    ],
  ] as const)('is %s', (_what, now, topic, leftOut, expected) => {
    const reviewed = decideRecipients(file, contacts, { ...CONTENT, topic: 'custom' });
    const audience = { topic, version: '1.2.0', leftOut };
    expect(decideChanged(reviewed, { customers: now, contacts }, audience)).toEqual(expected);
  });
});

describe('a draft', () => {
  const [owner] = settingsWith().people;
  if (owner === undefined) throw new Error('the sample has people');
  const asked = {
    id: 'ntc_2',
    at: AT,
    version: '2.0.0',
    on: '2027-01-12',
    says: null,
    owner,
    product: 'navi',
    ...({ topic: 'release', template: USUAL_TEMPLATES.release } as const),
    ...{ cause: null, restored: null, remind: null },
  };
  const known = {
    customers: [customerWith({ channel: { is: 'by-hand' } })],
    contacts: [],
    exposures: new Map(),
  };
  const changes = { text: 'All of it.', migration: null, breaking: [] };
  const first = decideDraft({ ...known, before: undefined, changes }, { ...asked, id: 'ntc_1' }).notice;
  const GIVEN: NoticeState = { is: 'given', reviewer: 'ben', at: AT };
  const earlierWith = (change: Partial<Notice>): Notice => ({ ...first, state: GIVEN, ...change });

  it.each([
    ['is a first notice', undefined, {}, { kind: 'major', corrects: null, carries: null }],
    [
      'replaces a draft that was not sent',
      earlierWith({ state: { is: 'drafted' } }),
      {},
      { kind: 'major', carries: null },
    ],
    [
      'corrects a date that customers were told; on a later one their days go on',
      earlierWith({}),
      { on: '2027-02-01' },
      { kind: 'correction', corrects: '2027-01-12', carries: 'ntc_1' },
    ],
    [
      'starts the days anew on an earlier date',
      earlierWith({ on: '2027-03-01' }),
      {},
      { corrects: '2027-03-01', carries: null },
    ],
    [
      'starts them anew for other changes',
      earlierWith({ changes: 'others' }),
      {},
      { corrects: '2027-01-12', carries: null },
    ],
    [
      'goes on with the days of the first one, over several corrections',
      earlierWith({ id: 'ntc_1b', carries: 'ntc_0', corrects: '2027-01-05' }),
      {},
      { carries: 'ntc_0' },
    ],
    ['keeps the days of reminders', earlierWith({ remind: [7, 30] }), {}, { remind: [7, 30] }],
    ['names other days of reminders', earlierWith({ remind: [7, 30] }), { remind: [14] }, { remind: [14] }],
    [
      'corrects nothing where it is a reminder',
      earlierWith({ topic: 'reminder' }),
      { topic: 'reminder' },
      { kind: 'reminder', corrects: null },
    ],
  ] as const)('%s', (_what, earlier, change, expected) => {
    const { notice } = decideDraft({ ...known, before: earlier, changes }, { ...asked, ...change });
    expect(notice).toMatchObject({ id: 'ntc_2', state: { is: 'drafted' }, ...expected });
  });
});

describe('what a person says of a message', () => {
  const PLANNED: DeliveryState = { is: 'planned', notBefore: null, attempts: 0, last: null };
  const UNKNOWN: DeliveryState = { is: 'unknown', attempt: 'a', at: AT, why: 'killed' };
  const ACCEPTED: DeliveryState = { is: 'accepted', at: AT, answer: '250', by: null };
  const INTENDED: DeliveryState = { is: 'intended', attempt: 'a', attempts: 1, holder: 'h', until: AT };
  const [recipient] = decideRecipients([customerWith({ channel: { is: 'by-hand' } })], [], CONTENT);
  if (recipient === undefined) throw new Error('a customer who is told by hand is a recipient');
  const delivery = (state: DeliveryState, asked: Delivery['asked'] = null): Delivery => ({
    ...{ notice: 'ntc_1', recipient, state, asked },
  });
  const said = (is: Said['is'], by = 'ben'): Said => ({
    ...{ is, by, at: AT, text: 'why' },
    notSecond: ['ada'],
  });
  const asked = (is: 'by-hand' | 'waived', by: string) => ({ is, by, reason: 'the contract ends' });

  it.each([
    ['an unknown one arrived', delivery(UNKNOWN), said('arrived'), 'settled', 'accepted'],
    ['a planned one arrived', delivery(PLANNED), said('arrived'), 'refused', null],
    ['an unknown one is sent again', delivery(UNKNOWN), said('again'), 'settled', 'planned'],
    ['an accepted one is not sent again', delivery(ACCEPTED), said('again'), 'refused', null],
    ['one on its way is not sent again', delivery(INTENDED), said('again'), 'refused', null],
    ['an accepted one bounced', delivery(ACCEPTED), said('bounced'), 'settled', 'bounced'],
    ['a planned one cannot bounce', delivery(PLANNED), said('bounced'), 'refused', null],
    ['the first waives', delivery(PLANNED), said('waive'), 'asked', 'planned'],
    [
      'the same person waives twice',
      delivery(PLANNED, asked('waived', 'ben')),
      said('waive'),
      'asked',
      'planned',
    ],
    [
      'a second person waives',
      delivery(PLANNED, asked('waived', 'ben')),
      said('waive', 'cleo'),
      'settled',
      'waived',
    ],
    [
      'the owner is no second person',
      delivery(PLANNED, asked('waived', 'ben')),
      said('waive', 'ada'),
      'refused',
      null,
    ],
    [
      'two ask for different things',
      delivery(PLANNED, asked('waived', 'ben')),
      said('by-hand', 'cleo'),
      'asked',
      'planned',
    ],
    [
      'a second person confirms by hand',
      delivery(PLANNED, asked('by-hand', 'ben')),
      said('by-hand', 'cleo'),
      'settled',
      'by-hand',
    ],
    ['one on its way is not waived', delivery(INTENDED), said('waive'), 'refused', null],
  ] as const)('%s', (_what, of, word, is, state) => {
    const decided = decideSettle(of, word);
    expect(decided.is).toBe(is);
    expect(decided.is === 'refused' ? null : decided.delivery.state.is).toBe(state);
  });

  it('keeps both people and the reason of the first', () => {
    const decided = decideSettle(delivery(PLANNED, asked('waived', 'ben')), said('waive', 'cleo'));
    expect(decided).toMatchObject({
      delivery: { asked: null, state: { by: ['ben', 'cleo'], reason: 'the contract ends' } },
    });
  });
});

describe('what customers were not told of', () => {
  const entry = (...lines: string[]) => lines.join('\n');

  it.each([
    [
      'a breaking change of a changelog',
      '2.0.0',
      entry('### Major Changes', '', '- 1a2b3c4: Drop x.'),
      ['Drop x.'],
    ],
    [
      'one with links and thanks',
      '2.0.0',
      entry(
        '### Major Changes',
        '- [#12](https://x) [`1a2b3c4`](https://x) Thanks [@ada](https://x)! - Drop x.',
      ),
      ['Drop x.'],
    ],
    [
      'one of several lines',
      '2.0.0',
      entry('### Major Changes', '- 1a2b3c4: Drop x.', '  - not y'),
      ['Drop x.'],
    ],
    ['no updated dependency', '2.0.0', entry('### Major Changes', '- Updated dependencies [1a2b3c4]'), []],
    [
      'no smaller change',
      '2.0.0',
      entry('### Minor Changes', '- Add x.', '### Patch Changes', '- Mend x.'),
      [],
    ],
    ['a minor of 0.x', '0.3.0', entry('### Minor Changes', '- Rename x.'), ['Rename x.']],
    ['what release-please marks', '2.0.0', entry('### ⚠ BREAKING CHANGES', '* Drop x.'), ['Drop x.']],
  ])('is read from %s', (_what, version, text, expected) => {
    expect(breakingItems(text, version)).toEqual(expected);
  });

  it.each([
    ['nothing, where each text has it', ['Drop x.'], ['a\n- 1a2b3c4: Drop x.', 'b\nDrop x.'], []],
    ['what one text lacks', ['Drop x.', 'Drop y.'], ['Drop x. Drop y.', 'Drop x.'], ['Drop y.']],
    ['each change once', ['Drop x.', 'Drop x.'], [''], ['Drop x.']],
  ])('is %s', (_what, breaking, texts, expected) => {
    expect(decideUntold(breaking, texts)).toEqual(expected);
  });
});

describe('the changes in a notice', () => {
  const TWO = ['Drop x.', 'Drop y.'];

  it.each([
    ['are whole where they are short', '- Drop x.\n- Drop y.', TWO, '- Drop x.\n- Drop y.'],
    ['are cut without a breaking one', 'a'.repeat(50), [], `${'a'.repeat(30)}\n…`],
    [
      'name each breaking one that was cut',
      `- Drop x.${'a'.repeat(50)}- Drop y.`,
      TWO,
      `- Drop x.${'a'.repeat(21)}\n…\n\nLeft out for its length, but breaking, too:\n- Drop y.`,
    ],
  ])('%s', (_what, text, breaking, expected) => {
    expect(decideText(text, breaking, 30)).toBe(expected);
  });
});

describe('who is notified of a rollback of v1.2.0', () => {
  const rolledBack = { ...CONTENT, topic: 'rollback', version: '1.2.0', restored: '1.1.0' } as const;
  const content = { ...rolledBack, template: USUAL_TEMPLATES.rollback };
  const pinned = (version: string) => ({ is: 'version', version }) as const;

  it.each([
    ['who loads its release line', { is: 'release-line', releaseLine: 'v1' }, true],
    ['who pins that version', pinned('1.2.0'), true],
    ['of whom it is not stated', { is: 'not-stated' }, true],
    ['not who pins another version', pinned('1.1.0'), false],
    ['not who loads another line', { is: 'release-line', releaseLine: 'v2' }, false],
  ] as const)('%s', (_what, loads, is) => {
    const customer = customerWith({ loads, channel: { is: 'by-hand' } });
    const found = decideRecipients([customer], [], content);
    expect(found.length).toBe(is ? 1 : 0);
    if (is) expect(found[0]?.text).toMatch(/we rolled v1\.2\.0 of awell\/navi back to v1\.1\.0/);
  });
});

describe('a template', () => {
  const values = {
    ...{ customer: 'Acme', product: 'navi', version: 'v2.0.0', on: '2027-01-12', loads: 'x', owner: 'Ada' },
    ...{ says: '', changes: 'Drop {owner}.', migration: '', correction: '', restored: '' },
  };

  it.each([
    [
      'has its subject in the first line',
      '# News of {product}\n\nHello',
      { subject: 'News of navi', text: 'Hello' },
    ],
    [
      'leaves a paragraph out that names something empty',
      '# S\n\nA {version}\n\nHow:\n{migration}\n\nB',
      { subject: 'S', text: 'A v2.0.0\n\nB' },
    ],
    ['fills nothing twice', '# S\n\n{changes} {other}', { subject: 'S', text: 'Drop {owner}. {other}' }],
  ])('%s', (_what, template, expected) => {
    expect(fillTemplate(template, values)).toEqual(expected);
  });

  it.each([
    ['release', USUAL_TEMPLATES.release, null],
    ['rollback', USUAL_TEMPLATES.rollback, null],
    ['emergency', USUAL_TEMPLATES.emergency, null],
    ['custom', USUAL_TEMPLATES.custom, null],
    ['custom', 'Hello {says}', /first line is the subject/],
    ['custom', '# S\n\n{say}', /\{say\} is not one of \{customer\}/],
    ['release', '# S\n\n{version} {on} {correction}', /has to name \{changes\}/],
  ] as const)('of %s is checked', (topic, template, problem) => {
    const found = templateProblem(topic, template);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toMatch(problem);
  });
});

describe('who is reminded of a notice', () => {
  const link = (is: Link['is'], isActive = true): Link => ({ is, people: [is], isActive });
  const chain = [link('owner'), link('deputy'), link('role')];
  const since = '2026-12-01T09:00:00.000Z';

  it.each([
    ['the owner', chain, null, since, 'owner'],
    ['the owner within 24 hours', chain, since, '2026-12-02T08:59:00.000Z', 'owner'],
    ['the deputy after 24 hours', chain, since, '2026-12-02T09:00:00.000Z', 'deputy'],
    ['the role after 48 hours', chain, since, '2026-12-03T09:00:00.000Z', 'role'],
    ['the role from then on', chain, since, '2026-12-20T09:00:00.000Z', 'role'],
    [
      'the deputy at once for a deactivated owner',
      [link('owner', false), ...chain.slice(1)],
      null,
      since,
      'deputy',
    ],
    [
      'the role where there is no deputy',
      [link('owner'), link('role')],
      since,
      '2026-12-02T10:00:00.000Z',
      'role',
    ],
  ] as const)('is %s', (_what, links, unanswered, now, is) => {
    expect(decideWhom(links, { unansweredSince: unanswered, now })?.is).toBe(is);
  });

  const act = (event: string, at: string, isByPerson = false) => ({ event, at, isByPerson });
  it.each([
    ['none before a reminder', [act('notice-drafted', '1', true)], null],
    [
      'the first reminder',
      [act('notice-drafted', '1', true), act('notice-reminded', '2'), act('notice-reminded', '3')],
      '2',
    ],
    ['none after an answer', [act('notice-reminded', '2'), act('notice-snoozed', '3', true)], null],
    [
      'the first one after it',
      [act('notice-reminded', '2'), act('notice-snoozed', '3', true), act('notice-reminded', '4')],
      '4',
    ],
  ])('has had no answer since: %s', (_what, acts, since) => {
    expect(unansweredSince(acts)).toBe(since);
  });
});
