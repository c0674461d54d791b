import { loadCommands } from '../../src/app/load-commands.ts';
import { ask } from '../../src/dispatch/ask.ts';
import { createBudgets } from '../../src/dispatch/budget.ts';
import type { Caller } from '../../src/domain/person.ts';
import { openApp, RELEASES, type TestApp } from '../harness/app/app.ts';
import { type Attacked, createRandom, pick, type Tally, tally } from './tally.ts';

const SLOWEST_MS = 20_000;
const NAMES = [
  'release',
  'rollback',
  'status',
  'history',
  'audit',
  'approve',
  'reject',
  'retry',
  'replan',
  'cancel',
  'retract',
  'stop',
  'quarantine',
  'unquarantine',
  'unlock',
  'tokens',
  'pair',
  'confirm',
  'help',
  'relaese',
  '',
  'RELEASE',
  '__proto__',
  'constructor',
];
const WORDS = [
  'v1.2.0',
  'v1.1.0',
  'v9.9.9',
  'v1',
  'v0',
  '1.2.0',
  'vv1.2.0',
  'v1.2.0-rc.1',
  'v999999999999999999999.0.0',
  'v1.2.0+x',
  '--yes',
  '--dry-run',
  '--reason',
  '--reason=x',
  '--reason ""',
  '--reason "a b"',
  "--reason 'x",
  '--cdn-only',
  '--stop',
  '--no-such',
  '--',
  '-',
  '—yes',
  '“x”',
  'verify',
  'accept',
  '1',
  '-1',
  '1e9',
  'revoke',
  'own',
  'trm_0000000001',
  'rel_none',
  'rbk_0000000001',
  '$(id)',
  '`id`',
  '; rm -rf /',
  '| cat',
  '../../etc/passwd',
  '%00',
  '\u0000',
  '\u001b[2J',
  '\u202e',
  '<!channel>',
  '<@U0BEN>',
  '<https://evil.example|click>',
  '*b*',
  '&lt;',
  "' or 1=1 --",
  '{{7*7}}',
  '😀',
  '\ud800',
  'ＡＢＣ',
  'x'.repeat(2_000),
  '"',
  '\\',
  '\n',
  '\t',
  '\r\n',
];

/** A line at random, made of what people and attackers type. */
export function releaseLineOf(random: () => number): string {
  const words = Array.from({ length: Math.floor(random() * 6) }, () => pick(random, WORDS));
  const line = [pick(random, NAMES), ...words].join(pick(random, [' ', ' ', '  ', '\t']));
  if (random() > 0.2) return line;
  const at = Math.floor(random() * line.length);
  return line.slice(0, at) + String.fromCharCode(Math.floor(random() * 0xffff)) + line.slice(at + 1);
}

interface Door {
  what: string;
  share: number;
  callers: readonly (() => Caller)[];
  place: Parameters<typeof ask>[1]['place'];
}

/** Hostile command lines at both doors, past their budgets, on the use cases and a real store. */
export async function attackLines({ seed, count = 20_000 }: Attacked): Promise<Tally[]> {
  const app = await openApp();
  const commands = await loadCommands();
  const random = createRandom(seed);
  const doors: readonly Door[] = [
    {
      what: 'the terminal',
      share: 0.75,
      callers: [
        () => ({ is: 'unproven', claimed: pick(random, WORDS).slice(0, 100) }),
        () => ({ is: 'stranger', account: '192.0.2.1', why: 'no-token' }),
        // An engineer: what a decision is made of is attacked elsewhere.
        () => app.caller('dev'),
      ],
      place: { is: 'terminal', peer: '192.0.2.1' },
    },
    {
      what: 'Slack',
      share: 0.25,
      callers: [() => app.caller('dev'), () => ({ is: 'stranger', account: 'U0GUS', why: 'guest' })],
      place: RELEASES,
    },
  ];
  const tallies: Tally[] = [];
  for (const { what, share, callers, place } of doors) {
    const tries = Array.from({ length: Math.round(count * share) }, () => {
      const words = releaseLineOf(random);
      const caller = pick(random, callers)();
      return () => tryLine(app, { commands, words, caller, place });
    });
    tallies.push(await tally(`hostile lines at ${what}`, tries));
  }
  const after = await app.store.transaction(async (tx) => ({
    open: await tx.operations.countOpen(),
    quarantined: await tx.quarantined.all(),
  }));
  tallies.push(
    await tally('what it stands on', [
      async () => (after.quarantined.length === 0 ? null : 'a version was quarantined'),
      async () => (app.world.scm.callsOf('dispatch').length === 0 ? null : 'a workflow was dispatched'),
    ]),
  );
  await app.close();
  return tallies;
}

interface Typed {
  commands: Awaited<ReturnType<typeof loadCommands>>;
  words: string;
  caller: Caller;
  place: Door['place'];
}

async function tryLine(app: TestApp, { commands, words, caller, place }: Typed): Promise<string | null> {
  const thrown: unknown[] = [];
  const dispatch = {
    commands,
    useCases: app.use,
    permissions: app.context.settings.permissions,
    people: app.context.settings.people,
    // Fresh for each, so that every line reaches its command.
    budgets: createBudgets({ now: () => 0 }),
    onFault: (error: unknown) => {
      thrown.push(error);
      return { is: 'fault', reference: 'x', text: 'x' } as const;
    },
    onDecision: async () => undefined,
    takeDelivery: async () => true,
  };
  const begun = Date.now();
  await ask(dispatch, { words, who: async () => caller, place }).answer;
  const took = Date.now() - begun;
  if (thrown.length > 0) return `${JSON.stringify(words).slice(0, 150)}: ${String(thrown[0])}`;
  return took > SLOWEST_MS ? `${JSON.stringify(words).slice(0, 150)} took ${took} ms` : null;
}
