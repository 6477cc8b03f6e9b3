/**
 * The token an account logs in with: got once, kept in the database, got anew before it ends. One process asks at a time: where each
 * answer takes the last refresh token back, two that ask at once would lock the account out.
 */
import type { Clock } from '../../../clock.js';
import { holdImapTokens } from '../../../store/imap-tokens.js';
import type { Store } from '../../../store/store.js';
import { ImapUnavailable } from '../unavailable.js';
import { askToken } from './ask-token.js';
import type { OauthClient } from './client.js';
import { openTokens, sealTokens } from './seal.js';
import { isTokenFault, type Tokens } from './token-answer.js';

export type TokenDesk = {
  /** `refused`: the mailbox did not take this one, whatever its time. Throws ImapUnavailable. */
  tokenFor(account: string, client: OauthClient, refused?: string): Promise<string>;
};

export function createTokenDesk({ store, clock }: { store: Store; clock: Clock }): TokenDesk {
  return {
    tokenFor: (account, client, refused) => holdImapTokens(store, account, async (sealed) => {
      const known = sealed === null ? undefined : openTokens(client, sealed);
      if (known !== undefined && known.renewAt > clock.now() && known.accessToken !== refused) return { result: known.accessToken };
      const tokens = await renew(account, client, known, clock.now());
      return { result: tokens.accessToken, keep: sealTokens(client, tokens) };
    }),
  };
}

async function renew(account: string, client: OauthClient, known: Tokens | undefined, now: Date): Promise<Tokens> {
  const newest = known?.refreshToken ?? client.refreshToken;
  let answer = await askToken(client, newest, now);
  // The database may have been put back to an older day, whose token is worth nothing any more; the configured one may still be.
  if (isTokenFault(answer) && !answer.isPassing && newest !== client.refreshToken) answer = await askToken(client, client.refreshToken, now);
  if (isTokenFault(answer)) throw new ImapUnavailable(answer.isPassing ? 'unreachable' : 'token', `${new URL(client.tokenUrl).host} gives no token for ${account}: ${answer.fault}`);
  return client.refreshToken === undefined ? { ...answer, refreshToken: undefined } : { ...answer, refreshToken: answer.refreshToken ?? newest };
}
