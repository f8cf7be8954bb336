/** A line in every file that is written; one without it belongs to someone else. */
export const marker = 'Written by “homeroll agent install”; “homeroll agent uninstall” removes it.';
