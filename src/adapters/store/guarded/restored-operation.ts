import { z } from 'zod';
import type { Texts } from '../../../domain/saved.ts';
import { parseJson } from '../json.ts';

const Step = z.looseObject({ is: z.string() });

const Body = z.looseObject({
  kind: z.string(),
  plan: z.looseObject({
    content: z.looseObject({
      line: z.string(),
      version: z.string(),
      steps: z.array(z.looseObject({ id: z.string() })),
    }),
    createdAt: z.string(),
  }),
  steps: z.record(z.string(), Step),
  requestedAt: z.string().optional(),
});

const Found = z.looseObject({ steps: z.record(z.string(), Step).catch({}) });

const OPERATION = {
  retries: {},
  approvers: [],
  lease: null,
  finishedAt: null,
  shown: { verdicts: [], commitTitle: '', commitUrl: null, changes: [], knownGood: null },
};

/**
 * An operation as the journal has it, with its other fields from the table. A step that is done in the table alone
 * waits again. Undefined where neither the journal nor the table has a plan.
 */
export function restoredBody(id: string, { fields, found }: { fields: Texts; found: unknown }) {
  const before = Found.safeParse(found).data ?? { steps: {} };
  const parsed = Object.entries(fields).map(([field, text]) => [field, parseJson(text)] as const);
  const own = parsed.filter(([field]) => !field.startsWith('step:'));
  const done = parsed.flatMap(([field, value]) =>
    field.startsWith('step:') ? [[field.slice(5), value]] : [],
  );
  // Of an ended operation the record has only the state.
  const retries = 'plan' in fields ? { retries: {} } : {};
  const whole = { ...OPERATION, ...before, ...retries, ...Object.fromEntries(own), id };
  const steps =
    'plan' in fields ? { ...waitingAgain(before.steps), ...Object.fromEntries(done) } : before.steps;
  const body = Body.safeParse({ ...whole, steps });
  if (!body.success) return undefined;
  const { kind, plan, requestedAt = plan.createdAt } = body.data;
  const { line: releaseLine, version } = plan.content;
  const missing = plan.content.steps.filter((step) => !(step.id in body.data.steps));
  const waiting = Object.fromEntries(missing.map((step) => [step.id, { is: 'waiting' }]));
  return {
    columns: { kind, line: releaseLine, version, requested_at: requestedAt },
    body: { ...body.data, requestedAt, steps: { ...body.data.steps, ...waiting } },
  };
}

function waitingAgain(steps: Readonly<Record<string, { is: string }>>) {
  const all = Object.entries(steps).map(([id, step]) => [id, step.is === 'done' ? { is: 'waiting' } : step]);
  return Object.fromEntries(all);
}
