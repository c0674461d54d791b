import { z } from 'zod';
import type { Subject } from '../../domain/subject.ts';
import type { Context } from '../../engine/context.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { Tx } from '../../ports/store.ts';
import { decideOnCall, type Group, type GroupProblem, type OnCall, type Override } from './decide-on-call.ts';

/** What the journal's rows about overrides are about: the newest authentic one holds. */
export const ON_CALL: Subject = { kind: 'on-call', id: 'override' };

/** A larger group is no rota. */
const MOST_MEMBERS = 30;

const StoredOverride = z.object({ person: z.string(), until: z.iso.datetime(), by: z.string() });

/** Who is on call now. A chat that does not answer is a problem in words, not an error. */
export async function readOnCall(context: Context): Promise<OnCall> {
  const group = await readGroup(context);
  const override = await context.store.transaction(readOverride);
  const { people, permissions } = context.settings;
  const facts = { people, acting: permissions['roll-back'], override, group };
  return decideOnCall(facts, context.clock.now().toISOString());
}

/** The newest override; null where there is none, and where it was cleared. */
async function readOverride(tx: Tx): Promise<Override | null> {
  const rows = await tx.journal.of(ON_CALL);
  const newest = rows.filter(({ authentic }) => authentic).at(-1)?.row;
  return newest?.event === 'on-call-set' ? (StoredOverride.safeParse(newest.details).data ?? null) : null;
}

async function readGroup({ settings, directory }: Context): Promise<Group> {
  const { group: id } = settings.onCall;
  if (id === null) return { is: 'none' };
  try {
    const accounts = (await directory.group(id)).slice(0, MOST_MEMBERS);
    const members = await Promise.all(
      accounts.map(async (account) => {
        const standing = await directory.standing(account);
        return { account, why: standing.is === 'member' ? null : standing.why };
      }),
    );
    return { is: 'members', id, members };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { is: 'unusable', id, why: CODES[error.facts.code ?? ''] ?? 'no-answer' };
  }
}

/** https://docs.slack.dev/reference/methods/usergroups.users.list */
const CODES: Readonly<Record<string, GroupProblem>> = {
  no_such_subteam: 'unknown',
  subteam_not_found: 'unknown',
  missing_scope: 'no-scope',
  plan_upgrade_required: 'no-plan',
};
