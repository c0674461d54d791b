import { createTelemetry } from '../../src/adapters/process/telemetry.ts';
import { renderMessage } from '../../src/adapters/slack/render/render-message.ts';
import { loadJobs } from '../../src/app/load-jobs.ts';
import { assemble, type Parts } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Message } from '../../src/domain/message.ts';
import { type Figure, percentile } from './figures.ts';
import { fillStore } from './filled-store.ts';
import { LIMITS } from './limits.ts';
import type { Measure, Thoroughness } from './measure.ts';
import { type Place, withPlaces } from './places.ts';

const FEW = 10;
const MANY = 10_000;
/** Open ones among them: a person's release that waits. */
const OPEN = 1;
/** What `/navi history` asks for. */
const SHOWN = 10;

const QUESTIONS = ['status', 'history'] as const;
type Question = (typeof QUESTIONS)[number];

export const reads: Measure = {
  name: 'reads',
  summary: `/navi status and /navi history, ${MANY.toLocaleString('en')} operations in the store beside ${FEW}`,
  run: async (how) => {
    const few = new Map<string, Times>();
    await withPlaces(how, async (place) => {
      few.set(place.name, await timesIn(place, FEW, how));
      return [];
    });
    return withPlaces(how, async (place) => {
      const beside = few.get(place.name);
      if (beside === undefined) throw new Error(`${place.name} was not measured with ${FEW}`);
      return figuresOf(place, await timesIn(place, MANY, how), beside);
    });
  },
};

type Times = Record<Question, number[]>;

/** Milliseconds of each answer, from the question to the blocks that Slack would be sent. */
async function timesIn(place: Place, count: number, { quick }: Thoroughness): Promise<Times> {
  await fillStore(place.variables, { finished: count - OPEN, open: OPEN });
  const config = loadConfig({ ...place.variables, ...NOWHERE }, (await loadJobs()).schedules);
  const parts = await assemble(config, createTelemetry({ level: 'error', secrets: [] }), 'of the bench');
  try {
    const times: Times = { status: [], history: [] };
    for (const question of QUESTIONS) await ask(parts, question);
    for (let index = 0; index < (quick ? 50 : 500); index += 1)
      for (const question of QUESTIONS) {
        const begun = performance.now();
        await ask(parts, question);
        times[question].push(performance.now() - begun);
      }
    return times;
  } finally {
    await parts.close();
  }
}

async function ask({ app }: Parts, question: Question): Promise<object> {
  const { useCases } = app;
  const message: Message = question === 'status' ? await useCases.status() : await useCases.history(SHOWN);
  return renderMessage(message, { now: new Date() });
}

function figuresOf(place: Place, many: Times, few: Times): Figure[] {
  return QUESTIONS.flatMap((question) =>
    [0.5, 0.99].map((share) => ({
      what: `${place.name}: /navi ${question} with ${MANY.toLocaleString('en')}, p${share * 100} of ${many[question].length}`,
      navi: percentile(many[question], share),
      peer: { name: `with ${FEW}`, value: percentile(few[question], share) },
      unit: 'ms' as const,
      limit: share === 0.5 ? LIMITS.reads.limit : null,
    })),
  );
}

/** No service is called: the answers come from the store alone. */
export const NOWHERE = {
  SLACK_BOT_TOKEN: 'xoxb-simulated',
  SLACK_SIGNING_SECRET: 'simulated-signing-secret',
  GITHUB_TOKEN: 'ghs_simulated_navi',
  GOOGLE_CLOUD_PROJECT: 'navi-simulated',
  NPM_TOKEN: 'simulated',
};
