/**
 * How large a mail can be once MJML has compiled it, from its source alone: compiling costs ten times as much, and a mail too large to be
 * sent in full needs none. MJML prints texts as they are and puts tables around them; what those cost was measured (5.4.1) and rounded up.
 */
import { base64Size, measurePart, type PartSize } from './size.js';
import { tightenMarkup } from './tighten.js';

/** Document, head and reset styles: 330 bytes more than the source has. */
const frameBytes = 800;

/** Tables for browsers and for Outlook; a section with a column and a text was measured with 1,080 bytes, a button with 560. */
const componentBytes: Readonly<Record<string, number>> = { 'mj-section': 900, 'mj-column': 250, 'mj-text': 200, 'mj-button': 800 };
const otherBytes = 1500;

/** Components of the body; those of the head print nothing, and what they set is counted with the components that take it. */
const component = /<(mj-(?!head|title|preview|attributes|all|class|style|raw|body|html-attribute|selector|font|breakpoint|include)[a-z-]+)/g;

/** Base64 makes four characters of three bytes; quoted-printable writes three for `=`, which markup has less of than that. */
const encodedShare = 1.4;

export function boundCompiled(mjml: string): PartSize {
  const source = measurePart(tightenMarkup(mjml));
  const added = [...mjml.matchAll(component)].reduce((sum, [, name = '']) => sum + (componentBytes[name] ?? otherBytes), frameBytes);
  const decoded = source.decoded + added;
  return { decoded, encoded: Math.min(base64Size(decoded), Math.ceil(source.encoded + added * encodedShare)) };
}
