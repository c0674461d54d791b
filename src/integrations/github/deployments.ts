import { z } from 'zod';
import type { PendingDeployment } from '../../domain/run.ts';
import type { Door } from './door.ts';

/** A person or a team, as environments and their pending deployments name them. */
const Reviewer = z
  .object({
    type: z.string().optional(),
    reviewer: z.object({ login: z.string().optional(), slug: z.string().optional() }),
  })
  .transform(({ reviewer: { login, slug } }) => login ?? (slug === undefined ? 'unknown' : `team ${slug}`));

const Pending = z
  .object({
    environment: z.object({ name: z.string() }),
    wait_timer: z.number().nullish(),
    reviewers: z.array(Reviewer).default([]),
  })
  .transform(
    ({ environment, wait_timer, reviewers }): PendingDeployment => ({
      environment: environment.name,
      reviewers,
      waitMinutes: wait_timer ?? 0,
    }),
  );

export async function readPendingDeployments(door: Door, run: number): Promise<PendingDeployment[]> {
  const { data } = await door.ask({
    route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments',
    params: { run_id: run },
    effect: 'read',
  });
  return z.array(Pending).parse(data);
}
