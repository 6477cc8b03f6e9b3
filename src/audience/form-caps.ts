/**
 * How often the pages may cause a mail: what stands between a sign-up form and list bombing. Counted in the database, so that several web
 * processes share it, by hashed keys, so that nobody can be read from it.
 */
import { createHmac } from 'node:crypto';
import type { Config } from '../config.js';
import type { TokenKeys } from '../message/signed-token.js';
import { takeFromCaps, type Cap } from '../store/form-caps.js';
import type { Store } from '../store/store.js';

export type FormCaps = Pick<Config, 'formCapNetwork' | 'formCapDomain' | 'formCapTotal'>;
export type CapParts = { readonly store: Store; readonly keys: TokenKeys; readonly caps: FormCaps };

const daySeconds = 86_400;
/** One confirmation per address and day: what an innocent owner may be bothered with. */
const perAddress = 1;
/** Links to the settings are asked for by the owner, and lost by the owner. */
const linksPerAddress = 3;

/** Asked before anything is looked up: the answer tells nothing of any address. */
export async function admitNetwork({ store, keys, caps }: CapParts, network: string | null, at: Date): Promise<boolean> {
  return takeFromCaps(store, [cap(keys, 'network', network ?? 'unknown', caps.formCapNetwork)], at);
}

/** One mail to this address. `kind`: a confirmation uses up nothing of the links, so that nobody is locked out of their settings by a stranger. */
export async function admitMail({ store, keys, caps }: CapParts, kind: 'confirm' | 'link' | 'change', to: { canonical: string; domain: string }, at: Date): Promise<boolean> {
  return takeFromCaps(store, [
    cap(keys, kind, to.canonical, kind === 'link' ? linksPerAddress : perAddress),
    cap(keys, 'domain', to.domain, caps.formCapDomain),
    cap(keys, 'total', '', caps.formCapTotal),
  ], at);
}

function cap(keys: TokenKeys, kind: string, value: string, limit: number): Cap {
  const key = createHmac('sha256', keys.secrets.get(keys.current) ?? '').update(`form-cap\0${kind}\0${value}`).digest();
  return { key, limit, periodSeconds: daySeconds };
}
