import { z } from 'zod';

const Service = z.object({
  url: z.string().optional(),
  state: z.unknown().optional(),
  error: z.string().optional(),
});

/** Everything outside Slack (`GET /_control/world`). */
export const World = z.object({
  services: z.record(z.string(), Service),
  navi: z
    .object({ state: z.string(), pid: z.number().nullish() })
    .default({ state: 'by-hand', pid: undefined }),
  /** How far the world's time is ahead of this machine's. */
  clock: z.object({ aheadMs: z.number() }).default({ aheadMs: 0 }),
});
export type World = z.infer<typeof World>;

/** The bucket's objects. */
export const Bucket = z.object({
  bucket: z.string(),
  objects: z.array(
    z.object({
      name: z.string(),
      generation: z.coerce.string(),
      size: z.coerce.number(),
      sha384: z.string().optional(),
      cacheControl: z.string().nullish(),
      contentType: z.string().nullish(),
      updated: z.string().optional(),
    }),
  ),
});
export type Bucket = z.infer<typeof Bucket>;
export type BucketObject = Bucket['objects'][number];

/** The load balancer's purges. */
export const Compute = z.object({
  operations: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      progress: z.number().optional(),
      path: z.string().optional(),
      startTime: z.string().nullish(),
      endTime: z.string().nullish(),
      error: z.unknown().optional(),
    }),
  ),
});
export type Compute = z.infer<typeof Compute>;

const ProbePath = z.object({
  path: z.string(),
  sha384: z.string(),
  version: z.string().nullish(),
  age: z.number().optional(),
  cachedAt: z.union([z.string(), z.number()]).nullish(),
  maxAge: z.number().nullish(),
  state: z.string().optional(),
});
/** What customers get at each probe. */
export const Edge = z.object({
  host: z.string().optional(),
  probes: z.array(z.object({ name: z.string(), url: z.string().optional(), paths: z.array(ProbePath) })),
});
export type ProbePath = z.infer<typeof ProbePath>;

/** The content of the registry. */
export const Npm = z.object({
  packages: z.array(
    z.object({
      name: z.string(),
      distTags: z.record(z.string(), z.string()),
      versions: z.array(
        z.object({
          version: z.string(),
          deprecated: z.union([z.string(), z.boolean()]).nullish(),
          publishedAt: z.string().nullish(),
          visible: z.boolean().default(true),
        }),
      ),
    }),
  ),
});
export type NpmPackage = z.infer<typeof Npm>['packages'][number];

const Step = z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullish() });
const Job = Step.extend({
  startedAt: z.string().nullish(),
  completedAt: z.string().nullish(),
  steps: z.array(Step).default([]),
});
const Run = z.object({
  id: z.coerce.string(),
  attempt: z.number().optional(),
  name: z.string().optional(),
  title: z.string().optional(),
  status: z.string(),
  conclusion: z.string().nullish(),
  event: z.string().optional(),
  createdAt: z.string().optional(),
  jobs: z.array(Job).default([]),
});
export type Step = z.infer<typeof Step>;
export type Job = z.infer<typeof Job>;
export type Run = z.infer<typeof Run>;

/** The repository: its head, tags, workflow runs and releases. */
export const Github = z.object({
  repo: z.string().optional(),
  defaultBranch: z.string().optional(),
  head: z.string().nullish(),
  tags: z.array(z.object({ name: z.string(), commit: z.string().nullish() })).default([]),
  runs: z.array(Run).default([]),
  releases: z
    .array(z.object({ tag: z.string(), name: z.string().nullish(), draft: z.boolean().default(false) }))
    .default([]),
});

/** The browsers on customers' sites. */
export const Visitors = z.object({
  perMinute: z.number().nullable(),
  errorRate: z.record(z.string(), z.number()).default({}),
  serverErrorRate: z.number().default(0),
  releases: z.array(
    z.object({
      release: z.string(),
      loads: z.number(),
      errors: z.number(),
      /** Its part of the last loads; null while there are none. */
      exposure: z.number().nullable(),
      minutes: z.array(z.number()),
    }),
  ),
  atEdge: z.object({ requests: z.number(), hits: z.number() }),
});
export type VisitorsState = z.infer<typeof Visitors>;

/** What the pager has received. */
export const Pager = z.object({
  received: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      body: z.object({
        type: z.string(),
        data: z.object({ incident: z.string(), title: z.string(), text: z.string() }),
      }),
    }),
  ),
});

/** What the mail server took, the newest first. */
export const Mailboxes = z.object({
  messages: z.number(),
  mailboxes: z.number(),
  newest: z.array(
    z.object({ id: z.number(), to: z.string(), at: z.string(), subject: z.string(), text: z.string() }),
  ),
});
