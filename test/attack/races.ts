import type { Operation } from '../../src/domain/operation.ts';
import type { Caller } from '../../src/domain/person.ts';
import { planRelease, release, rollbackRequest } from '../harness/app/actions.ts';
import { openApp, type TestApp } from '../harness/app/app.ts';
import { type Tally, tally } from './tally.ts';

const APPROVALS = 30;
const RACES = 10;

/** Every decision at once, begun in another order each round. */
async function decideAll(app: TestApp, operation: Operation, round: number): Promise<void> {
  const by = (id: string) => app.click(operation, id);
  const planHash = operation.plan.hash;
  const [ben, ada] = [await by('ben'), await by('ada')];
  const decisions = [
    () => app.use.approve({ ...ben, planHash }),
    () => app.use.approve({ ...ben, planHash }),
    () => app.use.approve({ ...ben, planHash }),
    () => app.use.reject({ ...ben, planHash, reason: 'no' }),
    () => app.use.retract(ada),
    () => app.use.abandon(ada),
    () => app.use.retry(ada),
    () => app.use.replan(ada),
  ];
  const turned = [
    ...decisions.slice(round % decisions.length),
    ...decisions.slice(0, round % decisions.length),
  ];
  await Promise.allSettled(turned.map((decide) => decide()));
}

/** What came of it, when everything that was due was done. */
async function afterRace(app: TestApp, { id }: Operation) {
  app.letWorkflowRun();
  await app.work(120_000);
  const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
  const count = (event: string) => rows.filter(({ row }) => row.event === event).length;
  const { state } = await app.operation(id);
  return {
    state: state.is,
    approved: count('approved'),
    rejected: count('rejected'),
    dispatches: app.world.scm.callsOf('dispatch').length,
  };
}

/** Decisions and rollbacks at once, on the use cases and a real store. */
export async function attackRaces(): Promise<Tally[]> {
  return [
    await tally('parallel approvals of one plan', [
      async () => {
        const app = await openApp();
        const operation = await app.request();
        await Promise.allSettled(Array.from({ length: APPROVALS }, () => app.approve(operation)));
        const { approved } = await afterRace(app, operation);
        await app.close();
        return approved === 1 ? null : `${approved} approvals were taken`;
      },
    ]),
    await tally(
      'races of approve × 3, reject, retract, abandon, retry, replan',
      Array.from({ length: RACES }, (_, round) => async () => {
        const app = await openApp();
        const operation = await app.request();
        await decideAll(app, operation, round);
        const { state, approved, rejected, dispatches } = await afterRace(app, operation);
        await app.close();
        const contradicts =
          approved > 1 || (approved === 1 && rejected > 0 && state === 'running') || dispatches > 1;
        return contradicts ? JSON.stringify({ state, approved, rejected, dispatches }) : null;
      }),
    ),
    await tally('the own request, by either account', [
      async () => {
        const app = await openApp();
        const asked = await planRelease(app, { as: 'ben' });
        if (asked.is !== 'accepted') throw new Error('the request was refused');
        await app.work();
        const operation = await app.operation(asked.operation);
        const codes = [];
        for (const how of ['slack', 'terminal-token'] as const) {
          const caller = app.caller('ben');
          if (caller.is !== 'person') throw new Error('ben is a person');
          const click = { ...(await app.click(operation, 'ben')), caller: { ...caller, how } };
          const said = await app.use.approve({ ...click, planHash: operation.plan.hash });
          codes.push(said.is === 'refusal' ? said.refusal.reasons[0]?.code : said.is);
        }
        const { approved } = await afterRace(app, operation);
        await app.close();
        return approved === 0 && codes.every((code) => code === 'approver-is-requester')
          ? null
          : `${codes.join()} ${approved}`;
      },
    ]),
    await tally('rollbacks by three people and three unproven callers at once', [
      async () => {
        const app = await openApp();
        await release(app);
        const before = app.world.objects.callsOf('copy').length;
        const asked = ['cleo', 'ada', 'ben'].map((id) => rollbackRequest(app, { as: id, reason: 'x' }));
        const caller: Caller = { is: 'unproven', claimed: 'x' };
        const unproven = [1, 2, 3].map(() => ({
          ...rollbackRequest(app, { reason: 'x', place: { is: 'terminal' } }),
          caller,
        }));
        const said = await Promise.all([...asked, ...unproven].map((one) => app.use.rollBack(one)));
        await app.work(900_000);
        const operations = new Set(said.flatMap((one) => (one.is === 'accepted' ? [one.operation] : [])));
        const moves = app.world.objects.callsOf('copy').length - before;
        await app.close();
        return operations.size === 1 && moves === 1 ? null : `${operations.size} operations, ${moves} moves`;
      },
    ]),
  ];
}
