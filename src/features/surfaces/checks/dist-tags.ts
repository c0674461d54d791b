import { distTagsRight, type Right } from '../../../domain/right.ts';
import { defineCheck } from '../../../engine/define-check.ts';
import { foundRight } from '../try-right.ts';

/** The result of the last test: the test itself writes the staging tag, and the doctor changes nothing. */
export default defineCheck({
  name: 'dist-tags',
  title: 'npm dist-tags',
  why: 'A release moves latest of each package, and a rollback moves it back.',
  run: async ({ store, settings }) => {
    const names = settings.packages.filter(({ ships }) => ships === 'npm').map(({ name }) => name);
    const known = await store.transaction((tx) => tx.rights.all());
    const rights = names.map((name): Right => {
      const id = distTagsRight(name);
      const found = known.find((one) => one.id === id);
      if (found !== undefined) return { ...found, detail: `${name}: ${found.detail}` };
      return { id, state: 'untried', detail: `${name}: not tested yet`, triedAt: null, workedAt: null };
    });
    const worst =
      rights.find(({ state }) => state === 'refused') ?? rights.find(({ state }) => state === 'untried');
    if (worst !== undefined) return foundRight(worst, settings);
    const oldest = rights.map(({ triedAt }) => triedAt ?? '').toSorted()[0];
    return { is: 'ok', saw: `moved for ${names.join(', ')}; oldest test ${oldest}` };
  },
});
