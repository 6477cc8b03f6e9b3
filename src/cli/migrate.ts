/** `courant migrate`: brings the database to this version's schema. Every start does it too; this one only says what it did. */
import type { Command } from 'commander';
import { migrate } from '../store/migrate.js';
import { openStore } from '../store/open.js';
import type { CliContext } from './context.js';

export function register(program: Command, context: CliContext): void {
  program.command('migrate').description('brings the database to the schema of this version; safe to repeat').action(async () => {
    const config = await context.config();
    const store = await openStore({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, log: context.log });
    try {
      const { applied } = await migrate(store);
      context.out(applied.length === 0 ? 'The schema is current.\n' : `Applied ${applied.join(', ')}.\n`);
    } finally {
      await store.close();
    }
  });
}
