import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionRules, Readings } from '../../src/connection/connection-rules.ts';
import { noRules } from '../../src/connection/no-rules.ts';
import { unmetRules } from '../../src/connection/unmet-rules.ts';
import { unmetWords } from '../../src/connection/unmet-words.ts';
import { readings, rules, time } from './arbitrary-rules.ts';

const homeWifi: Readings = {
  connected: true,
  link: 'wifi',
  network: 'Home',
  metered: false,
  charging: true,
  zone: 'home',
};

interface Row {
  readonly says: string;
  readonly asks: Partial<ConnectionRules>;
  readonly reads: Readings;
  readonly at?: string;
  readonly unmet: readonly string[];
}

const rows: readonly Row[] = [
  {
    says: 'P54 switched off, nothing else counts',
    asks: { enabled: false, wifiOnly: true },
    reads: {},
    unmet: ['switched-off'],
  },
  { says: 'P54 switched on and nothing asked', asks: {}, reads: {}, unmet: [] },
  { says: 'P18 no connection', asks: {}, reads: { connected: false }, unmet: ['not-connected'] },
  {
    says: 'P18 no connection says nothing more of networks',
    asks: { wifiOnly: true, networks: ['Home'], homeOnly: true, unmeteredOnly: true },
    reads: { connected: false },
    unmet: ['not-connected'],
  },
  { says: 'P18 an unknown connection is tried', asks: {}, reads: { link: 'mobile' }, unmet: [] },
  { says: 'P55 P56 mobile data', asks: { wifiOnly: true }, reads: { link: 'mobile' }, unmet: ['not-wifi'] },
  { says: 'P56 Wi-Fi', asks: { wifiOnly: true }, reads: { link: 'wifi' }, unmet: [] },
  { says: 'P56 a cable counts as Wi-Fi', asks: { wifiOnly: true }, reads: { link: 'cable' }, unmet: [] },
  {
    says: 'P56 P59 unknown link',
    asks: { wifiOnly: true },
    reads: { connected: true },
    unmet: ['link-unknown'],
  },
  { says: 'P57 a chosen network', asks: { networks: ['Office', 'Home'] }, reads: homeWifi, unmet: [] },
  { says: 'P57 another network', asks: { networks: ['Office'] }, reads: homeWifi, unmet: ['other-network'] },
  {
    says: 'P57 case is part of the name',
    asks: { networks: ['home'] },
    reads: homeWifi,
    unmet: ['other-network'],
  },
  {
    says: 'P57 no normalisation: ü in one and in two code points are two names',
    asks: { networks: ['B\u00fcro'] },
    reads: { ...homeWifi, network: 'Bu\u0308ro' },
    unmet: ['other-network'],
  },
  {
    says: 'P57 a cable is not in a Wi-Fi network',
    asks: { networks: ['Home'] },
    reads: { link: 'cable', network: 'Home' },
    unmet: ['other-network'],
  },
  {
    says: 'P57 mobile data beside a joined Wi-Fi',
    asks: { networks: ['Home'] },
    reads: { link: 'mobile', network: 'Home' },
    unmet: ['other-network'],
  },
  {
    says: 'P58 P59 a name that can’t be read',
    asks: { networks: ['Home'] },
    reads: { link: 'wifi' },
    unmet: ['network-unknown'],
  },
  {
    says: 'P59 the empty name of a hidden network',
    asks: { networks: ['', 'Home'] },
    reads: { link: 'wifi', network: '' },
    unmet: ['network-unknown'],
  },
  {
    says: 'P59 a right name over an unknown link',
    asks: { networks: ['Home'] },
    reads: { network: 'Home' },
    unmet: ['network-unknown'],
  },
  { says: 'P58 at home', asks: { homeOnly: true }, reads: { zone: 'home' }, unmet: [] },
  { says: 'P58 by VPN', asks: { homeOnly: true }, reads: { zone: 'vpn' }, unmet: ['not-home'] },
  {
    says: 'P58 out in the internet',
    asks: { homeOnly: true },
    reads: { zone: 'internet' },
    unmet: ['not-home'],
  },
  { says: 'P58 P59 the server has not told', asks: { homeOnly: true }, reads: {}, unmet: ['home-unknown'] },
  {
    says: 'P60a data saver or a network that costs',
    asks: { unmeteredOnly: true },
    reads: { metered: true },
    unmet: ['metered'],
  },
  { says: 'P60a costs nothing', asks: { unmeteredOnly: true }, reads: { metered: false }, unmet: [] },
  { says: 'P60a P59 unknown cost', asks: { unmeteredOnly: true }, reads: {}, unmet: ['metered-unknown'] },
  {
    says: 'P60a on its battery',
    asks: { chargingOnly: true },
    reads: { charging: false },
    unmet: ['not-charging'],
  },
  { says: 'P60a charging', asks: { chargingOnly: true }, reads: { charging: true }, unmet: [] },
  { says: 'P60a P59 unknown charger', asks: { chargingOnly: true }, reads: {}, unmet: ['charging-unknown'] },
  {
    says: 'P60a in quiet hours',
    asks: { quietHours: [{ from: '22:00', to: '07:00' }] },
    reads: {},
    at: '03:00',
    unmet: ['quiet-hours'],
  },
  {
    says: 'P60a outside quiet hours',
    asks: { quietHours: [{ from: '22:00', to: '07:00' }] },
    reads: {},
    at: '07:00',
    unmet: [],
  },
  {
    says: 'P22a everything that holds it back is told, in one order',
    asks: { wifiOnly: true, chargingOnly: true, homeOnly: true },
    reads: { link: 'mobile', charging: false, zone: 'vpn' },
    unmet: ['not-wifi', 'not-home', 'not-charging'],
  },
];

describe('unmetRules', () => {
  it.each(rows)('$says', ({ asks, reads, at, unmet }) => {
    expect(unmetRules({ ...noRules, ...asks }, reads, at ?? '12:00')).toEqual(unmet);
  });

  it('P59 what is met without a reading did not ask for it', () => {
    fc.assert(
      fc.property(rules, readings, time, fc.constantFrom(...keys), (asked, known, at, key) => {
        const less = Object.fromEntries(Object.entries(known).filter(([name]) => name !== key)) as Readings;
        if (unmetRules(asked, less, at).length === 0) {
          expect(unmetRules(asked, known, at)).toEqual([]);
        }
      }),
    );
  });

  it('P59 with nothing known, every rule that asks for a reading is unmet as unknown', () => {
    fc.assert(
      fc.property(rules, (asked) => {
        const asking = [
          asked.wifiOnly,
          asked.networks.length > 0,
          asked.homeOnly,
          asked.unmeteredOnly,
          asked.chargingOnly,
        ].filter(Boolean);
        const unknown = unmetRules({ ...asked, enabled: true }, {}, '12:00').filter((code) =>
          code.endsWith('-unknown'),
        );
        expect(unknown).toHaveLength(asking.length);
      }),
    );
  });

  it('P60 the order in which readings came in makes no difference', () => {
    fc.assert(
      fc.property(rules, readings, time, (asked, known, at) => {
        const turned = Object.fromEntries(Object.entries(known).reverse()) as Readings;
        expect(unmetRules(asked, turned, at)).toEqual(unmetRules(asked, known, at));
      }),
    );
  });

  it('P22a every code has its words, and they are all different', () => {
    const words = Object.values(unmetWords);
    expect(new Set(words).size).toBe(words.length);
    expect(words.every((sentence) => /^[a-z].+[a-z]$/u.test(sentence))).toBe(true);
  });
});

/** Not `connected`: a device that cannot tell whether it is connected tries. */
const keys = ['link', 'network', 'metered', 'charging', 'zone'] as const;
