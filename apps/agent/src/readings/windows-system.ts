import * as z from 'zod';
import type { Readings } from '@homeroll/core/connection/connection-rules';
import { asJson } from './as-json.ts';
import { programReader } from './program-reader.ts';
import { ReadingsError, type ReadingsReader } from './readings-reader.ts';

/**
 * Windows 10 and 11, by the PowerShell that comes with them (5.1: the newer ones have no WinRT). The profile of the
 * internet connection says whether it is wireless or mobile, its name and its cost; untranslated. The name needs the
 * permission to know the place. Sources: Windows.Networking.Connectivity.ConnectionProfile, Win32_Battery.
 */
const script = `
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = [Text.Encoding]::UTF8
$said = @{}
try {
  $null = [Windows.Networking.Connectivity.NetworkInformation, Windows.Networking.Connectivity, ContentType = WindowsRuntime]
  $internet = [Windows.Networking.Connectivity.NetworkInformation]::GetInternetConnectionProfile()
  $said.connected = $null -ne $internet
  if ($internet) {
    $said.wlan = $internet.IsWlanConnectionProfile
    $said.wwan = $internet.IsWwanConnectionProfile
    $said.interfaceType = [int]$internet.NetworkAdapter.IanaInterfaceType
    $cost = $internet.GetConnectionCost()
    $said.cost = [string]$cost.NetworkCostType
    $said.restricted = $cost.Roaming -or $cost.OverDataLimit -or $cost.BackgroundDataUsageRestricted
    if ($internet.IsWlanConnectionProfile) {
      try { $said.network = $internet.WlanConnectionProfileDetails.GetConnectedSsid() } catch { }
    }
  }
} catch { }
try { $said.batteries = @(Get-CimInstance Win32_Battery | ForEach-Object { [int]$_.BatteryStatus }) } catch { }
$said | ConvertTo-Json -Compress
`;

export const windowsSystem: ReadingsReader = programReader({
  name: 'Windows',
  program: 'powershell.exe',
  args: ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', script],
  parse: parseWindowsSystem,
});

const said = z.object({
  connected: z.boolean().optional(),
  wlan: z.boolean().optional(),
  wwan: z.boolean().optional(),
  /** IANA's ifType: 6 is Ethernet. */
  interfaceType: z.number().optional(),
  cost: z.string().optional(),
  restricted: z.boolean().optional(),
  network: z.string().nullish(),
  batteries: z.union([z.array(z.number()), z.null()]).optional(),
});
type Said = z.infer<typeof said>;

export function parseWindowsSystem(output: string): Readings {
  const parsed = said.safeParse(asJson(output.replace(/^\uFEFF/, '')));
  if (!parsed.success) throw new ReadingsError('odd-output', 'PowerShell said something else than was asked');
  const { connected, network, wlan } = parsed.data;
  const link = linkOf(parsed.data);
  const metered = meteredOf(parsed.data);
  const charging = chargingOf(parsed.data);
  return {
    // No way to the internet may still be a way to a server in the house.
    ...(connected === true ? { connected } : {}),
    ...(link === undefined ? {} : { link }),
    ...(wlan === true && network ? { network } : {}),
    ...(metered === undefined ? {} : { metered }),
    ...(charging === undefined ? {} : { charging }),
  };
}

function linkOf({ wlan, wwan, interfaceType }: Said): Readings['link'] {
  if (wwan === true) return 'mobile';
  if (wlan === true) return 'wifi';
  return interfaceType === ethernet ? 'cable' : undefined;
}

const ethernet = 6;

function meteredOf({ cost, restricted }: Said): boolean | undefined {
  if (restricted === true || cost === 'Fixed' || cost === 'Variable') return true;
  return cost === 'Unrestricted' && restricted === false ? false : undefined;
}

/** BatteryStatus: 1 discharging, 4 low, 5 critical; 2 and 6 to 9 on mains, 3 full; no battery: on mains. */
function chargingOf({ batteries }: Said): boolean | undefined {
  if (!batteries) return undefined;
  if (batteries.some((status) => [1, 4, 5].includes(status))) return false;
  return batteries.every((status) => [2, 6, 7, 8, 9].includes(status)) ? true : undefined;
}
