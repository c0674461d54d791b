import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Service } from '../../simulator/variables.ts';
import { until } from '../harness/until.ts';
import { callsSince, covered, type Span, type TimedCall } from './calls.ts';
import { type Figure, median } from './figures.ts';
import { LIMITS } from './limits.ts';
import type { Measure } from './measure.ts';
import { askNavi } from './navi-door.ts';
import { findGcloud, gcloudVersion, seedRollback } from './seed-rollback.ts';
import { openStage, type Stage } from './stage.ts';

const SERVICES: readonly Service[] = ['github', 'gcs', 'compute', 'edge', 'npm'];
/** What each call takes, in milliseconds: next door, within a region, and across an ocean. */
const LATENCIES = [5, 20, 100];
const PURGE_MS = 1_000;
const PACE = { purgeSeconds: PURGE_MS / 1000, edgeSeconds: 0, npmLagSeconds: 0, objectRateLimit: false };
/** A person reads the form for so long; the CDN's client loads meanwhile. */
const READING_MS = 4_000;
/** The simulators are not asked for their logs while it runs: their logs are long, and they would answer Navi later. */
const UNDISTURBED_MS = 3_000;
const POINTER = '/v1/navi-loader.js';
const ON_CALL = 'U0CLEO';
/** Beside `LIMITS.ownShare`, whichever is larger. */
const TENTH = 0.1;
/** The latency of a call for which `LIMITS.moved` is asked. */
const MOVED_AT_MS = 5;

const Compute = z.object({
  operations: z.array(z.object({ startTime: z.string(), endTime: z.string().optional() })),
});
const History = z.object({ rows: z.array(z.object({ kind: z.string(), requestedAt: z.string() })) });

/** One rollback as the services saw it; milliseconds since the confirmation. */
interface Seen {
  moved: number;
  movedOwn: number;
  purgeAsked: number;
  clean: number;
  cleanOwn: number;
  /** The seed's way up to the purge request; undefined without `gcloud`. */
  seed: number | undefined;
}

export const rollback: Measure = {
  name: 'rollback',
  summary: "from the confirmation to pointer moved and probes clean, and the seed's own rollback beside it",
  run: async ({ quick, say }) => {
    const gcloud = findGcloud();
    const version = gcloud === undefined ? undefined : await gcloudVersion(gcloud);
    if (version === undefined) say('gcloud is not on PATH: the seed’s rollback is left out');
    const figures: Figure[] = [];
    for (const latency of quick ? LATENCIES.slice(0, 1) : LATENCIES) {
      const seen: Seen[] = [];
      const times = quick ? 1 : 3;
      for (let time = 0; time < times; time += 1) {
        say(`rollback ${time + 1} of ${times}, each call takes ${latency} ms`);
        seen.push(await onStage((stage) => measure(stage, latency)));
      }
      figures.push(...figuresOf(seen, { latency, gcloud: version ?? '' }));
    }
    return figures;
  },
};

async function onStage<T>(measureOn: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await openStage({ pace: PACE });
  try {
    await stage.navi.start();
    return await measureOn(stage);
  } finally {
    await stage.close();
  }
}

/** Releases v1.2.0, makes the services slow, and takes it back as a person does: reads the form, confirms. */
async function measure(stage: Stage, latency: number): Promise<Seen> {
  await stage.beginRequest('v1.2.0');
  await stage.approve();
  await stage.cardSays(/done/i);
  await stage.slow(SERVICES, latency);
  const form = await stage.door.commandForModal(ON_CALL, 'rollback');
  await pause(READING_MS);
  const confirmed = Date.now();
  const answer = await stage.door.submit(ON_CALL, form);
  if (!answer.ok) throw new Error(`the confirmation: ${answer.error}`);
  await pause(UNDISTURBED_MS);
  const seen = await until('clean probes', () => whatWasSeen(stage, confirmed), 60_000);
  await stage.navi.kill();
  return { ...seen, seed: await seedRollback(stage) };
}

async function whatWasSeen(stage: Stage, confirmed: number): Promise<Omit<Seen, 'seed'> | undefined> {
  const calls = await callsSince(stage.urls, SERVICES, confirmed);
  const swap = calls.find(({ method, status }) => method === 'objects.rewrite' && status === 200);
  const purge = calls.find(({ method, status }) => method === 'urlMaps.invalidateCache' && status === 200);
  const purging = await purgeSpan(stage, purge);
  if (swap === undefined || purge === undefined || purging === undefined) return undefined;
  const clean = cleanAt(calls, { purged: purging.to, probes: await probes(stage) });
  if (clean === undefined) return undefined;
  const kept = await keptAt(stage);
  const path = [
    ...calls
      .map((call) => ({ ...call, to: Math.min(call.to, clean) }))
      .filter((call) => isOnPath(call, kept)),
    purging,
  ];
  const own = (to: number) => to - confirmed - covered({ from: confirmed, to }, path);
  return {
    moved: swap.to - confirmed,
    movedOwn: own(swap.to),
    purgeAsked: purge.from - confirmed,
    clean: clean - confirmed,
    cleanOwn: own(clean),
  };
}

/** Until it is kept everything that is read belongs to the path; then npm's leg runs beside it and hides nothing. */
function isOnPath({ service, from }: TimedCall, kept: number): boolean {
  return from <= kept || service === 'gcs' || service === 'compute' || service === 'edge';
}

/** The purge itself, which takes its time at the CDN. */
async function purgeSpan({ urls }: Stage, purge: TimedCall | undefined): Promise<Span | undefined> {
  if (purge === undefined) return undefined;
  const { operations } = Compute.parse(await (await fetch(`${urls.compute}/_control/state`)).json());
  const newest = operations.findLast(({ startTime }) => Date.parse(startTime) >= purge.from);
  return newest?.endTime === undefined
    ? undefined
    : { from: Date.parse(newest.startTime), to: Date.parse(newest.endTime) };
}

/** When the first whole round of readings after the purge had been answered. */
function cleanAt(
  calls: readonly TimedCall[],
  { purged, probes }: { purged: number; probes: number },
): number | undefined {
  const readings = calls.filter(
    ({ service, path, from, status }) =>
      service === 'edge' && path === POINTER && from >= purged && status === 200,
  );
  return readings.length < probes
    ? undefined
    : Math.max(...readings.slice(0, probes).map((reading) => reading.to));
}

async function probes({ services }: Stage): Promise<number> {
  const served = Object.values(await services.probes(POINTER));
  const pointer = (await services.gcs()).objects.find(({ name }) => `/${name}` === POINTER);
  // A round that was read is not counted before every probe really serves what the pointer holds.
  return served.every((sha384) => sha384 === pointer?.sha384) ? served.length : Number.POSITIVE_INFINITY;
}

async function keptAt({ variables }: Stage): Promise<number> {
  const { message } = await askNavi(variables, 'history');
  const newest = History.parse(message).rows.find(({ kind }) => kind === 'rollback');
  return newest === undefined ? Number.POSITIVE_INFINITY : Date.parse(newest.requestedAt);
}

function figuresOf(
  seen: readonly Seen[],
  { latency, gcloud }: { latency: number; gcloud: string },
): Figure[] {
  const of = (what: keyof Omit<Seen, 'seed'>) => median(seen.map((one) => one[what]));
  const at = `calls of ${latency} ms, median of ${seen.length}`;
  const own = (what: string, atMost: number, [total, share]: [number, number]): Figure => ({
    what: `Navi's own share of "${what}", ${at}`,
    navi: share,
    peer: { name: 'total', value: total },
    unit: 'ms',
    limit: { atMost: Math.round((atMost / total) * 1000) / 1000 },
  });
  const usual = (total: number) => Math.max(TENTH * total, LIMITS.ownShare.limit.atMost);
  const seeds = seen.flatMap((one) => one.seed ?? []);
  const purgeAsked: Figure = {
    what: `confirmed to the purge request, ${at}`,
    navi: of('purgeAsked'),
    peer: null,
    unit: 'ms',
    limit: null,
  };
  const seed = seeds.length === 0 ? undefined : median(seeds);
  return [
    own(
      'confirmed to pointer moved',
      latency === MOVED_AT_MS ? LIMITS.moved.limit.atMost : usual(of('moved')),
      [of('moved'), of('movedOwn')],
    ),
    own(`confirmed to probes clean, a purge of ${PURGE_MS} ms among it`, usual(of('clean')), [
      of('clean'),
      of('cleanOwn'),
    ]),
    seed === undefined
      ? purgeAsked
      : {
          ...purgeAsked,
          peer: { name: `the seed's gcloud (${gcloud})`, value: seed },
          ratio: seed / purgeAsked.navi,
          limit: LIMITS.seed.limit,
          note: 'ratio: seed / Navi',
        },
  ];
}
