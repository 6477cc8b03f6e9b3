/** The table of what became of every row of an import: to be sorted and mended in a spreadsheet, and imported again. */
import { open } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { toCsvLine } from './csv.js';
import type { RowOutcome } from './import-batch.js';

export type Report = {
  /** Returns the bytes it has now. */
  write(rows: readonly RowOutcome[]): Promise<number>;
  close(): Promise<void>;
};

/** Without it Excel reads UTF-8 as the code page of the machine. */
const byteOrderMark = '\ufeff';

/**
 * Replaces a file that is there, unless `size` bytes of it were written by the import that goes on now: it goes on behind them. Only the
 * owner may read it: it is full of addresses.
 */
export async function openReport(path: string, size: number): Promise<Report> {
  const file = await open(path, size > 0 ? 'r+' : 'w', 0o600).catch((error: Error) => {
    throw new UserError('import-file', `The report ${path} cannot be written: ${error.message}`, { cause: error });
  });
  let end = size;
  const append = async (text: string): Promise<number> => {
    const { bytesWritten } = await file.write(Buffer.from(text), 0, null, end);
    return (end += bytesWritten);
  };
  if (size > 0) await file.truncate(size);
  else await append(byteOrderMark + toCsvLine(['line', 'email', 'outcome', 'reason']));
  return {
    write: (rows) => append(rows.map((row) => toCsvLine([String(row.line), row.address, row.outcome, row.reason])).join('')),
    close: () => file.close(),
  };
}
