/** What a form brought: texts by name. Files, broken bodies and fields nobody asked for say nothing. */
import type { Context } from 'hono';

export type Form = {
  /** Empty when it is not there, or is a file. */
  text(name: string): string;
  /** Of boxes with the same name. */
  texts(name: string): readonly string[];
  has(name: string): boolean;
};

export async function readForm(c: Context): Promise<Form> {
  const body = new Map(Object.entries(await c.req.parseBody({ all: true }).catch(() => ({}))) as [string, unknown][]);
  const texts = (name: string): readonly string[] => [body.get(name)].flat().filter((one): one is string => typeof one === 'string');
  return { texts, text: (name) => texts(name)[0] ?? '', has: (name) => body.has(name) };
}
