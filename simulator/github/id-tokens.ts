import {
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import type { WorldClock } from '../kernel/world-clock.ts';
import type { JobRecord, RunRecord } from './records.ts';
import type { Machine } from './runner/machine.ts';

/** A job that may ask for identity tokens while it runs. */
export interface IdTokenJob {
  run: RunRecord;
  job: JobRecord;
  environment: string | undefined;
  machine: Machine;
}

/**
 * GitHub's issuer of identity tokens. The real one's address is `token.actions.githubusercontent.com`; here it is the
 * simulated GitHub's (docs.github.com "OpenID Connect reference").
 */
export interface IdTokens {
  /** The variables that the job's steps use to ask for a token; valid until `end`. */
  grant(job: IdTokenJob): { variables: Record<string, string>; end: () => void };
  /** A signed token; undefined when the request token belongs to no running job. */
  issue(requestToken: string, audience: string): string | undefined;
  /** The public keys by which a token is verified. */
  keys(): JsonWebKey[];
}

interface Issuer {
  clock: WorldClock;
  url: () => string;
  /** `owner/name` */
  repository: string;
}

const LIFETIME_S = 300;
const KEY_ID = 'simulated';

export function createIdTokens({ clock, url, repository }: Issuer): IdTokens {
  const jobs = new Map<string, IdTokenJob>();
  let key: KeyObject | undefined;
  // Made at the first request: it takes as long as the rest of the start.
  const privateKey = () => {
    key ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    return key;
  };
  return {
    grant: (job) => {
      const token = randomUUID();
      jobs.set(token, job);
      const variables = {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${url()}/_actions/idtoken/${job.run.id}/${job.job.id}?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: token,
      };
      return { variables, end: () => void jobs.delete(token) };
    },
    issue: (requestToken, audience) => {
      const found = jobs.get(requestToken);
      if (found === undefined) return undefined;
      const claims = claimsOf(found, { issuer: url(), repository, audience, at: clock.now() });
      return signed(claims, privateKey());
    },
    keys: () => [
      { ...createPublicKey(privateKey()).export({ format: 'jwk' }), kid: KEY_ID, alg: 'RS256', use: 'sig' },
    ],
  };
}

interface Issued {
  issuer: string;
  repository: string;
  audience: string;
  at: number;
}

/** Of the claims that GitHub writes, those that a relying party reads. */
function claimsOf(
  { run, job, environment, machine }: IdTokenJob,
  { issuer, repository, audience, at }: Issued,
) {
  const now = Math.floor(at / 1000);
  const workflow = `${repository}/${run.workflow.path}@${run.ref}`;
  const where = environment === undefined ? `ref:${run.ref}` : `environment:${environment}`;
  return {
    iss: issuer,
    aud: audience,
    sub: `repo:${repository}:${where}`,
    jti: randomUUID(),
    iat: now,
    nbf: now,
    exp: now + LIFETIME_S,
    repository,
    repository_owner: repository.split('/')[0],
    repository_visibility: 'private',
    workflow_ref: workflow,
    job_workflow_ref: workflow,
    event_name: run.event,
    ref: run.ref,
    sha: run.sha,
    run_id: String(run.id),
    run_attempt: String(run.attempt),
    check_run_id: String(job.id),
    runner_environment: machine,
    ...(environment === undefined ? {} : { environment }),
  };
}

function signed(claims: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT', kid: KEY_ID })}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}
