import { z } from 'zod';
import { readBody } from './answers.ts';
import type { Door } from './door.ts';
import { objectType } from './git/objects.ts';
import { createRef, dropRef, findRef, moveRef } from './git/refs.ts';
import type { Github } from './github.ts';
import type { Account } from './options.ts';
import { repositoryId } from './rest/render.ts';
import { onRefChange } from './triggers.ts';

const NOTHING = '0'.repeat(40);
const Oid = z.string().regex(/^[0-9a-f]{40}$/);
const Asked = z.object({
  query: z.string(),
  variables: z.object({
    input: z.strictObject({
      repositoryId: z.string(),
      refUpdates: z
        .array(
          z.strictObject({
            name: z.string(),
            beforeOid: Oid.optional(),
            afterOid: Oid,
            force: z.boolean().optional(),
          }),
        )
        .min(1),
    }),
  }),
});
type RefUpdate = z.infer<typeof Asked>['variables']['input']['refUpdates'][number];

/**
 * The GraphQL API: one mutation, `updateRefs`, for one ref (docs.github.com, "updateRefs"). Everything else is not
 * built, and the answer says so.
 */
export function addGraphql(door: Door, github: Github): void {
  door.top('graphql', 'POST', '/graphql', {
    access: 'token',
    handler: async (c, caller) => {
      const { query, variables } = await readBody(c, Asked);
      if (!/^mutation \(\$input: UpdateRefsInput!\) \{ updateRefs\(input: \$input\)/.test(query))
        return answerError(undefined, 'the simulated GitHub knows this mutation only: updateRefs');
      if (github.pace.enterpriseServer) return unknownField();
      const { repositoryId: id, refUpdates } = variables.input;
      if (id !== repositoryId(github))
        return answerError('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`);
      const [update, ...more] = refUpdates;
      if (update === undefined || more.length > 0)
        return answerError(undefined, 'the simulated GitHub changes one ref at a time');
      return change(github, { update, caller });
    },
  });
}

/**
 * `beforeOid` is what the ref must be, all zeros for none; without it the ref may be anything. A move that is no
 * fast-forward, as every move from one tag object to another, needs `force`.
 */
async function change(
  github: Github,
  { update, caller }: { update: RefUpdate; caller: Account },
): Promise<Response> {
  const { git } = github;
  const { name, afterOid } = update;
  const ref = await findRef(git, name);
  const before = update.beforeOid ?? ref?.sha ?? NOTHING;
  if (afterOid === NOTHING && ref === undefined)
    return answerError('NOT_FOUND', `Reference ${name} does not exist`);
  const what = afterOid === NOTHING ? 'deletions' : ref === undefined ? 'creations' : 'updates';
  try {
    github.rules.check({ ref: name, by: caller.login, what });
  } catch (error) {
    return answerError('UNPROCESSABLE', error instanceof Error ? error.message : String(error));
  }
  if (afterOid !== NOTHING && (await objectType(git, afterOid)) === undefined)
    return answerError('UNPROCESSABLE', `Object ${afterOid} does not exist`);
  if (what === 'updates' && before === ref?.sha && !(await mayMove(github, { ...update, from: before })))
    return answerError('UNPROCESSABLE', 'Update is not a fast forward');
  if (!(await apply(github, { name, from: before, to: afterOid })))
    return answerError('STALE_DATA', `Expected ${name} to point to ${before}, but it did not.`);
  const [was, is] = [before, afterOid].map((oid) => (oid === NOTHING ? undefined : oid));
  await onRefChange(github, { name, before: was, after: is, actor: caller.login });
  return Response.json({ data: { updateRefs: { clientMutationId: null } } });
}

async function mayMove(
  { git }: Github,
  { afterOid, force, from }: RefUpdate & { from: string },
): Promise<boolean> {
  return force === true || (await git.maybe(['merge-base', '--is-ancestor', from, afterOid])) !== undefined;
}

/** One atomic step; false when the ref is another. */
function apply(
  { git }: Github,
  { name, from, to }: Record<'name' | 'from' | 'to', string>,
): Promise<boolean> {
  if (to === NOTHING) return dropRef(git, name, from);
  return from === NOTHING ? createRef(git, name, to) : moveRef(git, name, { from, to });
}

function answerError(type: string | undefined, message: string): Response {
  const error = { ...(type === undefined ? {} : { type }), path: ['updateRefs'], message };
  return Response.json({ data: { updateRefs: null }, errors: [error] });
}

/** The answer of a server whose schema lacks the field. */
function unknownField(): Response {
  const extensions = { code: 'undefinedField', typeName: 'Mutation', fieldName: 'updateRefs' };
  const message = "Field 'updateRefs' doesn't exist on type 'Mutation'";
  return Response.json({ errors: [{ path: ['mutation', 'updateRefs'], extensions, message }] });
}
