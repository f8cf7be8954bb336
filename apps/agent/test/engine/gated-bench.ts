import { ConnectionGate } from '@homeroll/core/connection/connection-gate';
import { noRules } from '@homeroll/core/connection/no-rules';
import { engineBench, type EngineBench } from './engine-bench.ts';

/** An engine with a gate that stands open until it is told otherwise. */
export function gatedBench(
  ...how: Parameters<typeof engineBench>
): EngineBench & { readonly gate: ConnectionGate } {
  const around = { rules: noRules, readings: { connected: true }, localTime: '12:00', paused: false };
  return { ...engineBench(...how), gate: new ConnectionGate({ ...around, events: [] }) };
}
