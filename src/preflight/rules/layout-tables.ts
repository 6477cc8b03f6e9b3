/** Tables that only hold things in place say so; tables of data have heads. */
import { attributeOf, isInside } from '../mail-tree.js';
import { placeOfWords } from '../places.js';
import type { Rule } from '../rule.js';

/** As it is written, by an editor or in a template. */
const bareTable = /<table\b(?![^>]*role=)[^>]*>(?=(?:(?!<th\b|<caption\b|<\/table)[\s\S])*<\/table)/i;

export const layoutTables: Rule = {
  id: 'layout-tables', severity: 'warning', topic: 'access', needs: 'edition',
  title: 'tables of the layout say that they are none',
  protects: 'Screen readers announce "table, one row, one column" dozens of times, or a table of numbers without its heads.',
  source: 'WCAG 2.2, 1.3.1; emailmarkup.org 2026: missing in 83.78 % of mails',
  check: (subject) => {
    const { mail } = subject;
    const heads = mail.all('th', 'caption');
    const bare = mail.all('table').filter((table) => !/^(?:presentation|none)$/.test(attributeOf(table, 'role') ?? ''));
    const without = bare.filter((table) => !heads.some((head) => isInside(head, table)));
    const message = `${without.length} ${without.length === 1 ? 'table has' : 'tables have'} neither role="presentation" nor a head.`;
    return without.length === 0 ? [] : [{ part: 'mail', at: placeOfWords(subject, bareTable), message, hint: 'Give a table of data a row of <th>, a table of the layout role="presentation".' }];
  },
};
