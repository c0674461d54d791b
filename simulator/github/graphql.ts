import { z } from 'zod';
import { readBody } from './answers.ts';
import type { Door } from './door.ts';
import { dropRef, findRef } from './git/refs.ts';
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
 * The GraphQL API: one mutation, `updateRefs`, for one deletion (docs.github.com, "updateRefs"). Everything else is
 * not built, and the answer says so.
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
      if (update === undefined || more.length > 0 || update.afterOid !== NOTHING)
        return answerError(
          undefined,
          'the simulated GitHub deletes one ref at a time, and does nothing else',
        );
      return remove(github, { update, caller });
    },
  });
}

async function remove(
  github: Github,
  { update: { name, beforeOid }, caller }: { update: RefUpdate; caller: Account },
): Promise<Response> {
  const ref = await findRef(github.git, name);
  if (ref === undefined) return answerError('NOT_FOUND', `Reference ${name} does not exist`);
  try {
    github.rules.check({ ref: name, by: caller.login, what: 'deletions' });
  } catch (error) {
    return answerError('UNPROCESSABLE', error instanceof Error ? error.message : String(error));
  }
  const before = beforeOid ?? ref.sha;
  if (!(await dropRef(github.git, name, before)))
    return answerError('STALE_DATA', `Expected ${name} to point to ${before}, but it did not.`);
  await onRefChange(github, { name, before, after: undefined, actor: caller.login });
  return Response.json({ data: { updateRefs: { clientMutationId: null } } });
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
