import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HomeView, ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { renderMessage } from '../../../src/adapters/slack/render/render-message.ts';
import { breakView } from '../../../src/adapters/slack/views/break.ts';
import { choiceView, confirmationView } from '../../../src/adapters/slack/views/confirmation.ts';
import { decisionView } from '../../../src/adapters/slack/views/decision.ts';
import { detailsView } from '../../../src/adapters/slack/views/details.ts';
import { homeView } from '../../../src/adapters/slack/views/home.ts';
import { pairingView } from '../../../src/adapters/slack/views/pairing.ts';
import { rollbackView } from '../../../src/adapters/slack/views/rollback.ts';
import { loadingView } from '../../../src/adapters/slack/views/view.ts';
import { terminalText } from '../../../src/adapters/terminal/answer.ts';
import type { Message, StepRow } from '../../../src/domain/message.ts';
import { type RefusalReason, refuse } from '../../../src/domain/refusal.ts';
import { explain } from '../../../src/domain/refusals.ts';
import { STATE_WORDS, STEP_WORDS, type StateWords, stateWords } from '../../../src/domain/state-words.ts';
import { customerNoteOf, postMortemOf } from '../../../src/features/rollback/post-mortem.ts';
import { deprecationOf } from '../../../src/features/surfaces/staging.ts';
import { messagesOfEveryKind } from '../../harness/samples/sample-messages.ts';
import { SAMPLE_REASONS } from '../../harness/samples/sample-refusals.ts';
import { cardsInEveryState, sampleCard, sampleOperation } from '../../harness/samples/sample-release.ts';
import {
  sampleConfirmation,
  sampleForm,
  samplePairing,
  sampleRollback,
} from '../../harness/samples/sample-rollback.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { foreignMarkup } from './hostile.ts';
import { mrkdwnTexts, VIEW } from './mrkdwn.ts';

/** A kind without a sample does not compile. */
const KINDS = {
  card: true,
  plan: true,
  line: true,
  notice: true,
  alert: true,
  announcement: true,
  'needs-attention': true,
  refusal: true,
  'rollback-form': true,
  'rollback-choice': true,
  confirmation: true,
  'pairing-form': true,
  accepted: true,
  status: true,
  monitor: true,
  history: true,
  doctor: true,
  help: true,
  fault: true,
} satisfies Record<Message['is'], true>;

const REASONS: readonly RefusalReason[] = Object.values(SAMPLE_REASONS).flat();

const MESSAGES: readonly Message[] = [
  ...messagesOfEveryKind(),
  ...REASONS.map((reason): Message => ({ is: 'refusal', refusal: refuse(reason), asked: 'release v1.2.0' })),
];

/** Words that had a private meaning, or that leave open who is meant. */
const BANNED =
  /\b(whoever|whatever|nobody|somebody|anybody|neighbours?|(?:be|been|is|are|was|were) told|looked (?:at|for)|owe[sd]?|go(?:es)? on|anew|left alone|not believed|gone back to|as it stands|web door|given? back|gives back|taken? back|takes back|took back|retract(s|ed)?|abandon(s|ed)?|under way|asked for by|mended?|needs attention|ships nowhere|mark(s|ed)? faulty|who waits for whom)\b|💤|✋ \*Held/iu;

const PLACEHOLDER = /\bundefined\b|\bnull\b|\bNaN\b|\[object|\bTODO\b|\{[a-z]+\}|\$\{/;
/** As in `path=v1/navi-loader.js`; not `--yes` or an address. */
const KEY_VALUE = /(?<![\w/?&.:-])[a-z][A-Za-z]*=[^\s=]/;
const OPERATION_ID = /\b[a-z]{3}_[0-9][0-9a-z]{3,}/;

/** Markup that is dangerous, or changes what is read, in each of the places where text is shown. */
const HOSTILE =
  '<!channel> `x` *bold* @here \u001b[31mred\u001b[0m <img src=x onerror=alert(1)> \u202egnp.exe';

/** Without times, whose form Slack fills in, and without words to be typed as they are. */
const asRead = (text: string) => text.replace(/<!date[^>]*>/g, '').replace(/"[^"]*"/g, '');
const withoutCode = (text: string) => text.replace(/`[^`]*`/g, '');

function slackTexts(message: Message): string[] {
  const { text, blocks } = renderMessage(message, VIEW);
  return [text, ...plainTexts(blocks), ...mrkdwnTexts(blocks)];
}

function plainTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(plainTexts);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && value.type === 'plain_text' && 'text' in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(plainTexts)];
}

const plainText = (message: Message) => terminalText(message, { colour: false, timezone: 'UTC' });

const nameOf = (message: Message) =>
  message.is === 'refusal'
    ? `refusal ${message.refusal.reasons.map(({ code }) => code).join(', ')}`
    : message.is;
const named = MESSAGES.map((message) => [nameOf(message), message] as const);

describe('the catalogue of messages', () => {
  it('has a sample of every kind', () => {
    expect(new Set(MESSAGES.map(({ is }) => is))).toEqual(new Set(Object.keys(KINDS)));
  });

  it.each(named)('has plain words in Slack: %s', (_, message) => {
    for (const text of slackTexts(message).map(asRead)) {
      expect(text).not.toMatch(BANNED);
      expect(text).not.toMatch(PLACEHOLDER);
      expect(text).not.toMatch(KEY_VALUE);
    }
    for (const text of mrkdwnTexts(renderMessage(message, VIEW).blocks))
      expect(withoutCode(text)).not.toMatch(OPERATION_ID);
  });

  it.each(named)('has plain words in the terminal: %s', (_, message) => {
    const text = asRead(plainText(message));
    expect(text).not.toMatch(BANNED);
    expect(text).not.toMatch(PLACEHOLDER);
    expect(text).not.toMatch(KEY_VALUE);
  });
});

/** Every window, and App Home. A view without a sample here is not found by `views/` below. */
const WINDOWS: Readonly<Record<string, readonly (ModalView | HomeView)[]>> = {
  confirmation: [
    confirmationView(sampleConfirmation(), 'C0RELEASES', VIEW),
    ...MESSAGES.flatMap((message) => {
      if (message.is !== 'rollback-choice' || message.choice.rollBack === null) return [];
      const { rollBack } = message.choice;
      return [choiceView({ ...message.choice, rollBack }, 'C0RELEASES', VIEW)];
    }),
  ],
  decision: ['approve', 'reject'].map((decision) =>
    decisionView(
      {
        is: 'form',
        decision,
        title: 'Approve this release',
        submit: 'Approve',
        subject: { kind: 'operation', id: sampleOperation().id },
        revision: 1,
        operation: sampleOperation(),
        says: ['Moves CDN v1 from v1.1.0 to v1.2.0'],
        reason: decision === 'reject' ? 'Reason for rejecting' : null,
      },
      { channel: 'C0RELEASES', ts: '1.000001' },
      VIEW,
    ),
  ),
  details: [detailsView(sampleOperation(), VIEW), detailsView(sampleRollback(), VIEW)],
  break: [
    breakView({ customers: [{ id: 'acme', name: 'Acme' }], release: 'v1.2.0' }, 'C0RELEASES'),
    breakView({ customers: Array(101).fill({ id: 'acme', name: 'Acme' }), release: null }, 'C0RELEASES'),
  ],
  home: [homeView([], { channel: 'D0ADA' })],
  pairing: [pairingView(samplePairing(), 'C0RELEASES', VIEW)],
  rollback: [null, 'v1.0.0 is not the known-good'].map((needsReason) =>
    rollbackView(sampleForm({ needsReason }), 'C0RELEASES', VIEW),
  ),
  view: [loadingView('Roll back')],
};

describe('a window', () => {
  it.each(Object.entries(WINDOWS))('has plain words: %s', (_, windows) => {
    expect(windows.length).toBeGreaterThan(0);
    for (const text of windows
      .flatMap((one) => [...plainTexts(one), ...mrkdwnTexts(one.blocks)])
      .map(asRead)) {
      expect(text).not.toMatch(BANNED);
      expect(text).not.toMatch(PLACEHOLDER);
      expect(text).not.toMatch(KEY_VALUE);
      expect(withoutCode(text)).not.toMatch(OPERATION_ID);
    }
  });

  it('has a sample for every file of views', async () => {
    const files = await readdir(join(import.meta.dirname, '../../../src/adapters/slack/views'));
    // `reason.ts` and `choice.ts` have only an input that others show.
    const names = files
      .map((file) => file.replace('.ts', ''))
      .filter((name) => !['reason', 'choice'].includes(name));
    expect(Object.keys(WINDOWS).sort()).toEqual(names.sort());
  });
});

describe('what customers and the team read elsewhere', () => {
  const { rollback } = settingsWith();
  const taken = { name: '@awell-health/navi-js', version: '1.2.0', before: '1.1.0' };
  const { title, body } = postMortemOf(sampleRollback(), []);

  it.each([
    ['npm, of a version that was rolled back', deprecationOf(taken, rollback.deprecation)],
    ['npm, of a version that was stopped', deprecationOf(taken, rollback.stopDeprecation)],
    ['the note to customers', customerNoteOf(sampleRollback())],
    ['the post-mortem', `${title}\n${body}`],
  ])('has plain words: %s', (_, text) => {
    const read = text.replace(/<!--[\s\S]*?-->/g, '');
    expect(read).not.toMatch(BANNED);
    expect(read).not.toMatch(PLACEHOLDER);
    expect(read).not.toMatch(KEY_VALUE);
  });
});

describe('a refusal', () => {
  it.each(REASONS.map((reason) => [reason.code, reason] as const))(
    '%s is short and says what is next',
    (_, reason) => {
      const { text, who, next } = explain(reason);
      expect(text).toMatch(/^\S.*[.!?]$/s);
      expect(text.length).toBeLessThan(330);
      expect(next.length).toBeGreaterThan(5);
      expect(who).not.toBe('');
      expect(who).not.toBe('you');
    },
  );

  it.each(REASONS.map((reason) => [reason.code, reason] as const))(
    '%s lets no markup and no escape of outside text through',
    (_, reason) => {
      const message: Message = { is: 'refusal', refusal: refuse(infested(reason)), asked: HOSTILE };
      const { text, blocks } = renderMessage(message, VIEW);
      expect([text, ...mrkdwnTexts(blocks)].flatMap(foreignMarkup)).toEqual([]);
      expect(plainText(message)).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}/u);
    },
  );
});

/** Words of closed lists stay: replaced, they would no longer be what a reason can hold. */
const CLOSED = ['code', 'permission', 'ships', 'whose', 'budget', 'roles'];

function infested(reason: RefusalReason): RefusalReason {
  const isClosed = (name: string) => CLOSED.includes(name) || (reason.code === 'stranger' && name === 'why');
  const worse = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(worse);
    return typeof value === 'string' ? HOSTILE : value;
  };
  const fields = Object.entries(reason).map(([name, value]) => [name, isClosed(name) ? value : worse(value)]);
  return JSON.parse(JSON.stringify(Object.fromEntries(fields)));
}

describe('a state', () => {
  const tables: readonly (readonly [string, Readonly<Record<string, StateWords>>])[] = [
    ['an operation', STATE_WORDS],
    ['a step', STEP_WORDS],
  ];

  it.each(tables)('of %s has one icon and one word of its own', (_, table) => {
    for (const { icon, word } of Object.values(table)) {
      expect(icon).toMatch(/^\p{Extended_Pictographic}\ufe0f?$/u);
      expect(word).not.toMatch(BANNED);
    }
    const words = Object.values(table).map(({ word }) => word);
    expect(new Set(words).size).toBe(words.length);
  });

  it('is shown on a card by its icon and its word alone', () => {
    for (const card of cardsInEveryState()) {
      const [line = ''] = mrkdwnTexts(renderMessage({ is: 'card', card }, VIEW).blocks);
      const shown = Object.values(STATE_WORDS).filter(({ word }) => line.includes(`*${word}*`));
      const { icon, word } = STATE_WORDS[card.operation.state.is];
      expect(shown).toEqual([{ icon, word }]);
      expect(line.startsWith(`${icon} *${word}*`)).toBe(true);
    }
  });

  it('of every step is shown by its icon and its word', () => {
    const states = Object.keys(STEP_WORDS).filter((state): state is StepRow['state'] => state in STEP_WORDS);
    const steps = states.map(
      (state): StepRow => ({ id: state, title: 'A step', state, detail: '', seconds: null }),
    );
    const operation = sampleOperation({ state: { is: 'running', since: VIEW.now.toISOString() } });
    const text = mrkdwnTexts(
      renderMessage({ is: 'card', card: sampleCard({ operation, steps }) }, VIEW).blocks,
    ).join('\n');
    for (const state of states) {
      const { icon, word } = STEP_WORDS[state];
      expect(text).toMatch(new RegExp(`^${icon} .*${state === 'done' ? '' : word}`, 'mu'));
    }
  });

  it('is the same in history, status and terminal', () => {
    expect(stateWords('stopped')).toEqual(STATE_WORDS.stopped);
    expect(stateWords('not-known-yet').word).toBe('not known yet');
  });
});

describe('every sentence in the code', () => {
  const ROOT = join(import.meta.dirname, '../../..');
  /** Texts between quotes on one line that have a blank, without comments. */
  const sentencesIn = (source: string) =>
    [
      ...source
        .replace(/\/\*[\s\S]*?\*\//g, '')
        .replace(/(^|\s)\/\/.*$/gm, '')
        .matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\\n]|\\.)*`/g),
    ]
      .map(([text]) => text)
      .filter((text) => text.includes(' '));

  /** The example's commits have names that their texts decide. */
  const FIXED = [join('seed', 'history.ts')];

  it('has none of the banned words', async () => {
    const found: string[] = [];
    for (const folder of ['src', 'commands', 'simulator'])
      for (const name of await readdir(join(ROOT, folder), { recursive: true })) {
        if (!/\.tsx?$/.test(name) || FIXED.includes(name)) continue;
        const texts = sentencesIn(await readFile(join(ROOT, folder, name), 'utf8'));
        found.push(
          ...texts
            .filter((text) => BANNED.test(withoutHoles(text)))
            .map((text) => `${folder}/${name}: ${text}`),
        );
      }
    expect(found).toEqual([]);
  });

  it('the scan finds one', () => {
    expect(sentencesIn("x('ask nobody here')").filter((text) => BANNED.test(text))).toHaveLength(1);
  });
});

/** What stands in `${…}` is code. */
function withoutHoles(text: string): string {
  return text.replace(/\$\{[^{}]*\}/g, '');
}
