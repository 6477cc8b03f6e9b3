/** What a keeper and its clients say to each other: one JSON object a line. Both ends are of this package, so the words are trusted. */
import type { ErrorCode } from '../../errors.js';
import type { Layout } from './layout.js';

/** The keeper's one argument. */
export type KeeperOrder = {
  readonly layout: Layout;
  /** Folder of the PostgreSQL binaries, when not those of the package. */
  readonly binaries?: string | undefined;
};

export type Failure = { readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined };

/** The keeper's one line on stdout, for the process that started it. */
export type KeeperReport =
  | { readonly state: 'listening' }
  /** Another server runs on the cluster. `pid` is the server's. */
  | { readonly state: 'busy'; readonly pid: number }
  | { readonly state: 'failed'; readonly failure: Failure };

/** From the keeper to the holder of a lease. */
export type LeaseMessage =
  | { readonly state: 'ready'; readonly keeperPid: number }
  | { readonly state: 'failed'; readonly failure: Failure }
  /** Answers `letGo`: others still hold a lease, or this was the last one and the keeper ends after the server. */
  | { readonly state: 'others' | 'stopping' };

/** From the holder: the only thing it ever says. */
export const letGo = 'letGo\n';

export function toLine(message: KeeperReport | LeaseMessage): string {
  return JSON.stringify(message) + '\n';
}
