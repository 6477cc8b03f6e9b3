/** The head of a file of people, to be asked about before it is imported. */
import { cleanHeadings } from './columns.js';
import { fromCsvField } from './csv.js';
import { decodeText } from './decode.js';
import { readHead, readHeader } from './people-table.js';
import { readBytes } from './table-bytes.js';

export type Peek = { readonly headings: readonly string[]; readonly rows: readonly (readonly string[])[] };

const rowCount = 200;

/** undefined: JSON lines, whose every line has its own keys. Throws `import-file`, `import-header`, `import-encoding`. */
export async function peekTable(path: string, encoding: string | undefined): Promise<Peek | undefined> {
  const text = decodeText(readBytes(path, path), { encoding: encoding ?? '' });
  try {
    const { isJson, whole } = await readHead(text);
    if (isJson) return undefined;
    const { header, first, pages } = await readHeader(whole, { delimiter: '' }, path);
    const rows = [...first];
    while (rows.length < rowCount) {
      const next = await pages.next();
      if (next.done === true) break;
      rows.push(...next.value);
    }
    await pages.return(undefined);
    return { headings: cleanHeadings(header.fields), rows: rows.slice(0, rowCount).map(({ fields }) => fields.map(fromCsvField)) };
  } finally {
    await text.return(undefined);
  }
}
