import { afterEach, describe, expect, it } from 'vitest';
import type { SourceId } from '../../../src/domain/source-health.ts';
import type { Source } from '../../../src/engine/define-source.ts';
import { measureAll } from '../../../src/features/monitoring/measure.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

const apps: TestApp[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

/** Sources that never answer, and have no deadline either. */
function deadSources(count: number, onRead: () => void): Source[] {
  return Array.from({ length: count }, (_, nth) => ({
    // More than there are.
    id: `dead-${nth}` as SourceId,
    name: 'a dead one',
    everyMinutes: 1,
    lagMinutes: 0,
    reachMinutes: 0,
    read: () => {
      onRead();
      return new Promise(() => {});
    },
  }));
}

/** How long a release takes on the app's clock, from its approval to its end; null where it does not end. */
async function releaseTime(sources: readonly Source[]): Promise<number | null> {
  const app = await openApp();
  apps.push(app);
  app.context.sources = sources;
  app.letWorkflowRun();
  const asked = await app.request();
  await measureAll(app.context);
  // The reads are due first, and take every place that they may.
  app.world.clock.jump(1_000);
  await app.approve(asked);
  const begun = app.world.clock.now().getTime();
  await app.work(90_000);
  const { state, finishedAt } = await app.operation(asked.id);
  return state.is === 'done' && finishedAt !== null ? Date.parse(finishedAt) - begun : null;
}

describe('ten sources that do not answer', () => {
  it('delay a release by nothing', async () => {
    let reads = 0;
    const alone = await releaseTime([]);
    const beside = await releaseTime(
      deadSources(10, () => {
        reads += 1;
      }),
    );

    expect(alone).not.toBeNull();
    expect(beside).toBe(alone);
    // All their places were taken.
    expect(reads).toBe(4);
  });
});
