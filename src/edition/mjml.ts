/**
 * MJML to HTML, and its faults told at their places in the template. MJML is loaded when the first mail wants it: it is half of what a
 * program of ours loads. The only file that says how it is run; where it runs is the caller's choice.
 */
import type mjml2html from 'mjml';
import { UserErrors } from '../errors.js';
import type { Template } from '../template/template.js';
import { loadMjml } from './load-mjml.js';
import { checkMjmlStructure, toMjmlErrors } from './mjml-errors.js';

/** Throws as MJML does: an error whose `errors` name lines of the source. */
export type RunMjml = (mjml: string, options: Parameters<typeof mjml2html>[1]) => Promise<{ readonly html: string }>;

export const runMjmlHere: RunMjml = async (mjml, options) => (await loadMjml())(mjml, options);

// minifyCss stays off: both presets remove the space before `!important`, and Outlook then drops the declaration (mjml 5.4.1).
// No fonts: the default list makes MJML fetch Ubuntu from Google wherever a component is left without a font.
// Of htmlnano only the white space: its work on attributes turns `alt=""` into `alt` and edits what meta elements say.
const minifyOptions = {
  minifyCss: false, collapseBooleanAttributes: false, deduplicateAttributeValues: false, minifyAttributes: false, minifyHtmlTemplate: false,
  minifyJson: false, minifySvg: false, normalizeAttributeValues: false, removeEmptyAttributes: false, sortAttributesWithLists: false,
} as const;
const options = { validationLevel: 'strict', minify: true, minifyOptions, fonts: {}, ignoreIncludes: true } as const;

export async function compileMjml(mjml: string, template: Template, runMjml: RunMjml): Promise<string> {
  const broken = checkMjmlStructure(mjml, template);
  if (broken.length > 0) throw new UserErrors(broken);
  try {
    const { html } = await runMjml(mjml, options);
    return `${html.trim()}\n`;
  } catch (error) {
    const errors = toMjmlErrors(error, mjml, template);
    if (errors.length === 0) throw error;
    throw new UserErrors(errors);
  }
}
