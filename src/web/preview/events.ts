/** Tells open pages what changed, as Server-Sent Events. Pages that fall away are forgotten; nothing is kept for them. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

export type PreviewEvent = { readonly name: string; readonly data: unknown };

export type PreviewEvents = {
  tell(event: PreviewEvent): void;
  /** The answer to `GET /events`. */
  stream(c: Context): Response;
  close(): void;
};

/** Proxies and laptops that sleep: a line now and then shows that the connection lives. */
const heartbeatMs = 15_000;

export function createEvents(): PreviewEvents {
  const listeners = new Set<(event: PreviewEvent) => void>();
  const endings = new Set<() => void>();
  return {
    tell(event) {
      for (const listener of listeners) listener(event);
    },
    stream(c) {
      return streamSSE(c, async (stream) => {
        const send = (event: PreviewEvent): void => void stream.writeSSE({ event: event.name, data: JSON.stringify(event.data) }).catch(() => undefined);
        listeners.add(send);
        send({ name: 'hello', data: {} });
        const heartbeat = setInterval(() => void stream.write(': here\n\n').catch(() => undefined), heartbeatMs);
        let end = (): void => undefined;
        await new Promise<void>((resolve) => {
          end = resolve;
          endings.add(end);
          stream.onAbort(end);
        });
        clearInterval(heartbeat);
        endings.delete(end);
        listeners.delete(send);
      });
    },
    close() {
      for (const end of endings) end();
      endings.clear();
    },
  };
}
