/**
 * Loads MJML without what it never uses: it and juice below it bring cheerio, and cheerio a whole HTTP client (undici, twice 120 files, a
 * third of the time that MJML takes to load) for a function that fetches pages. An empty module stands in for the client, so that nothing
 * here could reach the network either. May go when cheerio loads it on demand (1.2.0 does not).
 */
import Module, { createRequire } from 'node:module';
import type mjml2html from 'mjml';

type Mjml = typeof mjml2html;

/** What is left out must be left out before; asked again, all of it is there already. */
export async function loadMjml(): Promise<Mjml> {
  const ours = createRequire(import.meta.url);
  for (const path of findClients(ours)) leaveOut(ours, path);
  return (await import('mjml')).default;
}

/** On both ways from MJML to cheerio. None where these packages no longer stand like that: then MJML loads as it is. */
function findClients(ours: NodeJS.Require): readonly string[] {
  try {
    const core = below(below(ours, 'mjml'), 'mjml-core');
    return [core, below(core, 'juice')].map((owner) => below(owner, 'cheerio').resolve('undici'));
  } catch {
    return [];
  }
}

/** How the main file of a package finds its own packages. */
function below(from: NodeJS.Require, name: string): NodeJS.Require {
  return createRequire(from.resolve(name));
}

/** Unless somebody has loaded the client for good. */
function leaveOut(ours: NodeJS.Require, path: string): void {
  const empty = new Module(path);
  empty.loaded = true;
  ours.cache[path] ??= empty;
}
