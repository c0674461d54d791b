/** A Dependabot alert. Times as GitHub writes them. */
export interface AlertRecord {
  number: number;
  package: string;
  severity: 'low' | 'medium' | 'high' | 'critical';
  scope: 'development' | 'runtime';
  state: 'open' | 'fixed' | 'dismissed' | 'auto_dismissed';
  /** The first version that is not vulnerable; null when there is none. */
  patched: string | null;
  reason: 'fix_started' | 'inaccurate' | 'no_bandwidth' | 'not_used' | 'tolerable_risk' | null;
  createdAt: string;
  updatedAt: string;
  endedAt: string | null;
}
