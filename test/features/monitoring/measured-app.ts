import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGithub } from '../../../src/adapters/github/index.ts';
import type { Context } from '../../../src/engine/context.ts';
import { measureSource } from '../../../src/features/monitoring/measure.ts';
import type { Store } from '../../../src/ports/store.ts';
import { connect, type Measured, MINUTE, openMeasured, START } from '../../contracts/measured-fixture.ts';
import { appOn, type TestApp } from '../../harness/app/app.ts';
import { createFakeClock } from '../../harness/fakes/clock.ts';
import { createFakeWorld, type FakeWorld } from '../../harness/fakes/world.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { openStoreIn } from '../../harness/store/store.ts';
import { startWorld, type World } from '../../simulator/github/world.ts';

/** Navi on fakes, with the real clients of what is measured, an hour after `START`. */
export interface MeasuredApp {
  app: TestApp;
  measured: Measured;
  github: World;
  /** Of the store. */
  dir: string;
  /** Reads a source until it has told everything. */
  measure(id: string): Promise<void>;
  /** Both clocks. */
  pass(minutes: number): void;
  close(): Promise<void>;
}

/** Another store than the embedded one, and what waits for its answers. */
export type OpenStore = (world: FakeWorld) => Promise<{ store: Store; answered(): Promise<void> }>;

/** The real clients of what is measured, for the context of one process. */
export function measuredClients({
  measured,
  github,
}: Pick<MeasuredApp, 'measured' | 'github'>): Partial<Context> {
  const { monitoring, sentry, datadog, downloads } = connect(measured.urls, { deadlineMs: 1_000 });
  return {
    traffic: monitoring,
    sentry: { service: sentry },
    datadog: { service: datadog },
    downloads,
    feedback: createGithub({
      baseUrl: github.url,
      auth: { token: 'ghs_simulated_navi' },
      repository: { owner: 'awell-health', name: 'navi' },
      deadlineMs: 1_000,
    }),
  };
}

export async function openMeasuredApp(openStore?: OpenStore): Promise<MeasuredApp> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-measured-'));
  const measured = await openMeasured();
  const github = await startWorld({ 'a.txt': 'a' });
  const world = createFakeWorld({ clock: createFakeClock(new Date(START + 60 * MINUTE).toISOString()) });
  const opened = await openStore?.(world);
  const store = opened?.store ?? (await openStoreIn(join(dir, 'store'), world));
  const answered = opened === undefined ? {} : { answered: opened.answered };
  const app = appOn({ world, store, settings: settingsWith(), close: () => store.close(), ...answered });
  Object.assign(app.context, measuredClients({ measured, github }));
  return {
    app,
    measured,
    github,
    dir: join(dir, 'store'),
    measure: async (id) => {
      while ((await measureSource(app.context, id)).is === 'again') world.clock.jump(1);
    },
    pass: (minutes) => {
      world.clock.jump(minutes * MINUTE);
      measured.setTime(world.clock.now().getTime());
    },
    close: async () => {
      await app.close();
      await measured.close();
      await github.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
