/** The sending process of its own, for stories in which it is killed or stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { World } from './world.js';

export const workerConnectionCount = 4;
const workerEntry = fileURLToPath(new URL('../../workers/deliver.js', import.meta.url));

export function startWorker(world: World, options: { redisUrl?: string | undefined; ratePerSecond?: number } = {}): ChildProcess {
  return spawn(process.execPath, [workerEntry], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: world.databaseUrl,
      REDIS_URL: options.redisUrl ?? '',
      COURANT_RELAY_URL: String(world.config.relayUrl),
      COURANT_RELAY_CONNECTIONS: String(workerConnectionCount),
      COURANT_RELAY_RATE_PER_SECOND: String(options.ratePerSecond ?? 250),
      COURANT_RETRY_SECONDS: '0.2',
      COURANT_LANE_LIMITS: world.config.laneLimits,
      COURANT_LANES: JSON.stringify(world.config.lanes),
      COURANT_LOG_LEVEL: 'error',
    },
  });
}

export async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => child.once('exit', () => resolve()));
}
