/** The blocks of a real article as Markdown of the format. */

type Figure = { readonly kind: string | null; readonly number: number | null; readonly credit: string | null; readonly caption: string | null };
type List = { readonly type: 'list'; readonly items: readonly { readonly marker?: string; readonly text: string }[] };
type Table = {
  readonly type: 'table';
  readonly label: string;
  readonly header: readonly (readonly string[])[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
  readonly figure: Figure;
};
export type Block = { readonly type: 'paragraph' | 'heading'; readonly text: string } | ({ readonly type: 'figure' } & Figure) | List | Table;

export type MarkdownBlocks = { readonly text: string; readonly texts: readonly string[]; readonly pictures: readonly string[] };

/** `texts` are the texts that must survive; `pictures` the names of the files under images/ that the Markdown shows. */
export function toBlocksMarkdown(blocks: readonly Block[], title: string, pictureCount: number): MarkdownBlocks {
  const texts: string[] = [];
  const pictures: string[] = [];
  const parts = blocks.map((block) => {
    if (block.type === 'figure') {
      const name = `figure-${pictureCount + pictures.length + 1}.png`;
      pictures.push(name);
      return toFigure(block, name, title, texts);
    }
    if (block.type === 'table') return toTable(block, texts);
    if (block.type === 'list') return toList(block, texts);
    texts.push(block.text);
    return (block.type === 'heading' ? '### ' : '') + escapeMarkdown(block.text);
  });
  return { text: parts.join('\n\n') + '\n', texts, pictures };
}

/** `사진 1` and what the caption says. */
function captionOf(figure: Figure): string {
  const label = figure.kind === null ? undefined : `${figure.kind} ${figure.number ?? ''}`.trim();
  return [label, figure.caption].filter((part) => part !== null && part !== undefined).join('. ');
}

function toFigure(figure: Figure, name: string, title: string, texts: string[]): string {
  const caption = captionOf(figure);
  texts.push(caption, ...(figure.credit === null ? [] : [figure.credit]));
  const picture = `![${escapeMarkdown(`${caption} (${title})`)}](../images/${name} "${escapeMarkdown(caption).replaceAll('"', '\\"')}")`;
  return figure.credit === null ? picture : `${picture}\n출처: ${escapeMarkdown(figure.credit)}`;
}

function toTable(table: Table, texts: string[]): string {
  const { kind, number, caption, credit } = table.figure;
  const captionText = `${kind ?? '표'} ${number ?? ''}: ${table.label}${caption === null ? '' : ' ' + caption}`;
  texts.push(captionText, ...table.header.flat(), ...table.rows.flat(), ...table.notes, ...(credit === null ? [] : [credit]));
  // Markdown knows one row of headings; more need HTML.
  const rows = table.header.length === 1 ? toMarkdownRows(table) : toHtmlRows(table);
  const below = [...table.notes.map((note) => escapeMarkdown(note)), ...(credit === null ? [] : [`출처: ${escapeMarkdown(credit)}`])];
  return [escapeMarkdown(captionText), rows, ...below].join('\n\n');
}

function toMarkdownRows({ header, rows }: Table): string {
  const toRow = (cells: readonly string[]) => `| ${cells.map((cell) => escapeMarkdown(cell)).join(' | ')} |`;
  const heading = header[0] ?? [];
  return [toRow(heading), `|${heading.map(() => '---').join('|')}|`, ...rows.map((row) => toRow(row))].join('\n');
}

function toHtmlRows({ header, rows }: Table): string {
  const toRow = (cells: readonly string[], tag: string) => `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const head = header.map((row) => toRow(row, 'th'));
  const body = rows.map((row) => toRow(row, 'td'));
  return ['<table>', '<thead>', ...head, '</thead>', '<tbody>', ...body, '</tbody>', '</table>'].join('\n');
}

/** Numbers make an ordered list; other markers, such as `(一)`, stay as words in front. */
function toList(list: List, texts: string[]): string {
  return list.items.map(({ marker, text }) => {
    const isNumber = marker !== undefined && /^\d+\.$/.test(marker);
    texts.push(...(marker === undefined || isNumber ? [text] : [marker, text]));
    if (isNumber) return `${marker} ${escapeMarkdown(text)}`;
    return `- ${marker === undefined ? '' : escapeMarkdown(marker) + ' '}${escapeMarkdown(text)}`;
  }).join('\n');
}

/** Text that means only itself in Markdown. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>&~|]/g, '\\$&')
    .replace(/^([#+=:-])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
