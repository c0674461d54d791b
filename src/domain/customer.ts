import { releaseLineOf } from './version.ts';

/** What a customer's pages load, as the customers file says. */
export type Loads =
  | { is: 'release-line'; releaseLine: string }
  | { is: 'version'; version: string }
  | { is: 'not-stated' };

/** How a customer is told. */
export type CustomerChannel =
  | { is: 'e-mail' }
  /** A shared Slack channel; `team` is the customer's workspace, which must be in it. */
  | { is: 'slack-connect'; channel: string; team: string }
  /** A person tells them, and says so with a proof. */
  | { is: 'by-hand' };

/** One address of a customer: personal data. */
export interface Contact {
  name: string | null;
  email: string;
}

/** Names that mark an audience. */
export const TAGS = ['early-access', 'partner'] as const;
export type Tag = (typeof TAGS)[number];

/** A customer whose pages load the script. */
export interface Customer {
  /** The file's key, such as `zna`. */
  id: string;
  name: string;
  /** Ids of people. */
  owner: string;
  deputy: string | null;
  /** IANA name. */
  zone: string;
  channel: CustomerChannel;
  contacts: readonly Contact[];
  loads: Loads;
  /** The hosts of their pages, such as `care.acme.example`; `*.acme.example` is every host below it. */
  hosts: readonly string[];
  /** The integrity that the customer's pages demand; null for none. */
  sri: string | null;
  tags: readonly Tag[];
}

/** What this customer loads, in words. */
export function loadsText({ loads, sri }: Pick<Customer, 'loads' | 'sri'>): string {
  const pinned = sri === null ? '' : ', with an integrity attribute';
  switch (loads.is) {
    case 'release-line':
      return `loads ${loads.releaseLine}${pinned}`;
    case 'version':
      return `pins v${loads.version}${pinned}`;
    case 'not-stated':
      return 'what they load is not stated';
  }
}

/** Whether this customer loads something of the release line; null where it is not stated. */
export function isOn({ loads }: Pick<Customer, 'loads'>, releaseLine: string): boolean | null {
  switch (loads.is) {
    case 'release-line':
      return loads.releaseLine === releaseLine;
    case 'version':
      return releaseLineOf(loads.version) === releaseLine;
    case 'not-stated':
      return null;
  }
}

/** How a customer is told, in words. */
export const CHANNEL_WORDS: Readonly<Record<CustomerChannel['is'], string>> = {
  'e-mail': 'by e-mail',
  'slack-connect': 'in Slack Connect',
  'by-hand': 'by hand',
};
