import { basename } from 'node:path';
import { z } from 'zod';
import type { Scm } from '../../ports/scm.ts';
import type { Door } from './door.ts';
import { normalise } from './errors.ts';
import { requireTagRef } from './exact.ts';

/** Newer servers answer 200 with the run on request, older ones 204 with nothing. */
const Dispatched = z.object({ workflow_run_id: z.number().int() });

type Dispatch = (door: Door, what: Parameters<Scm['dispatch']>[0]) => ReturnType<Scm['dispatch']>;

/**
 * Dispatches a workflow. A GitHub Enterprise Server from before 2026 refuses the field that requests the run
 * (cli/cli#12672): then nothing was dispatched, and this and all later requests are sent without it.
 */
export function createDispatch(): Dispatch {
  let isKnown = true;
  const send = (door: Door, { workflow, ref, inputs }: Parameters<Scm['dispatch']>[0]) =>
    door.ask({
      route: 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
      params: {
        workflow_id: basename(workflow),
        ref: requireTagRef(door, ref),
        inputs,
        ...(isKnown ? { return_run_details: true } : {}),
      },
      effect: 'write',
    });
  return async (door, what) => {
    const { status, data } = await send(door, what).catch((error: unknown) => {
      if (!isKnown || !isAboutField(door.call, error)) throw error;
      isKnown = false;
      return send(door, what);
    });
    const details = status === 200 ? Dispatched.safeParse(data) : undefined;
    return details?.success ? { run: details.data.workflow_run_id } : {};
  };
}

function isAboutField(call: string, error: unknown): boolean {
  const { status, problem } = normalise(call, error).facts;
  return (status === 400 || status === 422) && problem.includes('return_run_details');
}
