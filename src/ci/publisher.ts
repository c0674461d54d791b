import { gte, valid } from 'semver';

/** The facts that decide how this job authenticates to npm. */
export interface JobFacts {
  hasToken: boolean;
  /** The job has `id-token: write`. */
  hasIdToken: boolean;
  /** GitHub's own machine; undefined where the runner does not say. */
  isHosted: boolean | undefined;
  /** The version of the npm that would publish. */
  npm: string;
}

/** How a package is published: as its trusted publisher, with the token, or not at all. */
export type Way = { by: 'trust' } | { by: 'token' } | { by: 'nothing'; problem: string };

/** docs.npmjs.com/trusted-publishers: npm's client exchanges identity tokens from this version on. */
const TRUST_SINCE = '11.5.1';

/**
 * As the trusted publisher where this job can be one; npm itself falls back to an existing token. A package that is
 * not on npm yet has no settings page to name a publisher, so its first publish needs a token.
 */
export function wayOf({ name, isNew }: { name: string; isNew: boolean }, job: JobFacts): Way {
  if (isNew)
    return job.hasToken
      ? { by: 'token' }
      : {
          by: 'nothing',
          problem: `${name} is not on npm yet, and npm takes a first publish only with a token: set the secret NPM_TOKEN of the job's environment (granular, read and write, bypass 2FA), run the release again, then name this workflow as the package's trusted publisher and delete the secret.`,
        };
  const obstacle = obstacleTo(job);
  if (obstacle === undefined) return { by: 'trust' };
  return job.hasToken
    ? { by: 'token' }
    : { by: 'nothing', problem: `${name} cannot be published without NPM_TOKEN: ${obstacle}` };
}

/** Why this job is not a trusted publisher, with the fix. */
function obstacleTo({ hasIdToken, isHosted, npm }: JobFacts): string | undefined {
  if (isHosted === false)
    return 'npm takes trusted publishing only from GitHub-hosted runners; give the job runs-on: ubuntu-24.04.';
  if (!hasIdToken)
    return 'the job may not ask for an identity token; give it permissions: id-token: write (and contents: read).';
  if (valid(npm) === null || !gte(npm, TRUST_SINCE))
    return `npm ${npm} is too old for trusted publishing, which needs ${TRUST_SINCE}; let actions/setup-node install Node 24.`;
  return undefined;
}

/** What a person compares on npmjs.com when npm did not accept this job as the trusted publisher. */
export function publisherToName(env: NodeJS.ProcessEnv): string {
  const [owner = '', repository = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  const file = /\/(?<file>[^/@]+)@/.exec(env['GITHUB_WORKFLOW_REF'] ?? '')?.groups?.['file'] ?? '';
  const name = (text: string) => (text === '' ? 'this one' : text);
  return `organization ${name(owner)}, repository ${name(repository)}, workflow ${name(file)}, the environment that the job names, and npm publish among the allowed actions`;
}
