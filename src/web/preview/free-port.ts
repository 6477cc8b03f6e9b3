/** The usual port, or the next one when another preview has it. */
import { toUserErrors } from '../../errors.js';
import { startWeb, type WebServer } from '../server.js';

/** How many are tried. */
const portTries = 20;

type Start = Omit<Parameters<typeof startWeb>[0], 'host'> & {
  /** The port was asked for by name: another one will not do. */
  readonly isPortFixed: boolean;
};

export async function startOnFreePort({ port, isPortFixed, ...options }: Start): Promise<WebServer> {
  for (let next = port; ; next += 1) {
    try {
      return await startWeb({ ...options, host: '127.0.0.1', port: next });
    } catch (error) {
      const isBusy = toUserErrors(error)[0]?.code === 'port-busy';
      if (!isBusy || isPortFixed || next - port >= portTries) throw error;
    }
  }
}
