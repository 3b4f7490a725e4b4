// Colours, where the stream is a terminal and NO_COLOR is not set.

import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** The text in a format, for standard output unless another stream is given. */
export function styled(format: Format, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(format, text, { stream, validateStream: true });
}
