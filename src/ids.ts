/** Branded ids: a subscriber's id cannot be handed where a campaign's is wanted. Database ids are bigint identities, carried as decimal strings. */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type ListId = Branded<'ListId'>;
export type SubscriberId = Branded<'SubscriberId'>;
export type CampaignId = Branded<'CampaignId'>;
/** SHA-256 of an edition's content, 64 hex digits. */
export type EditionHash = Branded<'EditionHash'>;

export function toListId(id: string): ListId { return id as ListId; }
export function toSubscriberId(id: string): SubscriberId { return id as SubscriberId; }
export function toCampaignId(id: string): CampaignId { return id as CampaignId; }
export function toEditionHash(hash: string): EditionHash { return hash as EditionHash; }
