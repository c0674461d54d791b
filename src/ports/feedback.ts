/** An issue that has the label now. Times are ISO. */
export interface LabelledIssue {
  number: number;
  isOpen: boolean;
  closedAt: string | null;
}

/** A label was set: when (ISO), and by which login; null for an account that is gone. */
export interface Labelling {
  at: string;
  by: string | null;
}

export type Severity = 'critical' | 'high';

/** A vulnerability of what customers load. */
export interface VulnerabilityAlert {
  number: number;
  package: string;
  severity: Severity;
  /** Such as `GHSA-…`: several alerts may be about one. */
  advisory: string;
  /** The file that names the package, such as `packages/navi-js/package.json`. */
  manifest: string;
  openedAt: string;
  /** When a fix came to the default branch. */
  fixedAt: string | null;
  /** When a person said that it does not concern customers. */
  dismissedAt: string | null;
}

/** What customers and Dependabot report, on GitHub. */
export interface Feedback {
  /** Issues with this label that are open, or changed since; `isAtLeast` where there are more than Navi reads. */
  labelled(query: { label: string; since: Date }): Promise<{
    issues: readonly LabelledIssue[];
    isAtLeast: boolean;
  }>;
  /** Each time that the label was set, the oldest first; none where the timeline does not tell. */
  labellings(query: { number: number; label: string }): Promise<readonly Labelling[]>;
  /** Critical and high ones, open or changed since; undefined where the repository has Dependabot's alerts off. */
  vulnerabilities(query: {
    since: Date;
  }): Promise<{ alerts: readonly VulnerabilityAlert[]; isAtLeast: boolean } | undefined>;
}
