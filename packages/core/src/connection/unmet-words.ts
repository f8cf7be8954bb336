import type { UnmetRule } from './unmet-rules.ts';

/** Each unmet rule in words for people: what holds the photos back, and what to do where something can be done. */
export const unmetWords: Readonly<Record<UnmetRule, string>> = {
  'switched-off': 'sending is switched off; switch it on in the settings',
  'not-connected': 'there is no network connection; sending goes on when there is one',
  'not-wifi': 'this is mobile data, and photos are sent over Wi-Fi or cable only',
  'link-unknown':
    'it can’t be told here whether this is Wi-Fi or mobile data; use the home-network rule instead',
  'other-network': 'this is not one of the Wi-Fi networks chosen for sending',
  'network-unknown':
    'the name of the Wi-Fi network can’t be read here; allow it to be read, or use the home-network rule instead',
  'not-home': 'the server sees this device outside the home network; sending goes on at home',
  'home-unknown': 'the server could not be asked whether this device is at home',
  metered: 'this connection is metered or saves data; sending goes on when it is not',
  'metered-unknown':
    'it can’t be told here whether this connection is metered; use the home-network rule instead',
  'not-charging': 'the device runs on its battery; sending goes on when it is charging',
  'charging-unknown': 'it can’t be told here whether the device is charging; switch that rule off',
  'quiet-hours': 'these are quiet hours; sending goes on when they end',
};
