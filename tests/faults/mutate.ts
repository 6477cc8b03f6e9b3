/**
 * `node --import mutate.js?NAME`: puts one mutation into the program as it is loaded, in this process and in those it forks, which take over
 * its arguments. The files stay as they are.
 */
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { mutations } from './mutations.js';

const name = new URL(import.meta.url).search.slice(1);
const mutation = mutations.find((one) => one.name === name);
if (mutation === undefined) throw new Error(`no mutation is called ${name}`);
if (isMainThread) register(import.meta.url);

type Loaded = { readonly format: string; readonly source: string | Uint8Array | undefined };

export async function load(url: string, context: object, next: (url: string, context: object) => Promise<Loaded>): Promise<Loaded> {
  const loaded = await next(url, context);
  if (mutation === undefined || !url.endsWith(`/dist/src/${mutation.file}`)) return loaded;
  return { ...loaded, source: mutated(String(loaded.source), mutation) };
}

function mutated(source: string, { name: what, text, instead }: NonNullable<typeof mutation>): string {
  const parts = source.split(text);
  if (parts.length !== 2) throw new Error(`the text of ${what} stands ${parts.length - 1} times in its file`);
  return parts.join(instead);
}
