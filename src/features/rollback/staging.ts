import type { Settings } from '../../domain/settings.ts';
import type { PlanStep } from '../../domain/step.ts';
import { leaveTag } from '../../flow/steps/leave-tag.ts';

/** A version that is taken back, and the one that `latest` of its package is at then; null when it has none. */
export interface TakenPackage {
  name: string;
  version: string;
  before: string | null;
}

/** What npm tells people who install a version that was taken back. */
export function deprecationOf(
  { name, version, before }: TakenPackage & { before: string },
  { rollback }: Settings,
): string {
  return rollback.deprecation
    .replaceAll('{package}', name)
    .replaceAll('{version}', version)
    .replaceAll('{before}', before);
}

/** The staging tag leaves a version that was taken back, each package by a step; where there is nothing to go to, it stays. */
export function stagingBack(taken: readonly TakenPackage[], { npm }: Settings): PlanStep[] {
  const isSecond = (name: string, at: number) => taken.findIndex((one) => one.name === name) !== at;
  return taken.flatMap(({ name, version, before }, at): PlanStep[] =>
    before === null || before === version
      ? []
      : [
          leaveTag.step({
            id: `${npm.stagingTag}:${name}${isSecond(name, at) ? `@${version}` : ''}`,
            after: [],
            params: { name, tag: npm.stagingTag, leaves: version, to: before },
          }),
        ],
  );
}
