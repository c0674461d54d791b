import { z } from 'zod';
import type { Acted } from '../../../domain/step.ts';
import { defineStep } from '../../../engine/define-step.ts';
import { NO_SUCH_VERSION, type Registry } from '../../../ports/registry.ts';
import { requestIdsOf, ServiceError } from '../../../ports/service-error.ts';
import { rightWorked } from '../consequences.ts';
import { clockRow } from '../marks.ts';
import { deprecateCommand, writeOrHandOver } from './hand-over.ts';

const Sent = z.object({ version: z.string(), published: z.literal('never').exactOptional() });

const POLL_MS = 1_500;

/**
 * Deprecates exactly one version of one package. A version that was never published needs nothing. Never unpublishes.
 * Readers may not see a version that was published a moment ago (npm lags): only the registry's own copy, which the
 * write reads, proves that it does not exist.
 */
export const deprecate = defineStep({
  kind: 'deprecate',
  marks: [clockRow.of({ leg: 'npm', label: 'rolled-back versions deprecated' })],
  params: z.strictObject({ name: z.string(), version: z.string(), message: z.string() }),
  evidence: z.object({
    version: z.string(),
    message: z.string().exactOptional(),
    published: z.literal('never').exactOptional(),
  }),
  sent: Sent,
  title: (params) => `Deprecate ${params.name}@${params.version}`,
  summary: ({ version, published }) =>
    published === 'never' ? `${version} was not published: nothing to deprecate` : `${version} is deprecated`,
  consequences: ({ published }) =>
    published === 'never'
      ? []
      : [rightWorked({ id: 'deprecations', detail: 'it cannot be tested without a change' })],
  deadline: (settings) => settings.deadlines.npm,
  observe: async (params, { use, sent }) => {
    const found = (await use.registry.package(params.name))?.versions[params.version];
    if (found?.deprecated === params.message)
      return { is: 'ours', evidence: { version: params.version, message: params.message } };
    if (found === undefined && sent?.published === 'never') return { is: 'ours', evidence: sent };
    return sent !== null
      ? { is: 'pending', expects: 'the deprecation to show (propagating)', askAgainInMs: POLL_MS }
      : { is: 'absent', seen: { deprecated: found?.deprecated ?? null } };
  },
  change: ({ name, version, message }, { seen }) => ({
    before: { name, version, deprecated: seen?.deprecated ?? null },
    after: { name, version, deprecated: message },
  }),
  act: async (params, { use }) =>
    writeOrHandOver(() => deprecateIfThere(use.registry, params), deprecateCommand(params)),
});

async function deprecateIfThere(
  registry: Registry,
  what: Parameters<Registry['deprecate']>[0],
): Promise<Acted<z.output<typeof Sent>>> {
  const { version } = what;
  try {
    const receipt = await registry.deprecate(what);
    return { is: 'sent', evidence: { version }, ...receipt };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.facts.code !== NO_SUCH_VERSION) throw error;
    return { is: 'sent', evidence: { version, published: 'never' }, ...requestIdsOf(error) };
  }
}
