import { afterEach, beforeEach, expect, it } from 'vitest';
import { createApp } from '../../../src/app/create-app.ts';
import { commandsWith } from '../../../src/app/load-commands.ts';
import { release } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { DECISIONS } from '../../harness/app/decisions.ts';
import { DOCTOR } from '../../harness/app/doctor.ts';
import { pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { signedPost } from '../../harness/world/signed.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** Two processes behind one address, each with its own receiver, and what they share. */
let app: TestApp;
let processes: Workspace[];
beforeEach(async () => {
  app = await openApp();
  const of = { commands: await commandsWith(DECISIONS), decisions: DECISIONS, isOffline: false };
  const open = () => openWorkspace({ mode: 'http', serves: createApp(app.context, { ...of, ...DOCTOR }) });
  processes = [await open(), await open()];
});
afterEach(async () => {
  for (const one of processes) await one.close();
  await app.close();
});

const [TEAM, CHANNEL] = ['T0AWELL', 'C0RELEASES'];

/** The same signed bytes, five times to each process at once. */
async function receive(form: Record<string, string>): Promise<void> {
  const posts = processes.map(({ requestUrl }) => signedPost(requestUrl, form));
  const answers = await Promise.all([1, 2, 3, 4, 5].flatMap(() => posts.map((post) => post())));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
}

const command = (user: string, text: string, trigger: string) => ({
  ...{ command: '/navi', text, user_id: user, team_id: TEAM, channel_id: CHANNEL, trigger_id: trigger },
});

/** When nothing is being worked on any more. */
async function operations(kind: string) {
  for (const { listener } of processes) await listener.stop();
  const all = await app.store.transaction((tx) => tx.operations.recent(50));
  return all.filter((one) => one.kind === kind);
}

it('plans once what is received again by two processes', async () => {
  await receive(command('U0ADA', 'release v1.2.0', 'a'));

  expect(await operations('release')).toHaveLength(1);
});

it('plans nothing anew when the request comes again after its plan was retracted', async () => {
  await receive(command('U0ADA', 'release v1.2.0', 'a'));
  const [plan] = await operations('release');
  if (plan === undefined) throw new Error('there is no plan');
  await app.work();
  await app.use.retract(await app.click(plan, 'ada'));
  await receive(command('U0ADA', 'release v1.2.0', 'a'));

  expect(await operations('release')).toMatchObject([{ id: plan.id, state: { is: 'retracted' } }]);
});

it('rolls back once, also where the request comes again after the rollback', async () => {
  await release(app);
  await receive(command('U0CLEO', 'rollback --yes --reason "it is slow"', 'b'));
  expect(await operations('rollback')).toHaveLength(1);
  await app.work(900_000);
  await receive(command('U0CLEO', 'rollback --yes --reason "it is slow"', 'b'));

  expect(await operations('rollback')).toHaveLength(1);
  await app.work(900_000);
  expect(pointerText(app)).toBe(loaderText('1.1.0'));
});

it('counts one approval of thirty by three people at once', async () => {
  const operation = await app.request();
  const { card } = await app.click(operation, 'ben');
  const { id, plan } = operation;
  const metadata = { operation: id, revision: plan.revision, planHash: plan.hash, card };
  const view = {
    ...{ type: 'modal', callback_id: 'navi.decide.approve', state: { values: {} } },
    private_metadata: JSON.stringify(metadata),
  };
  const people = ['U0BEN', 'U0CLEO', 'U0ADA'].map((user, at) => ({
    ...{ type: 'view_submission', user: { id: user, team_id: TEAM }, team: { id: TEAM } },
    view: { ...view, id: `V${at}` },
    ...{ trigger_id: `approve-${at}`, api_app_id: 'A0NAVI', token: 't' },
  }));
  await Promise.all(people.map((payload) => receive({ payload: JSON.stringify(payload) })));
  await operations('release');
  app.letWorkflowRun();
  await app.work();

  const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
  expect(rows.filter(({ row }) => row.event === 'approved')).toHaveLength(1);
  expect(app.world.scm.callsOf('dispatch')).toHaveLength(1);
});
