/** The sources of what is measured. Rows and configuration carry these names, so each must keep its meaning. */
export const SOURCE_IDS = [
  'probes',
  'google-monitoring',
  'npm-downloads',
  'sentry',
  'datadog',
  'github-issues',
  'dependabot',
] as const;
export type SourceId = (typeof SOURCE_IDS)[number];

/** The sources for people, as the subject of a sentence: one that takes *is*. */
export const SOURCE_NAMES: Readonly<Record<SourceId, string>> = {
  probes: 'Navi’s own probe',
  'google-monitoring': 'Google Cloud Monitoring',
  'npm-downloads': 'npm’s download count',
  sentry: 'Sentry',
  datadog: 'Datadog',
  'github-issues': 'GitHub’s issue list',
  dependabot: 'Dependabot',
};

/** Why a source did not answer as it should. Times are ISO. */
export type Failure =
  | { is: 'unauthorized' }
  | { is: 'forbidden'; right: string }
  | { is: 'not-found' }
  | { is: 'rate-limited'; until: string | null }
  | { is: 'server-error'; status: number }
  | { is: 'no-answer' }
  /** Cut off, or of another form. */
  | { is: 'unreadable' }
  /** It answers that there is nothing, while another source sees traffic. */
  | { is: 'silent'; seenBy: string };

/** What one read of a source came to. */
export type Reading =
  | { is: 'answered'; at: string }
  | { is: 'failed'; at: string; failure: Failure }
  | { is: 'not-configured'; at: string; setting: string };

/** `readAt` is the newest reading that counted; `workedAt` the last answer, null for none yet. */
export type Health =
  | { is: 'not-read-yet' }
  /** `misses`: failed reads since the last answer, too few to be believed. */
  | { is: 'working'; since: string; workedAt: string; readAt: string; misses: Misses | null }
  | { is: 'broken'; since: string; workedAt: string | null; readAt: string; failure: Failure }
  | { is: 'not-set-up'; workedAt: string | null; readAt: string; missing: Missing };

interface Misses {
  count: number;
  since: string;
  failure: Failure;
}

export type Missing = { is: 'setting' | 'right'; name: string };
