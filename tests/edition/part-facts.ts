/** What is counted in the parts of an edition, by several tests. */
import stringWidth from 'string-width';
import { decodeReferences } from '../../src/edition/html-text.js';

/** Addresses of the mail that lead away from it, each once, as the text part writes them. */
export function linksOf(html: string): readonly string[] {
  const links = [...html.replaceAll(/<!--[\s\S]*?-->/g, '').matchAll(/<a [^>]*?href="([^"]*)"/g)].map(([, href]) => decodeReferences(href ?? ''));
  return [...new Set(links.filter((href) => !/^(?:#|mailto:|tel:)/.test(href)))].toSorted();
}

/** Addresses written in the text part, each once. */
export function addressesOf(text: string): readonly string[] {
  return [...new Set(text.match(/(?:https?:\/\/|__C_(?:WEB|UNSUBSCRIBE)_URL__)[^\s<>]*/g) ?? [])].toSorted();
}

/** Lines with more than two columns above the width; a line that holds an address has no choice. */
export function wideLines(text: string, width: number): readonly string[] {
  return text.split('\n').filter((line) => stringWidth(line) > width + 2 && !/:\/\/|www\.|__C_|[\w.+-]@[\w-]/.test(line));
}

export function headingsOf(html: string): readonly string[] {
  return [...html.matchAll(/<(h[1-6])[^>]*>(.*?)<\/\1>/gs)].map(([, level, text]) => `${level} ${decodeReferences(text?.replace(/<[^>]*>/g, '') ?? '')}`);
}
