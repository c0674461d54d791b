import type { Pairing, Terminals, TerminalToken } from '../../../ports/tables/terminals.ts';
import * as texts from '../guarded/texts.ts';
import type { Session } from '../session.ts';
import type { PairingsTable, TerminalTokensTable } from '../tables.ts';

/** Paired terminals on this transaction. */
export function createTerminals({ trx, rowLocks, changes }: Session): Terminals {
  return {
    async addPairing({ id, codeHash, secretHash, peer, machine, askedAt, expiresAt, confirmed }) {
      await trx
        .insertInto('pairings')
        .values({
          id,
          code_hash: codeHash,
          secret_hash: secretHash,
          peer,
          machine,
          asked_at: askedAt,
          expires_at: expiresAt,
          confirmed: Number(confirmed),
        })
        .execute();
    },
    async pairing(by) {
      const rows = trx.selectFrom('pairings').selectAll();
      const found =
        'id' in by
          ? rows.where('id', '=', by.id)
          : 'codeHash' in by
            ? rows.where('code_hash', '=', by.codeHash)
            : rows.where('secret_hash', '=', by.secretHash);
      const row = await (rowLocks ? found.forUpdate() : found).executeTakeFirst();
      return row && asPairing(row);
    },
    async confirm(id) {
      await trx.updateTable('pairings').set({ confirmed: 1 }).where('id', '=', id).execute();
    },
    async endPairing(id) {
      await trx.deleteFrom('pairings').where('id', '=', id).execute();
    },
    async tidyPairings(before, peer) {
      await trx.deleteFrom('pairings').where('expires_at', '<', before).execute();
      const left = await trx.selectFrom('pairings').select('peer').execute();
      return { all: left.length, ofPeer: left.filter((one) => one.peer === peer).length };
    },
    async addToken({ id, hash, person, machine, issuedAt, expiresAt }) {
      const row = { id, hash, person, machine, issued_at: issuedAt, expires_at: expiresAt };
      await trx.insertInto('terminal_tokens').values(row).execute();
      changes.wrote(texts.terminalToken(row), undefined);
    },
    async token(by) {
      const rows = trx.selectFrom('terminal_tokens').selectAll();
      const found = 'id' in by ? rows.where('id', '=', by.id) : rows.where('hash', '=', by.hash);
      const row = await found.executeTakeFirst();
      return row && asToken(row);
    },
    async removeToken(id) {
      const ended = trx.deleteFrom('terminal_tokens').where('id', '=', id);
      for (const row of await ended.returningAll().execute()) changes.removed(texts.terminalToken(row));
    },
    async tokens() {
      const rows = await trx
        .selectFrom('terminal_tokens')
        .selectAll()
        .orderBy('issued_at', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(asToken);
    },
  };
}

function asPairing(row: PairingsTable): Pairing {
  const { code_hash: codeHash, secret_hash: secretHash, asked_at: askedAt, expires_at: expiresAt } = row;
  const { id, peer, machine } = row;
  return { id, codeHash, secretHash, peer, machine, askedAt, expiresAt, confirmed: row.confirmed === 1 };
}

function asToken({
  issued_at: issuedAt,
  expires_at: expiresAt,
  ...rest
}: TerminalTokensTable): TerminalToken {
  return { ...rest, issuedAt, expiresAt };
}
