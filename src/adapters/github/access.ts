import { z } from 'zod';
import type { ScmAccess, TagRuleset } from '../../ports/scm.ts';
import type { Door } from './door.ts';

const REPO = '/repos/{owner}/{repo}';

const Repository = z.object({ permissions: z.object({ push: z.boolean() }).optional() });
/** Of a personal access token that ends: `2026-12-01 09:00:00 UTC`. */
const Headers = z.object({ 'github-authentication-token-expiration': z.string().optional() });

/** What Navi's credential may do, as far as GitHub says so. */
export async function readAccess(door: Door): Promise<ScmAccess> {
  const permissions = await door.permissions();
  const { data, headers } = await door.ask({ route: `GET ${REPO}`, effect: 'read' });
  const ends = Headers.parse(headers)['github-authentication-token-expiration'];
  const at = new Date(ends ?? '');
  return {
    permissions,
    canPush: Repository.parse(data).permissions?.push ?? null,
    expiresAt: Number.isNaN(at.getTime()) ? null : at.toISOString(),
  };
}

const Listed = z.array(z.object({ id: z.number(), target: z.string(), enforcement: z.string() }));
const Ruleset = z.object({
  name: z.string(),
  conditions: z
    .object({ ref_name: z.object({ include: z.array(z.string()).default([]) }).optional() })
    .optional(),
  rules: z.array(z.object({ type: z.string() })).default([]),
});
/** A repository has few rulesets for tags; those after it are not read. */
const MOST = 20;

/** The rulesets for tags that are in force; undefined where the server has none of this kind. */
export async function readTagRulesets(door: Door): Promise<TagRuleset[] | undefined> {
  const found = await door.find({
    route: `GET ${REPO}/rulesets`,
    params: { targets: 'tag', includes_parents: true, per_page: 100 },
    effect: 'read',
  });
  if (found === undefined) return undefined;
  const active = Listed.parse(found.data).filter(
    ({ target, enforcement }) => target === 'tag' && enforcement === 'active',
  );
  return Promise.all(active.slice(0, MOST).map(({ id }) => readRuleset(door, id)));
}

async function readRuleset(door: Door, id: number): Promise<TagRuleset> {
  const { data } = await door.ask({
    route: `GET ${REPO}/rulesets/{ruleset_id}`,
    params: { ruleset_id: id },
    effect: 'read',
  });
  const { name, conditions, rules } = Ruleset.parse(data);
  return {
    name,
    refs: conditions?.ref_name?.include ?? [],
    restricts: rules.map(({ type }) => type),
  };
}
