/** What the agent is to be started with. All paths are absolute. */
export interface AgentSetup {
  /** Program and arguments that run until told to stop: Node, `bin/homeroll`, `agent`, … */
  readonly command: readonly string[];
  /** Program and arguments of one pass over everything. */
  readonly onceCommand: readonly string[];
  readonly home: string;
  /** The account that it runs as. */
  readonly user: string;
  /** The account's number, which macOS asks for. */
  readonly userId: number;
  /** Journals, settings and logs: the only place the agent writes to. */
  readonly stateFolder: string;
  readonly photoFolders: readonly string[];
  /** So that a phone's scheduler need not wake the agent in vain. */
  readonly rules: { readonly unmeteredOnly: boolean; readonly chargingOnly: boolean };
}

export interface InstallFile {
  readonly path: string;
  /** Holds the marker, by which the file is known again. */
  readonly text: string;
  readonly mode: number;
  /** UTF-8 unless it says so. */
  readonly encoding?: 'utf8' | 'utf16le';
}

export interface InstallPlan extends InstallTexts {
  /** Made where it is missing, as the account's own: the service may write nowhere else. It stays. */
  readonly stateFolder: { readonly path: string; readonly owner: number };
}

export interface InstallTexts {
  readonly files: readonly InstallFile[];
  /** Links that the system makes to those files when the commands are run; removed with them. */
  readonly links: readonly string[];
  /** Shell commands that bring it to life. */
  readonly start: readonly string[];
  /** Shell commands that end it, once the files are gone. */
  readonly stop: readonly string[];
  /** Sentences about what else is to be done or known. */
  readonly notes: readonly string[];
}
