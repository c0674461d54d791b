import type { TestApp } from '../harness/app/app.ts';
import { filesAt } from '../harness/fakes/story.ts';

/** The state of the world around a store, as plain JSON. Everything that an operation under way may look at is in it. */
export async function snapshot({ world, store }: TestApp) {
  const { scm, objects, registry, cdn, chat, clock } = world;
  const { head } = await scm.defaultBranch();
  const names = ['@awell-health/navi-core', '@awell-health/navi-js', '@awell-health/navi-react'];
  const jobs = await Promise.all(scm.runs.map(async ({ id }) => [String(id), await scm.jobs(id)] as const));
  return {
    now: clock.now().toISOString(),
    journal: await store.transaction((tx) => tx.journal.verify()),
    commits: [
      { title: 'Release v1.0.0', files: filesAt('v1.0.0') },
      { title: 'Release v1.1.0 (#12)', files: filesAt('v1.1.0') },
      { title: 'Fix <title> & focus order in the portal (#15)', files: {} },
      { title: 'Version packages for v1.2.0 (#16)', files: filesAt('v1.2.0') },
    ],
    head,
    checks: await scm.checks(head, [{ name: 'ci' }]),
    tags: Object.fromEntries(scm.tags),
    claims: Object.fromEntries(scm.claims),
    runs: scm.runs,
    jobs: Object.fromEntries(jobs),
    releases: Object.fromEntries(scm.releases),
    objects: objects.history.map(({ bytes, ...facts }) => ({
      ...facts,
      text: Buffer.from(bytes).toString('utf8'),
    })),
    packages: Object.fromEntries(names.map((name) => [name, registry.truth(name)])),
    purges: cdn.purges,
    posts: chat.posts.map(({ channel, ts, key, thread, postedAt }) => ({
      channel,
      ts,
      key,
      ...(thread === undefined ? {} : { thread }),
      postedAt,
    })),
  };
}
