/** Declared attributes as an admin writes them: a YAML file with every fault at its line, or one by one as words of the command line. */
import { UserError, UserErrors } from '../errors.js';
import { checkAgainst } from '../issue/check.js';
import { createFindings, sortFindings, type Findings } from '../issue/findings.js';
import { toSourceFile } from '../issue/source.js';
import { parseYaml, toPlain } from '../issue/yaml.js';
import { attributesSchema, attributeTypes, type AttributeDeclaration } from './attributes.js';

/** Throws `list-attributes`, one error per fault. */
export function parseAttributesFile(file: string, text: string): readonly AttributeDeclaration[] {
  const findings = createFindings();
  const root = parseYaml(toSourceFile(file, file, text), findings);
  throwFindings(file, findings);
  if (root === undefined || root.node === null) return [];
  checkAgainst(attributesSchema, root, findings);
  throwFindings(file, findings);
  return attributesSchema.parse(toPlain(root.node));
}

function throwFindings(file: string, { errors }: Findings): void {
  if (errors.length === 0) return;
  throw new UserErrors(sortFindings(errors).map(({ message, at, hint }) => new UserError('list-attributes', `${file}: ${message}`, { at, hint })));
}

const wordForm = /^([^:=!]+)(!?):([a-z]+)(?:=(.+))?$/su;

/** `age:number`, `vip:boolean`, `country:choice=KR|US`; `country!:text` is required. Throws `list-attributes`. */
export function parseAttributeWord(word: string): AttributeDeclaration {
  const [, name, required, type, choices] = wordForm.exec(word) ?? [];
  if (name === undefined) throw refused(`"${word.slice(0, 80)}" declares no attribute`);
  return checkAttributes([{ name, type, required: required === '!', ...(choices === undefined ? {} : { choices: choices.split('|') }) }])[0] as AttributeDeclaration;
}

/** The whole list of them, after one was changed. */
export function checkAttributes(declarations: readonly unknown[]): readonly AttributeDeclaration[] {
  const checked = attributesSchema.safeParse(declarations);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const at = declarations[Number(issue?.path[0] ?? 0)] as { name?: unknown } | undefined;
  const isType = issue?.path[1] === 'type' && issue.code === 'invalid_value';
  throw refused(`The attribute "${String(at?.name).slice(0, 60)}": its ${String(issue?.path[1] ?? 'declaration')} ${isType ? `must be one of ${attributeTypes.join(', ')}` : issue?.message}`);
}

function refused(message: string): UserError {
  return new UserError('list-attributes', `${message}.`, { hint: 'Write NAME:TYPE, like age:number or country:choice=KR|US; an exclamation mark makes it required: country!:text' });
}
