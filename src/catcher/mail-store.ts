/**
 * Keeps what the catcher got: the log (catcher-log.ts) and one append-only file with every message, deflated. In memory is one small
 * object per log line, never a message: 20,000 mails of 75 KB cost some megabytes.
 */
import { type FileHandle, mkdir, open, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { type CatcherEntry, streamCatcherLog, type Verdict, verdictOf } from './catcher-log.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

export type MailQuery = {
  /** Part of recipient or subject, in any case. */
  readonly search?: string;
  readonly verdict?: Verdict;
  /** The word of a forced outcome. */
  readonly outcome?: string;
  /** Only entries whose message was kept. */
  readonly isKept?: boolean;
  /** Newest first; how many are skipped, how many are given. */
  readonly offset?: number;
  readonly limit?: number;
};
export type MailPage = { readonly total: number; readonly entries: readonly CatcherEntry[] };

type Numbered = 'n' | 'kept';

export class MailStore {
  readonly logPath: string;
  readonly #log: FileHandle;
  readonly #data: FileHandle;
  readonly #entries: CatcherEntry[];
  #end: number;
  #logEnd: number;
  #tail: Promise<unknown> = Promise.resolve();

  private constructor(parts: { logPath: string; log: FileHandle; data: FileHandle; entries: CatcherEntry[]; end: number; logEnd: number }) {
    this.logPath = parts.logPath;
    this.#log = parts.log;
    this.#data = parts.data;
    this.#entries = parts.entries;
    this.#end = parts.end;
    this.#logEnd = parts.logEnd;
  }

  /** Goes on behind what an earlier run left in the folder. */
  static async open(folder: string): Promise<MailStore> {
    await mkdir(folder, { recursive: true });
    const logPath = join(folder, 'transactions.jsonl');
    const data = await open(join(folder, 'mails.deflate'), 'a+');
    const log = await open(logPath, 'a');
    await cutTornLine(logPath);
    const entries: CatcherEntry[] = [];
    for await (const entry of streamCatcherLog(logPath)) entries.push(entry);
    return new MailStore({ logPath, log, data, entries, end: (await data.stat()).size, logEnd: (await log.stat()).size });
  }

  /**
   * Writes the message, then one line per recipient; resolves when the operating system has them. One at a time, so that the log is in
   * order. The lines' `n` and `kept` are filled in here.
   */
  async append(lines: readonly Omit<CatcherEntry, Numbered>[], raw: Buffer | null): Promise<CatcherEntry[]> {
    const packed = raw === null ? null : await deflate(raw, { level: 1 });
    const work = this.#tail.then(() => this.#write(lines, packed));
    this.#tail = work.catch(() => undefined);
    return work;
  }

  query(query: MailQuery = {}): MailPage {
    const search = query.search?.toLowerCase();
    const { offset = 0, limit = 50 } = query;
    const entries: CatcherEntry[] = [];
    let total = 0;
    for (const entry of this.#entries.toReversed()) {
      if (!isMatch(entry, query, search)) continue;
      if (total >= offset && entries.length < limit) entries.push(entry);
      total += 1;
    }
    return { total, entries };
  }

  find(n: number): CatcherEntry | undefined {
    return this.#entries[n - 1];
  }

  /** The message as it was received; undefined when none was kept under that number. */
  async rawOf(n: number): Promise<Buffer | undefined> {
    const kept = this.find(n)?.kept;
    if (kept === undefined || kept === null) return undefined;
    const { buffer } = await this.#data.read({ buffer: Buffer.alloc(kept.length), position: kept.offset });
    return inflate(buffer);
  }

  async close(): Promise<void> {
    await this.#tail;
    await this.#log.close();
    await this.#data.close();
  }

  async #write(lines: readonly Omit<CatcherEntry, Numbered>[], packed: Buffer | null): Promise<CatcherEntry[]> {
    const kept = packed === null ? null : { offset: this.#end, length: packed.length };
    const written = lines.map((line, index) => ({ n: this.#entries.length + index + 1, ...line, kept }));
    const text = written.map((entry) => JSON.stringify(entry) + '\n').join('');
    try {
      if (packed !== null) await this.#data.appendFile(packed);
      await this.#log.appendFile(text);
    } catch (error) {
      await this.#cutBack();
      throw error;
    }
    this.#end += packed?.length ?? 0;
    this.#logEnd += Buffer.byteLength(text);
    // Parsed back: the strings cut from a message would otherwise keep the whole message alive in V8.
    for (const line of text.trimEnd().split('\n')) this.#entries.push(JSON.parse(line) as CatcherEntry);
    return written;
  }

  /** A full disk takes half a write: what was begun goes, so that the next one is not glued to it. */
  async #cutBack(): Promise<void> {
    await this.#data.truncate(this.#end);
    await this.#log.truncate(this.#logEnd);
  }
}

function isMatch(entry: CatcherEntry, query: MailQuery, search: string | undefined): boolean {
  if (query.verdict !== undefined && verdictOf(entry) !== query.verdict) return false;
  if (query.outcome !== undefined && entry.outcome !== query.outcome) return false;
  if (query.isKept === true && entry.kept === null) return false;
  if (search === undefined || search === '') return true;
  return entry.recipient.toLowerCase().includes(search) || (entry.subject?.toLowerCase().includes(search) ?? false);
}

/** A process killed while writing leaves half a line; the next line must not be glued to it. */
async function cutTornLine(path: string): Promise<void> {
  const { size } = await stat(path);
  if (size === 0) return;
  const file = await open(path, 'r');
  const { buffer } = await file.read({ buffer: Buffer.alloc(Math.min(size, 65536)), position: Math.max(0, size - 65536) });
  await file.close();
  const end = buffer.lastIndexOf('\n');
  if (end !== buffer.length - 1) await truncate(path, size - (buffer.length - 1 - end));
}
