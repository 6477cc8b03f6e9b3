/** Opens the editor's text editor at a place, without a shell: the words of the setting are the arguments, and the place fills its marks. */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { UserError } from '../errors.js';
import type { FaultPlace } from './fault.js';

/** How the usual editors are told a line. What opens in the terminal cannot be opened by a server: those are missing on purpose. */
const knownEditors: Readonly<Record<string, readonly string[]>> = {
  'code': ['--goto', '{file}:{line}:{column}'], 'code-insiders': ['--goto', '{file}:{line}:{column}'], 'codium': ['--goto', '{file}:{line}:{column}'], 'cursor': ['--goto', '{file}:{line}:{column}'],
  'subl': ['{file}:{line}:{column}'], 'zed': ['{file}:{line}:{column}'], 'mate': ['--line', '{line}:{column}', '{file}'], 'gedit': ['+{line}:{column}', '{file}'], 'kate': ['--line', '{line}', '--column', '{column}', '{file}'],
  'idea': ['--line', '{line}', '--column', '{column}', '{file}'], 'webstorm': ['--line', '{line}', '--column', '{column}', '{file}'], 'gvim': ['+{line}', '{file}'], 'emacsclient': ['--no-wait', '+{line}:{column}', '{file}'],
};

/** Words as a shell would part them, with quotes; nothing else of a shell. */
export function splitCommand(text: string): readonly string[] {
  return [...text.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

/** The setting, or $VISUAL and $EDITOR when they name an editor with a window; undefined when none can be opened. */
export function findEditor(setting: string | undefined, environment: Readonly<Record<string, string | undefined>>): readonly string[] | undefined {
  for (const text of [setting, environment['VISUAL'], environment['EDITOR']]) {
    if (text === undefined || text.trim() === '') continue;
    const words = splitCommand(text);
    if (words.some((word) => word.includes('{file}'))) return words;
    const known = knownEditors[basename(words[0] ?? '').replace(/\.(?:exe|cmd)$/i, '')];
    if (known !== undefined) return [...words.filter((word) => word !== '--wait' && word !== '-w'), ...known];
  }
  return undefined;
}

export function toArguments(words: readonly string[], { path, line, column }: Pick<FaultPlace, 'path' | 'line' | 'column'>): readonly string[] {
  // In one go: what the file's name holds is not looked at again.
  const values: Readonly<Record<string, string>> = { file: path, line: String(line), column: String(column) };
  return words.map((word) => word.replaceAll(/\{(file|line|column)\}/g, (mark, name: string) => values[name] ?? mark));
}

const startedMs = 10_000;

export async function openInEditor(words: readonly string[], place: FaultPlace): Promise<void> {
  const [program = '', ...rest] = toArguments(words, place);
  await new Promise<void>((resolve, reject) => {
    // On its own: the Ctrl-C that ends the preview is not meant for it, nor does anybody read what it prints.
    const editor = spawn(program, rest, { shell: false, windowsHide: true, detached: true, stdio: 'ignore' });
    editor.unref();
    // Those that stay open are fine: they are not waited for longer than it takes to fail.
    const timer = setTimeout(resolve, startedMs);
    const refuse = (why: string, cause?: Error): void => reject(new UserError('refused', `${program} could not be opened: ${why}`, { hint: 'Set "editor" to a command such as: code --goto {file}:{line}:{column}', cause }));
    editor.once('error', (error) => {
      clearTimeout(timer);
      refuse(error.message, error);
    });
    editor.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else refuse(`it ended with ${code ?? signal}`);
    });
  });
}
