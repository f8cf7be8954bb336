/** All that the portal ever says. `{…}` are filled in. */
export interface Words {
  readonly photo: string;
  readonly photos: string;
  readonly loading: string;
  /** Heading while the file has not arrived. */
  readonly waiting: string;
  readonly waitingMore: string;
  /** `{n}` seconds. */
  readonly again: string;
  readonly late: string;
  readonly offline: string;
  /** The relay has no connection to the device that has the photos. */
  readonly away: string;
  readonly save: string;
  readonly share: string;
  readonly getting: string;
  readonly saveAll: string;
  readonly close: string;
  readonly next: string;
  readonly previous: string;
  readonly hold: string;
  readonly ended: string;
  readonly endedMore: string;
  readonly broken: string;
  readonly brokenMore: string;
  readonly foreign: string;
  readonly unseen: string;
  /** `{date}`. */
  readonly until: string;
  /** `{n}` of `{m}`. */
  readonly place: string;
}
