import type { RollbackRequest } from '../../domain/click.ts';
import type { ByRule } from '../../domain/person.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { explain } from '../../domain/refusals.ts';
import type { Context } from '../../engine/context.ts';
import { createLooks } from './looks.ts';
import { type Prepared, prepare } from './prepare-rollback.ts';
import type { DecidedRollback } from './rollback-plan.ts';
import { type Alongside, saveRollback } from './save-rollback.ts';

/** What a rule of the configuration has decided. */
export interface RuleRollback {
  by: ByRule;
  /** The release operation that is taken back. */
  release: string;
  /** The version that must be its target. */
  target: string;
  reason: string;
  /** In the transaction that saves the rollback. */
  alongside: Alongside;
}

export type Begun = { is: 'begun'; operation: string } | { is: 'not-begun'; why: string };

/**
 * A rollback by a rule: the same target, plan, locks and transaction as a person's. It begins only where a person would
 * be asked for nothing but the confirmation.
 */
export async function rollBackByRule(context: Context, rule: RuleRollback): Promise<Begun> {
  context.cdn.warm();
  const request: RollbackRequest<ByRule> = {
    ...{ target: undefined, card: rule.release, reason: rule.reason, cdnOnly: false },
    ...{ caller: rule.by, place: { is: 'clock' } },
  };
  const prepared = await prepare(context, request, createLooks(context).now);
  const decided = usualOf(prepared, rule.target);
  if ('why' in decided) return { is: 'not-begun', why: decided.why };
  const saved = await saveRollback(context, request, decided, rule.alongside);
  if (saved.is === 'accepted') return { is: 'begun', operation: saved.operation };
  const why = saved.is === 'refusal' ? textOf(saved.refusal) : 'it was not accepted';
  return { is: 'not-begun', why };
}

/** The plan, where nothing but a confirmation is missing. */
function usualOf(prepared: Prepared, target: string): DecidedRollback | { why: string } {
  switch (prepared.is) {
    case 'refusal':
      return { why: textOf(prepared) };
    case 'joined':
      return { why: `${prepared.same.id} rolls its line back already` };
    case 'stop':
    case 'choose':
      return { why: `${prepared.stop.operation} is running on its line` };
    case 'prepared': {
      const { decided } = prepared;
      const { version } = decided.plan.content;
      if (version !== target) return { why: `a rollback would go to v${version}, not to v${target}` };
      return decided.needsReason === null ? decided : { why: decided.needsReason };
    }
  }
}

function textOf({ reasons }: Refusal): string {
  return reasons.map((reason) => explain(reason).text).join(' ');
}
