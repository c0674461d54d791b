import type { Operation } from '../../../src/domain/operation.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import type { TestApp } from '../../harness/app/app.ts';

/** The step before which a release waits while an attacker writes to the database. */
export interface Waiting {
  release: Operation;
  /** Lets the world answer again. */
  mend(): void;
}

/** A release that has read the manifest and has not moved the pointer: the registry does not answer. */
export async function beforeThePointer(app: TestApp): Promise<Waiting> {
  const { registry, scm } = app.world;
  let isHeld = false;
  for (const call of ['package', 'primary', 'tarball'] as const)
    registry.before(call, () => {
      if (isHeld) throw new ServiceError({ service: 'npm', call, kind: 'unknown', problem: 'it is held' });
    });
  scm.onRun(async (run) => {
    await app.world.runWorkflow(run);
    isHeld = true;
  });
  const release = await carried(app);
  return {
    release,
    mend: () => {
      isHeld = false;
    },
  };
}

/** A release that has moved the pointer and is not proven at the edge: a probe is away. */
export async function beforeTheProof(app: TestApp): Promise<Waiting> {
  app.letWorkflowRun();
  app.world.edge.cut('probe-b');
  return { release: await carried(app), mend: () => app.world.edge.mend('probe-b') };
}

async function carried(app: TestApp): Promise<Operation> {
  const asked = await app.request();
  await app.approve(asked);
  await app.work(60_000);
  return app.operation(asked.id);
}
