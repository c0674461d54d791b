import { notFound, param } from '../answers.ts';
import type { Door } from '../door.ts';
import { apiUrl, type Github } from '../github.ts';
import type { TagRule } from '../options.ts';

/** The rulesets of the repository, all of them for tags. Who may bypass one is shown to those who may edit it. */
export function addRulesets(door: Door, github: Github): void {
  const all = () => github.rules.list().map((rule, at) => ({ id: at + 1, rule }));
  door.repo('repos.getRepoRulesets', 'GET', '/rulesets', (c) => {
    const targets = (c.req.query('targets') ?? 'tag').split(',');
    return c.json(targets.includes('tag') ? all().map((one) => renderRuleset(github, one)) : []);
  });
  door.repo('repos.getRepoRuleset', 'GET', '/rulesets/:id', (c) => {
    const found = all().find(({ id }) => String(id) === param(c, 'id'));
    if (found === undefined) throw notFound();
    const { pattern } = found.rule;
    return c.json({
      ...renderRuleset(github, found),
      conditions: { ref_name: { include: [`refs/tags/${pattern}`], exclude: [] } },
      rules: [{ type: 'creation' }, { type: 'update' }, { type: 'deletion' }],
    });
  });
}

function renderRuleset(github: Github, { id, rule }: { id: number; rule: TagRule }) {
  return {
    id,
    name: `tags ${rule.pattern}`,
    target: 'tag',
    source_type: 'Repository',
    source: github.settings.name,
    enforcement: 'active',
    node_id: `RRS_${id}`,
    _links: { self: { href: apiUrl(github, `/rulesets/${id}`) } },
    created_at: '2026-01-05T09:00:00.000Z',
    updated_at: '2026-01-05T09:00:00.000Z',
  };
}
