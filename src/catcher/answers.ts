/**
 * Sends what comes back later (bounces, complaints, vacation replies) by SMTP to the feedback listener, as another mail server would:
 * from the null sender to the envelope sender of the mail. A few at a time, with some patience for a listener that is not there yet.
 */
import { randomBytes } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import { renderArf } from './arf.js';
import type { CatcherEntry } from './catcher-log.js';
import { type AnsweredMail, renderDsn } from './dsn.js';
import type { Answer } from './outcomes.js';
import { renderVacation } from './vacation.js';

export type AnswersParts = {
  readonly feedback: { readonly host: string; readonly port: number };
  readonly rawOf: (n: number) => Promise<Buffer | undefined>;
  /** How long after the mail was accepted. */
  readonly afterMs: number;
  readonly clock: Clock;
  readonly log: Log;
};

const atOnce = 4; // connections to the listener
const waitsMs = [500, 1000, 2000, 4000]; // between tries; then given up, with a warning

type Task = { readonly entry: CatcherEntry; readonly answer: Answer };

/** Open from the first `push` to `close`. */
export class Answers {
  readonly #parts: AnswersParts;
  readonly #stop = new AbortController();
  readonly #queue: Task[] = [];
  readonly #runners = new Set<Promise<void>>();

  constructor(parts: AnswersParts) {
    this.#parts = parts;
  }

  push(entry: CatcherEntry, answer: Answer): void {
    if (this.#stop.signal.aborted) return;
    this.#queue.push({ entry, answer });
    this.#startRunner();
  }

  /** Resolves when everything pushed so far is sent or given up. */
  async settled(): Promise<void> {
    while (this.#runners.size > 0) await Promise.all(this.#runners);
  }

  /** Drops what still waits. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.settled();
  }

  #startRunner(): void {
    if (this.#runners.size >= atOnce) return;
    const runner: Promise<void> = this.#run().finally(() => {
      this.#runners.delete(runner);
      if (this.#queue.length > 0) this.#startRunner(); // pushed while this one was closing its connection
    });
    this.#runners.add(runner);
  }

  /** One connection, kept while there is work. */
  async #run(): Promise<void> {
    const { host, port } = this.#parts.feedback;
    const transport = createTransport({
      host, port, pool: true, maxConnections: 1, maxRequeues: 0, secure: false, ignoreTLS: true, logger: false,
      connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 10_000,
    });
    try {
      for (let task = this.#queue.shift(); task !== undefined; task = this.#queue.shift()) {
        const { entry } = task;
        await this.#send(task, (raw) => transport.sendMail({ raw, envelope: { from: '', to: [entry.sender] } }));
      }
    } finally {
      transport.close();
    }
  }

  async #send({ entry, answer }: Task, send: (raw: Buffer) => Promise<unknown>): Promise<void> {
    const { clock, log, afterMs } = this.#parts;
    await clock.sleep(Math.max(0, entry.at + afterMs - clock.now().getTime()), this.#stop.signal);
    for (const waitMs of [...waitsMs, undefined]) {
      if (this.#stop.signal.aborted) return;
      try {
        await send(await this.#render(entry, answer));
        return;
      } catch (error) {
        if (waitMs === undefined) return log.warn('the catcher cannot send its answer', { mail: entry.n, answer, error });
        await clock.sleep(waitMs, this.#stop.signal);
      }
    }
  }

  async #render(entry: CatcherEntry, answer: Answer): Promise<Buffer> {
    const raw = await this.#parts.rawOf(entry.n);
    if (raw === undefined) throw new Error(`mail ${entry.n} is not kept`);
    const mail = { sender: entry.sender, recipient: entry.recipient, raw, arrivedAt: new Date(entry.at), now: this.#parts.clock.now(), unique: randomBytes(12).toString('hex') };
    return renderAnswer(mail, answer);
  }
}

export function renderAnswer(mail: AnsweredMail, answer: Answer): Buffer {
  if (answer === 'complaint') return renderArf(mail);
  if (answer === 'vacation') return renderVacation(mail);
  return renderDsn(mail, answer);
}
