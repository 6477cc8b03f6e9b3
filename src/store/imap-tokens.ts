/** Statements on the tokens of IMAP accounts. They are sealed before they come here. */
import type { Store } from './store.js';

/** `work` runs while nobody else asks for a token of this account; what it keeps stands when it is done. Short: it holds a connection. */
export async function holdImapTokens<Result>(store: Store, account: string, work: (sealed: Uint8Array | null) => Promise<{ result: Result; keep?: Uint8Array }>): Promise<Result> {
  return store.transaction(async (transaction) => {
    await transaction.query('insert into imap_tokens (account) values ($1) on conflict do nothing', [account]);
    const [row] = await transaction.query<{ sealed: Uint8Array | null }>('select sealed from imap_tokens where account = $1 for update', [account]);
    const { result, keep } = await work(row?.sealed ?? null);
    if (keep !== undefined) await transaction.query('update imap_tokens set sealed = $2, saved_at = clock_timestamp() where account = $1', [account, keep]);
    return result;
  });
}
