import { z } from 'zod';
import { operationSubject } from '../../../domain/subject.ts';
import { isPrerelease } from '../../../domain/version.ts';
import type { Consequence } from '../../../engine/consequence.ts';
import { defineStep } from '../../../engine/define-step.ts';
import { enqueueIncident } from '../../customers/index.ts';
import { announcement } from '../../surfaces/index.ts';

/**
 * Done when its outbox row is committed, in the transaction that journals it. The delivery is journalled separately,
 * so that an unreachable Slack stops nothing.
 */
export const announce = defineStep({
  kind: 'announce',
  params: z.strictObject({ version: z.string() }),
  evidence: z.object({ outbox: z.string() }),
  title: (params) => `Announce v${params.version}`,
  summary: () => '',
  consequences: () => [announcement, tellEarlyAccess],
  observe: async () => ({ is: 'ours', evidence: { outbox: 'committed' } }),
});

/** Has the notice of a prerelease drafted: a person reviews it before customers of early access get it. */
const tellEarlyAccess: Consequence = async (tx, operation, { at }) => {
  const { version } = operation.plan.content;
  if (!isPrerelease(version)) return;
  const incident = { topic: 'prerelease', version, restored: null, says: null } as const;
  const person = operation.requester.person;
  await enqueueIncident(tx, { subject: operationSubject(operation), at, ...incident, person });
};
