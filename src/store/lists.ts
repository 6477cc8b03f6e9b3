/** Statements on mailing lists. */
import type { AttributeDeclaration } from '../audience/attributes.js';
import type { Frequency } from '../audience/frequency.js';
import type { ListId } from '../ids.js';
import type { QuietHours } from '../schedule/quiet.js';
import type { Database } from './store.js';

export type OptIn = 'single' | 'double';

/** What people may choose to get: the slug is kept with their choice, the name is what they read. */
export type Topic = { readonly slug: string; readonly name: string; readonly names: Readonly<Record<string, string>> };

export type NewList = {
  readonly slug: string;
  readonly name: string;
  /** BCP 47 tag -> name for readers of that language; the rest read `name`. */
  readonly names: Readonly<Record<string, string>>;
  /** RFC 2919 2, without the angle brackets. */
  readonly listIdHeader: string;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly replyTo: string | null;
  readonly lang: string;
  readonly optIn: OptIn;
  /** In the order of forms. */
  readonly attributes: readonly AttributeDeclaration[];
  readonly topics: readonly Topic[];
  /** How often mail comes, in the words of the list. */
  readonly frequency: string | null;
  /** What readers may choose beside every issue. */
  readonly frequencies: readonly Frequency[];
  /** IANA name: whose weeks and months count; null: that of the quiet hours, else UTC. */
  readonly timeZone: string | null;
  /** When nobody is written to; null: at any hour. */
  readonly quiet: QuietHours | null;
  /** Do pages take new people? */
  readonly subscribe: 'open' | 'closed';
  /** A mail to who has joined by a page. */
  readonly welcome: boolean;
  /** Colour of its pages, `#rrggbb`; null: the program's own. */
  readonly accent: string | null;
  /** Of its pages: the system's letters without or with serifs. */
  readonly font: 'sans' | 'serif';
  /** Name of the asset above its pages. */
  readonly logo: string | null;
  /** BCP 47 tag -> what the reader of a form agrees to; the program's words for the rest. */
  readonly consentTexts: Readonly<Record<string, string>>;
};

/** How its pages look. */
export type ListTheme = Pick<NewList, 'accent' | 'font' | 'logo'>;

export type ListRow = NewList & { readonly id: ListId; readonly createdAt: Date };

export type ListCounts = {
  readonly subscribedCount: number;
  readonly unsubscribedCount: number;
  /** Unconfirmed and paused. */
  readonly waitingCount: number;
};

const columns = `l.id, l.slug, l.name, l.list_id_header as "listIdHeader", l.from_name as "fromName", l.from_address as "fromAddress",
  l.reply_to as "replyTo", l.lang, l.opt_in as "optIn", l.names, l.attributes, l.topics, l.frequency, l.quiet,
  l.frequencies, l.time_zone as "timeZone", l.subscribe, l.welcome, l.accent, l.font, l.logo, l.consent_texts as "consentTexts", l.created_at as "createdAt"`;

const counts = `(count(*) filter (where s.status = 'subscribed'))::int as "subscribedCount",
  (count(*) filter (where s.status = 'unsubscribed'))::int as "unsubscribedCount",
  (count(*) filter (where s.status in ('unconfirmed', 'paused')))::int as "waitingCount"`;

function valuesOf(list: NewList): readonly unknown[] {
  return [list.slug, list.name, list.listIdHeader, list.fromName, list.fromAddress, list.replyTo, list.lang, list.optIn,
    JSON.stringify(list.names), JSON.stringify(list.attributes), JSON.stringify(list.topics), list.frequency, list.quiet === null ? null : JSON.stringify(list.quiet),
    list.subscribe, list.welcome, list.accent,
    JSON.stringify(list.consentTexts), list.font, list.logo, list.frequencies, list.timeZone];
}

/** undefined when the slug is taken. */
export async function insertList(database: Database, list: NewList): Promise<ListRow | undefined> {
  return (await database.query<ListRow>(
    `insert into lists as l (slug, name, list_id_header, from_name, from_address, reply_to, lang, opt_in, names, attributes, topics, frequency, quiet, subscribe, welcome, accent, consent_texts, font, logo, frequencies, time_zone)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) on conflict (slug) do nothing returning ${columns}`,
    valuesOf(list),
  ))[0];
}

export async function updateList(database: Database, id: ListId, list: NewList): Promise<void> {
  await database.query(
    `update lists set slug = $1, name = $2, list_id_header = $3, from_name = $4, from_address = $5, reply_to = $6, lang = $7, opt_in = $8,
       names = $9, attributes = $10, topics = $11, frequency = $12, quiet = $13, subscribe = $14, welcome = $15, accent = $16, consent_texts = $17, font = $18, logo = $19,
       frequencies = $20, time_zone = $21
     where id = $22`,
    [...valuesOf(list), id],
  );
}

export async function findListBySlug(database: Database, slug: string): Promise<ListRow | undefined> {
  return (await database.query<ListRow>(`select ${columns} from lists l where slug = $1`, [slug]))[0];
}

export async function findListById(database: Database, id: ListId): Promise<ListRow | undefined> {
  return (await database.query<ListRow>(`select ${columns} from lists l where id = $1`, [id]))[0];
}

export async function findLogo(database: Database, name: string): Promise<{ mediaType: string; bytes: Buffer } | undefined> {
  return (await database.query<{ mediaType: string; bytes: Buffer }>(
    'select media_type as "mediaType", bytes from assets where name = $1 and exists (select from lists where logo = $1)', [name]))[0];
}

export async function listLists(database: Database): Promise<(ListRow & ListCounts)[]> {
  return database.query<ListRow & ListCounts>(
    `select ${columns}, ${counts} from lists l left join subscriptions s on s.list_id = l.id group by l.id order by l.slug`,
  );
}

export async function countList(database: Database, id: ListId): Promise<ListCounts & { readonly campaignCount: number }> {
  const [row] = await database.query<ListCounts & { campaignCount: number }>(
    `select ${counts}, (select count(*)::int from campaigns where list_id = $1) as "campaignCount" from subscriptions s where s.list_id = $1`,
    [id],
  );
  return row ?? { subscribedCount: 0, unsubscribedCount: 0, waitingCount: 0, campaignCount: 0 };
}

/** With its subscriptions and its own suppressions. The foreign key of campaigns refuses a list that something was sent to. */
export async function deleteList(database: Database, id: ListId): Promise<void> {
  await database.query('delete from subscriptions where list_id = $1', [id]);
  await database.query('delete from suppressions where list_id = $1', [id]);
  await database.query('delete from lists where id = $1', [id]);
}
