-- Whoever chose a frequency is met while the freeze reads the list anyway; nothing looks for them by themselves.
drop index subscriptions_frequency;
