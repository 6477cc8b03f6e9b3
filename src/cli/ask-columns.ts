/**
 * Asks what the columns of a table mean: shows what was found out with a few values of each, and changes it until the person says yes.
 * What was said is remembered for the next table with the same headings.
 */
import { otherUse, type Column, type Mapping } from '../audience/columns.js';
import { fields, type Field } from '../audience/headings.js';
import { peekTable } from '../audience/peek-table.js';
import { suggestColumns, toMapping, type SuggestedColumn } from '../audience/suggest-columns.js';
import { findImportMapping, saveImportMapping } from '../store/imports.js';
import type { ListRow } from '../store/lists.js';
import type { Store } from '../store/store.js';
import type { CliContext } from './context.js';
import { renderTable } from './table.js';

/** A line of the person; null: they left. */
export type AskLine = (question: string) => Promise<string | null>;
export type Talk = { readonly out: (text: string) => void; readonly ask: AskLine };

export type AskOptions = { readonly file: string; readonly encoding?: string | undefined; /** Also when all is understood, or was said before. */ readonly always: boolean };

/**
 * The mapping to import by: what was said of these headings before, or is said now; undefined when the headings speak for themselves;
 * null when the person leaves. `talk` undefined: nobody is here to ask.
 */
export async function settleMapping(context: Pick<CliContext, 'clock'>, store: Store, list: ListRow, options: AskOptions, talk: Talk | undefined): Promise<Mapping | undefined | null> {
  const peek = await peekTable(options.file, options.encoding);
  if (peek === undefined) return undefined;
  const remembered = await findImportMapping(store, list.id, peek.headings);
  if (talk === undefined || (remembered !== undefined && !options.always)) return remembered;
  const suggested = suggestColumns(peek.headings, peek.rows, list.attributes);
  if (!options.always && suggested.every(({ by }) => by === 'name' || by === 'declared')) return undefined;
  const said = await askColumns(remembered === undefined ? suggested : suggested.map((column) => recall(column, remembered)), talk);
  if (said === null) return null;
  const mapping = toMapping(said);
  await saveImportMapping(store, list.id, { headings: peek.headings, mapping, at: context.clock.now() });
  return mapping;
}

function recall(column: SuggestedColumn, mapping: Mapping): SuggestedColumn {
  const field = fields.find((one) => mapping[one] === column.heading);
  const use = field ?? (mapping.skipped?.includes(column.heading) === true ? 'ignored' : 'attribute');
  return { ...column, use, by: 'said' };
}

/** Null: the person left. */
export async function askColumns(suggested: readonly SuggestedColumn[], { out, ask }: Talk): Promise<readonly SuggestedColumn[] | null> {
  let columns = suggested;
  for (;;) {
    out(`\n${renderColumns(columns)}\n`);
    const answer = (await ask('Is that right? Enter goes on, the number of a column changes it, q leaves: '))?.trim();
    if (answer === undefined || /^q(uit)?$/i.test(answer)) return null;
    if (answer === '') {
      if (columns.some(({ use }) => use === 'email')) return columns;
      out('One of them must hold the addresses.\n');
      continue;
    }
    const column = columns[Number(answer) - 1];
    if (column === undefined) out(`There are the columns 1 to ${columns.length}.\n`);
    else columns = await changeColumn(columns, column, { out, ask });
  }
}

async function changeColumn(columns: readonly SuggestedColumn[], column: SuggestedColumn, { out, ask }: Talk): Promise<readonly SuggestedColumn[]> {
  const choices = [...fields, ...(otherUse(column.heading) === 'attribute' ? ['attribute'] : [])];
  const answer = (await ask(`What is "${column.heading}"? ${choices.join(', ')}, or - to leave it out: `))?.trim() ?? '';
  const use = answer === '-' ? 'ignored' : choices.find((choice) => choice.toLowerCase() === answer.toLowerCase());
  if (use === undefined) {
    if (answer !== '') out(`"${answer.slice(0, 40)}" is none of them.\n`);
    return columns;
  }
  return columns.map((one) => {
    if (one === column) return { ...one, use: use as Column['use'], by: 'said' };
    return one.use === use && fields.includes(use as Field) ? { ...one, use: otherUse(one.heading), by: 'said' } : one; // a field has one column
  });
}

const reasons: Readonly<Record<SuggestedColumn['by'], string>> = { name: 'by its name', content: 'by what stands in it', declared: 'the list declares it', none: '', said: 'as you say' };

function renderColumns(columns: readonly SuggestedColumn[]): string {
  return renderTable(columns.map(({ heading, use, by, samples }, index) =>
    [index + 1, heading.slice(0, 40), use === 'ignored' ? '(left out)' : use, reasons[by], samples.map((sample) => sample.slice(0, 30)).join(' | ')]));
}
