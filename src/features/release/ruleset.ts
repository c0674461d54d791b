import { requestIdsOf, ServiceError } from '../../ports/service-error.ts';

/** GitHub's words and what to do, where a ruleset refuses a change of this tag; null where another reason refuses it. */
export function rulesetHelp(tag: string, { facts: { kind, problem } }: ServiceError): string | null {
  if (kind !== 'refused' || !/rule violations|being restricted/i.test(problem)) return null;
  const words = problem.replace(/\s+/g, ' ').trim();
  return `GitHub refused it (${words}): let Navi’s App bypass the ruleset for ${tag}, as docs/protection.md says`;
}

/** A ruleset's refusal of a step's write, as its trouble. Throws every other error again. */
export function refusedByRuleset(tag: string, error: unknown) {
  const help = error instanceof ServiceError ? rulesetHelp(tag, error) : null;
  if (help === null || !(error instanceof ServiceError)) throw error;
  const trouble = { code: 'refused' as const, detail: `${help}; then retry` };
  return { is: 'refused' as const, trouble, ...requestIdsOf(error) };
}
