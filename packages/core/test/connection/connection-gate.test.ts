import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectionGate, type Surroundings } from '@homeroll/core/connection/connection-gate';
import { noRules } from '@homeroll/core/connection/no-rules';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import { recordIn } from '../sync/records.ts';
import * as arbitrary from './arbitrary-rules.ts';

const atHome: Surroundings = {
  rules: noRules,
  readings: { connected: true, link: 'wifi', network: 'home', metered: false, charging: true, zone: 'home' },
  localTime: '12:00',
  paused: false,
  events: [],
};
const byHand = recordIn('marked');
const byEvent = recordIn('marked', { origin: { event: 'years' } });
const phone: MediaEvent = {
  id: 'years',
  title: 'Phone',
  tags: [],
  start: '2020-01-01T00:00:00',
  timeZone: 'UTC',
  createdAt: 0,
  connection: { homeOnly: true },
};

describe('the gate', () => {
  it('P54 lets everything pass where the rules hold, and nothing where they do not', () => {
    const gate = new ConnectionGate(atHome);
    expect([gate.isClosed(byHand), gate.isClosed(byEvent)]).toEqual([false, false]);
    gate.update({ rules: { ...noRules, enabled: false } });
    expect([gate.isClosed(byHand), gate.isClosed(byEvent)]).toEqual([true, true]);
    expect(gate.reasons()).toEqual(['switched-off']);
  });

  it('P41 a pause is the one reason while it lasts', () => {
    const gate = new ConnectionGate({ ...atHome, rules: { ...noRules, wifiOnly: true }, readings: {} });
    gate.update({ paused: true });
    expect(gate.reasons(byHand)).toEqual(['paused']);
    gate.update({ paused: false });
    expect(gate.reasons(byHand)).toEqual(['link-unknown']);
  });

  it('events 6: an event with a rule of its own narrows the general ones, for what it marked only', () => {
    const gate = new ConnectionGate({ ...atHome, events: [phone] });
    gate.update({ readings: { ...atHome.readings, zone: 'internet' } });
    expect(gate.reasons(byEvent)).toEqual(['not-home']);
    expect(gate.reasons(byHand)).toEqual([]);
    expect(gate.reasons(recordIn('marked', { origin: { event: 'another' } }))).toEqual([]);
    gate.update({ events: [{ ...phone, connection: {} }] });
    expect(gate.reasons(byEvent)).toEqual([]);
  });

  it('of an event that is gone only the general rules are left', () => {
    const away = { ...atHome.readings, zone: 'internet' } as const;
    const gate = new ConnectionGate({ ...atHome, readings: away, events: [phone] });
    gate.update({ events: [] });
    expect(gate.isClosed(byEvent)).toBe(false);
  });

  it('never lets pass through an event what the general rules hold back', () => {
    const everything = fc.record({
      rules: arbitrary.rules,
      readings: arbitrary.readings,
      own: arbitrary.someRules,
    });
    fc.assert(
      fc.property(everything, ({ rules, readings, own }) => {
        const gate = new ConnectionGate({
          ...atHome,
          rules,
          readings,
          events: [{ ...phone, connection: own }],
        });
        if (gate.isClosed(byHand)) expect(gate.isClosed(byEvent)).toBe(true);
      }),
    );
  });
});

describe('P60 the gate tells', () => {
  function told(around: Partial<Surroundings> = {}): { gate: ConnectionGate; times: () => number } {
    const gate = new ConnectionGate({ ...atHome, ...around });
    let count = 0;
    gate.watch(() => (count += 1));
    return { gate, times: () => count };
  }

  it('of every change in what is held back, and only of those', () => {
    const { gate, times } = told({ rules: { ...noRules, wifiOnly: true } });
    gate.update({ readings: { ...atHome.readings, network: 'other' } });
    gate.update({ localTime: '12:01' });
    expect(times()).toBe(0);
    gate.update({ readings: { link: 'mobile' } });
    gate.update({ readings: { link: 'mobile', charging: false } });
    expect(times()).toBe(1);
    gate.update({ readings: { link: 'cable' } });
    expect(times()).toBe(2);
  });

  it('when another reason takes the place of the first', () => {
    const { gate, times } = told({ rules: { ...noRules, wifiOnly: true }, readings: { link: 'mobile' } });
    gate.update({ readings: {} });
    expect(times()).toBe(1);
  });

  it('when it concerns one event only', () => {
    const { gate, times } = told({ events: [phone] });
    gate.update({ readings: { ...atHome.readings, zone: 'vpn' } });
    expect(times()).toBe(1);
    expect(gate.isClosed(byHand)).toBe(false);
  });

  it('when quiet hours begin and end', () => {
    const { gate, times } = told({ rules: { ...noRules, quietHours: [{ from: '22:00', to: '07:00' }] } });
    for (const localTime of ['21:59', '22:00', '23:00', '06:59', '07:00']) gate.update({ localTime });
    expect(times()).toBe(2);
  });

  it('nobody who does not want to hear of it any more, while others are told', () => {
    const gate = new ConnectionGate(atHome);
    const heard: string[] = [];
    const unwatch = gate.watch(() => {
      heard.push('one');
      unwatch();
    });
    gate.watch(() => heard.push('other'));
    gate.update({ paused: true });
    gate.update({ paused: false });
    expect(heard).toEqual(['one', 'other', 'other']);
  });

  it('after it has changed: whoever is told finds the new answer', () => {
    const gate = new ConnectionGate(atHome);
    const answers: boolean[] = [];
    gate.watch(() => answers.push(gate.isClosed(byHand)));
    gate.update({ paused: true });
    gate.update({ paused: false });
    expect(answers).toEqual([true, false]);
    expect(gate.surroundings).toEqual(atHome);
  });
});
