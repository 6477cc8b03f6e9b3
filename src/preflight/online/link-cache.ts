/** Answers of links kept on the disk for some hours, so that a second look costs nothing and site owners are asked once. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { LinkAnswer } from '../online.js';

export type LinkCache = {
  find(url: string): LinkAnswer | undefined;
  keep(url: string, answer: LinkAnswer): void;
  save(): Promise<void>;
};

const hourMs = 3_600_000;
/** What answered is left alone for hours; what did not may be mended in minutes. */
const keptMs = { good: 6 * hourMs, bad: hourMs / 6 };
const mostEntries = 5_000;

const redirects = z.array(z.string());
const answerSchema = z.union([
  z.object({ status: z.number(), redirects }),
  z.object({ fault: z.enum(['refused', 'timeout', 'no-host', 'certificate', 'private', 'loop', 'broken', 'unasked']), detail: z.string(), redirects }),
]);
const fileSchema = z.record(z.string(), z.object({ at: z.number(), answer: answerSchema }));

/** A file that is missing or broken is an empty cache; one that cannot be written is no fault of the issue. */
export async function openLinkCache(path: string | undefined, now: () => number): Promise<LinkCache> {
  const entries = new Map(Object.entries(path === undefined ? {} : await readEntries(path)));
  const isFresh = ({ at, answer }: { readonly at: number; readonly answer: LinkAnswer }): boolean => now() - at < (isGood(answer) ? keptMs.good : keptMs.bad);
  return {
    find(url) {
      const entry = entries.get(url);
      return entry !== undefined && isFresh(entry) ? entry.answer : undefined;
    },
    keep(url, answer) {
      entries.set(url, { at: now(), answer });
    },
    async save() {
      if (path === undefined) return;
      const fresh = [...entries].filter(([, entry]) => isFresh(entry)).toSorted(([, one], [, other]) => other.at - one.at).slice(0, mostEntries);
      await writeEntries(path, JSON.stringify(Object.fromEntries(fresh))).catch(() => undefined);
    },
  };
}

function isGood(answer: LinkAnswer): boolean {
  return 'status' in answer && answer.status < 400;
}

async function readEntries(path: string): Promise<Record<string, { at: number; answer: LinkAnswer }>> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return {};
  }
}

/** Whole or not at all: two checks at once may save. */
async function writeEntries(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}.tmp`;
  await writeFile(draft, text);
  await rename(draft, path);
}
