import { ROLE_NAMES, type Role } from '../../domain/person.ts';
import { checklistOf } from '../../domain/sign-off.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
import type { Testers } from './decide-calendar.ts';

type Given = Pick<Context, 'customersFile' | 'settings'>;

/** Who tries a release before it is made: the customers of early access, and who signs for a partner. */
export async function readTesters({ customersFile, settings }: Given): Promise<Omit<Testers, 'signed'>> {
  const read = await customersFile.read();
  const customers = read.is === 'read' ? read.customers : [];
  const partner = settings.signOffs.find(({ id }) => id === 'partner');
  return {
    earlyAccess: customers.filter(({ tags }) => tags.includes('early-access')).map(({ id }) => id),
    partner: partner === undefined ? null : { owner: namesOf(partner.role), for: partner.for },
  };
}

/** The versions for which a partner's test was signed, by authentic rows. */
export async function partnerSigned(tx: Tx, versions: readonly string[]): Promise<string[]> {
  const signed: string[] = [];
  for (const version of versions) {
    const rows = await tx.journal.of(checklistOf(version));
    const isSigned = rows.some(
      ({ row, authentic }) => authentic && row.event === 'signed-off' && row.details['item'] === 'partner',
    );
    if (isSigned) signed.push(version);
  }
  return signed;
}

function namesOf(role: Role): string {
  return ROLE_NAMES[role].all;
}
