/** An issue that has the label now. Times are ISO. */
export interface LabelledIssue {
  number: number;
  isOpen: boolean;
  closedAt: string | null;
}

/** A vulnerability of what customers load. */
export interface VulnerabilityAlert {
  number: number;
  package: string;
  severity: 'critical' | 'high';
  openedAt: string;
  /** When a fix came to the default branch. */
  fixedAt: string | null;
  /** When somebody said that it does not concern customers. */
  dismissedAt: string | null;
}

/** What customers and Dependabot report, on GitHub. */
export interface Feedback {
  /** Issues with this label that are open, or changed since; `isAtLeast` where there are more than Navi reads. */
  labelled(query: { label: string; since: Date }): Promise<{
    issues: readonly LabelledIssue[];
    isAtLeast: boolean;
  }>;
  /** When the label was first set, ISO; null where the timeline does not tell. */
  labelledAt(query: { number: number; label: string }): Promise<string | null>;
  /** Critical and high ones, open or changed since; undefined where the repository has Dependabot's alerts off. */
  vulnerabilities(query: {
    since: Date;
  }): Promise<{ alerts: readonly VulnerabilityAlert[]; isAtLeast: boolean } | undefined>;
}
