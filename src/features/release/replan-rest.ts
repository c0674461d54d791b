import type { Operation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Rechecked } from '../../domain/rechecked.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { preTagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { readReleaseLine } from '../surfaces/index.ts';
import type { ReleaseContent } from './plans/release-content.ts';
import { decideRest, type WorldFacts } from './rest-plan.ts';

/** Reads the world again for a release that has already written, and plans its remaining steps. */
export async function replanRest(
  context: Context,
  operation: Operation,
  content: ReleaseContent,
): Promise<Rechecked> {
  const again = decideAgain(context, operation, { content, world: await readWorld(context, content) });
  if (again.is === 'blocked') return again;
  return again.differences.length === 0 ? { is: 'same' } : { ...again, is: 'changed' };
}

export type RestAgain =
  | { is: 'planned'; operation: Operation; differences: string[] }
  | Extract<Rechecked, { is: 'blocked' }>;

/** The plan for the remaining steps in this world. Awaits nothing, so that it can be decided inside a transaction. */
export function decideAgain(
  context: Pick<Context, 'policy' | 'settings' | 'steps'> & { clock: Pick<Context['clock'], 'now'> },
  operation: Operation,
  { content, world }: { content: ReleaseContent; world: WorldFacts | Refusal },
): RestAgain {
  if ('is' in world) return { is: 'blocked', refusal: world };
  const plan: Plan<ReleaseContent> = { ...operation.plan, content };
  const stamp = {
    operation: operation.id,
    revision: plan.revision + 1,
    now: context.clock.now().toISOString(),
    policy: context.policy,
  };
  const decided = decideRest({ ...operation, plan }, world, {
    settings: context.settings,
    stamp,
    steps: context.steps,
  });
  if (decided.is === 'refusal') return { is: 'blocked', refusal: decided };
  const { differences, steps } = decided;
  return {
    is: 'planned',
    differences,
    operation: { ...operation, plan: decided.plan, steps, approvers: [] },
  };
}

/** The line's pointer and the packages' `latest`, or a refusal that names the service that could not be read. */
export async function readWorld(context: Context, content: ReleaseContent): Promise<WorldFacts | Refusal> {
  const { cdn, npm } = context.settings;
  const names = content.packages.filter((one) => one.ships === 'npm').map((one) => one.name);
  try {
    const [{ pointer }, ...tags] = await Promise.all([
      readReleaseLine(context.objects, content.line, cdn.loader),
      ...names.map(async (name) => ({ name, tags: (await context.registry.primary(name))?.distTags })),
    ]);
    const tagged = (tag: string) => Object.fromEntries(tags.map((one) => [one.name, one.tags?.[tag]]));
    return { pointer, live: tagged(npm.liveTag), early: tagged(preTagOf(content.version) ?? '') };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem } = error.facts;
    return refuse({ code: 'neighbour-unreadable', service, problem });
  }
}
