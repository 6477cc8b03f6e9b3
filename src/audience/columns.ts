/** Which column of a table of people means what: headings in English, Korean, Chinese and Japanese, or as the caller maps them. */
import { parseAddress, isAddressFault } from '../address/parse.js';
import { UserError } from '../errors.js';
import type { AttributeDeclaration } from './attributes.js';
import { isAttributeKey, maxAttributeCount } from './clean.js';
import { fromCsvField } from './csv.js';

export const fields = ['email', 'name', 'firstName', 'lastName', 'lang', 'status', 'joinedAt', 'unsubscribedAt', 'source', 'consent', 'frequency', 'topics'] as const;
export type Field = (typeof fields)[number];

/** Field -> heading in the file; an empty heading says that no column has this meaning. `skipped`: headings of columns that are left out. */
export type Mapping = Readonly<Partial<Record<Field, string>>> & { readonly skipped?: readonly string[] };

/** `address` and `state` are not here: they mostly are postal. Headings without spaces, hyphens, underscores, full stops and colons, in lower case. */
const headings: Readonly<Record<Field, readonly string[]>> = {
  email: [
    'email', 'emailaddress', 'mail', 'mailaddress', '이메일', '이메일주소', '메일', '메일주소', '전자우편', '전자메일',
    '邮箱', '邮箱地址', '电子邮箱', '电子邮件', '邮件地址', '電子郵件', '電子信箱', '信箱', 'メール', 'メールアドレス', 'eメール',
  ],
  name: ['name', 'fullname', 'displayname', 'subscribername', '이름', '성명', '성함', '姓名', '名字', '名称', '氏名', '名前', 'お名前'],
  firstName: ['firstname', 'givenname', 'fname'],
  lastName: ['lastname', 'surname', 'familyname', 'lname'],
  lang: ['lang', 'language', 'locale', '언어', '语言', '語言', '言語'],
  status: ['status', 'subscriptionstatus', '상태', '구독상태', '수신상태', '状态', '狀態', '状態'],
  joinedAt: ['joinedat', 'joined', 'joindate', 'subscribedat', 'subscribedon', 'createdat', 'optintime', 'confirmtime', '가입일', '가입일시', '구독일', '등록일', '订阅时间', '加入时间', '登録日'],
  unsubscribedAt: ['unsubscribedat', 'unsubscribedon', 'unsubtime', '해지일', '구독해지일'],
  source: ['source'],
  frequency: ['frequency', '발송주기', '수신주기', '接收频率', '接收頻率', '配信頻度'],
  topics: ['topics', 'topic', 'chosentopics', '관심주제', '주제', '关注主题', '主题', '主題', 'トピック'],
  consent: ['consent', '수신동의', '동의', '同意'],
};

/** `declared`: the attribute of the list that the heading names, by its name or one of its labels. */
export type Column = { readonly heading: string; readonly index: number; readonly use: Field | 'attribute' | 'ignored'; readonly declared?: AttributeDeclaration };
export type Columns = { readonly all: readonly Column[]; readonly at: Readonly<Partial<Record<Field, number>>>; readonly attributes: readonly Column[] };

/** As they are shown, and kept as names of attributes. */
export function cleanHeadings(header: readonly string[]): readonly string[] {
  return header.map((heading) => fromCsvField(heading.trim()).normalize('NFC'));
}

/**
 * An attribute of a name that means something else as a heading is exported as `attributes.<name>`, and only so read back as what it was.
 * The parts of a name are fields and attributes both.
 */
const attributeMark = 'attributes.';

export function attributeHeading(key: string): string {
  const field = fieldNamed(key);
  const isOwn = field === undefined || field === 'firstName' || field === 'lastName';
  return isOwn && !key.startsWith(attributeMark) ? key : `${attributeMark}${key}`;
}

function withoutMark(heading: string): string {
  return heading.startsWith(attributeMark) ? heading.slice(attributeMark.length) : heading;
}

function normalizeHeading(heading: string): string {
  return heading.normalize('NFKC').toLowerCase().replaceAll(/[\s_.:*-]/g, '');
}

/** Throws `import-header` when no column, or more than one, holds the addresses, or a mapped heading is missing. */
export function readColumns(header: readonly string[], mapping: Mapping, at: { file: string; line: number }, declarations: readonly AttributeDeclaration[] = []): Columns {
  const trimmed = cleanHeadings(header);
  const claimed = claimMapped(trimmed, mapping, at);
  const all = trimmed.map((heading, index): Column => withDeclared({ heading, index, use: claimed.get(index) ?? useOf(heading, mapping) }, declarations));
  refuseDoubles(all, at);
  if (!all.some((column) => column.use === 'email')) throw noAddressColumn(trimmed, at);
  const unique = ignoreRepeated(all);
  const attributes = unique.filter((column) => column.use === 'attribute');
  if (attributes.length > maxAttributeCount) throw headerError(`There are ${attributes.length} columns beside the known ones; ${maxAttributeCount} are kept at the most`, at);
  return { all: unique, attributes, at: Object.fromEntries(unique.map((column) => [column.use, column.index])) };
}

function claimMapped(header: readonly string[], mapping: Mapping, at: { file: string; line: number }): ReadonlyMap<number, Field> {
  const claimed = new Map<number, Field>();
  for (const field of fields) {
    const heading = mapping[field];
    if (heading === undefined || heading === '') continue;
    const index = header.findIndex((candidate) => normalizeHeading(candidate) === normalizeHeading(heading));
    if (index === -1) throw headerError(`There is no column "${heading}"; the columns are: ${showHeader(header)}`, at);
    claimed.set(index, field);
  }
  return claimed;
}

/** A field that the mapping speaks of is not guessed. */
function useOf(heading: string, mapping: Mapping): Column['use'] {
  if (mapping.skipped?.includes(heading) === true) return 'ignored';
  const field = fieldNamed(heading);
  if (field !== undefined && mapping[field] === undefined) return field;
  return otherUse(heading);
}

/** Of a heading that names no field. */
export function otherUse(heading: string): 'attribute' | 'ignored' {
  return isAttributeKey(withoutMark(heading)) ? 'attribute' : 'ignored';
}

export function fieldNamed(heading: string): Field | undefined {
  const normalized = normalizeHeading(heading);
  return fields.find((candidate) => headings[candidate].includes(normalized));
}

/** By its name, or by a label of its forms. */
export function declaredNamed(heading: string, declarations: readonly AttributeDeclaration[]): AttributeDeclaration | undefined {
  const normalized = normalizeHeading(withoutMark(heading));
  return declarations.find(({ name, labels }) => [name, ...Object.values(labels)].some((text) => normalizeHeading(text) === normalized));
}

function withDeclared(column: Column, declarations: readonly AttributeDeclaration[]): Column {
  if (column.use !== 'attribute') return column;
  const declared = declaredNamed(column.heading, declarations);
  return declared === undefined ? column : { ...column, declared };
}

/** What an attribute is kept under. */
export function attributeKey(column: Column): string {
  return column.declared?.name ?? withoutMark(column.heading);
}

function refuseDoubles(all: readonly Column[], at: { file: string; line: number }): void {
  for (const field of fields) {
    const same = all.filter((column) => column.use === field).map((column) => `"${column.heading}"`);
    if (same.length > 1) throw headerError(`${same.length} columns could be the ${field}: ${same.join(', ')}`, at, `Say which: --map ${field}=HEADING`);
  }
}

/** Two columns of one heading: the first is kept. Which one was meant nobody can tell, and the summary shows that one was left out. */
function ignoreRepeated(all: readonly Column[]): readonly Column[] {
  return all.map((column) => {
    const isRepeated = column.use === 'attribute' && all.some((other) => other.index < column.index && other.use === 'attribute' && attributeKey(other) === attributeKey(column));
    return isRepeated ? { ...column, use: 'ignored' } : column;
  });
}

function noAddressColumn(header: readonly string[], at: { file: string; line: number }): UserError {
  const isData = header.some((value) => !isAddressFault(parseAddress(value)));
  return headerError(
    isData ? `The first line is a person, not a header: ${showHeader(header)}` : `No column holds the addresses. The columns are: ${showHeader(header)}`,
    at,
    isData ? 'Put a line before it that names the columns, like: email,name' : 'Name one column email, or say which it is: --map email=HEADING',
  );
}

function showHeader(header: readonly string[]): string {
  const shown = header.slice(0, 12).map((heading) => JSON.stringify(heading.slice(0, 40)));
  return header.length > 12 ? `${shown.join(', ')} and ${header.length - 12} more` : shown.join(', ');
}

function headerError(message: string, at: { file: string; line: number }, hint?: string): UserError {
  return new UserError('import-header', `${message}.`, { hint, at: { file: at.file, line: at.line, column: 1 } });
}
