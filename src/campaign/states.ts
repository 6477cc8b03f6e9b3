/** The states of a campaign. `frozen`: the audience stands, nothing was sent yet. `held`: it waits for a person to say that it is still wanted. */
export type CampaignState = 'frozen' | 'sending' | 'held' | 'paused' | 'cancelled' | 'finished';
