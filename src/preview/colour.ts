/**
 * Colours of style sheets, read and turned around as mail programs do it in their dark modes: lightness in OKLCH is mirrored, hue stays.
 * What programs do exactly is published by none of them; this is a simulation, close enough to see what becomes unreadable.
 */

type Rgb = { readonly red: number; readonly green: number; readonly blue: number; readonly alpha: number };

/** Names that mails use; a name that is not here keeps its colour. */
const names: Readonly<Record<string, string>> = {
  white: '#ffffff', black: '#000000', silver: '#c0c0c0', gray: '#808080', grey: '#808080', red: '#ff0000', maroon: '#800000', yellow: '#ffff00', olive: '#808000',
  lime: '#00ff00', green: '#008000', aqua: '#00ffff', cyan: '#00ffff', teal: '#008080', blue: '#0000ff', navy: '#000080', fuchsia: '#ff00ff', magenta: '#ff00ff',
  purple: '#800080', orange: '#ffa500', gold: '#ffd700', pink: '#ffc0cb', beige: '#f5f5dc', ivory: '#fffff0', snow: '#fffafa', whitesmoke: '#f5f5f5', gainsboro: '#dcdcdc',
  lightgray: '#d3d3d3', lightgrey: '#d3d3d3', darkgray: '#a9a9a9', darkgrey: '#a9a9a9', dimgray: '#696969', dimgrey: '#696969', crimson: '#dc143c', tomato: '#ff6347',
};

/** A colour wherever one may stand in a value. Names only as whole words. */
export const colourPattern = new RegExp(`#[0-9a-f]{3,8}\\b|rgba?\\([^()]*\\)|\\b(?:${Object.keys(names).join('|')})\\b(?!-|\\()`, 'gi');

export function parseColour(text: string): Rgb | undefined {
  const value = text.trim().toLowerCase();
  const hex = names[value] ?? value;
  if (hex.startsWith('#')) return parseHex(hex.slice(1));
  const parts = /^rgba?\(([^()]*)\)$/.exec(hex)?.[1]?.split(/[\s,/]+/).filter((part) => part !== '');
  if (parts === undefined || parts.length < 3) return undefined;
  const [red = 0, green = 0, blue = 0] = parts.slice(0, 3).map((part) => (part.endsWith('%') ? Number(part.slice(0, -1)) * 2.55 : Number(part)));
  const [, , , last = '1'] = parts;
  const alpha = last.endsWith('%') ? Number(last.slice(0, -1)) / 100 : Number(last);
  return [red, green, blue, alpha].every((part) => Number.isFinite(part)) ? { red: red / 255, green: green / 255, blue: blue / 255, alpha } : undefined;
}

function parseHex(hex: string): Rgb | undefined {
  const long = hex.length <= 4 ? hex.replaceAll(/./g, '$&$&') : hex;
  if (![6, 8].includes(long.length) || hex.length === 5 || /[^0-9a-f]/.test(long)) return undefined;
  const [red = 0, green = 0, blue = 0, alpha = 1] = (long.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16) / 255);
  return { red, green, blue, alpha };
}

type Oklch = { readonly lightness: number; readonly a: number; readonly b: number };

const toLinear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const toGamma = (part: number): number => (part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055);

/** Björn Ottosson's OKLab: equal steps of lightness look equal, which mirroring needs. */
function toOklab({ red, green, blue }: Rgb): Oklch {
  const [r, g, b] = [toLinear(red), toLinear(green), toLinear(blue)];
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const middle = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {
    lightness: 0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
    a: 1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
    b: 0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
  };
}

function toRgb({ lightness, a, b }: Oklch): readonly number[] {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ].map(toGamma);
}

/** White becomes this dark and not black, as in the programs' own dark grounds (#121212). */
const darkest = 18 / 255;
/** Above it a ground is light, below it a text is dark. */
const middle = 0.6;

function render(colour: Oklch, alpha: number): string {
  // A mirrored colour may lie outside of what screens show: less of it, until it fits.
  const fits = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0].map((share) => toRgb({ lightness: colour.lightness, a: colour.a * share, b: colour.b * share }))
    .find((parts) => parts.every((part) => part >= -0.001 && part <= 1.001)) ?? [0, 0, 0];
  const digits = [...fits, ...(alpha < 1 ? [alpha] : [])].map((part) => Math.round(Math.min(1, Math.max(0, part)) * 255).toString(16).padStart(2, '0'));
  return `#${digits.join('')}`;
}

/** Mirrored as the grey that is as light: #222 becomes #ddd and not the paler grey that lies as far from the middle in OKLab. */
function mirror(lightness: number): number {
  const grey = Math.min(1, Math.max(0, toGamma(lightness ** 3)));
  return Math.cbrt(toLinear(darkest + (1 - grey) * (1 - darkest)));
}

export type ColourRole = 'ground' | 'text';
export type Inversion = 'full' | 'partial';

/** `full`: every colour is mirrored. `partial`: only light grounds and dark texts. What cannot be read stays as it is. */
export function invertColour(text: string, role: ColourRole, inversion: Inversion): string {
  const rgb = parseColour(text);
  if (rgb === undefined || rgb.alpha === 0) return text;
  const colour = toOklab(rgb);
  const isLight = colour.lightness > middle;
  if (inversion === 'partial' && isLight !== (role === 'ground')) return text;
  return render({ ...colour, lightness: mirror(colour.lightness) }, rgb.alpha);
}
