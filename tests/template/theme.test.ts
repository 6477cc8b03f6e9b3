import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { listTemplates } from '../../src/template/find.js';
import { loadTemplate } from '../../src/template/load.js';
import type { Palette } from '../../src/template/theme.js';

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}

function invert(colour: string): string {
  return `#${[1, 3, 5].map((start) => (255 - Number.parseInt(colour.slice(start, start + 2), 16)).toString(16).padStart(2, '0')).join('')}`;
}

/** Every text with every background it stands on. */
const pairs: readonly (readonly [text: keyof Palette, background: keyof Palette])[] = [
  ['text', 'sheet'], ['text', 'page'], ['text', 'panel'], ['muted', 'sheet'], ['muted', 'page'], ['muted', 'panel'], ['link', 'sheet'], ['link', 'page'], ['link', 'panel'], ['accent', 'sheet'], ['onAccent', 'accent'],
];

test('text has a contrast of 4.5 in light and dark, and stays readable when a program inverts it', async () => {
  for (const name of await listTemplates()) {
    const { theme } = await loadTemplate(name);
    for (const [palette, colours] of [['light', theme.light], ['dark', theme.dark]] as const) {
      for (const [text, background] of pairs) {
        const where = `${name} ${palette}: ${text} on ${background}`;
        assert.ok(contrast(colours[text], colours[background]) >= 4.5, where);
        assert.ok(contrast(invert(colours[text]), invert(colours[background])) >= 3, `${where}, inverted`);
      }
    }
  }
});
