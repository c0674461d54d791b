import { NOW } from '../../harness/samples/sample-release.ts';

/** What the tests draw with. */
export const VIEW = { now: NOW };

/** The texts of these blocks in which Slack would read markup. */
export function mrkdwnTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnTexts);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && value.type === 'mrkdwn' && 'text' in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(mrkdwnTexts)];
}
