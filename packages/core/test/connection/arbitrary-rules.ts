import * as fc from 'fast-check';
import type { ConnectionRules, QuietHours, Readings } from '../../src/connection/connection-rules.ts';

/** `HH:MM`, with few values, so that spans often meet, touch and hold the time asked for. */
export const time: fc.Arbitrary<string> = fc
  .record({ hour: fc.constantFrom(0, 6, 7, 12, 22, 23), minute: fc.constantFrom(0, 1, 30, 59) })
  .map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

const name = fc.constantFrom('Home', 'home', 'Büro', 'Büro', 'a:b', '');
const quietHours: fc.Arbitrary<QuietHours[]> = fc.array(fc.record({ from: time, to: time }), {
  maxLength: 3,
});

const everyRule = {
  enabled: fc.boolean(),
  wifiOnly: fc.boolean(),
  networks: fc.uniqueArray(name, { maxLength: 3 }),
  homeOnly: fc.boolean(),
  unmeteredOnly: fc.boolean(),
  chargingOnly: fc.boolean(),
  quietHours,
};

export const rules: fc.Arbitrary<ConnectionRules> = fc.record(everyRule);
export const someRules: fc.Arbitrary<Partial<ConnectionRules>> = fc.record(everyRule, { requiredKeys: [] });

export const readings: fc.Arbitrary<Readings> = fc.record(
  {
    connected: fc.boolean(),
    link: fc.constantFrom('wifi' as const, 'cable' as const, 'mobile' as const),
    network: name,
    metered: fc.boolean(),
    charging: fc.boolean(),
    zone: fc.constantFrom('home' as const, 'vpn' as const, 'internet' as const),
  },
  { requiredKeys: [] },
);
