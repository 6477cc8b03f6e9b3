/** What MJML takes without a word and loses (5.4, at `strict`): a tag that is never closed, and text outside of the tags that show text. */

export type StructureFault = { readonly message: string; readonly tagName: string; readonly line: number; /** What would be lost, when it is a text. */ readonly text?: string };

/** Their content is HTML or text and none of MJML's own. */
const textTags = new Set(['mj-text', 'mj-button', 'mj-raw', 'mj-table', 'mj-title', 'mj-preview', 'mj-style', 'mj-accordion-text', 'mj-accordion-title', 'mj-navbar-link', 'mj-social-element', 'mj-selector']);

const token = /<!--[\s\S]*?-->|<(\/?)(mj-[\w-]+|mjml)\b((?:"[^"]*"|'[^']*'|[^>"'])*)>/g;

type Open = { readonly tagName: string; readonly index: number };

function lineAt(mjml: string, index: number): number {
  return mjml.slice(0, index).split('\n').length;
}

/** The first fault; what follows a broken structure is its echo. */
export function findStructureFault(mjml: string): StructureFault | undefined {
  const open: Open[] = [];
  const unclosed = ({ tagName, index }: Open): StructureFault => ({ message: `<${tagName}> is never closed: MJML would leave out what is in it`, tagName, line: lineAt(mjml, index) });
  const scan = new RegExp(token);
  let end = 0;
  for (let match = scan.exec(mjml); match !== null; match = scan.exec(mjml)) {
    const [tag, slash, tagName = '', attributes = ''] = match;
    const between = mjml.slice(end, match.index).trim();
    // HTML there is a fault that MJML tells itself.
    if (between !== '' && !between.includes('<')) {
      const line = lineAt(mjml, mjml.indexOf(between, end));
      return { message: `"${between.slice(0, 40)}" stands outside of mj-text: MJML would leave it out`, tagName: open.at(-1)?.tagName ?? 'mjml', line, text: between };
    }
    end = match.index + tag.length;
    if (tagName === '') continue;
    const here: Open = { tagName, index: match.index };
    if (slash === '/') {
      const last = open.pop();
      if (last === undefined) return { message: `</${tagName}> closes nothing`, tagName, line: lineAt(mjml, match.index) };
      if (last.tagName !== tagName) return unclosed(last);
    } else if (!attributes.trimEnd().endsWith('/')) {
      if (!textTags.has(tagName)) open.push(here);
      else {
        const close = mjml.indexOf(`</${tagName}`, end);
        // The issue's own text is escaped, so a tag of MJML in here is the template's next one.
        if (close < 0 || /<\/?mj-/.test(mjml.slice(end, close))) return unclosed(here);
        end = mjml.indexOf('>', close) + 1;
        scan.lastIndex = end;
      }
    }
  }
  const last = open.at(-1);
  return last === undefined ? undefined : unclosed(last);
}
