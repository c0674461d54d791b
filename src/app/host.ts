import { resolve } from 'node:path';
import { createHost } from '../adapters/host/index.ts';
import type { Environment } from '../config/environment.ts';
import { isWeakKey } from '../domain/journal-key.ts';
import type { Clock } from '../ports/clock.ts';
import type { Host } from '../ports/host.ts';

/** The machine around Navi, by its variables. */
export function hostOf(environment: Environment, clock: Clock): Host {
  return createHost({
    addresses: [
      { setting: 'SLACK_API_URL', url: environment.SLACK_API_URL ?? 'https://slack.com/api/' },
      { setting: 'GITHUB_API_URL', url: environment.GITHUB_API_URL ?? 'https://api.github.com' },
      { setting: 'GCS_API_URL', url: environment.GCS_API_URL ?? 'https://storage.googleapis.com' },
      { setting: 'COMPUTE_API_URL', url: environment.COMPUTE_API_URL ?? 'https://compute.googleapis.com' },
      { setting: 'NPM_REGISTRY_URL', url: environment.NPM_REGISTRY_URL ?? 'https://registry.npmjs.org' },
    ],
    folder: environment.DATABASE_URL === undefined ? resolve(environment.NAVI_DATA_DIR) : null,
    remarks: remarksOn(environment),
    clock,
  });
}

/** Variables that are valid, and with which Navi can do less or is less safe. */
function remarksOn(environment: Environment): { what: string; next: string }[] {
  const { NAVI_JOURNAL_KEY_PREVIOUS: formerKeys, NAVI_SIMULATED: simulated } = environment;
  return [
    ...(simulated === undefined
      ? []
      : [
          { what: 'NAVI_SIMULATED is set: no service is real', next: 'Unset it to work with real services.' },
        ]),
    ...(environment.GITHUB_WEBHOOK_SECRET === undefined
      ? [
          {
            what: 'GITHUB_WEBHOOK_SECRET is not set: Navi takes no webhooks and asks GitHub each minute instead',
            next: 'Set it to the secret of the App’s webhook (docs/protection.md).',
          },
        ]
      : []),
    ...(environment.GITHUB_APP_ID === undefined
      ? [
          {
            what: 'GITHUB_TOKEN is a person’s credential: Navi’s tags carry no App, and it cannot be a protection rule',
            next: 'Create a GitHub App and set GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID (docs/protection.md).',
          },
        ]
      : []),
    ...(formerKeys.some(isWeakKey)
      ? [
          {
            what: 'NAVI_JOURNAL_KEY_PREVIOUS has a key that can be guessed: rows signed with it could be forged',
            next: 'Check the audit log with /navi audit verify, and remove the key when its rows are not needed any more.',
          },
        ]
      : []),
  ];
}
