/** How the text of an element looks in light mode, from inline styles and old attributes: what stands without the style sheet. */
import type { Declarations } from './css.js';

export type Look = {
  /** `#rrggbb`; undefined when it is set in a way that is not understood here. */
  readonly colour: string | undefined;
  readonly background: string | undefined;
  readonly fontSizePx: number;
  readonly isBold: boolean;
};

const first: Look = { colour: '#000000', background: '#ffffff', fontSizePx: 16, isBold: false };

/** Names that mails use; the other hundred are as good as never met. */
const named: Readonly<Record<string, string>> = {
  black: '#000000', white: '#ffffff', gray: '#808080', grey: '#808080', silver: '#c0c0c0', red: '#ff0000', maroon: '#800000', yellow: '#ffff00', lime: '#00ff00',
  green: '#008000', blue: '#0000ff', navy: '#000080', purple: '#800080', orange: '#ffa500', lightgray: '#d3d3d3', lightgrey: '#d3d3d3', darkgray: '#a9a9a9', darkgrey: '#a9a9a9',
};

/** Sizes of headings without a style, in parts of the size around them (HTML standard 15.3.7). */
const headingSizes: Readonly<Record<string, number>> = { h1: 2, h2: 1.5, h3: 1.17, h4: 1, h5: 0.83, h6: 0.67, small: 0.83, sup: 0.83, sub: 0.83 };

export function lookOf(element: { readonly name: string; readonly style: Declarations; readonly bgColor: unknown }, parent: Look | undefined): Look {
  const around = parent ?? first;
  const { name, style, bgColor } = element;
  const colour = style.get('color');
  const weight = style.get('font-weight');
  return {
    colour: colour === undefined || colour === 'inherit' ? (name === 'a' && colour === undefined ? '#0000ee' : around.colour) : parseColour(colour),
    background: backgroundOf(style, bgColor, around),
    fontSizePx: sizeOf(style.get('font-size'), around.fontSizePx, headingSizes[name] ?? 1),
    isBold: weight === undefined ? around.isBold || /^(?:b|strong|th|h[1-6])$/.test(name) : weight === 'bold' || Number(weight) >= 700,
  };
}

function backgroundOf(style: Declarations, bgColor: unknown, around: Look): string | undefined {
  const shorthand = style.get('background');
  const value = style.get('background-color') ?? (shorthand === undefined ? undefined : /#[0-9a-f]{3,8}\b|rgba?\([^)]*\)|^[a-z]+/.exec(shorthand.replace(/url\([^)]*\)/g, '').trim())?.[0]) ?? (typeof bgColor === 'string' ? bgColor.toLowerCase() : undefined);
  if (value === undefined || value === 'transparent' || value === 'none' || value === 'inherit') return shorthand?.includes('url(') === true ? undefined : around.background;
  return parseColour(value);
}

function sizeOf(value: string | undefined, around: number, factor: number): number {
  const [, number, unit] = /^([\d.]+)(px|pt|em|rem|%)$/.exec(value ?? '') ?? [];
  if (number === undefined) return value === undefined ? around * factor : value.startsWith('0') ? 0 : around;
  const factors: Readonly<Record<string, number>> = { px: 1, pt: 4 / 3, em: around, rem: 16, '%': around / 100 };
  return Number(number) * (factors[unit ?? 'px'] ?? 1);
}

/** `#rrggbb`; undefined for what is translucent or unknown. */
export function parseColour(value: string): string | undefined {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(value);
  if (short !== null) return `#${short.slice(1).map((digit) => digit + digit).join('')}`;
  if (/^#[0-9a-f]{6}$/.test(value)) return value;
  const parts = /^rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)$/.exec(value);
  if (parts !== null) return `#${parts.slice(1).map((part) => Math.min(255, Number(part)).toString(16).padStart(2, '0')).join('')}`;
  return Object.hasOwn(named, value) ? named[value] : undefined;
}
