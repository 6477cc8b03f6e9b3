/** The keys of the tokens in a process that runs for months: looked up anew now and then, so that a rotation needs no restart. */
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import type { TokenKeys } from '../message/signed-token.js';
import { currentOf, listKeys, toKeys } from './keys.js';
import type { Database } from './store.js';

export type KeyRing = { readonly keys: TokenKeys; close(): Promise<void> };

/** Far less than the time between the making of a key and its first signature (keyLeadMs). */
const reloadMs = 20_000;
/** A key signs only when every process has had time to learn of it, also one whose database was away for minutes. */
export const keyLeadMs = 10 * 60_000;

export async function openKeyRing(database: Database, { clock, log, reloadEveryMs = reloadMs }: { clock: Clock; log: Log; reloadEveryMs?: number | undefined }): Promise<KeyRing> {
  let rows = await listKeys(database);
  let secrets = toKeys(rows, clock.now()).secrets;
  let loading: Promise<void> | undefined;
  const load = async (): Promise<void> => {
    rows = await listKeys(database);
    secrets = toKeys(rows, clock.now()).secrets;
  };
  const reload = (): void => {
    loading ??= load().catch((error: unknown) => log.warn('new token keys could not be looked for', { error })).finally(() => { loading = undefined; });
  };
  // A command that has nothing left to do ends.
  const timer = setInterval(reload, reloadEveryMs).unref();
  return {
    keys: {
      get current() { return currentOf(rows, clock.now()); },
      get secrets() { return secrets; },
    },
    async close() {
      clearInterval(timer);
      await loading;
    },
  };
}
