import type { Judged } from '../../domain/gate.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { canonical, type Json } from '../../domain/json.ts';
import { explain } from '../../domain/refusals.ts';
import type { ReleaseFacts } from '../../domain/release-facts.ts';

/** When a plan is judged. */
type Occasion = 'request' | 'approval' | 'first write';

/** Larger facts are left out of the journal. Characters. */
const MOST_FACTS = 200_000;

/** The row that says how a plan was judged: every verdict, shadow ones too, and the facts that they are from. */
export function judgementOf({
  occasion,
  policy,
  verdicts,
  facts,
}: {
  occasion: Occasion;
  /** Hash of the policy in force. */
  policy: string;
  verdicts: readonly Judged[];
  facts: ReleaseFacts;
}): JournalEntry['details'] {
  return { occasion, policy, verdicts: verdicts.map(verdictText), facts: recordedFacts(facts) };
}

function verdictText(verdict: Judged): Json {
  const { gate, is } = verdict;
  switch (verdict.is) {
    case 'pass':
    case 'warn':
      return { gate, is, evidence: verdict.evidence };
    case 'shadow':
      return { gate, is, would: verdict.would, evidence: verdict.evidence };
    case 'block':
      return { gate, is, code: verdict.reason.code, evidence: explain(verdict.reason).text };
  }
}

/** The facts without what decides nothing (titles of commits) and without the names of customers. */
function recordedFacts({ changes, notice, ...facts }: ReleaseFacts): Json {
  const told =
    notice?.is === 'sent'
      ? { ...notice, customers: notice.customers.map(({ name: _name, ...one }) => one) }
      : notice;
  const counted = changes.is === 'known' ? { is: changes.is, inAll: changes.inAll } : changes;
  const text = canonical({ ...facts, notice: told, changes: counted });
  return text.length > MOST_FACTS ? `left out: ${text.length} characters` : JSON.parse(text);
}
