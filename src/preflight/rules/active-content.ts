/** Nothing in a mail may run, load or submit. */
import { placeOfWords } from '../places.js';
import type { Rule } from '../rule.js';

const refused: Readonly<Record<string, string>> = {
  script: 'no mail program runs it, and filters refuse the mail', form: 'most programs show it dead, and filters take it for phishing', iframe: 'no program shows it',
  frame: 'no program shows it', object: 'no program shows it', embed: 'no program shows it', applet: 'no program shows it', base: 'it changes where every link leads', link: 'a style sheet from outside is not loaded',
};

export const activeContent: Rule = {
  id: 'active-content', severity: 'error', topic: 'content', needs: 'edition',
  title: 'the mail holds no script, form, frame or outside style sheet',
  protects: 'Filters refuse the mail, or a part of it is dead.',
  source: 'deliverability B6 28; caniemail',
  check: ({ mail, ...subject }) => [
    ...[...new Set(mail.all(...Object.keys(refused)).map(({ name }) => name))].map((name) => ({ part: 'mail' as const, at: placeOfWords(subject, `<${name}`), message: `The mail holds a <${name}>: ${refused[name] ?? ''}.` })),
    ...(mail.elements.some(({ element }) => Object.keys(element.properties).some((name) => /^on[A-Z]/.test(name))) ? [{ part: 'mail' as const, at: placeOfWords(subject, /\son[a-z]+\s*=\s*["']/i), message: 'The mail holds an attribute that runs a script (on…).' }] : []),
    ...(mail.all('meta').some(({ element }) => String(element.properties['httpEquiv'] ?? '').toLowerCase() === 'refresh') ? [{ part: 'mail' as const, at: placeOfWords(subject, /http-equiv=["']?refresh/i), message: 'The mail sends its reader to another page (meta refresh).' }] : []),
  ],
};
