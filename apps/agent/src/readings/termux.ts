import * as z from 'zod';
import type { Readings } from '@homeroll/core/connection/connection-rules';
import { asJson } from './as-json.ts';
import { ReadingsError, type ReadingsReader } from './readings-reader.ts';
import { runProgram } from './run-program.ts';

/**
 * Android, by the programs of Termux:API. The network's name is told to apps that may know the place, while the
 * phone's location is switched on; else it is `<unknown ssid>`. Quotation marks within a name are lost: Termux:API
 * drops them with those that Android puts around it. Android may send through mobile data while it is joined to a
 * Wi-Fi without internet; that can't be seen here. Sources: termux-api WifiAPI, TelephonyAPI, BatteryStatusAPI.
 */
export const termuxNetwork: ReadingsReader = {
  name: 'Termux:API network',
  read: async (signal) => {
    const wifi = parseTermuxWifi(
      await runProgram({ program: 'termux-wifi-connectioninfo', args: [] }, signal),
    );
    if (wifi === undefined || wifi.link === 'wifi') return wifi ?? {};
    return parseTermuxMobile(await runProgram({ program: 'termux-telephony-deviceinfo', args: [] }, signal));
  },
};

export const termuxPower: ReadingsReader = {
  name: 'Termux:API battery',
  read: async (signal) =>
    parseTermuxBattery(await runProgram({ program: 'termux-battery-status', args: [] }, signal)),
};

const wifiInfo = z.object({
  ip: z.string().optional(),
  ssid: z.string().optional(),
  supplicant_state: z.string().optional(),
});

/** Undefined where it can't be told; an empty object where the phone is in no Wi-Fi. */
export function parseTermuxWifi(output: string | undefined): Readings | undefined {
  if (output === undefined) return undefined;
  const { ip, ssid, supplicant_state: state } = parsed(wifiInfo, output);
  if (state === undefined) return undefined;
  if (state !== 'COMPLETED' || ip === '0.0.0.0') return {};
  const isKnown = ssid !== undefined && ssid !== '' && !/^(<unknown ssid>|0x)$/.test(ssid);
  return { connected: true, link: 'wifi', ...(isKnown ? { network: ssid } : {}) };
}

const telephonyInfo = z.object({ data_state: z.string().optional() });

/** Asked only where the phone is in no Wi-Fi: there is mobile data, or (airplane mode, no card) nothing. */
export function parseTermuxMobile(output: string | undefined): Readings {
  if (output === undefined) return {};
  const state = parsed(telephonyInfo, output).data_state?.toLowerCase();
  if (state === 'connected') return { connected: true, link: 'mobile', metered: true };
  return state === 'disconnected' ? { connected: false } : {};
}

const batteryInfo = z.object({ plugged: z.string().optional(), status: z.string().optional() });

export function parseTermuxBattery(output: string | undefined): Readings {
  if (output === undefined) return {};
  const { plugged, status } = parsed(batteryInfo, output);
  if (plugged?.startsWith('PLUGGED_') === true) return { charging: true };
  if (plugged === 'UNPLUGGED' || status === 'DISCHARGING') return { charging: false };
  return {};
}

const refusal = z.object({ API_ERROR: z.string().optional(), error: z.string().optional() });

/** Termux:API answers with JSON even where it refuses; without its app it says nothing at all. */
function parsed<T>(schema: z.ZodType<T>, output: string): T {
  const value = asJson(output);
  const refused = refusal.safeParse(value).data;
  const complaint = refused?.API_ERROR ?? refused?.error;
  if (complaint !== undefined) throw new ReadingsError('failed', complaint);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ReadingsError('odd-output', 'the Termux:API app does not answer as it should; is it installed?');
}
