import { z } from 'zod';
import {
  edgeDifferences,
  longerOf,
  originSeconds,
  type ServedHeaders,
} from '../../../domain/object-headers.ts';
import type { Operation } from '../../../domain/operation.ts';
import { defineStep } from '../../../engine/define-step.ts';
import type { Reading } from '../../../ports/edge.ts';
import { checkpoint } from '../consequences.ts';
import { clockRow, surface } from '../marks.ts';
import { expectedBytes } from './expected.ts';
import { expectedHeaders } from './expected-headers.ts';
import { NamedBytes, short } from './shapes.ts';
import { swapPointer } from './swap-pointer.ts';

const POLL_MS = 1_000;

/**
 * Every probe serves the bytes that the build reported, as a browser unpacks them, with a max-age of at most the
 * plan's. Until then *propagating*. Browsers may keep the old script for the max-age of the replaced pointer, counted
 * from when the last probe turned clean.
 */
export const verifyEdge = defineStep({
  kind: 'verify-edge',
  marks: [
    surface.of({ leg: 'pointer', does: 'proves' }),
    clockRow.of({ leg: 'pages', label: 'customers safe: all probes clean' }),
  ],
  params: z.strictObject({
    path: z.string(),
    expect: NamedBytes.nullable(),
    /** It is a pinned object, so no release line serves it, and no browser has an older one. */
    isPinned: z.literal(true).exactOptional(),
  }),
  evidence: z.object({
    sha384: z.string(),
    host: z.string(),
    probes: z.array(z.string()),
    clean: z.number(),
    afterSeconds: z.number(),
    browsersUntil: z.string().exactOptional(),
  }),
  title: (params) => `Verify ${params.path} at the edge`,
  summary: ({ clean, probes, sha384 }) => `clean at ${clean} of ${probes.length} probes, ${short(sha384)}`,
  changes: (edge, { isPinned }, operation) => {
    if (isPinned === true) return [];
    const { pointer, version } = operation.plan.content;
    const swapped = swapPointer.evidenceIn(operation);
    const { generation, headers } = swapped ?? {};
    const live = {
      version,
      sha384: swapped?.sha384 ?? edge.sha384,
      ...(generation === undefined ? {} : { generation }),
      ...(headers === undefined ? {} : { headers }),
    };
    return [{ id: pointer.surface, live, verified: true }];
  },
  consequences: () => [checkpoint],
  deadline: (settings) => settings.deadlines.edge,
  observe: async (params, { use, now, begunAt, settings, operation }) => {
    const { sha384 } = expectedBytes(params.expect, operation);
    const headers = expectedHeaders(operation);
    const readings = await use.edge.look(`/${params.path}`);
    const seen = readings.map((reading) => ({ reading, wrong: wrongWith(reading, { sha384, headers }) }));
    const clean = seen.filter(({ wrong }) => wrong === null);
    if (readings.length === 0 || clean.length < readings.length) {
      const others = seen.flatMap(({ wrong }) => wrong ?? []);
      const expects = `every probe; ${clean.length} of ${readings.length} probes clean, ${others.join(', ')}`;
      return { is: 'pending', expects, askAgainInMs: POLL_MS };
    }
    const stored = params.isPinned === true ? null : keptByBrowsers(readings, operation);
    return {
      is: 'ours',
      evidence: {
        sha384,
        host: settings.cdn.host,
        probes: readings.map((reading) => reading.probe),
        clean: clean.length,
        afterSeconds: Math.round((now.getTime() - Date.parse(begunAt)) / 100) / 10,
        ...(stored === null ? {} : { browsersUntil: new Date(now.getTime() + stored * 1000).toISOString() }),
      },
    };
  },
});

/** What is wrong with a probe's answer; null when it is clean. */
function wrongWith(
  reading: Reading,
  { sha384, headers }: { sha384: string; headers: ServedHeaders | undefined },
): string | null {
  switch (reading.is) {
    case 'bytes': {
      if (reading.sha384 !== sha384)
        return `${reading.probe} still serves other bytes (age ${reading.ageSeconds} s)`;
      const differences = headers === undefined ? [] : edgeDifferences(reading, headers);
      return differences.length === 0
        ? null
        : `${reading.probe} serves the right bytes, but ${differences.join(', ')}`;
    }
    case 'missing':
      return `${reading.probe} answers ${reading.status}`;
    case 'unreachable':
      return `${reading.probe} cannot be reached (${reading.problem})`;
  }
}

/**
 * For how many seconds from now a browser may use the old script: the largest max-age of the replaced pointer, as
 * plan and write found it, and of the probes now. Null where one of them has no max-age.
 */
function keptByBrowsers(readings: readonly Reading[], operation: Operation): number | null {
  const { cacheControl } = operation.plan.content.pointer;
  const replaced = swapPointer.evidenceIn(operation)?.replaced;
  return [
    ...[cacheControl, replaced].flatMap((one) => (one === undefined ? [] : [originSeconds(one)])),
    ...readings.map((one) => (one.is === 'bytes' ? one.maxAgeSeconds : 0)),
  ].reduce(longerOf, 0);
}
