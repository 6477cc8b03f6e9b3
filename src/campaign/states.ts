/** The states of a campaign. `frozen`: the audience stands, nothing was sent yet. */
export type CampaignState = 'frozen' | 'sending' | 'paused' | 'cancelled' | 'finished';
