import { type ChangesetFacts, changesetRows, rowText } from '../../../domain/changesets.ts';
import { defineGate, type Finding, type GateFacts } from '../../../domain/gate.ts';
import { isPrerelease } from '../../../domain/version.ts';

/** The versions in the commit are what the changesets declared, and what was changed was declared. */
export const changesetsAgree = defineGate({
  id: 'changesets agree',
  evaluate: (facts) => {
    const { changesets } = facts;
    if (changesets === undefined) return [];
    switch (changesets.is) {
      case 'unknown':
        return { is: 'warn', evidence: `the changesets could not be read: ${changesets.why}` };
      case 'none':
        return {
          is: 'warn',
          evidence: `${noneText(changesets.looked)}, so what was declared is not compared`,
        };
      case 'known': {
        const found = [...blocks(facts, changesets), ...warnings(facts, changesets)];
        if (found.length > 0) return found;
        const rows = changesetRows(changesets, facts.packages).filter(({ declared }) => declared !== null);
        return { is: 'pass', evidence: rows.map(rowText).join('; ') };
      }
    }
  },
});

function noneText(looked: number): string {
  if (looked === 0) return 'there is no commit between the live version and this one';
  return looked === 1
    ? 'the commit before this one has no changeset'
    : `none of the ${looked} commits before this one has a changeset`;
}

type Known = Extract<ChangesetFacts, { is: 'known' }>;

/** What would release another version than is meant. */
function blocks({ releaseLine, asked }: GateFacts, { declared, isPre }: Known): Finding[] {
  const inZero = releaseLine === 'v0' ? declared : [];
  return [
    ...inZero
      .filter(({ type }) => type === 'major')
      .map(({ name, from }) =>
        block(
          `A changeset declares a major of ${name}, which would end 0.x (${from ?? 'its version is not known'}).`,
          'In 0.x write minor and a line that begins with BREAKING: in the changeset, then run npx changeset version.',
        ),
      ),
    ...inZero
      .filter(({ type, isBreaking }) => isBreaking && type === 'patch')
      .map(({ name }) =>
        block(
          `A changeset of ${name} says BREAKING: and declares a patch.`,
          'Write minor in the changeset, then run npx changeset version.',
        ),
      ),
    ...(isPre && !isPrerelease(asked)
      ? [
          block(
            `The repository is in pre mode (.changeset/pre.json), and v${asked} is no prerelease.`,
            'Run npx changeset pre exit, then npx changeset version.',
          ),
        ]
      : []),
  ];
}

/** What does not fit; another version of changesets may compute otherwise, so it only warns. */
function warnings({ packages }: GateFacts, changesets: Known): Finding[] {
  const rows = changesetRows(changesets, packages);
  return [
    ...changesets.unreadable.map((path) => warn(`${path} cannot be read as a changeset`)),
    ...rows
      .filter(({ computed, inTree }) => computed !== null && computed !== inTree)
      .map((row) => warn(`${rowText(row)}: run npx changeset version`)),
    ...rows
      .filter(
        ({ isChanged, declared, inTree, onNpm }) =>
          isChanged === true && declared === null && inTree === onNpm,
      )
      .map((row) => warn(`${rowText(row)}, so its change is not released: run npx changeset`)),
  ];
}

function warn(evidence: string): Finding {
  return { is: 'warn', evidence };
}

function block(text: string, next: string): Finding {
  return { is: 'block', text, who: 'those who wrote the change', next };
}
