import type { Settings } from '../../domain/settings.ts';
import type { PlanStep } from '../../domain/step.ts';
import { leaveTag } from './steps/leave-tag.ts';

/** A rolled-back version, and the version that `latest` of its package then has; null for none. */
export interface TakenPackage {
  name: string;
  version: string;
  before: string | null;
}

/** npm's message to people who install a version that was rolled back or stopped. */
export function deprecationOf(
  { name, version, before }: TakenPackage & { before: string },
  template: string,
): string {
  return template
    .replaceAll('{package}', name)
    .replaceAll('{version}', version)
    .replaceAll('{before}', before);
}

/** Moves the staging tag away from a rolled-back version, one step per package; without a target it stays. */
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
