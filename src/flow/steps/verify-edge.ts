import type { Reading } from '../../ports/edge.ts';
import { expectedBytes } from './expected.ts';
import { defineStep } from './step.ts';

const POLL_MS = 1_000;

/**
 * Every probe serves the bytes the build reported, fetched as a customer would. Until then *propagating*. Browsers
 * may hold the old script for the pointer's max-age after the last probe turned (facts/anchors.md, DD).
 */
export const verifyEdge = defineStep({
  kind: 'verify-edge',
  needs: ['edge'],
  title: (params) => `Verify ${params.path} at the edge`,
  deadline: (settings) => settings.deadlines.edge,
  observe: async (params, { use, evidence, now, begunAt, settings }) => {
    const { sha384 } = expectedBytes(params.expect, evidence);
    const readings = await use.edge.look(`/${params.path}`);
    const clean = readings.filter((reading) => reading.is === 'bytes' && reading.sha384 === sha384);
    if (readings.length === 0 || clean.length < readings.length) {
      const others = readings.filter((reading) => !clean.includes(reading)).map(describe);
      const expects = `every probe; ${clean.length} of ${readings.length} probes clean, ${others.join(', ')}`;
      return { is: 'pending', expects, askAgainInMs: POLL_MS };
    }
    const maxAge = Math.max(...readings.map((one) => (one.is === 'bytes' ? (one.maxAgeSeconds ?? 0) : 0)));
    return {
      is: 'ours',
      evidence: {
        sha384,
        host: settings.cdn.host,
        probes: readings.map((reading) => reading.probe),
        clean: clean.length,
        afterSeconds: Math.round((now.getTime() - Date.parse(begunAt)) / 100) / 10,
        browsersUntil: new Date(now.getTime() + maxAge * 1000).toISOString(),
      },
    };
  },
});

function describe(reading: Reading): string {
  switch (reading.is) {
    case 'bytes':
      return `${reading.probe} still serves other bytes (age ${reading.ageSeconds} s)`;
    case 'missing':
      return `${reading.probe} answers ${reading.status}`;
    case 'unreachable':
      return `${reading.probe} cannot be reached`;
  }
}
