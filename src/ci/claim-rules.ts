import type { ApprovedRun, BoundRun, ClaimedPackage, ClaimHead } from '../domain/claim.ts';
import { runDifferences } from '../domain/run-differences.ts';

/** The inputs and the identity of this run. */
export interface Mine {
  operation: string;
  version: string;
  /** The SHA of the open claim that the dispatch named. */
  open: string;
  run: BoundRun;
}

/** The claim's answer for this run: it is bound to it, it may bind it, or it must stop. */
export type ClaimAnswer =
  | { is: 'mine'; approved: ApprovedRun }
  | { is: 'open'; approved: ApprovedRun }
  | { is: 'no'; problems: readonly string[] };

/** Decides from the claim's newest commit. Pure. */
export function answerOf(head: ClaimHead | undefined, mine: Mine): ClaimAnswer {
  const { operation, run } = mine;
  const no = (...problems: string[]): ClaimAnswer => ({ is: 'no', problems });
  if (head === undefined)
    return no(`Operation ${operation} has no claim. Navi opens the claim before it starts the run.`);
  const { claim } = head;
  switch (claim.state) {
    case 'revoked':
      return no(`The claim of operation ${operation} is revoked: ${claim.reason}.`);
    case 'old':
      return no(`Operation ${operation} belongs to run ${claim.run}, this is run ${run.id}.`);
    case 'bound':
      if (claim.run.id !== run.id)
        return no(`Operation ${operation} belongs to run ${claim.run.id}, this is run ${run.id}.`);
      if (head.parent !== mine.open) return no(wrongClaim(mine, head.parent));
      break;
    case 'open':
      if (head.sha !== mine.open) return no(wrongClaim(mine, head.sha));
  }
  const { approved } = claim;
  const problems = [
    ...(approved.operation === operation ? [] : [`The claim is of operation ${approved.operation}.`]),
    ...(approved.version === mine.version
      ? []
      : [`Version ${mine.version} was requested, but the claim is of ${approved.version}.`]),
    ...runDifferences(approved, run).map((difference) => `This run is not the approved one: ${difference}.`),
  ];
  if (problems.length > 0) return no(...problems);
  return { is: claim.state === 'open' ? 'open' : 'mine', approved };
}

function wrongClaim({ open }: Mine, found: string | null): string {
  return `The run was started with the claim ${open}, the open claim is ${found ?? 'another one'}.`;
}

/** A package that the build made; `access` is absent where its package.json does not say it. */
type Built = { name: string; version: string; access?: ClaimedPackage['access'] };

/** The build's packages are exactly those that were approved. */
export function packageDifferences(claimed: readonly ClaimedPackage[], built: readonly Built[]): string[] {
  const extra = built.filter(
    ({ name }, at) =>
      claimed.every((one) => one.name !== name) || built.findIndex((one) => one.name === name) < at,
  );
  return [
    ...extra.map(({ name, version }) => `${name}@${version} was built, and the claim does not name it.`),
    ...claimed.flatMap(({ name, version, access }) => {
      const found = built.find((one) => one.name === name);
      if (found === undefined) return [`${name}@${version} was approved, and the build does not have it.`];
      const differs = found.access !== undefined && found.access !== access;
      return [
        ...(found.version === version
          ? []
          : [`${name}@${found.version} was built, ${version} was approved.`]),
        ...(differs
          ? [`${name} says publishConfig.access ${found.access}, ${access ?? 'none'} was approved.`]
          : []),
      ];
    }),
  ];
}
