/** The mail of an edition: what the template prints, compiled by MJML or with its style sheet written into the elements. */
import type { Issue } from '../issue/issue.js';
import type { Template } from '../template/template.js';
import { placeBorders } from './conditional.js';
import { mailMedium } from './mail-medium.js';
import { boundCompiled } from './mjml-bound.js';
import { compileMjml, type RunMjml } from './mjml.js';
import { fullModeLimit, measurePart, type PartSize } from './size.js';
import { itemsOf, type EditionSource } from './source.js';
import { tightenMarkup } from './tighten.js';
import { textsOf } from './tree.js';
import { buildView, type Mode } from './view.js';

/** Before MJML or juice sees it. */
export function renderMail(source: EditionSource, mode: Mode): string {
  const { issue, template, labels, preheader } = source;
  return template.parts.mail(buildView({ ...source, medium: mailMedium(issue, template, labels), mode }, preheader));
}

async function finishMail(markup: string, template: Template, runMjml: RunMjml): Promise<string> {
  if (template.mailKind === 'mjml') return tightenMarkup(await compileMjml(placeBorders(markup), template, runMjml));
  // As MJML: loaded by those who want it.
  const { inlineStyles } = await import('./inline.js');
  return tightenMarkup(inlineStyles(markup, template));
}

function fitsInFull({ decoded, encoded }: PartSize): boolean {
  return decoded < fullModeLimit && encoded < fullModeLimit;
}

/** No mail in full is smaller than the texts it holds, either way of measuring: of a long issue nothing needs to be printed to know that. */
function measureTexts({ sections }: Issue): PartSize {
  return measurePart(itemsOf(sections).flatMap(({ body }) => (body === undefined ? [] : textsOf(body.tree))).join(''));
}

/**
 * `auto`: in full while the mail stays small. What MJML makes of a source is known well enough before; a style sheet that is written into
 * every element is not, so there the result decides. It also does where a template's own components should cost more than any known one.
 */
export async function compileMail(source: EditionSource, runMjml: RunMjml): Promise<{ readonly mode: Mode; readonly html: string }> {
  const { issue, template } = source;
  const { mail } = issue;
  const compileAs = (mode: Mode): Promise<string> => finishMail(renderMail(source, mode), template, runMjml);
  if (mail !== 'auto') return { mode: mail, html: await compileAs(mail) };
  if (!fitsInFull(measureTexts(issue))) return { mode: 'digest', html: await compileAs('digest') };
  const markup = renderMail(source, 'full');
  if (fitsInFull(template.mailKind === 'mjml' ? boundCompiled(markup) : measurePart(markup))) {
    const html = await finishMail(markup, template, runMjml);
    if (fitsInFull(measurePart(html))) return { mode: 'full', html };
  }
  return { mode: 'digest', html: await compileAs('digest') };
}
