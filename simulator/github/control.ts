import { z } from 'zod';
import type { Kernel } from '../kernel/kernel.ts';
import { resolveCommit } from './git/objects.ts';
import type { Github } from './github.ts';
import { now } from './records.ts';

const CheckOrder = z
  .object({
    /** A commit, branch or tag. */
    sha: z.string(),
    name: z.string(),
    app: z.string().default('github-actions'),
    status: z.enum(['queued', 'in_progress', 'completed']).optional(),
    conclusion: z
      .enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required'])
      .optional(),
  })
  .refine((order) => order.status !== undefined || order.conclusion !== undefined, {
    message: 'give a status or a conclusion',
  });

const RunOrder = z.object({
  fate: z.enum(['startup_failure', 'no-rerun']),
  times: z.number().int().positive().default(1),
});

const EnvironmentOrder = z.object({
  name: z.string(),
  reviewers: z.array(z.string()).default([]),
  waitSeconds: z.number().nonnegative().default(0),
  apps: z.array(z.string()).default([]),
});

const RulesOrder = z.object({ enforced: z.boolean() });

const JobOrder = z.object({
  job: z.string(),
  conclusion: z.enum(['failure', 'skipped', 'cancelled', 'timed_out']),
  times: z.number().int().positive().default(1),
  /** The step at which it happens, by name or number; the default is the first, before any effect. */
  step: z.union([z.string(), z.number().int().positive()]).default(1),
});

/**
 * The control calls of the simulated GitHub alone: `POST /_control/checks` changes one check run of a commit, `POST
 * /_control/jobs` makes a job of the next run or runs end differently, and `POST /_control/runs` the next runs
 * themselves; `POST /_control/environments` sets one environment's protection rules, and `POST /_control/rulesets`
 * lifts the rules for tags.
 */
export function addGithubControl(kernel: Kernel, github: Github): void {
  kernel.app.post('/_control/checks', async (c) => {
    const asked = CheckOrder.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    const { name, app, status = 'completed', conclusion = null } = asked.data;
    const sha = await resolveCommit(github.git, asked.data.sha);
    if (sha === undefined) return c.json({ ok: false, error: `no commit is named ${asked.data.sha}` }, 404);
    const { records } = github.book;
    const check = {
      sha,
      name,
      app,
      status,
      conclusion: status === 'completed' ? conclusion : null,
      at: now(github.clock),
    };
    const others = records.checks.filter((one) => one.sha !== sha || one.name !== name || one.app !== app);
    records.checks = [...others, check];
    github.book.changed();
    return c.json({ ok: true, check });
  });

  addOrders(kernel, github);

  kernel.app.get('/_control/jobs', (c) => c.json({ ok: true, jobs: github.runner.forcing.list() }));
  kernel.app.post('/_control/jobs', async (c) => {
    const asked = JobOrder.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    github.runner.forcing.add(asked.data);
    return c.json({ ok: true, jobs: github.runner.forcing.list() });
  });
}

/** Requests that are stored unchanged. */
function addOrders(kernel: Kernel, github: Github): void {
  const order = <T extends z.ZodType>(path: string, schema: T, take: (asked: z.infer<T>) => void) =>
    kernel.app.post(`/_control/${path}`, async (c) => {
      const asked = schema.safeParse(await c.req.json().catch(() => undefined));
      if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
      take(asked.data);
      return c.json({ ok: true });
    });
  order('runs', RunOrder, ({ fate, times }) => github.runner.fates.add(fate, times));
  order('environments', EnvironmentOrder, (environment) => github.environments.put(environment));
  order('rulesets', RulesOrder, ({ enforced }) => github.rules.setEnforced(enforced));
}
