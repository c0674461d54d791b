import { z } from 'zod';
import { parseVersion } from '../domain/version.ts';
import { PipelineMisuse } from './task.ts';

const Url = z.url({ protocol: /^https?$/ });
export const Commit = z.string().regex(/^[0-9a-f]{40}$/, 'is not a full commit sha');
const Id = z.coerce.number().int().positive();
const Repository = z
  .string()
  .regex(/^[\w.-]+\/[\w.-]+$/, 'is not owner/name')
  .transform((text) => {
    const [owner = '', name = ''] = text.split('/');
    return { owner, name };
  });

/** The approved values: the inputs of the workflow. */
export const Approved = z.object({
  NAVI_VERSION: z
    .string()
    .refine((text) => parseVersion(text) === text, 'is not an exact version: major.minor.patch'),
  NAVI_COMMIT: Commit,
  /** It becomes the name of a git ref, so its letters are few. */
  NAVI_OPERATION: z.string().regex(/^[A-Za-z0-9][\w-]{0,99}$/, 'is not the id of an operation'),
});

/** The run, as GitHub describes it to every step (docs.github.com, "Variables reference", default variables). */
export const Run = z.object({ GITHUB_RUN_ID: Id, GITHUB_RUN_ATTEMPT: Id });

export const Checkout = z.object({ GITHUB_SHA: Commit, GITHUB_REF: z.string() });

export const Github = z.object({
  GITHUB_API_URL: Url,
  GITHUB_REPOSITORY: Repository,
  GITHUB_TOKEN: z.string(),
});

/** Without `GCS_API_URL` the bucket is Google's. */
export const Bucket = z.object({
  NAVI_BUCKET: z.string(),
  GCS_API_URL: Url.optional(),
  GOOGLE_CLOUD_PROJECT: z.string().default('unnamed'),
});

/** Without `CDN_PROBE_URLS` the edge is seen from every address of the host. */
export const EdgeView = z.object({
  NAVI_CDN_HOST: z.string(),
  CDN_PROBE_URLS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((url) => url !== ''))
    .pipe(z.array(Url))
    .optional(),
});

/** Without `NPM_REGISTRY_URL` the registry is npm's default. */
export const Registry = z.object({ NPM_REGISTRY_URL: Url.optional() });

/**
 * How a job can prove itself to npm: a token, or the right to ask GitHub for an identity token (docs.github.com
 * "Variables reference", `RUNNER_ENVIRONMENT`; "OpenID Connect reference").
 */
export const Publisher = z.object({
  NPM_TOKEN: z.string().optional(),
  ACTIONS_ID_TOKEN_REQUEST_URL: z.string().optional(),
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: z.string().optional(),
  RUNNER_ENVIRONMENT: z.string().optional(),
});

/**
 * Reads a command's variables. An empty variable counts as absent, because Actions passes unset `vars` as empty text.
 * Throws {@link PipelineMisuse} with all problems.
 */
export function readEnvironment<T extends z.ZodType>(schema: T, env: NodeJS.ProcessEnv): z.infer<T> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  throw new PipelineMisuse(
    read.error.issues.map((issue) => {
      const name = String(issue.path[0] ?? 'environment');
      return given[name] === undefined ? `${name} is not set` : `${name}: ${issue.message}`;
    }),
  );
}
