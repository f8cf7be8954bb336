/** When photos may travel. A rule that is off (or an empty list) asks for nothing. */
export interface ConnectionRules {
  /** Nothing is sent or deleted at a destination unless this is on. */
  readonly enabled: boolean;
  /** Wi-Fi or cable, never mobile data. */
  readonly wifiOnly: boolean;
  /** Names of Wi-Fi networks (SSIDs); empty: any. */
  readonly networks: readonly string[];
  /** Only where the server says that this device is at home. */
  readonly homeOnly: boolean;
  /** Not on a network that costs by the byte, nor with a data saver on. */
  readonly unmeteredOnly: boolean;
  readonly chargingOnly: boolean;
  /** Times of the day in which nothing is sent, by the clock on the wall here; `22:00` to `07:00` spans midnight. */
  readonly quietHours: readonly QuietHours[];
}

export interface QuietHours {
  /** `HH:MM`, inclusive. */
  readonly from: string;
  /** `HH:MM`, exclusive. */
  readonly to: string;
}

/** What the device can tell of itself. Absent means unknown, and unknown meets no rule. */
export interface Readings {
  readonly connected?: boolean;
  readonly link?: 'wifi' | 'cable' | 'mobile';
  /** The Wi-Fi network's name (SSID). */
  readonly network?: string;
  readonly metered?: boolean;
  /** On mains power, or without a battery. */
  readonly charging?: boolean;
  /** Where the server sees this device. */
  readonly zone?: NetworkZone;
}

export type NetworkZone = 'home' | 'vpn' | 'internet';
