/** Opens and closes the web server. What it serves is made in web.ts. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { UserError } from '../errors.js';
import type { Log } from '../log.js';

export type WebServer = {
  /** `http://127.0.0.1:8025`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
};

export type WebServerOptions = {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** `env` tells the routes whose connection it is. */
  readonly app: { fetch(request: Request, env?: object): Response | Promise<Response> };
  readonly log: Log;
};

const finishingMs = 3000; // requests under way when the server stops have this long

export async function startWeb({ host, port, app, log }: WebServerOptions): Promise<WebServer> {
  // Without options for HTTP/2 it is always node:http's server.
  const server = createAdaptorServer({ fetch: (request, env) => app.fetch(request, env) }) as Server;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw toUserError(error, host, port);
  }
  server.on('error', (error) => log.error('web server', { error }));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the web server does not listen on a port');
  return { port: address.port, url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`, close: () => closeServer(server) };
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), finishingMs);
  await closed;
  clearTimeout(timer);
}

function toUserError(error: unknown, host: string, port: number): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    return new UserError('port-busy', `Port ${port} of ${host} is taken; the web server cannot listen there.`, { hint: 'Set webPort to another port, or stop the program that uses this one.', cause: error });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND') {
    return new UserError('port-refused', `The web server may not listen on port ${port} of ${host} (${code}).`, { hint: 'webHost must be an address of this machine, and ports below 1024 need rights.', cause: error });
  }
  return error;
}
