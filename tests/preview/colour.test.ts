import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrastRatio } from '../../src/template/contrast.js';
import { invertColour, parseColour } from '../../src/preview/colour.js';

const readable: readonly (readonly [text: string, red: number, alpha: number])[] = [
  ['#fff', 255, 1], ['#ffffff80', 255, 0.5], ['#ABCDEF', 171, 1], ['white', 255, 1], ['rgb(12, 34, 56)', 12, 1], ['rgb(12 34 56 / 50%)', 12, 0.5], ['rgba(100%,0,0,.25)', 255, 0.25],
];

test('colours are read in the ways that mails write them', () => {
  for (const [text, red, alpha] of readable) {
    const colour = parseColour(text);
    assert.ok(colour !== undefined, text);
    assert.equal(Math.round(colour.red * 255), red, text);
    assert.ok(Math.abs(colour.alpha - alpha) < 0.01, text);
  }
});

test('what is no colour stays as it is', () => {
  for (const text of ['transparent', 'inherit', '#12345', '#ggg', 'rgb(a,b,c)', 'currentColor']) assert.equal(invertColour(text, 'ground', 'full'), text);
});

test('a full inversion makes white grounds dark and dark texts light, and can be read', () => {
  const ground = invertColour('#ffffff', 'ground', 'full');
  const text = invertColour('#24262b', 'text', 'full');
  assert.equal(ground, '#121212');
  assert.ok(contrastRatio(ground, text) > 10, `${ground} ${text}`);
});

const partial: readonly (readonly [colour: string, role: 'ground' | 'text', isChanged: boolean])[] = [
  ['#ffffff', 'ground', true], ['#202020', 'ground', false], ['#000000', 'text', true], ['#ffffff', 'text', false], ['#1b5e8c', 'text', true], ['#1b5e8c', 'ground', false],
];

test('a partial inversion leaves dark grounds and light texts alone', () => {
  for (const [colour, role, isChanged] of partial) assert.equal(invertColour(colour, role, 'partial') !== colour, isChanged, `${colour} as ${role}`);
});

test('hue stays: a red that is turned around is still the reddest part', () => {
  const made = parseColour(invertColour('#b3261e', 'text', 'full'));
  assert.ok(made !== undefined && made.red > made.green && made.red > made.blue);
});
