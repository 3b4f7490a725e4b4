// What a schema of settings cannot say itself: the words of their reference pages and of messages about them. Whoever has
// settings registers notes for each; `src/runtime/config/settings.ts` reads them.

import { z } from "zod";

/** What the schema itself cannot say about a setting. */
export interface SettingNotes {
  readonly meaning: string;
  /** The default in words, where it is no fixed value. */
  readonly defaultText?: string;
  /** What is accepted, where the type alone says too little. */
  readonly accepts?: string;
  /** The value is the path of a folder, relative to where it was written. Such settings stand in no section. */
  readonly isPath?: true;
}

/** The notes of each setting, by its schema. */
export const settingNotes = z.registry<SettingNotes>();
