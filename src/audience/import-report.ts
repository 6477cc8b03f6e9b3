/** The table of what became of every row of an import: to be sorted and mended in a spreadsheet, and imported again. */
import { open } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { toCsvLine } from './csv.js';
import type { RowOutcome } from './import-batch.js';

export type Report = {
  write(rows: readonly RowOutcome[]): Promise<void>;
  close(): Promise<void>;
};

/** Without it Excel reads UTF-8 as the code page of the machine. */
const byteOrderMark = '\ufeff';

/** Replaces a file that is there. Only the owner may read it: it is full of addresses. */
export async function openReport(path: string): Promise<Report> {
  const file = await open(path, 'w', 0o600).catch((error: Error) => {
    throw new UserError('import-file', `The report ${path} cannot be written: ${error.message}`, { cause: error });
  });
  await file.write(byteOrderMark + toCsvLine(['line', 'email', 'outcome', 'reason']));
  return {
    write: async (rows) => {
      await file.write(rows.map((row) => toCsvLine([String(row.line), row.address, row.outcome, row.reason])).join(''));
    },
    close: () => file.close(),
  };
}
