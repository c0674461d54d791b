import type { Operation } from '../../../src/domain/operation.ts';
import { NeighbourError } from '../../../src/ports/neighbour-error.ts';
import type { TestDesk } from '../desk.ts';

/** Where a release waits while somebody writes to the database. */
export interface Waiting {
  release: Operation;
  /** Lets the world answer again. */
  mend(): void;
}

/** A release that has read the manifest and has not moved the pointer: the registry does not answer. */
export async function beforeThePointer(desk: TestDesk): Promise<Waiting> {
  const { registry, scm } = desk.world;
  let isHeld = false;
  for (const call of ['package', 'primary', 'tarball'] as const)
    registry.before(call, () => {
      if (isHeld)
        throw new NeighbourError({ neighbour: 'npm', call, kind: 'unknown', problem: 'it is held' });
    });
  scm.onRun(async (run) => {
    await desk.world.runWorkflow(run);
    isHeld = true;
  });
  const release = await carried(desk);
  return {
    release,
    mend: () => {
      isHeld = false;
    },
  };
}

/** A release that has moved the pointer and is not proven at the edge: a probe is away. */
export async function beforeTheProof(desk: TestDesk): Promise<Waiting> {
  desk.letWorkflowRun();
  desk.world.edge.cut('probe-b');
  return { release: await carried(desk), mend: () => desk.world.edge.mend('probe-b') };
}

async function carried(desk: TestDesk): Promise<Operation> {
  const asked = await desk.request();
  await desk.approve(asked);
  await desk.work(60_000);
  return desk.operation(asked.id);
}
