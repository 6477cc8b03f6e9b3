/** Fields of the subscriber's forms, and what a filled-in form says of them. Every field has its label, every fault stands at its field. */
import { parseAttributeValue, toStoredText, type AttributeDeclaration } from '../../audience/attributes.js';
import { cleanName } from '../../audience/clean.js';
import { pageLanguages, type Words } from '../../audience/words/words.js';
import type { Form } from './form.js';

export type Faults = ReadonlyMap<string, string>;

type FieldProps = {
  readonly id: string; readonly label: string; readonly words: Words; readonly value: string; readonly fault: string | undefined;
  readonly isRequired?: boolean; readonly type?: string; readonly autocomplete?: string; readonly maxlength?: number; readonly inputmode?: 'email' | 'decimal';
  /** No words: neither capitals nor spelling are mended. */
  readonly isCode?: boolean;
};

export function TextField({ id, label, words, value, fault, isRequired = false, type = 'text', autocomplete, maxlength = 2000, inputmode, isCode = false }: FieldProps) {
  return (
    <div class="field">
      <Label id={id} label={label} words={words} isRequired={isRequired} />
      <input id={id} name={id} type={type} value={value} required={isRequired} autocomplete={autocomplete} maxlength={maxlength} inputmode={inputmode} autocapitalize={isCode ? 'none' : undefined} spellcheck={isCode ? false : undefined}
        aria-invalid={fault === undefined ? undefined : 'true'} aria-describedby={fault === undefined ? undefined : `${id}-fault`} />
      <Fault id={id} fault={fault} />
    </div>
  );
}

/** No `type="email"`: browsers refuse addresses beyond ASCII there, and take some that are none. The keyboard of a phone is asked for all the same. */
export function AddressField(props: Omit<FieldProps, 'type' | 'maxlength' | 'inputmode' | 'isRequired'>) {
  return <TextField {...props} isRequired maxlength={254} inputmode="email" isCode />;
}

type SelectProps = Omit<FieldProps, 'type'> & { readonly options: readonly (readonly [value: string, text: string])[]; readonly hasNone: boolean };

export function SelectField({ id, label, words, value, fault, isRequired = false, options, hasNone }: SelectProps) {
  return (
    <div class="field">
      <Label id={id} label={label} words={words} isRequired={isRequired || !hasNone} />
      <select id={id} name={id} required={isRequired} aria-invalid={fault === undefined ? undefined : 'true'} aria-describedby={fault === undefined ? undefined : `${id}-fault`}>
        {hasNone ? <option value="">{words.choose}</option> : null}
        {options.map(([option, text]) => <option value={option} selected={option === value}>{text}</option>)}
      </select>
      <Fault id={id} fault={fault} />
    </div>
  );
}

function Label({ id, label, words, isRequired }: Pick<FieldProps, 'id' | 'label' | 'words'> & { readonly isRequired: boolean }) {
  return <label for={id}>{label}{isRequired ? null : <span class="optional"> ({words.optional})</span>}</label>;
}

function Fault({ id, fault }: { readonly id: string; readonly fault: string | undefined }) {
  return fault === undefined ? null : <p class="fault" id={`${id}-fault`}>{fault}</p>;
}

type BoxProps = { readonly id: string; readonly label: string; readonly isChecked: boolean; readonly tag?: string; readonly value?: string; readonly name?: string; readonly type?: 'checkbox' | 'radio' };

export function Box({ id, label, isChecked, tag, value = 'yes', name = id, type = 'checkbox' }: BoxProps) {
  return (
    <div class="box">
      <input id={id} name={name} type={type} value={value} checked={isChecked} />
      <label for={id}>{label}</label>
      {tag === undefined ? null : <span class="tag">{tag}</span>}
    </div>
  );
}

export function LanguageField({ words, value }: { readonly words: Words; readonly value: string }) {
  return <SelectField id="lang" label={words.language} words={words} value={value} fault={undefined} options={pageLanguages} hasNone={false} />;
}

/** Never shown to people, and named like something that programs fill in. */
export function Trap({ words }: { readonly words: Words }) {
  return (
    <div class="trap" aria-hidden="true">
      <label for="website">{words.leaveEmpty}</label>
      <input id="website" name="website" type="text" tabindex={-1} autocomplete="off" />
    </div>
  );
}

const attributeId = (name: string): string => `attribute-${name}`;

export function AttributeField({ declared, words, language, value, fault }: { readonly declared: AttributeDeclaration; readonly words: Words; readonly language: string; readonly value: string; readonly fault: string | undefined }) {
  const shape = { id: attributeId(declared.name), label: declared.labels[language] ?? declared.labels[language.split('-')[0] ?? ''] ?? declared.name, words, value, fault, isRequired: declared.required };
  switch (declared.type) {
    case 'choice': return <SelectField {...shape} options={(declared.choices ?? []).map((choice) => [choice, choice])} hasNone />;
    case 'boolean': return <SelectField {...shape} options={[['true', words.yes], ['false', words.no]]} hasNone />;
    case 'date': return <TextField {...shape} type="date" />;
    case 'number': return <TextField {...shape} inputmode="decimal" />;
    case 'text': return <TextField {...shape} />;
  }
}

export type Details = { readonly name: string | null; readonly attributes: Readonly<Record<string, string>>; readonly faults: ReadonlyMap<string, string> };

/** What is not declared, or not shown, is not read: nobody sets an attribute that the admin keeps for himself. */
export function readDetails(form: Form, declarations: readonly AttributeDeclaration[], words: Words): Details {
  const faults = new Map<string, string>();
  const name = readName(form.text('name'));
  if (name === undefined) faults.set('name', words.badValue);
  const attributes: Record<string, string> = {};
  for (const declared of declarations.filter(({ isShown }) => isShown)) {
    const read = parseAttributeValue(declared, form.text(attributeId(declared.name)));
    if ('reason' in read) faults.set(attributeId(declared.name), words.badValue);
    else if (read.value !== null) attributes[declared.name] = toStoredText(read.value);
    else if (declared.required) faults.set(attributeId(declared.name), words.missing);
  }
  return { name: name ?? null, attributes, faults };
}

/** A name with an address of a page in it is advertising, which somebody else would get to read. */
function readName(text: string): string | null | undefined {
  const cleaned = cleanName(text);
  if ('reason' in cleaned) return undefined;
  return cleaned.value !== null && /https?:|www\.|\/\//i.test(cleaned.value) ? undefined : cleaned.value;
}

/** What stood in the form, to be shown again; else what is stored. The other forms of a page have not all of its fields. */
export function shownText(form: Form | undefined, id: string, stored: string | null | undefined): string {
  return form?.has(id) === true ? form.text(id) : (stored ?? '');
}

/** Without either, what the list begins with. */
export function attributeText(form: Form | undefined, declared: AttributeDeclaration, stored: string | undefined): string {
  return shownText(form, attributeId(declared.name), stored ?? declared.default);
}

export function attributeFault(faults: Faults, declared: AttributeDeclaration): string | undefined {
  return faults.get(attributeId(declared.name));
}
