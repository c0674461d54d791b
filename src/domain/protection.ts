/** A job with publishing rights, and the environment whose rules it waits for; null without one. */
export interface PublishingJob {
  job: string;
  environment: string | null;
}

/** Who approves a job in an environment. */
export interface EnvironmentRules {
  name: string;
  /** Logins of people, and teams as `team <slug>`; one of them is enough. */
  reviewers: readonly string[];
  /** Whether Navi's own App is a rule of it. Impossible with a token instead of an App. */
  navi: 'is-a-rule' | 'is-no-rule' | 'has-no-app';
}

/** The protection of the publishing jobs. It decides nothing, so a failed read is a fact too. */
export type Protection =
  | { is: 'read'; environments: readonly EnvironmentRules[] }
  | { is: 'unreadable'; problem: string };
