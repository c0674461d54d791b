import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decided, Opened } from '../../src/domain/click.ts';
import type { Message } from '../../src/domain/message.ts';
import { DECISIONS } from '../harness/app/decisions.ts';
import {
  ASKERS,
  type Asker,
  appThatOnlyTries,
  COMMANDS,
  type Fixture,
  OUTSIDE,
  openFixture,
  STATES,
  type State,
} from './authorization-fixture.ts';
import { CHANGES, READS, TABLE } from './authorization-table.ts';

/** `acts`, the codes of the refusal, or `shows` for an answer or a window that changes nothing. */
type Outcome = string;

function outcomeOf(message: Message | Opened): Outcome {
  if (message.is === 'refusal')
    return [...new Set(message.refusal.reasons.map(({ code }) => code))].toSorted().join('+');
  return message.is === 'fault'
    ? 'fault'
    : message.is === 'line' && message.text === ''
      ? 'nothing'
      : 'shows';
}

async function tryWords(fixture: Fixture, words: string, asker: Asker): Promise<Outcome> {
  const { from, hasActed } = appThatOnlyTries(fixture);
  const { who, place } = fixture.askers[asker];
  const message = await from.ask({ words, who: () => who(from), place }).answer;
  return hasActed() ? 'acts' : outcomeOf(message);
}

/** The card of each decision that is about neither drift nor, by its name, an emergency. */
const ABOUT: Readonly<Record<string, keyof Fixture['alerts']>> = {
  'mark-stage': 'emergency',
  'sign-off': 'signOffs',
  'review-release': 'review',
};

/** In Slack by a click on its card, first in its window where it has one; at a terminal by its word. */
async function tryDecision(fixture: Fixture, name: string, asker: Asker): Promise<Outcome> {
  const decision = DECISIONS.get(name);
  const look = DECISIONS.looks.find((one) => one.name === name);
  if (decision === undefined || look === undefined) throw new Error(name);
  const isOperation = decision.about === 'operation';
  const id = isOperation
    ? fixture.operation
    : fixture.alerts[ABOUT[name] ?? (name.includes('emergency') ? 'emergency' : 'drift')];
  const { plan } = await fixture.app.operation(fixture.operation);
  const { who, place } = fixture.askers[asker];
  if (place.is === 'terminal') {
    const { word } = decision;
    if (word === undefined) return 'none';
    const hash = plan.hash.slice(0, 8);
    const rest = { nothing: '', reason: '2h because', plan: hash, 'plan and reason': `${hash} because` }[
      word.takes
    ];
    return tryWords(fixture, `${word.name} ${id} ${rest}`, asker);
  }
  const { post, alert } = await fixture.app.store.transaction(async (tx) => ({
    post: await tx.outbox.get(isOperation ? `card:${id}` : `card:alert:${id}`),
    alert: await tx.alerts.get(id),
  }));
  const { from, hasActed } = appThatOnlyTries(fixture);
  const click: Decided = {
    caller: await who(from),
    subject: { kind: decision.about, id },
    revision: isOperation ? plan.revision : (alert?.revision ?? 1),
    card: { channel: post?.channel ?? 'C0RELEASES', ts: post?.ts ?? '1.1' },
    reason: '2h because',
    planHash: isOperation ? plan.hash : '',
    choice: 'cross-origin',
  };
  const decide = () => from.guarded(name, () => from.useCases.decide(name, click));
  if (look.window === null) {
    const said = await decide();
    return hasActed() ? 'acts' : outcomeOf(said);
  }
  const opened = await from.useCases.openDecision(name, click);
  // A window that shows a refusal has no button; a forged submission comes without the window.
  const said = opened.is === 'form' || opened.is === 'refusal' ? await decide() : opened;
  if (hasActed()) return 'acts';
  return opened.is === 'refusal' ? outcomeOf(opened) : outcomeOf(said);
}

/** What each of them hears; `*` for the outcome of those who may. */
async function rowOf(ask: (asker: Asker) => Promise<Outcome>): Promise<string> {
  const cells: Outcome[] = [];
  for (const asker of ASKERS) cells.push(await ask(asker));
  return cells.map((cell) => SHORT[cell] ?? cell).join(' | ');
}

const SHORT: Readonly<Record<Outcome, string>> = { 'permission-missing': 'role', 'token-invalid': 'token' };

describe.each(STATES)('while a release is %s', (state: State) => {
  let fixture: Fixture;
  const tries = () =>
    new Map<string, (asker: Asker) => Promise<Outcome>>([
      ...CHANGES.map(
        ({ command, words }) =>
          [`/${command}`, (asker: Asker) => tryWords(fixture, words(fixture), asker)] as const,
      ),
      ...DECISIONS.looks.map(
        ({ name }) => [name, (asker: Asker) => tryDecision(fixture, name, asker)] as const,
      ),
    ]);
  beforeAll(async () => {
    fixture = await openFixture(state);
  }, 120_000);
  afterAll(() => fixture.app.close());

  it('each command and decision does for each person what the table says', { timeout: 300_000 }, async () => {
    const found: string[] = [];
    for (const [name, ask] of tries()) found.push(`${name} ${state}: ${await rowOf(ask)}`);
    expect(found).toEqual(
      [...tries().keys()].map((name) => `${name} ${state}: ${TABLE[name]?.[state] ?? TABLE[name]?.always}`),
    );
  });

  it('nothing is done for those who are not let in', { timeout: 300_000 }, async () => {
    for (const [name, ask] of tries())
      for (const asker of OUTSIDE) {
        const refusals =
          asker === 'remote' ? ['token-invalid', 'none'] : name.startsWith('/') ? ['shows'] : ['stranger'];
        expect(refusals, `${name} for ${asker}`).toContain(await ask(asker));
      }
  });

  it('a revoked token is worth as much as none', { timeout: 300_000 }, async () => {
    for (const [name, ask] of tries()) expect(await ask('revoked'), name).toBe(await ask('unproven'));
  });
});

it('every command and decision has its row', () => {
  const words = new Set(DECISIONS.words.map(({ word }) => word.name));
  const commands = COMMANDS.map(({ name }) => name).filter((name) => !words.has(name));
  expect(commands.toSorted()).toEqual([...CHANGES.map(({ command }) => command), ...READS].toSorted());
  const rows = [...CHANGES.map(({ command }) => `/${command}`), ...DECISIONS.looks.map(({ name }) => name)];
  expect(Object.keys(TABLE).toSorted()).toEqual(rows.toSorted());
});
