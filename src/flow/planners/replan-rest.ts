import type { Operation } from '../../domain/operation.ts';
import type { Plan, ReleaseContent } from '../../domain/plan.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { decideRest, type WorldFacts } from '../../features/release/rest-plan.ts';
import { NeighbourError } from '../../ports/neighbour-error.ts';
import type { Ground } from '../ports.ts';
import { readLine } from './line.ts';

/** What the rest of a release is planned to: nothing new, a revision, or why it cannot be planned. */
export type Replanned =
  | { is: 'same' }
  | { is: 'changed'; operation: Operation; differences: string[] }
  | { is: 'blocked'; refusal: Refusal };

/** Reads the world again for a release that has written already, and plans what is left of it. */
export async function replanRest(
  ground: Ground,
  operation: Operation,
  content: ReleaseContent,
): Promise<Replanned> {
  const again = decideAgain(ground, operation, { content, world: await readWorld(ground, content) });
  if (again.is === 'blocked') return again;
  return again.differences.length === 0 ? { is: 'same' } : { ...again, is: 'changed' };
}

export type RestAgain =
  | { is: 'planned'; operation: Operation; differences: string[] }
  | Extract<Replanned, { is: 'blocked' }>;

/** The rest as it would be planned in this world. Awaits nothing, so that it can be decided inside a transaction. */
export function decideAgain(
  ground: Ground,
  operation: Operation,
  { content, world }: { content: ReleaseContent; world: WorldFacts | Refusal },
): RestAgain {
  if ('is' in world) return { is: 'blocked', refusal: world };
  const plan: Plan<ReleaseContent> = { ...operation.plan, content };
  const stamp = {
    operation: operation.id,
    revision: plan.revision + 1,
    now: ground.clock.now().toISOString(),
    policy: ground.policy,
  };
  const decided = decideRest({ ...operation, plan }, world, { settings: ground.settings, stamp });
  if (decided.is === 'refusal') return { is: 'blocked', refusal: decided };
  const { differences, steps } = decided;
  return {
    is: 'planned',
    differences,
    operation: { ...operation, plan: decided.plan, steps, approvers: [] },
  };
}

/** The line's pointer and the packages' `latest`, or a refusal that names the neighbour that could not be read. */
export async function readWorld(ground: Ground, content: ReleaseContent): Promise<WorldFacts | Refusal> {
  const { cdn, npm } = ground.settings;
  const names = content.packages.filter((one) => one.ships === 'npm').map((one) => one.name);
  try {
    const [{ pointer }, ...live] = await Promise.all([
      readLine(ground.objects, content.line, cdn.loader),
      ...names.map(
        async (name) => [name, (await ground.registry.primary(name))?.distTags[npm.liveTag]] as const,
      ),
    ]);
    return { pointer, live: Object.fromEntries(live) };
  } catch (error) {
    if (!(error instanceof NeighbourError)) throw error;
    const { neighbour, problem } = error.facts;
    return refuse({ code: 'neighbour-unreadable', neighbour, problem });
  }
}
