import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModalView } from '@slack/types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BREAK_INPUTS, breakView } from '../../../src/adapters/slack/views/break.ts';
import { CHOICE } from '../../../src/adapters/slack/views/choice.ts';
import { choiceView, confirmationView } from '../../../src/adapters/slack/views/confirmation.ts';
import { pairingView } from '../../../src/adapters/slack/views/pairing.ts';
import { REASON } from '../../../src/adapters/slack/views/reason.ts';
import { rollbackView } from '../../../src/adapters/slack/views/rollback.ts';
import { createApp } from '../../../src/app/create-app.ts';
import { commandsWith } from '../../../src/app/load-commands.ts';
import type { Message } from '../../../src/domain/message.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { DECISIONS } from '../../harness/app/decisions.ts';
import { DOCTOR } from '../../harness/app/doctor.ts';
import { fakeUseCases } from '../../harness/app/fake-use-cases.ts';
import { NOW } from '../../harness/samples/sample-release.ts';
import { sampleConfirmation, sampleForm, samplePairing } from '../../harness/samples/sample-rollback.ts';
import { signedPost } from '../../harness/world/signed.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const [TEAM, CHANNEL, CLEO] = ['T0AWELL', 'C0RELEASES', 'U0CLEO'];
const VIEW = { now: NOW };
const STOP = sampleConfirmation();

type Window = Pick<ModalView, 'callback_id' | 'private_metadata'>;

/** Each window that can be submitted, by the name of its effect. */
const WINDOWS: Readonly<Record<string, Window>> = {
  'a rollback': rollbackView(sampleForm(), CHANNEL, VIEW),
  'a rollback with a reason': rollbackView(sampleForm({ needsReason: 'it is older' }), CHANNEL, VIEW),
  'a confirmation': confirmationView(STOP, CHANNEL, VIEW),
  'a choice': choiceView(
    {
      ...{ line: 'v1', version: '1.2.0', keeps: '1.1.0', stop: STOP },
      rollBack: sampleForm({ target: '1.0.0' }),
    },
    CHANNEL,
    VIEW,
  ),
  'a pairing': pairingView(samplePairing(), CHANNEL, VIEW),
  'a report of a break': breakView({ customers: [], release: null }, CHANNEL),
  ...Object.fromEntries(
    DECISIONS.looks.map(({ name }): [string, Window] => [
      `the decision ${name}`,
      {
        callback_id: `navi.decide.${name}`,
        private_metadata: JSON.stringify({
          ...{ operation: 'rel_1', revision: 1, planHash: 'a', card: { channel: CHANNEL, ts: '1.2' } },
        }),
      },
    ]),
  ),
};

/** One process gets both, as when a person clicks twice; or each of two gets one, as when Slack sends it again. */
const PLACES = [
  ['one process', [0, 0]],
  ['two processes', [0, 1]],
] as const;
const ROWS = PLACES.flatMap(([where, to]) =>
  Object.keys(WINDOWS).map((window) => [window, where, to] as const),
);

/** What was carried out, by the reason that its window was given. */
const effects = new Map<string, number>();
const count = (reason: unknown): Message => {
  const key = String(reason);
  effects.set(key, (effects.get(key) ?? 0) + 1);
  return { is: 'line', text: 'done', level: 'good' };
};

let app: TestApp;
let processes: Workspace[] = [];
beforeAll(async () => {
  app = await openApp();
  app.world.clock.setMode('manual');
  const commands = (await commandsWith(DECISIONS)).map((one) => ({
    ...one,
    run: async ({ flags }: { flags: Readonly<Record<string, string | true>> }) => count(flags['reason']),
  }));
  const of = { commands, decisions: DECISIONS, isOffline: false, ...DOCTOR };
  // A pairing's id and a break's customer stand for the reason.
  const useCases = fakeUseCases(() => count('?'), {
    rollBack: async ({ reason }) => count(reason),
    decide: async (_name, { reason }) => count(reason),
    confirmPairing: async ({ pairing }) => count(pairing),
    feedback: async ({ customer }) => count(customer),
  });
  const open = () => openWorkspace({ mode: 'http', serves: { ...createApp(app.context, of), useCases } });
  processes = [await open(), await open()];
  for (const [window, where, to] of ROWS) {
    const post = (at: number, n: number) =>
      signedPost(processes[at]?.requestUrl ?? '', submission(window, { where, trigger: String(n) }))();
    const answers = await Promise.all(to.map(post));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    // So that no budget refuses it.
    await app.world.clock.advance(60_000);
  }
  for (const { listener } of processes) await listener.stop();
});
afterAll(async () => {
  for (const one of processes) await one.close();
  await app.close();
});

it.each(ROWS)('%s that is submitted twice to %s is carried out once', (window, where) => {
  expect(effects.get(keyOf(window, where))).toBe(1);
});

it('has every window that the views make', () => {
  const dir = join(import.meta.dirname, '../../../src/adapters/slack/views');
  const made = readdirSync(dir).flatMap(
    (file) => readFileSync(join(dir, file), 'utf8').match(/callback_id:/g) ?? [],
  );
  const kinds = new Set(
    Object.values(WINDOWS).map(({ callback_id: id }) => id?.replace(/^(navi\.decide)\..*/, '$1')),
  );
  // The rollback's has two ids.
  expect(kinds.size).toBe(made.length + 1);
});

const keyOf = (window: string, where: string) => `${window}, ${where}`;

/** As Slack sends it; each delivery has a trigger of its own. */
function submission(window: string, { where, trigger }: { where: string; trigger: string }) {
  const { callback_id, private_metadata } = WINDOWS[window] ?? {};
  const reason = keyOf(window, where);
  const metadata =
    window === 'a pairing' ? JSON.stringify({ pairing: reason, channel: CHANNEL }) : private_metadata;
  const values = {
    [REASON.block]: { [REASON.action]: { value: reason } },
    [BREAK_INPUTS.customer.block]: {
      [BREAK_INPUTS.customer.action]: { selected_option: { value: reason } },
    },
    [BREAK_INPUTS.release.block]: { [BREAK_INPUTS.release.action]: { value: 'v1.2.0' } },
    [CHOICE.block]: { [CHOICE.action]: { selected_option: { value: 'stop' } } },
  };
  const id = `V${reason.replaceAll(/\W/g, '')}`;
  const payload = {
    ...{ type: 'view_submission', user: { id: CLEO, team_id: TEAM }, team: { id: TEAM } },
    ...{ api_app_id: 'A0NAVI', token: 't', trigger_id: `${reason} ${trigger}` },
    view: { id, type: 'modal', callback_id, private_metadata: metadata, state: { values } },
  };
  return { payload: JSON.stringify(payload) };
}
