/** A job that holds what it needs to publish, and the environment whose rules it waits for; null when it names none. */
export interface PublishingJob {
  job: string;
  environment: string | null;
}

/** Who decides whether a job in an environment goes on. */
export interface EnvironmentRules {
  name: string;
  /** Logins of people, and teams as `team <slug>`; one of them is enough. */
  reviewers: readonly string[];
  /** Whether Navi's own App is a rule of it. With a token instead of an App it cannot be one. */
  navi: 'is-a-rule' | 'is-no-rule' | 'has-no-app';
}

/** What is known of the publishing jobs' protection. It decides nothing, so a read that fails is a fact too. */
export type Protection =
  | { is: 'read'; environments: readonly EnvironmentRules[] }
  | { is: 'unreadable'; problem: string };
