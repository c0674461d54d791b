import type { Operation } from '../../src/domain/operation.ts';
import type { Caller } from '../../src/domain/person.ts';
import { planRelease, release, rollbackRequest } from '../flow/deeds.ts';
import { openDesk, type TestDesk } from '../flow/desk.ts';
import { type Tally, tally } from './tally.ts';

const APPROVALS = 30;
const RACES = 10;

/** Every decision at once, begun in another order each round. */
async function decideAll(desk: TestDesk, operation: Operation, round: number): Promise<void> {
  const by = (id: string) => desk.click(operation, id);
  const planHash = operation.plan.hash;
  const [ben, ada] = [await by('ben'), await by('ada')];
  const decisions = [
    () => desk.use.approve({ ...ben, planHash }),
    () => desk.use.approve({ ...ben, planHash }),
    () => desk.use.approve({ ...ben, planHash }),
    () => desk.use.reject({ ...ben, planHash, reason: 'no' }),
    () => desk.use.retract(ada),
    () => desk.use.abandon(ada),
    () => desk.use.retry(ada),
    () => desk.use.replan(ada),
  ];
  const turned = [
    ...decisions.slice(round % decisions.length),
    ...decisions.slice(0, round % decisions.length),
  ];
  await Promise.allSettled(turned.map((decide) => decide()));
}

/** What came of it, when everything that was due was done. */
async function afterRace(desk: TestDesk, { id }: Operation) {
  desk.letWorkflowRun();
  await desk.work(120_000);
  const rows = await desk.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
  const count = (event: string) => rows.filter(({ row }) => row.event === event).length;
  const { state } = await desk.operation(id);
  return {
    state: state.is,
    approved: count('approved'),
    rejected: count('rejected'),
    dispatches: desk.world.scm.callsOf('dispatch').length,
  };
}

/** Decisions and rollbacks at once, on the use cases and a real store. */
export async function attackRaces(): Promise<Tally[]> {
  return [
    await tally('parallel approvals of one plan', [
      async () => {
        const desk = await openDesk();
        const operation = await desk.request();
        await Promise.allSettled(Array.from({ length: APPROVALS }, () => desk.approve(operation)));
        const { approved } = await afterRace(desk, operation);
        await desk.close();
        return approved === 1 ? null : `${approved} approvals were taken`;
      },
    ]),
    await tally(
      'races of approve × 3, reject, retract, abandon, retry, replan',
      Array.from({ length: RACES }, (_, round) => async () => {
        const desk = await openDesk();
        const operation = await desk.request();
        await decideAll(desk, operation, round);
        const { state, approved, rejected, dispatches } = await afterRace(desk, operation);
        await desk.close();
        const contradicts =
          approved > 1 || (approved === 1 && rejected > 0 && state === 'running') || dispatches > 1;
        return contradicts ? JSON.stringify({ state, approved, rejected, dispatches }) : null;
      }),
    ),
    await tally('the own request, by either account', [
      async () => {
        const desk = await openDesk();
        const asked = await planRelease(desk, { as: 'ben' });
        if (asked.is !== 'accepted') throw new Error('the request was refused');
        await desk.work();
        const operation = await desk.operation(asked.operation);
        const codes = [];
        for (const how of ['slack', 'terminal-token'] as const) {
          const caller = desk.caller('ben');
          if (caller.is !== 'person') throw new Error('ben is a person');
          const click = { ...(await desk.click(operation, 'ben')), caller: { ...caller, how } };
          const said = await desk.use.approve({ ...click, planHash: operation.plan.hash });
          codes.push(said.is === 'refusal' ? said.refusal.reasons[0]?.code : said.is);
        }
        const { approved } = await afterRace(desk, operation);
        await desk.close();
        return approved === 0 && codes.every((code) => code === 'approver-is-requester')
          ? null
          : `${codes.join()} ${approved}`;
      },
    ]),
    await tally('rollbacks by three people and three unproven callers at once', [
      async () => {
        const desk = await openDesk();
        await release(desk);
        const before = desk.world.objects.callsOf('copy').length;
        const asked = ['cleo', 'ada', 'ben'].map((id) => rollbackRequest(desk, { as: id, reason: 'x' }));
        const caller: Caller = { is: 'unproven', claimed: 'x' };
        const unproven = [1, 2, 3].map(() => ({
          ...rollbackRequest(desk, { reason: 'x', place: { is: 'terminal' } }),
          caller,
        }));
        const said = await Promise.all([...asked, ...unproven].map((one) => desk.use.rollBack(one)));
        await desk.work(900_000);
        const operations = new Set(said.flatMap((one) => (one.is === 'accepted' ? [one.operation] : [])));
        const moves = desk.world.objects.callsOf('copy').length - before;
        await desk.close();
        return operations.size === 1 && moves === 1 ? null : `${operations.size} operations, ${moves} moves`;
      },
    ]),
  ];
}
