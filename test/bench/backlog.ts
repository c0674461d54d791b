import { operationSubject } from '../../src/domain/subject.ts';
import type { Store } from '../../src/ports/store.ts';
import { withStore } from '../harness/store/beside.ts';
import { type Figure, median } from './figures.ts';
import { LIMITS, verdictOn } from './limits.ts';
import type { Measure } from './measure.ts';
import { askNavi } from './navi-door.ts';
import { openStage, type Stage } from './stage.ts';
import { takeBack } from './take-back.ts';

const MANY = 10_000;
const FEW = 10;
const PACE = { purgeSeconds: 1, edgeSeconds: 0, npmLagSeconds: 0, objectRateLimit: false };
/** What people wait for with a backlog of posts. */
const MOST = {
  ready: LIMITS.backlogReady.limit,
  status: LIMITS.backlogStatus.limit,
  pointer: LIMITS.backlogPointer.limit,
};

type Question = keyof typeof MOST;
type Seen = Record<Question, number>;

export const backlog: Measure = {
  name: 'backlog',
  summary: `ready, status and a rollback's pointer, ${MANY.toLocaleString('en')} messages waiting beside ${FEW}`,
  run: async ({ quick, say }) => {
    say(`${FEW} messages wait`);
    const few = await measure(FEW);
    say(`${MANY} messages wait`);
    const many = await measure(quick ? MANY / 10 : MANY);
    return (['ready', 'status', 'pointer'] as const).map((question) => figureOf(question, many, few));
  },
};

/** Releases v1.2.0, lets so many lines of it wait, starts Navi anew, and takes the release back. */
async function measure(count: number): Promise<Seen> {
  const stage = await openStage({ pace: PACE });
  try {
    await stage.navi.start();
    await stage.beginRequest('v1.2.0');
    await stage.approve();
    await stage.cardSays(/done/i);
    await stage.navi.stop();
    await withStore(stage.variables, (store) => putLines(store, count));
    const ready = await stage.navi.start();
    const asked = await status(stage);
    return { ready, status: asked, pointer: (await takeBack(stage)).sinceConfirmed };
  } finally {
    await stage.close();
  }
}

async function putLines(store: Store, count: number): Promise<void> {
  await store.transaction(async (tx) => {
    const [operation] = await tx.operations.recent(1);
    if (operation === undefined) throw new Error('there is no release to say lines of');
    const at = new Date().toISOString();
    const about = { is: 'line', text: 'a line that waits', level: 'info' } as const;
    const of = { subject: operationSubject(operation), channel: operation.channel, inThread: true, at };
    for (let line = 0; line < count; line += 1)
      await tx.outbox.put({ key: `line:of the bench ${line}`, about, ...of });
  });
}

async function status({ variables }: Stage): Promise<number> {
  const times: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    const begun = performance.now();
    await askNavi(variables, 'status');
    times.push(performance.now() - begun);
  }
  return median(times);
}

function figureOf(question: Question, many: Seen, few: Seen): Figure {
  const what = { ready: 'ready after start', status: '/navi status, median of 5', pointer: 'pointer moved' };
  return {
    what: `${what[question]}, ${MANY.toLocaleString('en')} messages waiting`,
    navi: many[question],
    peer: { name: `${FEW} waiting`, value: few[question] },
    unit: 'ms',
    limit: null,
    note: verdictOn(many[question], MOST[question], 'ms'),
  };
}
